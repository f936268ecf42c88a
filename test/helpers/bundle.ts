/** Small bundles with a stand-in for a worker, and launchers that run them. */
import { type ChildProcess, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { bundleName } from "../../runtime/bundles/publish.ts";
import { type TarEntry, tar } from "../../scripts/bundle/tar.ts";

const LAUNCHER = resolve(import.meta.dirname, "../../provisioning/units/launcher.sh");

/** Writes what happens to it into the file $REPORT, and hands back at SIGTERM. */
export const WORKER = (label: string, onTerm = `echo "${label} hands back" >>"$REPORT"; kill $s; exit 0`) => `#!/bin/sh
trap '${onTerm}' TERM
echo "${label} starts: $*, secret $SECRET, bundle $META_GENX_BUNDLE, pid $$" >>"$REPORT"
while :; do sleep 1 & s=$!; wait $s; done
`;

/** @returns the path of a bundle whose program is the given text */
export function makeBundle(folder: string, program: string, ballast: Uint8Array = new Uint8Array()): string {
  const entries: TarEntry[] = [
    { path: "bin/meta-genx", content: Buffer.from(program), executable: true },
    { path: "ballast", content: ballast },
  ];
  const file = gzipSync(tar(entries));
  mkdirSync(folder, { recursive: true });
  const path = join(folder, bundleName(createHash("sha256").update(file).digest("hex")));
  writeFileSync(path, file);
  return path;
}

export async function withFolder(act: (folder: string) => Promise<void>): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-bundle-"));
  try {
    await act(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export interface Launcher {
  process: ChildProcess;
  /** What its workers reported so far. */
  report(): string;
  /** What it and its workers said so far. */
  said(): string;
  /** SIGTERM; its exit code, and null when it had to be killed after 30 s. */
  end(): Promise<number | null>;
}

/**
 * @param shell  ["dash"] or ["busybox", "sh"]
 * @param words  for its worker
 */
export function startLauncher(
  shell: readonly string[],
  url: string,
  cache: string,
  {
    name = "launcher",
    words = ["--seat", "3"],
    env = {},
  }: { name?: string; words?: string[]; env?: NodeJS.ProcessEnv } = {},
): Launcher {
  const report = `${cache}.${name}.report`;
  writeFileSync(report, "");
  const [program, ...applet] = shell;
  const child = spawn(program!, [...applet, LAUNCHER, url, cache, ...words], {
    env: {
      PATH: process.env["PATH"],
      REPORT: report,
      SECRET: "s3cret",
      META_GENX_LAUNCHER_POLL: "1",
      META_GENX_LAUNCHER_PATIENCE: "2",
      META_GENX_LAUNCHER_GRACE: "5",
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  const hear = (chunk: Buffer) => (said += chunk);
  child.stdout!.on("data", hear);
  child.stderr!.on("data", hear);
  const ended = new Promise<number | null>((done) => child.once("exit", (code) => done(code)));
  return {
    process: child,
    report: () => readFileSync(report, "utf8"),
    said: () => said,
    async end() {
      if (child.exitCode === null) child.kill("SIGTERM");
      const late = setTimeout(() => child.kill("SIGKILL"), 30_000);
      const code = await ended;
      clearTimeout(late);
      return code;
    },
  };
}

/** Waits for a condition; after a minute, that is an error that says what was there instead. */
export async function until(condition: () => boolean, instead: () => string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline) throw new Error(`Waited in vain. There is:\n${instead()}`);
    await sleep(50);
  }
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  // A zombie, whose parent is gone and which nobody has collected yet, is dead.
  const stat = `/proc/${pid}/stat`;
  return !existsSync(stat) || !/\) Z /.test(readFileSync(stat, "utf8"));
}

/** Bytes that do not compress. */
export function noise(length: number): Buffer {
  const bytes = Buffer.alloc(length);
  let state = 1;
  for (let i = 0; i < length; i++) bytes[i] = (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) >>> 24;
  return bytes;
}
