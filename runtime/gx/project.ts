/**
 * What a GenX file holds, as plain data: the script, the parameter table, the
 * data sets, the name of the figure of merit, the solver's options and the
 * optimiser's settings. Both readers (.gx, .hgx) end here and everything else
 * begins here. Nothing in a Project has been run.
 */

/** One row of GenX's parameter table. A row with an empty name is kept: it counts in a figure of merit's divisor when fitted. */
export interface ParameterRow {
  name: string;
  value: number;
  fit: boolean;
  min: number;
  max: number;
  /** GenX's text, "-" when there is none, `(-1.2e-01, 3.0e-01,)` otherwise. */
  error: string;
}

/** A column of numbers; `imaginary` is there when the file stored complex128. */
export interface Column {
  values: Float64Array;
  imaginary?: Float64Array;
  /** "int64" columns (Miller indices, say) stay integers for the script. */
  type: "float64" | "int64" | "complex128";
}

/** Nested names and values: what a measurement's file said about itself, in ORSO's form as a rule. */
export type Meta = null | boolean | number | string | Meta[] | { [name: string]: Meta };

export interface DataSet {
  name: string;
  /** float[n] as the file stored them, after GenX ran the data commands. */
  x: Column;
  y: Column;
  error: Column;
  /** float[n] before the data commands. */
  xRaw: Column;
  yRaw: Column;
  errorRaw: Column;
  /** What GenX computed when the file was saved; may be empty. */
  ySim: Column;
  yFom: Column;
  /** Further columns by name, such as `res`, `h`, `k`. */
  extra: Record<string, Column>;
  extraRaw: Record<string, Column>;
  /** GenX's data commands: Python expressions in x, y, e and the extra names. */
  commands: { x: string; y: string; error: string; extra: Record<string, string> };
  /** Whether the figure of merit counts this data set. */
  use: boolean;
  useError: boolean;
  show: boolean;
  /** What GenX calls `meta`; undefined where the file has none. For scripts: best.hgx does not carry it on. */
  meta?: Meta;
  /** Plot settings, carried through to best.hgx untouched. */
  style: {
    dataColor: number[];
    simColor: number[];
    dataSymbol: string;
    dataSymbolSize: number;
    dataLineType: string;
    dataLineThickness: number;
    simSymbol: string;
    simSymbolSize: number;
    simLineType: string;
    simLineThickness: number;
    cols: number[];
  };
}

/** GENX.md 1.3: what `[solver]` says about the figure of merit. */
export interface SolverOptions {
  ignoreNan: boolean;
  ignoreInf: boolean;
  limitFitRange: boolean;
  fitXMin: number;
  fitXMax: number;
}

export const SCHEMES = [
  "best_1_bin",
  "rand_1_bin",
  "best_either_or",
  "rand_either_or",
  "jade_best",
  "simplex_best_1_bin",
] as const;
export type Scheme = (typeof SCHEMES)[number];

/** Differential evolution as the file sets it; defaults are GenX's dataclass defaults. */
export interface OptimiserSettings {
  km: number;
  kr: number;
  usePopMult: boolean;
  popMult: number;
  popSize: number;
  scheme: Scheme;
  useMaxGenerations: boolean;
  maxGenerations: number;
  maxGenerationMult: number;
  /** per cent of the bounds' width */
  minParameterSpread: number;
  useStartGuess: boolean;
  useBoundaries: boolean;
  allowedFomDiscrepancy: number;
  maxLogElements: number;
  /** FOM-level error bars: evaluations below `errorbarLevel` × best count. */
  errorbarLevel: number;
}

export interface Project {
  /** File name without folder, for messages and titles. */
  fileName: string;
  format: "gx" | "hgx";
  script: string;
  /** Whose rules the script and the parameters' names follow: files of before GenX 3 were written by Python 2. */
  python: 2 | 3;
  /** What a reader should know of how the file was read: a sentence each. */
  notes: string[];
  parameters: ParameterRow[];
  datasets: DataSet[];
  fomFunction: string;
  solver: SolverOptions;
  optimiser: OptimiserSettings;
  /** GenX's configuration text as stored ("" when there is none). */
  config: string;
  /** Members of a batch (`.hgx` only), each a project of its own under a name. */
  batch: { name: string; sequenceValue: number; project: Project }[];
  sequenceValue: number;
}
