/**
 * The curves of an SLD profile: where it is drawn, and each interface as an error
 * function of its roughness,
 *
 *     ρ(z) = s_ambient + Σⱼ (sⱼ − sⱼ₊₁) · ½ (1 − erf((z − zⱼ)/√2 σⱼ))
 *
 * with z = 0 at the substrate's surface.
 */

import { SLAB } from "../../kernels/layers.ts";
import { erf } from "../../math/erf.ts";
import { sumOfComplex } from "../../math/numpy-sum.ts";
import { allocate, spendMany } from "../../python/budget.ts";

/** Å, distance of the points. */
const STEP = 0.5;
/** Å, keeps a sharp interface from a division by 0. */
const SHARPEST = 1e-7;

/** From 5σ below the substrate's surface to 5σ above the top. */
export function depths(slabs: Float64Array): Float64Array {
  const last = slabs.length - SLAB.size;
  const start = -5 * (slabs[SLAB.roughness]! + SHARPEST);
  // The highest interface, not the last: a negative thickness is possible while a fit is looking.
  let position = 0;
  let highest = 0;
  for (let at: number = SLAB.size; at < last; at += SLAB.size) {
    position += slabs[at + SLAB.thickness]!;
    highest = Math.max(highest, position);
  }
  const stop = highest + 5 * (slabs[last - SLAB.size + SLAB.roughness]! + SHARPEST);
  const z = allocate(Math.max(0, Math.ceil((stop - start) / STEP)));
  const delta = start + STEP - start;
  for (let i = 0; i < z.length; i++) z[i] = start + i * delta;
  return z;
}

/**
 * @param z      float[n] | Å
 * @param round  what is done to the step at an interface
 * @param re     float[n]  receives Re ρ
 * @param im     float[n]  receives Im ρ
 */
export function drawProfile(
  slabs: Float64Array,
  z: Float64Array,
  round: (step: number) => number,
  re: Float64Array,
  im: Float64Array,
): void {
  const last = slabs.length - SLAB.size;
  spendMany((z.length * slabs.length) / 64);
  re.fill(slabs[last + SLAB.densityRe]!);
  im.fill(slabs[last + SLAB.densityIm]!);
  let position = 0;
  for (let at = 0; at < last; at += SLAB.size) {
    if (at > 0) position += slabs[at + SLAB.thickness]!;
    const stepRe = round(slabs[at + SLAB.densityRe]! - slabs[at + SLAB.size + SLAB.densityRe]!);
    const stepIm = round(slabs[at + SLAB.densityIm]! - slabs[at + SLAB.size + SLAB.densityIm]!);
    const width = Math.SQRT2 * (slabs[at + SLAB.roughness]! + SHARPEST);
    for (let i = 0; i < z.length; i++) {
      const below = 0.5 - 0.5 * erf((z[i]! - position) / width);
      re[i]! += stepRe * below;
      im[i]! += stepIm * below;
    }
  }
}

/**
 * The nuclear and the magnetic part, as half the sum and half the difference of what
 * spin up and spin down see. Where hardly any moment is left that difference is mostly
 * rounding, so even the order of GenX's sums, which is numpy's, is kept.
 *
 * @param nuclear   float[N][5]  SLAB records
 * @param magnetic  float[N][5]  densityRe is the moment's part of s
 * @param re        float[n]     receives the nuclear part
 * @param im        float[n]     receives that of the absorption
 * @param moment    float[n]     receives the magnetic part
 */
export function drawSpins(
  nuclear: Float64Array,
  magnetic: Float64Array,
  z: Float64Array,
  re: Float64Array,
  im: Float64Array,
  moment: Float64Array,
): void {
  const last = nuclear.length - SLAB.size;
  const count = last / SLAB.size;
  spendMany((z.length * nuclear.length) / 32);
  const [position, width] = [allocate(count), allocate(count)];
  const [up, down, sunk] = [allocate(count), allocate(count), allocate(count)];
  for (let j = 0, at = 0; j < count; j++, at += SLAB.size) {
    if (j > 0) position[j] = position[j - 1]! + nuclear[at + SLAB.thickness]!;
    width[j] = Math.SQRT2 * (nuclear[at + SLAB.roughness]! + SHARPEST);
  }
  const ambient = nuclear[last + SLAB.densityRe]!;
  const ambientMoment = magnetic[last + SLAB.densityRe]!;
  for (let i = 0; i < z.length; i++) {
    for (let j = 0, at = 0; j < count; j++, at += SLAB.size) {
      const below = 0.5 - 0.5 * erf((z[i]! - position[j]!) / width[j]!);
      const above = at + SLAB.size;
      const here = nuclear[at + SLAB.densityRe]!;
      const there = nuclear[above + SLAB.densityRe]!;
      const m = magnetic[at + SLAB.densityRe]!;
      const n = magnetic[above + SLAB.densityRe]!;
      up[j] = (here + m - (there + n)) * below;
      down[j] = (here - m - (there - n)) * below;
      sunk[j] = (nuclear[at + SLAB.densityIm]! - nuclear[above + SLAB.densityIm]!) * below;
    }
    const plus = sumOfComplex(up, 0, count) + (ambient + ambientMoment);
    const minus = sumOfComplex(down, 0, count) + (ambient - ambientMoment);
    re[i] = (plus + minus) / 2;
    im[i] = sumOfComplex(sunk, 0, count) + nuclear[last + SLAB.densityIm]!;
    moment[i] = (plus - minus) / 2;
  }
}
