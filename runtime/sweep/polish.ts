/**
 * A trial's end, brought to the bottom of the minimum that it lies in, by
 * Levenberg and Marquardt's method. It is a trial itself, one that begins where
 * the other ended: without dice, so that the same end always gives the same
 * bottom, and never worse than where it began, because the figure of merit itself
 * decides about every step, and no step is taken that loses a point. The trial that it began from is left as it was.
 */
import { GxError } from "../errors.ts";
import { levenbergMarquardt } from "../optimisers/levenberg-marquardt.ts";
import type { Objective } from "../optimisers/objective.ts";
import { keepingPoints } from "./counted-points.ts";
import { runTrial, type TrialResult } from "./trial.ts";

export interface Polished {
  fom: number;
  /** float[d] */
  best: number[];
  evaluations: number;
  /** Whether it came to a bottom: not where the budget ran out before, where it could not begin, or where penalties hide it. */
  settled: boolean;
}

/**
 * Ends when a step gains less than this fraction of the figure of merit. Absolute values creep towards their least:
 * "roughly" leaves parameters within an uncertainty of it, which tells minima apart; "finely" within a few hundredths.
 */
const TOLERANCES = { roughly: 1e-4, finely: 1e-7 } as const;
/** More than any fit needs. */
const MOST_ITERATIONS = 200;

/** @param maxEvaluations  it ends after the iteration in which these are spent */
export function polish(
  objective: Objective,
  end: Pick<TrialResult, "fom" | "best">,
  maxEvaluations: number,
  how: keyof typeof TOLERANCES,
): Polished {
  const { fom, best } = end;
  const left = { fom, best, evaluations: 0, settled: false };
  const inside = best.every((v, i) => objective.lower[i]! <= v && v <= objective.upper[i]!);
  if (!inside || objective.residuals === undefined || objective.residualCount === 0) return left;
  const spec = {
    id: "",
    index: 0,
    fit: 0,
    method: levenbergMarquardt.name,
    optimiser: levenbergMarquardt.name,
    settings: { fomTolerance: TOLERANCES[how], maxIterations: MOST_ITERATIONS },
    start: { kind: "guess" as const },
    seed: 0,
    maxEvaluations,
  };
  try {
    const from = { ...keepingPoints(objective), start: Float64Array.from(best) };
    const found = runTrial(spec, from, levenbergMarquardt, 1, { proceed: () => true });
    const settled = found.stopReason === "converged" && !objective.penalised;
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
