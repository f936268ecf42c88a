/**
 * One worker thread: opens the project once and runs the trials that it is sent,
 * one at a time. It looks at the stop flag after every evaluation, so that a slow
 * model stops as promptly as a fast one, and reports at most twice a second. Asked
 * to, it sends checkpoints, from which another thread or machine can go on.
 */
import { parentPort, workerData } from "node:worker_threads";
import { GxError } from "../errors.ts";
import { type FromThread, STOP, type ThreadData, type ToThread } from "./message.ts";
import type { openRunner } from "./runner.ts";
import type { TrialCheckpoint, TrialHooks } from "./trial.ts";

const REPORT_EVERY_MS = 500;
/** The first checkpoint of a trial comes early: from then on, a trial that takes its machine down is told from one that was unlucky. */
const FIRST_CHECKPOINT_MS = 500;
/** A `print` inside Sim speaks at every evaluation; the first lines tell what there is to know. */
const LINES_PER_TRIAL = 20;

const { file, stop, runner: runnerModule, checkpointEveryMs = Number.POSITIVE_INFINITY } = workerData as ThreadData;
const firstCheckpointMs = Number.isFinite(checkpointEveryMs)
  ? Math.min(FIRST_CHECKPOINT_MS, checkpointEveryMs)
  : checkpointEveryMs;
const port = parentPort!;
const stopFlag = new Int32Array(stop);
const post = (message: FromThread) => port.postMessage(message);

let lines = 0;
const log = (line: string) => {
  lines++;
  if (lines <= LINES_PER_TRIAL) post({ kind: "log", line });
  if (lines === LINES_PER_TRIAL)
    post({ kind: "log", line: "(what the script prints further in this trial is left out)" });
};

let reported = 0;
let saveAt = 0;
let handedBack = false;
const hooks: TrialHooks = {
  proceed(progress) {
    const now = performance.now();
    if (now - reported > REPORT_EVERY_MS) {
      reported = now;
      post({ kind: "progress", progress });
    }
    return Atomics.load(stopFlag, 0) !== STOP.now && !handedBack;
  },
  generation(save) {
    const now = performance.now();
    handedBack = Atomics.load(stopFlag, 0) === STOP.handBack;
    if (handedBack || now >= saveAt) send(save);
  },
  raised(error) {
    log(`${error.message} (at some values of the parameters: these count as FOM = Infinity)`);
  },
};

function send(save: () => TrialCheckpoint): void {
  const began = performance.now();
  post({ kind: "checkpoint", checkpoint: save(), took: performance.now() - began });
  saveAt = performance.now() + checkpointEveryMs;
}

try {
  const { openRunner: open } = (await import(runnerModule)) as { openRunner: typeof openRunner };
  const runner = await open(file, log);
  const evaluate = (fit: number, x: readonly number[]): number => {
    try {
      return runner.evaluate(fit, x);
    } catch (error) {
      if (error instanceof GxError) return Number.NaN;
      throw error;
    }
  };
  port.on("message", (message: ToThread) => {
    if ("evaluate" in message) {
      const { fit, x } = message.evaluate;
      return post({ kind: "evaluated", fom: evaluate(fit, x) });
    }
    const { trial, from } = message;
    lines = 0;
    handedBack = false;
    // The first news of a trial comes after a while, when there is a rate to it.
    reported = performance.now();
    saveAt = reported + firstCheckpointMs;
    try {
      post({ kind: "finished", result: runner.run(trial, hooks, from) });
    } catch (error) {
      postThrown(error);
    }
  });
  post({ kind: "ready" });
} catch (error) {
  postThrown(error);
}

function postThrown(thrown: unknown): void {
  const error = thrown instanceof Error ? thrown : new Error(String(thrown));
  const user = error instanceof GxError ? { code: error.code, advice: error.advice } : {};
  post({ kind: "threw", ...user, message: error.message, stack: error.stack ?? "" });
}
