/**
 * B-splines: their values, slopes and integrals, the spline through points, and the smoothing spline with as few knots as a given sum
 * of squares needs, in FITPACK's order of work, which scipy runs.
 *
 *   C. de Boor, A Practical Guide to Splines (1978); P. Dierckx, Curve and Surface Fitting with Splines (1993), ch. 5
 */
import { spend, spendMany } from "../../budget.ts";
import { pyError } from "../../values/error.ts";

export interface Spline {
  /** float[n + k + 1] */
  readonly t: Float64Array;
  /** float[n] */
  readonly c: Float64Array;
  readonly k: number;
}

/** l with t[l] ≤ x < t[l+1], inside the part where the splines add up to 1. */
function spanOf({ t, k }: Spline, x: number): number {
  let [low, high] = [k, t.length - k - 1];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (t[middle]! <= x) low = middle;
    else high = middle;
  }
  return low;
}

/** The k + 1 splines that are not 0 on the span l → out */
function basis(t: Float64Array, k: number, x: number, l: number, out: Float64Array): void {
  out[0] = 1;
  for (let j = 1; j <= k; j++) {
    let carried = 0;
    for (let i = 0; i < j; i++) {
      const [right, left] = [t[l + i + 1]!, t[l + i + 1 - j]!];
      const share = right === left ? 0 : out[i]! / (right - left);
      out[i] = carried + share * (right - x);
      carried = share * (x - left);
    }
    out[j] = carried;
  }
}

/** The value at x; beyond the ends the outermost polynomials go on. */
export function splineValue(spline: Spline, x: number, out = new Float64Array(spline.k + 1)): number {
  if (Number.isNaN(x)) return x;
  const l = spanOf(spline, x);
  basis(spline.t, spline.k, x, l, out);
  let sum = 0;
  for (let i = 0; i <= spline.k; i++) sum += spline.c[l - spline.k + i]! * out[i]!;
  return sum;
}

export function splineSlope(spline: Spline, times: number): Spline {
  let { t, c, k } = spline;
  for (let turn = 0; turn < times && k > 0; turn++) {
    const next = new Float64Array(c.length - 1);
    for (let i = 0; i < next.length; i++) {
      const width = t[i + k + 1]! - t[i + 1]!;
      next[i] = width === 0 ? 0 : (k * (c[i + 1]! - c[i]!)) / width;
    }
    [t, c, k] = [t.subarray(1, t.length - 1), next, k - 1];
  }
  return { t: Float64Array.from(t), c, k };
}

/** 0 at the first knot. */
export function splineIntegral({ t, c, k }: Spline): Spline {
  const next = new Float64Array(c.length + 1);
  for (let i = 0; i < c.length; i++) next[i + 1] = next[i]! + (c[i]! * (t[i + k + 1]! - t[i]!)) / (k + 1);
  return { t: Float64Array.of(t[0]!, ...t, t[t.length - 1]!), c: next, k: k + 1 };
}

/** Over the knots alone: beyond them the spline counts as 0. */
export function splineArea(spline: Spline, a: number, b: number): number {
  const { t, k } = spline;
  const [first, last] = [t[k]!, t[t.length - k - 1]!];
  const whole = splineIntegral(spline);
  const at = (x: number): number => splineValue(whole, Math.min(Math.max(x, first), last));
  return at(b) - at(a);
}

/** Knots of the spline through points: at the points, or half way between them where k is even, but for some at the ends. */
export function knotsThrough(x: Float64Array, k: number): Float64Array {
  const m = x.length;
  const half = k >> 1;
  const inner = Array.from({ length: m - k - 1 }, (_, i) =>
    k % 2 === 1 ? x[i + half + 1]! : (x[i + half]! + x[i + half + 1]!) / 2,
  );
  return Float64Array.from([...new Array(k + 1).fill(x[0]!), ...inner, ...new Array(k + 1).fill(x[m - 1]!)]);
}

export function splineThrough(x: Float64Array, y: Float64Array, k: number): Spline {
  if (x.length <= k) throw pyError("ValueError", `a spline of degree ${k} needs at least ${k + 1} points`);
  const t = knotsThrough(x, k);
  return { t, c: leastSquaresSpline(x, y, undefined, t, k).c, k };
}

/** Rows of a banded matrix turned into an upper triangle, one at a time (Givens). */
class Triangle {
  readonly rows: Float64Array;
  readonly right: Float64Array;
  readonly width: number;
  readonly n: number;
  /** Of what is left over: the sum of squares that no solution removes. */
  rest = 0;
  constructor(n: number, width: number) {
    this.n = n;
    this.width = width;
    this.rows = new Float64Array(n * width);
    this.right = new Float64Array(n);
  }
  /** @param row  its numbers from column `from` on; it is used up */
  add(row: Float64Array, from: number, value: number): void {
    const { rows, right, width, n } = this;
    let y = value;
    for (let j = from; j < n; j++) {
      const pivot = row[0]!;
      if (pivot !== 0) {
        const own = rows[j * width]!;
        const size = Math.hypot(pivot, own);
        const [cos, sin] = [own / size, pivot / size];
        const upper = right[j]!;
        right[j] = cos * upper + sin * y;
        y = cos * y - sin * upper;
        rows[j * width] = size;
        for (let i = 1; i < width; i++) {
          const above = rows[j * width + i]!;
          const below = i < row.length ? row[i]! : 0;
          rows[j * width + i] = cos * above + sin * below;
          if (i < row.length) row[i] = cos * below - sin * above;
        }
      }
      row.copyWithin(0, 1);
      row[row.length - 1] = 0;
      if (row.every((v) => v === 0)) break;
    }
    this.rest += y * y;
  }
  solve(): Float64Array {
    const { rows, right, width, n } = this;
    const c = new Float64Array(n);
    for (let j = n - 1; j >= 0; j--) {
      let sum = right[j]!;
      for (let i = 1; i < width && j + i < n; i++) sum -= rows[j * width + i]! * c[j + i]!;
      c[j] = sum / rows[j * width]!;
    }
    return c;
  }
}

interface Fit extends Spline {
  readonly triangle: Triangle;
  /** Weighted, squared. */
  readonly residuals: Float64Array;
  readonly sum: number;
}

export function leastSquaresSpline(
  x: Float64Array,
  y: Float64Array,
  w: Float64Array | undefined,
  t: Float64Array,
  k: number,
): Fit {
  const n = t.length - k - 1;
  spendMany(x.length * (k + 1) * (k + 1));
  const triangle = new Triangle(n, k + 1);
  const out = new Float64Array(k + 1);
  const spline = { t, c: new Float64Array(0), k };
  for (let i = 0; i < x.length; i++) {
    const l = spanOf(spline, x[i]!);
    basis(t, k, x[i]!, l, out);
    const weight = w ? w[i]! : 1;
    triangle.add(
      out.map((b) => b * weight),
      l - k,
      y[i]! * weight,
    );
  }
  const c = triangle.solve();
  return { t, c, k, triangle, ...residualsOf(x, y, w, { t, c, k }) };
}

function residualsOf(x: Float64Array, y: Float64Array, w: Float64Array | undefined, spline: Spline) {
  const out = new Float64Array(spline.k + 1);
  const residuals = x.map((at, i) => ((w ? w[i]! : 1) * (splineValue(spline, at, out) - y[i]!)) ** 2);
  return { residuals, sum: residuals.reduce((sum, r) => sum + r, 0) };
}

/** Σ (w·(s(x) − y))² ≤ s to a thousandth: knots are added until it can be, then the jumps of the highest slope are damped until it is. */
export function smoothingSpline(
  x: Float64Array,
  y: Float64Array,
  w: Float64Array | undefined,
  k: number,
  s: number,
  [from, to]: readonly [number, number] = [x[0]!, x[x.length - 1]!],
): Spline & { sum: number } {
  const m = x.length;
  if (m <= k) throw pyError("ValueError", `a spline of degree ${k} needs at least ${k + 1} points`);
  const accuracy = 0.001 * s;
  const ends = (inner: readonly number[]): Float64Array =>
    Float64Array.from([...new Array(k + 1).fill(from), ...inner, ...new Array(k + 1).fill(to)]);
  const most = m - k - 1;
  const through = (): Spline & { sum: number } => {
    const t = knotsThrough(x, k);
    t.fill(from, 0, k + 1);
    t.fill(to, t.length - k - 1);
    return leastSquaresSpline(x, y, w, t, k);
  };
  if (s === 0) return through();
  let inner: number[] = [];
  // Points strictly between two knots.
  let between = [m - 2];
  let adding = 0;
  let before = 0;
  let straight = 0;
  for (let turn = 0; turn < m; turn++) {
    const fit = leastSquaresSpline(x, y, w, ends(inner), k);
    if (turn === 0) straight = fit.sum;
    const excess = fit.sum - s;
    if (Math.abs(excess) < accuracy || (turn === 0 && excess < 0)) return fit;
    if (excess < 0) return damped(x, y, w, fit, s, straight, accuracy, inner.length);
    if (inner.length >= most) return fit;
    if (turn === 0) adding = 1;
    else {
      const wanted = before - fit.sum > accuracy ? Math.trunc((adding * excess) / (before - fit.sum)) : 2 * adding;
      adding = Math.min(2 * adding, Math.max(wanted, adding >> 1, 1));
    }
    before = fit.sum;
    const sums = sumsBetween(x, fit.residuals, inner);
    for (let added = 0; added < adding && inner.length < most; added++) {
      spend(inner.length + 8);
      if (!splitWorst(x, inner, sums, between)) break;
    }
    if (inner.length >= most) return through();
    inner = [...inner];
    between = [...between];
  }
  return through();
}

/** Sums of squares between knots; a point on a knot counts half on either side. */
function sumsBetween(x: Float64Array, residuals: Float64Array, inner: readonly number[]): number[] {
  const sums: number[] = [];
  let [part, next] = [0, 0];
  for (const [i, r] of residuals.entries()) {
    part += r;
    if (next < inner.length && x[i]! >= inner[next]!) {
      sums.push(part - r / 2);
      part = r / 2;
      next++;
    }
  }
  sums.push(part);
  return sums;
}

/** A new knot at the middle point of the interval with the largest sum. */
function splitWorst(x: Float64Array, inner: number[], sums: number[], between: number[]): boolean {
  let worst = -1;
  let [begin, first] = [0, 0];
  for (let j = 0; j < sums.length; j++) {
    if (between[j] !== 0 && (worst < 0 ? sums[j]! > 0 : sums[j]! > sums[worst]!)) [worst, first] = [j, begin];
    begin += between[j]! + 1;
  }
  if (worst < 0) return false;
  const points = between[worst]!;
  const half = (points >> 1) + 1;
  const sum = sums[worst]!;
  inner.splice(worst, 0, x[first + half]!);
  between.splice(worst, 1, half - 1, points - half);
  sums.splice(worst, 1, (sum * (half - 1)) / points, (sum * (points - half)) / points);
  return true;
}

/** The p at which F(p) = Σ residuals² is s, by rational interpolation. */
function damped(
  x: Float64Array,
  y: Float64Array,
  w: Float64Array | undefined,
  fit: Fit,
  s: number,
  straight: number,
  accuracy: number,
  inner: number,
): Spline & { sum: number } {
  const { t, k, triangle } = fit;
  const n = triangle.n;
  const jumps = jumpRows(t, k, inner);
  let [p1, f1, p3, f3] = [0, straight - s, -1, fit.sum - s];
  let diagonal = 0;
  for (let j = 0; j < n; j++) diagonal += triangle.rows[j * triangle.width]!;
  let p = n / diagonal;
  let [high, low] = [false, false];
  let result: Spline & { sum: number } = fit;
  for (let turn = 0; turn < 20; turn++) {
    spendMany(n * (k + 2) * (k + 2) + x.length * (k + 1));
    const wide = new Triangle(n, k + 2);
    for (let j = 0; j < n; j++) {
      wide.rows.set(triangle.rows.subarray(j * (k + 1), (j + 1) * (k + 1)), j * (k + 2));
      wide.right[j] = triangle.right[j]!;
    }
    for (const [i, row] of jumps.entries())
      wide.add(
        row.map((v) => v / p),
        i,
        0,
      );
    const c = wide.solve();
    const { sum } = residualsOf(x, y, w, { t, c, k });
    result = { t, c, k, sum };
    const f = sum - s;
    if (Math.abs(f) < accuracy) break;
    if (!low) {
      if (f - f3 <= accuracy) {
        [p3, f3] = [p, f];
        p *= 0.04;
        if (p <= p1) p = p1 * 0.9 + p3 * 0.1;
        continue;
      }
      if (f < 0) low = true;
    }
    if (!high) {
      if (f1 - f <= accuracy) {
        [p1, f1] = [p, f];
        p /= 0.04;
        if (p3 >= 0 && p >= p3) p = p1 * 0.1 + p3 * 0.9;
        continue;
      }
      if (f > 0) high = true;
    }
    if (f >= f1 || f <= f3) break;
    let next: number;
    if (p3 > 0) {
      const [h1, h2, h3] = [f1 * (f - f3), f * (f3 - f1), f3 * (f1 - f)];
      next = -(p1 * p * h3 + p * p3 * h1 + p3 * p1 * h2) / (p1 * h1 + p * h2 + p3 * h3);
    } else next = (p1 * (f1 - f3) * f - p * (f - f3) * f1) / ((f1 - f) * f3);
    if (f < 0) [p3, f3] = [p, f];
    else [p1, f1] = [p, f];
    p = next;
  }
  return result;
}

/** How much the k-th slope jumps at each inner knot, as rows over k + 2 coefficients. */
function jumpRows(t: Float64Array, k: number, inner: number): Float64Array[] {
  const n = t.length - k - 1;
  const scale = (inner + 1) / (t[n]! - t[k]!);
  return Array.from({ length: inner }, (_, i) => {
    const l = i + k + 1;
    const distances = new Float64Array(2 * (k + 1));
    for (let j = 0; j <= k; j++) {
      distances[j] = t[l]! - t[l + j - k - 1]!;
      distances[j + k + 1] = t[l]! - t[l + j + 1]!;
    }
    return Float64Array.from({ length: k + 2 }, (_, j) => {
      let product = distances[j]!;
      for (let d = 1; d <= k; d++) product *= distances[j + d]! * scale;
      return (t[i + j + k + 1]! - t[i + j]!) / product;
    });
  });
}
