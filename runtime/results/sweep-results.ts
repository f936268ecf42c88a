/**
 * What a sweep found, as plain data: the one thing that every writer here takes
 * (results.h5, report.html, the terminal's tables, the CSV). Whoever holds the
 * project, the plan and the journal fills it; nothing in it has to be computed
 * again to be shown. A figure that is not known is NaN, never a guess.
 *
 * A file with one fit gives one element of `fits`, a batch file several.
 */
import type { Minimum } from "../sweep/minima.ts";
import type { RankedTrial, RankingRow } from "../sweep/rank.ts";
import type { SearchReport } from "../sweep/search-report.ts";
import type { Trust } from "../sweep/trust.ts";

export interface SweepResults {
  software: {
    name: string;
    version: string;
    /** Hash of everything that the numbers depend on. */
    numerics: string;
    /** Node version and CPU architecture: "v24.21.0 x64". */
    platform: string;
  };
  /** ISO 8601, UTC. */
  created: string;
  /** False while trials of the plan have no complete result. */
  finished: boolean;
  project: {
    /** File name without folder. */
    fileName: string;
    /** The file as the user gave it. */
    bytes: Uint8Array;
    /** Hexadecimal. */
    sha256: string;
  };
  /** The command that began it, "" where none did; the options that were given; and the seed of all random numbers. */
  asked: { command: string; options: Record<string, string | true>; seed: number };
  /** plan.json as it stands in the folder. */
  planText: string;
  timing: {
    /** s, from start to end, over all sessions of a resumed sweep */
    wall: number;
    /** s by the clock that trials were computed, summed over them */
    computing: number;
    /** s of processor time that the threads which computed them took; NaN where it was not recorded */
    cpu: number;
    /** "2 threads of this machine" */
    where: string;
  };
  fits: FitResults[];
}

export interface FitResults {
  /** A batch member's name; "" in a file with one fit. */
  name: string;
  /** GenX's name of the figure of merit: "logbars". */
  fomFunction: string;
  /** Figure of merit at the file's own values. */
  startFom: number;
  /** Figure of merit of `parameters`: of the best trial's end, polished; NaN before any has ended. */
  bestFom: number;
  /** The row in `trials` of the best trial that ended there; -1 before any has ended. */
  bestTrial: number;
  /** Figure of merit that this trial itself ended with. */
  trialFom: number;
  /** A trial that ends at or below this figure of merit is a good one. */
  targetFom: number;
  /** d rows, in the order of the file's table. */
  parameters: ParameterResult[];
  /** In a few words where the uncertainties come from; "" when there are none. */
  uncertaintySource: string;
  /** What to know before using them, a sentence each; a `name` is in backquotes. */
  notes: string[];
  /** Σr² / (m − d) at the best; NaN where the residuals are not in units of their error bars. */
  reducedChiSquare: number;
  /** float[d][d], rows in the order of `parameters`; absent when unknown. */
  correlation?: number[][];
  datasets: DataSetResult[];
  /** What that term is, for people: "(y − s)/σ", "logbars, point by point". */
  residualLabel: string;
  sld: SldResult[];
  /** Every trial of the plan, in its order. */
  trials: TrialRow[];
  /** One row per method and settings, best first; `members` are rows of `trials`. */
  ranking: RankingRow[];
  /** Where trials ended, polished; the deepest, which is the fit, first. `members` and `trial` are rows of `trials`. */
  minima: Minimum[];
  /** Rows of the trials that ended short of any minimum. */
  unsettled: number[];
  /** Evaluations that polishing took. */
  polishEvaluations: number;
  /** GenX's `errorbar level`: FOM-level bars reach as far as the figure of merit is below this times the best. */
  barLevel: number;
  trust: Trust;
  /** Of a search, whose `trials` are those up to its verdict. */
  search?: SearchReport | undefined;
}

export interface ParameterResult {
  name: string;
  /** The file's own value. */
  start: number;
  best: number;
  /** One standard deviation; NaN when unknown. */
  uncertainty: number;
  /** FOM-level bar as GenX gives it: min − best (≤ 0) and max − best (≥ 0). */
  barLow: number;
  barHigh: number;
  lower: number;
  upper: number;
  /** Which bound the best value sits on. */
  atBound: "no" | "lower" | "upper";
}

export interface DataSetResult {
  name: string;
  /** Whether the figure of merit counts it. */
  use: boolean;
  /** Points inside the fit range; 0 where it is not in use. */
  points: number;
  /** Of these, those that enter the figure of merit at the best; NaN before any trial has ended. */
  counted: number;
  /** The same at the file's own values; NaN where nothing can be computed there. */
  countedAtStart: number;
  /** "q (Å⁻¹)", "2θ (°)", or "x" where nothing says which. */
  xLabel: string;
  /** float[n], in the file's own units */
  x: Float64Array;
  y: Float64Array;
  error: Float64Array;
  /** float[n]  the best curve; all NaN before any trial has ended */
  ySim: Float64Array;
  /** float[n]  each point's signed term of the figure of merit, GenX's y_fom */
  residual: Float64Array;
}

export interface SldResult {
  /** Name of the data set whose sample this is. */
  dataset: string;
  quantity: "scattering length density" | "mass density";
  /** Unit of the curves as the model states it: "1e-6 Å⁻²". */
  unit: string;
  /** float[m] | Å  depth, from the substrate up */
  z: Float64Array;
  /** float[m] each | `unit` */
  curves: { name: string; values: Float64Array }[];
}

export type TrialRow = RankedTrial;
