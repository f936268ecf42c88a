/**
 * The waves of a stack at one Q, and every exponential that spinFlip takes of them:
 * the exponents are gathered first and raised in one short loop, which is twice as
 * fast as a call at each place of use.
 */
import { cos as cosine, exp, sin as sine } from "./exponential.ts";
import { MIXED, MOMENT, SPIN_LAYER, SPLIT, type SpinPlan, TWIST } from "./spin-plan.ts";

/** Re and Im of k₊, then of k₋: one record a layer. */
export const WAVE = 4;

/** Å⁻¹; a wave that is smaller, by accident of rounding, is set to this: it is divided by. */
const SMALLEST_K = 1e-11;
/** Below this an exponent, which those of roughness nearly always are, has its first few terms. */
const SMALL = 1 / 32;
/** The real part of an exponent: an interface far rougher than waves are long means nothing, but gives a number. */
const LARGEST = 12;
/**
 * Likewise of a wave that grows, in what absorbs less than the ambient: through so much growth an interface is as
 * good as a mirror, to the last digit, and the eighth power of this does not overflow. What it does not help: where
 * moments meet and one spin's wave grows by e^18 more than the other's, as below the critical edge of such a layer
 * thousands of Å thick, the digits of the other are lost. No beam comes through such an ambient.
 */
const MOST_GROWTH = 80;

/**
 * @param q2       Å⁻²  Q²
 * @param layers   float[N][7]  SPIN_LAYER records
 * @param waves    float[N][4] | Å⁻¹  receives WAVE records
 * @param factors  float[plan.factors]  receives pairs Re, Im as the plan has placed them:
 *                 those of roughness, below, and e^{i k d} of each spin of the layer
 */
export function makeWaves(
  q2: number,
  layers: Float64Array,
  plan: SpinPlan,
  waves: Float64Array,
  factors: Float64Array,
): void {
  const { flags, like, variance } = plan;
  let grows = false;
  for (let j = 0, at = 0; at < layers.length; j++, at += SPIN_LAYER.size) {
    const here = j * WAVE;
    const first = like[j]! * WAVE;
    if (first !== here) {
      waves[here] = waves[first]!;
      waves[here + 1] = waves[first + 1]!;
      waves[here + 2] = waves[first + 2]!;
      waves[here + 3] = waves[first + 3]!;
      continue;
    }
    const flag = flags[j]!;
    const d = layers[at + SPIN_LAYER.thickness]!;
    setWave(waves, here, q2 + layers[at + SPIN_LAYER.upRe]!, layers[at + SPIN_LAYER.upIm]!);
    if (flag & MOMENT) setWave(waves, here + 2, q2 + layers[at + SPIN_LAYER.downRe]!, layers[at + SPIN_LAYER.downIm]!);
    else {
      waves[here + 2] = waves[here]!;
      waves[here + 3] = waves[here + 1]!;
    }
    if (j > 0) roughnessExponents(waves, here, flag, variance[j]!, factors, plan.interfaceAt[j]!);
    const entry = put(factors, plan.layerAt[j]!, -d * waves[here + 1]!, d * waves[here]!);
    if (flag & MOMENT) put(factors, entry, -d * waves[here + 3]!, d * waves[here + 2]!);
    if (Math.max(-d * waves[here + 1]!, -d * waves[here + 3]!) > LARGEST) grows = true;
  }
  exponentiate(factors, plan.factors);
  if (grows) growOn(layers, plan, waves, factors);
}

/** What `exponentiate` has cut off from waves that grow. */
function growOn(
  layers: Float64Array,
  { flags, like, layerAt }: SpinPlan,
  waves: Float64Array,
  factors: Float64Array,
): void {
  for (let j = 0, at = 0; at < layers.length; j++, at += SPIN_LAYER.size) {
    if (like[j] !== j) continue;
    for (let spin = 0; spin < (flags[j]! & MOMENT ? 2 : 1); spin++) {
      const growth = -layers[at + SPIN_LAYER.thickness]! * waves[j * WAVE + 2 * spin + 1]!;
      if (!(growth > LARGEST)) continue;
      const rest = exp(Math.min(growth, MOST_GROWTH) - LARGEST);
      const entry = layerAt[j]! + 2 * spin;
      factors[entry] = rest * factors[entry]!;
      factors[entry + 1] = rest * factors[entry + 1]!;
    }
  }
}

/** ½ √z, Re ≥ 0, Im with the sign of Im z (and + at 0: it decays downwards). */
function setWave(waves: Float64Array, at: number, zRe: number, zIm: number): void {
  let re: number;
  let im: number;
  if (zIm === 0) {
    re = zRe > 0 ? 0.5 * Math.sqrt(zRe) : 0;
    im = zRe < 0 ? 0.5 * Math.sqrt(-zRe) : 0;
  } else {
    const root = Math.sqrt(0.5 * (Math.abs(zRe) + Math.sqrt(zRe * zRe + zIm * zIm)));
    const other = root > 0 ? (0.25 * zIm) / root : 0; // squares of next to nothing are nothing
    re = zRe >= 0 ? 0.5 * root : Math.abs(other);
    im = zRe >= 0 ? other : zIm < 0 ? -0.5 * root : 0.5 * root;
  }
  waves[at] = re + Math.abs(im) > SMALLEST_K ? re : SMALLEST_K;
  waves[at + 1] = im;
}

function put(factors: Float64Array, entry: number, re: number, im: number): number {
  factors[entry] = re;
  factors[entry + 1] = im;
  return entry + 2;
}

/**
 * With x = k′k σ², T ∝ e^x and S ∝ e^−x but for factors of rows and columns.
 *
 *     parallel   −2x₊, −2x₋ and what R₀₁ gains, −((k′₊ − k₊)² − (k′₋ − k₋)²) σ²/2
 *     twisted    −2x₊₊, then by how much 2x₊₊ exceeds 2x₊₋ and 2x₋₊; e^x₋₋ and e^−x₋₋ beside those;
 *                what R₀₁ gains from the columns below and from the rows above
 */
function roughnessExponents(
  waves: Float64Array,
  here: number,
  flag: number,
  variance: number,
  factors: Float64Array,
  entry: number,
): void {
  const below = here - WAVE;
  const upRe = waves[here]!;
  const upIm = waves[here + 1]!;
  const downRe = waves[here + 2]!;
  const downIm = waves[here + 3]!;
  const belowUpRe = waves[below]!;
  const belowUpIm = waves[below + 1]!;
  const belowDownRe = waves[below + 2]!;
  const belowDownIm = waves[below + 3]!;
  const xRe = variance * (upRe * belowUpRe - upIm * belowUpIm);
  const xIm = variance * (upRe * belowUpIm + upIm * belowUpRe);
  let next = put(factors, entry, -2 * xRe, -2 * xIm);
  if (!(flag & SPLIT)) return;
  if (!(flag & TWIST)) {
    const yRe = variance * (downRe * belowDownRe - downIm * belowDownIm);
    const yIm = variance * (downRe * belowDownIm + downIm * belowDownRe);
    next = put(factors, next, -2 * yRe, -2 * yIm);
    if (!(flag & MIXED)) return;
    // (u − v)(u + v) of u = k′₊ − k₊, v = k′₋ − k₋
    const uRe = upRe - belowUpRe;
    const uIm = upIm - belowUpIm;
    const vRe = downRe - belowDownRe;
    const vIm = downIm - belowDownIm;
    putProduct(factors, next, -variance / 2, uRe - vRe, uIm - vIm, uRe + vRe, uIm + vIm);
    return;
  }
  const stepRe = upRe - downRe;
  const stepIm = upIm - downIm;
  const stepBelowRe = belowUpRe - belowDownRe;
  const stepBelowIm = belowUpIm - belowDownIm;
  next = putProduct(factors, next, 2 * variance, upRe, upIm, stepBelowRe, stepBelowIm);
  next = putProduct(factors, next, 2 * variance, belowUpRe, belowUpIm, stepRe, stepIm);
  const column = next - 4;
  const row = next - 2;
  next = putProduct(factors, next, variance, stepRe, stepIm, stepBelowRe, stepBelowIm);
  const corner = next - 2;
  next = put(
    factors,
    next,
    factors[column]! + factors[row]! - factors[corner]!,
    factors[column + 1]! + factors[row + 1]! - factors[corner + 1]!,
  );
  next = putProduct(
    factors,
    next,
    variance,
    stepBelowRe,
    stepBelowIm,
    upRe - (belowUpRe + belowDownRe) / 2,
    upIm - (belowUpIm + belowDownIm) / 2,
  );
  putProduct(factors, next, variance, stepRe, stepIm, belowUpRe - (upRe + downRe) / 2, belowUpIm - (upIm + downIm) / 2);
}

/** Of factors that are divided by. */
function putProduct(
  factors: Float64Array,
  entry: number,
  scale: number,
  aRe: number,
  aIm: number,
  bRe: number,
  bIm: number,
): number {
  const re = scale * (aRe * bRe - aIm * bIm);
  return put(factors, entry, re > -LARGEST ? re : -LARGEST, scale * (aRe * bIm + aIm * bRe));
}

/** e^z of all exponents, in one short loop. */
function exponentiate(factors: Float64Array, entries: number): void {
  for (let n = 0; n < entries; n += 2) {
    const re = factors[n]!;
    const im = factors[n + 1]!;
    let size: number;
    let cos: number;
    let sin: number;
    if (Math.abs(re) < SMALL) {
      size = 1 + re * (1 + re * (1 / 2 + re * (1 / 6 + re * (1 / 24 + re * (1 / 120 + re * (1 / 720 + re / 5040))))));
    } else size = exp(re < LARGEST ? re : LARGEST);
    if (Math.abs(im) < SMALL) {
      const t = im * im;
      cos = 1 - t * (1 / 2 - t * (1 / 24 - t * (1 / 720)));
      sin = im * (1 - t * (1 / 6 - t * (1 / 120 - t * (1 / 5040))));
    } else {
      cos = cosine(im);
      sin = sine(im);
    }
    factors[n] = size * cos;
    factors[n + 1] = size * sin;
  }
}
