/**
 * A trial: one optimiser run from one start with one seed and one set of
 * settings. It is a pure function of what its name hashes, so the same name is
 * the same result, bit for bit, wherever it runs.
 */
import type { SavedState } from "../optimisers/optimiser.ts";

/** Where a trial begins: the file's values, those ± a spread, or anywhere in the bounds. */
export type Start = { kind: "guess" } | { kind: "spread"; percent: number } | { kind: "uniform" };

export interface TrialSpec {
  /** sha256 of everything below, the project's hash and the numerics version. */
  id: string;
  /** Its place in the plan, from 0. */
  index: number;
  /** Which of the batch's fits it belongs to; 0 for a file with one fit. */
  fit: number;
  /** The scheme's name as users know it: "best_1_bin". Trials of one method and settings are compared as one row. */
  method: string;
  /** The optimiser in our own registry: "differential-evolution". */
  optimiser: string;
  settings: Record<string, number | string | boolean>;
  start: Start;
  seed: number;
  /** The trial ends at the first completed generation at or past this many evaluations. */
  maxEvaluations: number;
}

export interface TrialResult {
  id: string;
  index: number;
  fit: number;
  /** "partial": cut short by time or Ctrl-C, never a cache hit. "failed": the script raised. */
  status: "complete" | "partial" | "failed";
  fom: number;
  /** float[d], in the order of the objective's names. */
  best: number[];
  /** Where it began, float[d]. */
  start: number[];
  evaluations: number;
  generations: number;
  /** CPU-bound wall time of this trial, in seconds: not part of what "identical" means. */
  seconds: number;
  stopReason: string;
  /** Best FOM against evaluations: one pair per generation at which it improved, and the last. */
  convergence: [evaluations: number, fom: number][];
  /** FOM-level bars as GenX gives them: [min − best, max − best] per parameter. */
  fomLevelBars: [number, number][];
  /** Message of a failed trial. */
  error?: string;
}

/** What a running trial reports, about once a second. */
export interface TrialProgress {
  id: string;
  index: number;
  evaluations: number;
  generation: number;
  bestFom: number;
}

/** What goes on a checkpoint: the optimiser's state and the trial's own tally. */
export interface TrialCheckpoint {
  state: SavedState;
  seconds: number;
}
