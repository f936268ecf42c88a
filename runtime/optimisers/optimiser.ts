/**
 * The one shape of every optimiser: a generator that yields batches of
 * candidates and takes back their figures of merit. The caller holds the clock
 * and the dice: it decides when to stop, save, report or cancel, and whenever it
 * stops, `best` is the best so far. Between two batches of different
 * generations `save()` is all that is needed to go on elsewhere, random state
 * included, bit for bit.
 */

/** What an optimiser needs to know about the objective: never the objective itself. */
export interface Problem {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Where this run begins; the caller has already applied any spread. */
  readonly start: Float64Array;
}

/** Candidates to be evaluated, in this order. */
export interface Batch {
  /** float[count][d], row after row; the optimiser's own buffer, valid until the next batch. */
  readonly candidates: Float64Array;
  readonly count: number;
}

export type StopReason = "generations" | "spread" | "converged";

/** Plain JSON, so that a checkpoint can be written anywhere. */
export type SavedState = { readonly [key: string]: unknown };

export interface Optimisation {
  readonly best: Float64Array;
  readonly bestFom: number;
  readonly generation: number;
  readonly evaluations: number;
  /** Yields batches; `next(foms)` takes float[count]. Ends by its own stop rules. */
  steps(): Generator<Batch, StopReason, Float64Array>;
  /** The state at the last completed generation. */
  save(): SavedState;
}

export interface Optimiser<Settings> {
  readonly name: string;
  readonly defaults: Settings;
  start(problem: Problem, settings: Settings, seed: number): Optimisation;
  resume(problem: Problem, settings: Settings, state: SavedState): Optimisation;
}
