/** Trials with a result, told by what matters in a test. */
import type { RankedTrial } from "../../runtime/sweep/rank.ts";
import type { TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";

type Told = Partial<TrialResult & Pick<TrialSpec, "method" | "settings" | "seed">> & { from?: TrialSpec["start"] };

let count = 0;

/** @param told  null: a trial that has not run */
export function trial(told: Told | null): RankedTrial {
  const { method = "best_1_bin", settings = {}, seed = count, from = { kind: "uniform" }, ...result } = told ?? {};
  const spec: TrialSpec = {
    id: `id${count}`,
    index: count++,
    fit: 0,
    method,
    optimiser: "differential-evolution",
    settings,
    start: from,
    seed,
    maxEvaluations: 1000,
  };
  if (told === null) return { spec, result: null };
  const fom = result.fom ?? 1;
  const evaluations = result.evaluations ?? 1000;
  return {
    spec,
    result: {
      id: spec.id,
      index: spec.index,
      fit: 0,
      status: "complete",
      best: [0],
      start: [0],
      generations: 10,
      seconds: 1,
      stopReason: "evaluations",
      convergence: [[evaluations, fom]],
      fomLevelBars: [],
      ...result,
      fom,
      evaluations,
    },
  };
}
