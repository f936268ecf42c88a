/**
 * How residuals change with the parameters at one point, from central differences
 * (optimisers/finite-differences.ts), and which points count there and beside it.
 */
import { GxError } from "../errors.ts";
import { differencesAt, jacobianColumns } from "../optimisers/finite-differences.ts";
import type { Objective } from "../optimisers/objective.ts";

export interface Jacobian {
  /** float[m]  residuals at the best */
  at: Float64Array;
  /** uint8[m]  1 where the point counts at the best */
  counts: Uint8Array;
  /** float[n][m]  ∂r/∂x_i */
  columns: Float64Array[];
  /** uint8[m]  1 where the point counts at all differences, or at none, as it does at the best */
  steady: Uint8Array;
  /** Parameters whose differences change which points count. */
  vanishing: number[];
}

export function measureJacobian(objective: Objective, best: Float64Array): Jacobian {
  const [n, m] = [best.length, objective.residualCount];
  const measure = (x: Float64Array, out: Float64Array) => {
    // Of an objective that does not say, all count.
    const counts = new Uint8Array(m).fill(1);
    try {
      objective.residuals!(x, out, counts);
    } catch (error) {
      if (!(error instanceof GxError)) throw error;
      out.fill(Number.NaN);
      counts.fill(0);
    }
    return counts;
  };
  const at = new Float64Array(m);
  const counts = measure(best, at);
  const steady = new Uint8Array(m).fill(1);
  const vanishing = new Set<number>();
  const differences = differencesAt(best, objective.lower, objective.upper);
  const around = new Float64Array(2 * n * m);
  for (let k = 0; k < 2 * n; k++) {
    const there = measure(differences.points.slice(k * n, (k + 1) * n), around.subarray(k * m, (k + 1) * m));
    for (const [point, counted] of there.entries()) {
      if (counted === counts[point]) continue;
      steady[point] = 0;
      vanishing.add(k >> 1);
    }
  }
  return { at, counts, columns: jacobianColumns(differences, at, around), steady, vanishing: [...vanishing] };
}
