/** scipy.interpolate.interp1d: a curve through points, as a function: straight lines, steps and splines. */
import { NdArray } from "../../numpy/array.ts";
import { asArray, cast } from "../../numpy/convert.ts";
import { getItem } from "../../numpy/indexing.ts";
import { intervalOf } from "../../numpy/linear.ts";
import { NumpyScalar } from "../../numpy/scalar.ts";
import { argsort } from "../../numpy/search.ts";
import { asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { compute } from "../../numpy/ufuncs.ts";
import { pyError } from "../../values/error.ts";
import { repr, truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import { type Keywords, PyValue, type Value } from "../../values/value.ts";
import { fromFloats } from "../callback.ts";
import { splineThrough, splineValue } from "./b-spline.ts";
import { type Columns, columnsOf, valuesAt } from "./curve.ts";

export function interp1dTable(): [string, Value][] {
  return [define("interp1d(x, y, kind=, axis=, copy=, bounds_error=, fill_value=, assume_sorted=)", interp1d)];
}

type Curve = (x: number) => number;

function interp1d(
  x: Value,
  y: Value,
  kind?: Value,
  axis?: Value,
  copy?: Value,
  boundsError?: Value,
  fillValue?: Value,
  sorted?: Value,
): Value {
  const heights = asArray(y);
  if (heights.dtype === "complex128") {
    const part = (name: "real" | "imag"): Value =>
      interp1d(x, heights.getAttribute(name)!, kind, axis, copy, boundsError, fillValue, sorted);
    return new ComplexInterpolator(part("real") as PyValue, part("imag") as PyValue);
  }
  let places = asArray(x, "float64");
  const cut = columnsOf(heights, axis ?? -1n, places.size, "interp1d");
  let columns = cut.columns;
  if (sorted === undefined || !truth(sorted)) {
    const order = argsort(places);
    places = getItem(places, order) as NdArray;
    columns = columns.map((column) => cast(getItem(NdArray.fromFloats(column), order) as NdArray).buffer);
  }
  const xp = cast(places).buffer;
  const extrapolates = fillValue === "extrapolate";
  const strict = isGiven(boundsError) ? truth(boundsError) && !extrapolates : !isGiven(fillValue);
  const fills = extrapolates || !isGiven(fillValue) ? [Number.NaN, Number.NaN] : fillsOf(fillValue);
  const last = xp[xp.length - 1]!;
  const curves = columns.map((column): Curve => {
    const curve = curveOf(kind ?? "linear", xp, column);
    return (at) => {
      if (Number.isNaN(at) || extrapolates || (at >= xp[0]! && at <= last)) return curve(at);
      if (strict) {
        const side = at < xp[0]! ? ["below", xp[0]] : ["above", last];
        throw pyError(
          "ValueError",
          `A value (${at}) in x_new is ${side[0]} the interpolation range's ${at < xp[0]! ? "minimum" : "maximum"} value (${side[1]}).`,
        );
      }
      return at < xp[0]! ? fills[0]! : fills[1]!;
    };
  });
  return new Interpolator(curves, cut, xp, heights);
}

/** One number for both sides, or (below, above). */
function fillsOf(value: Value): [number, number] {
  if (!(value instanceof PyTuple)) return [asReal(value, "fill_value"), asReal(value, "fill_value")];
  const [below, above] = asSequence(value, "fill_value").map((item) => asReal(item, "fill_value"));
  return [below!, above ?? below!];
}

class Interpolator extends PyValue {
  override readonly typeName = "interp1d";
  private readonly curves: readonly Curve[];
  private readonly cut: Pick<Columns, "shape" | "axis">;
  private readonly xp: Float64Array;
  private readonly heights: NdArray;
  constructor(curves: readonly Curve[], cut: Pick<Columns, "shape" | "axis">, xp: Float64Array, heights: NdArray) {
    super();
    this.curves = curves;
    this.cut = cut;
    this.xp = xp;
    this.heights = heights;
  }
  override get callable(): boolean {
    return true;
  }
  override call([given]: Value[], keywords: Keywords): Value {
    const x = given ?? keywords.get("x");
    if (x === undefined) throw pyError("TypeError", "interp1d needs the places at which to interpolate");
    return valuesAt(x, this.curves, this.cut, 1);
  }
  override getAttribute(name: string): Value | undefined {
    return name === "x" ? fromFloats(this.xp) : name === "y" ? cast(this.heights) : undefined;
  }
}

class ComplexInterpolator extends PyValue {
  override readonly typeName = "interp1d";
  private readonly re: PyValue;
  private readonly im: PyValue;
  constructor(re: PyValue, im: PyValue) {
    super();
    this.re = re;
    this.im = im;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: Value[], keywords: Keywords): Value {
    const imaginary = compute("multiply", new NumpyScalar("complex128", 0, 1), this.im.call(args, keywords));
    return compute("add", this.re.call(args, keywords), imaginary);
  }
}

function curveOf(kind: Value, xp: Float64Array, fp: Float64Array): Curve {
  switch (kind) {
    case "linear":
    case "slinear":
    case 1n:
      return (x) => {
        const j = Math.min(intervalOf(xp, x), xp.length - 2);
        const slope = (fp[j + 1]! - fp[j]!) / (xp[j + 1]! - xp[j]!);
        return slope * (x - xp[j]!) + fp[j]!;
      };
    case "nearest-up":
      return (x) => {
        const j = intervalOf(xp, x);
        return Number.isNaN(x) ? x : x - xp[j]! < xp[j + 1]! - x ? fp[j]! : fp[j + 1]!;
      };
    case "nearest":
      return (x) => {
        const j = intervalOf(xp, x);
        return Number.isNaN(x) ? x : x - xp[j]! <= xp[j + 1]! - x ? fp[j]! : fp[j + 1]!;
      };
    case "previous":
    case "zero":
    case 0n:
      return (x) => (x >= xp[xp.length - 1]! ? fp[fp.length - 1]! : x < xp[0]! ? Number.NaN : fp[intervalOf(xp, x)]!);
    case "next":
      return (x) => {
        const j = intervalOf(xp, x);
        return x > xp[xp.length - 1]! ? Number.NaN : x <= xp[j]! ? fp[j]! : fp[j + 1]!;
      };
    case "cubic":
    case 3n:
      return notAKnot(xp, fp);
    case "quadratic":
    case 2n:
    case 4n:
    case 5n: {
      const spline = splineThrough(xp, fp, kind === "quadratic" ? 2 : Number(kind));
      return (x) => splineValue(spline, x);
    }
    default:
      throw pyError(
        "NotImplementedError",
        `interp1d: there is no kind ${repr(kind)}: linear, nearest, nearest-up, previous, next, zero, slinear, quadratic, cubic, 4 and 5 are there`,
      );
  }
}

/**
 * The cubic spline whose third derivative has no jump at the second and the
 * last but one point (C. de Boor, A Practical Guide to Splines, ch. IV).
 */
function notAKnot(x: Float64Array, y: Float64Array): Curve {
  const n = x.length;
  if (n < 4) throw pyError("ValueError", "a cubic curve needs at least 4 points here");
  const h = (k: number): number => x[k + 1]! - x[k]!;
  const rise = (k: number): number => (y[k + 1]! - y[k]!) / h(k);
  // Unknown slopes s[k]: a tridiagonal system, its first and last row from the end conditions.
  const below = new Float64Array(n);
  const middle = new Float64Array(n);
  const above = new Float64Array(n);
  const slope = new Float64Array(n);
  for (let k = 1; k < n - 1; k++) {
    below[k] = h(k);
    middle[k] = 2 * (h(k - 1) + h(k));
    above[k] = h(k - 1);
    slope[k] = 3 * (h(k) * rise(k - 1) + h(k - 1) * rise(k));
  }
  const first = h(0) + h(1);
  middle[0] = h(1);
  above[0] = first;
  slope[0] = ((h(0) + 2 * first) * h(1) * rise(0) + h(0) ** 2 * rise(1)) / first;
  const last = h(n - 2) + h(n - 3);
  middle[n - 1] = h(n - 3);
  below[n - 1] = last;
  slope[n - 1] = (h(n - 2) ** 2 * rise(n - 3) + (2 * last + h(n - 2)) * h(n - 3) * rise(n - 2)) / last;
  for (let k = 1; k < n; k++) {
    const factor = below[k]! / middle[k - 1]!;
    middle[k]! -= factor * above[k - 1]!;
    slope[k]! -= factor * slope[k - 1]!;
  }
  slope[n - 1]! /= middle[n - 1]!;
  for (let k = n - 2; k >= 0; k--) slope[k] = (slope[k]! - above[k]! * slope[k + 1]!) / middle[k]!;
  return (at) => {
    const j = Math.min(intervalOf(x, at), n - 2);
    const width = h(j);
    const t = at - x[j]!;
    const bend = (slope[j]! + slope[j + 1]! - 2 * rise(j)) / width;
    const c = (rise(j) - slope[j]!) / width - bend;
    return y[j]! + t * (slope[j]! + t * (c + (t * bend) / width));
  };
}
