/**
 * Smearing a curve on a grid of its own ("full conv"): every data point x gets
 * n points around it, the curve is simulated at all of them, and a data point
 * is their mean, weighted by the resolution, by the trapezoid rule:
 *
 *     result(x) = ∫ R(X) w(X) dX / ∫ w(X) dX
 *
 * A grid is float[rows × M], row by row: entry [k·M + i] belongs to data point
 * i. Grid and weights depend only on x and the resolution, so a fit makes them
 * once; per evaluation only `integrate` runs.
 */

/**
 * A Gaussian, n equal steps from −range·σ to +range·σ.
 *
 * @param x       float[M]
 * @param sigma   float[M] or float[1] | as x  standard deviation
 * @param points  int ≥ 2  rows
 * @param grid    float[points × M]  receives X
 * @param weight  float[points × M]  receives w
 */
export function gaussianGrid(
  x: Float64Array,
  sigma: Float64Array,
  points: number,
  range: number,
  grid: Float64Array,
  weight: Float64Array,
): void {
  const M = x.length;
  const step = (2 * range) / (points - 1);
  for (let k = 0; k < points; k++) {
    const z = (k - (points - 1) / 2) * step;
    for (let i = 0; i < M; i++) {
      const width = sigma[sigma.length === 1 ? 0 : i]!;
      const at = x[i]! + z * width;
      const off = (x[i]! - at) / width;
      grid[k * M + i] = at;
      weight[k * M + i] = Math.exp(-off * off * 0.5) / (Math.sqrt(2 * Math.PI) * width);
    }
  }
}

/**
 * A trapezoid, flat over `inner` and falling to 0 at `outer`: two slits.
 *
 * @param inner   float[M] or float[1] | as x  full width of the flat part
 * @param outer   float[M] or float[1] | as x  full width at the foot; the larger of the two is the whole width
 */
export function trapezoidGrid(
  x: Float64Array,
  inner: Float64Array,
  outer: Float64Array,
  points: number,
  grid: Float64Array,
  weight: Float64Array,
): void {
  const M = x.length;
  for (let k = 0; k < points; k++) {
    const s = -0.5 + k / (points - 1);
    for (let i = 0; i < M; i++) {
      const flat = inner[inner.length === 1 ? 0 : i]!;
      const full = Math.max(flat, outer[outer.length === 1 ? 0 : i]!);
      const inside = flat / full;
      const off = 2 * Math.abs(s);
      grid[k * M + i] = x[i]! + full * s;
      weight[k * M + i] = off <= inside ? 1 : 1 - (off - inside) / (1 - inside);
    }
  }
}

/**
 * An X-ray tube's Kα pair: a Gaussian around x (the wavelength in force is
 * that of Kα1) and under it another around x·E₂/E₁, its weights divided by the
 * ratio of the lines. 2n rows.
 *
 * @param energyRatio     E(Kα2)/E(Kα1)
 * @param intensityRatio  I(Kα1)/I(Kα2)
 * @param grid            float[2 × points × M]
 * @param weight          float[2 × points × M]
 */
export function kAlphaGrid(
  x: Float64Array,
  sigma: Float64Array,
  energyRatio: number,
  intensityRatio: number,
  points: number,
  range: number,
  grid: Float64Array,
  weight: Float64Array,
): void {
  const half = points * x.length;
  gaussianGrid(x, sigma, points, range, grid, weight);
  const shifted = x.map((value) => value * energyRatio);
  gaussianGrid(shifted, sigma, points, range, grid.subarray(half), weight.subarray(half));
  for (let at = half; at < 2 * half; at++) weight[at]! /= intensityRatio;
}

/**
 * Turns weights into the coefficients of the quotient above, so that smearing
 * is one weighted sum. The trapezoid rule runs over all rows of a grid as they
 * stand; for the Kα pair that includes the step from the one grid back to the
 * other, as in GenX.
 *
 * @param grid    float[rows × M]
 * @param weight  float[rows × M]  receives the coefficients; each point's sum is 1
 */
export function normaliseWeights(grid: Float64Array, weight: Float64Array, rows: number): void {
  const M = grid.length / rows;
  for (let i = 0; i < M; i++) {
    let sum = 0;
    for (let k = 0; k < rows; k++) {
      const at = k * M + i;
      const before = k > 0 ? grid[at]! - grid[at - M]! : 0;
      const after = k < rows - 1 ? grid[at + M]! - grid[at]! : 0;
      sum += weight[at] = weight[at]! * (before + after) * 0.5;
    }
    for (let k = 0; k < rows; k++) weight[k * M + i]! /= sum;
  }
}

/**
 * @param values        float[rows × M]  the curve on the grid
 * @param coefficients  float[rows × M]  from normaliseWeights
 * @param out           float[M]
 */
export function integrate(values: Float64Array, coefficients: Float64Array, out: Float64Array): void {
  const M = out.length;
  out.fill(0);
  for (let start = 0; start < values.length; start += M) {
    for (let i = 0; i < M; i++) out[i]! += coefficients[start + i]! * values[start + i]!;
  }
}
