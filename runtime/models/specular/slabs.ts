/**
 * From a sample to what the kernels take: repetitions written out, the order of
 * layers and their roughness reversed where the sample is inverted, and for each
 * layer what a probe makes of it: a scattering length density and an absorption.
 */

import { SLAB } from "../../kernels/layers.ts";
import { allocateShared, spend, spendMany } from "../../python/budget.ts";
import { asIndex, itemsOf, typeName } from "../../python/operators.ts";
import { perSession } from "../../python/session-state.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { isInverted } from "../base/refl-base.ts";
import { attribute, floatAttribute } from "../base/script-values.ts";

/**
 * Writes density and absorption of one layer to the SLAB record at out[at]; λ is NaN where each point has its own.
 * @param share  what the layer's number density is multiplied by; 1 when not given
 */
export type Density = (layer: Value, wavelength: number, out: Float64Array, at: number, share?: number) => void;

/** Reused by every call: a simulation of one session is over before its next begins. */
const scratch = perSession(() => ({ slabs: new Float64Array(0) }));

/**
 * @returns float[N][5]  SLAB records, substrate first, ambient last; valid until the next call
 */
export function slabsOf(sample: PyObject, density: Density, wavelength: number): Float64Array {
  const stacks = itemsIn(attribute(sample, "Stacks"));
  let count = 2;
  for (const stack of stacks) count += itemsIn(attribute(stack, "Layers")).length * repetitions(stack);
  const slabs = startSlabs(count);
  writeSlab(slabs, 0, attribute(sample, "Substrate"), density, wavelength);
  let slab = 1;
  for (const stack of stacks) {
    const times = repetitions(stack);
    const start = slab;
    spend();
    if (times === 0) continue;
    for (const layer of itemsIn(attribute(stack, "Layers"))) writeSlab(slabs, slab++, layer, density, wavelength);
    const period = slab - start;
    // Of a stack without layers there is nothing to repeat, however often.
    if (period > 0)
      for (let n = 1; n < times; n++, slab += period) {
        slabs.copyWithin(slab * SLAB.size, start * SLAB.size, (start + period) * SLAB.size);
      }
  }
  writeSlab(slabs, slab, attribute(sample, "Ambient"), density, wavelength);
  return finishSlabs(sample, slabs);
}

/** @returns float[count][5]  room for so many slabs, that of the call before where it fits */
export function startSlabs(count: number): Float64Array {
  const room = scratch();
  spendMany(count / 8);
  if (room.slabs.length !== count * SLAB.size) room.slabs = allocateShared(count * SLAB.size);
  return room.slabs;
}

/** Thickness and roughness are the layer's own where they are not given, the number density with factor `share`. */
export function writeSlab(
  records: Float64Array,
  slab: number,
  layer: Value,
  density: Density,
  wavelength: number,
  thickness: number = floatAttribute(layer, "d"),
  roughness: number = floatAttribute(layer, "sigma"),
  share = 1,
): void {
  const at = slab * SLAB.size;
  density(layer, wavelength, records, at, share);
  records[at + SLAB.thickness] = thickness;
  records[at + SLAB.roughness] = roughness;
}

/** Turns the slabs of an inverted sample over. */
export function finishSlabs(sample: PyObject, records: Float64Array): Float64Array {
  if (isInverted(sample)) invert(records);
  return records;
}

export function itemsIn(list: Value): readonly Value[] {
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
