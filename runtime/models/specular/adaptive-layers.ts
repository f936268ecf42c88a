/**
 * The layers of a spec_adaptive sample as numbers, element by element: a row a layer,
 * from the substrate to the ambient. Element 0 has the sample's own substrate and
 * ambient; in every other one they are empty, and what is in all of them at one
 * depth adds up.
 */
import { allocate, spend } from "../../python/budget.ts";
import { asIndex, typeName } from "../../python/operators.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { Options } from "../base/options.ts";
import { attribute, complexAttribute, floatAttribute } from "../base/script-values.ts";
import { itemsIn } from "./slabs.ts";

const ROUGHNESSES = [
  ["gauss", "gauss"],
  ["linear", "linear"],
  ["exp1", "exp-1"],
  ["exp2", "exp-2"],
] as const;

/** In the order of SHAPES in kernels/interface.ts. */
export function roughnessOptions(): Options {
  return new Options("RoughType", ROUGHNESSES);
}

/** What a row holds: densities of scattering length, each per Å³ times its own unit. */
export const ROW = {
  /** electrons */
  xrayRe: 0,
  xrayIm: 1,
  /** fm */
  neutronRe: 2,
  neutronIm: 3,
  /** barn */
  absorption: 4,
  /** 1 where there must be no moment */
  void: 5,
  /** Bohr magnetons, along and across the polarisation */
  along: 6,
  across: 7,
  /** How many of the above are drawn as curves. */
  curves: 8,
  /** Å */
  thickness: 8,
  /** Å rms, of the upper face: of all but the moment, and of the moment */
  sigma: 9,
  sigmaMagnetic: 10,
  /** a value of SHAPES */
  shape: 11,
  size: 12,
} as const;

export interface Element {
  readonly number: number;
  /** float[layers + 2][12] */
  readonly rows: Float64Array;
}

/** @returns element 0 first, the others in ascending order */
export function elementsOf(sample: PyObject, options: Options): Element[] {
  const stacks = itemsIn(attribute(sample, "Stacks")).map((stack) => ({
    element: whole(stack, "Element"),
    layers: itemsIn(attribute(stack, "Layers")),
    times: Math.max(0, whole(stack, "Repetitions")),
  }));
  const others = [...new Set(stacks.map(({ element }) => element))].filter((element) => element !== 0);
  return [0, ...others.sort((a, b) => a - b)].map((number) => {
    const own = stacks.filter(({ element }) => element === number);
    const count = own.reduce((sum, { layers, times }) => sum + layers.length * times, 2);
    const rows = allocate(count * ROW.size);
    writeRow(attribute(sample, "Substrate"), options, rows, 0);
    let at: number = ROW.size;
    for (const { layers, times } of own) {
      const start = at;
      spend(1 + layers.length);
      if (times === 0) continue;
      for (const layer of layers) {
        writeRow(layer, options, rows, at);
        at += ROW.size;
      }
      const period = at - start;
      if (period > 0) for (let n = 1; n < times; n++, at += period) rows.copyWithin(at, start, start + period);
    }
    writeRow(attribute(sample, "Ambient"), options, rows, at);
    if (number !== 0) {
      rows.fill(0, 0, ROW.curves);
      rows.fill(0, at, at + ROW.curves);
    }
    return { number, rows };
  });
}

function whole(stack: Value, name: string): number {
  const value = attribute(stack, name);
  const index = asIndex(value);
  if (index === undefined) throw pyError("TypeError", `${name} of a stack must be an int, not '${typeName(value)}'`);
  return index;
}

const RADIAN = Math.PI / 180;

function writeRow(layer: Value, options: Options, rows: Float64Array, at: number): void {
  const density = floatAttribute(layer, "dens");
  const f = complexAttribute(layer, "f");
  const b = complexAttribute(layer, "b");
  const moment = floatAttribute(layer, "magn") * density;
  const angle = floatAttribute(layer, "magn_ang") * RADIAN;
  const sigma = floatAttribute(layer, "sigma");
  const shape = options.find(attribute(layer, "rough_type"));
  if (!shape) {
    throw pyError("ValueError", `The choice of roughness, rough_type of a layer, is wrong: ${options.choices()}`);
  }
  rows[at + ROW.xrayRe] = density * f.re;
  rows[at + ROW.xrayIm] = density * f.im;
  rows[at + ROW.neutronRe] = density * b.re;
  rows[at + ROW.neutronIm] = density * b.im;
  rows[at + ROW.absorption] = density * floatAttribute(layer, "xs_ai");
  rows[at + ROW.void] = floatAttribute(layer, "magn_void");
  rows[at + ROW.along] = moment * Math.cos(angle);
  rows[at + ROW.across] = moment * Math.sin(angle);
  rows[at + ROW.thickness] = floatAttribute(layer, "d");
  rows[at + ROW.sigma] = sigma;
  rows[at + ROW.sigmaMagnetic] = floatAttribute(layer, "sigma_mag") || sigma;
  rows[at + ROW.shape] = shape.index;
}
