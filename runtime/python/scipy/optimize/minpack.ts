/**
 * Least squares by Levenberg's and Marquardt's method with Moré's choice of the damping, in MINPACK's order of work, which is what
 * scipy's leastsq and curve_fit run: the same steps, and the same numbers but for their last digits.
 *
 *   J. J. Moré, The Levenberg-Marquardt algorithm: implementation and theory, Lecture Notes in Math. 630 (1978) 105
 */
import { spendMany } from "../../budget.ts";
import { pyError } from "../../values/error.ts";

export interface LeastSquaresOptions {
  readonly ftol: number;
  readonly xtol: number;
  readonly gtol: number;
  readonly most: number;
  /** Of the first step, in lengths of the scaled start. */
  readonly factor: number;
  /** What the function's values are good to; 0 stands for the machine's precision. */
  readonly accuracy: number;
  readonly scale?: Float64Array | undefined;
}

export interface Fitted {
  readonly x: Float64Array;
  readonly residuals: Float64Array;
  /** Column-major: a column of m numbers for each parameter. */
  readonly jacobian: Float64Array;
  readonly calls: number;
  /** MINPACK's: 1 to 4 are success. */
  readonly info: number;
}

type Residuals = (x: Float64Array) => Float64Array;

/** One-sided differences, a step of half the digits each, of a number that is smaller than `least` as of that. Column-major. */
export function differences(
  f: Residuals,
  x: Float64Array,
  residuals: Float64Array,
  accuracy: number,
  least = 0,
): Float64Array {
  const [m, n] = [residuals.length, x.length];
  const share = Math.sqrt(Math.max(accuracy, Number.EPSILON));
  const jacobian = new Float64Array(m * n);
  for (let j = 0; j < n; j++) {
    const moved = Float64Array.from(x);
    const step = share * Math.max(Math.abs(x[j]!), least) || share;
    moved[j]! += step;
    const there = f(moved);
    for (let i = 0; i < m; i++) jacobian[j * m + i] = (there[i]! - residuals[i]!) / step;
  }
  return jacobian;
}

export function levenbergMarquardt(
  f: Residuals,
  start: Float64Array,
  options: LeastSquaresOptions,
  slopes?: (x: Float64Array) => Float64Array,
): Fitted {
  const n = start.length;
  let x = Float64Array.from(start);
  let residuals = f(x);
  const m = residuals.length;
  if (n > m)
    throw pyError(
      "TypeError",
      `Improper input: func input vector length N=${n} must not exceed func output vector length M=${m}`,
    );
  let calls = 1;
  let size = Math.hypot(...norms(residuals));
  let damping = 0;
  let [radius, xSize] = [0, 0];
  let scale: Float64Array | undefined = options.scale;
  let jacobian = new Float64Array(0);
  for (let turn = 0; ; turn++) {
    jacobian = Float64Array.from(slopes ? slopes(x) : differences(f, x, residuals, options.accuracy));
    calls += slopes ? 0 : n;
    spendMany((m * n * n) / 2);
    const { r, order, lengths, rotated } = factor(jacobian, residuals, m, n);
    if (turn === 0) {
      scale ??= lengths.map((length) => length || 1);
      xSize = length(x, scale);
      radius = options.factor * xSize || options.factor;
    }
    let steepest = 0;
    if (size !== 0) {
      for (let j = 0; j < n; j++) {
        if (lengths[order[j]!] === 0) continue;
        let sum = 0;
        for (let i = 0; i <= j; i++) sum += r[i * n + j]! * (rotated[i]! / size);
        steepest = Math.max(steepest, Math.abs(sum / lengths[order[j]!]!));
      }
    }
    const ended = (info: number): Fitted => ({ x, residuals, jacobian, calls, info });
    if (steepest <= options.gtol) return ended(4);
    if (!options.scale) scale = scale!.map((s, k) => Math.max(s, lengths[k]!));
    for (;;) {
      let step: Float64Array;
      [damping, step] = dampedStep(r, order, scale!, rotated, radius, damping, n);
      const next = x.map((value, k) => value - step[k]!);
      const stepSize = length(step, scale!);
      if (turn === 0) radius = Math.min(radius, stepSize);
      const there = f(next);
      calls++;
      const newSize = Math.hypot(...norms(there));
      const actual = 0.1 * newSize < size ? 1 - (newSize / size) ** 2 : -1;
      const linear = new Float64Array(n);
      for (let j = 0; j < n; j++) for (let i = 0; i <= j; i++) linear[i]! -= r[i * n + j]! * step[order[j]!]!;
      const gain = Math.hypot(...linear) / size;
      const damped = (Math.sqrt(damping) * stepSize) / size;
      const predicted = gain * gain + 2 * damped * damped;
      const slope = -(gain * gain + damped * damped);
      const ratio = predicted !== 0 ? actual / predicted : 0;
      if (ratio <= 0.25) {
        let cut = actual >= 0 ? 0.5 : (0.5 * slope) / (slope + 0.5 * actual);
        if (0.1 * newSize >= size || cut < 0.1) cut = 0.1;
        radius = cut * Math.min(radius, stepSize / 0.1);
        damping /= cut;
      } else if (damping === 0 || ratio >= 0.75) {
        radius = stepSize / 0.5;
        damping *= 0.5;
      }
      if (ratio >= 1e-4) {
        x = next;
        residuals = there;
        xSize = length(x, scale!);
        size = newSize;
      }
      const still = Math.abs(actual) <= options.ftol && predicted <= options.ftol && 0.5 * ratio <= 1;
      const short = radius <= options.xtol * xSize;
      if (still || short) return ended(still && short ? 3 : still ? 1 : 2);
      if (calls >= options.most) return ended(5);
      if (Math.abs(actual) <= Number.EPSILON && predicted <= Number.EPSILON && 0.5 * ratio <= 1) return ended(6);
      if (radius <= Number.EPSILON * xSize) return ended(7);
      if (steepest <= Number.EPSILON) return ended(8);
      if (ratio >= 1e-4) break;
      // Nothing compares with NaN: the search would go on for ever.
      if (Number.isNaN(ratio) && !(radius > 0)) return ended(7);
    }
  }
}

/** hypot takes its arguments on the stack: long vectors go in pieces. */
function norms(values: Float64Array): number[] {
  const parts: number[] = [];
  for (let k = 0; k < values.length; k += 1024) parts.push(Math.hypot(...values.subarray(k, k + 1024)));
  return parts;
}

function length(x: Float64Array, scale: Float64Array): number {
  return Math.hypot(...x.map((value, k) => value * scale[k]!));
}

interface Factors {
  /** The upper triangle, row-major n × n. */
  readonly r: Float64Array;
  /** Which parameter each column of r belongs to. */
  readonly order: number[];
  /** Of the jacobian's columns. */
  readonly lengths: Float64Array;
  /** The first n numbers of Qᵀ · residuals. */
  readonly rotated: Float64Array;
}

/** QR with the longest column that is left first, by Householder reflections. */
function factor(jacobian: Float64Array, residuals: Float64Array, m: number, n: number): Factors {
  const columns = Array.from({ length: n }, (_, j) => jacobian.slice(j * m, (j + 1) * m));
  const right = Float64Array.from(residuals);
  const order = columns.map((_, j) => j);
  const norm = (column: Float64Array, from: number): number => Math.hypot(...norms(column.subarray(from)));
  const lengths = Float64Array.from(columns, (column) => norm(column, 0));
  const left = Float64Array.from(lengths);
  const r = new Float64Array(n * n);
  for (let k = 0; k < Math.min(m, n); k++) {
    let longest = k;
    for (let j = k; j < n; j++) if (left[j]! > left[longest]!) longest = j;
    if (longest !== k) {
      [columns[k], columns[longest]] = [columns[longest]!, columns[k]!];
      [order[k], order[longest]] = [order[longest]!, order[k]!];
      for (let i = 0; i < k; i++) {
        const kept = r[i * n + k]!;
        r[i * n + k] = r[i * n + longest]!;
        r[i * n + longest] = kept;
      }
      left[longest] = left[k]!;
    }
    const column = columns[k]!;
    const size = norm(column, k);
    if (size === 0) continue;
    const signed = column[k]! < 0 ? -size : size;
    for (let i = k; i < m; i++) column[i]! /= signed;
    column[k]! += 1;
    const reflect = (other: Float64Array): void => {
      let sum = 0;
      for (let i = k; i < m; i++) sum += column[i]! * other[i]!;
      const by = sum / column[k]!;
      for (let i = k; i < m; i++) other[i]! -= by * column[i]!;
    };
    for (let j = k + 1; j < n; j++) {
      reflect(columns[j]!);
      r[k * n + j] = columns[j]![k]!;
      left[j] = norm(columns[j]!, k + 1);
    }
    reflect(right);
    r[k * n + k] = -signed;
  }
  return { r, order, lengths, rotated: right.slice(0, n) };
}

/** The damping whose step is as long as the trust region allows, to a tenth, and that step (to be taken off x). */
function dampedStep(
  r: Float64Array,
  order: readonly number[],
  scale: Float64Array,
  rotated: Float64Array,
  radius: number,
  before: number,
  n: number,
): [number, Float64Array] {
  let rank = n;
  for (let k = n - 1; k >= 0; k--) if (r[k * n + k] === 0) rank = k;
  const direct = backwards(r, rotated, n, rank);
  let step = unordered(direct, order);
  let size = length(step, scale);
  let excess = size - radius;
  if (excess <= 0.1 * radius) return [0, step];
  let low = 0;
  if (rank === n) low = excess / radius / newtonTerm(r, order, scale, step, size, n);
  const uphill = new Float64Array(n);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i <= j; i++) uphill[j]! += r[i * n + j]! * rotated[i]!;
    uphill[j]! /= scale[order[j]!]!;
  }
  const steepest = Math.hypot(...uphill);
  let high = steepest / radius || Number.MIN_VALUE / Math.min(radius, 0.1);
  let damping = Math.min(Math.max(before, low), high) || steepest / size;
  for (let turn = 1; ; turn++) {
    if (damping === 0) damping = Math.max(2 ** -1022, 0.001 * high);
    const root = Math.sqrt(damping);
    const damped = dampedFactor(
      r,
      rotated,
      Float64Array.from(order, (k) => root * scale[k]!),
      n,
    );
    step = unordered(backwards(damped.r, damped.right, n, n), order);
    size = length(step, scale);
    const old = excess;
    excess = size - radius;
    if (Math.abs(excess) <= 0.1 * radius || (low === 0 && excess <= old && old < 0) || turn === 10)
      return [damping, step];
    const correction = excess / radius / newtonTerm(damped.r, order, scale, step, size, n);
    if (excess > 0) low = Math.max(low, damping);
    if (excess < 0) high = Math.min(high, damping);
    damping = Math.max(low, damping + correction);
  }
}

/** ‖R⁻ᵀ Pᵀ D² step / size‖² */
function newtonTerm(
  r: Float64Array,
  order: readonly number[],
  scale: Float64Array,
  step: Float64Array,
  size: number,
  n: number,
): number {
  const z = Float64Array.from(order, (k) => (scale[k]! * (scale[k]! * step[k]!)) / size);
  for (let j = 0; j < n; j++) {
    for (let i = 0; i < j; i++) z[j]! -= r[i * n + j]! * z[i]!;
    z[j]! /= r[j * n + j]!;
  }
  return z.reduce((sum, value) => sum + value * value, 0);
}

function backwards(r: Float64Array, right: Float64Array, n: number, rank: number): Float64Array {
  const x = right.slice();
  x.fill(0, rank);
  for (let j = rank - 1; j >= 0; j--) {
    for (let k = j + 1; k < rank; k++) x[j]! -= r[j * n + k]! * x[k]!;
    x[j] = r[j * n + j] === 0 ? 0 : x[j]! / r[j * n + j]!;
  }
  return x;
}

function unordered(x: Float64Array, order: readonly number[]): Float64Array {
  const result = new Float64Array(x.length);
  for (const [j, k] of order.entries()) result[k] = x[j]!;
  return result;
}

/** R with a diagonal below it, made triangular again by Givens rotations. */
function dampedFactor(given: Float64Array, rotated: Float64Array, diagonal: Float64Array, n: number) {
  const r = given.slice();
  const right = rotated.slice();
  for (let j = 0; j < n; j++) {
    const row = new Float64Array(n);
    row[j] = diagonal[j]!;
    let below = 0;
    for (let k = j; k < n; k++) {
      if (row[k] === 0) continue;
      const size = Math.hypot(r[k * n + k]!, row[k]!);
      const [cos, sin] = [r[k * n + k]! / size, row[k]! / size];
      for (let i = k; i < n; i++) {
        const upper = r[k * n + i]!;
        r[k * n + i] = cos * upper + sin * row[i]!;
        row[i] = cos * row[i]! - sin * upper;
      }
      const upper = right[k]!;
      right[k] = cos * upper + sin * below;
      below = cos * below - sin * upper;
    }
  }
  return { r, right };
}
