/**
 * Residuals as a fit would leave them that gave each point the weight of its own
 * noise. A figure of merit need not: one that adds up plain differences follows
 * the most intense points, and passes the weak ones on one side by less than it
 * cares for, by more than they scatter, though the model is right. Structure that
 * is gone after such a fit is the figure of merit's doing; what stays is the model's.
 *
 * The noise of a point is taken from its neighbours, by second differences, in
 * which a smooth curve is lost:
 *
 *     ε_i = r_{i−1}/2 − r_i + r_{i+1}/2        E ε² = 3/2 σ²
 *
 * and the fit is one linear step, min Σ ((r + Jδ)_i / σ_i)², by singular values.
 *
 *   T. Gasser, L. Sroka & C. Jennen-Steinmetz, Biometrika 73, 625 (1986)
 */
import { Matrix, SingularValueDecomposition } from "ml-matrix";
import type { Objective } from "../optimisers/objective.ts";
import { measureJacobian } from "./jacobian.ts";

/** Neighbours on either side of which a point's noise is the mean. */
const REACH = 6;
/** Of the largest singular value: what is smaller is no information, as in uncertainty.ts. */
const RANK_TOLERANCE = 1e-5;

/**
 * @param best  float[n]
 * @param x  float[m_k] of each data set in use: together they are the objective's residuals, in their order
 * @returns float[m_k] each; a point that does not count gives 0. undefined where there is nothing to fit by
 */
export function evenResiduals(
  objective: Objective,
  best: Float64Array,
  x: readonly ArrayLike<number>[],
): Float64Array[] | undefined {
  if (objective.residuals === undefined || x.reduce((sum, set) => sum + set.length, 0) !== objective.residualCount) {
    return undefined;
  }
  const { at, counts, columns, steady } = measureJacobian(objective, best);
  const usable = [...at.keys()].map(
    (k) => counts[k] === 1 && steady[k] === 1 && [at, ...columns].every((column) => Number.isFinite(column[k]!)),
  );
  const sigma = new Float64Array(at.length);
  const firsts = x.map((_, k) => x.slice(0, k).reduce((sum, set) => sum + set.length, 0));
  for (const [k, set] of x.entries()) {
    const rows = [...Array(set.length).keys()]
      .sort((a, b) => set[a]! - set[b]!)
      .map((i) => firsts[k]! + i)
      .filter((row) => usable[row]);
    localNoise(rows.map((row) => at[row]!)).forEach((s, j) => {
      sigma[rows[j]!] = s;
    });
  }
  const rows = [...at.keys()].filter((k) => sigma[k]! > 0);
  if (rows.length <= best.length) return undefined;
  const step = leastSquares(
    rows.map((k) => columns.map((column) => column[k]! / sigma[k]!)),
    rows.map((k) => -at[k]! / sigma[k]!),
  );
  const left = new Float64Array(at.length);
  for (const k of rows) left[k] = at[k]! + columns.reduce((sum, column, i) => sum + column[k]! * step[i]!, 0);
  return x.map((set, k) => left.slice(firsts[k], firsts[k]! + set.length));
}

/** @returns float[m]  the standard deviation of the noise about each of a row of residuals; 0 where there is none to be seen */
export function localNoise(residuals: readonly number[]): number[] {
  const squares = residuals.slice(2).map((right, i) => (residuals[i]! / 2 - residuals[i + 1]! + right / 2) ** 2 / 1.5);
  return residuals.map((_, i) => {
    // The difference about point i stands at i − 1.
    const window = squares.slice(Math.max(0, i - 1 - REACH), Math.max(1, i + REACH));
    return window.length === 0 ? 0 : Math.sqrt(window.reduce((sum, s) => sum + s, 0) / window.length);
  });
}

/** @returns float[n]  the least of those that minimise |A δ − b|² */
function leastSquares(A: readonly (readonly number[])[], b: readonly number[]): number[] {
  const n = A[0]!.length;
  const lengths = Array.from({ length: n }, (_, i) => Math.sqrt(A.reduce((sum, row) => sum + row[i]! ** 2, 0)) || 1);
  const svd = new SingularValueDecomposition(new Matrix(A.map((row) => row.map((a, i) => a / lengths[i]!))));
  const [U, V, singular] = [svd.leftSingularVectors, svd.rightSingularVectors, svd.diagonal];
  const along = singular.map((s, k) =>
    s > RANK_TOLERANCE * singular[0]! ? b.reduce((sum, value, row) => sum + U.get(row, k) * value, 0) / s : 0,
  );
  return lengths.map((length, i) => along.reduce((sum, a, k) => sum + V.get(i, k) * a, 0) / length);
}
