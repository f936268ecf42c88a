/**
 * Neutrons whose spin may flip, "neutron pol spin flip", of one wavelength:
 *
 *     k² = (Q/2)² − V± + V_ambient      V± = 4π dens (b − i xs/2λ ± p |magn|(1 + gain))
 *
 * along each layer's moment, of which only what is in the plane scatters. Where no
 * interface layer differs from its layer it is the kernel of spec_nx.
 */

import { load } from "../../kernels/load.ts";
import { AMPLITUDES } from "../../kernels/spin-flip.ts";
import { SPIN_GRADED } from "../../kernels/spin-graded.ts";
import { SPIN_LAYER } from "../../kernels/spin-plan.ts";
import { allocateShared } from "../../python/budget.ts";
import { pyError } from "../../python/values/error.ts";
import { BARN, FEMTOMETRE, LENGTH_PER_MAGNETON } from "../base/physical-constants.ts";
import { spinAmplitudes, spinChannel, spinField } from "../specular/spin-flip-reflection.ts";
import type { NeutronPolarisation } from "./instrument.ts";
import { MAGNETIC, type MagneticLayers } from "./layer-values.ts";

const KERNELS = load();
/** The kernels' waves are q = 2k, and their V is added. */
const PER_DENSITY = -16 * Math.PI;

let graded = new Float64Array(0);
let plain = new Float64Array(0);

/** @param out  float[M], receives R or the asymmetry (uu − dd)/(uu + dd + 2 ud), or float[M][2], receives the amplitude of the channel */
export function flippedReflectivity(
  layers: MagneticLayers,
  polarisation: NeutronPolarisation,
  wavelength: number,
  q: Float64Array,
  out: Float64Array,
): void {
  const isPlain = makeRecords(layers, wavelength);
  const amplitudes = isPlain ? spinAmplitudes(makePlain(), q) : spinAmplitudes(graded, q, KERNELS.spinGraded);
  flippedChannel(amplitudes, polarisation, out);
}

/**
 * @param amplitudes  float[M][6]  AMPLITUDES records
 * @param out         float[M], receives R or the asymmetry, or float[M][2], receives the amplitude
 */
export function flippedChannel(amplitudes: Float64Array, polarisation: NeutronPolarisation, out: Float64Array): void {
  if (out.length === amplitudes.length / AMPLITUDES.size) spinChannel(amplitudes, polarisation, out);
  else spinField(amplitudes, polarisation, "npol", out);
}

/** @returns whether no interface layer differs from its layer */
function makeRecords({ values, count }: MagneticLayers, wavelength: number): boolean {
  if (graded.length !== count * SPIN_GRADED.size) graded = allocateShared(count * SPIN_GRADED.size);
  const top = (count - 1) * MAGNETIC.size;
  const ambientMoment = momentOf(values, top);
  if (ambientMoment !== 0) refuseTurned(values, top);
  const ambientRe = nuclear(values, top).re;
  const ambientIm = nuclear(values, top).im - absorption(values, top, wavelength);
  let isPlain = true;
  for (let j = 0; j < count; j++) {
    const from = j * MAGNETIC.size;
    const to = j * SPIN_GRADED.size;
    const re = nuclear(values, from).re - ambientRe;
    const im = nuclear(values, from).im - absorption(values, from, wavelength) - ambientIm;
    const moment = momentOf(values, from);
    put(to + SPIN_GRADED.upRe, re, im, moment - ambientMoment);
    put(to + SPIN_GRADED.lowerUpRe, re, im, moment * (1 + values[from + MAGNETIC.lowerGain]!) - ambientMoment);
    put(to + SPIN_GRADED.upperUpRe, re, im, moment * (1 + values[from + MAGNETIC.upperGain]!) - ambientMoment);
    const lower = values[from + MAGNETIC.lowerThickness]!;
    const upper = values[from + MAGNETIC.upperThickness]!;
    graded[to + SPIN_GRADED.thickness] = values[from + MAGNETIC.thickness]! - lower - upper;
    graded[to + SPIN_GRADED.roughness] = values[from + MAGNETIC.roughness]!;
    graded[to + SPIN_GRADED.lowerThickness] = lower;
    graded[to + SPIN_GRADED.lowerRoughness] = values[from + MAGNETIC.lowerRoughness]!;
    graded[to + SPIN_GRADED.upperThickness] = upper;
    graded[to + SPIN_GRADED.upperRoughness] = values[from + MAGNETIC.upperRoughness]!;
    graded[to + SPIN_GRADED.angle] =
      j === count - 1 ? 0 : Math.atan2(values[from + MAGNETIC.y]!, values[from + MAGNETIC.x]!);
    if (moment !== 0 && (values[from + MAGNETIC.lowerGain] !== 0 || values[from + MAGNETIC.upperGain] !== 0)) {
      isPlain = false;
    }
  }
  return isPlain;
}

function makePlain(): Float64Array {
  const count = graded.length / SPIN_GRADED.size;
  if (plain.length !== count * SPIN_LAYER.size) plain = allocateShared(count * SPIN_LAYER.size);
  for (let from = 0, to = 0; from < graded.length; from += SPIN_GRADED.size, to += SPIN_LAYER.size) {
    for (let part = 0; part < 4; part++) plain[to + part] = graded[from + part]!;
    plain[to + SPIN_LAYER.thickness] =
      graded[from + SPIN_GRADED.thickness]! +
      graded[from + SPIN_GRADED.lowerThickness]! +
      graded[from + SPIN_GRADED.upperThickness]!;
    plain[to + SPIN_LAYER.roughness] = graded[from + SPIN_GRADED.roughness]!;
    plain[to + SPIN_LAYER.angle] = graded[from + SPIN_GRADED.angle]!;
  }
  return plain;
}

/** V of spin up and of spin down. */
function put(to: number, re: number, im: number, moment: number): void {
  graded[to] = PER_DENSITY * (re + moment);
  graded[to + 1] = PER_DENSITY * im;
  graded[to + 2] = PER_DENSITY * (re - moment);
  graded[to + 3] = PER_DENSITY * im;
}

const length = { re: 0, im: 0 };

/** dens · b in Å⁻² */
function nuclear(values: Float64Array, at: number): { readonly re: number; readonly im: number } {
  const density = values[at + MAGNETIC.density]! * FEMTOMETRE;
  length.re = density * values[at + MAGNETIC.neutronRe]!;
  length.im = density * values[at + MAGNETIC.neutronIm]!;
  return length;
}

function absorption(values: Float64Array, at: number, wavelength: number): number {
  return (values[at + MAGNETIC.density]! * values[at + MAGNETIC.crossSection]! * BARN) / 2 / wavelength;
}

/** Å⁻², in the plane */
export function momentOf(values: Float64Array, at: number): number {
  const inPlane = Math.hypot(values[at + MAGNETIC.x]!, values[at + MAGNETIC.y]!);
  return LENGTH_PER_MAGNETON * values[at + MAGNETIC.density]! * values[at + MAGNETIC.moment]! * inPlane;
}

/** Either spin has a Q of its own in a magnetic ambient, so only where all moments are parallel is there one curve. */
export function refuseTurned(values: Float64Array, top: number): void {
  for (let at = 0; at <= top; at += MAGNETIC.size) {
    if (momentOf(values, at) === 0 || (values[at + MAGNETIC.x]! > 0 && Math.abs(values[at + MAGNETIC.y]!) < 1e-12))
      continue;
    throw pyError(
      "ValueError",
      "with spin flip and a magnetic ambient every moment must be parallel to the polarisation: magn_ang is not 0 in one layer",
    );
  }
}
