/**
 * The shape of results.h5: every group, data set and attribute with its type,
 * shape, unit and meaning, each beside the line that takes it from SweepResults.
 * The writer walks these tables and knows nothing else; docs/results-h5.md is
 * the same tables for readers, and a test keeps the two equal. Units and
 * meanings are written into the file too, as attributes of each data set.
 *
 * `NNNN` counts from 0000. A change that a reader would trip over raises
 * FORMAT_VERSION.
 */
import type { Numbers } from "../hdf5.ts";
import { jsonText } from "./json-numbers.ts";
import type { DataSetResult, FitResults, ParameterResult, SldResult, SweepResults, TrialRow } from "./sweep-results.ts";

export const FORMAT = "meta-genx results";
export const FORMAT_VERSION = 1;

/** Text is UTF-8 of any length. */
export type ItemType = "float64" | "int64" | "uint8" | "text";

/** Numbers, texts, bytes, or rows of numbers of one length. */
export type ItemValue = Numbers | readonly string[] | readonly (readonly number[])[];

export interface DataItem<Owner> {
  /** Below the owner's group. */
  path: string;
  type: ItemType;
  /** Names of the lengths: see LENGTHS; [] is a scalar. */
  shape: readonly (keyof typeof LENGTHS)[];
  /** "" for what has none; "file" means the unit of the GenX file's own. */
  unit: string;
  meaning: string;
  /** undefined: not known, and left out of the file. */
  value(owner: Owner): ItemValue | undefined;
}

export interface AttributeItem<Owner> {
  name: string;
  meaning: string;
  value(owner: Owner): string | number;
}

export const LENGTHS = {
  bytes: "size of the GenX file",
  t: "trials in the plan",
  k: "points of all convergence curves together",
  "t+1": "trials in the plan, and one",
  d: "fitted parameters",
  n: "points of the data set",
  m: "depths of the profile",
  c: "curves of the profile",
  q: "minima",
  r: "rows of the ranking: one per method and settings",
  s: "notes",
  1: "one text",
} as const;

/** Attributes of the file's root. */
export const ROOT_ATTRIBUTES: AttributeItem<SweepResults>[] = [
  { name: "format", meaning: `\`${FORMAT}\``, value: () => FORMAT },
  { name: "format_version", meaning: `${FORMAT_VERSION}`, value: () => FORMAT_VERSION },
  { name: "software", meaning: "name of the program that wrote it", value: (s) => s.software.name },
  { name: "software_version", meaning: "its version", value: (s) => s.software.version },
  { name: "numerics", meaning: "hash of all that the numbers depend on", value: (s) => s.software.numerics },
  { name: "platform", meaning: "Node version and CPU architecture", value: (s) => s.software.platform },
  { name: "created", meaning: "ISO 8601, UTC", value: (s) => s.created },
  { name: "finished", meaning: "1 when every trial of the plan has ended, else 0", value: (s) => Number(s.finished) },
  { name: "where", meaning: "where it ran", value: (s) => s.timing.where },
  { name: "wall_seconds", meaning: "s, from start to end, pauses left out", value: (s) => s.timing.wall },
  {
    name: "cpu_seconds",
    meaning: "s of processor time that trials took, of the threads that computed them; NaN where it was not recorded",
    value: (s) => s.timing.cpu,
  },
  {
    name: "command",
    meaning: "the command that began it, for a shell; empty where none did",
    value: (s) => s.asked.command,
  },
  { name: "options", meaning: "the options that were given, as JSON", value: (s) => jsonText(s.asked.options) },
  { name: "seed", meaning: "of all random numbers", value: (s) => s.asked.seed },
  { name: "file_name", meaning: "name of the GenX file", value: (s) => s.project.fileName },
  { name: "file_sha256", meaning: "hash of the GenX file", value: (s) => s.project.sha256 },
];

/** Data sets below the root. */
export const ROOT_ITEMS: DataItem<SweepResults>[] = [
  {
    path: "project/file",
    type: "uint8",
    shape: ["bytes"],
    unit: "",
    meaning: "the GenX file as it was given: write these bytes to disk to have it again",
    value: (s) => s.project.bytes,
  },
  {
    path: "project/plan",
    type: "text",
    shape: [1],
    unit: "",
    meaning: "plan.json: every trial with its settings and seed",
    value: (s) => [s.planText],
  },
];

/** Attributes of /fits/NNNN. */
export const FIT_ATTRIBUTES: AttributeItem<FitResults>[] = [
  { name: "name", meaning: "name in a batch file, else empty", value: (f) => f.name },
  { name: "fom_function", meaning: "GenX's name of the figure of merit", value: (f) => f.fomFunction },
  {
    name: "start_fom",
    meaning: "figure of merit at the file's own values; NaN where there is none",
    value: (f) => f.startFom,
  },
  {
    name: "best_fom",
    meaning: "figure of merit of `parameters/best`: the best trial's end, polished; NaN before any ended",
    value: (f) => f.bestFom,
  },
  { name: "best_trial", meaning: "that trial's row in `trials`; -1 before any ended", value: (f) => f.bestTrial },
  { name: "trial_fom", meaning: "figure of merit that the trial itself ended with", value: (f) => f.trialFom },
  { name: "polish_evaluations", meaning: "evaluations that polishing took", value: (f) => f.polishEvaluations },
  { name: "target_fom", meaning: "a trial that ends at or below this is a good one", value: (f) => f.targetFom },
  { name: "trust", meaning: "`trust`, `caution` or `doubt`", value: (f) => f.trust.verdict },
  { name: "trust_sentence", meaning: "why", value: (f) => f.trust.sentence },
  {
    name: "settled",
    meaning: "of a search whether enough tries found the best: `yes` or `no`, empty for a plan",
    value: (f) => (f.search === undefined ? "" : f.search.settled ? "yes" : "no"),
  },
  {
    name: "hits_of_best",
    meaning: "of a search: tries, of those in `trials`, that found the best; -1 for a plan",
    value: (f) => f.search?.hitsOfBest ?? -1,
  },
  {
    name: "evaluations_to_best",
    meaning: "of a search: spent until the end of the first that found it; NaN for a plan",
    value: (f) => f.search?.evaluationsToBest ?? Number.NaN,
  },
  { name: "uncertainty_source", meaning: "where the uncertainties come from", value: (f) => f.uncertaintySource },
  {
    name: "reduced_chi_square",
    meaning: "Σr² over points that count less parameters; NaN where residuals are not in units of their error bars",
    value: (f) => f.reducedChiSquare,
  },
  {
    name: "fom_bar_level",
    meaning: "FOM-level bars reach as far as the figure of merit is below this times the best",
    value: (f) => f.barLevel,
  },
  { name: "residual_label", meaning: "what a data set's `residual` is, for people", value: (f) => f.residualLabel },
];

/** Data sets below /fits/NNNN. */
export const FIT_ITEMS: DataItem<FitResults>[] = [
  trial("index", "int64", "", "place in the plan, from 0", ({ spec }) => spec.index),
  trial("id", "text", "", "hash of everything that the trial's result depends on", ({ spec }) => spec.id),
  trial("method", "text", "", "the scheme: `best_1_bin`, …", ({ spec }) => spec.method),
  {
    path: "trials/ranking_row",
    type: "int64",
    shape: ["t"],
    unit: "",
    meaning: "row of `ranking` under which the trial counts; -1 before there is one",
    value: (f) => rowsOf(f.ranking, f.trials.length),
  },
  {
    path: "trials/minimum",
    type: "int64",
    shape: ["t"],
    unit: "",
    meaning: "row of `minima` at which the trial ended; -1 for one that ended short of any",
    value: (f) => rowsOf(f.minima, f.trials.length),
  },
  trial("optimiser", "text", "", "`differential-evolution`, …", ({ spec }) => spec.optimiser),
  trial("settings", "text", "", "the optimiser's settings as JSON", ({ spec }) => jsonText(spec.settings)),
  trial("start_kind", "text", "", "`guess`, `spread` or `uniform`", ({ spec }) => spec.start.kind),
  trial("start_spread", "float64", "%", "for `spread`, else 0", ({ spec }) =>
    spec.start.kind === "spread" ? spec.start.percent : 0,
  ),
  trial("seed", "int64", "", "of the random numbers", ({ spec }) => spec.seed),
  trial("max_evaluations", "float64", "1", "the budget", ({ spec }) => spec.maxEvaluations),
  trial("status", "text", "", "`complete`, `partial`, `failed`, or `waiting` (not run yet)", ({ result }) =>
    result === null ? "waiting" : result.status,
  ),
  trial("fom", "float64", "FOM", "figure of merit reached", ({ result }) => result?.fom ?? Number.NaN),
  trial("evaluations", "int64", "1", "evaluations spent", ({ result }) => result?.evaluations ?? 0),
  trial("generations", "int64", "1", "generations completed", ({ result }) => result?.generations ?? 0),
  trial("seconds", "float64", "s", "by the clock, while it was computed", ({ result }) => result?.seconds ?? 0),
  trial(
    "cpu_seconds",
    "float64",
    "s",
    "processor time of the thread that computed it; NaN where it was not recorded",
    ({ result }) => result?.cpuSeconds ?? 0,
  ),
  trial("stop_reason", "text", "", "what ended it", ({ result }) => result?.stopReason ?? ""),
  trial("error", "text", "", "message of a failed trial", ({ result }) => result?.error ?? ""),
  {
    path: "trials/start",
    type: "float64",
    shape: ["t", "d"],
    unit: "file",
    meaning: "where each trial began; NaN for one not run",
    value: (f) => f.trials.map(({ result }) => vector(result?.start, f)),
  },
  {
    path: "trials/best",
    type: "float64",
    shape: ["t", "d"],
    unit: "file",
    meaning: "best parameters of each trial; NaN for one not run",
    value: (f) => f.trials.map(({ result }) => vector(result?.best, f)),
  },

  {
    path: "convergence/offsets",
    type: "int64",
    shape: ["t+1"],
    unit: "1",
    meaning: "trial i's curve is `evaluations[offsets[i]:offsets[i+1]]`, `fom[offsets[i]:offsets[i+1]]`",
    value: offsets,
  },
  {
    path: "convergence/evaluations",
    type: "int64",
    shape: ["k"],
    unit: "1",
    meaning: "evaluations spent when the best improved, and at the end",
    value: (f) => convergence(f, 0),
  },
  {
    path: "convergence/fom",
    type: "float64",
    shape: ["k"],
    unit: "FOM",
    meaning: "best figure of merit so far",
    value: (f) => convergence(f, 1),
  },

  parameter("name", "text", "", "as in the file's table", (p) => p.name),
  parameter(
    "best",
    "float64",
    "file",
    "at the figure of merit `best_fom`: where the best trial ended, polished",
    (p) => p.best,
  ),
  parameter("uncertainty", "float64", "file", "one standard deviation; NaN when unknown", (p) => p.uncertainty),
  parameter("fom_bar_low", "float64", "file", "FOM-level bar, min − best", (p) => p.barLow),
  parameter("fom_bar_high", "float64", "file", "FOM-level bar, max − best", (p) => p.barHigh),
  parameter("start", "float64", "file", "the file's own value", (p) => p.start),
  parameter("lower", "float64", "file", "lower bound", (p) => p.lower),
  parameter("upper", "float64", "file", "upper bound", (p) => p.upper),
  parameter("at_bound", "int64", "", "-1 on the lower bound, 1 on the upper, else 0", (p) =>
    p.atBound === "no" ? 0 : p.atBound === "lower" ? -1 : 1,
  ),
  {
    path: "parameters/correlation",
    type: "float64",
    shape: ["d", "d"],
    unit: "1",
    meaning: "correlation matrix at the best; left out when unknown",
    value: (f) => f.correlation,
  },

  {
    path: "parameters/notes",
    type: "text",
    shape: ["s"],
    unit: "",
    meaning: "what to know before using the uncertainties",
    value: (f) => f.notes,
  },

  minimum("fom", "float64", "FOM", "figure of merit at the bottom; the deepest, which is the fit, first", (m) => m.fom),
  {
    path: "minima/parameters",
    type: "float64",
    shape: ["q", "d"],
    unit: "file",
    meaning: "parameters at the bottom",
    value: (f) => (f.minima.length === 0 ? undefined : f.minima.map((m) => m.best)),
  },
  minimum(
    "rank",
    "text",
    "",
    "`best`; `rival`, as good a fit to within 5 %; `valley`, one that differs only in what the data do not determine; or `worse`",
    (m) => m.rank,
  ),
  minimum("trial", "int64", "", "row in `trials` of the best trial that ended there", (m) => m.trial),
  minimum("trial_fom", "float64", "FOM", "figure of merit that this trial itself ended with", (m) => m.trialFom),
  minimum("trials", "int64", "1", "trials that ended there", (m) => m.members.length),
  minimum("starts", "int64", "1", "independent starts that ended there", (m) => m.starts),

  ranking("method", "text", "", "the scheme", (row) => row.method),
  ranking("settings", "text", "", "settings in which the rows differ", (row) => row.settings),
  ranking("trials", "int64", "1", "trials that ended", (row) => row.trials),
  ranking("failed", "int64", "1", "trials that failed", (row) => row.failed),
  ranking("successes", "int64", "1", "trials at or below `target_fom`", (row) => row.successes),
  ranking("success_rate", "float64", "1", "successes over trials; NaN without trials", (row) => row.successRate),
  ranking("best_fom", "float64", "FOM", "best figure of merit", (row) => row.bestFom),
  ranking("median_fom", "float64", "FOM", "median figure of merit", (row) => row.medianFom),
  ranking(
    "expected_evaluations",
    "float64",
    "1",
    "evaluations to expect until a trial reaches `target_fom`; Infinity if none did",
    (row) => row.expectedEvaluations,
  ),
  ranking("seconds", "float64", "s", "mean of a trial's `trials/seconds`", (row) => row.seconds),
];

/** Attributes of /fits/NNNN/datasets/NNNN. */
export const DATASET_ATTRIBUTES: AttributeItem<DataSetResult>[] = [
  { name: "name", meaning: "as in the file", value: (s) => s.name },
  { name: "use", meaning: "1 when the figure of merit counts it, else 0", value: (s) => Number(s.use) },
  {
    name: "points",
    meaning: "points inside the fit range; 0 where the figure of merit does not count the data set",
    value: (s) => s.points,
  },
  {
    name: "counted",
    meaning: "points that enter the figure of merit at the best; NaN before any trial ended",
    value: (s) => s.counted,
  },
  {
    name: "counted_at_start",
    meaning: "the same at the file's own values; NaN where nothing can be computed there",
    value: (s) => s.countedAtStart,
  },
  { name: "x_label", meaning: "what x is, as far as known", value: (s) => s.xLabel },
];

/** Data sets below /fits/NNNN/datasets/NNNN. */
export const DATASET_ITEMS: DataItem<DataSetResult>[] = [
  { path: "x", type: "float64", shape: ["n"], unit: "file", meaning: "abscissa", value: (s) => s.x },
  { path: "y", type: "float64", shape: ["n"], unit: "file", meaning: "measured", value: (s) => s.y },
  { path: "error", type: "float64", shape: ["n"], unit: "file", meaning: "error bars of y", value: (s) => s.error },
  { path: "y_sim", type: "float64", shape: ["n"], unit: "file", meaning: "the best curve", value: (s) => s.ySim },
  {
    path: "residual",
    type: "float64",
    shape: ["n"],
    unit: "1",
    meaning: "each point's signed term of the figure of merit, GenX's y_fom; see `residual_label`",
    value: (s) => s.residual,
  },
];

/** Attributes of /fits/NNNN/sld/NNNN. */
export const SLD_ATTRIBUTES: AttributeItem<SldResult>[] = [
  { name: "dataset", meaning: "name of the data set whose sample this is", value: (p) => p.dataset },
  { name: "quantity", meaning: "scattering length density, or mass density of each element", value: (p) => p.quantity },
  { name: "unit", meaning: "unit of the curves", value: (p) => p.unit },
];

/** Data sets below /fits/NNNN/sld/NNNN. */
export const SLD_ITEMS: DataItem<SldResult>[] = [
  { path: "z", type: "float64", shape: ["m"], unit: "Å", meaning: "depth, from the substrate up", value: (p) => p.z },
  {
    path: "names",
    type: "text",
    shape: ["c"],
    unit: "",
    meaning: "the curves",
    value: (p) => p.curves.map((c) => c.name),
  },
  {
    path: "values",
    type: "float64",
    shape: ["c", "m"],
    unit: "as `unit` says",
    meaning: "one row a curve",
    value: (p) => p.curves.map((c) => Array.from(c.values)),
  },
];

/** int[t]  The row that has each trial among its members; -1 for none. */
function rowsOf(rows: readonly { members: readonly number[] }[], trials: number): number[] {
  const found = new Array<number>(trials).fill(-1);
  for (const [row, { members }] of rows.entries()) for (const i of members) found[i] = row;
  return found;
}

type Column<Row> = [type: ItemType, unit: string, meaning: string, cell: (row: Row) => string | number];

function trial(name: string, ...[type, unit, meaning, cell]: Column<TrialRow>): DataItem<FitResults> {
  return { path: `trials/${name}`, type, shape: ["t"], unit, meaning, value: (f) => column(f.trials, cell) };
}

function parameter(name: string, ...[type, unit, meaning, cell]: Column<ParameterResult>): DataItem<FitResults> {
  return { path: `parameters/${name}`, type, shape: ["d"], unit, meaning, value: (f) => column(f.parameters, cell) };
}

function minimum(
  name: string,
  ...[type, unit, meaning, cell]: Column<FitResults["minima"][number]>
): DataItem<FitResults> {
  return { path: `minima/${name}`, type, shape: ["q"], unit, meaning, value: (f) => column(f.minima, cell) };
}

function ranking(
  name: string,
  ...[type, unit, meaning, cell]: Column<FitResults["ranking"][number]>
): DataItem<FitResults> {
  return { path: `ranking/${name}`, type, shape: ["r"], unit, meaning, value: (f) => column(f.ranking, cell) };
}

/** A column is all text or all numbers: its type says which. */
function column<Row>(rows: readonly Row[], cell: (row: Row) => string | number): ItemValue {
  return rows.map(cell) as string[] | number[];
}

function vector(values: readonly number[] | undefined, fit: FitResults): readonly number[] {
  return values?.length === fit.parameters.length ? values : fit.parameters.map(() => Number.NaN);
}

function offsets(fit: FitResults): number[] {
  const out = [0];
  for (const { result } of fit.trials) out.push(out.at(-1)! + (result?.convergence.length ?? 0));
  return out;
}

/** float[k]  Of all curves, one behind the other. */
function convergence({ trials }: FitResults, column: 0 | 1): Numbers {
  return {
    length: trials.reduce((sum, { result }) => sum + (result?.convergence.length ?? 0), 0),
    *[Symbol.iterator]() {
      for (const { result } of trials) for (const pair of result?.convergence ?? []) yield pair[column];
    },
  };
}
