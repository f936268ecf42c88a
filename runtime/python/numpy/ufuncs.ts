/**
 * Elementwise functions as a script sees them: np.sin, np.add and the operators
 * of arrays. What each computes is in operations.ts; here operands are brought
 * to one kind and one shape and the loop is run over them.
 */
import { spend, spendMany } from "../budget.ts";
import { Builtin } from "../values/builtin.ts";
import { pyError } from "../values/error.ts";
import { truth } from "../values/object-protocol.ts";
import { type Keywords, PyValue, type Value } from "../values/value.ts";
import { type DType, NdArray } from "./array.ts";
import { asArray, cast, fill, unwrap, zeros } from "./convert.ts";
import { fitsInto, optionalDtype, promote } from "./dtype.ts";
import {
  BINARY,
  type BinaryName,
  type BinaryOperation,
  binaryOperation,
  UNARY,
  type UnaryName,
  type UnaryOperation,
  unaryOperation,
} from "./operations.ts";
import { binaryScalar, kernelFor, NumpyScalar, scalarFrom, unaryScalar } from "./scalar.ts";
import { asAxis, define } from "./signature.ts";
import { broadcastShape, broadcastStrides, broadcastTo, shapeText, stridedLoop } from "./strided-loop.ts";

export type Operand = NdArray | NumpyScalar;

/** A scalar operand as a buffer of one element. Loops do not call back, so one each will do. */
const LEFT = new Float64Array(2);
const RIGHT = new Float64Array(2);
const POINT: readonly number[] = [];

/** @param out  write here; the caller has checked that shape and dtype fit (applyInplace) */
export function applyBinary(operation: BinaryOperation, a: Operand, b: Operand, out?: NdArray): Value {
  if (out === undefined && a instanceof NumpyScalar && b instanceof NumpyScalar) return binaryScalar(operation, a, b);
  const kernel = kernelFor(operation, promote(a.dtype, b.dtype));
  const x = placed(a, kernel.complex, LEFT, out);
  const y = placed(b, kernel.complex, RIGHT, out);
  const shape = x.shape === POINT ? y.shape : y.shape === POINT ? x.shape : commonShape(x.shape, y.shape);
  const result = out ?? zeros(kernel.result, shape);
  if (shape.length === 1) {
    const n = shape[0]!;
    spend(operation.costly || kernel.complex ? n : n >> 4);
    const xs = x.shape.length === 0 || x.shape[0] !== n ? 0 : x.strides[0]!;
    const ys = y.shape.length === 0 || y.shape[0] !== n ? 0 : y.strides[0]!;
    kernel.loop(n, x.buffer, x.offset, xs, y.buffer, y.offset, ys, result.buffer, result.offset, result.strides[0]!);
    return result;
  }
  if (operation.costly || kernel.complex) spendMany(sizeOf(shape));
  const strides = [broadcastStrides(x, shape), broadcastStrides(y, shape), result.strides];
  stridedLoop(shape, strides, (n, [i, j, k], [is, js, ks]) =>
    kernel.loop(n, x.buffer, x.offset + i!, is!, y.buffer, y.offset + j!, js!, result.buffer, result.offset + k!, ks!),
  );
  return out ?? unwrap(result);
}

export function applyUnary(operation: UnaryOperation, a: Operand): Value {
  if (a instanceof NumpyScalar) return unaryScalar(operation, a);
  const kernel = kernelFor(operation, a.dtype);
  if (operation.costly || a.dtype === "complex128") spend(a.size);
  const result = zeros(kernel.result, a.shape);
  stridedLoop(a.shape, [a.strides, result.strides], (n, [i, k], [is, ks]) =>
    kernel.loop(n, a.buffer, a.offset + i!, is!, result.buffer, k!, ks!),
  );
  return unwrap(result);
}

/** An operand where a loop can read it: pairs for a complex loop, and apart from `out` unless it is the same view. */
function placed(value: Operand, complex: boolean, scratch: Float64Array, out: NdArray | undefined): NdArray {
  if (value instanceof NumpyScalar) {
    scratch[0] = value.re;
    scratch[1] = value.im;
    return new NdArray(complex ? "complex128" : value.dtype, POINT, scratch, []);
  }
  if (complex && value.dtype !== "complex128") return cast(value, "complex128");
  return out !== undefined && value.buffer === out.buffer && value !== out ? cast(value) : value;
}

function sizeOf(shape: readonly number[]): number {
  return shape.reduce((product, n) => product * n, 1);
}

function commonShape(a: readonly number[], b: readonly number[]): readonly number[] {
  return a.length === 1 && b.length === 1 && a[0] === b[0] ? a : broadcastShape(a, b);
}

/** `a op= b`: the result stays in a's memory and a's kind. */
export function applyInplace(operation: BinaryOperation, a: NdArray, b: Operand): Value {
  const kernel = kernelFor(operation, promote(a.dtype, b.dtype));
  if (!fitsInto(kernel.result, a.dtype)) {
    throw pyError(
      "TypeError",
      `Cannot cast ufunc '${operation.name}' output from dtype('${kernel.result}') to dtype('${a.dtype}') with casting rule 'same_kind'`,
    );
  }
  if (b instanceof NdArray) checkInplaceShape(a, b);
  return applyBinary(operation, a, b, a);
}

function checkInplaceShape(a: NdArray, b: NdArray): void {
  const shape = broadcastShape(a.shape, b.shape);
  if (shape.length === a.shape.length && shape.every((n, axis) => n === a.shape[axis])) return;
  throw pyError(
    "ValueError",
    `non-broadcastable output operand with shape ${shapeText(a.shape)} doesn't match the broadcast shape ${shapeText(shape)}`,
  );
}

export class Ufunc extends PyValue {
  override readonly typeName = "ufunc";
  readonly name: string;
  readonly operation: { unary: UnaryOperation } | { binary: BinaryOperation };

  constructor(name: string, operation: { unary: UnaryOperation } | { binary: BinaryOperation }) {
    super();
    this.name = name;
    this.operation = operation;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: Value[], keywords: Keywords): Value {
    const inputs = "unary" in this.operation ? 1 : 2;
    if (args.length === inputs && keywords.size === 0) return this.apply(args);
    if (args.length < inputs || args.length > inputs + 1) {
      throw pyError(
        "TypeError",
        `${this.name}() takes from ${inputs} to ${inputs + 1} positional arguments but ${args.length} were given`,
      );
    }
    const known = new Map(keywords);
    const out = args[inputs] ?? known.get("out");
    const where = known.get("where");
    const dtype = optionalDtype(known.get("dtype"));
    for (const name of ["out", "where", "dtype", "casting", "subok", "order"]) known.delete(name);
    for (const name of known.keys())
      throw pyError("TypeError", `${this.name}() got an unexpected keyword argument '${name}'`);
    const result = this.apply(args.slice(0, inputs));
    return delivered(dtype === undefined ? result : unwrap(asArray(result, dtype)), out, where);
  }
  private apply(args: readonly Value[]): Value {
    const first = operandOf(args[0]!);
    if ("unary" in this.operation) return applyUnary(this.operation.unary, first);
    return applyBinary(this.operation.binary, first, operandOf(args[1]!));
  }
  override getAttribute(name: string): Value | undefined {
    if (name === "__name__") return this.name;
    if (name === "nin") return "unary" in this.operation ? 1n : 2n;
    if ("unary" in this.operation) return undefined;
    const { binary } = this.operation;
    if (name === "reduce")
      return define(
        "reduce(array, axis=, dtype=, out=, keepdims=)",
        (array: Value, axis = 0n, _dtype, _out, keepdims = false) =>
          reduce(binary, asArray(array), axis, truth(keepdims)),
      )[1];
    if (name === "accumulate")
      return define("accumulate(array, axis=)", (array: Value, axis = 0n) =>
        accumulate(binary, asArray(array), axis),
      )[1];
    if (name === "outer") return new Builtin(name, ([a, b]) => outer(binary, asArray(a!), asArray(b!)));
    return undefined;
  }
  override repr(): string {
    return `<ufunc '${this.name}'>`;
  }
}

/** A number, array or nested list; anything else raises numpy's TypeError. */
export function operandOf(value: Value): Operand {
  return value instanceof NdArray ? value : (scalarFrom(value) ?? asArray(value));
}

/** Into `out` where the mask is true; without out, zeros where it is not. */
function delivered(result: Value, out: Value | undefined, where: Value | undefined): Value {
  if (!(out instanceof NdArray) && (where === undefined || where === true)) return result;
  const source = asArray(result);
  const into = out instanceof NdArray ? out : zeros(source.dtype, source.shape);
  if (!fitsInto(source.dtype, into.dtype)) {
    throw pyError(
      "TypeError",
      `Cannot cast ufunc output from dtype('${source.dtype}') to dtype('${into.dtype}') with casting rule 'same_kind'`,
    );
  }
  const mask = where === undefined || where === true ? undefined : broadcastTo(asArray(where, "bool"), into.shape);
  const from = broadcastTo(source, into.shape);
  if (mask === undefined) fill(into, from);
  else fillWhere(into, from, mask);
  return into;
}

/** target[mask] = source[mask]; all of one shape. */
export function fillWhere(into: NdArray, source: NdArray, mask: NdArray): void {
  const from = source.dtype === into.dtype ? source : cast(source, into.dtype);
  const width = into.dtype === "complex128" ? 2 : 1;
  stridedLoop(into.shape, [into.strides, from.strides, mask.strides], (n, [i, j, m], [is, js, ms]) => {
    for (let k = 0; k < n; k++) {
      if (mask.buffer[mask.offset + m! + k * ms!] === 0) continue;
      const at = (into.offset + i! + k * is!) * width;
      const origin = (from.offset + j! + k * js!) * width;
      for (let part = 0; part < width; part++) into.buffer[at + part] = from.buffer[origin + part]!;
    }
  });
}

/** The view array[…, k, …] with one axis gone. */
export function pick(array: NdArray, axis: number, k: number): NdArray {
  const without = <T>(list: readonly T[]): T[] => list.filter((_, at) => at !== axis);
  return new NdArray(
    array.dtype,
    without(array.shape),
    array.buffer,
    without(array.strides),
    array.offset + k * array.strides[axis]!,
  );
}

export function reduce(operation: BinaryOperation, array: NdArray, axis: Value, keepdims: boolean): Value {
  if (axis === null) {
    let result: Value = array;
    while (result instanceof NdArray && result.ndim > 0) result = reduce(operation, result, 0n, false);
    return result;
  }
  const along = asAxis(axis, array.ndim);
  const n = array.shape[along]!;
  if (n === 0 && operation.identity === undefined) {
    throw pyError("ValueError", `zero-size array to reduction operation ${operation.name} which has no identity`);
  }
  const kind = kernelFor(operation, array.dtype).result;
  const start = pick(array, along, 0);
  let result = n === 0 ? applyIdentity(operation, kind, start.shape) : cast(start, kind);
  for (let k = 1; k < n; k++) result = asArray(applyBinary(operation, result, pick(array, along, k)));
  if (!keepdims) return unwrap(result);
  const shape = array.shape.map((length, at) => (at === along ? 1 : length));
  return new NdArray(result.dtype, shape, result.buffer);
}

function applyIdentity(operation: BinaryOperation, dtype: DType, shape: readonly number[]): NdArray {
  return cast(broadcastTo(new NumpyScalar(dtype, operation.identity!).toArray(), shape));
}

export function accumulate(operation: BinaryOperation, array: NdArray, axis: Value): NdArray {
  const along = asAxis(axis, array.ndim);
  const result = cast(array, kernelFor(operation, array.dtype).result);
  for (let k = 1; k < array.shape[along]!; k++) {
    fill(pick(result, along, k), asArray(applyBinary(operation, pick(result, along, k - 1), pick(array, along, k))));
  }
  return result;
}

export function outer(operation: BinaryOperation, a: NdArray, b: NdArray): Value {
  const shape = [...a.shape, ...b.shape.map(() => 1)];
  const strides = [...a.strides, ...b.shape.map(() => 0)];
  return applyBinary(operation, new NdArray(a.dtype, shape, a.buffer, strides, a.offset), b);
}

const UNARY_ALIASES: Record<string, UnaryName> = {
  abs: "absolute",
  conj: "conjugate",
  bitwise_not: "invert",
  bitwise_invert: "invert",
  rad2deg: "degrees",
  deg2rad: "radians",
  asin: "arcsin",
  acos: "arccos",
  atan: "arctan",
  asinh: "arcsinh",
  acosh: "arccosh",
  atanh: "arctanh",
  fix: "trunc",
};
const BINARY_ALIASES: Record<string, BinaryName> = {
  true_divide: "divide",
  mod: "remainder",
  atan2: "arctan2",
  bitwise_left_shift: "left_shift",
  bitwise_right_shift: "right_shift",
};

export function ufuncTable(): [string, Value][] {
  const table = new Map<string, Value>();
  for (const name of Object.keys(UNARY) as UnaryName[])
    table.set(name, new Ufunc(name, { unary: unaryOperation(name) }));
  for (const name of Object.keys(BINARY) as BinaryName[])
    table.set(name, new Ufunc(name, { binary: binaryOperation(name) }));
  for (const [alias, name] of Object.entries({ ...UNARY_ALIASES, ...BINARY_ALIASES }))
    table.set(alias, table.get(name)!);
  return [...table];
}

const OPERATIONS = new Map((Object.keys(BINARY) as BinaryName[]).map((name) => [name, binaryOperation(name)]));
const FUNCTIONS = new Map((Object.keys(UNARY) as UnaryName[]).map((name) => [name, unaryOperation(name)]));

/** np.<name>(a, b), for the other files of this folder. */
export function compute(name: BinaryName, a: Value, b: Value): Value {
  return applyBinary(OPERATIONS.get(name)!, operandOf(a), operandOf(b));
}
/** np.<name>(a) */
export function evaluate(name: UnaryName, a: Value): Value {
  return applyUnary(FUNCTIONS.get(name)!, operandOf(a));
}
