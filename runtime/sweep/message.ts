/**
 * What a thread that runs trials and its keeper say to one another. Everything
 * is plain data: it crosses a thread's border by structured clone, where an Error
 * would lose its class.
 */
import { type ErrorCode, GxError } from "../errors.ts";
import type { ProjectFile } from "./runner.ts";
import type { TrialCheckpoint, TrialProgress, TrialResult, TrialSpec } from "./trial.ts";

/** What a thread reads while it computes: to go on, to stop after this evaluation, or to send a checkpoint at the next completed generation and stop then. */
export const STOP = { no: 0, now: 1, handBack: 2 } as const;

/** Given to a thread at its birth. */
export interface ThreadData {
  file: ProjectFile;
  /** int32[1], shared: one of STOP. */
  stop: SharedArrayBuffer;
  /** The module whose `openRunner` opens the file. */
  runner: string;
  /** A checkpoint is sent that often, in milliseconds; never without. */
  checkpointEveryMs?: number | undefined;
}

/** `from`: go on there. `evaluate`: the figure of merit of one fit at x, float[d]. */
export type ToThread =
  | { trial: TrialSpec; from?: TrialCheckpoint | undefined }
  | { evaluate: { fit: number; x: number[] } };

export type FromThread =
  | { kind: "ready" }
  | { kind: "progress"; progress: TrialProgress }
  | { kind: "log"; line: string }
  /** `took`: how long the thread was busy with it, in milliseconds. */
  | { kind: "checkpoint"; checkpoint: TrialCheckpoint; took: number }
  | { kind: "finished"; result: TrialResult }
  | { kind: "evaluated"; fom: number }
  /** A trial, or the opening of the file, threw. `code` is there when it was a GxError. */
  | { kind: "threw"; code?: string; message: string; advice?: string | undefined; stack: string };

/** The error that was thrown on the other side. */
export function rebuilt(message: FromThread & { kind: "threw" }): Error {
  if (message.code) return new GxError(message.code as ErrorCode, message.message, message.advice);
  const error = new Error(message.message);
  error.stack = message.stack;
  return error;
}
