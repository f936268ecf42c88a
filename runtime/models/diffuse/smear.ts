/**
 * The diffuse intensity of a scan smeared by the resolution, on its own points. Whatever `restype` is, but none:
 *
 *     both beams above the surface throughout   a Gaussian of res in 2θ
 *     else, gauss                               as wide as the specular beam is in such a scan
 *     else, slit                                a gate of detres/2, beyond the ends nothing
 *
 * The step is that of θ between the first two points. A scan in which θ stands still has that of the
 * beam out, and the last two rules, for which widths are twice those in θ.
 */
import { convolve, gaussianKernel, gaussianKernelLength } from "../../kernels/convolve.ts";
import { spendMany } from "../../python/budget.ts";
import { halfEven } from "../../python/builtins/numbers.ts";
import { perSession } from "../../python/session-state.ts";
import { pyError } from "../../python/values/error.ts";
import { CacheKey } from "../base/cache-key.ts";
import type { Detector } from "./detector.ts";
import type { Scan } from "./scan.ts";

const DEGREE = Math.PI / 180;

/**
 * @param curve  float[M]
 * @param range  1  how many widths of a Gaussian to go out
 * @param out    float[M]
 */
export function smear(
  curve: Float64Array,
  scan: Scan,
  detector: Detector,
  res: number,
  detres: number,
  range: number,
  out: Float64Array,
): void {
  const { alpha, beta } = scan;
  if (curve.length < 2) throw pyError("ValueError", "a scan that is smeared needs at least two points, or no restype");
  const turned = Math.abs(alpha[1]! - alpha[0]!) / DEGREE;
  const moved = Math.abs(beta[1]! - beta[0]!) / DEGREE;
  const still = turned < STILL;
  if (still && moved < STILL) {
    throw pyError("ValueError", "a scan that is smeared needs points in equal steps; the first two are the same");
  }
  const step = still ? moved : turned;
  const wide = still ? 2 : 1;
  if (!still && beta.every((angle) => angle > 0)) {
    gaussian(curve, 2 * step, res, range, out);
  } else if (detector === "gauss") {
    gaussian(curve, step, (wide * Math.hypot(res, detres)) / 2, range, out);
  } else {
    gate(curve, Math.max(1, halfEven((wide * detres) / 2 / step)), out);
  }
}

/** Degrees: less is rounding. */
const STILL = 1e-12;

const KEY = new CacheKey();
const recent = perSession(() => ({ made: new CacheKey(), kernel: new Float64Array(0) as Float64Array }));

function gaussian(curve: Float64Array, step: number, sigma: number, range: number, out: Float64Array): void {
  const points = gaussianKernelLength(step, sigma, range);
  spendMany((points * curve.length) / 64);
  if (sigma === 0 || points === 0) {
    out.set(curve);
    return;
  }
  const before = recent();
  if (!before.made.take(KEY.start(step).put(sigma).put(range))) before.kernel = gaussianKernel(step, sigma, range);
  convolve(curve, before.kernel, out);
}

/** The mean of so many points; beyond the ends there is nothing. */
function gate(curve: Float64Array, points: number, out: Float64Array): void {
  const centre = (points - 1) >> 1;
  const { length } = curve;
  for (let i = 0; i < length; i++) {
    const high = Math.min(length - 1, i + centre);
    let sum = 0;
    for (let from = Math.max(0, i + centre - points + 1); from <= high; from++) sum += curve[from]!;
    out[i] = sum / points;
  }
}
