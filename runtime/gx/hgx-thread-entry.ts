/** The thread of hgx-thread.ts: takes a file's bytes, answers with the Project or with the error that a user can read. */
import { parentPort } from "node:worker_threads";
import { type ErrorCode, GxError } from "../errors.ts";
import type { Project } from "./project.ts";
import { readHgx } from "./read-hgx.ts";

export interface Question {
  bytes: Uint8Array;
  fileName: string;
}

export type Answer = { project: Project } | { code: ErrorCode; message: string; advice: string | undefined };

parentPort!.on("message", async ({ bytes, fileName }: Question) => {
  parentPort!.postMessage(await answer(bytes, fileName));
});

async function answer(bytes: Uint8Array, fileName: string): Promise<Answer> {
  try {
    return { project: await readHgx(bytes, fileName) };
  } catch (error) {
    // Anything else is a defect of ours and ends the thread with its own message.
    if (!(error instanceof GxError)) throw error;
    return { code: error.code, message: error.message, advice: error.advice };
  }
}
