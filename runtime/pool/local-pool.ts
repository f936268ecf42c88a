/**
 * The pool of this machine: worker threads, each with its own copy of the
 * project, each with one trial at a time. A trial depends on nothing but its
 * spec, so any number of threads gives the same results; only the order in which
 * they end differs.
 *
 * A thread may die (out of memory, mostly). Its trial is then failed and named,
 * and another thread takes its place for the trials that wait. A defect of ours
 * inside a trial fails that trial too; the others go on, and `run` ends with the
 * defect once they are done, so that nothing that was computed is lost.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { GxError } from "../errors.ts";
import type { Activity } from "../sweep/activity.ts";
import { failedResult } from "../sweep/failed-result.ts";
import { type FromThread, rebuilt, STOP, type ThreadData, type ToThread } from "../sweep/message.ts";
import type { ProjectFile } from "../sweep/runner.ts";
import type { TrialResult, TrialSpec } from "../sweep/trial.ts";
import { counted } from "../text.ts";
import type { Pool, PoolEvents } from "./pool.ts";

export interface LocalPoolOptions {
  /** The module whose `openRunner` opens the file; a test brings its own. */
  runner?: URL;
}

const RUNNER = new URL("../sweep/runner.ts", import.meta.url);
const THREAD = fileURLToPath(new URL("../sweep/thread.ts", import.meta.url));

export function localPool(file: ProjectFile, threads: number, { runner = RUNNER }: LocalPoolOptions = {}): Pool {
  const running = new Set<Worker>();
  return {
    description: `${counted(threads, "thread")} of this machine`,

    async run(trials, events, stop, wanted = () => true) {
      const stopFlag = new SharedArrayBuffer(4);
      const raiseFlag = () => Atomics.store(new Int32Array(stopFlag), 0, STOP.now);
      if (stop.aborted) raiseFlag();
      else stop.addEventListener("abort", raiseFlag, { once: true });
      const data: ThreadData = { file, stop: stopFlag, runner: runner.href };
      const queue = trials.values();
      const take = (): TrialSpec | undefined => {
        let next = stop.aborted ? undefined : queue.next().value;
        while (next !== undefined && !wanted(next)) next = queue.next().value;
        return next;
      };
      const defects: Error[] = [];

      /** One slot: a thread and, if it dies, its successors, until no trial waits. */
      const runSlot = async (_: unknown, number: number) => {
        for (let trial = take(); trial; ) {
          const thread = new Worker(THREAD, { workerData: data });
          running.add(thread);
          trial = await serve(thread, number, trial, take, events, defects);
          await thread.terminate();
          running.delete(thread);
        }
      };
      try {
        await Promise.all(Array.from({ length: Math.min(threads, trials.length) }, runSlot));
      } finally {
        stop.removeEventListener("abort", raiseFlag);
        await this.close();
      }
      if (defects[0]) throw defects[0];
    },

    async close() {
      await Promise.all([...running].map((thread) => thread.terminate()));
    },
  };
}

/**
 * Feeds one thread until it has died or no trial waits.
 * @param slot  its number, from 0
 * @returns the trial with which a successor has to begin, if any
 */
function serve(
  thread: Worker,
  slot: number,
  first: TrialSpec,
  take: () => TrialSpec | undefined,
  events: PoolEvents,
  defects: Error[],
): Promise<TrialSpec | undefined> {
  return new Promise((resolve, reject) => {
    let current: TrialSpec | undefined = first;
    let open = false;
    let over = false;
    let since = Date.now();
    const recordActivity = (doing: Activity["doing"], trial?: number) => {
      const from = since;
      since = Date.now();
      events.activity({ worker: "this machine", thread: slot, doing, from, to: since, trial });
    };
    const send = () => {
      if (!open) recordActivity("fetching");
      if (current) thread.postMessage({ trial: current } satisfies ToThread);
      else leave();
    };
    const leave = () => {
      over = true;
      resolve(current);
    };
    const finish = (result: TrialResult) => {
      recordActivity("computing", result.index);
      events.finished(result);
      current = take();
    };
    const handleMessage = (message: FromThread) => {
      if (message.kind === "progress") return events.progress(message.progress);
      if (message.kind === "log") return events.log(message.line);
      if (message.kind === "threw") {
        const error = rebuilt(message);
        if (!open) throw error;
        if (!(error instanceof GxError)) defects.push(error);
        finish(failedResult(current!, error.message));
      }
      if (message.kind === "finished") finish(message.result);
      send();
      open = true;
    };
    const died = (why: string) => {
      if (!open) throw new Error(`A thread could not start: ${why}`);
      finish(failedResult(current!, `The thread that ran it died: ${why}.`));
      leave();
    };
    /** What the listener of events throws (a full disk, say) ends the run, as what went wrong at the start does. */
    const guarded = (act: () => void) => {
      if (over) return;
      try {
        act();
      } catch (error) {
        over = true;
        reject(error);
      }
    };
    thread.on("message", (message: FromThread) => guarded(() => handleMessage(message)));
    thread.on("error", (error: Error & { code?: string }) =>
      guarded(() => died(error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "it ran out of memory" : error.message)),
    );
    thread.on("exit", (code) => guarded(() => died(`it ended with code ${code}`)));
  });
}
