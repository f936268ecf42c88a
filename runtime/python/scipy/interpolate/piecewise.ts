/**
 * Curves of one polynomial between each two points: cubic splines by their end conditions, and the curves of Fritsch and Carlson
 * (pchip) and of Akima, which do not overshoot.
 *
 *   F. N. Fritsch and J. Butland, SIAM J. Sci. Stat. Comput. 5 (1984) 300; H. Akima, J. ACM 17 (1970) 589
 */
import { spendMany } from "../../budget.ts";
import { NdArray } from "../../numpy/array.ts";
import { intervalOf } from "../../numpy/linear.ts";
import { asInteger, asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { pyError } from "../../values/error.ts";
import { truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import { type Keywords, PyValue, type Value } from "../../values/value.ts";
import { float64, floats, fromFloats } from "../callback.ts";
import { type Columns, columnsOf, rising, valuesAt } from "./curve.ts";

export function piecewiseTable(): [string, Value][] {
  const hermite =
    (name: string, slopesOf: (x: Float64Array, y: Float64Array) => Float64Array, extrapolates: boolean) =>
    (x: Value, y: Value, axis?: Value, extrapolate?: Value): Value => {
      const places = placesOf(x, name);
      const columns = columnsOf(y, axis ?? 0n, places.length, name);
      const pieces = columns.columns.map((column) => cubic(places, column, slopesOf(places, column)));
      return new Piecewise(name, places, pieces, columns, isGiven(extrapolate) ? truth(extrapolate) : extrapolates);
    };
  const akima = (modified: boolean) => hermite("Akima1DInterpolator", (x, y) => akimaSlopes(x, y, modified), false);
  return [
    define("CubicSpline(x, y, axis=, bc_type=, extrapolate=)", (x: Value, y: Value, axis, ends, extrapolate) => {
      const conditions = endConditions(ends);
      const periodic = conditions === "periodic";
      const make = hermite("CubicSpline", (at, column) => splineSlopes(at, column, conditions), true);
      const curve = make(x, y, axis, extrapolate === "periodic" ? undefined : extrapolate) as Piecewise;
      if (periodic || extrapolate === "periodic") curve.periodic = true;
      return curve;
    }),
    define("PchipInterpolator(x, y, axis=, extrapolate=)", hermite("PchipInterpolator", pchipSlopes, true)),
    define("pchip(x, y, axis=, extrapolate=)", hermite("PchipInterpolator", pchipSlopes, true)),
    define("pchip_interpolate(xi, yi, x, der=, axis=)", (xi: Value, yi: Value, x: Value, der, axis) =>
      (hermite("PchipInterpolator", pchipSlopes, true)(xi, yi, axis) as Piecewise).at(
        x,
        isGiven(der) ? asInteger(der, "der") : 0,
      ),
    ),
    define("Akima1DInterpolator(x, y, axis=, method=, extrapolate=)", (x: Value, y: Value, axis, method, extrapolate) =>
      akima(method === "makima")(x, y, axis, extrapolate),
    ),
    define(
      "CubicHermiteSpline(x, y, dydx, axis=, extrapolate=)",
      (x: Value, y: Value, slopes: Value, axis, extrapolate) => {
        const places = placesOf(x, "CubicHermiteSpline");
        const columns = columnsOf(y, axis ?? 0n, places.length, "CubicHermiteSpline");
        const given = columnsOf(slopes, axis ?? 0n, places.length, "CubicHermiteSpline");
        const pieces = columns.columns.map((column, k) => cubic(places, column, given.columns[k]!));
        return new Piecewise(
          "CubicHermiteSpline",
          places,
          pieces,
          columns,
          !isGiven(extrapolate) || truth(extrapolate),
        );
      },
    ),
    define("PPoly(c, x, extrapolate=, axis=)", (c: Value, x: Value, extrapolate) => {
      const places = placesOf(x, "PPoly");
      const coefficients = columnsOf(c, 1n, places.length - 1, "PPoly");
      return new Piecewise(
        "PPoly",
        places,
        [coefficients.columns],
        { shape: [], axis: 0 },
        !isGiven(extrapolate) || truth(extrapolate),
      );
    }),
  ];
}

function placesOf(x: Value, what: string): Float64Array {
  const places = floats(x);
  if (places.length < 2) throw pyError("ValueError", `${what} needs at least 2 points`);
  rising(places, what);
  spendMany(32 * places.length);
  return places;
}

/** Coefficients of (x − x[j])ᵖ, the highest power first: a row of n − 1 for each power. */
type Pieces = readonly Float64Array[];

function cubic(x: Float64Array, y: Float64Array, slope: Float64Array): Pieces {
  const n = x.length - 1;
  const rows = Array.from({ length: 4 }, () => new Float64Array(n));
  for (let j = 0; j < n; j++) {
    const h = x[j + 1]! - x[j]!;
    const rise = (y[j + 1]! - y[j]!) / h;
    const bend = (slope[j]! + slope[j + 1]! - 2 * rise) / h;
    rows[0]![j] = bend / h;
    rows[1]![j] = (rise - slope[j]!) / h - bend;
    rows[2]![j] = slope[j]!;
    rows[3]![j] = y[j]!;
  }
  return rows;
}

class Piecewise extends PyValue {
  override readonly typeName: string;
  private readonly x: Float64Array;
  private readonly pieces: readonly Pieces[];
  private readonly columns: Pick<Columns, "shape" | "axis">;
  private readonly extrapolates: boolean;
  periodic = false;

  constructor(
    name: string,
    x: Float64Array,
    pieces: readonly Pieces[],
    columns: Pick<Columns, "shape" | "axis">,
    extrapolates: boolean,
  ) {
    super();
    this.typeName = name;
    this.x = x;
    this.pieces = pieces;
    this.columns = columns;
    this.extrapolates = extrapolates;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: Value[], keywords: Keywords): Value {
    const [x, nu, extrapolate] = [
      args[0] ?? keywords.get("x"),
      args[1] ?? keywords.get("nu"),
      args[2] ?? keywords.get("extrapolate"),
    ];
    if (x === undefined) throw pyError("TypeError", `${this.typeName} needs the places at which to interpolate`);
    const beyond = isGiven(extrapolate) ? truth(extrapolate) : this.extrapolates;
    return this.at(x, isGiven(nu) ? asInteger(nu, "nu") : 0, beyond);
  }
  at(x: Value, nu: number, beyond = this.extrapolates): Value {
    const curves = this.derived(nu).map((pieces) => (at: number) => this.value(pieces, at, beyond));
    return valuesAt(x, curves, this.columns);
  }
  private value(pieces: Pieces, at: number, beyond: boolean): number {
    const { x } = this;
    const [first, last] = [x[0]!, x[x.length - 1]!];
    const place = this.periodic ? first + ((((at - first) % (last - first)) + (last - first)) % (last - first)) : at;
    if (Number.isNaN(place) || (!beyond && (place < first || place > last))) return Number.NaN;
    const j = Math.min(intervalOf(x, place), x.length - 2);
    const step = place - x[j]!;
    let sum = 0;
    for (const row of pieces) sum = sum * step + row[j]!;
    return sum;
  }
  private derived(nu: number): readonly Pieces[] {
    if (nu < 0) return this.integrated(-nu);
    return this.pieces.map((pieces) => {
      let rows = pieces;
      for (let turn = 0; turn < nu; turn++) {
        const degree = rows.length - 1;
        rows =
          degree === 0 ? [rows[0]!.map(() => 0)] : rows.slice(0, -1).map((row, k) => row.map((c) => c * (degree - k)));
      }
      return rows;
    });
  }
  private integrated(times: number): readonly Pieces[] {
    return this.pieces.map((pieces) => {
      let rows = pieces;
      for (let turn = 0; turn < times; turn++) {
        const higher = rows.map((row, k) => row.map((c) => c / (rows.length - k)));
        const constant = new Float64Array(this.x.length - 1);
        for (let j = 0; j + 1 < constant.length; j++) {
          const step = this.x[j + 1]! - this.x[j]!;
          let sum = 0;
          for (const row of higher) sum = (sum + row[j]!) * step;
          constant[j + 1] = constant[j]! + sum;
        }
        rows = [...higher, constant];
      }
      return rows;
    });
  }
  private like(pieces: readonly Pieces[]): Piecewise {
    const other = new Piecewise("PPoly", this.x, pieces, this.columns, this.extrapolates);
    other.periodic = this.periodic;
    return other;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === "x") return fromFloats(this.x);
    if (name === "axis") return BigInt(this.columns.axis);
    if (name === "extrapolate") return this.extrapolates;
    if (name === "c") {
      const rows = this.pieces[0]!;
      if (this.pieces.length > 1)
        throw pyError("NotImplementedError", "the coefficients of several columns are not here: make a curve for each");
      return new NdArray(
        "float64",
        [rows.length, this.x.length - 1],
        Float64Array.from(rows.flatMap((row) => [...row])),
      );
    }
    if (name === "derivative")
      return define("derivative(nu=)", (nu) => this.like(this.derived(isGiven(nu) ? asInteger(nu, "nu") : 1)))[1];
    if (name === "antiderivative")
      return define("antiderivative(nu=)", (nu) =>
        this.like(this.integrated(isGiven(nu) ? asInteger(nu, "nu") : 1)),
      )[1];
    if (name === "integrate") {
      return define("integrate(a, b, extrapolate=)", (a: Value, b: Value) => {
        const whole = this.integrated(1)[0]!;
        return float64(
          this.value(whole, asReal(b, "b"), this.extrapolates) - this.value(whole, asReal(a, "a"), this.extrapolates),
        );
      })[1];
    }
    if (name === "roots")
      return define("roots(discontinuity=, extrapolate=)", () => fromFloats(Float64Array.from(this.rootsOf(0))))[1];
    if (name === "solve")
      return define("solve(y=)", (y) =>
        fromFloats(Float64Array.from(this.rootsOf(isGiven(y) ? asReal(y, "y") : 0))),
      )[1];
    return undefined;
  }
  /** Where the first column's curve is y, interval by interval. */
  private rootsOf(y: number): number[] {
    const found: number[] = [];
    const [pieces] = this.pieces as [Pieces];
    const last = this.x.length - 2;
    for (let j = 0; j <= last; j++) {
      const coefficients = pieces.map((row) => row[j]!);
      coefficients[coefficients.length - 1]! -= y;
      const width = this.x[j + 1]! - this.x[j]!;
      const from = this.extrapolates && j === 0 ? -1e6 * width : 0;
      const to = this.extrapolates && j === last ? 1e6 * width : width;
      for (const step of rootsBetween(coefficients, from, to))
        if (step < width || j === last) found.push(this.x[j]! + step);
    }
    return found;
  }
}

/** All roots of a polynomial on an interval: between two extremes there is one at most. */
function rootsBetween(c: readonly number[], low: number, high: number): number[] {
  spendMany(16);
  const at = (x: number): number => c.reduce((sum, value) => sum * x + value, 0);
  if (c.length < 2) return [];
  const slope = c.slice(0, -1).map((value, k) => value * (c.length - 1 - k));
  const edges = [low, ...rootsBetween(slope, low, high), high];
  const roots: number[] = [];
  for (let k = 0; k + 1 < edges.length; k++) {
    let [a, b] = [edges[k]!, edges[k + 1]!];
    const [fa, fb] = [at(a), at(b)];
    if (fa === 0) {
      if (roots.at(-1) !== a) roots.push(a);
      continue;
    }
    if (fb === 0 && k + 2 === edges.length) roots.push(b);
    if (fa > 0 === fb > 0 || fb === 0) continue;
    for (let turn = 0; turn < 200; turn++) {
      const middle = (a + b) / 2;
      if (!(a < middle && middle < b)) break;
      if (at(middle) > 0 === fa > 0) a = middle;
      else b = middle;
    }
    roots.push((a + b) / 2);
  }
  return roots;
}

/** The slope or the second derivative at an end; undefined: not a knot. */
type End = { readonly order: 1 | 2; readonly value: number } | undefined;

function endConditions(value: Value | undefined): readonly [End, End] | "periodic" {
  if (!isGiven(value)) return [undefined, undefined];
  if (value === "periodic") return "periodic";
  const one = (item: Value): End => {
    if (item === "not-a-knot") return undefined;
    if (item === "natural") return { order: 2, value: 0 };
    if (item === "clamped") return { order: 1, value: 0 };
    if (typeof item === "string")
      throw pyError("ValueError", `bc_type=${item} is not allowed: not-a-knot, natural, clamped and periodic are`);
    const [order, target] = asSequence(item, "bc_type");
    const which = asInteger(order!, "bc_type");
    if (which !== 1 && which !== 2) throw pyError("ValueError", "The specified derivative order must be 1 or 2.");
    return { order: which, value: asReal(target!, "bc_type") };
  };
  if (!(value instanceof PyTuple) && typeof value !== "string")
    return asSequence(value, "bc_type").map(one) as [End, End];
  return typeof value === "string" ? [one(value), one(value)] : ((value as PyTuple).items.map(one) as [End, End]);
}

function splineSlopes(x: Float64Array, y: Float64Array, ends: readonly [End, End] | "periodic"): Float64Array {
  const n = x.length;
  const h = (k: number): number => x[k + 1]! - x[k]!;
  const rise = (k: number): number => (y[k + 1]! - y[k]!) / h(k);
  const [below, middle, above, right] = [0, 1, 2, 3].map(() => new Float64Array(n)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  for (let k = 1; k < n - 1; k++) {
    below[k] = h(k);
    middle[k] = 2 * (h(k - 1) + h(k));
    above[k] = h(k - 1);
    right[k] = 3 * (h(k) * rise(k - 1) + h(k - 1) * rise(k));
  }
  if (ends === "periodic") {
    if (Math.abs(y[0]! - y[n - 1]!) > 1e-15 + 1e-15 * Math.abs(y[0]!))
      throw pyError(
        "ValueError",
        "The first and last `y` point along axis 0 must be identical (within machine precision) when bc_type='periodic'.",
      );
    return periodicSlopes(n, h, rise, below, middle, above, right);
  }
  let [first, last] = ends;
  if (n === 2) {
    // Nothing is left to say: a straight line, as far as the ends leave it.
    first ??= { order: 1, value: rise(0) };
    last ??= { order: 1, value: rise(0) };
  }
  if (n === 3 && !first && !last) {
    [middle[0], above[0], right[0]] = [1, 1, 2 * rise(0)];
    [middle[2], below[2], right[2]] = [1, 1, 2 * rise(1)];
    return tridiagonal(below, middle, above, right);
  }
  if (!first) {
    const both = h(0) + h(1);
    middle[0] = h(1);
    above[0] = both;
    right[0] = ((h(0) + 2 * both) * h(1) * rise(0) + h(0) ** 2 * rise(1)) / both;
  } else if (first.order === 1) [middle[0], right[0]] = [1, first.value];
  else [middle[0], above[0], right[0]] = [2 * h(0), h(0), -0.5 * first.value * h(0) ** 2 + 3 * (y[1]! - y[0]!)];
  if (!last) {
    const both = h(n - 2) + h(n - 3);
    middle[n - 1] = h(n - 3);
    below[n - 1] = both;
    right[n - 1] = (h(n - 2) ** 2 * rise(n - 3) + (2 * both + h(n - 2)) * h(n - 3) * rise(n - 2)) / both;
  } else if (last.order === 1) [middle[n - 1], right[n - 1]] = [1, last.value];
  else
    [middle[n - 1], below[n - 1], right[n - 1]] = [
      2 * h(n - 2),
      h(n - 2),
      0.5 * last.value * h(n - 2) ** 2 + 3 * (y[n - 1]! - y[n - 2]!),
    ];
  return tridiagonal(below, middle, above, right);
}

function tridiagonal(below: Float64Array, given: Float64Array, above: Float64Array, right: Float64Array): Float64Array {
  const middle = given.slice();
  const x = right.slice();
  const n = x.length;
  for (let k = 1; k < n; k++) {
    const factor = below[k]! / middle[k - 1]!;
    middle[k]! -= factor * above[k - 1]!;
    x[k]! -= factor * x[k - 1]!;
  }
  x[n - 1]! /= middle[n - 1]!;
  for (let k = n - 2; k >= 0; k--) x[k] = (x[k]! - above[k]! * x[k + 1]!) / middle[k]!;
  return x;
}

/** A tridiagonal system with two more numbers in the corners: Sherman and Morrison. */
function periodicSlopes(
  n: number,
  h: (k: number) => number,
  rise: (k: number) => number,
  below: Float64Array,
  middle: Float64Array,
  above: Float64Array,
  right: Float64Array,
): Float64Array {
  const m = n - 1;
  if (m === 2) {
    const slope = (rise(0) / h(0) + rise(1) / h(1)) / (1 / h(0) + 1 / h(1));
    return Float64Array.of(slope, slope, slope);
  }
  if (m < 2) return new Float64Array(n);
  const last = h(m - 1);
  below[0] = h(0);
  middle[0] = 2 * (last + h(0));
  above[0] = last;
  right[0] = 3 * (h(0) * rise(m - 1) + last * rise(0));
  const [b, a, c, r] = [below, middle, above, right].map((row) => row.slice(0, m)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  const [corner, other] = [b[0]!, c[m - 1]!];
  const gamma = -a[0]!;
  a[0]! -= gamma;
  a[m - 1]! -= (corner * other) / gamma;
  const u = new Float64Array(m);
  u[0] = gamma;
  u[m - 1] = other;
  const x = tridiagonal(b, a, c, r);
  const z = tridiagonal(b, a, c, u);
  const share = (x[0]! + (corner * x[m - 1]!) / gamma) / (1 + z[0]! + (corner * z[m - 1]!) / gamma);
  return Float64Array.from({ length: n }, (_, k) => x[k % m]! - share * z[k % m]!);
}

function pchipSlopes(x: Float64Array, y: Float64Array): Float64Array {
  const n = x.length;
  const h = Float64Array.from({ length: n - 1 }, (_, k) => x[k + 1]! - x[k]!);
  const m = h.map((width, k) => (y[k + 1]! - y[k]!) / width);
  if (n === 2) return Float64Array.of(m[0]!, m[0]!);
  const slopes = new Float64Array(n);
  for (let k = 1; k < n - 1; k++) {
    const [before, after] = [m[k - 1]!, m[k]!];
    if (Math.sign(before) !== Math.sign(after) || before === 0 || after === 0) continue;
    const [w1, w2] = [2 * h[k]! + h[k - 1]!, h[k]! + 2 * h[k - 1]!];
    slopes[k] = 1 / ((w1 / before + w2 / after) / (w1 + w2));
  }
  const edge = (h0: number, h1: number, m0: number, m1: number): number => {
    const d = ((2 * h0 + h1) * m0 - h0 * m1) / (h0 + h1);
    if (Math.sign(d) !== Math.sign(m0)) return 0;
    return Math.sign(m0) !== Math.sign(m1) && Math.abs(d) > 3 * Math.abs(m0) ? 3 * m0 : d;
  };
  slopes[0] = edge(h[0]!, h[1]!, m[0]!, m[1]!);
  slopes[n - 1] = edge(h[n - 2]!, h[n - 3]!, m[n - 2]!, m[n - 3]!);
  return slopes;
}

function akimaSlopes(x: Float64Array, y: Float64Array, modified: boolean): Float64Array {
  const n = x.length;
  const m = new Float64Array(n + 3);
  for (let k = 0; k < n - 1; k++) m[k + 2] = (y[k + 1]! - y[k]!) / (x[k + 1]! - x[k]!);
  if (n === 2) return Float64Array.of(m[2]!, m[2]!);
  m[1] = 2 * m[2]! - m[3]!;
  m[0] = 2 * m[1]! - m[2]!;
  m[n + 1] = 2 * m[n]! - m[n - 1]!;
  m[n + 2] = 2 * m[n + 1]! - m[n]!;
  const change = (k: number): number => Math.abs(m[k + 1]! - m[k]!) + (modified ? Math.abs(m[k + 1]! + m[k]!) / 2 : 0);
  const weights = Float64Array.from({ length: n }, (_, k) => change(k + 2) + change(k));
  const largest = weights.reduce((a, b) => Math.max(a, b), -Infinity);
  return weights.map((weight, k) => {
    if (!(weight > 1e-9 * largest)) return modified ? 0 : (m[k + 3]! + m[k]!) / 2;
    return m[k + 1]! + (change(k) / weight) * (m[k + 2]! - m[k + 1]!);
  });
}
