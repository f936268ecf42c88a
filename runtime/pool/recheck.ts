/**
 * A driver's own hands: a thread that has the file open and evaluates where somebody
 * says that a figure of merit was found, and another that computes a whole trial
 * where no answer of the fleet was right. Neither is there before it is needed.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import type { FitBounds } from "../fleet/driver/check-result.ts";
import type { Recheck } from "../fleet/driver/judge.ts";
import { failedResult } from "../sweep/failed-result.ts";
import { type FromThread, STOP, type ThreadData, type ToThread } from "../sweep/message.ts";
import type { ProjectFile } from "../sweep/runner.ts";
import type { TrialResult, TrialSpec } from "../sweep/trial.ts";
import { localPool } from "./local-pool.ts";

const RUNNER = new URL("../sweep/runner.ts", import.meta.url);
const THREAD = fileURLToPath(new URL("../sweep/thread.ts", import.meta.url));

export interface OpenRecheck extends Recheck {
  /** Ends both; what is under way is never answered. */
  close(): Promise<void>;
}

/** @param runner  the module whose `openRunner` opens the file; a test brings its own */
export function openRecheck(file: ProjectFile, fits: readonly FitBounds[], runner: URL = RUNNER): OpenRecheck {
  const stop = new AbortController();
  const stopFlag = new SharedArrayBuffer(4);
  const pool = localPool(file, 1, { runner });
  let thread: Worker | undefined;
  let answer: (fom: number) => void = () => {};
  let [proofs, runs] = [Promise.resolve<unknown>(0), Promise.resolve<unknown>(0)];

  const open = () => {
    const data: ThreadData = { file, stop: stopFlag, runner: runner.href };
    const opened = new Worker(THREAD, { workerData: data });
    const lost = () => {
      if (thread !== opened) return;
      thread = undefined;
      answer(Number.NaN);
    };
    opened.on("message", (message: FromThread) => {
      if (message.kind === "evaluated") answer(message.fom);
      if (message.kind === "threw") lost();
    });
    opened.on("error", lost).on("exit", lost);
    // What keeps a process alive is what waits for the answer.
    opened.unref();
    return opened;
  };

  const evaluate = (fit: number, x: readonly number[]) =>
    new Promise<number>((resolve) => {
      if (stop.signal.aborted) return;
      answer = resolve;
      thread ??= open();
      thread.postMessage({ evaluate: { fit, x: [...x] } } satisfies ToThread);
    });

  const compute = async (spec: TrialSpec): Promise<TrialResult> => {
    let found = failedResult(spec, "The driver could not compute it either.");
    const quiet = { progress() {}, activity() {}, log() {}, say() {}, workers() {} };
    const finished = (result: TrialResult) => {
      found = result;
    };
    // A defect of ours is in its result.
    await pool.run([spec], { ...quiet, finished }, stop.signal).catch(() => {});
    return stop.signal.aborted ? new Promise(() => {}) : found;
  };

  return {
    fits,
    fom(fit, x) {
      const mine = proofs.then(() => evaluate(fit, x));
      proofs = mine;
      return mine;
    },
    run(spec) {
      const mine = runs.then(() => compute(spec));
      runs = mine;
      return mine;
    },
    async close() {
      stop.abort();
      Atomics.store(new Int32Array(stopFlag), 0, STOP.now);
      const open = thread;
      thread = undefined;
      await Promise.all([open?.terminate(), pool.close()]);
    },
  };
}
