/**
 * A sweep's folder → SweepResults: the plan, the journal and the GenX file put
 * together. What the journal does not hold (curves, profiles, uncertainties) is
 * computed again from the best parameters, so that a sweep that was killed, or
 * that runs still, can be shown like any other.
 */

import { GxError } from "../errors.ts";
import type { Fit, Simulation } from "../fit/compile.ts";
import type { Project } from "../gx/project.ts";
import { PYTHON2_BEST } from "../gx/script.ts";
import { readJournal } from "../results/journal.ts";
import { type PlanFile, readPlan } from "../results/plan-file.ts";
import type {
  DataSetResult,
  FitResults,
  ParameterResult,
  SldResult,
  SweepResults,
  TrialRow,
} from "../results/sweep-results.ts";
import { countEnds, countsOf } from "../sweep/counted-points.ts";
import { determinationOf } from "../sweep/determined.ts";
import { startNames } from "../sweep/independent-starts.ts";
import { bestAlone, findMinima, type Minimum } from "../sweep/minima.ts";
import { hasFom, rankTrials } from "../sweep/rank.ts";
import { reachAt } from "../sweep/same-as-deepest.ts";
import type { SearchReport } from "../sweep/search-report.ts";
import type { TrialResult } from "../sweep/trial.ts";
import { boundAt, judgeTrust, withValleys } from "../sweep/trust.ts";
import { estimateUncertainty } from "../sweep/uncertainty.ts";
import { counted } from "../text.ts";
import { abscissa } from "./abscissa.ts";
import { Aftermath } from "./aftermath.ts";
import { giveBackMemory } from "./give-back-memory.ts";
import type { OpenFit, OpenProject } from "./open-project.ts";
import { searchStateOf } from "./open-sweep.ts";
import { barNotes, qualityOf } from "./quality-of-fit.ts";
import { openCopy } from "./sweep-folder.ts";

export interface LoadedResults {
  folder: string;
  results: SweepResults;
  /** One per element of `results.fits`. */
  projects: Project[];
  /** A sentence for everything in the journal that could not be read. */
  problems: string[];
}

export interface LoadOptions {
  /** "none" for a quick look at a sweep that goes on: trials count as they ended. */
  polishing?: "all" | "none";
  /** The sweep's project, by who has it open; otherwise it is read from the folder. */
  project?: OpenProject;
  /** Told often what goes on, because very many trials take a while; asked for the words only when they are wanted. */
  tell?: Tell;
}

type Tell = (words: () => string) => void;

export async function loadResults(
  folder: string,
  { polishing = "all", project, tell = () => {} }: LoadOptions = {},
): Promise<LoadedResults> {
  const { plan, planText } = readPlan(folder);
  giveBackMemory();
  let read = 0;
  const journal = readJournal(folder, ({ type }) => {
    if (type === "trial") read++;
    tell(() => `Reading the journal: ${counted(read, "trial")}.`);
  });
  giveBackMemory();
  const opened = project ?? (await openCopy(folder, plan));
  const { file, fits } = opened;
  const search = searchStateOf(plan, opened, journal.results.values());
  // Of a search nothing counts that ended behind its verdict.
  const shown = search ? fits.flatMap((_, f) => search.prefix(f)) : plan.trials;
  const rows = shown.map((spec): TrialRow => ({ spec, result: journal.results.get(spec.id) ?? null }));
  const results: SweepResults = {
    software: softwareOf(plan),
    created: new Date().toISOString(),
    finished: search
      ? search.enough.aborted
      : rows.every(({ result }) => result !== null && result.status !== "partial"),
    project: { fileName: file.name, bytes: file.bytes, sha256: plan.projectHash },
    asked: { ...(plan.asked ?? { command: "", options: {} }), seed: plan.seed },
    planText,
    timing: {
      wall: journal.wall,
      computing: rows.reduce((sum, { result }) => sum + (result?.seconds ?? 0), 0),
      cpu: rows.reduce((sum, { result }) => sum + (result?.cpuSeconds ?? 0), 0),
      where: journal.where,
    },
    fits: fits.map((fit, f) =>
      fitResults(
        fit,
        rows.filter(({ spec }) => spec.fit === f),
        polishing,
        tell,
        search?.report(f),
      ),
    ),
  };
  return { folder, results, projects: fits.map(({ project }) => project), problems: journal.problems };
}

function softwareOf({ software, numerics }: PlanFile): SweepResults["software"] {
  return { ...software, numerics };
}

function fitResults(
  { name, project, fit }: OpenFit,
  trials: TrialRow[],
  polishing: "all" | "none",
  tell: Tell,
  search: SearchReport | undefined,
): FitResults {
  const { objective } = fit;
  const after = new Aftermath();
  const counts = countsOf(objective);
  const minima =
    after.attempt("The bottoms of the trials' minima", () =>
      findMinima(objective, trials, (at) => reachAt(objective, at), {
        polishing,
        counts,
        looked: (done) => tell(() => `Looking for minima: ${done} of ${counted(trials.length, "trial")}.`),
      }),
    ) ?? bestAlone(trials);
  const best = minima.found[0];
  // An arm's settings grow from try to try: it is one method all the same.
  const compared = search ? trials.map(({ spec, result }) => ({ spec: { ...spec, settings: {} }, result })) : trials;
  const ranking = rankTrials(compared, best?.fom);
  const at = Float64Array.from(best?.best ?? objective.start);
  const uncertainty = best && after.attempt("Uncertainties", () => estimateUncertainty(objective, at));
  const ends = endsOfStarts(trials);
  const asGood = ends.filter(({ fom }) => fom <= ranking.targetFom).map((end) => end.best);
  const rivals = minima.found.filter(({ rank }) => rank === "rival").map((minimum) => minimum.best);
  const pointsCounted =
    best &&
    after.attempt("The points that count", () =>
      countEnds(
        objective,
        best.best,
        ends.map((end) => end.best),
        fit.pointsOf,
        counts,
      ),
    );
  const start = atOwnValues(fit);
  const simulation = best && after.attempt("The curves", () => fit.simulateAt(at));
  const shown = curves(project, fit, simulation, start);
  const quality =
    simulation && after.attempt("The quality of the fit", () => qualityOf(project, objective, at, shown.datasets));
  const fitted = {
    ...objective,
    uncertainty: uncertainty?.standard,
    determination: uncertainty && determinationOf(uncertainty.measured, asGood, rivals),
    quality,
    minima: minima.found,
    counted: pointsCounted,
    search,
  };
  return {
    name,
    fomFunction: project.fomFunction,
    startFom: start?.fom ?? Number.NaN,
    bestFom: best?.fom ?? Number.NaN,
    trialFom: best?.trialFom ?? Number.NaN,
    bestTrial: best?.trial ?? -1,
    targetFom: ranking.targetFom,
    parameters: parameterResults(fit, trials, best, uncertainty?.standard),
    uncertaintySource: uncertainty?.source ?? "",
    notes: [
      ...fit.warnings,
      ...(project.python === 2 && best ? [PYTHON2_BEST] : []),
      ...(uncertainty?.notes ?? []),
      ...barNotes(project),
      ...after.notes,
      ...(simulation?.notes ?? []),
    ],
    reducedChiSquare: uncertainty?.reducedChiSquare ?? Number.NaN,
    ...(uncertainty && { correlation: uncertainty.correlation }),
    ...shown,
    residualLabel: `${project.fomFunction}: what each point adds, with its sign`,
    trials,
    ranking: ranking.rows,
    minima: withValleys(fitted),
    unsettled: minima.unsettled,
    polishEvaluations: minima.evaluations,
    barLevel: project.optimiser.errorbarLevel,
    trust: judgeTrust(trials, ranking, fitted),
    search,
  };
}

/** Where the best trial of each start ended. */
function endsOfStarts(trials: readonly TrialRow[]): TrialResult[] {
  const names = startNames(trials);
  const starts = Map.groupBy(trials.keys(), (i) => names[i]!);
  return [...starts.values()].flatMap((rows) => {
    const ended = rows.map((i) => trials[i]!.result).filter(hasFom);
    return ended.length === 0 ? [] : [ended.reduce((a, b) => (b.fom < a.fom ? b : a))];
  });
}

function parameterResults(
  { objective }: Fit,
  trials: readonly TrialRow[],
  best: Minimum | undefined,
  u: readonly number[] | undefined,
): ParameterResult[] {
  const seen = best ? thoseThatSawTheBottom(best, trials) : [];
  return objective.names.map((name, i) => {
    const [lower, upper] = [objective.lower[i]!, objective.upper[i]!];
    const value = best?.best[i] ?? Number.NaN;
    // Of all these trials together, from the best as it is reported.
    const reach = (side: 0 | 1, further: (a: number, b: number) => number) =>
      seen.reduce((most, { best, fomLevelBars }) => {
        return further(most, best[i]! + (fomLevelBars[i]?.[side] ?? Number.NaN) - value);
      }, 0);
    const [low, high] = seen.length > 0 ? [reach(0, Math.min), reach(1, Math.max)] : [Number.NaN, Number.NaN];
    return {
      name,
      start: objective.start[i]!,
      best: value,
      uncertainty: u?.[i] ?? Number.NaN,
      barLow: low,
      barHigh: high,
      lower,
      upper,
      atBound: best ? boundAt(value, lower, upper) : "no",
    };
  });
}

/** Whose evaluations GenX's FOM-level bars are taken from: trials of the best minimum that came down to its figure of merit. */
function thoseThatSawTheBottom({ fom, members, trial }: Minimum, trials: readonly TrialRow[]): TrialResult[] {
  const ended = new Set(members);
  return trials.flatMap(({ result }, i) => {
    const saw = i === trial || (ended.has(i) && result !== null && result.fom - fom <= 1e-3 * Math.abs(fom));
    return result && saw ? result : [];
  });
}

/** undefined where nothing can be computed there, so that other starts alone were of use. */
function atOwnValues(fit: Fit): Simulation | undefined {
  try {
    return fit.simulate(undefined, false);
  } catch (error) {
    if (error instanceof GxError) return undefined;
    throw error;
  }
}

/** @param simulation  at the best; undefined before any trial has ended */
function curves(
  project: Project,
  fit: Fit,
  simulation: Simulation | undefined,
  start: Simulation | undefined,
): { datasets: DataSetResult[]; sld: SldResult[] } {
  const xLabel = abscissa(project.script);
  return {
    datasets: project.datasets.map(({ name, use, x, y, error }, k) => {
      const nothing = () => new Float64Array(x.values.length).fill(Number.NaN);
      const { ySim, yFom, counted } = simulation?.datasets[k] ?? {
        ySim: nothing(),
        yFom: nothing(),
        counted: Number.NaN,
      };
      const columns = { x: x.values, y: y.values, error: error.values, ySim, residual: yFom };
      return {
        name,
        use,
        points: (simulation ?? start)?.datasets[k]?.points ?? fit.pointsOf[k]!,
        counted,
        countedAtStart: start?.datasets[k]?.counted ?? Number.NaN,
        xLabel,
        ...columns,
      };
    }),
    sld: depthProfiles(simulation?.sld ?? []),
  };
}

/** Those of the scattering length density, then those of the mass density, once where data sets have the same sample. */
function depthProfiles(profiles: Simulation["sld"]): SldResult[] {
  const seen = new Set<string>();
  const result = (quantity: SldResult["quantity"], dataset: string, of: { unit: string; curves: Curves }) => {
    const { z, ...others } = of.curves;
    const curves = Object.entries(others).map(([name, values]) => ({ name, values }));
    return z ? [{ dataset, quantity, unit: of.unit, z, curves }] : [];
  };
  return [
    ...profiles.flatMap((profile) => result("scattering length density", profile.dataset, profile)),
    ...profiles.flatMap(({ dataset, massDensity }) => {
      const key = massDensity && Object.values(massDensity.curves).join(" ");
      if (!key || seen.has(key)) return [];
      seen.add(key);
      return result("mass density", dataset, massDensity);
    }),
  ];
}

type Curves = Record<string, Float64Array>;
