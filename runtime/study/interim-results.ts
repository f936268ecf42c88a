/**
 * While a sweep runs: its files as they are so far, so that results.h5 and the
 * report can be opened after hours as after minutes, and whatever happens then.
 * They are made from the journal by a thread of their own: the main thread has
 * the journal and the screen to serve. Each is written whole beside the old one
 * and renamed, and only when a trial has ended since the last time.
 *
 * What goes wrong (a full disk) is said once and ends nothing: the journal is the
 * truth, and everything is written again at the end.
 */
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";

export interface InterimResults {
  trialEnded(): void;
  /** No thread of this writes any more once it resolves. */
  end(): Promise<void>;
}

/** Milliseconds until the first time and between two; and of all time, the fraction that writing may take of one core. */
const PACE = { first: 30_000, every: 60_000, share: 0.03 };

const THREAD = fileURLToPath(new URL("./interim-results-thread.ts", import.meta.url));

/** @param say  told what goes wrong, in a sentence, the first time */
export function writeInterimResults(folder: string, say: (line: string) => void, pace = PACE): InterimResults {
  let news = false;
  let due = false;
  let over = false;
  let said = false;
  let thread: Worker | undefined;
  let timer: NodeJS.Timeout;

  const wait = (ms: number) => {
    timer = setTimeout(() => {
      due = true;
      write();
    }, ms).unref();
  };
  const write = () => {
    if (!due || !news || over) return;
    due = news = false;
    const began = performance.now();
    const failed = (why: string) => {
      if (said || over) return;
      said = true;
      say(
        `What is found so far could not be written: ${why}. The sweep goes on; its journal has every finished trial.`,
      );
    };
    thread = new Worker(THREAD, { workerData: folder })
      .on("message", failed)
      .on("error", ({ message }) => failed(message))
      .on("exit", () => {
        thread = undefined;
        if (!over) wait(Math.max(pace.every, (performance.now() - began) / pace.share));
      });
  };
  wait(pace.first);
  return {
    trialEnded() {
      news = true;
      write();
    },
    async end() {
      over = true;
      clearTimeout(timer);
      await thread?.terminate();
    },
  };
}
