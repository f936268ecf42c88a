/**
 * Many numbers into one: sums, means, extremes, medians, integrals, along an
 * axis or over everything. Sums are in numpy's own order (`runtime/math/numpy-sum.ts`),
 * so that they agree to the last digits.
 */
import { medianOfSorted } from "../../math/median.ts";
import { sumOfReals } from "../../math/numpy-sum.ts";
import { spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";
import { truth } from "../values/object-protocol.ts";
import { PyTuple } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";
import type { DType, NdArray } from "./array.ts";
import { asArray, cast, fill } from "./convert.ts";
import { optionalDtype } from "./dtype.ts";
import { type LaneFunction, laneValues, mapLanes, reduceLanes, reduceParts } from "./lanes.ts";
import { binaryOperation } from "./operations.ts";
import { NumpyScalar } from "./scalar.ts";
import { ravel, reshape, section } from "./shape.ts";
import { asAxes, asAxis, asReal, define, isGiven, optionalInteger } from "./signature.ts";
import { broadcastTo } from "./strided-loop.ts";
import { accumulate, compute, evaluate, fillWhere, reduce } from "./ufuncs.ts";

/** What most of these functions are called with. */
interface Call {
  array: NdArray;
  axes: number[] | undefined;
  keepdims: boolean;
}

function reduction(name: string, body: (call: Call, dtype: DType | undefined) => Value): [string, Value] {
  return define(`${name}(a, axis=, dtype=, out=, keepdims=)`, (a: Value, axis, dtype, out, keepdims) => {
    const array = asArray(a);
    const call = { array, axes: asAxes(axis, array.ndim), keepdims: keepdims !== undefined && truth(keepdims) };
    const result = body(call, optionalDtype(dtype));
    if (!isGiven(out)) return result;
    fill(out as NdArray, asArray(result));
    return out;
  });
}

export function reductionTable(): [string, Value][] {
  return [
    reduction("sum", (call, dtype) => sum(dtype === undefined ? call : { ...call, array: asArray(call.array, dtype) })),
    reduction("prod", (call) => product(call)),
    reduction("mean", (call) => mean(call)),
    reduction("max", (call) => extreme(call, "maximum")),
    reduction("min", (call) => extreme(call, "minimum")),
    reduction("amax", (call) => extreme(call, "maximum")),
    reduction("amin", (call) => extreme(call, "minimum")),
    reduction("ptp", (call) => compute("subtract", extreme(call, "maximum"), extreme(call, "minimum"))),
    reduction("any", (call) => lane(asTruth(call), "bool", (b, i, s, n) => Number(some(b, i, s, n)))),
    reduction("all", (call) => lane(asTruth(call), "bool", (b, i, s, n) => Number(every(b, i, s, n)))),
    reduction("count_nonzero", (call) => lane(asTruth(call), "int64", laneSum)),
    define(
      "var(a, axis=, dtype=, out=, ddof=, keepdims=, mean=, correction=)",
      (a: Value, axis, _dtype, _out, ddof, keepdims, _mean, correction) =>
        variance(a, axis, correction ?? ddof, keepdims),
    ),
    define(
      "std(a, axis=, dtype=, out=, ddof=, keepdims=, mean=, correction=)",
      (a: Value, axis, _dtype, _out, ddof, keepdims, _mean, correction) =>
        evaluate("sqrt", variance(a, axis, correction ?? ddof, keepdims)),
    ),
    define("argmax(a, axis=)", (a: Value, axis) => extremePlace(asArray(a), axis, "argmax", (x, best) => x > best)),
    define("argmin(a, axis=)", (a: Value, axis) => extremePlace(asArray(a), axis, "argmin", (x, best) => x < best)),
    define("nanargmax(a, axis=)", (a: Value, axis) =>
      extremePlace(withoutNaN(asArray(a), -Infinity), axis, "argmax", (x, best) => x > best),
    ),
    define("nanargmin(a, axis=)", (a: Value, axis) =>
      extremePlace(withoutNaN(asArray(a), Infinity), axis, "argmin", (x, best) => x < best),
    ),
    define("nancumsum(a, axis=)", (a: Value, axis) => running(withoutNaN(asArray(a), 0), axis, "add")),
    define("cumsum(a, axis=, dtype=)", (a: Value, axis) => running(a, axis, "add")),
    define("cumprod(a, axis=, dtype=)", (a: Value, axis) => running(a, axis, "multiply")),
    define("diff(a, n=, axis=, prepend=, append=)", difference),
    define("median(a, axis=, keepdims=)", (a: Value, axis, keepdims) => {
      const array = asArray(a);
      if (array.dtype === "complex128") throw pyError("TypeError", "a quantile must not be complex");
      spendMany(array.size / 8);
      const call = { array, axes: asAxes(axis, array.ndim), keepdims: keepdims !== undefined && truth(keepdims) };
      return lane(call, "float64", (b, start, stride, n) => medianOfSorted(laneValues(b, start, stride, n).sort()));
    }),
    define("percentile(a, q, axis=, keepdims=)", (a: Value, q: Value, axis, keepdims) =>
      quantile(asArray(a), compute("divide", q, 100), axis, keepdims),
    ),
    define("quantile(a, q, axis=, keepdims=)", (a: Value, q: Value, axis, keepdims) =>
      quantile(asArray(a), q, axis, keepdims),
    ),
    reduction("nansum", (call) => sum({ ...call, array: withoutNaN(call.array, 0) })),
    reduction("nanprod", (call) => product({ ...call, array: withoutNaN(call.array, 1) })),
    reduction("nanmax", (call) => lane(call, "float64", overNumbers(largest))),
    reduction("nanmin", (call) => lane(call, "float64", overNumbers(smallest))),
    reduction("nanmean", (call) =>
      lane(
        call,
        "float64",
        overNumbers((values) => meanOf(values, 0, 1, values.length)),
      ),
    ),
    reduction("nanstd", (call) =>
      lane(
        call,
        "float64",
        overNumbers((values) => Math.sqrt(squares(values) / values.length)),
      ),
    ),
    reduction("nanvar", (call) =>
      lane(
        call,
        "float64",
        overNumbers((values) => squares(values) / values.length),
      ),
    ),
    reduction("nanmedian", (call) =>
      lane(
        call,
        "float64",
        overNumbers((values) => medianOfSorted(values.sort())),
      ),
    ),
    define("average(a, axis=, weights=, returned=)", average),
    define("trapezoid(y, x=, dx=, axis=)", trapezoid),
    define("trapz(y, x=, dx=, axis=)", trapezoid),
  ];
}

function lane(call: Call, dtype: DType, f: LaneFunction): Value {
  return reduceLanes(call.array, call.axes, call.keepdims, dtype, f);
}

function asTruth(call: Call): Call {
  return { ...call, array: asArray(call.array, "bool") };
}

export function sum(call: Call): Value {
  const { array, axes, keepdims } = call;
  if (array.dtype === "complex128") return reduceParts(array, axes, keepdims, laneSum);
  return lane(call, array.dtype === "float64" ? "float64" : "int64", laneSum);
}

function laneSum(a: Float64Array, start: number, stride: number, n: number): number {
  return sumOfReals(a, start, n, stride);
}

function meanOf(a: Float64Array, start: number, stride: number, n: number): number {
  return laneSum(a, start, stride, n) / n;
}

export function mean({ array, axes, keepdims }: Call): Value {
  if (array.dtype === "complex128") return reduceParts(array, axes, keepdims, meanOf);
  return reduceLanes(array, axes, keepdims, "float64", meanOf);
}

function product({ array, axes, keepdims }: Call): Value {
  if (array.dtype === "complex128") return byOperation({ array, axes, keepdims }, "multiply");
  return reduceLanes(array, axes, keepdims, array.dtype === "float64" ? "float64" : "int64", (a, start, stride, n) => {
    let total = 1;
    for (let k = 0; k < n; k++) total *= a[start + k * stride]!;
    return total;
  });
}

/** The slow way round, for complex arrays: one binary operation after the other, axis by axis. */
function byOperation({ array, axes, keepdims }: Call, name: "multiply" | "maximum" | "minimum"): Value {
  const gone = (axes ?? array.shape.map((_, axis) => axis)).toSorted((a, b) => b - a);
  let result: Value = array;
  for (const axis of gone) result = reduce(binaryOperation(name), asArray(result), BigInt(axis), keepdims);
  return result;
}

function extreme(call: Call, name: "maximum" | "minimum"): Value {
  if (call.array.dtype === "complex128") return byOperation(call, name);
  const best = name === "maximum" ? largestOf : smallestOf;
  return lane(call, call.array.dtype, (a, start, stride, n) => {
    if (n === 0) throw pyError("ValueError", `zero-size array to reduction operation ${name} which has no identity`);
    return best(a, start, stride, n);
  });
}

function largestOf(a: Float64Array, start: number, stride: number, n: number): number {
  let best = a[start]!;
  for (let k = 1; k < n; k++) {
    const x = a[start + k * stride]!;
    if (x > best || Number.isNaN(x)) best = x;
    if (Number.isNaN(best)) return best;
  }
  return best;
}
function smallestOf(a: Float64Array, start: number, stride: number, n: number): number {
  let best = a[start]!;
  for (let k = 1; k < n; k++) {
    const x = a[start + k * stride]!;
    if (x < best || Number.isNaN(x)) best = x;
    if (Number.isNaN(best)) return best;
  }
  return best;
}
const largest = (values: Float64Array): number => largestOf(values, 0, 1, values.length);
const smallest = (values: Float64Array): number => smallestOf(values, 0, 1, values.length);

function some(a: Float64Array, start: number, stride: number, n: number): boolean {
  for (let k = 0; k < n; k++) if (a[start + k * stride] !== 0) return true;
  return false;
}
function every(a: Float64Array, start: number, stride: number, n: number): boolean {
  for (let k = 0; k < n; k++) if (a[start + k * stride] === 0) return false;
  return true;
}

/** The first of the best; NaN counts as best. */
function extremePlace(
  array: NdArray,
  axis: Value | undefined,
  name: string,
  better: (x: number, best: number) => boolean,
): Value {
  if (array.dtype === "complex128") throw pyError("TypeError", `${name} of complex numbers is not supported`);
  return reduceLanes(array, asAxes(axis, array.ndim), false, "int64", (a, start, stride, n) => {
    if (n === 0) throw pyError("ValueError", `attempt to get ${name} of an empty sequence`);
    let place = 0;
    for (let k = 0; k < n; k++) {
      const x = a[start + k * stride]!;
      if (Number.isNaN(x)) return k;
      if (better(x, a[start + place * stride]!)) place = k;
    }
    return place;
  });
}

function variance(a: Value, axis?: Value, ddof?: Value, keepdims?: Value): Value {
  const array = asArray(a);
  const axes = asAxes(axis, array.ndim);
  const centre = mean({ array, axes, keepdims: true });
  const away = compute("subtract", array, centre);
  const size = evaluate("absolute", away);
  const call = {
    array: asArray(compute("multiply", size, size), "float64"),
    axes,
    keepdims: isGiven(keepdims) && truth(keepdims),
  };
  const free = isGiven(ddof) ? asReal(ddof, "ddof") : 0;
  return lane(call, "float64", (b, start, stride, n) => laneSum(b, start, stride, n) / Math.max(n - free, 0));
}

function squares(values: Float64Array): number {
  const centre = meanOf(values, 0, 1, values.length);
  const away = values.map((x) => (x - centre) * (x - centre));
  return laneSum(away, 0, 1, away.length);
}

function running(a: Value, axis: Value | undefined, name: "add" | "multiply"): Value {
  const array = asArray(a, asArray(a).dtype === "bool" ? "int64" : undefined);
  const along = isGiven(axis) ? asAxis(axis, array.ndim) : 0;
  const source = isGiven(axis) ? array : ravel(array);
  if (array.dtype === "complex128") return accumulate(binaryOperation(name), source, BigInt(along));
  return mapLanes(source, along, array.dtype, (values, out) => {
    let total = name === "add" ? 0 : 1;
    for (let k = 0; k < values.length; k++) out[k] = total = name === "add" ? total + values[k]! : total * values[k]!;
  });
}

function difference(a: Value, n?: Value, axis?: Value, prepend?: Value, append?: Value): Value {
  if (isGiven(prepend) || isGiven(append)) throw pyError("TypeError", "diff: prepend and append are not supported");
  let array = asArray(a);
  if (array.ndim === 0) throw pyError("ValueError", "diff requires input that is at least one dimensional");
  const along = asAxis(axis ?? -1n, array.ndim);
  const name = array.dtype === "bool" ? "not_equal" : "subtract";
  for (let times = optionalInteger(n, 1, "n"); times > 0; times--) {
    const length = array.shape[along]!;
    if (length === 0) break;
    array = asArray(compute(name, section(array, along, 1, length), section(array, along, 0, Math.max(0, length - 1))));
  }
  return array;
}

/** @param q  fractions of 1: one number or a list of them */
function quantile(array: NdArray, q: Value, axis?: Value, keepdims?: Value): Value {
  const fractions = asArray(q, "float64");
  const axes = asAxes(axis, array.ndim);
  const keep = keepdims !== undefined && truth(keepdims);
  const at = (fraction: number): Value =>
    reduceLanes(array, axes, keep, "float64", (a, start, stride, n) =>
      quantileOf(laneValues(a, start, stride, n).sort(), fraction),
    );
  if (array.dtype === "complex128") throw pyError("TypeError", "a quantile must not be complex");
  spendMany((fractions.size * array.size) / 8);
  if (fractions.ndim === 0) return at(fractions.buffer[fractions.offset]!);
  const parts = Array.from(cast(fractions).buffer, (fraction) => asArray(at(fraction)));
  const result = parts.map((part) => reshape(part, [1, ...part.shape]));
  return result.length === 1 ? result[0]! : stackFirst(result);
}

function stackFirst(parts: readonly NdArray[]): NdArray {
  const [first] = parts;
  const stacked = cast(broadcastTo(first!, [parts.length, ...first!.shape.slice(1)]));
  for (const [k, part] of parts.entries()) fill(section(stacked, 0, k, k + 1), part);
  return stacked;
}

/** Between two neighbours in proportion ("linear"). @param sorted  NaN last, as typed arrays sort */
function quantileOf(sorted: Float64Array, fraction: number): number {
  const n = sorted.length;
  if (n === 0 || Number.isNaN(sorted[n - 1]!)) return Number.NaN;
  if (!(fraction >= 0 && fraction <= 1)) throw pyError("ValueError", "Percentiles must be in the range [0, 100]");
  const place = fraction * (n - 1);
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, n - 1)]!;
  const t = place - below;
  return t >= 0.5 ? high - (high - low) * (1 - t) : low + (high - low) * t;
}

function overNumbers(f: (values: Float64Array) => number): LaneFunction {
  return (a, start, stride, n) => {
    const values = laneValues(a, start, stride, n).filter((x) => !Number.isNaN(x));
    return values.length === 0 ? Number.NaN : f(values);
  };
}

function withoutNaN(array: NdArray, replacement: number): NdArray {
  const result = cast(array);
  const value = broadcastTo(new NumpyScalar(array.dtype, replacement).toArray(), array.shape);
  fillWhere(result, value, asArray(evaluate("isnan", array)));
  return result;
}

function average(a: Value, axis?: Value, weights?: Value, returned?: Value): Value {
  const array = asArray(a);
  const axes = asAxes(axis, array.ndim);
  if (!isGiven(weights)) return mean({ array, axes, keepdims: false });
  const given = asArray(weights);
  const along = axes?.[0] ?? 0;
  const w =
    given.ndim === 1 && array.ndim > 1
      ? reshape(
          given,
          array.shape.map((n, at) => (at === along ? n : 1)),
        )
      : given;
  const spread = broadcastTo(w, array.shape);
  const total = sum({ array: spread, axes, keepdims: false });
  if (
    truth(
      reduceLanes(asArray(compute("equal", total, 0)), undefined, false, "bool", (b, i, s, n) =>
        Number(some(b, i, s, n)),
      ),
    )
  ) {
    throw pyError("ZeroDivisionError", "Weights sum to zero, can't be normalized");
  }
  const result = compute(
    "divide",
    sum({ array: asArray(compute("multiply", array, spread)), axes, keepdims: false }),
    total,
  );
  return returned !== undefined && truth(returned) ? new PyTuple([result, total]) : result;
}

function trapezoid(y: Value, x?: Value, dx?: Value, axis?: Value): Value {
  const array = asArray(y);
  const along = asAxis(axis ?? -1n, array.ndim);
  const n = array.shape[along]!;
  let step: Value = isGiven(dx) ? dx : 1;
  if (isGiven(x)) {
    const places = asArray(x);
    if (places.ndim === 1)
      step = reshape(
        asArray(difference(places)),
        array.shape.map((_, at) => (at === along ? -1 : 1)),
      );
    else step = difference(places, undefined, BigInt(along));
  }
  const pairs = compute("add", section(array, along, 1, n), section(array, along, 0, Math.max(0, n - 1)));
  const areas = asArray(compute("divide", compute("multiply", step, pairs), 2));
  return sum({ array: areas, axes: [along], keepdims: false });
}
