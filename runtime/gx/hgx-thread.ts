/**
 * Reads a stranger's `.hgx` on a thread of its own. The HDF5 library trusts the
 * files it opens: of a few hundred files with a few bytes changed (seen with
 * h5wasm 0.10.3, November 2026) one sent it into an endless loop, and others
 * made it trap. A thread can be ended, and takes the library's memory with it.
 *
 * A thread that has read a file well is kept for the next; after a failure a
 * new one is made, whatever the failure was.
 */
import { Worker } from "node:worker_threads";
import { GxError } from "../errors.ts";
import type { Answer, Question } from "./hgx-thread-entry.ts";
import type { Project } from "./project.ts";

/** A hundred times what the largest example takes, on a busy machine. */
const TIME_LIMIT_MS = 20_000;

let idle: Worker | undefined;

export async function readHgxInThread(
  bytes: Uint8Array,
  fileName: string,
  timeLimitMs: number = TIME_LIMIT_MS,
): Promise<Project> {
  // The library prints its own complaints; captured and unread, they reach no one.
  const worker = idle ?? new Worker(new URL("./hgx-thread-entry.ts", import.meta.url), { stdout: true, stderr: true });
  idle = undefined;
  worker.ref();
  const answer = await ask(worker, { bytes, fileName }, timeLimitMs);
  if ("project" in answer) {
    keep(worker);
    return answer.project;
  }
  await worker.terminate();
  throw new GxError(answer.code, answer.message, answer.advice);
}

function ask(worker: Worker, question: Question, timeLimitMs: number): Promise<Answer> {
  const { promise, resolve } = Promise.withResolvers<Answer>();
  const fail = (reason: string) =>
    resolve({
      code: "GX_FILE_UNREADABLE",
      message: `${question.fileName} cannot be read as HDF5: ${reason}`,
      advice: "The file is damaged; save it again in GenX, or copy it again from where it came.",
    });
  const onError = (error: Error) => fail(error.message);
  const onExit = () => fail("the reading thread ended");
  const timer = setTimeout(() => fail(`reading it takes more than ${timeLimitMs / 1000} s`), timeLimitMs);
  worker.once("message", resolve).once("error", onError).once("exit", onExit);
  worker.postMessage(question);
  return promise.finally(() => {
    clearTimeout(timer);
    // One by one: a Worker has listeners of its own that removeAllListeners would take.
    worker.off("message", resolve).off("error", onError).off("exit", onExit);
  });
}

/** An idle thread does not keep the process alive; of two idle ones one is enough. */
function keep(worker: Worker): void {
  if (idle === undefined) {
    idle = worker;
    worker.unref();
  } else {
    void worker.terminate();
  }
}
