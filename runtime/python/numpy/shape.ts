/**
 * Rearranging arrays without reckoning: reshape, transpose, join, repeat, flip.
 * What can be a view is one.
 */
import { spendItems, spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";
import { asIndex } from "../values/object-protocol.ts";
import { PyList, PySlice, PyTuple } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";
import { type DType, NdArray } from "./array.ts";
import { asArray, cast, fill, rowMajorOf, sequenceItems, zeros } from "./convert.ts";
import { promote } from "./dtype.ts";
import { getItem, nonzero, reordered, setItem } from "./indexing.ts";
import { asAxes, asAxis, asInteger, asSequence, asShape, define, isGiven, optionalInteger } from "./signature.ts";
import { broadcastShape, broadcastTo, shapeText } from "./strided-loop.ts";

export function shapeTable(): [string, Value][] {
  return [
    define("reshape(a, shape)", (a: Value, shape: Value) => reshape(asArray(a), reshapeTarget(shape))),
    define("ravel(a)", (a: Value) => ravel(asArray(a))),
    define("transpose(a, axes=)", (a: Value, axes) => transpose(asArray(a), axes)),
    define("swapaxes(a, axis1, axis2)", (a: Value, first: Value, second: Value) => swapAxes(asArray(a), first, second)),
    define("moveaxis(a, source, destination)", moveAxis),
    define("squeeze(a, axis=)", (a: Value, axis) => squeeze(asArray(a), axis)),
    define("expand_dims(a, axis)", (a: Value, axis: Value) => {
      const array = asArray(a);
      const at = asAxis(axis, array.ndim + 1);
      return view(array, array.shape.toSpliced(at, 0, 1), array.strides.toSpliced(at, 0, 0));
    }),
    define("atleast_1d(a)", (a: Value) => (asArray(a).ndim > 0 ? asArray(a) : reshape(asArray(a), [1]))),
    define("atleast_2d(a)", (a: Value) => atLeast2d(asArray(a))),
    define("broadcast_to(array, shape)", (array: Value, shape: Value) => {
      const source = asArray(array);
      const target = asShape(shape);
      spendItems(target.reduce((product, n) => product * n, 1));
      try {
        return broadcastTo(source, target);
      } catch {
        throw pyError(
          "ValueError",
          `operands could not be broadcast together with remapped shapes [original->remapped]: ${shapeText(source.shape)} and requested shape ${shapeText(target)}`,
        );
      }
    }),
    define("broadcast_arrays(*arrays)", (arrays: PyTuple) => {
      const list = arrays.items.map((item) => asArray(item));
      const shape = broadcastShape(...list.map((array) => array.shape));
      spendItems(shape.reduce((product, n) => product * n, 1));
      return new PyTuple(list.map((array) => broadcastTo(array, shape)));
    }),
    define("concatenate(arrays, axis=)", (arrays: Value, axis) => {
      const list = arraysOf(arrays, "concatenate");
      if (axis === null) return concatenate(list.map(ravel), 0);
      return concatenate(list, asAxis(axis ?? 0n, list[0]?.ndim ?? 1));
    }),
    define("concat(arrays, axis=)", (arrays: Value, axis) => {
      const list = arraysOf(arrays, "concat");
      return concatenate(list, asAxis(axis ?? 0n, list[0]?.ndim ?? 1));
    }),
    define("append(arr, values, axis=)", (arr: Value, values: Value, axis) => {
      if (isGiven(axis)) return concatenate([asArray(arr), asArray(values)], asAxis(axis, asArray(arr).ndim));
      return concatenate([ravel(asArray(arr)), ravel(asArray(values))], 0);
    }),
    define("hstack(tup)", (tup: Value) => {
      const list = arraysOf(tup, "hstack").map((array) => (array.ndim > 0 ? array : reshape(array, [1])));
      return concatenate(list, list[0]?.ndim === 1 ? 0 : 1);
    }),
    define("vstack(tup)", (tup: Value) => concatenate(arraysOf(tup, "vstack").map(atLeast2d), 0)),
    define("row_stack(tup)", (tup: Value) => concatenate(arraysOf(tup, "row_stack").map(atLeast2d), 0)),
    define("dstack(tup)", (tup: Value) =>
      concatenate(
        arraysOf(tup, "dstack").map((array) => {
          const flat = atLeast2d(array);
          return flat.ndim > 2 ? flat : reshape(flat, [...flat.shape, 1]);
        }),
        2,
      ),
    ),
    define("column_stack(tup)", (tup: Value) =>
      concatenate(
        arraysOf(tup, "column_stack").map((array) => (array.ndim < 2 ? reshape(array, [array.size, 1]) : array)),
        1,
      ),
    ),
    define("stack(arrays, axis=)", (arrays: Value, axis) => {
      const list = arraysOf(arrays, "stack");
      const at = asAxis(axis ?? 0n, (list[0]?.ndim ?? 0) + 1);
      if (list.some((array) => array.shape.join() !== list[0]!.shape.join())) {
        throw pyError("ValueError", "all input arrays must have the same shape");
      }
      return concatenate(
        list.map((array) => view(array, array.shape.toSpliced(at, 0, 1), array.strides.toSpliced(at, 0, 0))),
        at,
      );
    }),
    define("split(ary, indices_or_sections, axis=)", (ary: Value, sections: Value, axis) =>
      split(ary, sections, axis, true),
    ),
    define("array_split(ary, indices_or_sections, axis=)", (ary: Value, sections: Value, axis) =>
      split(ary, sections, axis, false),
    ),
    define("flip(m, axis=)", (m: Value, axis) => flip(asArray(m), asAxes(axis, asArray(m).ndim))),
    define("flipud(m)", (m: Value) => flip(asArray(m), [0])),
    define("fliplr(m)", (m: Value) => flip(asArray(m), [1])),
    define("rot90(m, k=)", (m: Value, k) => {
      let array = asArray(m);
      const turns = ((optionalInteger(k, 1, "k") % 4) + 4) % 4;
      for (let turn = 0; turn < turns; turn++) array = flip(swapAxes(array, 0n, 1n), [0]);
      return array;
    }),
    define("ix_(*sequences)", (sequences: PyTuple) => {
      const n = sequences.items.length;
      const lists = sequences.items.map((item, at) => {
        const list = asArray(item);
        return reshape(
          list.dtype === "bool" ? nonzero(list)[0]! : list,
          Array.from({ length: n }, (_, k) => (k === at ? -1 : 1)),
        );
      });
      return new PyTuple(lists);
    }),
    define("pad(array, pad_width, mode=, constant_values=)", pad),
    define("roll(a, shift, axis=)", (a: Value, shift: Value, axis) =>
      roll(asArray(a), asInteger(shift, "shift"), axis),
    ),
    define("tile(A, reps)", (a: Value, reps: Value) => tile(asArray(a), asShape(reps))),
    define("repeat(a, repeats, axis=)", repeat),
    define("delete(arr, obj, axis=)", remove),
    define("insert(arr, obj, values, axis=)", insert),
    define("shape(a)", (a: Value) => shapeTuple(asArray(a))),
    define("ndim(a)", (a: Value) => BigInt(asArray(a).ndim)),
    define("size(a, axis=)", (a: Value, axis) => {
      const array = asArray(a);
      return BigInt(isGiven(axis) ? array.shape[asAxis(axis, array.ndim)]! : array.size);
    }),
  ];
}

export function shapeTuple(array: NdArray): PyTuple {
  return new PyTuple(array.shape.map((n) => BigInt(n)));
}

function view(array: NdArray, shape: readonly number[], strides: number[], offset = array.offset): NdArray {
  return new NdArray(array.dtype, shape, array.buffer, strides, offset);
}

function arraysOf(value: Value, what: string): NdArray[] {
  const items = asSequence(value, what);
  if (items.length === 0) throw pyError("ValueError", "need at least one array to concatenate");
  return items.map((item) => asArray(item));
}

/** A shape in which -1 may stand for "what is left". */
export function reshapeTarget(value: Value): number[] {
  const items = asIndex(value) === undefined ? sequenceItems(value) : undefined;
  return (items ?? [value]).map((item) => asInteger(item, "shape"));
}

/** A view when the array is contiguous, else a copy. */
export function reshape(array: NdArray, target: readonly number[]): NdArray {
  const known = target.reduce((product, n) => (n < 0 ? product : product * n), 1);
  const shape = target.map((n) => (n < 0 ? array.size / known : n));
  const open = target.filter((n) => n < 0).length;
  if (open > 1) throw pyError("ValueError", "can only specify one unknown dimension");
  const size = shape.reduce((product, n) => product * n, 1);
  if (size !== array.size || !shape.every(Number.isInteger)) {
    throw pyError("ValueError", `cannot reshape array of size ${array.size} into shape ${shapeText(target)}`);
  }
  const source = rowMajorOf(array);
  return new NdArray(source.dtype, shape, source.buffer, undefined, source.offset);
}

export function ravel(array: NdArray): NdArray {
  return array.ndim === 1 ? array : reshape(array, [array.size]);
}

export function transpose(array: NdArray, axes?: Value): NdArray {
  const order = isGiven(axes) ? asAxes(axes, array.ndim)! : array.shape.map((_, axis) => array.ndim - 1 - axis);
  if (new Set(order).size !== array.ndim) throw pyError("ValueError", "axes don't match array");
  return reordered(array, order);
}

export function swapAxes(array: NdArray, first: Value, second: Value): NdArray {
  const a = asAxis(first, array.ndim);
  const b = asAxis(second, array.ndim);
  return reordered(
    array,
    array.shape.map((_, axis) => (axis === a ? b : axis === b ? a : axis)),
  );
}

function moveAxis(a: Value, source: Value, destination: Value): NdArray {
  const array = asArray(a);
  const from = asAxis(source, array.ndim);
  const order = array.shape.map((_, axis) => axis).filter((axis) => axis !== from);
  return reordered(array, order.toSpliced(asAxis(destination, array.ndim), 0, from));
}

export function squeeze(array: NdArray, axis?: Value): Value {
  const axes = asAxes(axis, array.ndim);
  if (axes?.some((at) => array.shape[at] !== 1)) {
    throw pyError("ValueError", "cannot select an axis to squeeze out which has size not equal to one");
  }
  const kept = array.shape
    .map((_, at) => at)
    .filter((at) => array.shape[at] !== 1 || (axes !== undefined && !axes.includes(at)));
  return reordered(array, kept);
}

function atLeast2d(array: NdArray): NdArray {
  if (array.ndim > 1) return array;
  return view(array, [1, array.size], [0, array.strides[0] ?? 1]);
}

export function concatenate(arrays: readonly NdArray[], axis: number): NdArray {
  const first = arrays[0];
  if (first === undefined) throw pyError("ValueError", "need at least one array to concatenate");
  if (first.ndim === 0) throw pyError("ValueError", "zero-dimensional arrays cannot be concatenated");
  let dtype: DType = first.dtype;
  spendMany(arrays.length * 16);
  let total = 0;
  arrays.forEach((array, index) => {
    if (array.ndim !== first.ndim) {
      throw pyError(
        "ValueError",
        `all the input array dimensions except for the concatenation axis must match exactly, but along dimension 0, the array at index 0 has ${first.ndim} dimension(s) and the array at index ${index} has ${array.ndim} dimension(s)`,
      );
    }
    array.shape.forEach((n, at) => {
      if (at === axis || n === first.shape[at]) return;
      throw pyError(
        "ValueError",
        `all the input array dimensions except for the concatenation axis must match exactly, but along dimension ${at}, the array at index 0 has size ${first.shape[at]} and the array at index ${index} has size ${n}`,
      );
    });
    dtype = promote(dtype, array.dtype);
    total += array.shape[axis]!;
  });
  const result = zeros(
    dtype,
    first.shape.map((n, at) => (at === axis ? total : n)),
  );
  let start = 0;
  for (const array of arrays) {
    fill(view(result, array.shape, [...result.strides], start * result.strides[axis]!), array);
    start += array.shape[axis]!;
  }
  return result;
}

/** array[…, from:to, …] */
export function section(array: NdArray, axis: number, from: number, to: number): NdArray {
  const length = Math.max(0, to - from);
  const shape = array.shape.map((n, at) => (at === axis ? length : n));
  return view(array, shape, [...array.strides], array.offset + (length > 0 ? from * array.strides[axis]! : 0));
}

function split(ary: Value, sections: Value, axis: Value | undefined, even: boolean): Value {
  const array = asArray(ary);
  const along = asAxis(axis ?? 0n, array.ndim);
  const n = array.shape[along]!;
  const count = asIndex(sections);
  if (count !== undefined && even && n % count !== 0) {
    throw pyError("ValueError", "array split does not result in an equal division");
  }
  if (count !== undefined) spendItems(32 * count);
  const cuts =
    count === undefined
      ? asSequence(sections, "split")
          .map((cut) => asInteger(cut, "split"))
          .map((cut) => Math.max(0, Math.min(n, cut < 0 ? cut + n : cut)))
      : Array.from({ length: count - 1 }, (_, k) => (k + 1) * Math.floor(n / count) + Math.min(k + 1, n % count));
  const edges = [0, ...cuts, n];
  return new PyList(edges.slice(1).map((edge, k) => section(array, along, edges[k]!, edge)));
}

export function flip(array: NdArray, axes: readonly number[] = array.shape.map((_, axis) => axis)): NdArray {
  let offset = array.offset;
  const strides = array.strides.map((stride, axis) => {
    if (!axes.includes(axis)) return stride;
    if (array.shape[axis]! > 0) offset += (array.shape[axis]! - 1) * stride;
    return -stride;
  });
  return view(array, array.shape, strides, offset);
}

function roll(array: NdArray, shift: number, axis?: Value): NdArray {
  if (!isGiven(axis)) {
    const flat = ravel(array);
    return reshape(rolled(flat, shift, 0), array.shape);
  }
  return rolled(array, shift, asAxis(axis, array.ndim));
}

function rolled(array: NdArray, shift: number, axis: number): NdArray {
  const n = array.shape[axis]!;
  if (n === 0) return cast(array);
  const by = ((shift % n) + n) % n;
  return concatenate([section(array, axis, n - by, n), section(array, axis, 0, n - by)], axis);
}

/** More elements at both ends of each axis: constant, or the last ones again ("edge"). */
function pad(a: Value, widths: Value, mode?: Value, constant?: Value): NdArray {
  let array = asArray(a);
  const given = cast(broadcastTo(asArray(widths, "int64"), [array.ndim, 2])).buffer;
  if (isGiven(mode) && mode !== "constant" && mode !== "edge") {
    throw pyError("ValueError", `mode '${String(mode)}' is not supported: use constant or edge`);
  }
  for (let axis = 0; axis < array.ndim; axis++) {
    const n = array.shape[axis]!;
    const side = (count: number, edge: number): NdArray => {
      const shape = array.shape.map((length, at) => (at === axis ? count : length));
      const value = mode === "edge" ? section(array, axis, edge, edge + 1) : asArray(constant ?? 0n, array.dtype);
      return broadcastTo(value, shape);
    };
    array = concatenate([side(given[2 * axis]!, 0), array, side(given[2 * axis + 1]!, n - 1)], axis);
  }
  return array;
}

function tile(array: NdArray, reps: readonly number[]): NdArray {
  const ndim = Math.max(array.ndim, reps.length);
  const pad = (list: readonly number[]): number[] => [...new Array<number>(ndim - list.length).fill(1), ...list];
  const shape = pad(array.shape);
  const counts = pad(reps);
  const source = reshape(array, shape);
  // Each axis as a pair (repetition, element): repeat by broadcasting, then flatten the pairs.
  const pairs = shape.flatMap((n) => [1, n]);
  const spread = shape.flatMap((n, axis) => [counts[axis]!, n]);
  return reshape(
    broadcastTo(reshape(source, pairs), spread),
    shape.map((n, axis) => n * counts[axis]!),
  );
}

function repeat(a: Value, repeats: Value, axis?: Value): NdArray {
  const given = asArray(a);
  const array = isGiven(axis) ? given : ravel(given);
  const along = isGiven(axis) ? asAxis(axis, array.ndim) : 0;
  const n = array.shape[along]!;
  const counts = cast(broadcastTo(asArray(repeats, "int64"), [n])).buffer;
  spendItems(counts.reduce((sum, count) => sum + count, 0));
  const at: Value[] = [];
  for (let k = 0; k < n; k++) for (let j = 0; j < counts[k]!; j++) at.push(BigInt(k));
  return takeAlong(array, at, along);
}

/** array[…, [list], …] */
function takeAlong(array: NdArray, list: readonly Value[], axis: number): NdArray {
  const everything = new PySlice(null, null, null);
  const key = array.shape.slice(0, axis).map((): Value => everything);
  return asArray(getItem(array, new PyTuple([...key, new PyList([...list])])));
}

function remove(arr: Value, obj: Value, axis?: Value): NdArray {
  const array = isGiven(axis) ? asArray(arr) : ravel(asArray(arr));
  const along = isGiven(axis) ? asAxis(axis, array.ndim) : 0;
  const n = array.shape[along]!;
  const marks = zeros("bool", [n]);
  setItem(marks, obj instanceof PyTuple ? new PyList([...obj.items]) : obj, true);
  const kept: Value[] = [];
  for (let k = 0; k < n; k++) if (marks.buffer[k] === 0) kept.push(BigInt(k));
  return takeAlong(array, kept, along);
}

function insert(arr: Value, obj: Value, values: Value, axis?: Value): NdArray {
  const array = isGiven(axis) ? asArray(arr) : ravel(asArray(arr));
  const along = isGiven(axis) ? asAxis(axis, array.ndim) : 0;
  const n = array.shape[along]!;
  const single = asIndex(obj);
  const places = single === undefined ? asSequence(obj, "insert").map((item) => asInteger(item, "insert")) : [single];
  for (const place of places) {
    if (place < -n || place > n) {
      throw pyError("IndexError", `index ${place} is out of bounds for axis ${along} with size ${n}`);
    }
  }
  const given = asArray(values, array.dtype);
  const count =
    single === undefined
      ? places.length
      : given.ndim === array.ndim
        ? given.shape[along]!
        : array.ndim === 1
          ? given.size
          : 1;
  const shape = array.shape.map((length, at) => (at === along ? count : length));
  const source = broadcastTo(given, shape);
  const order = Array.from({ length: count }, (_, k) => {
    const place = places[single === undefined ? k : 0]!;
    return { place: place < 0 ? place + n : place, k };
  }).sort((a, b) => a.place - b.place || a.k - b.k);
  const parts: NdArray[] = [];
  let done = 0;
  for (const { place, k } of order) {
    parts.push(section(array, along, done, place), section(source, along, k, k + 1));
    done = place;
  }
  return concatenate([...parts, section(array, along, done, n)], along);
}
