/**
 * A sweep's folder → SweepResults: the plan, the journal and the GenX file put
 * together. What the journal does not hold (curves, profiles, uncertainties) is
 * computed again from the best parameters, so that a sweep that was killed, or
 * that runs still, can be shown like any other.
 */

import { abscissa } from "../../scripts/cli/abscissa.ts";
import { inputOf, type PlanFile, planOf } from "../../scripts/cli/folder.ts";
import { compileFit, type Fit, type Simulation } from "../fit/compile.ts";
import type { Project } from "../gx/project.ts";
import { readProject } from "../gx/read.ts";
import { readJournal } from "../results/journal.ts";
import type {
  DataSetResult,
  FitResults,
  ParameterResult,
  SldResult,
  SweepResults,
  TrialRow,
} from "../results/sweep-results.ts";
import { findMinima, type Minimum } from "../sweep/minima.ts";
import { rankTrials } from "../sweep/rank.ts";
import { fitsOf } from "../sweep/runner.ts";
import type { TrialResult } from "../sweep/trial.ts";
import { boundAt, judgeTrust } from "../sweep/trust.ts";
import { estimateUncertainty } from "../sweep/uncertainty.ts";

export interface Gathered {
  results: SweepResults;
  /** One per element of `results.fits`. */
  projects: Project[];
  /** A sentence for everything in the journal that could not be read. */
  problems: string[];
}

/** @param polishing  "none" for a quick look at a sweep that goes on: trials count as they ended */
export async function gatherResults(folder: string, polishing: "all" | "none" = "all"): Promise<Gathered> {
  const journal = readJournal(folder);
  const plan = planOf(folder, journal);
  const input = await inputOf(folder, plan);
  const project = await readProject(input.bytes, input.name);
  const projects = fitsOf(project);
  const rows = plan.trials.map((spec): TrialRow => ({ spec, result: journal.results.get(spec.id) ?? null }));
  const fits = projects.map((one, f) =>
    fitResults(
      one,
      project.batch[f]?.name ?? "",
      rows.filter(({ spec }) => spec.fit === f),
      polishing,
    ),
  );
  const results: SweepResults = {
    software: softwareOf(plan),
    created: new Date().toISOString(),
    finished: rows.every(({ result }) => result !== null && result.status !== "partial"),
    project: { fileName: input.name, bytes: input.bytes, sha256: plan.projectHash },
    planText: journal.planText,
    timing: {
      wall: journal.wall,
      cpu: rows.reduce((sum, { result }) => sum + (result?.seconds ?? 0), 0),
      where: journal.where,
    },
    fits,
  };
  return { results, projects, problems: journal.problems };
}

function softwareOf({ software, numerics }: PlanFile): SweepResults["software"] {
  return { ...software, numerics };
}

function fitResults(project: Project, name: string, trials: TrialRow[], polishing: "all" | "none"): FitResults {
  const fit = compileFit(project);
  const { objective } = fit;
  const minima = findMinima(objective, trials, (at) => estimateUncertainty(objective, at)?.standard, polishing);
  const best = minima.found[0];
  const ranking = rankTrials(trials, best?.fom);
  const at = Float64Array.from(best?.best ?? objective.start);
  const uncertainty = best ? estimateUncertainty(objective, at) : undefined;
  return {
    name,
    fomFunction: project.fomFunction,
    startFom: fit.simulate().fom,
    bestFom: best?.fom ?? Number.NaN,
    trialFom: best?.trialFom ?? Number.NaN,
    bestTrial: best?.trial ?? -1,
    targetFom: ranking.targetFom,
    parameters: parameterResults(fit, trials, best, uncertainty?.standard),
    uncertaintySource: uncertainty?.source ?? "",
    notes: uncertainty?.notes ?? [],
    reducedChiSquare: uncertainty?.reducedChiSquare ?? Number.NaN,
    ...(uncertainty && { correlation: uncertainty.correlation }),
    ...curves(project, fit, best ? at : undefined),
    residualLabel: `${project.fomFunction}: what each point adds, with its sign`,
    trials,
    ranking: ranking.rows,
    minima: minima.found,
    unsettled: minima.unsettled,
    polishEvaluations: minima.evaluations,
    barLevel: project.optimiser.errorbarLevel,
    trust: judgeTrust(trials, ranking, {
      ...objective,
      uncertainty: uncertainty?.standard,
      minima: minima.found,
    }),
  };
}

function parameterResults(
  { objective }: Fit,
  trials: readonly TrialRow[],
  best: Minimum | undefined,
  u: readonly number[] | undefined,
): ParameterResult[] {
  const seen = best ? trials.flatMap(({ result }, i) => (result && sawTheBottom(best, i, result) ? result : [])) : [];
  return objective.names.map((name, i) => {
    const [lower, upper] = [objective.lower[i]!, objective.upper[i]!];
    const value = best?.best[i] ?? Number.NaN;
    // Of all these trials together, from the best as it is reported.
    const reach = (side: 0 | 1) =>
      seen.map(({ best, fomLevelBars }) => best[i]! + (fomLevelBars[i]?.[side] ?? Number.NaN) - value);
    const [low, high] =
      seen.length > 0 ? [Math.min(0, ...reach(0)), Math.max(0, ...reach(1))] : [Number.NaN, Number.NaN];
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
function sawTheBottom({ fom, members, trial }: Minimum, i: number, result: TrialResult): boolean {
  return i === trial || (members.includes(i) && result.fom - fom <= 1e-3 * Math.abs(fom));
}

/** @param best  float[d]; undefined before any trial has ended */
function curves(
  project: Project,
  fit: Fit,
  best: Float64Array | undefined,
): { datasets: DataSetResult[]; sld: SldResult[] } {
  const simulation = best && fit.simulateAt(best);
  const xLabel = abscissa(project.script);
  return {
    datasets: project.datasets.map(({ name, use, x, y, error }, k) => {
      const nothing = () => new Float64Array(x.values.length).fill(Number.NaN);
      const { ySim, yFom } = simulation?.datasets[k] ?? { ySim: nothing(), yFom: nothing() };
      return { name, use, xLabel, x: x.values, y: y.values, error: error.values, ySim, residual: yFom };
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
