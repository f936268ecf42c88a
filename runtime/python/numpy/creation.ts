/** Making arrays: from numbers, from ranges, filled, and the bracket forms r_ and c_. */
import { allocate, spendItems } from "../budget.ts";
import { Complex } from "../values/complex.ts";
import { pyError } from "../values/error.ts";
import { itemsOf, truth } from "../values/object-protocol.ts";
import { PyList, PySlice, PyTuple } from "../values/sequence.ts";
import { PyValue, type Value } from "../values/value.ts";
import { type DType, NdArray } from "./array.ts";
import { asArray, cast, fill, zeros } from "./convert.ts";
import { optionalDtype, promote } from "./dtype.ts";
import { scalarFrom } from "./scalar.ts";
import { concatenate } from "./shape.ts";
import { asReal, asShape, define, isGiven, optionalInteger } from "./signature.ts";
import { broadcastTo } from "./strided-loop.ts";
import { compute, operandOf } from "./ufuncs.ts";

export function creationTable(): [string, Value][] {
  return [
    define("array(object, dtype=, copy=, ndmin=)", (object: Value, dtype, _copy, ndmin) => {
      const array = cast(asArray(object, optionalDtype(dtype)));
      const missing = optionalInteger(ndmin, 0, "ndmin") - array.ndim;
      if (missing <= 0) return array;
      return new NdArray(array.dtype, [...new Array<number>(missing).fill(1), ...array.shape], array.buffer);
    }),
    define("asarray(a, dtype=)", (a: Value, dtype) => asArray(a, optionalDtype(dtype))),
    define("asanyarray(a, dtype=)", (a: Value, dtype) => asArray(a, optionalDtype(dtype))),
    define("ascontiguousarray(a, dtype=)", (a: Value, dtype) => cast(asArray(a), optionalDtype(dtype))),
    define("asfarray(a)", (a: Value) => asArray(a, "float64")),
    define("copy(a)", (a: Value) => cast(asArray(a))),
    define("arange(start, stop=, step=, dtype=)", arange),
    define("linspace(start, stop, num=, endpoint=, retstep=, dtype=)", linspace),
    define("logspace(start, stop, num=, endpoint=, base=)", (start: Value, stop: Value, num, endpoint, base) => {
      const exponents = asArray(linspace(start, stop, num, endpoint));
      const ground = asReal(base ?? 10, "base");
      return mapped(exponents, (x) => ground ** x);
    }),
    define("geomspace(start, stop, num=, endpoint=)", geomspace),
    define("zeros(shape, dtype=)", (shape: Value, dtype) => filled(shape, 0, optionalDtype(dtype))),
    define("empty(shape, dtype=)", (shape: Value, dtype) => filled(shape, 0, optionalDtype(dtype))),
    define("ones(shape, dtype=)", (shape: Value, dtype) => filled(shape, 1, optionalDtype(dtype))),
    define("full(shape, fill_value, dtype=)", (shape: Value, value: Value, dtype) =>
      full(asShape(shape), value, optionalDtype(dtype)),
    ),
    define("zeros_like(a, dtype=)", (a: Value, dtype) => like(a, 0n, dtype)),
    define("empty_like(a, dtype=)", (a: Value, dtype) => like(a, 0n, dtype)),
    define("ones_like(a, dtype=)", (a: Value, dtype) => like(a, 1n, dtype)),
    define("full_like(a, fill_value, dtype=)", (a: Value, value: Value, dtype) => like(a, value, dtype)),
    define("eye(N, M=, k=, dtype=)", eye),
    define("identity(n, dtype=)", (n: Value, dtype) => eye(n, undefined, undefined, dtype)),
    define("diag(v, k=)", diag),
    define("tri(N, M=, k=)", (n: Value, m, k) => {
      const rows = optionalInteger(n, 0, "N");
      return triangle(zeros("float64", [rows, optionalInteger(m, rows, "M")]), optionalInteger(k, 0, "k"), () => 1);
    }),
    define("tril(m, k=)", (m: Value, k) => {
      const array = asArray(m);
      return triangle(array, optionalInteger(k, 0, "k"), (x) => x);
    }),
    define("triu(m, k=)", (m: Value, k) => {
      const array = asArray(m);
      const below = triangle(array, optionalInteger(k, 0, "k") - 1, (x) => x);
      return compute("subtract", array, below);
    }),
    window("hanning", (x) => 0.5 + 0.5 * Math.cos(Math.PI * x)),
    window("hamming", (x) => 0.54 + 0.46 * Math.cos(Math.PI * x)),
    window("blackman", (x) => 0.42 + 0.5 * Math.cos(Math.PI * x) + 0.08 * Math.cos(2 * Math.PI * x)),
    window("bartlett", (x) => 1 - Math.abs(x)),
    define("meshgrid(*arrays, indexing=, sparse=)", meshgrid),
    define("indices(dimensions)", (dimensions: Value) => {
      const shape = asShape(dimensions);
      const result = zeros("int64", [shape.length, ...shape]);
      const block = shape.reduce((product, n) => product * n, 1);
      shape.forEach((n, axis) => {
        const inner = shape.slice(axis + 1).reduce((product, m) => product * m, 1);
        for (let i = 0; i < block; i++) result.buffer[axis * block + i] = Math.floor(i / inner) % n;
      });
      return result;
    }),
    define("fromiter(iterable, dtype=, count=)", (iterable: Value, dtype) =>
      asArray(new PyList(itemsOf(iterable)), optionalDtype(dtype)),
    ),
    ["r_", new Joiner("r_", 0)],
    ["c_", new Joiner("c_", 1)],
    ["s_", new SubscriptMaker()],
    ["mgrid", new Grid(false)],
    ["ogrid", new Grid(true)],
  ];
}

/** A window of M points over -1 … 1. */
function window(name: string, f: (x: number) => number): [string, Value] {
  return define(`${name}(M)`, (count: Value) => {
    const n = optionalInteger(count, 0, "M");
    const result = zeros("float64", [Math.max(0, n)]);
    for (let k = 0; k < n; k++) result.buffer[k] = n === 1 ? 1 : f((2 * k + 1 - n) / (n - 1));
    return result;
  });
}

function filled(shape: Value, value: number, dtype: DType = "float64"): NdArray {
  const array = zeros(dtype, asShape(shape));
  if (value !== 0) {
    const step = dtype === "complex128" ? 2 : 1;
    for (let k = 0; k < array.buffer.length; k += step) array.buffer[k] = value;
  }
  return array;
}

function full(shape: readonly number[], value: Value, dtype: DType | undefined): NdArray {
  const source = asArray(value, dtype);
  return cast(broadcastTo(source, shape));
}

function like(a: Value, value: Value, dtype: Value | undefined): NdArray {
  const { shape, dtype: own } = asArray(a);
  return full(shape, value, optionalDtype(dtype) ?? own);
}

/** numpy's rule: ceil((stop - start) / step) numbers, the k-th being start + k·step. */
export function arange(first: Value, last?: Value, by?: Value, dtype?: Value): NdArray {
  const given = [first, last, by].filter(isGiven);
  let kind: DType = "int64";
  for (const value of given) kind = promote(kind, operandOf(value).dtype);
  const start = isGiven(last) ? asReal(first, "start") : 0;
  const stop = asReal(isGiven(last) ? last : first, "stop");
  const step = isGiven(by) ? asReal(by, "step") : 1;
  if (step === 0) throw pyError("ZeroDivisionError", "division by zero");
  const count = Math.max(0, Math.ceil((stop - start) / step));
  if (Number.isNaN(count)) throw pyError("ValueError", "arange: cannot compute length");
  const buffer = allocate(count);
  // numpy counts on by the difference of the first two, which need not be `step` to the last digit.
  const delta = kind === "int64" ? step : start + step - start;
  for (let k = 0; k < count; k++) buffer[k] = start + k * delta;
  const array = new NdArray(kind, [count], buffer);
  const wanted = optionalDtype(dtype);
  return wanted === undefined ? array : asArray(array, wanted);
}

export function linspace(
  first: Value,
  last: Value,
  num?: Value,
  endpoint?: Value,
  retstep?: Value,
  dtype?: Value,
): Value {
  const count = optionalInteger(num, 50, "num");
  if (count < 0) throw pyError("ValueError", `Number of samples, ${count}, must be non-negative.`);
  const start = asArray(first);
  const stop = asArray(last);
  if (start.ndim > 0 || stop.ndim > 0) throw pyError("TypeError", "linspace: start and stop must be numbers here");
  const steps = endpoint === undefined || truth(endpoint) ? count - 1 : count;
  const complex = promote(start.dtype, stop.dtype) === "complex128";
  const a = asArray(start, "complex128").buffer;
  const b = asArray(stop, "complex128").buffer;
  const array = zeros(complex ? "complex128" : "float64", [count]);
  const width = complex ? 2 : 1;
  for (let part = 0; part < width; part++) {
    const from = a[part]!;
    const to = b[part]!;
    const step = (to - from) / steps;
    for (let k = 0; k < count; k++) array.buffer[k * width + part] = steps === 0 ? from : k * step + from;
    if (steps === count - 1 && count > 1) array.buffer[(count - 1) * width + part] = to;
  }
  const kind = optionalDtype(dtype);
  const samples = kind === undefined ? array : asArray(kind === "int64" ? mapped(array, Math.floor) : array, kind);
  if (retstep === undefined || !truth(retstep)) return samples;
  const step = steps > 0 ? (b[0]! - a[0]!) / steps : Number.NaN;
  return new PyTuple([samples, scalarFrom(complex ? new Complex(step, (b[1]! - a[1]!) / steps) : step)!]);
}

function geomspace(first: Value, last: Value, num?: Value, endpoint?: Value): Value {
  const start = asReal(first, "start");
  const stop = asReal(last, "stop");
  if (start === 0 || stop === 0) throw pyError("ValueError", "Geometric sequence cannot include zero");
  if (start < 0 !== stop < 0) throw pyError("TypeError", "geomspace: start and stop must have the same sign here");
  const sign = start < 0 ? -1 : 1;
  const exponents = asArray(linspace(Math.log10(Math.abs(start)), Math.log10(Math.abs(stop)), num, endpoint));
  const result = mapped(exponents, (x) => sign * 10 ** x);
  if (result.size > 0) result.buffer[0] = start;
  if (result.size > 1 && (endpoint === undefined || truth(endpoint))) result.buffer[result.size - 1] = stop;
  return result;
}

/** f of each element of a contiguous float array, in a new one. */
function mapped(array: NdArray, f: (x: number) => number): NdArray {
  const result = zeros("float64", array.shape);
  for (let k = 0; k < array.size; k++) result.buffer[k] = f(array.buffer[k]!);
  return result;
}

function eye(n: Value, m?: Value, k?: Value, dtype?: Value): NdArray {
  const rows = optionalInteger(n, 0, "N");
  const columns = optionalInteger(m, rows, "M");
  const shift = optionalInteger(k, 0, "k");
  const array = zeros("float64", [rows, columns]);
  for (let i = Math.max(0, -shift); i < rows && i + shift < columns; i++) array.buffer[i * columns + i + shift] = 1;
  return asArray(array, optionalDtype(dtype));
}

function diag(v: Value, k?: Value): Value {
  const array = asArray(v);
  const shift = optionalInteger(k, 0, "k");
  if (array.ndim === 1) {
    const n = array.size + Math.abs(shift);
    const result = zeros(array.dtype, [n, n]);
    const start = shift >= 0 ? shift : -shift * n;
    fill(new NdArray(array.dtype, array.shape, result.buffer, [n + 1], start), array);
    return result;
  }
  if (array.ndim !== 2) throw pyError("ValueError", "Input must be 1- or 2-d.");
  const [rows, columns] = array.shape as [number, number];
  const [down, right] = array.strides as [number, number];
  const length = Math.max(0, Math.min(rows + Math.min(shift, 0), columns - Math.max(shift, 0)));
  const offset = array.offset + (shift >= 0 ? shift * right : -shift * down);
  return cast(new NdArray(array.dtype, [length], array.buffer, [down + right], offset));
}

/** Keeps f(x) on and below the k-th diagonal. */
function triangle(array: NdArray, k: number, f: (x: number) => number): NdArray {
  const result = cast(array);
  const [rows, columns] = array.shape as [number, number];
  const width = array.dtype === "complex128" ? 2 : 1;
  for (let i = 0; i < rows; i++)
    for (let j = 0; j < columns; j++)
      for (let part = 0; part < width; part++) {
        const at = (i * columns + j) * width + part;
        result.buffer[at] = j <= i + k ? f(result.buffer[at]!) : 0;
      }
  return result;
}

function meshgrid(arrays: PyTuple, indexing?: Value, sparse?: Value): Value {
  const axes = arrays.items.map((item) => {
    const array = asArray(item);
    return array.ndim === 1 ? array : cast(array);
  });
  const swap = indexing !== "ij" && axes.length > 1;
  const place = axes.map((_, k) => (swap && k < 2 ? 1 - k : k));
  const shape = new Array<number>(axes.length).fill(1);
  axes.forEach((axis, k) => {
    shape[place[k]!] = axis.size;
  });
  const grids = axes.map((axis, k) => {
    const own = shape.map((n, at) => (at === place[k] ? n : 1));
    const thin = new NdArray(
      axis.dtype,
      own,
      axis.buffer,
      own.map((_, at) => (at === place[k] ? (axis.strides[0] ?? 1) : 0)),
      axis.offset,
    );
    return cast(sparse !== undefined && truth(sparse) ? thin : broadcastTo(thin, shape));
  });
  return new PyTuple(grids);
}

/** r_[…] and c_[…]: slices are ranges (a complex step counts points), the rest is joined. */
class Joiner extends PyValue {
  override readonly typeName = "RClass";
  readonly name: string;
  /** 1: pieces of one axis stand upright, as columns. */
  readonly upright: number;
  constructor(name: string, upright: number) {
    super();
    this.name = name;
    this.upright = upright;
  }
  override getItem(key: Value): Value {
    const pieces = (key instanceof PyTuple ? key.items : [key]).map((item) => {
      if (typeof item === "string") throw pyError("TypeError", `${this.name}: directives as text are not supported`);
      const piece = item instanceof PySlice ? rangeOf(item) : asArray(item);
      const line = piece.ndim === 0 ? new NdArray(piece.dtype, [1], piece.buffer, [1], piece.offset) : piece;
      if (this.upright === 0 || line.ndim > 1) return line;
      return new NdArray(line.dtype, [line.size, 1], line.buffer, [line.strides[0]!, 0], line.offset);
    });
    return concatenate(pieces, this.upright === 1 ? (pieces[0]?.ndim ?? 1) - 1 : 0);
  }
  override repr(): string {
    return `<numpy.${this.name}>`;
  }
}

function rangeOf(slice: PySlice): NdArray {
  const step = slice.step instanceof PyValue ? slice.step.toComplex() : undefined;
  const start = slice.start ?? 0n;
  if (slice.stop === null) throw pyError("TypeError", "a range needs its end here: start:stop:step");
  if (step === undefined || step.im === 0) return arange(start, slice.stop, slice.step ?? undefined);
  spendItems(Math.trunc(Math.hypot(step.re, step.im)));
  return asArray(linspace(start, slice.stop, BigInt(Math.trunc(Math.hypot(step.re, step.im)))));
}

/** s_[…] gives back the subscript itself. */
class SubscriptMaker extends PyValue {
  override readonly typeName = "IndexExpression";
  override getItem(key: Value): Value {
    return key;
  }
}

/** mgrid[a:b, c:d]; ogrid gives the axes only. */
class Grid extends PyValue {
  override readonly typeName = "MGridClass";
  readonly open: boolean;
  constructor(open: boolean) {
    super();
    this.open = open;
  }
  override getItem(key: Value): Value {
    const ranges = (key instanceof PyTuple ? key.items : [key]).map((item) => {
      if (!(item instanceof PySlice)) throw pyError("TypeError", "mgrid takes slices");
      return rangeOf(item);
    });
    if (!(key instanceof PyTuple)) return ranges[0]!;
    if (this.open) return meshgrid(new PyTuple(ranges), "ij", true);
    const grids = (meshgrid(new PyTuple(ranges), "ij") as PyTuple).items.map((item) => asArray(item));
    const lifted = grids.map((grid) => new NdArray(grid.dtype, [1, ...grid.shape], grid.buffer));
    return concatenate(lifted, 0);
  }
}
