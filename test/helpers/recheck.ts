/** A fit of one parameter for tests of the driver, whose figure of merit is the parameter's square. */
import type { Recheck } from "../../runtime/fleet/driver/judge.ts";
import type { TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";

/** A right result of any trial of fit 0, but for its name. */
export const RIGHT: TrialResult = {
  ...{ id: "", index: 0, fit: 0, status: "complete", fom: 4, best: [2], start: [3], evaluations: 50 },
  ...{
    generations: 5,
    seconds: 1,
    cpuSeconds: 1,
    stopReason: "evaluations",
    convergence: [[50, 4]],
    fomLevelBars: [[-0.1, 0.1]],
  },
};

export function resultOf({ id, index }: Pick<TrialSpec, "id" | "index">): TrialResult {
  return { ...RIGHT, id, index };
}

/** It computes what it is asked for. */
export const TRUSTING: Recheck = {
  fits: [{ names: ["x"], lower: [0], upper: [10] }],
  fom: async (_, [x]) => x! ** 2,
  run: async (spec) => resultOf(spec),
};
