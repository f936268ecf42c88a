/**
 * The one shape of every optimiser: a generator that yields batches of
 * candidates and takes back their figures of merit. The caller holds the clock
 * and the dice: it decides when to stop, save, report or cancel, and whenever it
 * stops, `best` is the best so far. `save()` at any moment gives the state at
 * the last completed generation, random state included; a run resumed from it
 * goes on bit for bit as the first would have.
 */

/** What an optimiser needs to know about the objective: never the objective itself. */
export interface Problem {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Where this run begins; the caller has already applied any spread. */
  readonly start: Float64Array;
  /** For methods that use residuals: how many the objective has, and whether its figure of merit adds up their squares. */
  readonly residualCount?: number;
  readonly residualSum?: "squares" | "absolutes";
  /** Where a search may look for its starts, within the bounds; all of them without it. */
  readonly startLower?: Float64Array;
  readonly startUpper?: Float64Array;
  readonly hints?: SearchHints;
}

/** What the data and the model tell a search beforehand; any of it may be missing. */
export interface SearchHints {
  /** float[residualCount]  what part of its data set's points lie below each residual's x: in [0, 1) */
  readonly reach?: Float64Array;
  /** Of the parameters that are thicknesses of layers: values that the fringes of the data speak for. */
  readonly thicknesses?: readonly ThicknessHint[];
}

export interface ThicknessHint {
  /** Which parameter. */
  readonly parameter: number;
  /** float[n], within its bounds */
  readonly values: Float64Array;
  /** How sharply the data tell one thickness from another, in the parameter's unit. */
  readonly resolution: number;
}

/** Candidates to be evaluated, in this order. */
export interface Batch {
  /** float[count][d], row after row; the optimiser's own buffer, valid until the next batch. */
  readonly candidates: Float64Array;
  readonly count: number;
  /** float[count][residualCount], for the caller to fill, with NaN where there are none; absent where figures of merit are all that is asked for. */
  readonly residuals?: Float64Array;
}

export type StopReason = "generations" | "spread" | "converged";

/** Plain JSON, so that a checkpoint can be written anywhere. */
export type SavedState = { readonly [key: string]: unknown };

/** Settings as a trial holds them: flat, plain, complete. */
export type Settings = { readonly [key: string]: number | string | boolean };

export interface Optimisation {
  /** float[d]; `start` while bestFom is Infinity */
  readonly best: Float64Array;
  /** Infinity until an evaluation has given a number: NaN never wins. */
  readonly bestFom: number;
  /** Completed generations after the first: 0 until and while the second is under way. */
  readonly generation: number;
  readonly evaluations: number;
  /** Yields batches; `next(foms)` takes float[count]. Ends by its own stop rules. */
  steps(): Generator<Batch, StopReason, Float64Array>;
  /** The state at the last completed generation. */
  save(): SavedState;
}

export interface Optimiser<S extends Settings> {
  readonly name: string;
  readonly defaults: S;
  start(problem: Problem, settings: S, seed: number): Optimisation;
  resume(problem: Problem, settings: S, state: SavedState): Optimisation;
}
