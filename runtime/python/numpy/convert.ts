/**
 * From a script's values to arrays and back: nested lists become arrays, an
 * array without axes becomes a number, and kinds are cast. Lists of anything
 * but numbers are refused: there are no object arrays here.
 */
import { allocate, spend, spendItems } from "../budget.ts";
import { pyError } from "../values/error.ts";
import { itemsOf } from "../values/object-protocol.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { PyValue, type Value } from "../values/value.ts";
import { type DType, NdArray, rowMajor } from "./array.ts";
import { fitsInto, promote } from "./dtype.ts";
import * as loops from "./loops-real.ts";
import { NumpyScalar, scalarFrom } from "./scalar.ts";
import { stridedLoop } from "./strided-loop.ts";

/** A fresh array of zeros. */
export function zeros(dtype: DType, shape: readonly number[]): NdArray {
  const size = shape.reduce((product, n) => product * n, 1);
  return new NdArray(dtype, shape, allocate(dtype === "complex128" ? 2 * size : size));
}

/** A number for an array without axes, the array itself otherwise. */
export function unwrap(array: NdArray): Value {
  return array.shape.length === 0 ? elementAt(array, array.offset) : array;
}

/** @param index  in elements of the buffer, offset included */
export function elementAt(array: NdArray, index: number): NumpyScalar {
  if (array.dtype !== "complex128") return new NumpyScalar(array.dtype, array.buffer[index]!);
  return new NumpyScalar("complex128", array.buffer[2 * index]!, array.buffer[2 * index + 1]!);
}

/** Numbers, arrays, and lists or tuples of them as one array; an array is not copied when its dtype is right. */
export function asArray(value: Value, dtype?: DType): NdArray {
  const array = value instanceof NdArray ? value : fromValue(value, dtype);
  return dtype === undefined || array.dtype === dtype ? array : cast(array, dtype);
}

/** As asArray; undefined for what an operator should leave to the other side. */
export function operand(value: Value): NdArray | NumpyScalar | undefined {
  if (value instanceof NdArray) return value;
  return scalarFrom(value) ?? (value instanceof PyList || value instanceof PyTuple ? fromValue(value) : undefined);
}

function fromValue(value: Value, dtype?: DType, depth = 0): NdArray {
  const scalar = scalarFrom(value);
  if (scalar !== undefined) return scalar.toArray();
  const items = sequenceItems(value);
  if (items === undefined) throw notNumeric(value, dtype);
  if (depth > DEEPEST) throw pyError("ValueError", `maximum supported dimension for an ndarray is ${DEEPEST}`);
  return fromItems(items, dtype, depth + 1);
}

/** The items of a list, tuple, range or another sequence; undefined for what is none. */
export function sequenceItems(value: Value): readonly Value[] | undefined {
  if (value instanceof PyList || value instanceof PyTuple) return value.items;
  if (!(value instanceof PyValue) || NOT_SEQUENCES.has(value.typeName)) return undefined;
  const n = value.length();
  if (n === undefined) return undefined;
  spendItems(n);
  return itemsOf(value);
}
const NOT_SEQUENCES: ReadonlySet<string> = new Set(["dict", "set", "frozenset", "type", "module"]);

/** numpy's limit on axes; it also ends a list that holds itself. */
const DEEPEST = 64;

function fromItems(items: readonly Value[], dtype: DType | undefined, depth: number): NdArray {
  // A flat list of floats is what scripts write most.
  if (items.every((item) => typeof item === "number")) {
    const buffer = allocate(items.length);
    buffer.set(items as number[]);
    return new NdArray("float64", [items.length], buffer);
  }
  // A row costs more than a number of it.
  spend(items.length >> 1);
  spend(32);
  spendItems(items.length, 64);
  const parts = items.map((item) =>
    item instanceof NdArray ? item : (scalarFrom(item) ?? textNumber(item, dtype) ?? fromValue(item, dtype, depth)),
  );
  const shape = parts[0] instanceof NdArray ? parts[0].shape : [];
  let kind: DType = parts[0]!.dtype;
  for (const part of parts) {
    const partShape = part instanceof NdArray ? part.shape : [];
    if (!sameShape(partShape, shape)) throw ragged(items.length);
    kind = promote(kind, part.dtype);
  }
  const result = zeros(kind, [items.length, ...shape]);
  const step = shape.reduce((product, n) => product * n, 1);
  parts.forEach((part, k) => {
    if (part instanceof NdArray) fill(new NdArray(kind, shape, result.buffer, rowMajor(shape), k * step), part);
    else put(result, k, part);
  });
  return result;
}

/** array(['1.5'], dtype=float) reads numbers from texts. */
function textNumber(item: Value, dtype: DType | undefined): NumpyScalar | undefined {
  if (typeof item !== "string" || dtype === undefined || dtype === "complex128") return undefined;
  const number = Number(item.trim());
  if (item.trim() !== "" && !Number.isNaN(number)) return new NumpyScalar("float64", number);
  throw pyError("ValueError", `could not convert string to float: '${item}'`);
}

function notNumeric(value: Value, dtype: DType | undefined): Error {
  const scalar = value === null ? "NoneType" : typeof value === "string" ? "str" : (value as PyValue).typeName;
  const wanted = dtype === undefined ? "" : ` of ${dtype}`;
  return pyError(
    "TypeError",
    `cannot make an array${wanted} from '${scalar}': arrays hold bool, int, float or complex numbers`,
  );
}

function ragged(length: number): Error {
  return pyError(
    "ValueError",
    "setting an array element with a sequence. The requested array has an inhomogeneous shape after 1 dimensions. " +
      `The detected shape was (${length},) + inhomogeneous part.`,
  );
}

export function sameShape(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((n, axis) => n === b[axis]);
}

/** Writes one number at a place in the buffer (in elements, offset included), cast to the array's dtype. */
export function put(array: NdArray, index: number, value: NumpyScalar): void {
  if (array.dtype === "complex128") {
    array.buffer[2 * index] = value.re;
    array.buffer[2 * index + 1] = value.im;
  } else if (array.dtype === "int64") array.buffer[index] = toInt(value.re);
  else array.buffer[index] = array.dtype === "bool" ? (value.re !== 0 || value.im !== 0 ? 1 : 0) : value.re;
}

/** As C casts a double to int64: towards zero, and the smallest int64 for what does not fit. */
export function toInt(x: number): number {
  return Math.abs(x) < 2 ** 63 ? Math.trunc(x) + 0 : -(2 ** 63);
}

/** A copy in row-major order, of another dtype if asked; an imaginary part is dropped on the way down. */
export function cast(array: NdArray, dtype: DType = array.dtype): NdArray {
  const result = zeros(dtype, array.shape);
  fill(result, array);
  return result;
}

/** array, or a row-major copy of it. */
export function rowMajorOf(array: NdArray): NdArray {
  return array.contiguous ? array : cast(array);
}

/** target[…] = source. The shapes are equal (see broadcastTo); the memory may overlap only when it is the same view. */
export function fill(target: NdArray, source: NdArray): void {
  const loop = copyLoop(source.dtype, target.dtype);
  stridedLoop(target.shape, [source.strides, target.strides], (n, [from, to], [fromStep, toStep]) =>
    loop(n, source.buffer, source.offset + from!, fromStep!, target.buffer, target.offset + to!, toStep!),
  );
}

function copyLoop(from: DType, to: DType): loops.UnaryLoop {
  if (to === "complex128") return from === to ? copyPairs : realToPairs;
  if (from === "complex128") return to === "bool" ? pairsToBool : to === "int64" ? pairsToInt : pairsToReal;
  if (fitsInto(from, to)) return loops.copy;
  return to === "bool" ? toBool : truncate;
}
const toBool = loops.each((x) => (x !== 0 ? 1 : 0));
const truncate = loops.each(toInt);
const copyPairs: loops.UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) {
    out[2 * oi] = a[2 * ai]!;
    out[2 * oi + 1] = a[2 * ai + 1]!;
  }
};
const realToPairs: loops.UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) {
    out[2 * oi] = a[ai]!;
    out[2 * oi + 1] = 0;
  }
};
const pairsToReal: loops.UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = a[2 * ai]!;
};
const pairsToInt: loops.UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = toInt(a[2 * ai]!);
};
const pairsToBool: loops.UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = a[2 * ai] !== 0 || a[2 * ai + 1] !== 0 ? 1 : 0;
};
