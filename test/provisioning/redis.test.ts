/** The head's Redis: its own settings and users, in a real redis-server. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { Redis } from "ioredis";
import { RIGHTS, usersAcl } from "../../provisioning/parts/redis-server.ts";
import { unmetRequirements } from "../../runtime/fleet/redis/requirements.ts";
import { unitValues } from "../helpers/cloud-config.ts";
import { freePort, withoutRedis } from "../helpers/redis.ts";

const PASSWORD = "0123456789abcdefghijklmnopqrstuvwxyzABCD";
/** What the machine's facts would say. */
const PRIVATE = "127.0.0.2";
const BYTES = "100000000";

const skip = withoutRedis || (process.platform !== "linux" && "a head runs Linux, where all of 127.0.0.0/8 is here");

test("the fleet's user may do what a fleet needs, a stranger nothing, nobody CONFIG", { skip }, async () => {
  await withHead(async (port) => {
    const fleet = await loggedIn(port);
    assert.deepEqual(unmetRequirements(await fleet.info()), []);
    assert.equal(await fleet.set("mgx:x", "1"), "OK");
    assert.equal(await fleet.lpush("bull:q:wait", "1"), 1);
    await assert.rejects(fleet.set("other", "1"), /NOPERM/);
    for (const command of FORBIDDEN) {
      const [name, ...words] = command.split(" ");
      await assert.rejects(fleet.call(name!, ...words), /NOPERM/, command);
    }
    fleet.disconnect();

    assert.match(await said(port, "PING"), /^-NOAUTH/);
    assert.match(await said(port, "GET mgx:x"), /^-NOAUTH/);
    assert.match(await said(port, "AUTH fleet wrong"), /^-WRONGPASS/);
  });
});

test("docs/fleet.md gives a user the rights that a head's has, for every version of Redis", () => {
  const page = readFileSync(new URL("../../docs/fleet.md", import.meta.url), "utf8");
  assert.equal(/^user fleet on >PASSWORD (.*)$/m.exec(page)![1], RIGHTS);
});

test("the head's Redis listens on 127.0.0.1 and the private address and nowhere else, within its memory", {
  skip,
}, async () => {
  await withHead(async (port) => {
    for (const host of ["127.0.0.1", PRIVATE]) {
      const fleet = await loggedIn(port, host);
      assert.match(await fleet.info("memory"), new RegExp(`^maxmemory:${BYTES}\\b`, "m"));
      fleet.disconnect();
    }
    await assert.rejects(said(port, "PING", "127.0.0.3"), /ECONNREFUSED/);
  });
});

/** What would give a stranger who has the fleet's password the machine, or take everybody's results. */
const FORBIDDEN = [
  ...["CONFIG GET dir", "CONFIG SET dir /tmp", "FLUSHALL", "FLUSHDB", "KEYS *", "SHUTDOWN", "SAVE", "SLAVEOF NO ONE"],
  ...["ACL LIST", "ACL SETUSER fleet allkeys", "REPLICAOF NO ONE", "MODULE LIST", "MONITOR", "CLIENT KILL TYPE normal"],
];

async function loggedIn(port: number, host = "127.0.0.1"): Promise<Redis> {
  const fleet = new Redis({
    port,
    host,
    username: "fleet",
    password: PASSWORD,
    lazyConnect: true,
    retryStrategy: null,
  });
  await fleet.connect();
  return fleet;
}

/** The first line that Redis answers to a line of a client that has not logged in. */
function said(port: number, line: string, host = "127.0.0.1"): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, host, () => socket.write(`${line}\r\n`));
    socket.once("error", reject).once("data", (data) => {
      socket.destroy();
      resolve(String(data).split("\r\n")[0]!);
    });
  });
}

/** Redis as the head's unit starts it, with the settings that are there, but for its folders and its port. */
async function withHead(act: (port: number) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-head-"));
  const port = await freePort();
  const settings = readFileSync(new URL("../../provisioning/units/redis.conf", import.meta.url), "utf8")
    .replace("/etc/meta-genx", folder)
    .replace("/var/lib/redis", folder)
    .replace("port 6379", `port ${port}`);
  writeFileSync(join(folder, "redis.conf"), settings);
  writeFileSync(join(folder, "users.acl"), usersAcl(createHash("sha256").update(PASSWORD).digest("hex")));
  const unit = readFileSync(new URL("../../provisioning/units/redis-server.conf", import.meta.url), "utf8");
  const [program, ...words] = unitValues(unit, "Service.ExecStart")
    .join()
    .replace("/usr/bin/", "")
    .replace("/etc/meta-genx", folder)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as systemd has them
    .replace("${META_GENX_PRIVATE}", PRIVATE)
    // biome-ignore lint/suspicious/noTemplateCurlyInString: as systemd has them
    .replace("${META_GENX_REDIS_BYTES}", BYTES)
    .split(" ");
  const server = spawn(program!, words, { stdio: ["ignore", "pipe", "inherit"] });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  try {
    await new Promise<void>((resolve, reject) => {
      server.stdout.on("data", (lines) => /Ready to accept/.test(String(lines)) && resolve());
      server.once("exit", () => reject(new Error("redis-server did not start")));
    });
    await act(port);
  } finally {
    server.kill("SIGKILL");
    await ended;
    rmSync(folder, { recursive: true });
  }
}
