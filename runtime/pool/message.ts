/**
 * What the pool and its threads say to one another. Everything is plain data: it
 * crosses a thread's border by structured clone, where an Error would lose its
 * class.
 */
import type { ProjectFile } from "../sweep/runner.ts";
import type { TrialProgress, TrialResult, TrialSpec } from "../sweep/trial.ts";

/** Given to a thread at its birth. */
export interface ThreadData {
  file: ProjectFile;
  /** int32[1], shared: 1 when every running trial is to stop. */
  stop: SharedArrayBuffer;
  /** The module whose `openRunner` opens the file. */
  runner: string;
}

export type ToThread = { trial: TrialSpec };

export type FromThread =
  | { kind: "ready" }
  | { kind: "progress"; progress: TrialProgress }
  | { kind: "log"; line: string }
  | { kind: "finished"; result: TrialResult }
  /** A trial, or the opening of the file, threw. `code` is there when it was a GxError. */
  | { kind: "threw"; code?: string; message: string; advice?: string | undefined; stack: string };
