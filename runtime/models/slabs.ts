/**
 * From a sample to what the kernels take: repetitions written out, the order of
 * layers and their roughness reversed where the sample is inverted, and one
 * complex scattering length density a layer.
 *
 * A probe knows a layer's density s, as it is drawn, and what it makes of the
 * refractive index: n = 1 − δ, δ = s · deltaPerDensity(λ).
 */
import { LAYER } from "../kernels/layers.ts";
import { spendItems } from "../python/budget.ts";
import { asIndex, itemsOf, typeName } from "../python/operators.ts";
import type { PyObject } from "../python/values/class.ts";
import { pyError } from "../python/values/error.ts";
import { PyList } from "../python/values/sequence.ts";
import type { Value } from "../python/values/value.ts";
import { attribute, floatAttribute } from "./arguments.ts";
import { isInverted } from "./sample.ts";

/** Writes Re and Im of one layer's scattering length density to out[at], out[at + 1]. */
export type Density = (layer: Value, wavelength: number, out: Float64Array, at: number) => void;

/** One row a slab, substrate first; what a SLAB record means. */
export const SLAB = {
  /** Scattering length density, in the probe's unit. */
  densityRe: 0,
  densityIm: 1,
  /** Å */
  thickness: 2,
  /** Å rms, of the slab's upper face */
  roughness: 3,
  size: 4,
} as const;

/** Reused by every call: a simulation is over before the next begins. */
let slabs = new Float64Array(0);
let layers = new Float64Array(0);

/**
 * @returns float[N][4]  SLAB records, substrate first, ambient last; valid until the next call
 */
export function slabsOf(sample: PyObject, density: Density, wavelength: number): Float64Array {
  const stacks = itemsIn(attribute(sample, "Stacks"));
  let count = 2;
  for (const stack of stacks) count += itemsIn(attribute(stack, "Layers")).length * repetitions(stack);
  if (slabs.length !== count * SLAB.size) {
    spendItems(count);
    slabs = new Float64Array(count * SLAB.size);
  }
  writeSlab(attribute(sample, "Substrate"), density, wavelength, 0);
  let at: number = SLAB.size;
  for (const stack of stacks) {
    const times = repetitions(stack);
    const start = at;
    if (times === 0) continue;
    for (const layer of itemsIn(attribute(stack, "Layers"))) {
      writeSlab(layer, density, wavelength, at);
      at += SLAB.size;
    }
    const period = at - start;
    for (let n = 1; n < times; n++, at += period) slabs.copyWithin(at, start, start + period);
  }
  writeSlab(attribute(sample, "Ambient"), density, wavelength, at);
  if (isInverted(sample)) invert(slabs);
  return slabs;
}

function writeSlab(layer: Value, density: Density, wavelength: number, at: number): void {
  density(layer, wavelength, slabs, at + SLAB.densityRe);
  slabs[at + SLAB.thickness] = floatAttribute(layer, "d");
  slabs[at + SLAB.roughness] = floatAttribute(layer, "sigma");
}

function itemsIn(list: Value): readonly Value[] {
  return list instanceof PyList ? list.items : itemsOf(list);
}

function repetitions(stack: Value): number {
  const value = attribute(stack, "Repetitions");
  const times = asIndex(value);
  if (times === undefined) {
    throw pyError("TypeError", `Repetitions of a stack must be an int, not '${typeName(value)}'`);
  }
  return Math.max(0, times);
}

/** Top to bottom; a roughness belongs to the upper face, so it moves to the slab that is now below it. */
function invert(records: Float64Array): void {
  const last = records.length - SLAB.size;
  for (let low = 0, high = last; low < high; low += SLAB.size, high -= SLAB.size) {
    for (let k = 0; k < SLAB.size; k++) {
      const swap = records[low + k]!;
      records[low + k] = records[high + k]!;
      records[high + k] = swap;
    }
  }
  for (let at = 0; at < last; at += SLAB.size) {
    records[at + SLAB.roughness] = records[at + SLAB.size + SLAB.roughness]!;
  }
  records[last + SLAB.roughness] = 0;
}

/** n_ambient², of the layers that `layersOf` wrote last. */
export const ambientSquared = { re: 1, im: 0 };

/**
 * Potentials, without the cancellation of n² − n_ambient²:
 *
 *     V = (4π/λ)² (δ_ambient − δ)(2 − δ − δ_ambient)
 *
 * @returns float[N][4]  LAYER records; valid until the next call. `ambientSquared` goes with them.
 */
export function layersOf(records: Float64Array, deltaPerDensity: number, wavelength: number): Float64Array {
  if (layers.length !== records.length) layers = new Float64Array(records.length);
  const end = records.length - SLAB.size;
  const ambientRe = records[end + SLAB.densityRe]! * deltaPerDensity;
  const ambientIm = records[end + SLAB.densityIm]! * deltaPerDensity;
  ambientSquared.re = (1 - ambientRe) * (1 - ambientRe) - ambientIm * ambientIm;
  ambientSquared.im = -2 * (1 - ambientRe) * ambientIm;
  const scale = ((4 * Math.PI) / wavelength) ** 2;
  for (let at = 0; at < records.length; at += LAYER.size) {
    const re = records[at + SLAB.densityRe]! * deltaPerDensity;
    const im = records[at + SLAB.densityIm]! * deltaPerDensity;
    const lessRe = ambientRe - re;
    const lessIm = ambientIm - im;
    const sumRe = 2 - re - ambientRe;
    const sumIm = -im - ambientIm;
    layers[at + LAYER.potentialRe] = scale * (lessRe * sumRe - lessIm * sumIm);
    layers[at + LAYER.potentialIm] = scale * (lessRe * sumIm + lessIm * sumRe);
    layers[at + LAYER.thickness] = records[at + SLAB.thickness]!;
    layers[at + LAYER.roughness] = records[at + SLAB.roughness]!;
  }
  return layers;
}
