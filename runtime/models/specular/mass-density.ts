/**
 * MassDensity(z, item, sample): through the sample, g/cm³ of each element and of all,
 * where layers were made of table values, which remember their elements
 * (materials/element-complex.ts):
 *
 *     ρ(z) = Σ layers  n · dens · A · 1.66053907 g/cm³, drawn as the scattering length density is
 *
 * with n atoms of atomic weight A in a formula unit. A layer's f says what it is made
 * of, or else its b. Elements without a weight are left out. Numbers of layers are
 * rounded to float32, as GenX's are.
 */
import { SLAB } from "../../kernels/layers.ts";
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { repr } from "../../python/operators.ts";
import type { PyObject } from "../../python/values/class.ts";
import { PyDict } from "../../python/values/dict.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { isInverted } from "../base/refl-base.ts";
import { attribute, floatAttribute, row } from "../base/script-values.ts";
import { type Composition, compositionOf } from "../materials/element-complex.ts";
import { atomicWeight } from "../materials/weights.ts";
import { depths, drawProfile } from "./profile.ts";
import type { Density } from "./slabs.ts";
import type { Slabs } from "./specular-model.ts";

/** g/cm³ of one atomic mass unit per Å³. */
const GRAMS = 1.66053907;

export function massDensity(z: Value, item: Value, sample: PyObject, slabs: Slabs): Value {
  const elements = elementsOf(sample, slabs);
  const depth = z === null ? depths(slabs(sample, () => {}, 1)) : row(z, "z");
  const sum = allocate(depth.length);
  const nothing = allocate(depth.length);
  const curves = PyDict.of([
    ["z", z instanceof NdArray ? z : NdArray.fromFloats(depth)],
    ["SLD unit", "g/cm³"],
    ["Sum", NdArray.fromFloats(sum)],
  ]);
  for (const [element, everywhere] of elements) {
    const curve = allocate(depth.length);
    const steps = everywhere ? Math.fround : (x: number) => x;
    drawProfile(slabs(sample, gramsOf(element), 1), depth, steps, curve, nothing);
    for (let i = 0; i < curve.length; i++) sum[i]! += curve[i]!;
    curves.set(element[0]!.toUpperCase() + element.slice(1), NdArray.fromFloats(curve));
  }
  if (item === null || item === "all") return curves;
  const found = curves.get(item);
  if (found !== undefined) return found;
  throw pyError("ValueError", `there is no ${repr(item)} in a profile of the mass density`);
}

/** Elements in the order in which the sample has them, from below, and whether each layer has them. */
function elementsOf(sample: PyObject, slabs: Slabs): Map<string, boolean> {
  // Asked from the substrate up, also where the sample is turned over, those of a repeated stack once.
  const layers: ReadonlySet<string>[] = [];
  slabs(sample, (layer) => void layers.push(new Set(madeOf(layer).map(([, element]) => element))), 1);
  if (isInverted(sample)) layers.reverse();
  const elements = new Set(layers.flatMap((layer) => [...layer]));
  return new Map(
    [...elements]
      .filter((element) => atomicWeight(element) !== undefined)
      .map((element) => [element, layers.every((layer) => layer.has(element))]),
  );
}

function madeOf(layer: Value): Composition {
  return compositionOf(attribute(layer, "f")) ?? compositionOf(attribute(layer, "b")) ?? [];
}

function gramsOf(wanted: string): Density {
  const weight = Math.fround(atomicWeight(wanted)!);
  return (layer, _wavelength, out, at, share = 1) => {
    const density = Math.fround(floatAttribute(layer, "dens") * share);
    let grams = 0;
    for (const [count, element] of madeOf(layer)) {
      if (element !== wanted) continue;
      const units = Math.fround(Math.fround(count) * density);
      grams += Math.fround(Math.fround(units * weight) * Math.fround(GRAMS));
    }
    out[at + SLAB.densityRe] = grams;
    out[at + SLAB.densityIm] = 0;
    out[at + SLAB.absorption] = 0;
  };
}
