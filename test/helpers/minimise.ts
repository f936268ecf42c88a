/** Drives an optimiser to its own end on a function, as a trial does on a fit. */
import type { Optimisation, StopReason } from "../../runtime/optimisers/optimiser.ts";

export type TestFunction = (x: Float64Array) => number;

/** One above 0 at the minimum, so that fractions of the best mean something. */
const FLOOR = 1e-6;

export const FUNCTIONS: Record<string, TestFunction> = {
  sphere: (x) => x.reduce((sum, v) => sum + (v - 0.3) ** 2, FLOOR),
  rosenbrock: (x) => {
    let sum = FLOOR;
    for (let i = 0; i + 1 < x.length; i++) sum += 100 * (x[i + 1]! - x[i]! ** 2) ** 2 + (1 - x[i]!) ** 2;
    return sum;
  },
  rastrigin: (x) => x.reduce((sum, v) => sum + v * v + 10 * (1 - Math.cos(2 * Math.PI * v)), FLOOR),
};

export interface Watched {
  reason: StopReason;
  /** float[evaluations][d] */
  points: Float64Array[];
  foms: number[];
}

/** @param until  stops early, after the batch for which it says true, as a cancelled trial does */
export function minimise(run: Optimisation, f: TestFunction, until: (run: Optimisation) => boolean = () => false) {
  const watched: Watched = { reason: "generations", points: [], foms: [] };
  const d = run.best.length;
  const steps = run.steps();
  let step = steps.next();
  while (!step.done) {
    const { candidates, count } = step.value;
    const foms = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const point = candidates.slice(i * d, (i + 1) * d);
      foms[i] = f(point);
      watched.points.push(point);
      watched.foms.push(foms[i]!);
    }
    step = steps.next(foms);
    if (until(run)) return watched;
  }
  watched.reason = step.value;
  return watched;
}
