/** FITPACK's splines under the names scipy has for them: splrep and its kin, UnivariateSpline, BSpline, and the surface over a grid. */
import { spendMany } from "../../budget.ts";
import { NdArray } from "../../numpy/array.ts";
import { asArray, cast, unwrap } from "../../numpy/convert.ts";
import { asInteger, asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { broadcastShape, broadcastTo } from "../../numpy/strided-loop.ts";
import { pyError } from "../../values/error.ts";
import { truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import { type Keywords, PyValue, type Value } from "../../values/value.ts";
import { floats, fromFloats } from "../callback.ts";
import {
  leastSquaresSpline,
  type Spline,
  smoothingSpline,
  splineArea,
  splineIntegral,
  splineSlope,
  splineThrough,
  splineValue,
} from "./b-spline.ts";
import { rising, valuesAt } from "./curve.ts";

export function splinesTable(): [string, Value][] {
  return [
    define("splrep(x, y, w=, xb=, xe=, k=, task=, s=, t=, full_output=, per=, quiet=)", splrep),
    define("splev(x, tck, der=, ext=)", (x: Value, tck: Value, der, ext) => {
      if (tck instanceof SplineCurve) return tck.at(x, whole(der, 0), whole(ext, 0));
      const slope = splineSlope(fromTuple(tck), whole(der, 0));
      return valuesAt(x, [within(slope, rangeOf(fromTuple(tck)), whole(ext, 0))], FLAT);
    }),
    define("splint(a, b, tck, full_output=)", (a: Value, b: Value, tck: Value) =>
      splineArea(fromTuple(tck), asReal(a, "a"), asReal(b, "b")),
    ),
    define("splder(tck, n=)", (tck: Value, n) => toTuple(splineSlope(fromTuple(tck), whole(n, 1)))),
    define("splantider(tck, n=)", (tck: Value, n) => {
      let spline = fromTuple(tck);
      for (let turn = 0; turn < whole(n, 1); turn++) spline = splineIntegral(spline);
      return toTuple(spline);
    }),
    define("sproot(tck, mest=)", (tck: Value) => fromFloats(Float64Array.from(rootsOf(fromTuple(tck))))),
    define(
      "UnivariateSpline(x, y, w=, bbox=, k=, s=, ext=, check_finite=)",
      (x: Value, y: Value, w, bbox, k, s, ext) => {
        const [places, heights, weights] = pointsOf(x, y, w);
        const smoothing = isGiven(s) ? asReal(s, "s") : places.length;
        const make = (amount: number) =>
          smoothingSpline(places, heights, weights, whole(k, 3), amount, boxOf(bbox, places));
        return new SplineCurve("UnivariateSpline", make(smoothing), extOf(ext), make);
      },
    ),
    define(
      "InterpolatedUnivariateSpline(x, y, w=, bbox=, k=, ext=, check_finite=)",
      (x: Value, y: Value, w, bbox, k, ext) => {
        const [places, heights, weights] = pointsOf(x, y, w);
        rising(places, "InterpolatedUnivariateSpline");
        const spline = smoothingSpline(places, heights, weights, whole(k, 3), 0, boxOf(bbox, places));
        return new SplineCurve("InterpolatedUnivariateSpline", spline, extOf(ext));
      },
    ),
    define(
      "LSQUnivariateSpline(x, y, t, w=, bbox=, k=, ext=, check_finite=)",
      (x: Value, y: Value, t: Value, w, bbox, k, ext) => {
        const [places, heights, weights] = pointsOf(x, y, w);
        const degree = whole(k, 3);
        const [from, to] = boxOf(bbox, places);
        const knots = Float64Array.from([
          ...new Array(degree + 1).fill(from),
          ...floats(t),
          ...new Array(degree + 1).fill(to),
        ]);
        return new SplineCurve(
          "LSQUnivariateSpline",
          leastSquaresSpline(places, heights, weights, knots, degree),
          extOf(ext),
        );
      },
    ),
    define("make_interp_spline(x, y, k=, t=, bc_type=, axis=, check_finite=)", (x: Value, y: Value, k, _t, ends) => {
      if (isGiven(ends))
        throw pyError("NotImplementedError", "make_interp_spline has no end conditions here: CubicSpline has");
      const [places, heights] = pointsOf(x, y);
      rising(places, "make_interp_spline");
      return new SplineCurve("BSpline", splineThrough(places, heights, whole(k, 3)), 0);
    }),
    define("BSpline(t, c, k, extrapolate=, axis=)", (t: Value, c: Value, k: Value, extrapolate) => {
      const degree = asInteger(k, "k");
      const knots = floats(t);
      const spline = { t: knots, c: floats(c).slice(0, knots.length - degree - 1), k: degree };
      return new SplineCurve("BSpline", spline, isGiven(extrapolate) && !truth(extrapolate) ? NOWHERE : 0);
    }),
    define("RectBivariateSpline(x, y, z, bbox=, kx=, ky=, s=)", (x: Value, y: Value, z: Value, _bbox, kx, ky, s) => {
      if (isGiven(s) && asReal(s, "s") !== 0)
        throw pyError("NotImplementedError", "RectBivariateSpline goes through its points here: s=0");
      return surfaceThrough(floats(x), floats(y), z, whole(kx, 3), whole(ky, 3));
    }),
  ];
}

const FLAT = { shape: [], axis: 0 };
/** What `ext` means beyond the ends: 0 goes on, 1 is 0, 2 raises, 3 keeps the end's value; this one is NaN. */
const NOWHERE = -1;

function whole(value: Value | undefined, otherwise: number): number {
  return isGiven(value) ? asInteger(value, "degree") : otherwise;
}

function extOf(value: Value | undefined): number {
  if (typeof value !== "string") return whole(value, 0);
  const at = ["extrapolate", "zeros", "raise", "const"].indexOf(value);
  if (at < 0) throw pyError("ValueError", `Unknown extrapolation mode ${value}`);
  return at;
}

function pointsOf(x: Value, y: Value, w?: Value): [Float64Array, Float64Array, Float64Array | undefined] {
  const [places, heights] = [floats(x), floats(y)];
  if (places.length !== heights.length) throw pyError("ValueError", "x and y should have a same length");
  for (let k = 1; k < places.length; k++)
    if (!(places[k]! >= places[k - 1]!)) throw pyError("ValueError", "x must be increasing if s > 0");
  return [places, heights, isGiven(w) ? floats(w) : undefined];
}

function boxOf(bbox: Value | undefined, x: Float64Array): [number, number] {
  const [from, to] = isGiven(bbox) ? asSequence(bbox, "bbox") : [];
  return [isGiven(from) ? asReal(from, "bbox") : x[0]!, isGiven(to) ? asReal(to, "bbox") : x[x.length - 1]!];
}

function splrep(
  x: Value,
  y: Value,
  w?: Value,
  xb?: Value,
  xe?: Value,
  k?: Value,
  _task?: Value,
  s?: Value,
  t?: Value,
  full?: Value,
  per?: Value,
): Value {
  if (isGiven(per) && truth(per))
    throw pyError("NotImplementedError", "splrep makes no periodic splines here: CubicSpline(bc_type='periodic') does");
  const [places, heights, weights] = pointsOf(x, y, w);
  const degree = whole(k, 3);
  const ends: [number, number] = [
    isGiven(xb) ? asReal(xb, "xb") : places[0]!,
    isGiven(xe) ? asReal(xe, "xe") : places[places.length - 1]!,
  ];
  const m = places.length;
  const smoothing = isGiven(s) ? asReal(s, "s") : weights ? m - Math.sqrt(2 * m) : 0;
  let spline: Spline & { sum: number };
  if (isGiven(t)) {
    const knots = Float64Array.from([
      ...new Array(degree + 1).fill(ends[0]),
      ...floats(t),
      ...new Array(degree + 1).fill(ends[1]),
    ]);
    spline = leastSquaresSpline(places, heights, weights, knots, degree);
  } else spline = smoothingSpline(places, heights, weights, degree, smoothing, ends);
  const tck = toTuple(spline);
  return isGiven(full) && truth(full) ? new PyTuple([tck, spline.sum, 0n, ""]) : tck;
}

/** (t, c, k), c as long as t: zeros fill it up. */
function toTuple({ t, c, k }: Spline): PyTuple {
  const padded = new Float64Array(t.length);
  padded.set(c);
  return new PyTuple([fromFloats(t), fromFloats(padded), BigInt(k)]);
}

function fromTuple(value: Value): Spline {
  if (value instanceof SplineCurve) return value.spline;
  const [t, c, k] = asSequence(value, "tck");
  const degree = asInteger(k!, "k");
  const knots = floats(t!);
  return { t: knots, c: floats(c!).slice(0, knots.length - degree - 1), k: degree };
}

function rangeOf({ t, k }: Spline): [number, number] {
  return [t[k]!, t[t.length - k - 1]!];
}

function within(spline: Spline, [first, last]: readonly [number, number], ext: number): (x: number) => number {
  const out = new Float64Array(spline.k + 1);
  return (x) => {
    if (ext === 0 || (x >= first && x <= last)) return splineValue(spline, x, out);
    if (ext === 1) return 0;
    if (ext === 2) throw pyError("ValueError", "A value in x is outside the interval of the spline");
    return ext === 3 ? splineValue(spline, Math.min(Math.max(x, first), last), out) : Number.NaN;
  };
}

/** Sign changes between knots, by bisection; where the spline touches 0 without crossing it there is none. */
function rootsOf(spline: Spline): number[] {
  const { t, k } = spline;
  const found: number[] = [];
  const out = new Float64Array(k + 1);
  const at = (x: number): number => splineValue(spline, x, out);
  for (let l = k; l < t.length - k - 1; l++) {
    if (t[l] === t[l + 1]) continue;
    // A cubic has two extremes at most: five parts hold one root each, nearly always.
    const parts = 64;
    for (let p = 0; p < parts; p++) {
      let [a, b] = [p, p + 1].map((q) => t[l]! + (q * (t[l + 1]! - t[l]!)) / parts) as [number, number];
      spendMany(4);
      const [fa, fb] = [at(a), at(b)];
      if (fa === 0) found.push(a);
      if (fa === 0 || fb === 0 || fa > 0 === fb > 0) continue;
      spendMany(64);
      for (let turn = 0; turn < 200; turn++) {
        const middle = (a + b) / 2;
        if (!(a < middle && middle < b)) break;
        if (at(middle) > 0 === fa > 0) a = middle;
        else b = middle;
      }
      found.push((a + b) / 2);
    }
  }
  return found;
}

class SplineCurve extends PyValue {
  override readonly typeName: string;
  spline: Spline;
  private residual: number;
  private readonly ext: number;
  private readonly remake: ((s: number) => Spline & { sum: number }) | undefined;

  constructor(
    name: string,
    spline: Spline & { sum?: number },
    ext: number,
    remake?: (s: number) => Spline & { sum: number },
  ) {
    super();
    this.typeName = name;
    this.spline = spline;
    this.residual = spline.sum ?? 0;
    this.ext = ext;
    this.remake = remake;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: Value[], keywords: Keywords): Value {
    const [x, nu, ext] = [args[0] ?? keywords.get("x"), args[1] ?? keywords.get("nu"), args[2] ?? keywords.get("ext")];
    if (x === undefined) throw pyError("TypeError", "a spline needs the places at which to evaluate it");
    // BSpline's third argument says whether to go on beyond the ends.
    const mode = typeof ext === "boolean" ? (ext ? 0 : NOWHERE) : isGiven(ext) ? extOf(ext) : this.ext;
    return this.at(x, whole(nu, 0), mode);
  }
  at(x: Value, nu: number, ext: number): Value {
    if (nu > this.spline.k) return valuesAt(x, [() => 0], FLAT);
    return valuesAt(x, [within(splineSlope(this.spline, nu), rangeOf(this.spline), ext)], FLAT);
  }
  override getAttribute(name: string): Value | undefined {
    const { spline } = this;
    const { t, c, k } = spline;
    if (name === "t") return fromFloats(t);
    if (name === "c") return fromFloats(c);
    if (name === "k") return BigInt(k);
    if (name === "tck" || name === "_eval_args")
      return name === "tck" ? new PyTuple([fromFloats(t), fromFloats(c), BigInt(k)]) : toTuple(spline);
    const other = (made: Spline): SplineCurve => new SplineCurve(this.typeName, made, this.ext);
    switch (name) {
      case "derivative":
        return define("derivative(n=)", (n) => other(splineSlope(spline, whole(n, 1))))[1];
      case "antiderivative":
        return define("antiderivative(n=)", (n) => {
          let made = spline;
          for (let turn = 0; turn < whole(n, 1); turn++) made = splineIntegral(made);
          return other(made);
        })[1];
      case "derivatives":
        return define("derivatives(x)", (x: Value) =>
          fromFloats(
            Float64Array.from({ length: k + 1 }, (_, n) => splineValue(splineSlope(spline, n), asReal(x, "x"))),
          ),
        )[1];
      case "integral":
        return define("integral(a, b)", (a: Value, b: Value) => splineArea(spline, asReal(a, "a"), asReal(b, "b")))[1];
      case "integrate":
        return define("integrate(a, b, extrapolate=)", (a: Value, b: Value) => {
          const whole = splineIntegral(spline);
          return splineValue(whole, asReal(b, "b")) - splineValue(whole, asReal(a, "a"));
        })[1];
      case "roots":
        return define("roots()", () => fromFloats(Float64Array.from(rootsOf(spline))))[1];
      case "get_knots":
        return define("get_knots()", () => fromFloats(t.slice(k, t.length - k)))[1];
      case "get_coeffs":
        return define("get_coeffs()", () => fromFloats(c))[1];
      case "get_residual":
        return define("get_residual()", () => this.residual)[1];
      case "set_smoothing_factor":
        return define("set_smoothing_factor(s)", (s: Value) => {
          if (!this.remake) throw pyError("TypeError", `${this.typeName} has no smoothing factor`);
          const made = this.remake(asReal(s, "s"));
          this.spline = made;
          this.residual = made.sum;
          return null;
        })[1];
      default:
        return undefined;
    }
  }
}

/** Splines along y through each row, then along x through their coefficients. */
function surfaceThrough(x: Float64Array, y: Float64Array, z: Value, kx: number, ky: number): Surface {
  rising(x, "RectBivariateSpline");
  rising(y, "RectBivariateSpline");
  const heights = asArray(z, "float64");
  if (heights.ndim !== 2 || heights.shape[0] !== x.length || heights.shape[1] !== y.length)
    throw pyError("ValueError", "x and y dimensions of z should match the lengths of x and y");
  const rows = floats(heights);
  const along = Array.from(x, (_, i) => splineThrough(y, rows.slice(i * y.length, (i + 1) * y.length), ky));
  const ty = along[0]!.t;
  const columns = Array.from({ length: ty.length - ky - 1 }, (_, j) =>
    splineThrough(
      x,
      Float64Array.from(along, (row) => row.c[j]!),
      kx,
    ),
  );
  return new Surface(columns, ty, ky);
}

class Surface extends PyValue {
  override readonly typeName = "RectBivariateSpline";
  /** Along x, one for each coefficient along y. */
  private readonly columns: readonly Spline[];
  private readonly ty: Float64Array;
  private readonly ky: number;
  constructor(columns: readonly Spline[], ty: Float64Array, ky: number) {
    super();
    this.columns = columns;
    this.ty = ty;
    this.ky = ky;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: Value[], keywords: Keywords): Value {
    const given = (at: number, name: string): Value | undefined => args[at] ?? keywords.get(name);
    const [x, y, dx, dy, grid] = [args[0]!, args[1]!, given(2, "dx"), given(3, "dy"), given(4, "grid")];
    if (x === undefined || y === undefined) throw pyError("TypeError", "a surface needs x and y");
    const [nx, ny] = [whole(dx, 0), whole(dy, 0)];
    if (isGiven(grid) && !truth(grid)) return this.points(x, y, nx, ny);
    const [xs, ys] = [floats(x), floats(y)];
    spendMany(xs.length * (16 * this.columns.length + 8 * ys.length));
    const buffer = new Float64Array(xs.length * ys.length);
    for (const [i, at] of xs.entries()) {
      const row = splineSlope(this.alongY(at, nx), ny);
      for (const [j, place] of ys.entries()) buffer[i * ys.length + j] = splineValue(row, clamped(place, this.ty));
    }
    return new NdArray("float64", [xs.length, ys.length], buffer);
  }
  private alongY(x: number, nx: number): Spline {
    const c = Float64Array.from(this.columns, (column) => splineValue(splineSlope(column, nx), clamped(x, column.t)));
    return { t: this.ty, c, k: this.ky };
  }
  private points(x: Value, y: Value, nx: number, ny: number): Value {
    const [a, b] = [asArray(x, "float64"), asArray(y, "float64")];
    const shape = broadcastShape(a.shape, b.shape);
    const [xs, ys] = [cast(broadcastTo(a, shape)).buffer, cast(broadcastTo(b, shape)).buffer];
    spendMany(xs.length * 16 * this.columns.length);
    const buffer = xs.map((at, k) => splineValue(splineSlope(this.alongY(at, nx), ny), clamped(ys[k]!, this.ty)));
    return unwrap(new NdArray("float64", shape, Float64Array.from(buffer)));
  }
  override getAttribute(name: string): Value | undefined {
    if (name !== "ev") return undefined;
    return define("ev(xi, yi, dx=, dy=)", (x: Value, y: Value, dx, dy) =>
      this.points(x, y, whole(dx, 0), whole(dy, 0)),
    )[1];
  }
}

function clamped(x: number, t: Float64Array): number {
  return Math.min(Math.max(x, t[0]!), t[t.length - 1]!);
}
