/**
 * A worker of the fleet for a test, as a process of its own: it can be killed,
 * frozen and told to leave, and is gone when the test's process ends.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

export interface WorkerOptions {
  /** A name of its own, for the fleet's list. */
  name?: string;
  /** The module whose `openRunner` opens a project; the project's own by default. */
  runner?: URL;
  /** MB */
  memory?: number;
  /** Seconds between checkpoints; 0.1 by default, so that a test need not wait. */
  checkpoint?: number;
  /** Seconds that a lock lasts; 2 by default. */
  lock?: number;
  /** Seconds that an evaluation may last. */
  patience?: number;
  env?: Record<string, string>;
}

export interface WorkerProcess {
  readonly pid: number;
  readonly name: string;
  /** Everything that it has said so far. */
  log(): string;
  /** Resolves with the whole log when it has said that. @throws when it ends before, or does not say it for a minute */
  says(pattern: RegExp): Promise<string>;
  signal(signal: NodeJS.Signals): void;
  /** Its exit code, or the signal that ended it. */
  ended(): Promise<number | NodeJS.Signals>;
  /** kill -9, unless it has ended. */
  kill(): Promise<void>;
}

const SCRIPT = fileURLToPath(new URL("../../scripts/worker.ts", import.meta.url));
const WITH_RUNNER = fileURLToPath(new URL("./worker-main.ts", import.meta.url));
const LONGEST_MS = 60_000;

let count = 0;

/** @param redis  see redis.ts; any address that the environment can name */
export function startWorker(redis: { env: Record<string, string> }, options: WorkerOptions = {}): WorkerProcess {
  const {
    runner,
    memory,
    checkpoint = 0.1,
    lock = 2,
    patience,
    env = {},
    name = `w${++count}.${process.pid}`,
  } = options;
  const child = spawn(process.execPath, runner ? [WITH_RUNNER, runner.href] : [SCRIPT], {
    env: {
      ...process.env,
      ...redis.env,
      META_GENX_WORKER_NAME: name,
      META_GENX_WORKER_CHECKPOINT: String(checkpoint),
      META_GENX_WORKER_LOCK: String(lock),
      ...(memory === undefined ? {} : { META_GENX_WORKER_MEMORY: String(memory) }),
      ...(patience === undefined ? {} : { META_GENX_WORKER_PATIENCE: String(patience) }),
      ...env,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  return watched(child, name);
}

function watched(child: ChildProcess, name: string): WorkerProcess {
  let said = "";
  const listeners = new Set<() => void>();
  const take = (chunk: Buffer) => {
    said += chunk;
    for (const listener of listeners) listener();
  };
  child.stdout!.on("data", take);
  child.stderr!.on("data", take);
  const atExit = () => child.kill("SIGKILL");
  process.on("exit", atExit);
  const over = new Promise<number | NodeJS.Signals>((resolve) =>
    child.on("close", (code, signal) => {
      process.off("exit", atExit);
      resolve(code ?? signal!);
    }),
  );
  return {
    pid: child.pid!,
    name,
    log: () => said,
    async says(pattern) {
      const heard = new Promise<void>((resolve) => {
        const listener = () => {
          if (pattern.test(said)) {
            listeners.delete(listener);
            resolve();
          }
        };
        listeners.add(listener);
        listener();
      });
      const early = over.then((code) => {
        if (!pattern.test(said)) throw new Error(`worker ${name} ended (${code}) and never said ${pattern}:\n${said}`);
      });
      const late = sleep(LONGEST_MS, undefined, { ref: false }).then(() => {
        if (!pattern.test(said)) throw new Error(`worker ${name} did not say ${pattern} in a minute:\n${said}`);
      });
      early.catch(() => {});
      late.catch(() => {});
      await Promise.race([heard, early, late]);
      return said;
    },
    signal: (signal) => void child.kill(signal),
    ended: () => over,
    async kill() {
      child.kill("SIGKILL");
      await over;
    },
  };
}
