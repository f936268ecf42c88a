/**
 * The Jacobian J of residuals r by differences of second order: for each
 * parameter two points, on both sides of x, or both inwards where x is so near a
 * bound that one would fall outside,
 *
 *     ∂r/∂x_i ≈ (r(x + h) − r(x − h)) / 2h      or      (−3 r(x) + 4 r(x + s) − r(x + 2s)) / 2s
 *
 * The points are made here, whoever asks evaluates them as it likes, and the
 * columns are made of what comes back.
 */

export interface Differences {
  /** float[2n][n]  the points, two to a parameter */
  readonly points: Float64Array;
  /** float[n][3]  weights of r(x), of the parameter's first point and of its second */
  readonly weights: Float64Array;
}

/** About ∛ε, where truncation and rounding balance. */
const STEP = 6e-6;
/** A parameter near 0 is stepped as if it were this fraction of its bounds' width. */
const LEAST = 0.01;

/** @param x  float[n], within the bounds, as are all points */
export function differencesAt(x: Float64Array, lower: Float64Array, upper: Float64Array): Differences {
  const n = x.length;
  const points = new Float64Array(2 * n * n);
  const weights = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const width = upper[i]! - lower[i]!;
    const h = STEP * Math.min(width, Math.max(Math.abs(x[i]!), LEAST * width));
    const belowFits = x[i]! - h >= lower[i]!;
    const [first, second] = belowFits && x[i]! + h <= upper[i]! ? [h, -h] : belowFits ? [-h, -2 * h] : [h, 2 * h];
    for (const [k, step] of [first, second].entries()) {
      points.set(x, (2 * i + k) * n);
      points[(2 * i + k) * n + i] = x[i]! + step;
    }
    weights.set(second === -h ? [0, 0.5 / h, -0.5 / h] : [-1.5 / first, 2 / first, -0.5 / first], 3 * i);
  }
  return { points, weights };
}

/**
 * @param at  float[m]  residuals at x
 * @param residuals  float[2n][m]  those at the points
 * @returns float[m] for each of n parameters
 */
export function jacobianColumns({ weights }: Differences, at: Float64Array, residuals: Float64Array): Float64Array[] {
  const m = at.length;
  return Array.from({ length: weights.length / 3 }, (_, i) => {
    const [w, w1, w2] = weights.subarray(3 * i);
    return at.map((r, k) => w! * r + w1! * residuals[2 * i * m + k]! + w2! * residuals[(2 * i + 1) * m + k]!);
  });
}
