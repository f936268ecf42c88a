/**
 * From slabs to what the kernels take: columns of numbers, an atom a place. A
 * slab that is stacked several times is there once, with all its heights.
 *
 * Slabs stand on each other: the atoms of slab n are at
 *
 *     z = c_n (z + dz) + Σ_{m<n} c_m        in cells
 */
import { OPERATION } from "../../kernels/rods.ts";
import { allocate, spendItems, spendMany } from "../../python/budget.ts";
import type { NdArray } from "../../python/numpy/array.ts";
import { asArray } from "../../python/numpy/convert.ts";
import { itemsOf } from "../../python/operators.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { attribute, floatAttribute } from "../base/script-values.ts";
import { column, elementsOf } from "./slab.ts";

export interface Atoms {
  /** float[J], in cells; x and y before any symmetry operation. */
  readonly x: Float64Array;
  readonly y: Float64Array;
  /** float[J], in cells, above the slab's own height. */
  readonly z: Float64Array;
  /** float[J] | Å² */
  readonly u: Float64Array;
  /** float[J], occupancy · multiplicity · that of the slab: atoms of this kind in a cell. */
  readonly occupancy: Float64Array;
  /** Which atoms each element has. */
  readonly elements: ReadonlyMap<string, readonly number[]>;
  /** Atoms `from` … `to` are those of a slab at these heights, in cells. */
  readonly slabs: readonly { from: number; to: number; heights: Float64Array }[];
}

/** Slabs on top of each other, from the surface's lower end up. */
export function stackedAtoms(slabs: readonly Value[]): Atoms {
  spendMany(slabs.length);
  spendItems(2 * slabs.length);
  const heights = new Map<PyObject, number[]>();
  let height = 0;
  for (const slab of slabs as readonly PyObject[]) {
    const known = heights.get(slab);
    if (known) known.push(height);
    else heights.set(slab, [height]);
    height += floatAttribute(slab, "c");
  }
  return gathered([...heights].map(([slab, at]) => ({ slab, at, c: floatAttribute(slab, "c") })));
}

/** One cell of the bulk, whose height is the unit cell's whatever its slab says. */
export function bulkAtoms(slab: PyObject): Atoms {
  return gathered([{ slab, at: [0], c: 1 }]);
}

function gathered(slabs: readonly { slab: PyObject; at: readonly number[]; c: number }[]): Atoms {
  const names = slabs.map(({ slab }) => elementsOf(slab));
  const count = names.reduce((sum, { length }) => sum + length, 0);
  spendMany(16 + count);
  const [x, y, z, u, occupancy] = Array.from({ length: 5 }, () => allocate(count)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const places = new Map<string, number[]>();
  let from = 0;
  const ranges = slabs.map(({ slab, at, c }, s) => {
    const to = from + names[s]!.length;
    const slabOccupancy = floatAttribute(slab, "slab_oc");
    const read = (name: string) => numbers(slab, name, to - from);
    const [X, Y, Z, DX, DY, DZ, U, OC, M] = ["x", "y", "z", "dx", "dy", "dz", "u", "oc", "m"].map(read);
    for (let j = from, i = 0; j < to; j++, i++) {
      x[j] = X![i]! + DX![i]!;
      y[j] = Y![i]! + DY![i]!;
      z[j] = (Z![i]! + DZ![i]!) * c;
      u[j] = U![i]!;
      occupancy[j] = OC![i]! * M![i]! * slabOccupancy;
      const known = places.get(names[s]![i]!);
      if (known) known.push(j);
      else places.set(names[s]![i]!, [j]);
    }
    const range = { from, to, heights: Float64Array.from(at) };
    from = to;
    return range;
  });
  return { x, y, z, u, occupancy, elements: places, slabs: ranges };
}

function numbers(slab: PyObject, name: string, count: number): Float64Array {
  const array = column(slab, name);
  if (array.size !== count) {
    throw pyError("ValueError", `a slab's ${name} has ${array.size} values for its ${count} atoms`);
  }
  if (!array.contiguous) return Float64Array.from(itemsOf(array), (each) => (each as NdArray).toFloat()!);
  return array.offset === 0 ? array.buffer : array.buffer.subarray(array.offset, array.offset + count);
}

/** float[M × OPERATION.size]; no operations at all are the identity. */
export function operationsOf(symmetry: Value): Float64Array {
  const operations = itemsOf(symmetry);
  const { size, p00, p10, t0, t1 } = OPERATION;
  const out = allocate(operations.length * size);
  operations.forEach((operation, m) => {
    const P = asArray(attribute(operation, "P"), "float64");
    const t = asArray(attribute(operation, "t"), "float64");
    const at = m * size;
    for (const [row, start, shift] of [
      [0, p00, t0],
      [1, p10, t1],
    ] as const) {
      const first = P.offset + row * P.strides[0]!;
      out[at + start] = P.buffer[first]!;
      out[at + start + 1] = P.buffer[first + P.strides[1]!]!;
      out[at + shift] = t.buffer[t.offset + row * t.strides[0]!]!;
    }
  });
  return out;
}
