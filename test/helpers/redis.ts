/**
 * A real redis-server for a test: on a free port, in a folder of its own, as a
 * fleet has it (a user with no more rights than docs/fleet.md gives, a password,
 * AOF every second, nothing evicted). It can be killed, restarted from its AOF,
 * frozen and thawed, and is gone when the test ends, however it ends.
 */
import { type ChildProcess, execFileSync, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import { RIGHTS } from "../../provisioning/parts/redis-server.ts";
import { type RedisAddress, redisAddress } from "../../runtime/fleet/redis/connect.ts";

export interface RedisSettings {
  /** Lines of redis.conf that differ: { maxmemory: "3mb" }; PORT stands for the port. */
  config?: Record<string, string>;
  /** It speaks TLS only, with this certificate (a file). */
  tls?: string;
  rights?: string;
}

export interface RedisServer {
  /** As --redis takes it: without the password. */
  url: string;
  password: string;
  /** For a process that is to find it: the URL and the password. */
  env: { META_GENX_REDIS: string; META_GENX_REDIS_PASSWORD: string };
  address: RedisAddress;
  /** Holds its files. */
  folder: string;
  /** One command by a user who may do everything. */
  admin(command: string, ...args: (string | number)[]): Promise<unknown>;
  /** kill -9. */
  kill(): Promise<void>;
  /** Starts it again after `kill`, on the same port, from its AOF; resolves when it serves. */
  restart(): Promise<void>;
  /** SIGSTOP and SIGCONT. */
  freeze(): void;
  thaw(): void;
}

const PASSWORD = "correct-horse-2026";
const ADMIN_PASSWORD = "only-tests-know-this";

/** For `test(name, { skip: withoutRedis }, …)`: false where redis-server is installed. */
export const withoutRedis: string | false = (() => {
  try {
    execFileSync("redis-server", ["--version"], { stdio: "ignore" });
    return false;
  } catch {
    return "no redis-server in PATH (apt install redis-server)";
  }
})();

export async function withRedis(settings: RedisSettings, act: (redis: RedisServer) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-redis-"));
  const server = await start(folder, settings);
  try {
    await act(server.redis);
  } finally {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function start(folder: string, { config = {}, rights = RIGHTS, tls }: RedisSettings) {
  const port = await freePort();
  const lines = {
    port: String(port),
    bind: "127.0.0.1",
    dir: folder,
    save: '""',
    appendonly: "yes",
    appendfsync: "everysec",
    "maxmemory-policy": "noeviction",
    loglevel: "warning",
    ...config,
  };
  const text = [
    ...Object.entries(lines).map(([name, value]) => `${name} ${value.replace("PORT", String(port))}`),
    `user default on >${ADMIN_PASSWORD} ~* &* +@all`,
    `user fleet on >${PASSWORD} ${rights}`,
  ];
  const file = join(folder, "redis.conf");
  writeFileSync(file, `${text.join("\n")}\n`);

  let child: ChildProcess;
  const atExit = () => child.kill("SIGKILL");
  process.on("exit", atExit);
  const admin = new Redis({
    port,
    host: "127.0.0.1",
    password: ADMIN_PASSWORD,
    lazyConnect: true,
    maxRetriesPerRequest: null,
    retryStrategy: () => 20,
    ...(tls && { tls: { ca: readFileSync(tls) } }),
  });
  admin.on("error", () => {});
  const launch = async () => {
    child = spawn("redis-server", [file], { stdio: ["ignore", "pipe", "pipe"] });
    let said = "";
    child.stdout!.on("data", (chunk) => (said += chunk));
    child.stderr!.on("data", (chunk) => (said += chunk));
    const died = new Promise<never>((_, reject) =>
      child.once("exit", (code) => reject(new Error(`redis-server ended with code ${code}:\n${said}`))),
    );
    died.catch(() => {});
    // PONG only once the AOF is loaded.
    await Promise.race([died, admin.ping(), late(60_000)]);
  };
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const gone = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await gone;
  };
  await launch();

  const url = `${tls ? "rediss" : "redis"}://fleet@127.0.0.1:${port}`;
  const env = { META_GENX_REDIS: url, META_GENX_REDIS_PASSWORD: PASSWORD };
  const redis: RedisServer = {
    url,
    password: PASSWORD,
    env,
    address: redisAddress(url, env)!,
    folder,
    admin: (command, ...args) => admin.call(command, ...args),
    kill,
    restart: launch,
    freeze: () => void child.kill("SIGSTOP"),
    thaw: () => void child.kill("SIGCONT"),
  };
  return {
    redis,
    async end() {
      admin.disconnect();
      await kill();
      process.off("exit", atExit);
    },
  };
}

async function late(ms: number): Promise<never> {
  await sleep(ms, undefined, { ref: false });
  throw new Error("redis-server does not answer");
}

export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
