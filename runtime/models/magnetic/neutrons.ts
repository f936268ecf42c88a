/**
 * Neutrons whose spin does not flip, "neutron pol" and "neutron pol tof": of the
 * moments only what is along the polarisation counts, and spin up and spin down each see a stack of
 *
 *     n = 1 − δ ∓ μ(1 + gain)      δ = dens (λ²/2π · b′ − i xs λ/4π)       μ = p |magn| m_x dens λ²/2π
 *
 * (− for up), with b′ = √(b² − (xs/2λ)²), the root that has the sign of b: what is
 * left of |b| beside what absorption makes imaginary. Time of flight has a wavelength for each point.
 *
 *   V. F. Sears, Neutron Optics (1989), 2.4    b′
 */

import { allocate, allocateShared } from "../../python/budget.ts";
import { pyError } from "../../python/values/error.ts";
import { BARN, FEMTOMETRE, LENGTH_PER_MAGNETON } from "../base/physical-constants.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import { asymmetry } from "../specular/reflection.ts";
import { DELTA, reflectGraded } from "./graded-stack.ts";
import type { NeutronPolarisation } from "./instrument.ts";
import { MAGNETIC, type MagneticLayers, type MagneticPoints } from "./layer-values.ts";

let deltas = new Float64Array(0);
const point = new Float64Array(1);

/** @param out  float[M], receives R or the asymmetry, or float[M][2], receives the amplitude (of an asymmetry the same with amplitudes) */
export function neutronReflectivity(
  layers: MagneticLayers,
  polarisation: NeutronPolarisation,
  at: MagneticPoints,
  out: Float64Array,
): void {
  if (polarisation === "up_up") reflectSpin(layers, 1, at, out);
  else if (polarisation === "down_down") reflectSpin(layers, -1, at, out);
  else if (polarisation === "asymmetry") {
    const other = allocate(out.length);
    reflectSpin(layers, 1, at, out);
    reflectSpin(layers, -1, at, other);
    asymmetry(out, other, out.length !== at.q.length);
  } else {
    throw pyError(
      "ValueError",
      'The choice of polarisation, inst.npol, is wrong: without spin flip it is one of "uu", "dd", "ass"',
    );
  }
}

function reflectSpin(layers: MagneticLayers, spin: 1 | -1, { q, wavelength }: MagneticPoints, out: Float64Array): void {
  chargeReflection(layers.count, q.length, 4);
  if (deltas.length !== layers.count * DELTA.size) deltas = allocateShared(layers.count * DELTA.size);
  if (wavelength.length === 1) {
    makeDeltas(layers, spin, wavelength[0]!);
    reflectGraded(layers, deltas, wavelength[0]!, q, out);
    return;
  }
  const width = out.length / q.length;
  const result = new Float64Array(width);
  for (let i = 0; i < q.length; i++) {
    makeDeltas(layers, spin, wavelength[i]!);
    point[0] = q[i]!;
    reflectGraded(layers, deltas, wavelength[i]!, point, result);
    for (let k = 0; k < width; k++) out[i * width + k] = result[k]!;
  }
}

function makeDeltas({ values, count }: MagneticLayers, spin: 1 | -1, wavelength: number): void {
  const perDensity = (wavelength * wavelength) / (2 * Math.PI);
  for (let j = 0; j < count; j++) {
    const from = j * MAGNETIC.size;
    const to = j * DELTA.size;
    const density = values[from + MAGNETIC.density]!;
    const absorbed = values[from + MAGNETIC.crossSection]! * BARN;
    scatteringLength(
      values[from + MAGNETIC.neutronRe]! * FEMTOMETRE,
      values[from + MAGNETIC.neutronIm]! * FEMTOMETRE,
      absorbed / 2 / wavelength,
    );
    const re = density * perDensity * length.re;
    const im = density * (perDensity * length.im - (absorbed * wavelength) / (4 * Math.PI));
    const moment =
      spin * LENGTH_PER_MAGNETON * values[from + MAGNETIC.moment]! * values[from + MAGNETIC.x]! * density * perDensity;
    deltas[to + DELTA.re] = re + moment;
    deltas[to + DELTA.lowerRe] = re + moment * (1 + values[from + MAGNETIC.lowerGain]!);
    deltas[to + DELTA.upperRe] = re + moment * (1 + values[from + MAGNETIC.upperGain]!);
    deltas[to + DELTA.im] = deltas[to + DELTA.lowerIm] = deltas[to + DELTA.upperIm] = im;
  }
}

const length = { re: 0, im: 0 };

/** √(b² − x²) in `length`, on the side of b; 0 where a real b has nothing left. */
function scatteringLength(re: number, im: number, x: number): void {
  if (im === 0) {
    length.re = Math.sign(re) * Math.sqrt(Math.max(0, re * re - x * x));
    length.im = 0;
    return;
  }
  const squareRe = re * re - im * im - x * x;
  const squareIm = 2 * re * im;
  const larger = Math.sqrt((Math.hypot(squareRe, squareIm) + Math.abs(squareRe)) / 2);
  const smaller = Math.abs(squareIm) / (2 * larger);
  length.re = Math.sign(re) * (squareRe >= 0 ? larger : smaller);
  length.im = Math.sign(im) * (squareRe >= 0 ? smaller : larger);
}
