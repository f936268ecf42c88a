/** Elementwise functions that are made of others, questions about arrays, and vectorize. */

import { spendMany } from "../budget.ts";
import { Builtin } from "../values/builtin.ts";
import { Complex } from "../values/complex.ts";
import { pyError } from "../values/error.ts";
import { call, truth, typeName } from "../values/object-protocol.ts";
import { PyTuple } from "../values/sequence.ts";
import { type Keywords, NO_KEYWORDS, PyValue, type Value } from "../values/value.ts";
import { NdArray } from "./array.ts";
import { asArray, cast, elementAt, sameShape, sequenceItems, unwrap, zeros } from "./convert.ts";
import { bytesOf, DTypeValue, dtypeFrom } from "./dtype.ts";
import { each, rint } from "./loops-real.ts";
import { NumpyScalar, scalarFrom } from "./scalar.ts";
import { asAxis, asReal, define, isGiven, optionalInteger } from "./signature.ts";
import { broadcastShape, broadcastTo } from "./strided-loop.ts";
import { compute, evaluate, operandOf, pick } from "./ufuncs.ts";

export function elementaryTable(): [string, Value][] {
  return [
    define("around(a, decimals=)", round),
    define("real(val)", (val: Value) => part(val, "real")),
    define("imag(val)", (val: Value) => part(val, "imag")),
    define("angle(z, deg=)", (z: Value, deg) => {
      const value = operandOf(z);
      const angle = compute("arctan2", value.getAttribute("imag")!, value.getAttribute("real")!);
      return deg !== undefined && truth(deg) ? compute("multiply", angle, 180 / Math.PI) : angle;
    }),
    define("real_if_close(a)", (a: Value) => {
      const array = asArray(a);
      if (array.dtype !== "complex128") return a;
      const small = cast(array).buffer.every((x, k) => k % 2 === 0 || Math.abs(x) < 100 * Number.EPSILON);
      return small ? cast(asArray(array.getAttribute("real")!)) : array;
    }),
    define("sinc(x)", (x: Value) => {
      const array = asArray(x, "float64");
      return unwrap(mapped(array, (t) => (t === 0 ? 1 : Math.sin(Math.PI * t) / (Math.PI * t))));
    }),
    define("nan_to_num(x, copy=, nan=, posinf=, neginf=)", nanToNum),
    define("isclose(a, b, rtol=, atol=, equal_nan=)", isClose),
    define("allclose(a, b, rtol=, atol=, equal_nan=)", (...args: (Value | undefined)[]) =>
      allTrue(isClose(...(args as Parameters<typeof isClose>))),
    ),
    define("array_equal(a1, a2, equal_nan=)", (a: Value, b: Value) => {
      const [x, y] = [asArray(a), asArray(b)];
      return sameShape(x.shape, y.shape) && allTrue(compute("equal", x, y));
    }),
    define("array_equiv(a1, a2)", (a: Value, b: Value) => allTrue(compute("equal", a, b))),
    define("modf(x)", (x: Value) => {
      const whole = evaluate("trunc", evaluate("positive", compute("multiply", x, 1)));
      return new PyTuple([compute("copysign", compute("subtract", x, whole), x), whole]);
    }),
    define(
      "divmod(x1, x2)",
      (a: Value, b: Value) => new PyTuple([compute("floor_divide", a, b), compute("remainder", a, b)]),
    ),
    define("isscalar(element)", (value: Value) => typeof value === "string" || scalarFrom(value) !== undefined),
    define(
      "iterable(y)",
      (value: Value) => typeof value === "string" || (value instanceof PyValue && isIterable(value)),
    ),
    define("iscomplexobj(x)", (x: Value) => operandOf(x).dtype === "complex128"),
    define("isrealobj(x)", (x: Value) => operandOf(x).dtype !== "complex128"),
    define("isneginf(x)", (x: Value) => compute("equal", x, -Infinity)),
    define("isposinf(x)", (x: Value) => compute("equal", x, Infinity)),
    define("result_type(*values)", (values: PyTuple) => {
      const zero: Value = new NumpyScalar("bool", 0);
      return operandOf(
        values.items.reduce<Value>((sum, item) => compute("add", sum, operandOf(item)), zero),
      ).getAttribute("dtype")!;
    }),
    define("dtype(dtype)", (dtype: Value) => new DTypeValue(dtypeFrom(dtype))),
    define("finfo(dtype=)", () => record("finfo", FLOAT_LIMITS)),
    define("iinfo(dtype=)", () =>
      record(
        "iinfo",
        new Map<string, Value>([
          ["max", 2n ** 63n - 1n],
          ["min", -(2n ** 63n)],
          ["bits", bytesOf("int64") * 8n],
        ]),
      ),
    ),
    define("apply_along_axis(func1d, axis, arr)", applyAlongAxis),
    define("vectorize(pyfunc, otypes=, excluded=)", (pyfunc: Value) => new Vectorized(pyfunc)),
    define("frompyfunc(func, nin=, nout=)", (pyfunc: Value) => new Vectorized(pyfunc)),
    define("unwrap(p)", (p: Value) => unwrapPhase(asArray(p, "float64"))),
    ["errstate", new Builtin("errstate", () => new NoContext())],
    ["seterr", new Builtin("seterr", () => null)],
    define("set_printoptions(precision=, threshold=, edgeitems=, linewidth=, suppress=)", () => null),
  ];
}

/** A number of Python's stays one. */
function part(value: Value, name: "real" | "imag"): Value {
  if (typeof value === "number") return name === "real" ? value : 0;
  if (typeof value === "bigint") return name === "real" ? value : 0n;
  if (value instanceof Complex) return name === "real" ? value.re : value.im;
  return operandOf(value).getAttribute(name)!;
}

const FLOAT_LIMITS = new Map<string, Value>([
  ["eps", new NumpyScalar("float64", Number.EPSILON)],
  ["max", new NumpyScalar("float64", Number.MAX_VALUE)],
  ["min", new NumpyScalar("float64", -Number.MAX_VALUE)],
  ["tiny", new NumpyScalar("float64", 2.2250738585072014e-308)],
  ["smallest_normal", new NumpyScalar("float64", 2.2250738585072014e-308)],
  ["resolution", new NumpyScalar("float64", 1e-15)],
  ["precision", 15n],
  ["bits", 64n],
]);

/** A value with named parts and nothing else. */
class Fields extends PyValue {
  override readonly typeName: string;
  readonly fields: ReadonlyMap<string, Value>;
  constructor(typeName: string, fields: ReadonlyMap<string, Value>) {
    super();
    this.typeName = typeName;
    this.fields = fields;
  }
  override getAttribute(name: string): Value | undefined {
    return this.fields.get(name);
  }
}
function record(typeName: string, fields: ReadonlyMap<string, Value>): Value {
  return new Fields(typeName, fields);
}

/** `with np.errstate(…):` there are no warnings here, so there is nothing to switch off. */
class NoContext extends PyValue {
  override readonly typeName = "errstate";
  override getAttribute(name: string): Value | undefined {
    if (name === "__enter__") return define("__enter__()", () => this)[1];
    if (name === "__exit__") return define("__exit__(*raised)", () => false)[1];
    return undefined;
  }
}

function mapped(array: NdArray, f: (x: number) => number): NdArray {
  const result = cast(array);
  each(f)(result.size, result.buffer, 0, 1, result.buffer, 0, 1);
  return result;
}

/** To a number of decimals, halves to the even digit: by way of 10ᵈ, as numpy does it. */
export function round(a: Value, decimals?: Value): Value {
  const value = operandOf(a);
  const digits = optionalInteger(decimals, 0, "decimals");
  if (value.dtype === "bool") throw pyError("TypeError", "bool cannot be rounded here");
  if (value.dtype === "int64") {
    if (digits >= 0) return value;
    const step = 10 ** -digits;
    return unwrap(
      asArray(
        mapped(asArray(value, "float64"), (x) => rint(x / step) * step),
        "int64",
      ),
    );
  }
  if (digits === 0) return evaluate("rint", value);
  const scale = 10 ** Math.abs(digits);
  const [away, back] = digits > 0 ? (["multiply", "divide"] as const) : (["divide", "multiply"] as const);
  return compute(back, evaluate("rint", compute(away, value, scale)), scale);
}

function nanToNum(x: Value, _copy?: Value, nan?: Value, high?: Value, low?: Value): Value {
  const array = asArray(x);
  if (array.dtype === "int64" || array.dtype === "bool") return x;
  const limits = {
    nan: isGiven(nan) ? asReal(nan, "nan") : 0,
    high: isGiven(high) ? asReal(high, "posinf") : Number.MAX_VALUE,
    low: isGiven(low) ? asReal(low, "neginf") : -Number.MAX_VALUE,
  };
  const result = cast(array);
  result.buffer.forEach((value, k) => {
    if (Number.isFinite(value)) return;
    result.buffer[k] = Number.isNaN(value) ? limits.nan : value > 0 ? limits.high : limits.low;
  });
  return unwrap(result);
}

/** |a - b| ≤ atol + rtol·|b|; infinities only equal themselves. */
function isClose(a: Value, b: Value, rtol?: Value, atol?: Value, equalNan?: Value): Value {
  const allowed = compute("add", atol ?? 1e-8, compute("multiply", rtol ?? 1e-5, evaluate("absolute", b)));
  const distance = evaluate("absolute", compute("subtract", toNumbers(a), b));
  const near = compute("logical_and", compute("less_equal", distance, allowed), evaluate("isfinite", b));
  const equal = compute("logical_or", near, compute("equal", a, b));
  if (equalNan === undefined || !truth(equalNan)) return equal;
  return compute("logical_or", equal, compute("logical_and", evaluate("isnan", a), evaluate("isnan", b)));
}

/** bool has no subtraction. */
function toNumbers(value: Value): Value {
  return compute("add", value, 0n);
}

function allTrue(value: Value): boolean {
  return value instanceof NdArray ? !cast(value, "bool").buffer.includes(0) : truth(value);
}

function isIterable(value: PyValue): boolean {
  return value instanceof NdArray ? value.ndim > 0 : value.iterate() !== undefined;
}

function unwrapPhase(array: NdArray): NdArray {
  if (array.ndim !== 1) throw pyError("TypeError", "unwrap takes one axis only here");
  const result = cast(array);
  let turn = 0;
  for (let k = 1; k < array.size; k++) {
    const step =
      array.buffer[array.offset + k * array.strides[0]!]! - array.buffer[array.offset + (k - 1) * array.strides[0]!]!;
    if (Math.abs(step) > Math.PI) turn -= 2 * Math.PI * Math.round(step / (2 * Math.PI));
    result.buffer[k]! += turn;
  }
  return result;
}

function applyAlongAxis(f: Value, axis: Value, arr: Value): Value {
  const array = asArray(arr);
  const along = asAxis(axis, array.ndim);
  const lanes: NdArray[] = [];
  const collect = (part: NdArray, depth: number): void => {
    if (part.ndim === 1) lanes.push(part);
    else for (let k = 0; k < part.shape[depth]!; k++) collect(pick(part, depth, k), depth);
  };
  if (array.ndim > 2) throw pyError("TypeError", "apply_along_axis takes up to two axes here");
  if (array.ndim === 1) lanes.push(array);
  else collect(array, 1 - along);
  spendMany(64 * lanes.length);
  const results = lanes.map((lane) => asArray(call(f, [lane], NO_KEYWORDS)));
  if (array.ndim === 1) return unwrap(results[0]!);
  const first = results[0]!;
  const joined = zeros(first.dtype, [results.length, ...first.shape]);
  const step = joined.buffer.length / results.length;
  for (const [k, result] of results.entries()) joined.buffer.set(cast(result, first.dtype).buffer, k * step);
  return along === 0 && first.ndim === 1 ? joined.getAttribute("T")! : joined;
}

/** np.vectorize(f): f called for every element; slow, as in numpy. */
class Vectorized extends PyValue {
  override readonly typeName = "vectorize";
  readonly target: Value;
  constructor(target: Value) {
    super();
    if (!(target instanceof PyValue) || !target.callable) {
      throw pyError("TypeError", `vectorize needs a function, not '${typeName(target)}'`);
    }
    this.target = target;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: Value[], keywords: Keywords): Value {
    const arrays = args.map((arg) =>
      sequenceItems(arg) === undefined && scalarFrom(arg) === undefined ? arg : asArray(arg),
    );
    const shape = broadcastShape(...arrays.map((arg) => (arg instanceof NdArray ? arg.shape : [])));
    const spread = arrays.map((arg) => (arg instanceof NdArray ? cast(broadcastTo(arg, shape)) : arg));
    const size = shape.reduce((product, n) => product * n, 1);
    const results: NdArray[] = [];
    for (let k = 0; k < size; k++) {
      const items = spread.map((arg) => (arg instanceof NdArray ? elementAt(arg, k) : arg));
      results.push(asArray(call(this.target, items, keywords)));
    }
    if (results.length === 0)
      throw pyError("ValueError", "cannot call `vectorize` on size 0 inputs unless `otypes` is set");
    const result = zeros(results[0]!.dtype, shape);
    const width = result.dtype === "complex128" ? 2 : 1;
    for (const [k, item] of results.entries()) {
      result.buffer.set(cast(item, result.dtype).buffer.subarray(0, width), k * width);
    }
    return unwrap(result);
  }
}
