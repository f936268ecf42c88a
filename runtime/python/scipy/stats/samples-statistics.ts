/** scipy.stats' numbers about samples: straight lines, correlations, moments, and densities from kernels. */
import { incompleteBeta } from "../../../math/gamma-function.ts";
import { spendMany } from "../../budget.ts";
import { NdArray } from "../../numpy/array.ts";
import { asArray, cast } from "../../numpy/convert.ts";
import { mapLanes, reduceLanes } from "../../numpy/lanes.ts";
import { asAxis, asInteger, asReal, define, isGiven } from "../../numpy/signature.ts";
import { pyError } from "../../values/error.ts";
import { truth } from "../../values/object-protocol.ts";
import { type Keywords, PyValue, type Value } from "../../values/value.ts";
import { float64, floats, NamedTuple } from "../callback.ts";

export function describeTable(): [string, Value][] {
  return [
    define("linregress(x, y=, alternative=)", (x: Value, y) => linearRegression(x, y)),
    define("pearsonr(x, y, alternative=, method=)", (x: Value, y: Value) => {
      const [a, b] = pair(x, y);
      const r = correlation(a, b);
      return new NamedTuple("PearsonRResult", [
        ["statistic", float64(r)],
        ["pvalue", float64(a.length === 2 ? 1 : twoSided(r, a.length))],
      ]);
    }),
    define("spearmanr(a, b, axis=, nan_policy=, alternative=)", (x: Value, y: Value) => {
      const [a, b] = pair(x, y);
      const r = correlation(ranks(a), ranks(b));
      return new NamedTuple("SignificanceResult", [
        ["statistic", float64(r)],
        ["pvalue", float64(twoSided(r, a.length))],
      ]);
    }),
    define("rankdata(a, method=)", (a: Value) => NdArray.fromFloats(ranks(floats(a)))),
    define("sem(a, axis=, ddof=)", (a: Value, axis, ddof) => {
      const free = isGiven(ddof) ? asInteger(ddof, "ddof") : 1;
      return perLane(a, axis, (values) => Math.sqrt(moment(values, 2) / (values.length - free)));
    }),
    define("zscore(a, axis=, ddof=)", (a: Value, axis, ddof) => {
      const array = asArray(a, "float64");
      const free = isGiven(ddof) ? asInteger(ddof, "ddof") : 0;
      return mapLanes(array, asAxis(axis ?? 0n, array.ndim), "float64", (values, out) => {
        const mean = meanOf(values);
        const deviation = Math.sqrt((moment(values, 2) * values.length) / (values.length - free));
        for (let k = 0; k < values.length; k++) out[k] = (values[k]! - mean) / deviation;
      });
    }),
    define("skew(a, axis=, bias=)", (a: Value, axis) =>
      perLane(a, axis, (values) => moment(values, 3) / moment(values, 2) ** 1.5),
    ),
    define("kurtosis(a, axis=, fisher=, bias=)", (a: Value, axis, fisher) =>
      perLane(
        a,
        axis,
        (values) => moment(values, 4) / moment(values, 2) ** 2 - (isGiven(fisher) && !truth(fisher) ? 0 : 3),
      ),
    ),
    define("moment(a, order=, axis=)", (a: Value, order, axis) =>
      perLane(a, axis, (values) => moment(values, isGiven(order) ? asInteger(order, "order") : 1)),
    ),
    define("gmean(a, axis=)", (a: Value, axis) => perLane(a, axis, (values) => Math.exp(meanOf(values.map(Math.log))))),
    define("hmean(a, axis=)", (a: Value, axis) => perLane(a, axis, (values) => 1 / meanOf(values.map((v) => 1 / v)))),
    define("iqr(x, axis=)", (a: Value, axis) =>
      perLane(a, axis, (values) => percentile(values, 75) - percentile(values, 25), true),
    ),
    define("scoreatpercentile(a, per)", (a: Value, per: Value) => float64(percentile(floats(a), asReal(per, "per")))),
    define("median_abs_deviation(x, axis=)", (a: Value, axis) =>
      perLane(a, axis, (values) => {
        const centre = percentile(values, 50);
        return percentile(
          values.map((v) => Math.abs(v - centre)),
          50,
        );
      }),
    ),
    define("gaussian_kde(dataset, bw_method=, weights=)", (data: Value, bandwidth, weights) => {
      if (isGiven(weights)) throw pyError("NotImplementedError", "gaussian_kde takes no weights here");
      const values = floats(data);
      if (asArray(data).ndim > 1 && asArray(data).shape[0] !== 1)
        throw pyError("NotImplementedError", "gaussian_kde takes one variable here");
      if (values.length < 2) throw pyError("ValueError", "`dataset` input should have multiple elements.");
      return new KernelDensity(values, bandwidth);
    }),
  ];
}

function pair(x: Value, y: Value): [Float64Array, Float64Array] {
  const [a, b] = [floats(x), floats(y)];
  if (a.length !== b.length) throw pyError("ValueError", "x and y must have the same length.");
  if (a.length < 2) throw pyError("ValueError", "x and y must have length at least 2.");
  return [a, b];
}

function perLane(a: Value, axis: Value | undefined, f: (values: Float64Array) => number, flat = false): Value {
  const array = asArray(a, "float64");
  const axes = axis === null || (flat && axis === undefined) ? undefined : [asAxis(axis ?? 0n, array.ndim)];
  spendMany(2 * array.size);
  return reduceLanes(array, axes, false, "float64", (buffer, start, stride, n) =>
    f(Float64Array.from({ length: n }, (_, k) => buffer[start + k * stride]!)),
  );
}

function meanOf(values: Float64Array): number {
  return values.reduce((sum, v) => sum + v, 0) / values.length;
}

/** About the mean. */
function moment(values: Float64Array, order: number): number {
  const mean = meanOf(values);
  return order === 1 ? 0 : values.reduce((sum, v) => sum + (v - mean) ** order, 0) / values.length;
}

function percentile(values: Float64Array, share: number): number {
  const sorted = Float64Array.from(values).sort();
  const place = (share / 100) * (sorted.length - 1);
  const low = Math.floor(place);
  const high = Math.min(low + 1, sorted.length - 1);
  return sorted[low]! + (place - low) * (sorted[high]! - sorted[low]!);
}

/** From 1; equal values share the mean of theirs. */
function ranks(values: Float64Array): Float64Array {
  spendMany(values.length);
  const order = Array.from(values, (_, k) => k).sort((a, b) => values[a]! - values[b]!);
  const result = new Float64Array(values.length);
  for (let k = 0; k < order.length; ) {
    let end = k;
    while (end < order.length && values[order[end]!] === values[order[k]!]) end++;
    for (let j = k; j < end; j++) result[order[j]!] = (k + 1 + end) / 2;
    k = end;
  }
  return result;
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [meanOf(a), meanOf(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let k = 0; k < a.length; k++) {
    const [x, y] = [a[k]! - ma, b[k]! - mb];
    ab += x * y;
    aa += x * x;
    bb += y * y;
  }
  return Math.max(-1, Math.min(1, ab / Math.sqrt(aa) / Math.sqrt(bb)));
}

/** The share of uncorrelated samples with a correlation at least as large. */
function twoSided(r: number, n: number): number {
  const free = n - 2;
  const t2 = (r * r * free) / ((1 - r) * (1 + r));
  return incompleteBeta(free / 2, 0.5, free / (free + t2)).lower;
}

function linearRegression(given: Value, y: Value | undefined): Value {
  let [xs, ys] = [given, y ?? null];
  if (!isGiven(y)) {
    const both = cast(asArray(given, "float64"));
    if (both.ndim !== 2 || both.shape[0] !== 2) throw pyError("ValueError", "linregress needs x and y");
    const n = both.shape[1]!;
    [xs, ys] = [NdArray.fromFloats(both.buffer.slice(0, n)), NdArray.fromFloats(both.buffer.slice(n))];
  }
  const [a, b] = pair(xs, ys);
  spendMany(a.length);
  const n = a.length;
  const [ma, mb] = [meanOf(a), meanOf(b)];
  let [xx, xy, yy] = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const [dx, dy] = [a[k]! - ma, b[k]! - mb];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  if (xx === 0) throw pyError("ValueError", "Cannot calculate a linear regression if all x values are identical");
  const slope = xy / xx;
  const r = xx === 0 || yy === 0 ? 0 : Math.max(-1, Math.min(1, xy / Math.sqrt(xx * yy)));
  const error = n === 2 ? 0 : Math.sqrt(((1 - r * r) * yy) / xx / (n - 2));
  const p = n === 2 ? (b[0] === b[1] ? 1 : 0) : twoSided(r, n);
  return new NamedTuple(
    "LinregressResult",
    [
      ["slope", float64(slope)],
      ["intercept", float64(mb - slope * ma)],
      ["rvalue", float64(r)],
      ["pvalue", float64(p)],
      ["stderr", float64(error)],
    ],
    [["intercept_stderr", float64(error * Math.sqrt(xx / n + ma * ma))]],
  );
}

/** A Gaussian around each value, as wide as Scott's or Silverman's rule says. */
class KernelDensity extends PyValue {
  override readonly typeName = "gaussian_kde";
  private readonly values: Float64Array;
  private readonly factor: number;
  private readonly width: number;
  constructor(values: Float64Array, bandwidth: Value | undefined) {
    super();
    this.values = values;
    const n = values.length;
    if (!isGiven(bandwidth) || bandwidth === "scott") this.factor = n ** -0.2;
    else if (bandwidth === "silverman") this.factor = ((n * 3) / 4) ** -0.2;
    else this.factor = asReal(bandwidth, "bw_method");
    this.width = this.factor * Math.sqrt((moment(values, 2) * n) / (n - 1));
  }
  override get callable(): boolean {
    return true;
  }
  override call([x]: Value[], _keywords: Keywords): Value {
    const places = floats(x ?? 0);
    spendMany(places.length * this.values.length);
    const scale = 1 / (this.values.length * this.width * Math.sqrt(2 * Math.PI));
    return NdArray.fromFloats(
      places.map(
        (at) => scale * this.values.reduce((sum, v) => sum + Math.exp(-0.5 * ((at - v) / this.width) ** 2), 0),
      ),
    );
  }
  override getAttribute(name: string): Value | undefined {
    if (name === "evaluate" || name === "pdf") return define(`${name}(x)`, (x: Value) => this.call([x], new Map()))[1];
    if (name === "factor") return this.factor;
    return undefined;
  }
}
