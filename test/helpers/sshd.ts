/**
 * A real sshd for a test: on a free port of 127.0.0.1, with keys of its own, for
 * the user that runs the test. Programs that a machine of a fleet has are scripts
 * of the test's, found first by whatever a session runs. It can be ended with all
 * its sessions, as by a reboot, and started again; between it and the test is a
 * wire that can be cut without a word.
 */
import { execFileSync, spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openSocket, type SshTarget } from "../../infra/ssh.ts";
import { type SshConnection, sshConnection } from "../../scripts/cloud/ssh-connection.ts";
import { opensshPrivate, opensshPublic } from "../cloud/openssh.ts";
import { freePort } from "./redis.ts";

const SSHD = "/usr/sbin/sshd";

/** For `test(name, { skip: withoutSshd }, …)`. */
export const withoutSshd: string | false = existsSync(SSHD) ? false : "no sshd (apt install openssh-server)";

export interface Sshd {
  /** Holds its files; a session begins in `home` below it. */
  folder: string;
  port: number;
  /** What a driver knows of it. */
  target: SshTarget;
  /** A line, closed with the test. */
  line(changes?: Partial<SshTarget>, name?: string): SshConnection;
  /** A program of the machine, from now on. */
  program(name: string, script: string): void;
  /** Ends it and all its sessions. */
  kill(): Promise<void>;
  start(): Promise<void>;
  /** What it wrote so far. */
  log(): string;
  /** Nothing gets through any more, in either direction, and nobody is told. */
  freeze(): void;
  thaw(): void;
  /** So many bytes a second to the machine, from now on; what waits is kept on the way, as a modem does. */
  slow(bytesPerSecond: number): void;
}

export interface Keys {
  private: string;
  public: string;
}

export function newKeys(): Keys {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  return { private: opensshPrivate(privateKey), public: opensshPublic(publicKey) };
}

/** @param settings  further lines of sshd_config */
export async function withSshd(act: (sshd: Sshd) => Promise<void>, settings: readonly string[] = []): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-sshd-"));
  const server = await prepare(folder, settings);
  try {
    await act(server.sshd);
  } finally {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function prepare(folder: string, settings: readonly string[]) {
  const [hostKeys, driverKeys] = [newKeys(), newKeys()];
  const bin = join(folder, "bin");
  for (const each of [bin, join(folder, "home")]) mkdirSync(each);
  writeFileSync(join(folder, "host-key"), hostKeys.private, { mode: 0o600 });
  writeFileSync(join(folder, "authorized"), `${driverKeys.public}\n`);
  const behind = await freePort();
  const config = [
    `Port ${behind}`,
    "ListenAddress 127.0.0.1",
    `HostKey ${folder}/host-key`,
    `AuthorizedKeysFile ${folder}/authorized`,
    // The folder is below one that everybody may write to.
    "StrictModes no",
    "UsePAM no",
    "PasswordAuthentication no",
    "PidFile none",
    "LogLevel VERBOSE",
    "Subsystem sftp /usr/lib/openssh/sftp-server",
    // Not in the home of whoever runs the test, and without what their shell does at first.
    `SetEnv PATH=${bin}:/usr/local/bin:/usr/bin:/bin HOME=${folder}/home`,
    `ForceCommand cd ${folder}/home && exec sh -c "$SSH_ORIGINAL_COMMAND"`,
    ...settings,
  ];
  writeFileSync(join(folder, "sshd_config"), `${config.join("\n")}\n`);
  // Where sshd, as root, locks itself in; its package makes it at each boot.
  if (process.getuid?.() === 0) mkdirSync("/run/sshd", { recursive: true, mode: 0o755 });

  let said = "";
  let child: ReturnType<typeof spawn> | undefined;
  const kill = async () => {
    if (!child) return;
    const gone = new Promise((resolve) => child!.once("exit", resolve));
    const pids = [child.pid!, ...descendants(child.pid!)];
    child = undefined;
    for (const pid of pids) {
      try {
        process.kill(pid, "SIGKILL");
      } catch {}
    }
    await gone;
  };
  const start = async () => {
    child = spawn(SSHD, ["-D", "-e", "-f", join(folder, "sshd_config")], { stdio: ["ignore", "ignore", "pipe"] });
    child.stderr!.on("data", (text) => (said += text));
    for (let tries = 0; tries < 200; tries++) {
      if (child.exitCode !== null) throw new Error(`sshd ended: ${said}`);
      if (await answers(behind)) return;
      await sleep(50);
    }
    throw new Error(`sshd does not answer: ${said}`);
  };
  const wire = await wireTo(behind);
  await start();

  const target: SshTarget = {
    user: userInfo().username,
    privateKey: driverKeys.private,
    hostKey: hostKeys.public,
    open: (signal) => openSocket("127.0.0.1", wire.port, signal),
  };
  const lines: SshConnection[] = [];
  const sshd: Sshd = {
    folder,
    port: wire.port,
    target,
    line: (changes, name = "head") => {
      const line = sshConnection(name, { ...target, ...changes });
      lines.push(line);
      return line;
    },
    program: (name, script) => {
      writeFileSync(join(bin, name), `#!/bin/sh\n${script}\n`);
      chmodSync(join(bin, name), 0o755);
    },
    kill,
    start,
    log: () => said,
    freeze: wire.freeze,
    thaw: wire.thaw,
    slow: wire.slow,
  };
  return {
    sshd,
    end: async () => {
      for (const line of lines) line.close();
      wire.close();
      await kill();
    },
  };
}

/** A port that passes everything on, for as long as it is not frozen. */
async function wireTo(behind: number) {
  const open = new Set<Socket>();
  let frozen = false;
  let bytesPerSecond = Number.POSITIVE_INFINITY;
  const server = createServer((here) => {
    const there = connect(behind, "127.0.0.1");
    for (const [socket, other] of [
      [here, there],
      [there, here],
    ] as const) {
      open.add(socket);
      socket.on("error", () => {});
      socket.on("data", (data) => {
        if (frozen) return;
        other.write(data);
        if (socket !== here || bytesPerSecond === Number.POSITIVE_INFINITY) return;
        here.pause();
        setTimeout(() => here.resume(), (1000 * data.length) / bytesPerSecond);
      });
      socket.on("close", () => {
        open.delete(socket);
        if (!frozen) other.destroy();
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as { port: number }).port,
    freeze: () => {
      frozen = true;
    },
    thaw: () => {
      frozen = false;
      // What was on the way is lost, so these are of no use any more.
      for (const socket of open) socket.destroy();
    },
    slow: (rate: number) => {
      bytesPerSecond = rate;
    },
    close: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function descendants(pid: number): number[] {
  const parents = readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        // The second field is a name that may hold anything; the fourth is the parent.
        const parent = /\) \S (\d+) /.exec(readFileSync(`/proc/${name}/stat`, "utf8"))?.[1];
        return [{ pid: Number(name), parent: Number(parent) }];
      } catch {
        return [];
      }
    });
  const below = (id: number): number[] =>
    parents.filter(({ parent }) => parent === id).flatMap((each) => [each.pid, ...below(each.pid)]);
  return below(pid);
}

function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    socket.once("data", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}

/** What every process of this machine was started with. */
export function commandLines(): string {
  return execFileSync("ps", ["-eo", "args"], { encoding: "utf8" });
}
