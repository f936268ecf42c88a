/**
 * Minima of a function of several numbers, each method by itself: the simplex and Powell's directions, which need no slopes and
 * take scipy's own steps, and a quasi-Newton method with bounds, which ends where scipy's BFGS and L-BFGS-B end, within their tolerance.
 *
 *   J. A. Nelder and R. Mead, Computer J. 7 (1965) 308
 *   M. J. D. Powell, Computer J. 7 (1964) 155
 *   J. Nocedal and S. J. Wright, Numerical Optimization (2006), ch. 6 and 16.7
 */
import { Matrix, solve } from "ml-matrix";
import { spendMany } from "../../budget.ts";
import { bounded, brentMinimum } from "./real-minima.ts";

export interface Objective {
  readonly f: (x: Float64Array) => number;
  readonly gradient?: ((x: Float64Array) => Float64Array) | undefined;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

export interface Outcome {
  readonly x: Float64Array;
  readonly fun: number;
  readonly success: boolean;
  readonly message: string;
  readonly status: number;
  readonly iterations: number;
  readonly calls: number;
  readonly gradient?: Float64Array;
  /** The inverse of the second derivatives, as far as they were learnt; row-major. */
  readonly inverseHessian?: Float64Array;
  /** Of Powell's method: row-major. */
  readonly directions?: Float64Array;
  /** Of the simplex: its corners row-major, and their values. */
  readonly simplex?: { readonly corners: readonly Float64Array[]; readonly values: readonly number[] };
}

export interface Limits {
  readonly iterations: number;
  readonly calls: number;
}

const DONE = "Optimization terminated successfully.";
const TOO_MANY_CALLS = "Maximum number of function evaluations has been exceeded.";
const TOO_MANY_TURNS = "Maximum number of iterations has been exceeded.";

class Counter {
  calls = 0;
  private readonly objective: Objective;
  constructor(objective: Objective) {
    this.objective = objective;
  }
  f(x: Float64Array): number {
    this.calls++;
    return this.objective.f(x);
  }
}

function clipped(x: Float64Array, { lower, upper }: Objective): Float64Array {
  return x.map((value, k) => Math.min(Math.max(value, lower[k]!), upper[k]!));
}

export interface SimplexOptions extends Limits {
  readonly xatol: number;
  readonly fatol: number;
  readonly adaptive: boolean;
  readonly initial?: readonly Float64Array[] | undefined;
}

export function nelderMead(objective: Objective, start: Float64Array, options: SimplexOptions): Outcome {
  const counter = new Counter(objective);
  const n = start.length;
  const [expansion, contraction, shrinkage] = options.adaptive
    ? [1 + 2 / n, 0.75 - 1 / (2 * n), 1 - 1 / n]
    : [2, 0.5, 0.5];
  let corners = (options.initial ?? firstSimplex(objective, start)).map((x) => clipped(x, objective));
  let values = corners.map((x) => counter.f(x));
  const inOrder = (): void => {
    const order = values.map((_, k) => k).sort((a, b) => values[a]! - values[b]! || a - b);
    [corners, values] = [order.map((k) => corners[k]!), order.map((k) => values[k]!)];
  };
  inOrder();
  let iterations = 1;
  const most = (): boolean => counter.calls < options.calls && iterations < options.iterations;
  while (most()) {
    spendMany(n * n);
    const [best, worst] = [corners[0]!, corners[n]!];
    const size = Math.max(...corners.slice(1).map((x) => Math.max(...x.map((value, k) => Math.abs(value - best[k]!)))));
    const spread = Math.max(...values.slice(1).map((value) => Math.abs(values[0]! - value)));
    if (size <= options.xatol && spread <= options.fatol) break;
    const centre = new Float64Array(n);
    for (const x of corners.slice(0, n)) for (let k = 0; k < n; k++) centre[k]! += x[k]!;
    for (let k = 0; k < n; k++) centre[k]! /= n;
    /** centre + by · (centre − worst) */
    const along = (by: number): Float64Array =>
      clipped(
        centre.map((c, k) => (1 + by) * c - by * worst[k]!),
        objective,
      );
    const accept = (x: Float64Array, value: number): void => {
      corners[n] = x;
      values[n] = value;
    };
    const reflected = along(1);
    const fReflected = counter.f(reflected);
    let shrink = false;
    if (fReflected < values[0]!) {
      const farther = along(expansion);
      const value = counter.f(farther);
      if (value < fReflected) accept(farther, value);
      else accept(reflected, fReflected);
    } else if (fReflected < values[n - 1]!) accept(reflected, fReflected);
    else {
      const outside = fReflected < values[n]!;
      const nearer = along(outside ? contraction : -contraction);
      const value = counter.f(nearer);
      if (outside ? value <= fReflected : value < values[n]!) accept(nearer, value);
      else shrink = true;
    }
    if (shrink) {
      for (let j = 1; j <= n; j++) {
        corners[j] = clipped(
          corners[j]!.map((value, k) => best[k]! + shrinkage * (value - best[k]!)),
          objective,
        );
        values[j] = counter.f(corners[j]!);
      }
    }
    iterations++;
    inOrder();
  }
  const success = most();
  const status = success ? 0 : counter.calls >= options.calls ? 1 : 2;
  return {
    x: corners[0]!,
    fun: values[0]!,
    success,
    status,
    message: [DONE, TOO_MANY_CALLS, TOO_MANY_TURNS][status]!,
    iterations,
    calls: counter.calls,
    simplex: { corners, values },
  };
}

/** Each corner but the first moves one number by a twentieth, a 0 by a quarter of a thousandth. */
function firstSimplex(objective: Objective, given: Float64Array): Float64Array[] {
  const start = clipped(given, objective);
  const corners = [start];
  for (let k = 0; k < start.length; k++) {
    const corner = Float64Array.from(start);
    corner[k] = corner[k] !== 0 ? 1.05 * corner[k]! : 0.00025;
    // Back into the inside, where it would lie on the bound.
    if (corner[k]! > objective.upper[k]!) corner[k] = 2 * objective.upper[k]! - corner[k]!;
    corners.push(corner);
  }
  return corners;
}

export function powell(
  objective: Objective,
  start: Float64Array,
  options: Limits & {
    readonly xtol: number;
    readonly ftol: number;
    readonly directions?: readonly Float64Array[] | undefined;
  },
): Outcome {
  const counter = new Counter(objective);
  const n = start.length;
  const directions: Float64Array[] = (
    options.directions ?? Array.from(start, (_, i) => Float64Array.from(start, (_, k) => (i === k ? 1 : 0)))
  ).map((row) => Float64Array.from(row));
  let x: Float64Array = clipped(start, objective);
  let last: Float64Array = x;
  let value = counter.f(x);
  let iterations = 0;
  let status = 0;
  for (;;) {
    const before = value;
    let [biggest, drop] = [0, 0];
    for (let i = 0; i < n; i++) {
      const from = value;
      [value, x] = alongLine(counter, objective, x, directions[i]!, 100 * options.xtol, value);
      if (from - value > drop) [drop, biggest] = [from - value, i];
    }
    iterations++;
    if (2 * (before - value) <= options.ftol * (Math.abs(before) + Math.abs(value)) + 1e-20) break;
    if (counter.calls >= options.calls) status = 1;
    else if (iterations >= options.iterations) status = 2;
    else if (Number.isNaN(value)) status = 3;
    if (status > 0) break;
    const here = x;
    const direction = here.map((xk, k) => xk - last[k]!);
    const reach = Math.min(1, lineLimits(objective, here, direction)[1]);
    const beyond = here.map((xk, k) => xk + reach * direction[k]!);
    last = here;
    const there = counter.f(beyond);
    if (before > there) {
      const t = 2 * (before + there - 2 * value) * (before - value - drop) ** 2 - drop * (before - there) ** 2;
      if (t < 0) {
        let step: Float64Array;
        [value, x, step] = alongLine(counter, objective, here, direction, 100 * options.xtol, value);
        if (step.some((s) => s !== 0)) {
          directions[biggest] = directions[n - 1]!;
          directions[n - 1] = step;
        }
      }
    }
  }
  return {
    x,
    fun: value,
    success: status === 0,
    status,
    message: [DONE, TOO_MANY_CALLS, TOO_MANY_TURNS, "NaN result encountered."][status]!,
    iterations,
    calls: counter.calls,
    directions: Float64Array.from(directions.flatMap((row) => [...row])),
  };
}

/** The least value on a line through x, the place where it is, and the step that leads there. */
function alongLine(
  counter: Counter,
  objective: Objective,
  x: Float64Array,
  direction: Float64Array,
  tol: number,
  value: number,
): [number, Float64Array, Float64Array] {
  if (direction.every((d) => d === 0)) return [value, x, direction];
  const at = (step: number): number => counter.f(x.map((xk, k) => xk + step * direction[k]!));
  const [low, high] = lineLimits(objective, x, direction);
  let step: number;
  let fun: number;
  if (low === -Infinity && high === Infinity) ({ x: step, fun } = brentMinimum(at, [], tol, 500));
  else if (low > -Infinity && high < Infinity) ({ x: step, fun } = bounded(at, low, high, tol / 100, 500));
  else {
    const found = bounded((t) => at(Math.tan(t)), Math.atan(low), Math.atan(high), tol / 100, 500);
    [step, fun] = [Math.tan(found.x), found.fun];
  }
  const moved = direction.map((d) => step * d);
  return [fun, x.map((xk, k) => xk + moved[k]!), moved];
}

/** How far a line may be followed to either side before it leaves the bounds. */
function lineLimits({ lower, upper }: Objective, x: Float64Array, direction: Float64Array): [number, number] {
  let [low, high] = [-Infinity, Infinity];
  for (const [k, d] of direction.entries()) {
    if (d === 0) continue;
    const [a, b] = [(lower[k]! - x[k]!) / d, (upper[k]! - x[k]!) / d];
    low = Math.max(low, Math.min(a, b));
    high = Math.min(high, Math.max(a, b));
  }
  return low <= high ? [low, high] : [0, 0];
}

/** Steps of the two-sided differences: the cube root of what a double resolves. */
const SLOPE_STEP = Math.cbrt(Number.EPSILON);

/** Slopes, by differences where the script gives none: two-sided, and one-sided of second order beside a bound. */
export function slopes(
  objective: Objective,
  x: Float64Array,
  f: (x: Float64Array) => number,
  fx: number,
): Float64Array {
  if (objective.gradient) return objective.gradient(x);
  return x.map((value, k) => {
    const h = SLOPE_STEP * Math.max(1, Math.abs(value));
    const at = (step: number): number => {
      const moved = Float64Array.from(x);
      moved[k] = value + step;
      return f(moved);
    };
    if (value + h > objective.upper[k]!) return (3 * fx - 4 * at(-h) + at(-2 * h)) / (2 * h);
    if (value - h < objective.lower[k]!) return (-3 * fx + 4 * at(h) - at(2 * h)) / (2 * h);
    return (at(h) - at(-h)) / (value + h - (value - h));
  });
}

/**
 * BFGS on the variables that no bound holds, with steps that are cut off at the bounds. Its slopes are two-sided and it goes on
 * until they stand still, so that it ends inside the tolerance of any of scipy's methods that are named for it (minimize.ts).
 */
export function quasiNewton(
  objective: Objective,
  start: Float64Array,
  options: Limits & { readonly gtol: number },
): Outcome {
  const counter = new Counter(objective);
  const f = (at: Float64Array): number => counter.f(at);
  const n = start.length;
  let x = clipped(start, objective);
  let fun = f(x);
  let gradient = slopes(objective, x, f, fun);
  let hessian = Matrix.eye(n, n);
  let fresh = true;
  let iterations = 0;
  let status = 0;
  for (; ; iterations++) {
    spendMany(8 * n ** 3 + 64);
    const free = freeVariables(objective, x, gradient);
    const steepest = Math.max(0, ...free.map((k) => Math.abs(gradient[k]!)));
    if (steepest <= options.gtol / 100) break;
    if (iterations >= options.iterations || counter.calls >= options.calls) status = steepest <= options.gtol ? 0 : 1;
    if (iterations >= options.iterations || counter.calls >= options.calls) break;
    const step = newtonStep(hessian, gradient, free);
    if (fresh) {
      const length = Math.hypot(...step);
      if (length > 1) for (let k = 0; k < n; k++) step[k]! /= length;
    }
    const found = lineSearch(objective, f, x, fun, gradient, step);
    if (!found) {
      if (!fresh) {
        hessian = Matrix.eye(n, n);
        fresh = true;
        continue;
      }
      status = steepest <= Math.max(options.gtol, 1e-6 * Math.max(1, Math.abs(fun))) ? 0 : 2;
      break;
    }
    const next = slopes(objective, found.x, f, found.fun);
    learn(
      hessian,
      found.x.map((value, k) => value - x[k]!),
      next.map((value, k) => value - gradient[k]!),
      fresh,
    );
    fresh = false;
    const standsStill = Math.abs(fun - found.fun) <= 1e-15 * Math.max(Math.abs(fun), Math.abs(found.fun));
    ({ x, fun } = found);
    gradient = next;
    if (standsStill && iterations > 2 && steepest <= options.gtol) break;
  }
  return {
    x,
    fun,
    gradient,
    success: status === 0,
    status,
    message: [DONE, TOO_MANY_TURNS, "Desired error not necessarily achieved due to precision loss."][status]!,
    iterations,
    calls: counter.calls,
    inverseHessian: Float64Array.from(solve(hessian, Matrix.eye(n, n)).to1DArray()),
  };
}

/** Those that are not pressed against a bound. */
function freeVariables({ lower, upper }: Objective, x: Float64Array, gradient: Float64Array): number[] {
  const free: number[] = [];
  for (let k = 0; k < x.length; k++) {
    const held = (x[k]! <= lower[k]! && gradient[k]! > 0) || (x[k]! >= upper[k]! && gradient[k]! < 0);
    if (!held) free.push(k);
  }
  return free;
}

function newtonStep(hessian: Matrix, gradient: Float64Array, free: readonly number[]): Float64Array {
  const step = new Float64Array(gradient.length);
  if (free.length === 0) return step;
  const part = hessian.selection([...free], [...free]);
  const found = solve(part, Matrix.columnVector(free.map((k) => -gradient[k]!))).to1DArray();
  const falls = free.reduce((sum, k, i) => sum + found[i]! * gradient[k]!, 0) < 0;
  for (const [i, k] of free.entries()) step[k] = falls ? found[i]! : -gradient[k]!;
  return step;
}

/** Armijo's rule on the path that is bent at the bounds, halving; doubled where the slope is still steep. */
function lineSearch(
  objective: Objective,
  f: (x: Float64Array) => number,
  x: Float64Array,
  fun: number,
  gradient: Float64Array,
  step: Float64Array,
): { x: Float64Array; fun: number } | undefined {
  const at = (by: number): { x: Float64Array; fun: number; slope: number } => {
    const moved = clipped(
      x.map((value, k) => value + by * step[k]!),
      objective,
    );
    const slope = moved.reduce((sum, value, k) => sum + (value - x[k]!) * gradient[k]!, 0);
    return { x: moved, fun: f(moved), slope };
  };
  let by = 1;
  for (let turn = 0; turn < 60; turn++, by /= 2) {
    let found = at(by);
    if (found.x.every((value, k) => value === x[k]!)) return undefined;
    if (!(found.fun <= fun + 1e-4 * found.slope && found.fun < fun)) continue;
    for (let more = 0; turn === 0 && more < 20 && found.fun < fun + 0.9 * found.slope; more++) {
      const farther = at(2 ** (more + 1));
      if (!(farther.fun < found.fun)) break;
      found = farther;
    }
    return found;
  }
  return undefined;
}

/** Powell's damped BFGS update, so that the matrix stays positive. */
function learn(hessian: Matrix, step: Float64Array, change: Float64Array, fresh: boolean): void {
  const n = step.length;
  let bend = step.reduce((sum, s, k) => sum + s * change[k]!, 0);
  const length = step.reduce((sum, s) => sum + s * s, 0);
  if (length === 0) return;
  if (fresh && bend > 0) {
    const scale = change.reduce((sum, y) => sum + y * y, 0) / bend;
    for (let k = 0; k < n; k++) hessian.set(k, k, scale);
  }
  const moved = Float64Array.from(step, (_, k) => step.reduce((sum, s, j) => sum + hessian.get(k, j) * s, 0));
  const expected = step.reduce((sum, s, k) => sum + s * moved[k]!, 0);
  let y = change;
  if (bend < 0.2 * expected) {
    const share = (0.8 * expected) / (expected - bend);
    y = change.map((value, k) => share * value + (1 - share) * moved[k]!);
    bend = step.reduce((sum, s, k) => sum + s * y[k]!, 0);
  }
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      hessian.set(i, j, hessian.get(i, j) + (y[i]! * y[j]!) / bend - (moved[i]! * moved[j]!) / expected);
    }
  }
}
