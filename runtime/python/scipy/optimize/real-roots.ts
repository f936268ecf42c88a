/**
 * Roots of a function of one number: bisection and its faster kin between two places of opposite sign, and Newton's method
 * and the secant from one place. Steps and tests of convergence are scipy's, so that the last digits are, too.
 *
 *   R. P. Brent, Algorithms for Minimization Without Derivatives (1973), ch. 4
 *   C. F. J. Ridders, IEEE Trans. Circuits Syst. 26 (1979) 979
 *   J. C. P. Bus and T. J. Dekker, ACM TOMS 1 (1975) 330
 */

import { NdArray } from "../../numpy/array.ts";
import { asInteger, asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { pyError } from "../../values/error.ts";
import { repr, truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import type { Value } from "../../values/value.ts";
import { float64, Result, realFunction } from "../callback.ts";

export function realRootsTable(): [string, Value][] {
  const signature = "f, a, b, args=, xtol=, rtol=, maxiter=, full_output=, disp=";
  return [
    ...Object.entries(BRACKETING).map(([name, method]) =>
      define(`${name}(${signature})`, (f: Value, a: Value, b: Value, args, xtol, rtol, maxiter, full, disp) => {
        const options = toleranceOf(xtol, rtol, maxiter);
        const found = between(name, method, f, a, b, args, options);
        return reported(found, name === "toms748" ? float64(found.root) : found.root, options.most, full, disp);
      }),
    ),
    define(
      "newton(func, x0, fprime=, args=, tol=, maxiter=, fprime2=, x1=, rtol=, full_output=, disp=)",
      (f: Value, x0: Value, slope, args, tol, maxiter, bend, x1, rtol, full, disp) => {
        const most = isGiven(maxiter) ? asInteger(maxiter, "maxiter") : 50;
        const found = newton(f, x0, slope, args, real(tol, 1.48e-8), most, bend, x1, real(rtol, 0));
        return reported(found, float64(found.root), most, full, disp);
      },
    ),
    define(
      "root_scalar(f, args=, method=, bracket=, fprime=, fprime2=, x0=, x1=, xtol=, rtol=, maxiter=, options=)",
      rootScalar,
    ),
    define("fixed_point(func, x0, args=, xtol=, maxiter=, method=)", fixedPoint),
  ];
}

/** Where a search ended. */
interface Found {
  readonly root: number;
  readonly converged: boolean;
  readonly iterations: number;
  readonly calls: number;
}

interface Tolerance {
  readonly xtol: number;
  readonly rtol: number;
  readonly most: number;
}

type Method = (f: (x: number) => number, a: number, fa: number, b: number, fb: number, tolerance: Tolerance) => Ended;
type Ended = [root: number, iterations: number, converged: boolean];

const BRACKETING: Readonly<Record<string, Method>> = {
  brentq: (...given) => brent(...given, inverseQuadratic),
  brenth: (...given) => brent(...given, hyperbola),
  bisect,
  ridder,
  toms748: (...given) => brent(...given, inverseQuadratic),
};

function real(value: Value | undefined, otherwise: number): number {
  return isGiven(value) ? asReal(value, "tolerance") : otherwise;
}

function toleranceOf(xtol?: Value, rtol?: Value, maxiter?: Value): Tolerance {
  const tolerance = {
    xtol: real(xtol, 2e-12),
    rtol: real(rtol, 4 * Number.EPSILON),
    most: isGiven(maxiter) ? asInteger(maxiter, "maxiter") : 100,
  };
  if (!(tolerance.xtol > 0)) throw pyError("ValueError", `xtol too small (${tolerance.xtol} <= 0)`);
  if (!(tolerance.rtol >= 4 * Number.EPSILON))
    throw pyError("ValueError", `rtol too small (${tolerance.rtol} < ${4 * Number.EPSILON})`);
  return tolerance;
}

function between(
  name: string,
  method: Method,
  f: Value,
  a: Value,
  b: Value,
  args: Value | undefined,
  tolerance: Tolerance,
): Found {
  let calls = 0;
  const plain = realFunction(f, args);
  const counted = (x: number): number => {
    calls++;
    const y = plain(x);
    if (Number.isNaN(y)) throw pyError("ValueError", `The function value at x=${x} is NaN; solver cannot continue.`);
    return y;
  };
  const [low, high] = [asReal(a, "a"), asReal(b, "b")];
  const [fLow, fHigh] = [counted(low), counted(high)];
  if (fLow === 0) return { root: low, converged: true, iterations: 0, calls };
  if (fHigh === 0) return { root: high, converged: true, iterations: 0, calls };
  if (fLow > 0 === fHigh > 0) throw pyError("ValueError", "f(a) and f(b) must have different signs");
  const [root, iterations, converged] = method(counted, low, fLow, high, fHigh, tolerance);
  if (Number.isNaN(root)) throw pyError("ValueError", `${name} met a value that is not a number`);
  return { root, converged, iterations, calls };
}

function bisect(f: (x: number) => number, a: number, fa: number, b: number, _fb: number, t: Tolerance): Ended {
  let from = a;
  let width = b - a;
  for (let k = 1; k <= t.most; k++) {
    width /= 2;
    const middle = from + width;
    const y = f(middle);
    if (y >= 0 === fa >= 0) from = middle;
    if (y === 0 || Math.abs(width) < t.xtol + t.rtol * Math.abs(middle)) return [middle, k, true];
  }
  return [from, t.most, false];
}

/** False position on f times an exponential that makes three values lie on a line. */
function ridder(f: (x: number) => number, a: number, fa: number, b: number, fb: number, t: Tolerance): Ended {
  let [x1, y1, x2, y2] = [a, fa, b, fb];
  let x = a;
  for (let k = 1; k <= t.most; k++) {
    const half = (x2 - x1) / 2;
    const middle = x1 + half;
    const y = f(middle);
    const shift = (Math.sign(y2 - y1) * half * y) / Math.sqrt(y * y - y1 * y2);
    x = middle - Math.sign(shift) * Math.min(Math.abs(shift), Math.abs(half) - limit(t, middle) / 2);
    const yx = f(x);
    if (y >= 0 !== yx >= 0) [x1, y1, x2, y2] = [middle, y, x, yx];
    else if (y1 >= 0 !== yx >= 0) [x2, y2] = [x, yx];
    else [x1, y1] = [x, yx];
    if (yx === 0 || Math.abs(x2 - x1) < limit(t, x)) return [x, k, true];
  }
  return [x, t.most, false];
}

function limit(t: Tolerance, x: number): number {
  return t.xtol + t.rtol * Math.abs(x);
}

/** A step from the newest value, from the three newest (x, y): before, now, and the other side of the root. */
type Extrapolation = (x0: number, y0: number, x1: number, y1: number, x2: number, y2: number) => number;

const inverseQuadratic: Extrapolation = (x0, y0, x1, y1, x2, y2) => {
  const before = (y0 - y1) / (x0 - x1);
  const across = (y2 - y1) / (x2 - x1);
  return (-y1 * (y2 * across - y0 * before)) / (across * before * (y2 - y0));
};
const hyperbola: Extrapolation = (x0, y0, x1, y1, x2, y2) => {
  const before = (y0 - y1) / (x0 - x1);
  const across = (y2 - y1) / (x2 - x1);
  return (-y1 * (y2 - y0)) / (y2 * before - y0 * across);
};

/** The newest value moves by an extrapolation where that is short and falls fast, and else by half the bracket. */
function brent(
  f: (x: number) => number,
  a: number,
  fa: number,
  b: number,
  fb: number,
  t: Tolerance,
  extrapolate: Extrapolation,
): Ended {
  let [before, yBefore, now, yNow] = [a, fa, b, fb];
  // The other side of the root.
  let [other, yOther] = [0, 0];
  let [stepBefore, step] = [0, 0];
  for (let k = 1; k <= t.most; k++) {
    if (yBefore !== 0 && yNow !== 0 && yBefore > 0 !== yNow > 0) {
      [other, yOther] = [before, yBefore];
      stepBefore = step = now - before;
    }
    if (Math.abs(yOther) < Math.abs(yNow)) {
      [before, now, other] = [now, other, now];
      [yBefore, yNow, yOther] = [yNow, yOther, yNow];
    }
    const least = limit(t, now) / 2;
    const half = (other - now) / 2;
    if (yNow === 0 || Math.abs(half) < least) return [now, k, true];
    let bisects = true;
    if (Math.abs(stepBefore) > least && Math.abs(yNow) < Math.abs(yBefore)) {
      const tried =
        before === other
          ? (-yNow * (now - before)) / (yNow - yBefore)
          : extrapolate(before, yBefore, now, yNow, other, yOther);
      if (2 * Math.abs(tried) < Math.min(Math.abs(stepBefore), 3 * Math.abs(half) - least)) {
        stepBefore = step;
        step = tried;
        bisects = false;
      }
    }
    if (bisects) stepBefore = step = half;
    [before, yBefore] = [now, yNow];
    now += Math.abs(step) > least ? step : half > 0 ? least : -least;
    yNow = f(now);
  }
  return [now, t.most, false];
}

function newton(
  f: Value,
  x0: Value,
  slope: Value | undefined,
  args: Value | undefined,
  tol: number,
  most: number,
  bend: Value | undefined,
  x1: Value | undefined,
  rtol: number,
): Found {
  if (!(tol > 0)) throw pyError("ValueError", `tol too small (${tol} <= 0)`);
  if (x0 instanceof NdArray && x0.size > 1)
    throw pyError("NotImplementedError", "newton takes one start at a time here: call it in a loop over the starts");
  let calls = 0;
  const counted = (target: Value): ((x: number) => number) => {
    const plain = realFunction(target, args);
    return (x) => {
      calls++;
      return plain(x);
    };
  };
  const at = counted(f);
  const near = (a: number, b: number): boolean => Math.abs(a - b) <= tol + rtol * Math.abs(b);
  let x = asReal(x0, "x0");
  const ended = (root: number, converged: boolean, iterations: number): Found => ({
    root,
    converged,
    iterations,
    calls,
  });
  if (isGiven(slope)) {
    const slopeAt = counted(slope);
    const bendAt = isGiven(bend) ? counted(bend) : undefined;
    for (let k = 0; k < most; k++) {
      const y = at(x);
      if (y === 0) return ended(x, true, k);
      const m = slopeAt(x);
      if (m === 0)
        throw pyError(
          "RuntimeError",
          `Derivative was zero. Failed to converge after ${k + 1} iterations, value is ${x}.`,
        );
      let step = y / m;
      if (bendAt) {
        const correction = (step * bendAt(x)) / m / 2;
        // Halley's method, while it does not turn the step.
        if (Math.abs(correction) < 1) step /= 1 - correction;
      }
      const next = x - step;
      if (near(next, x)) return ended(next, true, k + 1);
      x = next;
    }
    return ended(x, false, most);
  }
  let next = isGiven(x1) ? asReal(x1, "x1") : x * (1 + 1e-4) + (x >= 0 ? 1e-4 : -1e-4);
  if (next === x) throw pyError("ValueError", "x1 and x0 must be different");
  let [y0, y1] = [at(x), at(next)];
  if (Math.abs(y1) < Math.abs(y0)) [x, next, y0, y1] = [next, x, y1, y0];
  for (let k = 0; k < most; k++) {
    if (y1 === y0) {
      if (next !== x)
        throw pyError(
          "RuntimeError",
          `Tolerance of ${next - x} reached. Failed to converge after ${k + 1} iterations, value is ${next}.`,
        );
      return ended((next + x) / 2, true, k + 1);
    }
    const root =
      Math.abs(y1) > Math.abs(y0) ? ((-y0 / y1) * next + x) / (1 - y0 / y1) : ((-y1 / y0) * x + next) / (1 - y1 / y0);
    if (near(root, next)) return ended(root, true, k + 1);
    [x, y0] = [next, y1];
    next = root;
    y1 = at(next);
  }
  return ended(next, false, most);
}

function rootScalar(
  f: Value,
  args?: Value,
  method?: Value,
  bracket?: Value,
  slope?: Value,
  bend?: Value,
  x0?: Value,
  x1?: Value,
  xtol?: Value,
  rtol?: Value,
  maxiter?: Value,
): Value {
  const name = isGiven(method) ? String(method) : isGiven(bracket) ? "brentq" : isGiven(slope) ? "newton" : "secant";
  const bracketing = Object.hasOwn(BRACKETING, name) ? BRACKETING[name] : undefined;
  if (bracketing) {
    if (!isGiven(bracket)) throw pyError("ValueError", `Bracket needed for ${name}`);
    const [a, b] = asSequence(bracket, "bracket");
    const found = between(name, bracketing, f, a!, b!, args, toleranceOf(xtol, rtol, maxiter));
    return rootResults(found, found.root, name);
  }
  if (name !== "newton" && name !== "secant" && name !== "halley")
    throw pyError(
      "ValueError",
      `Unknown solver ${name}: there are ${[...Object.keys(BRACKETING), "newton", "secant", "halley"].join(", ")}`,
    );
  if (!isGiven(x0)) throw pyError("ValueError", `x0 must not be None for ${name}`);
  const most = isGiven(maxiter) ? asInteger(maxiter, "maxiter") : 50;
  const found = newton(
    f,
    x0,
    name === "secant" ? undefined : slope,
    args,
    real(xtol, 1.48e-8),
    most,
    name === "halley" ? bend : undefined,
    x1,
    real(rtol, 0),
  );
  return rootResults(found, float64(found.root), name);
}

/** Steffensen's method: Aitken's Δ² of two steps of the iteration. */
function fixedPoint(f: Value, x0: Value, args?: Value, xtol?: Value, maxiter?: Value, method?: Value): Value {
  const at = realFunction(f, args);
  const most = isGiven(maxiter) ? asInteger(maxiter, "maxiter") : 500;
  const tolerance = real(xtol, 1e-8);
  let x = asReal(x0, "x0");
  for (let k = 0; k < most; k++) {
    const once = at(x);
    let next = once;
    if (!isGiven(method) || method === "del2") {
      const twice = at(once);
      const bend = twice - 2 * once + x;
      next = bend === 0 ? twice : x - (once - x) ** 2 / bend;
    }
    if (Math.abs(x === 0 ? next : (next - x) / x) < tolerance) return next;
    x = next;
  }
  throw pyError("RuntimeError", `Failed to converge after ${most} iterations, value is ${x}`);
}

function reported(found: Found, root: Value, most: number, full: Value | undefined, disp: Value | undefined): Value {
  if (!found.converged && (disp === undefined || truth(disp)))
    throw pyError("RuntimeError", `Failed to converge after ${most} iterations, value is ${repr(root)}.`);
  return full !== undefined && truth(full) ? new PyTuple([root, rootResults(found, root, "")]) : root;
}

function rootResults(found: Found, root: Value, method: string): Result {
  return Result.from({
    root,
    converged: found.converged,
    iterations: BigInt(found.iterations),
    function_calls: BigInt(found.calls),
    flag: found.converged ? "converged" : "convergence error",
    method,
  });
}
