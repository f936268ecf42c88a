/**
 * "x-ray simpl. anis.": X-rays of either handedness see a stack of their own, as if the
 * moment were only along the beam and the layers were isotropic,
 *
 *     n± = 1 − r_e λ²/2π (s_c ± s_m1 (1 + gain) m_x cos θ)
 *
 * with + for circ+. Linear polarisation and linear dichroism need "x-ray anis."
 *
 *   J. B. Kortright & S.-K. Kim, Phys. Rev. B 62, 12216 (2000)     n± near an L edge
 */

import { allocate, allocateShared } from "../../python/budget.ts";
import { pyError } from "../../python/values/error.ts";
import { ELECTRON_RADIUS, HC } from "../base/physical-constants.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import { asymmetry } from "../specular/reflection.ts";
import { DELTA, reflectGraded } from "./graded-stack.ts";
import type { XrayPolarisation } from "./instrument.ts";
import { MAGNETIC, type MagneticLayers, type MagneticPoints, XRAY } from "./layer-values.ts";

let deltas = new Float64Array(0);
const point = new Float64Array(1);

/** @param out  float[M], receives R or the asymmetry, or float[M][2], receives the amplitude (of an asymmetry the same with amplitudes) */
export function simpleReflectivity(
  layers: MagneticLayers,
  polarisation: XrayPolarisation,
  at: MagneticPoints,
  out: Float64Array,
): void {
  const complex = out.length !== at.q.length;
  if (polarisation === "circ_plus") reflectHand(layers, 1, at, out);
  else if (polarisation === "circ_minus") reflectHand(layers, -1, at, out);
  else if (polarisation === "asymmetry" || (polarisation === "total" && !complex)) {
    const other = allocate(out.length);
    reflectHand(layers, 1, at, out);
    reflectHand(layers, -1, at, other);
    if (polarisation === "asymmetry") asymmetry(out, other, complex);
    else for (let i = 0; i < out.length; i++) out[i] = (out[i]! + other[i]!) / 2;
  } else if (polarisation === "total") {
    throw pyError(
      "ValueError",
      'light that is not polarised, inst.xpol "tot", has no amplitude: ask for circ+ or circ-',
    );
  } else {
    throw pyError(
      "ValueError",
      'The choice of polarisation, inst.xpol, is wrong: for "x-ray simpl. anis." it is one of "tot", "circ+", "circ-", "ass"',
    );
  }
}

function reflectHand(layers: MagneticLayers, hand: 1 | -1, { q, wavelength }: MagneticPoints, out: Float64Array): void {
  chargeReflection(layers.count, q.length, 4);
  const width = out.length / q.length;
  const result = new Float64Array(width);
  for (let i = 0; i < q.length; i++) {
    const here = wavelength[wavelength.length === 1 ? 0 : i]!;
    const sine = (q[i]! * here) / (4 * Math.PI);
    makeDeltas(layers, hand * Math.sqrt(1 - sine * sine), here);
    point[0] = q[i]!;
    reflectGraded(layers, deltas, here, point, result);
    for (let k = 0; k < width; k++) out[i * width + k] = result[k]!;
  }
}

function makeDeltas({ values, count, xray }: MagneticLayers, cosine: number, wavelength: number): void {
  // This may run code of the script; what follows does not.
  const scattering = xray(HC / wavelength);
  if (deltas.length !== count * DELTA.size) deltas = allocateShared(count * DELTA.size);
  const perDensity = (ELECTRON_RADIUS * wavelength * wavelength) / (2 * Math.PI);
  for (let j = 0; j < count; j++) {
    const from = j * MAGNETIC.size;
    const to = j * DELTA.size;
    const share = cosine * values[from + MAGNETIC.moment]! * values[from + MAGNETIC.x]!;
    for (let part = 0; part < 2; part++) {
      const charge = scattering[j * XRAY.size + XRAY.chargeRe + part]!;
      const moment = share * scattering[j * XRAY.size + XRAY.circularRe + part]!;
      deltas[to + DELTA.re + part] = perDensity * (charge + moment);
      deltas[to + DELTA.lowerRe + part] = perDensity * (charge + moment * (1 + values[from + MAGNETIC.lowerGain]!));
      deltas[to + DELTA.upperRe + part] = perDensity * (charge + moment * (1 + values[from + MAGNETIC.upperGain]!));
    }
  }
}
