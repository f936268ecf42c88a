/**
 * Products of vectors and matrices, convolution, straight-line interpolation,
 * slopes, and numpy.linalg. Solving is left to ml-matrix (LU and QR).
 */
import { determinant as determinantOf, inverse, Matrix, solve as solveMatrix } from "ml-matrix";
import { spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";
import { repr } from "../values/object-protocol.ts";
import { PyTuple } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";
import { NdArray } from "./array.ts";
import { asArray, cast, fill, unwrap, zeros } from "./convert.ts";
import { promote } from "./dtype.ts";
import { binaryOperation } from "./operations.ts";
import { sum } from "./reductions.ts";
import { NumpyScalar } from "./scalar.ts";
import { flip, ravel, reshape, section, swapAxes } from "./shape.ts";
import { asAxes, asReal, define, isGiven, optionalInteger } from "./signature.ts";
import { broadcastShape, broadcastTo, shapeText } from "./strided-loop.ts";
import { compute, evaluate, outer, pick } from "./ufuncs.ts";

export function linearTable(): [string, Value][] {
  return [
    define("dot(a, b)", (a: Value, b: Value) => dot(asArray(a), asArray(b))),
    define("matmul(a, b)", (a: Value, b: Value) => matmul(asArray(a), asArray(b))),
    define("inner(a, b)", (a: Value, b: Value) => {
      const right = asArray(b);
      return dot(asArray(a), right.ndim > 1 ? swapAxes(right, -1n, -2n) : right);
    }),
    define("vdot(a, b)", (a: Value, b: Value) => dot(ravel(asArray(evaluate("conjugate", a))), ravel(asArray(b)))),
    define("outer(a, b)", (a: Value, b: Value) =>
      outer(binaryOperation("multiply"), ravel(asArray(a)), ravel(asArray(b))),
    ),
    define("kron(a, b)", (a: Value, b: Value) => {
      const [x, y] = [ravel(asArray(a)), ravel(asArray(b))];
      if (asArray(a).ndim > 1 || asArray(b).ndim > 1) throw pyError("TypeError", "kron takes vectors only here");
      return ravel(asArray(outer(binaryOperation("multiply"), x, y)));
    }),
    define("cross(a, b)", cross),
    define("trace(a)", (a: Value) => {
      const array = asArray(a);
      return sum({ array: diagonal(array), axes: undefined, keepdims: false });
    }),
    define("diagonal(a)", (a: Value) => diagonal(asArray(a))),
    define("convolve(a, v, mode=)", (a: Value, v: Value, mode) => convolve(asArray(a), asArray(v), mode ?? "full")),
    define("correlate(a, v, mode=)", (a: Value, v: Value, mode) => correlate(asArray(a), asArray(v), mode ?? "valid")),
    define("interp(x, xp, fp, left=, right=, period=)", interp),
    define("gradient(f, *varargs, axis=, edge_order=)", gradient),
  ];
}

export function linalgTable(): [string, Value][] {
  return [
    define("norm(x, ord=, axis=, keepdims=)", norm),
    define("inv(a)", (a: Value) => fromMatrix(inverse(toMatrix(a, "inv")))),
    define("det(a)", (a: Value) => new NumpyScalar("float64", determinantOf(toMatrix(a, "det")))),
    define("solve(a, b)", (a: Value, b: Value) => {
      const left = toMatrix(a, "solve");
      const right = asArray(b, "float64");
      const column = right.ndim === 1;
      const list = cast(right).buffer;
      const width = column ? 1 : right.shape[1]!;
      const result = solveMatrix(left, Matrix.from1DArray(left.rows, width, list));
      const x = fromMatrix(result);
      return column ? ravel(x) : x;
    }),
  ];
}

/** Rows of a times columns of b; vectors lose the axis they lend. */
export function matmul(a: NdArray, b: NdArray): Value {
  if (a.ndim === 0 || b.ndim === 0)
    throw pyError("ValueError", "matmul: Input operand does not have enough dimensions");
  const left = a.ndim === 1 ? lifted(a, 0) : a;
  const right = b.ndim === 1 ? lifted(b, 1) : b;
  const n = left.shape.at(-1)!;
  if (right.shape.at(-2) !== n) {
    throw pyError(
      "ValueError",
      `matmul: Input operand 1 has a mismatch in its core dimension 0, with gufunc signature (n?,k),(k,m?)->(n?,m?) (size ${right.shape.at(-2)} is different from ${n})`,
    );
  }
  const batch = broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2));
  const [rows, columns] = [left.shape.at(-2)!, right.shape.at(-1)!];
  const result = zeros(promote(a.dtype, b.dtype), [...batch, rows, columns]);
  const x = stacked(left, batch, result.dtype);
  const y = stacked(right, batch, result.dtype);
  spendMany((result.size * n) / 8);
  const count = batch.reduce((product, m) => product * m, 1);
  const multiply = result.dtype === "complex128" ? multiplyComplex : multiplyReal;
  for (let k = 0; k < count; k++)
    multiply(x, k * rows * n, y, k * n * columns, result.buffer, k * rows * columns, rows, n, columns);
  const shape = [...batch, ...(a.ndim === 1 ? [] : [rows]), ...(b.ndim === 1 ? [] : [columns])];
  return unwrap(new NdArray(result.dtype, shape, result.buffer));
}

function lifted(vector: NdArray, axis: 0 | 1): NdArray {
  const [n, stride] = [vector.shape[0]!, vector.strides[0]!];
  const shape = axis === 0 ? [1, n] : [n, 1];
  return new NdArray(vector.dtype, shape, vector.buffer, axis === 0 ? [0, stride] : [stride, 0], vector.offset);
}

/** All matrices one after the other, row-major. */
function stacked(array: NdArray, batch: readonly number[], dtype: NdArray["dtype"]): Float64Array {
  return cast(broadcastTo(array, [...batch, ...array.shape.slice(-2)]), dtype).buffer;
}

function multiplyReal(
  a: Float64Array,
  ai: number,
  b: Float64Array,
  bi: number,
  out: Float64Array,
  oi: number,
  rows: number,
  n: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < n; k++) {
      const x = a[ai + i * n + k]!;
      const row = bi + k * columns;
      const into = oi + i * columns;
      for (let j = 0; j < columns; j++) out[into + j]! += x * b[row + j]!;
    }
}

function multiplyComplex(
  a: Float64Array,
  ai: number,
  b: Float64Array,
  bi: number,
  out: Float64Array,
  oi: number,
  rows: number,
  n: number,
  columns: number,
): void {
  for (let i = 0; i < rows; i++)
    for (let k = 0; k < n; k++) {
      const re = a[2 * (ai + i * n + k)]!;
      const im = a[2 * (ai + i * n + k) + 1]!;
      for (let j = 0; j < columns; j++) {
        const from = 2 * (bi + k * columns + j);
        const to = 2 * (oi + i * columns + j);
        out[to]! += re * b[from]! - im * b[from + 1]!;
        out[to + 1]! += re * b[from + 1]! + im * b[from]!;
      }
    }
}

export function dot(a: NdArray, b: NdArray): Value {
  if (a.ndim === 0 || b.ndim === 0) return compute("multiply", a, b);
  const shared = b.ndim === 1 ? b.shape[0] : b.shape.at(-2);
  if (a.shape.at(-1) !== shared) {
    throw pyError(
      "ValueError",
      `shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} not aligned: ${a.shape.at(-1)} (dim ${a.ndim - 1}) != ${shared} (dim ${Math.max(0, b.ndim - 2)})`,
    );
  }
  if (b.ndim > 2) throw pyError("ValueError", "dot takes a second operand of up to two axes here");
  return matmul(a, b);
}

function cross(a: Value, b: Value): Value {
  const [x, y] = [asArray(a), asArray(b)];
  if (x.shape.at(-1) !== 3 || y.shape.at(-1) !== 3) {
    throw pyError("ValueError", "Both input arrays must be (arrays of) 3-dimensional vectors");
  }
  const shape = broadcastShape(x.shape, y.shape);
  const result = zeros(promote(x.dtype, y.dtype), shape);
  const part = (array: NdArray, k: number): NdArray => pick(array, array.ndim - 1, k % 3);
  for (let k = 0; k < 3; k++) {
    const plus = compute("multiply", part(x, k + 1), part(y, k + 2));
    const minus = compute("multiply", part(x, k + 2), part(y, k + 1));
    fill(part(result, k), asArray(compute("subtract", plus, minus)));
  }
  return result;
}

export function diagonal(array: NdArray): NdArray {
  if (array.ndim !== 2) throw pyError("ValueError", "diag requires an array of two dimensions here");
  const [down, right] = array.strides as [number, number];
  return new NdArray(array.dtype, [Math.min(...array.shape)], array.buffer, [down + right], array.offset);
}

/** Σ a[k]·v[n-k]. "same" is as long as the longer, "valid" only where both overlap fully. */
export function convolve(a: NdArray, v: NdArray, mode: Value): NdArray {
  if (a.ndim > 1 || v.ndim > 1) throw pyError("ValueError", "object too deep for desired array");
  if (a.size === 0 || v.size === 0) throw pyError("ValueError", `${a.size === 0 ? "a" : "v"} cannot be empty`);
  const dtype = promote(a.dtype, v.dtype);
  const [long, short] = a.size >= v.size ? [a, v] : [v, a];
  spendMany((a.size * v.size) / 8);
  const full = zeros(dtype, [a.size + v.size - 1]);
  const x = cast(long, dtype).buffer;
  const y = cast(short, dtype).buffer;
  if (dtype === "complex128") {
    for (let k = 0; k < short.size; k++) multiplyComplex(y, k, x, 0, full.buffer, k, 1, 1, long.size);
  } else for (let k = 0; k < short.size; k++) multiplyReal(y, k, x, 0, full.buffer, k, 1, 1, long.size);
  if (dtype === "bool") for (const [k, sum] of full.buffer.entries()) full.buffer[k] = sum === 0 ? 0 : 1;
  if (mode === "full") return full;
  const overlap = short.size - 1;
  if (mode === "same") {
    const start = overlap >> 1;
    return cast(section(full, 0, start, start + long.size));
  }
  if (mode === "valid") return cast(section(full, 0, overlap, long.size));
  throw pyError("ValueError", `mode must be one of 'valid', 'same', or 'full' (got ${repr(mode)})`);
}

/** Convolution with the conjugate of v, back to front. */
function correlate(a: NdArray, v: NdArray, mode: Value): NdArray {
  const turned = flip(asArray(evaluate("conjugate", v)));
  const result = convolve(a, turned, "full");
  if (mode === "full") return result;
  const [long, short] = [Math.max(a.size, v.size), Math.min(a.size, v.size)];
  if (mode === "valid") return cast(section(result, 0, short - 1, long));
  if (mode !== "same")
    throw pyError("ValueError", `mode must be one of 'valid', 'same', or 'full' (got ${repr(mode)})`);
  const from = a.size >= v.size ? short - 1 - (short >> 1) : short >> 1;
  return cast(section(result, 0, from, from + long));
}

function interp(x: Value, xp: Value, fp: Value, left?: Value, right?: Value, period?: Value): Value {
  if (isGiven(period)) throw pyError("TypeError", "interp: period is not supported");
  const values = asArray(fp);
  if (values.dtype === "complex128") {
    const at = (part: "real" | "imag"): Value =>
      interp(x, xp, asArray(values.getAttribute(part)!), partOf(left, part), partOf(right, part));
    return compute("add", at("real"), compute("multiply", new NumpyScalar("complex128", 0, 1), at("imag")));
  }
  const places = cast(asArray(xp, "float64")).buffer;
  const heights = cast(asArray(values, "float64")).buffer;
  if (places.length !== heights.length) throw pyError("ValueError", "fp and xp are not of the same length.");
  if (places.length === 0) throw pyError("ValueError", "array of sample points is empty");
  const result = cast(asArray(x, "float64"));
  const low = isGiven(left) ? asReal(left, "left") : heights[0]!;
  const high = isGiven(right) ? asReal(right, "right") : heights[heights.length - 1]!;
  interpolate(result.buffer, places, heights, low, high);
  return unwrap(result);
}

function partOf(value: Value | undefined, part: "real" | "imag"): Value | undefined {
  return isGiven(value) ? asArray(value, "complex128").getAttribute(part)! : undefined;
}

/** Straight lines between (xp, fp), in place of each x. @param xp  rising */
export function interpolate(x: Float64Array, xp: Float64Array, fp: Float64Array, low: number, high: number): void {
  const last = xp.length - 1;
  let j = 0;
  for (let k = 0; k < x.length; k++) {
    const at = x[k]!;
    if (Number.isNaN(at)) continue;
    if (at < xp[0]!) x[k] = low;
    else if (at > xp[last]!) x[k] = high;
    else if (at === xp[last]) x[k] = fp[last]!;
    else {
      if (!(xp[j]! <= at && at < xp[j + 1]!)) j = intervalOf(xp, at);
      const slope = (fp[j + 1]! - fp[j]!) / (xp[j + 1]! - xp[j]!);
      const y = slope * (at - xp[j]!) + fp[j]!;
      // From the other end where this one is infinite.
      x[k] = Number.isNaN(y) ? otherEnd(slope, at, xp, fp, j) : y;
    }
  }
}

function otherEnd(slope: number, at: number, xp: Float64Array, fp: Float64Array, j: number): number {
  const y = slope * (at - xp[j + 1]!) + fp[j + 1]!;
  return Number.isNaN(y) && fp[j] === fp[j + 1] ? fp[j]! : y;
}

/** j with xp[j] ≤ x < xp[j+1]. */
export function intervalOf(xp: Float64Array, x: number): number {
  let low = 0;
  let high = xp.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xp[middle]! <= x) low = middle;
    else high = middle;
  }
  return low;
}

/** Second-order differences inside, of `edge_order` at the ends, over even or uneven steps. */
function gradient(f: Value, varargs: PyTuple, axis?: Value, edge?: Value): Value {
  const array = asArray(f);
  const order = optionalInteger(edge, 1, "edge_order");
  if (order !== 1 && order !== 2) throw pyError("ValueError", "'edge_order' greater than 2 not supported");
  const axes = asAxes(axis, array.ndim) ?? array.shape.map((_, at) => at);
  if (varargs.items.length > 1 && varargs.items.length !== axes.length)
    throw pyError("TypeError", "invalid number of arguments");
  const parts = axes.map((along, k) =>
    slope(array, along, varargs.items[varargs.items.length === 1 ? 0 : k] ?? 1, order),
  );
  return parts.length === 1 ? parts[0]! : new PyTuple(parts);
}

function slope(array: NdArray, axis: number, spacing: Value, order: 1 | 2): NdArray {
  const n = array.shape[axis]!;
  if (n < order + 1) {
    throw pyError(
      "ValueError",
      "Shape of array too small to calculate a numerical gradient, at least (edge_order + 1) elements are required.",
    );
  }
  const steps = asArray(spacing, "float64");
  const result = zeros(promote(array.dtype, "float64"), array.shape);
  const rows = (from: number, to: number): NdArray => section(array, axis, from, to);
  const set = (from: number, to: number, value: Value): void => fill(section(result, axis, from, to), asArray(value));
  const weighted = (weights: readonly number[], at: readonly number[]): Value =>
    at
      .map((row, k) => compute("multiply", rows(row, row + 1), weights[k]!))
      .reduce((all, part) => compute("add", all, part));
  if (steps.ndim === 0) {
    const rise = (from: number, to: number, width: number, h: Value): Value =>
      compute("divide", compute("subtract", rows(from + width, to + width), rows(from, to)), h);
    set(0, 1, rise(0, 1, 1, steps));
    set(n - 1, n, rise(n - 2, n - 1, 1, steps));
    if (n > 2) set(1, n - 1, rise(0, n - 2, 2, compute("multiply", steps, 2)));
    if (order === 2) {
      const h = steps.buffer[steps.offset]!;
      set(0, 1, weighted([-1.5 / h, 2 / h, -0.5 / h], [0, 1, 2]));
      set(n - 1, n, weighted([0.5 / h, -2 / h, 1.5 / h], [n - 3, n - 2, n - 1]));
    }
    return result;
  }
  // Uneven steps: h before and after each inner point, along the axis.
  const line = (from: number, to: number): NdArray => section(steps, 0, from, to);
  const along = array.shape.map((_, at) => (at === axis ? -1 : 1));
  const widths = reshape(asArray(compute("subtract", line(1, n), line(0, n - 1))), along);
  const h = (from: number, to: number): NdArray => section(widths, axis, from, to);
  const rise = compute("subtract", rows(1, n), rows(0, n - 1));
  const slopes = asArray(compute("divide", rise, widths));
  const between = (from: number, to: number): NdArray => section(slopes, axis, from, to);
  set(0, 1, between(0, 1));
  set(n - 1, n, between(n - 2, n - 1));
  if (n > 2) {
    const [before, after] = [h(0, n - 2), h(1, n - 1)];
    const mean = compute(
      "add",
      compute("multiply", after, between(0, n - 2)),
      compute("multiply", before, between(1, n - 1)),
    );
    set(1, n - 1, compute("divide", mean, compute("add", before, after)));
  }
  if (order === 2) {
    const width = widths.buffer;
    // The parabola through the three outermost points.
    const end = (h1: number, h2: number): number[] => [
      -(2 * h1 + h2) / (h1 * (h1 + h2)),
      (h1 + h2) / (h1 * h2),
      -h1 / (h2 * (h1 + h2)),
    ];
    set(0, 1, weighted(end(width[0]!, width[1]!), [0, 1, 2]));
    const back = end(width[n - 2]!, width[n - 3]!).map((weight) => -weight);
    set(n - 1, n, weighted(back, [n - 1, n - 2, n - 3]));
  }
  return result;
}

function norm(x: Value, ord?: Value, axis?: Value, keepdims?: Value): Value {
  const array = asArray(x);
  const size = evaluate("absolute", array);
  const axes = asAxes(axis, array.ndim);
  if (isGiven(ord) && array.ndim > 1 && axes === undefined)
    throw pyError("TypeError", "norm: ord is supported for vectors only");
  const call = { axes, keepdims: keepdims === true };
  const order = isGiven(ord) ? asReal(ord, "ord") : 2;
  const values = asArray(size, "float64");
  if (order === Infinity) return values.size === 0 ? 0 : extremeOf(values);
  const total = sum({ array: asArray(compute("power", values, order)), ...call });
  return order === 2 ? evaluate("sqrt", total) : compute("power", total, 1 / order);
}

function extremeOf(values: NdArray): Value {
  return new NumpyScalar(
    "float64",
    cast(values).buffer.reduce((a, b) => Math.max(a, b)),
  );
}

function toMatrix(value: Value, what: string): Matrix {
  const array = asArray(value);
  if (array.dtype === "complex128") throw pyError("TypeError", `${what} of a complex matrix is not supported`);
  const [rows, columns] = array.shape;
  if (array.ndim !== 2 || rows !== columns)
    throw pyError("ValueError", "Last 2 dimensions of the array must be square");
  spendMany(array.size * Math.sqrt(array.size));
  return Matrix.from1DArray(rows!, columns!, cast(array, "float64").buffer);
}

function fromMatrix(matrix: Matrix): NdArray {
  const result = zeros("float64", [matrix.rows, matrix.columns]);
  result.buffer.set(matrix.to1DArray());
  return result;
}
