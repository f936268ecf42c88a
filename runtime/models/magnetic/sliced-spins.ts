/**
 * A sliced sample before neutrons whose spin may flip: the kernel of spec_nx, a moment of any direction in the plane in each slice.
 */

import { SPIN_LAYER } from "../../kernels/spin-plan.ts";
import { allocateShared } from "../../python/budget.ts";
import { BARN, FEMTOMETRE, LENGTH_PER_MAGNETON } from "../base/physical-constants.ts";
import { spinAmplitudes } from "../specular/spin-flip-reflection.ts";
import type { NeutronPolarisation } from "./instrument.ts";
import { MAGNETIC, type MagneticPoints } from "./layer-values.ts";
import { flippedChannel, momentOf, refuseTurned } from "./neutron-flip.ts";
import { SLICE, type Slices } from "./slices.ts";

let spins = new Float64Array(0);

/**
 * The slices, and above the last the ambient itself: V± = −16π (N − i A/2λ ± p M), less that of the ambient.
 */
export function reflectSpins(
  polarisation: NeutronPolarisation,
  { count, thickness, values }: Slices,
  materials: Float64Array,
  { q, wavelength }: MagneticPoints,
  out: Float64Array,
): void {
  const size = (count + 1) * SPIN_LAYER.size;
  if (spins.length !== size) spins = allocateShared(size);
  const perLength = -16 * Math.PI;
  const absorbing = BARN / 2 / wavelength[0]!;
  const top = materials.length - MAGNETIC.size;
  const ambientMoment = momentOf(materials, top);
  if (ambientMoment !== 0) refuseTurned(materials, top);
  const density = materials[top + MAGNETIC.density]!;
  const topRe = density * FEMTOMETRE * materials[top + MAGNETIC.neutronRe]!;
  const topIm =
    density * (FEMTOMETRE * materials[top + MAGNETIC.neutronIm]! - absorbing * materials[top + MAGNETIC.crossSection]!);
  for (let k = 0, at = 0, from = 0; k < count; k++, at += SPIN_LAYER.size, from += SLICE.size) {
    const re = FEMTOMETRE * values[from + SLICE.nuclearRe]! - topRe;
    const im = FEMTOMETRE * values[from + SLICE.nuclearIm]! - absorbing * values[from + SLICE.absorption]! - topIm;
    const [x, y] = [values[from + SLICE.momentX]!, values[from + SLICE.momentY]!];
    const moment = LENGTH_PER_MAGNETON * Math.hypot(x, y) - ambientMoment;
    spins[at + SPIN_LAYER.upRe] = perLength * (re + moment);
    spins[at + SPIN_LAYER.upIm] = perLength * im;
    spins[at + SPIN_LAYER.downRe] = perLength * (re - moment);
    spins[at + SPIN_LAYER.downIm] = perLength * im;
    spins[at + SPIN_LAYER.thickness] = thickness[k]!;
    spins[at + SPIN_LAYER.roughness] = 0;
    spins[at + SPIN_LAYER.angle] = ambientMoment === 0 ? Math.atan2(y, x) : 0;
  }
  spins.fill(0, count * SPIN_LAYER.size);
  flippedChannel(spinAmplitudes(spins, q), polarisation, out);
}
