/**
 * Smearing a curve at its own points ("fast conv"): the simulated points are
 * the only ones there are, so this is right where they lie close together
 * compared with the resolution.
 *
 * Two kinds. With one resolution and equal steps, a convolution with a sampled
 * Gaussian, the curve held constant beyond its ends. With a resolution for each
 * point, a weighted mean over all points: in result j point i weighs
 * N(xᵢ − xⱼ; σⱼ), integrated over i by the trapezoid rule with unit spacing.
 *
 * Weights depend only on x and the resolution: the caller keeps them.
 */

/**
 * A Gaussian sampled at −rσ, −rσ + h, … as numpy's arange(−rσ, rσ + h, h) lays
 * out its points, normalised to a sum of 1. The last point is there or not as
 * rounding has it, so the kernel may be longer on one side; GenX's curves
 * depend on it.
 *
 * @param step   x    distance of the data points
 * @param sigma  x    standard deviation
 * @param range  1    how many σ to go out
 * @returns float[K]; K = 0 where arange would be empty or endless
 */
export function gaussianKernel(step: number, sigma: number, range: number): Float64Array {
  const length = gaussianKernelLength(step, sigma, range);
  const kernel = new Float64Array(length);
  const start = -range * sigma;
  const delta = start + step - start; // what is left of the step beside the start, as arange has it
  let sum = 0;
  for (let i = 0; i < length; i++) {
    const z = (start + i * delta) / sigma;
    sum += kernel[i] = Math.exp(-z * z * 0.5);
  }
  for (let i = 0; i < length; i++) kernel[i]! /= sum;
  return kernel;
}

/** How many points `gaussianKernel` returns. */
export function gaussianKernelLength(step: number, sigma: number, range: number): number {
  const length = Math.ceil((range * sigma + step + range * sigma) / step);
  return length > 0 && Number.isFinite(length) ? length : 0;
}

/**
 * Convolution with the first and last value repeated beyond the ends, centred
 * as numpy.convolve's "same": on sample (K − 1) ÷ 2 of the kernel.
 *
 * @param values  float[M]
 * @param kernel  float[K]
 * @param out     float[M]  another array than values
 */
export function convolve(values: Float64Array, kernel: Float64Array, out: Float64Array): void {
  const last = values.length - 1;
  const centre = (kernel.length - 1) >> 1;
  for (let i = 0; i <= last; i++) {
    let sum = 0;
    for (let k = 0; k < kernel.length; k++) {
      const from = i + centre - k;
      sum += kernel[k]! * values[from < 0 ? 0 : from > last ? last : from]!;
    }
    out[i] = sum;
  }
}

/** Weights of a varying resolution: result j is Σ weight[row[j] + n] · values[first[j] + n]. */
export interface VaryingWeights {
  /** int[M] */
  readonly first: Int32Array;
  /** int[M + 1] */
  readonly row: Int32Array;
  /** float[row[M]], each row of sum 1 */
  readonly weight: Float64Array;
}

/** Beyond this many σ a weight is below 1e-25 of the largest and is left out. */
const REACH = 10.8;

/**
 * @param x      float[M]  in any order
 * @param sigma  float[M]  standard deviation at each point; 0 makes that point NaN
 */
export function varyingWeights(x: Float64Array, sigma: Float64Array): VaryingWeights {
  const M = x.length;
  const first = new Int32Array(M);
  const row = new Int32Array(M + 1);
  for (let j = 0; j < M; j++) {
    let low = j;
    let high = j;
    for (let i = 0; i < M; i++) {
      if (Math.abs(x[i]! - x[j]!) > REACH * Math.abs(sigma[j]!)) continue;
      if (i < low) low = i;
      high = Math.max(high, i);
    }
    first[j] = low;
    row[j + 1] = row[j]! + high - low + 1;
  }
  const weight = new Float64Array(row[M]!);
  for (let j = 0; j < M; j++) {
    let sum = 0;
    for (let at = row[j]!; at < row[j + 1]!; at++) {
      const i = first[j]! + at - row[j]!;
      const z = (x[i]! - x[j]!) / sigma[j]!;
      const end = i === 0 || i === M - 1 ? 0.5 : 1;
      sum += weight[at] = end * Math.exp(-z * z * 0.5);
    }
    for (let at = row[j]!; at < row[j + 1]!; at++) weight[at]! /= sum;
  }
  return { first, row, weight };
}

/**
 * @param values  float[M]
 * @param out     float[M]  another array than values
 */
export function convolveVarying(values: Float64Array, weights: VaryingWeights, out: Float64Array): void {
  const { first, row, weight } = weights;
  for (let j = 0; j < first.length; j++) {
    const shift = first[j]! - row[j]!;
    let sum = 0;
    for (let at = row[j]!; at < row[j + 1]!; at++) sum += weight[at]! * values[at + shift]!;
    out[j] = sum;
  }
}
