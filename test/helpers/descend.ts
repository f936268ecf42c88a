/** Drives an optimiser that asks for residuals to its own end, as a trial does on a fit. */
import type { Optimisation, Problem, StopReason } from "../../runtime/optimisers/optimiser.ts";

/** float[m]  residuals at x, float[n] */
export type Residuals = (x: Float64Array) => readonly number[];

export interface Descended {
  reason: StopReason;
  /** float[evaluations][n] */
  points: Float64Array[];
}

/** @param until  stops early, after the batch for which it says true */
export function descend(
  run: Optimisation,
  residuals: Residuals,
  sum: Problem["residualSum"] = "squares",
  until: (run: Optimisation) => boolean = () => false,
): Descended {
  const descended: Descended = { reason: "generations", points: [] };
  const n = run.best.length;
  const steps = run.steps();
  let step = steps.next();
  while (!step.done) {
    const { candidates, count, residuals: out } = step.value;
    const foms = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const point = candidates.slice(i * n, (i + 1) * n);
      const r = residuals(point);
      out?.set(r, i * r.length);
      foms[i] = r.reduce((total, v) => total + (sum === "squares" ? v * v : Math.abs(v)), 0);
      descended.points.push(point);
    }
    step = steps.next(foms);
    if (until(run)) return descended;
  }
  descended.reason = step.value;
  return descended;
}
