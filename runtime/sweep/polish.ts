/**
 * A trial's end, brought to the bottom of the minimum that it lies in, by
 * Levenberg and Marquardt's method. It is a trial itself, one that begins where
 * the other ended: without dice, so that the same end always gives the same
 * bottom, and never worse than where it began, because the figure of merit itself
 * decides about every step. The trial that it began from is left as it was.
 */
import { GxError } from "../errors.ts";
import { levenbergMarquardt } from "../optimisers/levenberg-marquardt.ts";
import type { Objective } from "../optimisers/objective.ts";
import { runTrial, type TrialResult } from "./trial.ts";

export interface Polished {
  fom: number;
  /** float[d] */
  best: number[];
  evaluations: number;
  /** Whether it came to a bottom: not where the budget ran out before, or where it could not begin. */
  settled: boolean;
}

/**
 * A step that gains less than this fraction of the figure of merit moves parameters by less than a hundredth of their
 * uncertainties, and absolute values creep towards their least by ever smaller ones. No fit needs as many iterations.
 */
const SETTINGS = { fomTolerance: 1e-7, maxIterations: 200 };

/** @param maxEvaluations  it ends after the iteration in which these are spent */
export function polish(objective: Objective, end: TrialResult, maxEvaluations: number): Polished {
  const { fom, best } = end;
  const left = { fom, best, evaluations: 0, settled: false };
  const inside = best.every((v, i) => objective.lower[i]! <= v && v <= objective.upper[i]!);
  if (!inside || objective.residuals === undefined || objective.residualCount === 0) return left;
  const spec = {
    ...end,
    method: levenbergMarquardt.name,
    optimiser: levenbergMarquardt.name,
    settings: SETTINGS,
    start: { kind: "guess" as const },
    seed: 0,
    maxEvaluations,
  };
  try {
    const from = { ...objective, start: Float64Array.from(best) };
    const found = runTrial(spec, from, levenbergMarquardt, 1, { proceed: () => true });
    const settled = found.stopReason === "converged";
    return {
      ...(found.fom < fom ? { fom: found.fom, best: found.best } : { fom, best }),
      evaluations: found.evaluations,
      settled,
    };
  } catch (error) {
    // A script may spend its budget of steps at a point that no trial met: the end stands as it is.
    if (error instanceof GxError) return left;
    throw error;
  }
}
