/** The minimum of a search's deepest try, as wide as the uncertainties there, so that finds of it can be counted while it goes on. */
import type { Objective } from "../optimisers/objective.ts";
import { countsOf } from "./counted-points.ts";
import { type End, type SameFit, sameFit } from "./same-fit.ts";
import { estimateUncertainty } from "./uncertainty.ts";

/** Whether an end lies where the deepest of a search lies, within the uncertainties there, which are estimated once for each that is. */
export function sameAsDeepest(objective: Objective): SameFit {
  const counts = countsOf(objective);
  const known = new WeakMap<End, SameFit>();
  return (end, deepest) => {
    const same = known.get(deepest) ?? sameFit(objective, reachAt(objective, Float64Array.from(deepest.best)), counts);
    known.set(deepest, same);
    return same(end, deepest);
  };
}

/** float[d]  How far ends of one minimum may lie apart: NaN for what the data do not determine, 0 where nothing is known of it; undefined when nothing is at all. */
export function reachAt(objective: Objective, at: Float64Array): number[] | undefined {
  const known = estimateUncertainty(objective, at);
  return known?.standard.map((u, i) => (known.vanishing.includes(i) ? 0 : u));
}
