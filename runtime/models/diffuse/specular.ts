/**
 * Specular(x, sample, instrument) of `models.interdiff`:
 *
 *     smeared(I0 · R · footprint) + Ibkg
 *
 * with R that of spec_nx for X-rays; `sigma` is the whole width of an interface,
 * interdiffusion included. There is no offset of 2θ.
 */

import { AMBIENT, LAYER, layersAt, SLAB } from "../../kernels/layers.ts";
import { load } from "../../kernels/load.ts";
import { allocate, allocateShared } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { binary } from "../../python/operators.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import { attribute, row } from "../base/script-values.ts";
import { type MeasurementOptions, measurementOf } from "../specular/measurement.ts";
import { nxProbes, wavelengthOf, xrayDensity } from "../specular/probes.ts";
import { isObject } from "../specular/simulations.ts";
import { slabsOf } from "../specular/slabs.ts";

const KERNELS = load();
const XRAY = nxProbes.xray;

/** Reused by every call: no code of a script runs between its filling and its reading. */
let layers = new Float64Array(0);
const ambient = new Float64Array(AMBIENT.size);

export function specular(x: Value, sample: Value, instrument: Value, options: MeasurementOptions): Value {
  isObject("Specular", "sample", sample);
  isObject("Specular", "instrument", instrument);
  return plus(specularPart(row(x, "x"), sample, instrument, options), attribute(instrument, "Ibkg"));
}

/** @returns float[M]  without background */
export function specularPart(
  x: Float64Array,
  sample: PyObject,
  instrument: PyObject,
  options: MeasurementOptions,
): Float64Array {
  const measurement = measurementOf(instrument, x, XRAY, options);
  const { q } = measurement;
  const out = allocate(x.length);
  const reflected = measurement.target(out);
  const wavelength = wavelengthOf(instrument);
  const slabs = slabsOf(sample, xrayDensity, wavelength);
  const count = slabs.length / SLAB.size;
  chargeReflection(count, q.length, 8);
  if (layers.length !== count * LAYER.size) layers = allocateShared(count * LAYER.size);
  layersAt(slabs, XRAY.length, wavelength, layers, ambient);
  KERNELS.parratt(q, layers, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!, reflected);
  const intensity = row(attribute(instrument, "I0"), "I0");
  if (intensity.length !== 1 && intensity.length !== q.length) {
    throw pyError(
      "ValueError",
      `I0 has ${intensity.length} values for ${q.length} points, which a resolution may add to`,
    );
  }
  for (let i = 0; i < q.length; i++) reflected[i]! *= intensity[intensity.length === 1 ? 0 : i]!;
  measurement.finish(reflected, out);
  return out;
}

/** A script may give a background for each point. */
export function plus(curve: Float64Array, background: Value): Value {
  if (typeof background !== "number") return binary("+", NdArray.fromFloats(curve), background);
  for (let i = 0; i < curve.length; i++) curve[i]! += background;
  return NdArray.fromFloats(curve);
}
