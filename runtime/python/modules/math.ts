/**
 * math, on Python floats; what is outside a function's domain raises instead of
 * giving nan. fsum: J. R. Shewchuk, Discrete Comput. Geom. 18 (1997) 305.
 */

import { erf, erfc } from "../../math/erf.ts";
import { gamma, logGamma } from "../../math/gamma-function.ts";
import { bitLength } from "../arithmetic.ts";
import { spend, spendMany } from "../budget.ts";
import type { Body } from "../builtins/define-builtins.ts";
import { toFloat, toInt } from "../conversions.ts";
import { asIndex, binary, itemsOf, typeName } from "../operators.ts";
import { parameters, positional } from "../parameters.ts";
import { pyError } from "../values/error.ts";
import type { Module } from "../values/module.ts";
import { PyObject } from "../values/object.ts";
import { PyTuple } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";
import { library } from "./define-module.ts";

/** What a function of math takes: no text, unlike float(). */
function real(value: Value): number {
  if (typeof value === "string") throw pyError("TypeError", "must be real number, not str");
  try {
    return toFloat(value);
  } catch (error) {
    if (typeof value === "bigint") throw error;
    throw pyError("TypeError", `must be real number, not ${typeName(value)}`);
  }
}

/** One float in, one out; nan or inf from a finite argument is an error of the domain or the range. */
function unary(name: string, body: (x: number) => number): Body {
  return (args, keywords) => {
    positional(`math.${name}`, args, keywords, 1);
    const x = real(args[0]!);
    const y = body(x);
    if (Number.isNaN(y) && !Number.isNaN(x)) throw pyError("ValueError", "math domain error");
    if (!Number.isFinite(y) && Number.isFinite(x)) throw pyError("OverflowError", "math range error");
    return y;
  };
}

/** One float in, an int or bool out. */
function judged(name: string, body: (x: number) => Value): Body {
  return (args, keywords) => {
    positional(`math.${name}`, args, keywords, 1);
    return body(real(args[0]!));
  };
}

function binaryFunction(name: string, body: (x: number, y: number) => number): Body {
  return (args, keywords) => {
    positional(`math.${name}`, args, keywords, 2);
    return body(real(args[0]!), real(args[1]!));
  };
}

/** floor, ceil and trunc give ints, and leave ints as they are. */
function whole(name: string, special: string, body: (x: number) => number): Body {
  return (args, keywords) => {
    positional(`math.${name}`, args, keywords, 1);
    const value = args[0]!;
    if (typeof value === "bigint") return value;
    const own = value instanceof PyObject ? value.special(special, []) : undefined;
    return own ?? toInt(body(real(value)));
  };
}

function integer(value: Value | undefined): bigint {
  if (typeof value === "bigint") return value;
  const index = asIndex(value ?? null);
  if (index === undefined) {
    throw pyError("TypeError", `'${typeName(value ?? null)}' object cannot be interpreted as an integer`);
  }
  return BigInt(index);
}

/** log of a positive number; an int may be larger than any float. */
function logarithm(value: Value, of: (x: number) => number): number {
  if (typeof value === "bigint" && value > 0n) {
    const bits = bitLength(value);
    spend(bits >> 6);
    const shift = Math.max(0, bits - 1000);
    return of(Number(value >> BigInt(shift))) + shift * of(2);
  }
  const x = real(value);
  if (x <= 0) throw pyError("ValueError", "math domain error");
  return of(x);
}

function power(x: number, y: number): number {
  if (x === 1 || y === 0) return 1;
  if (x === -1 && Math.abs(y) === Number.POSITIVE_INFINITY) return 1;
  if (x === 0 && y < 0) throw pyError("ValueError", "math domain error");
  const result = x ** y;
  if (Number.isFinite(x) && Number.isFinite(y)) {
    if (Number.isNaN(result)) throw pyError("ValueError", "math domain error");
    if (!Number.isFinite(result)) throw pyError("OverflowError", "math range error");
  }
  return result;
}

/** The exactly rounded sum. */
function exactSum(values: Value): number {
  const partials: number[] = [];
  for (const value of itemsOf(values)) {
    let x = real(value);
    let kept = 0;
    spend(partials.length);
    for (const partial of partials) {
      const [large, small] = Math.abs(x) < Math.abs(partial) ? [partial, x] : [x, partial];
      const high = large + small;
      const low = small - (high - large);
      if (low !== 0) partials[kept++] = low;
      x = high;
    }
    partials.length = kept;
    partials.push(x);
  }
  let total = 0;
  let rest = 0;
  let i = partials.length - 1;
  if (i >= 0) total = partials[i]!;
  while (i > 0 && rest === 0) {
    const before = total;
    const next = partials[--i]!;
    total = before + next;
    rest = next - (total - before);
  }
  // A remainder of exactly half a digit is settled by the sign of the next partial.
  if (rest !== 0 && i > 0 && rest < 0 === partials[i - 1]! < 0) {
    const twice = rest * 2;
    const candidate = total + twice;
    if (twice === candidate - total) total = candidate;
  }
  return total;
}

function greatestCommonDivisor(a: bigint, b: bigint): bigint {
  let [x, y] = [a < 0n ? -a : a, b < 0n ? -b : b];
  // As many remainders as they have digits, each of a number that is a digit shorter.
  spendMany((bitLength(x) + bitLength(y)) ** 2 / 4096);
  while (y > 0n) [x, y] = [y, x % y];
  return x;
}

function fallingProduct(n: bigint, k: bigint): bigint {
  if (n < 0n || k < 0n) throw pyError("ValueError", "n and k must be non-negative integers");
  if (k > n) return 0n;
  spendMany(Number(k) * 100);
  let result = 1n;
  for (let i = 0n; i < k; i++) result = binary("*", result, n - i) as bigint;
  return result;
}

function squareRoot(n: bigint): bigint {
  if (n < 0n) throw pyError("ValueError", "isqrt() argument must be nonnegative");
  if (n < 2n) return n;
  const bits = bitLength(n);
  let x = 1n << BigInt((bits + 1) >> 1);
  for (;;) {
    spendMany(1 + (bits * bits) / 65_536);
    const next = (x + n / x) >> 1n;
    if (next >= x) return x;
    x = next;
  }
}

/** x = m · 2ᵉ with 0.5 ≤ |m| < 1 */
function mantissaExponent(x: number): [number, number] {
  if (x === 0 || !Number.isFinite(x)) return [x, 0];
  let exponent = Math.max(-1023, Math.floor(Math.log2(Math.abs(x))) + 1);
  let mantissa = x * 2 ** -exponent;
  for (; Math.abs(mantissa) < 0.5; mantissa *= 2) exponent--;
  for (; Math.abs(mantissa) >= 1; mantissa /= 2) exponent++;
  return [mantissa, exponent];
}

/** The float after x in the direction of y. */
function nextAfter(x: number, y: number): number {
  if (Number.isNaN(x) || Number.isNaN(y) || x === y) return x === y ? y : Number.NaN;
  if (x === 0) return y > 0 ? Number.MIN_VALUE : -Number.MIN_VALUE;
  const bits = new BigInt64Array(1);
  const float = new Float64Array(bits.buffer);
  float[0] = x;
  bits[0]! += y > x === x > 0 ? 1n : -1n;
  return float[0];
}

export function mathModule(): Module {
  return library(
    "math",
    {
      ...Object.fromEntries(
        (
          [
            ["sin", Math.sin],
            ["cos", Math.cos],
            ["tan", Math.tan],
            ["asin", Math.asin],
            ["acos", Math.acos],
            ["atan", Math.atan],
            ["sinh", Math.sinh],
            ["cosh", Math.cosh],
            ["tanh", Math.tanh],
            ["asinh", Math.asinh],
            ["acosh", Math.acosh],
            ["exp", Math.exp],
            ["exp2", (x) => 2 ** x],
            ["expm1", Math.expm1],
            ["sqrt", Math.sqrt],
            ["cbrt", Math.cbrt],
            ["fabs", Math.abs],
            ["degrees", (x) => x * (180 / Math.PI)],
            ["radians", (x) => x * (Math.PI / 180)],
            ["erf", erf],
            ["erfc", erfc],
            ["ulp", (x) => nextAfter(Math.abs(x), Number.POSITIVE_INFINITY) - Math.abs(x)],
            // Infinite at the ends of their domains, where Python raises ValueError.
            ["atanh", (x) => (Math.abs(x) === 1 ? Number.NaN : Math.atanh(x))],
            ["log1p", (x) => (x === -1 ? Number.NaN : Math.log1p(x))],
            ["gamma", gamma],
            ["lgamma", logGamma],
          ] satisfies [string, (x: number) => number][]
        ).map(([name, body]) => [name, unary(name, body)]),
      ),
      floor: whole("floor", "__floor__", Math.floor),
      ceil: whole("ceil", "__ceil__", Math.ceil),
      trunc: whole("trunc", "__trunc__", Math.trunc),
      isnan: judged("isnan", Number.isNaN),
      isinf: judged("isinf", (x) => Math.abs(x) === Number.POSITIVE_INFINITY),
      isfinite: judged("isfinite", Number.isFinite),
      modf: judged("modf", (x) => {
        const fraction = Number.isFinite(x) ? x % 1 : Number.isNaN(x) ? x : x > 0 ? 0 : -0;
        return new PyTuple([fraction, Math.trunc(x)]);
      }),
      frexp: judged("frexp", (x) => {
        const [mantissa, exponent] = mantissaExponent(x);
        return new PyTuple([mantissa, BigInt(exponent)]);
      }),
      ldexp: ([x, exponent]) => {
        const power = Number(integer(exponent));
        const half = Math.trunc(power / 2);
        return real(x!) * 2 ** half * 2 ** (power - half);
      },
      atan2: binaryFunction("atan2", Math.atan2),
      copysign: binaryFunction("copysign", (x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x))),
      fmod: binaryFunction("fmod", (x, y) => {
        const rest = x % y;
        if (Number.isNaN(rest) && !Number.isNaN(x) && !Number.isNaN(y))
          throw pyError("ValueError", "math domain error");
        return rest;
      }),
      remainder: binaryFunction("remainder", (x, y) => {
        if (y === 0 || !Number.isFinite(x)) throw pyError("ValueError", "math domain error");
        if (!Number.isFinite(y)) return x;
        const rest = Math.abs(x) % Math.abs(y);
        const other = Math.abs(y) - rest;
        const even = (Math.abs(x) - rest) % (2 * Math.abs(y)) === 0;
        const nearest = rest < other || (rest === other && even) ? rest : -other;
        return x < 0 ? -nearest : nearest;
      }),
      pow: binaryFunction("pow", power),
      nextafter: binaryFunction("nextafter", nextAfter),
      hypot: (args) => Math.hypot(...args.map(real)),
      dist: ([p, q]) => {
        const b = itemsOf(q!).map(real);
        return Math.hypot(...itemsOf(p!).map((value, i) => real(value) - b[i]!));
      },
      log: ([x, base]) => {
        if (base === undefined) return logarithm(x!, Math.log);
        const divisor = logarithm(base, Math.log);
        if (divisor === 0) throw pyError("ZeroDivisionError", "float division by zero");
        return logarithm(x!, Math.log) / divisor;
      },
      log2: ([x]) => logarithm(x!, Math.log2),
      log10: ([x]) => logarithm(x!, Math.log10),
      fsum: ([values]) => exactSum(values!),
      prod: (args, keywords) => {
        const [values, start = 1n] = parameters("prod", ["iterable", "start"], 1, args, keywords);
        return itemsOf(values!).reduce<Value>((all, next) => binary("*", all, next), start);
      },
      isclose: (args, keywords) => {
        const [a, b, rel = 1e-9, abs = 0] = parameters("isclose", ["a", "b", "rel_tol", "abs_tol"], 2, args, keywords);
        const [x, y] = [real(a!), real(b!)];
        if (x === y) return true;
        if (!Number.isFinite(x) || !Number.isFinite(y)) return false;
        return Math.abs(x - y) <= Math.max(real(rel) * Math.max(Math.abs(x), Math.abs(y)), real(abs));
      },
      factorial: ([n]) => fallingProduct(integer(n), integer(n)),
      comb: ([n, k]) => {
        const size = integer(n);
        const few = integer(k) > size - integer(k) && integer(k) <= size ? size - integer(k) : integer(k);
        return fallingProduct(size, few) / fallingProduct(few, few);
      },
      perm: ([n, k]) => fallingProduct(integer(n), k === undefined || k === null ? integer(n) : integer(k)),
      gcd: (args) => args.reduce<bigint>((all, next) => greatestCommonDivisor(all, integer(next)), 0n),
      lcm: (args) =>
        args.reduce<bigint>((all, next) => {
          const divisor = greatestCommonDivisor(all, integer(next));
          const multiple = divisor === 0n ? 0n : (binary("*", all / divisor, integer(next)) as bigint);
          return multiple < 0n ? -multiple : multiple;
        }, 1n),
      isqrt: ([n]) => squareRoot(integer(n)),
    },
    { pi: Math.PI, e: Math.E, tau: 2 * Math.PI, inf: Number.POSITIVE_INFINITY, nan: Number.NaN },
  );
}
