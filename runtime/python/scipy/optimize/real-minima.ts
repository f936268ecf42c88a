/**
 * The least value of a function of one number: a bracket found by walking downhill, then Brent's parabolas or golden sections.
 * Steps and tests of convergence are scipy's.
 *
 *   R. P. Brent, Algorithms for Minimization Without Derivatives (1973), ch. 5
 */
import { asInteger, asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { PyDict } from "../../values/dict.ts";
import { pyError } from "../../values/error.ts";
import { truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import type { Value } from "../../values/value.ts";
import { float64, Result, realFunction } from "../callback.ts";

export function realMinimaTable(): [string, Value][] {
  return [
    define("minimize_scalar(fun, bracket=, bounds=, args=, method=, tol=, options=)", minimizeScalar),
    define(
      "fminbound(func, x1, x2, args=, xtol=, maxfun=, full_output=, disp=)",
      (f: Value, x1: Value, x2: Value, args, xtol, most, full) => {
        const found = bounded(
          realFunction(f, args),
          asReal(x1, "x1"),
          asReal(x2, "x2"),
          real(xtol, 1e-5),
          count(most, 500),
        );
        if (!isFull(full)) return float64(found.x);
        return new PyTuple([float64(found.x), float64(found.fun), found.success ? 0n : 1n, BigInt(found.calls)]);
      },
    ),
    define("brent(func, args=, brack=, tol=, full_output=, maxiter=)", (f: Value, args, brack, tol, full, most) => {
      const found = brentMinimum(realFunction(f, args), bracketOf(brack), real(tol, 1.48e-8), count(most, 500));
      return isFull(full)
        ? new PyTuple([float64(found.x), float64(found.fun), BigInt(found.iterations), BigInt(found.calls)])
        : float64(found.x);
    }),
    define("golden(func, args=, brack=, tol=, full_output=, maxiter=)", (f: Value, args, brack, tol, full, most) => {
      const found = golden(realFunction(f, args), bracketOf(brack), real(tol, ROOT_EPSILON), count(most, 5000));
      return isFull(full) ? new PyTuple([float64(found.x), float64(found.fun), BigInt(found.calls)]) : float64(found.x);
    }),
    define("bracket(func, xa=, xb=, args=, grow_limit=, maxiter=)", (f: Value, xa, xb, args) => {
      const counter = counted(realFunction(f, args));
      const { a, b, c, fa, fb, fc } = downhill(counter.f, real(xa, 0), real(xb, 1));
      return new PyTuple([...[a, b, c, fa, fb, fc].map(float64), BigInt(counter.calls)]);
    }),
  ];
}

export interface Minimum {
  readonly x: number;
  readonly fun: number;
  readonly success: boolean;
  readonly iterations: number;
  readonly calls: number;
}

const ROOT_EPSILON = Math.sqrt(Number.EPSILON);

function real(value: Value | undefined, otherwise: number): number {
  return isGiven(value) ? asReal(value, "number") : otherwise;
}
function count(value: Value | undefined, otherwise: number): number {
  return isGiven(value) ? asInteger(value, "maxiter") : otherwise;
}
function isFull(value: Value | undefined): boolean {
  return value !== undefined && truth(value);
}
function bracketOf(value: Value | undefined): readonly number[] {
  return isGiven(value) ? asSequence(value, "bracket").map((x) => asReal(x, "bracket")) : [];
}

function counted(plain: (x: number) => number): { f: (x: number) => number; calls: number } {
  const counter = {
    calls: 0,
    f: (x: number): number => {
      counter.calls++;
      return plain(x);
    },
  };
  return counter;
}

function minimizeScalar(
  f: Value,
  bracket?: Value,
  bounds?: Value,
  args?: Value,
  method?: Value,
  tol?: Value,
  options?: Value,
): Value {
  const option = (name: string): Value | undefined => (options instanceof PyDict ? options.get(name) : undefined);
  const name = isGiven(method) ? String(method).toLowerCase() : isGiven(bounds) ? "bounded" : "brent";
  const fun = realFunction(f, args);
  let found: Minimum;
  if (name === "bounded") {
    if (!isGiven(bounds)) throw pyError("ValueError", "The `bounds` parameter is mandatory for method `bounded`.");
    const [low, high] = asSequence(bounds, "bounds").map((x) => asReal(x, "bounds"));
    found = bounded(fun, low!, high!, real(option("xatol") ?? tol, 1e-5), count(option("maxiter"), 500));
  } else if (name === "brent") {
    found = brentMinimum(fun, bracketOf(bracket), real(option("xtol") ?? tol, 1.48e-8), count(option("maxiter"), 500));
  } else if (name === "golden") {
    found = golden(fun, bracketOf(bracket), real(option("xtol") ?? tol, ROOT_EPSILON), count(option("maxiter"), 5000));
  } else throw pyError("ValueError", `Unknown solver ${name}: there are brent, bounded and golden`);
  return Result.from({
    fun: float64(found.fun),
    x: float64(found.x),
    nit: BigInt(found.iterations),
    nfev: BigInt(found.calls),
    success: found.success,
    message: found.success ? "Solution found." : "Maximum number of iterations has been exceeded",
    status: found.success ? 0n : 1n,
  });
}

interface Bracket {
  a: number;
  b: number;
  c: number;
  fa: number;
  fb: number;
  fc: number;
}

const GROWTH = 1.618034;

/** From two places downhill until the middle one of three is the lowest. */
function downhill(f: (x: number) => number, from: number, to: number): Bracket {
  let [a, b] = [from, to];
  let [fa, fb] = [f(a), f(b)];
  if (fa < fb) [a, b, fa, fb] = [b, a, fb, fa];
  let c = b + GROWTH * (b - a);
  let fc = f(c);
  for (let turn = 0; fc < fb; turn++) {
    if (turn >= 1000)
      throw pyError("RuntimeError", "No valid bracket was found before the iteration limit was reached.");
    const left = (b - a) * (fb - fc);
    const right = (b - c) * (fb - fa);
    const bend = right - left;
    const divisor = 2 * (Math.abs(bend) < 1e-21 ? 1e-21 : bend);
    let w = b - ((b - c) * right - (b - a) * left) / divisor;
    const farthest = b + 110 * (c - b);
    let fw: number;
    if ((w - c) * (b - w) > 0) {
      fw = f(w);
      if (fw < fc) return { a: b, b: w, c, fa: fb, fb: fw, fc };
      if (fw > fb) return { a, b, c: w, fa, fb, fc: fw };
      w = c + GROWTH * (c - b);
      fw = f(w);
    } else if ((w - farthest) * (farthest - c) >= 0) {
      w = farthest;
      fw = f(w);
    } else if ((w - farthest) * (c - w) > 0) {
      fw = f(w);
      if (fw < fc) {
        [b, c, fb, fc] = [c, w, fc, fw];
        w = c + GROWTH * (c - b);
        fw = f(w);
      }
    } else {
      w = c + GROWTH * (c - b);
      fw = f(w);
    }
    [a, b, c, fa, fb, fc] = [b, c, w, fb, fc, fw];
  }
  if (!(fb <= fa && fb <= fc))
    throw pyError("RuntimeError", "The algorithm terminated without finding a valid bracket.");
  return { a, b, c, fa, fb, fc };
}

function startBracket(f: (x: number) => number, given: readonly number[]): Bracket {
  if (given.length < 3) return downhill(f, given[0] ?? 0, given[1] ?? 1);
  let [a, b, c] = given as [number, number, number];
  if (a > c) [a, c] = [c, a];
  const [fa, fb, fc] = [f(a), f(b), f(c)];
  if (!(a < b && b < c && fb < fa && fb < fc))
    throw pyError(
      "ValueError",
      "Bracketing values (xa, xb, xc) do not fulfill this requirement: (f(xb) < f(xa)) and (f(xb) < f(xc))",
    );
  return { a, b, c, fa, fb, fc };
}

export function brentMinimum(
  plain: (x: number) => number,
  given: readonly number[],
  tol: number,
  most: number,
): Minimum {
  const counter = counted(plain);
  const { a, b, c, fb } = startBracket(counter.f, given);
  const found = parabolas(
    counter.f,
    Math.min(a, c),
    Math.max(a, c),
    b,
    fb,
    0.381966,
    (x) => tol * Math.abs(x) + 1e-11,
    most,
  );
  return { ...found, calls: counter.calls };
}

export function bounded(plain: (x: number) => number, low: number, high: number, xatol: number, most: number): Minimum {
  if (low > high) throw pyError("ValueError", "The lower bound exceeds the upper bound.");
  const counter = counted(plain);
  const share = (3 - Math.sqrt(5)) / 2;
  const x = low + share * (high - low);
  const found = parabolas(
    counter.f,
    low,
    high,
    x,
    counter.f(x),
    share,
    (at) => ROOT_EPSILON * Math.abs(at) + xatol / 3,
    most,
  );
  return { ...found, calls: counter.calls };
}

/** Brent's search between a and b: a parabola through the three best places where it helps, else a share of the longer side. */
function parabolas(
  f: (x: number) => number,
  low: number,
  high: number,
  start: number,
  fStart: number,
  share: number,
  least: (x: number) => number,
  most: number,
): Omit<Minimum, "calls"> {
  let [a, b] = [low, high];
  // The best place, the second best, and the one before that.
  let [x, w, v] = [start, start, start];
  let [fx, fw, fv] = [fStart, fStart, fStart];
  let [step, before] = [0, 0];
  let iterations = 0;
  for (; iterations < most; iterations++) {
    const middle = (a + b) / 2;
    const tol = least(x);
    if (Math.abs(x - middle) <= 2 * tol - (b - a) / 2) return { x, fun: fx, success: true, iterations };
    let golden = true;
    if (Math.abs(before) > tol) {
      const r = (x - w) * (fx - fv);
      let q = (x - v) * (fx - fw);
      let p = (x - v) * q - (x - w) * r;
      q = 2 * (q - r);
      if (q > 0) p = -p;
      q = Math.abs(q);
      const old = before;
      before = step;
      if (Math.abs(p) < Math.abs((q * old) / 2) && p > q * (a - x) && p < q * (b - x)) {
        golden = false;
        step = p / q;
        const u = x + step;
        if (u - a < 2 * tol || b - u < 2 * tol) step = middle >= x ? tol : -tol;
      }
    }
    if (golden) {
      before = x >= middle ? a - x : b - x;
      step = share * before;
    }
    const u = x + (Math.abs(step) >= tol ? step : step >= 0 ? tol : -tol);
    const fu = f(u);
    if (fu <= fx) {
      if (u >= x) a = x;
      else b = x;
      [v, w, x] = [w, x, u];
      [fv, fw, fx] = [fw, fx, fu];
    } else {
      if (u < x) a = u;
      else b = u;
      if (fu <= fw || w === x) [v, w, fv, fw] = [w, u, fw, fu];
      else if (fu <= fv || v === x || v === w) [v, fv] = [u, fu];
    }
  }
  return { x, fun: fx, success: false, iterations };
}

function golden(plain: (x: number) => number, given: readonly number[], tol: number, most: number): Minimum {
  const counter = counted(plain);
  const { f } = counter;
  const { a, b, c } = startBracket(f, given);
  const [kept, cut] = [0.61803399, 1 - 0.61803399];
  let [x0, x3] = [a, c];
  let [x1, x2] = Math.abs(c - b) > Math.abs(b - a) ? [b, b + cut * (c - b)] : [b - cut * (b - a), b];
  let [f1, f2] = [f(x1), f(x2)];
  let iterations = 0;
  for (; iterations < most && Math.abs(x3 - x0) > tol * (Math.abs(x1) + Math.abs(x2)); iterations++) {
    if (f2 < f1) {
      [x0, x1, f1] = [x1, x2, f2];
      x2 = kept * x1 + cut * x3;
      f2 = f(x2);
    } else {
      [x3, x2, f2] = [x2, x1, f1];
      x1 = kept * x2 + cut * x0;
      f1 = f(x1);
    }
  }
  const [x, fun] = f1 < f2 ? [x1, f1] : [x2, f2];
  return { x, fun, success: iterations < most, iterations, calls: counter.calls };
}
