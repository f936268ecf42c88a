/**
 * How much of the beam the sample catches, from 0 to 1, for a sample of length
 * L at grazing angle θ: it offers L·sin θ to the beam. One function a shape of
 * beam; all take sin θ, write the fraction to `out`, and count lengths in mm.
 *
 * @param sine    float[M] | 1   sin θ, above 0
 * @param length  mm             of the sample along the beam
 * @param out     float[M] | 1
 */
import { erf } from "../math/erf.ts";

/** @param sigma  mm  standard deviation of the beam's profile */
export function gaussFootprint(sine: Float64Array, length: number, sigma: number, out: Float64Array): void {
  const scale = length / 2 / Math.SQRT2 / sigma;
  for (let i = 0; i < sine.length; i++) out[i] = erf(scale * sine[i]!);
}

/** @param width  mm  full width of the beam */
export function squareFootprint(sine: Float64Array, length: number, width: number, out: Float64Array): void {
  const scale = length / width;
  for (let i = 0; i < sine.length; i++) out[i] = Math.min(1, scale * sine[i]!);
}

/** @param offset  mm  distance of the beam's centre from the sample's, across the beam */
export function gaussOffsetFootprint(
  sine: Float64Array,
  length: number,
  sigma: number,
  offset: number,
  out: Float64Array,
): void {
  const scale = 1 / Math.SQRT2 / sigma;
  for (let i = 0; i < sine.length; i++) {
    const half = (length / 2) * sine[i]!;
    out[i] = (erf(scale * (half + offset)) + erf(scale * (half - offset))) / 2;
  }
}

/** @param offset  mm  distance of the beam's centre from the sample's, across the beam; below the width */
export function squareOffsetFootprint(
  sine: Float64Array,
  length: number,
  width: number,
  offset: number,
  out: Float64Array,
): void {
  for (let i = 0; i < sine.length; i++) {
    const half = (length / 2) * sine[i]!;
    const overlap = Math.min(half + offset, width / 2) - Math.max(offset - half, -width / 2);
    out[i] = Math.max(0, overlap) / width;
  }
}

/**
 * Two slits: constant over `inner`, then falling linearly to 0 at `outer`.
 * @param inner  mm  full width of the flat part
 * @param outer  mm  full width at the foot
 */
export function trapezoidFootprint(
  sine: Float64Array,
  length: number,
  inner: number,
  outer: number,
  out: Float64Array,
): void {
  const flatShare = Math.min(1, (2 * inner) / (inner + outer));
  for (let i = 0; i < sine.length; i++) {
    const seen = length * sine[i]!;
    const flat = inner > 0 ? Math.min(1, seen / inner) : 0;
    let slopes = 0;
    if (outer > inner) {
      const missed = 1 - Math.min(1, (seen - inner) / (outer - inner));
      slopes = Math.min(1, Math.max(0, 1 - missed * missed));
    }
    out[i] = flat * flatShare + slopes * (1 - flatShare);
  }
}
