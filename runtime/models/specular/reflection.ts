/**
 * What a sample reflects at given Q: from layers to slabs, from slabs to the
 * kernel that the probe needs, and the asymmetry where two channels are measured.
 *
 *     one wavelength           R(Q)              Parratt's recursion
 *     one for each point       R(Q, λ)           the same, potentials made anew for each
 *     asymmetry                (R₊ − R₋)/(R₊ + R₋), of fields the same with amplitudes
 *     spin flip                spin-flip.ts
 */

import { AMBIENT, LAYER, layersAt, SLAB } from "../../kernels/layers.ts";
import { load } from "../../kernels/load.ts";
import { allocate, allocateShared } from "../../python/budget.ts";
import type { PyObject } from "../../python/values/class.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import { type Probe, wavelengthOf } from "./probes.ts";
import type { Density } from "./slabs.ts";
import type { SpecularModel } from "./specular-model.ts";
import { flipField, flipReflectivity } from "./spin-flip-reflection.ts";

const KERNELS = load();

/** Reused by every call: no code of a script runs between its filling and its reading. */
let layers = new Float64Array(0);
const ambient = new Float64Array(AMBIENT.size);

/** Where a sample is looked at. */
export interface Points {
  /** float[M] | Å⁻¹ */
  readonly q: Float64Array;
  /** float[M] | Å; undefined where the instrument's is that of all points */
  readonly wavelength: Float64Array | undefined;
}

/** @param out  float[M]  receives the reflectivity, without footprint, smearing and background */
export function reflectivity(
  probe: Probe,
  sample: PyObject,
  instrument: PyObject,
  model: SpecularModel,
  at: Points,
  out: Float64Array,
): void {
  if (probe.flip) {
    flipReflectivity(probe.flip, sample, instrument, model, at.q, out);
    return;
  }
  const [first, second] = probe.channels(instrument, model.options);
  stack(false, probe, first!, sample, instrument, model, at, out);
  if (!second) return;
  const other = allocate(out.length);
  stack(false, probe, second, sample, instrument, model, at, other);
  asymmetry(out, other, false);
}

/** @param out  float[M][2]  receives Re and Im of the reflected amplitude */
export function field(
  probe: Probe,
  sample: PyObject,
  instrument: PyObject,
  model: SpecularModel,
  at: Points,
  out: Float64Array,
): void {
  if (probe.flip) {
    flipField(probe.flip, sample, instrument, model, at.q, out);
    return;
  }
  const [first, second] = probe.channels(instrument, model.options);
  stack(true, probe, first!, sample, instrument, model, at, out);
  if (!second) return;
  const other = allocate(out.length);
  stack(true, probe, second, sample, instrument, model, at, other);
  asymmetry(out, other, true);
}

/**
 * (plus − minus)/(plus + minus), in place of plus.
 * @param plus minus  float[M], or of amplitudes, which are complex, float[M][2]
 */
export function asymmetry(plus: Float64Array, minus: Float64Array, complex: boolean): void {
  if (!complex) {
    for (let i = 0; i < plus.length; i++) plus[i] = (plus[i]! - minus[i]!) / (plus[i]! + minus[i]!);
    return;
  }
  for (let i = 0; i < plus.length; i += 2) {
    const lessRe = plus[i]! - minus[i]!;
    const lessIm = plus[i + 1]! - minus[i + 1]!;
    const sumRe = plus[i]! + minus[i]!;
    const sumIm = plus[i + 1]! + minus[i + 1]!;
    const size = sumRe * sumRe + sumIm * sumIm;
    plus[i] = (lessRe * sumRe + lessIm * sumIm) / size;
    plus[i + 1] = (lessIm * sumRe - lessRe * sumIm) / size;
  }
}

/**
 * The mean over the members of a distribution of samples, or the one curve where there is none.
 * @param curve  what one member reflects
 * @param out    float[M]
 */
export function meanOfMembers(
  model: SpecularModel,
  sample: PyObject,
  out: Float64Array,
  curve: (member: SpecularModel, out: Float64Array) => void,
): void {
  const members = model.members?.(sample);
  if (!members) {
    curve(model, out);
    return;
  }
  const one = allocate(out.length);
  out.fill(0);
  for (const { share, model: member } of members) {
    curve(member, one);
    for (let i = 0; i < out.length; i++) out[i]! += share * one[i]!;
  }
}

function stack(
  amplitudes: boolean,
  probe: Probe,
  density: Density,
  sample: PyObject,
  instrument: PyObject,
  model: SpecularModel,
  { q, wavelength }: Points,
  out: Float64Array,
): void {
  const single = wavelength ? Number.NaN : wavelengthOf(instrument);
  const slabs = model.slabs(sample, density, single);
  const count = slabs.length / SLAB.size;
  chargeReflection(count, q.length, 8);
  if (wavelength) {
    const kernel = amplitudes ? KERNELS.amplitudeDispersive : KERNELS.parrattDispersive;
    kernel(q, wavelength, slabs, probe.length, out);
    return;
  }
  if (layers.length !== count * LAYER.size) layers = allocateShared(count * LAYER.size);
  layersAt(slabs, probe.length, single, layers, ambient);
  const kernel = amplitudes ? KERNELS.amplitude : KERNELS.parratt;
  kernel(q, layers, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!, out);
}
