/**
 * Subscripts of arrays: ints, slices, `...`, None, masks and lists of indices,
 * in any mixture. Ints and slices give views onto the same memory; masks and
 * index lists gather copies. Assignment uses the same plan and writes.
 */
import { allocate } from "../budget.ts";
import { pyError } from "../values/error.ts";
import { asIndex, sliceBounds } from "../values/object-protocol.ts";
import { PyList, PySlice, PyTuple } from "../values/sequence.ts";
import { ELLIPSIS } from "../values/singletons.ts";
import { PyValue, type Value } from "../values/value.ts";
import { NdArray, rowMajor } from "./array.ts";
import { asArray, cast, elementAt, fill, put, unwrap, zeros } from "./convert.ts";
import { NumpyScalar, scalarFrom } from "./scalar.ts";
import { broadcastShape, broadcastTo, shapeText } from "./strided-loop.ts";

export function getItem(array: NdArray, key: Value): Value {
  if (array.ndim === 1) {
    const index = plainIndex(key);
    if (index !== undefined)
      return elementAt(array, array.offset + located(index, array.shape[0]!, 0) * array.strides[0]!);
  }
  const plan = planFor(array, key);
  return plan.lists === undefined ? unwrap(plan.view) : gather(plan.view, plan.lists);
}

export function setItem(array: NdArray, key: Value, value: Value): void {
  const scalar = scalarFrom(value);
  if (
    scalar !== undefined &&
    scalar.dtype === "complex128" &&
    array.dtype !== "complex128" &&
    !(value instanceof NumpyScalar)
  ) {
    throw pyError("TypeError", "float() argument must be a string or a real number, not 'complex'");
  }
  if (scalar !== undefined && array.ndim === 1) {
    const index = plainIndex(key);
    if (index !== undefined) {
      put(array, array.offset + located(index, array.shape[0]!, 0) * array.strides[0]!, scalar);
      return;
    }
  }
  const given = asArray(value);
  const source = given.buffer === array.buffer ? cast(given) : given;
  const plan = planFor(array, key);
  if (plan.lists !== undefined) scatter(plan.view, plan.lists, source);
  else fill(plan.view, broadcastTo(withoutLeadingOnes(source, plan.view.ndim), plan.view.shape));
}

/** a[...] = [[1, 2]] may have more axes than a, when they are of length 1. */
function withoutLeadingOnes(source: NdArray, ndim: number): NdArray {
  const extra = source.ndim - ndim;
  if (extra <= 0 || source.shape.slice(0, extra).some((n) => n !== 1)) return source;
  return new NdArray(
    source.dtype,
    source.shape.slice(extra),
    source.buffer,
    source.strides.slice(extra),
    source.offset,
  );
}

/** An index that is an int, and not a mask of one bool. */
function plainIndex(key: Value): number | undefined {
  if (typeof key === "bigint") return Number(key);
  return key instanceof NumpyScalar || key instanceof NdArray ? key.toIndex() : undefined;
}

function located(index: number, size: number, axis: number): number {
  if (index < -size || index >= size) {
    throw pyError("IndexError", `index ${index} is out of bounds for axis ${axis} with size ${size}`);
  }
  return index < 0 ? index + size : index;
}

/**
 * What a subscript selects: a view, of which some axes (all next to each other
 * at `at`, as many as there are lists) are to be taken at the listed places.
 */
interface Plan {
  view: NdArray;
  lists: IndexLists | undefined;
}
interface IndexLists {
  /** Where the axes of the lists stand in the view: 0 when the script set them apart. */
  at: number;
  /** One list of int64 per axis, all of `shape`, row-major; within bounds. */
  indices: readonly Float64Array[];
  shape: readonly number[];
}

type Part = { axis: "new" } | { axis: "keep"; slice: PySlice | undefined } | { axis: "take"; list: NdArray | number };

function planFor(array: NdArray, key: Value): Plan {
  const parts = partsOf(array, key);
  const fancy = parts.some((part) => part.axis === "take" && part.list instanceof NdArray);
  const shape: number[] = [];
  const strides: number[] = [];
  const taken: { length: number; stride: number; list: NdArray | number; axis: number; place: number }[] = [];
  let offset = array.offset;
  let axis = 0;
  parts.forEach((part, place) => {
    if (part.axis === "new") {
      shape.push(1);
      strides.push(0);
      return;
    }
    const length = array.shape[axis]!;
    const stride = array.strides[axis]!;
    if (part.axis === "keep") {
      const bounds = part.slice ? sliceBounds(part.slice, length) : { start: 0, step: 1, count: length };
      shape.push(bounds.count);
      strides.push(stride * bounds.step);
      if (bounds.count > 0) offset += bounds.start * stride;
    } else if (typeof part.list === "number" && !fancy) {
      offset += located(part.list, length, axis) * stride;
    } else {
      taken.push({ length, stride, list: part.list, axis, place });
    }
    axis++;
  });
  if (taken.length === 0)
    return { view: new NdArray(array.dtype, shape, array.buffer, strides, offset), lists: undefined };
  const together = taken.every(({ place }, k) => place === taken[0]!.place + k);
  const before = parts.slice(0, taken[0]!.place).filter((part) => part.axis !== "take").length;
  const at = together ? before : 0;
  shape.splice(at, 0, ...taken.map(({ length }) => length));
  strides.splice(at, 0, ...taken.map(({ stride }) => stride));
  const view = new NdArray(array.dtype, shape, array.buffer, strides, offset);
  return { view, lists: listsFor(taken, at) };
}

function listsFor(taken: readonly { length: number; list: NdArray | number; axis: number }[], at: number): IndexLists {
  const arrays = taken.map(({ list }) => (typeof list === "number" ? new NumpyScalar("int64", list).toArray() : list));
  let shape: readonly number[];
  try {
    shape = broadcastShape(...arrays.map((list) => list.shape));
  } catch {
    const shown = arrays.map((list) => shapeText(list.shape)).join(" ");
    throw pyError("IndexError", `shape mismatch: indexing arrays could not be broadcast together with shapes ${shown}`);
  }
  const indices = arrays.map((list, k) => {
    const { length, axis } = taken[k]!;
    const flat = cast(broadcastTo(list, shape), "int64").buffer;
    for (let i = 0; i < flat.length; i++) flat[i] = located(flat[i]!, length, axis);
    return flat;
  });
  return { at, indices, shape };
}

/** The subscript as one part per axis (and new axis), `...` spelled out, masks turned into index lists. */
function partsOf(array: NdArray, key: Value): Part[] {
  const keys = key instanceof PyTuple ? key.items : [key];
  const parts: (Part | "rest")[] = [];
  let used = 0;
  for (const item of keys) {
    if (item === ELLIPSIS) {
      if (parts.includes("rest")) throw pyError("IndexError", "an index can only have a single ellipsis ('...')");
      parts.push("rest");
    } else if (item === null) parts.push({ axis: "new" });
    else if (item instanceof PySlice) {
      parts.push({ axis: "keep", slice: item });
      used++;
    } else {
      const index = plainIndex(item);
      const lists = index === undefined ? indexLists(item, array, used) : [index];
      for (const list of lists) parts.push({ axis: "take", list });
      used += lists.length;
    }
  }
  if (used > array.ndim) {
    throw pyError(
      "IndexError",
      `too many indices for array: array is ${array.ndim}-dimensional, but ${used} were indexed`,
    );
  }
  const rest = Array.from({ length: array.ndim - used }, (): Part => ({ axis: "keep", slice: undefined }));
  const at = parts.indexOf("rest");
  if (at < 0) return [...(parts as Part[]), ...rest];
  return [...(parts.slice(0, at) as Part[]), ...rest, ...(parts.slice(at + 1) as Part[])];
}

function indexLists(item: Value, array: NdArray, axis: number): NdArray[] {
  const sequence =
    item instanceof NdArray || item instanceof PyList || (item instanceof PyValue && item.length() !== undefined);
  const list = sequence ? asArray(item) : undefined;
  if (list?.size === 0 && !(item instanceof NdArray)) return [cast(list, "int64")];
  if (list?.dtype === "int64") return [list];
  if (list?.dtype === "bool") return maskLists(list, array, axis);
  throw pyError(
    "IndexError",
    list || asIndex(item) === undefined
      ? "only integers, slices (`:`), ellipsis (`...`), numpy.newaxis (`None`) and integer or boolean arrays are valid indices"
      : "a single bool is not an index here; use an array of bool",
  );
}

function maskLists(mask: NdArray, array: NdArray, axis: number): NdArray[] {
  mask.shape.forEach((n, k) => {
    const length = array.shape[axis + k];
    if (length === undefined) {
      throw pyError(
        "IndexError",
        `too many indices for array: array is ${array.ndim}-dimensional, but ${axis + mask.ndim} were indexed`,
      );
    }
    if (length !== n) {
      throw pyError(
        "IndexError",
        `boolean index did not match indexed array along axis ${axis + k}; size of axis is ${length} but size of corresponding boolean axis is ${n}`,
      );
    }
  });
  return nonzero(mask);
}

/** One list of positions per axis, of the elements that are not 0. */
export function nonzero(array: NdArray): NdArray[] {
  const flat = cast(array, "bool").buffer;
  let count = 0;
  for (let i = 0; i < flat.length; i++) if (flat[i] !== 0) count++;
  const lists = array.shape.map(() => allocate(count));
  let found = 0;
  for (let i = 0; i < flat.length; i++) {
    if (flat[i] === 0) continue;
    for (let axis = array.ndim - 1, rest = i; axis >= 0; axis--) {
      const n = array.shape[axis]!;
      lists[axis]![found] = rest % n;
      rest = Math.floor(rest / n);
    }
    found++;
  }
  return lists.map((buffer) => new NdArray("int64", [count], buffer));
}

function gather(view: NdArray, lists: IndexLists): NdArray {
  const { at, shape } = lists;
  const { blockShape, blockAt } = blocksOf(view, lists);
  const places = placesOf(view, lists);
  const packed = zeros(view.dtype, [...shape, ...blockShape]);
  if (blockShape.length > 0) {
    const step = blockShape.reduce((product, n) => product * n, 1);
    const strides = rowMajor(blockShape);
    for (const [k, place] of places.entries()) {
      fill(new NdArray(view.dtype, blockShape, packed.buffer, strides, k * step), blockAt(place));
    }
  } else if (view.dtype === "complex128") {
    for (let k = 0; k < places.length; k++) {
      packed.buffer[2 * k] = view.buffer[2 * places[k]!]!;
      packed.buffer[2 * k + 1] = view.buffer[2 * places[k]! + 1]!;
    }
  } else for (let k = 0; k < places.length; k++) packed.buffer[k] = view.buffer[places[k]!]!;
  // The listed axes came first; they belong at `at`.
  const order = packed.shape.map((_, axis) =>
    axis < at ? axis + shape.length : axis < at + shape.length ? axis - at : axis,
  );
  return reordered(packed, order);
}

function scatter(view: NdArray, lists: IndexLists, source: NdArray): void {
  const { at, shape, indices } = lists;
  const selected = [...view.shape.slice(0, at), ...shape, ...view.shape.slice(at + indices.length)];
  const spread = broadcastToSelection(withoutLeadingOnes(source, selected.length), selected);
  const order = selected.map((_, axis) =>
    axis < shape.length ? axis + at : axis < at + shape.length ? axis - shape.length : axis,
  );
  const packed = cast(reordered(spread, order), view.dtype);
  const { blockShape, blockAt } = blocksOf(view, lists);
  const places = placesOf(view, lists);
  if (blockShape.length > 0) {
    const step = blockShape.reduce((product, n) => product * n, 1);
    const strides = rowMajor(blockShape);
    for (const [k, place] of places.entries()) {
      fill(blockAt(place), new NdArray(view.dtype, blockShape, packed.buffer, strides, k * step));
    }
  } else if (view.dtype === "complex128") {
    for (let k = 0; k < places.length; k++) {
      view.buffer[2 * places[k]!] = packed.buffer[2 * k]!;
      view.buffer[2 * places[k]! + 1] = packed.buffer[2 * k + 1]!;
    }
  } else for (let k = 0; k < places.length; k++) view.buffer[places[k]!] = packed.buffer[k]!;
}

function broadcastToSelection(source: NdArray, selected: readonly number[]): NdArray {
  const fits =
    source.ndim <= selected.length && source.shape.every((n, k) => n === 1 || n === selected.at(k - source.ndim));
  if (fits) return broadcastTo(source, selected);
  throw pyError(
    "ValueError",
    `shape mismatch: value array of shape ${shapeText(source.shape)} could not be broadcast to indexing result of shape ${shapeText(selected)}`,
  );
}

/** What is left of the view at one listed place. */
function blocksOf(view: NdArray, { at, indices }: IndexLists) {
  const without = (list: readonly number[]): number[] => [...list.slice(0, at), ...list.slice(at + indices.length)];
  const blockShape = without(view.shape);
  const strides = without(view.strides);
  const blockAt = (place: number) => new NdArray(view.dtype, blockShape, view.buffer, strides, place);
  return { blockShape, blockAt };
}

/** Where each listed place lies in the view's buffer, in elements. */
function placesOf(view: NdArray, { at, indices, shape }: IndexLists): Float64Array {
  const places = allocate(shape.reduce((product, n) => product * n, 1)).fill(view.offset);
  indices.forEach((list, j) => {
    const stride = view.strides[at + j]!;
    for (let k = 0; k < places.length; k++) places[k]! += list[k]! * stride;
  });
  return places;
}

/** Axis k of the result is axis order[k] of the array. */
export function reordered(array: NdArray, order: readonly number[]): NdArray {
  const of = (list: readonly number[]): number[] => order.map((axis) => list[axis]!);
  return new NdArray(array.dtype, of(array.shape), array.buffer, of(array.strides), array.offset);
}
