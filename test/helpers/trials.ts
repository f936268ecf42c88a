/** Trials told by what matters in a test: with a result, or for a runner of its own. */
import { sha256 } from "../../runtime/sweep/hash.ts";
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
      cpuSeconds: 1,
      stopReason: "evaluations",
      convergence: [[evaluations, fom]],
      fomLevelBars: [],
      ...result,
      fom,
      evaluations,
    },
  };
}

/** Trials for a runner of a test's own: what they do is in their method, how often in `maxEvaluations`. */
export function specs(...methods: string[]): TrialSpec[] {
  return methods.map((method, index) => ({
    id: sha256(`${method} ${index} ${Math.random()}`),
    index,
    fit: 0,
    method,
    optimiser: "fake",
    settings: {},
    start: { kind: "guess" },
    seed: 100 + index,
    maxEvaluations: 10,
  }));
}
