/** int, float, complex, bool and their methods; round, divmod, pow and abs. */
import { bitLength, floorParts, power } from "../arithmetic.ts";
import { LIMITS, spendMany } from "../budget.ts";
import { toComplex, toFloat, toInt } from "../conversions.ts";
import { asIndex, binary, truth, typeName } from "../operators.ts";
import { parameters, positional } from "../parameters.ts";
import { fixed } from "../text/format-spec.ts";
import { Complex } from "../values/complex.ts";
import { pyError } from "../values/error.ts";
import { PyObject } from "../values/object.ts";
import { asNumber } from "../values/object-protocol.ts";
import { PyTuple } from "../values/sequence.ts";
import { type Keywords, PyValue, type Value } from "../values/value.ts";
import { defineType } from "./define-builtins.ts";

export const INT = defineType(
  "int",
  (args, keywords) => {
    const [value = 0n, base] = parameters("int", ["x", "base"], 0, args, keywords);
    if (base === undefined) return toInt(value);
    if (typeof value !== "string") throw pyError("TypeError", "int() can't convert non-string with explicit base");
    const radix = asIndex(base) ?? 10;
    if (radix !== 0 && !(radix >= 2 && radix <= 36)) {
      throw pyError("ValueError", "int() base must be >= 2 and <= 36, or 0");
    }
    const prefix = { "0x": 16, "0o": 8, "0b": 2 }[value.trim().toLowerCase().slice(0, 2)];
    return toInt(value, radix === 0 ? (prefix ?? 10) : radix);
  },
  {
    bit_length: ([self]) => {
      const bits = bitLength(BigInt(self as bigint));
      spendMany(bits / 16);
      return BigInt(bits);
    },
    conjugate: ([self]) => self!,
    is_integer: () => true,
    as_integer_ratio: ([self]) => new PyTuple([self!, 1n]),
  },
);
export const BOOL = defineType("bool", ([value = false]) => truth(value), {}, INT);

export const FLOAT = defineType(
  "float",
  (args, keywords) => {
    positional("float", args, keywords, 0, 1);
    return args.length === 0 ? 0 : toFloat(args[0]!);
  },
  {
    is_integer: ([self]) => Number.isInteger(self),
    conjugate: ([self]) => self!,
    as_integer_ratio: ([self]) => integerRatio(self as number),
  },
);

/** A float is m · 2ᵉ exactly. */
function integerRatio(x: number): Value {
  if (!Number.isFinite(x)) throw pyError("OverflowError", "cannot convert Infinity to integer ratio");
  let denominator = 1n;
  let numerator = x;
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  return new PyTuple([BigInt(numerator), denominator]);
}

export const COMPLEX = defineType(
  "complex",
  (args, keywords) => {
    const [re = 0, im] = parameters("complex", ["real", "imag"], 0, args, keywords);
    if (im === undefined) return toComplex(re);
    if (typeof re === "string" || typeof im === "string") {
      throw pyError("TypeError", "complex() can't take second arg if first is a string");
    }
    const a = toComplex(re);
    const b = toComplex(im);
    // Parts that a real number does not have must not turn -0 into 0.
    return new Complex(im instanceof Complex ? a.re - b.im : a.re, re instanceof Complex ? a.im + b.re : b.re);
  },
  { conjugate: ([self]) => new Complex((self as Complex).re, -(self as Complex).im) },
);

export function abs(args: Value[], keywords: Keywords): Value {
  positional("abs", args, keywords, 1);
  const value = args[0]!;
  if (typeof value === "number") return Math.abs(value);
  if (typeof value === "bigint") return value < 0n ? -value : value;
  if (typeof value === "boolean") return BigInt(value);
  if (value instanceof Complex) return Math.hypot(value.re, value.im);
  const own = special(value, "__abs__", []);
  if (own !== undefined) return own;
  throw pyError("TypeError", `bad operand type for abs(): '${typeName(value)}'`);
}

/** `__name__` of an instance, or the attribute of that name of another kind. */
function special(value: Value, name: string, args: Value[]): Value | undefined {
  if (value instanceof PyObject) return value.special(name, args);
  const method = value instanceof PyValue ? value.getAttribute(name) : undefined;
  return method instanceof PyValue ? method.call(args, new Map()) : undefined;
}

/** Half to even, on the exact binary value. */
export function round(args: Value[], keywords: Keywords): Value {
  const [value, digits = null] = parameters("round", ["number", "ndigits"], 1, args, keywords);
  const number = asNumber(value!);
  if (number === undefined) {
    const own = special(value!, "__round__", digits === null ? [] : [digits]);
    if (own !== undefined) return own;
    throw pyError("TypeError", `type ${typeName(value!)} doesn't define __round__ method`);
  }
  const places = digits === null ? 0 : asIndex(digits);
  if (places === undefined)
    throw pyError("TypeError", `'${typeName(digits)}' object cannot be interpreted as an integer`);
  if (typeof number === "bigint") return places >= 0 ? number : roundInteger(number, -places);
  if (digits === null) return toInt(halfEven(number));
  if (!Number.isFinite(number) || places > 323) return number;
  if (places < 0) return roundNegative(number, -places);
  return places <= 100 ? Math.sign(number) * Number(fixed(Math.abs(number), places)) : number;
}

/** The nearest whole number, of two as near the even one. */
export function halfEven(x: number): number {
  const floor = Math.floor(x);
  const rest = x - floor;
  if (rest !== 0.5) return rest < 0.5 ? floor : floor + 1;
  return floor % 2 === 0 ? floor : floor + 1;
}

function roundNegative(x: number, places: number): number {
  if (places > 308) return x < 0 ? -0 : 0;
  const whole = Math.trunc(x);
  const rounded = roundInteger(BigInt(whole), places, x !== whole);
  return Number(rounded) || (x < 0 || Object.is(x, -0) ? -0 : 0);
}

/** @param more  whether the number is a little further from zero than the integer says */
function roundInteger(n: bigint, places: number, more = false): bigint {
  if (places > LIMITS.bits) return 0n;
  spendMany((bitLength(n) + 4 * places) ** 2 / 65_536);
  const unit = 10n ** BigInt(places);
  const negative = n < 0n;
  const magnitude = negative ? -n : n;
  const down = magnitude / unit;
  const rest = 2n * (magnitude - down * unit);
  const up = rest > unit || (rest === unit && (more || down % 2n === 1n));
  const rounded = (up ? down + 1n : down) * unit;
  return negative ? -rounded : rounded;
}

export function divmod(args: Value[], keywords: Keywords): Value {
  positional("divmod", args, keywords, 2);
  const [a, b] = args as [Value, Value];
  if (typeof a === "number" && typeof b === "number" && b !== 0) return new PyTuple(floorParts(a, b));
  return new PyTuple([binary("//", a, b), binary("%", a, b)]);
}

export function pow(args: Value[], keywords: Keywords): Value {
  const [base, exponent, modulus = null] = parameters("pow", ["base", "exp", "mod"], 2, args, keywords);
  if (modulus === null) return power(base!, exponent!);
  const [b, e, m] = [toInt(base!), toInt(exponent!), toInt(modulus)];
  if (m === 0n) throw pyError("ValueError", "pow() 3rd argument cannot be 0");
  if (e < 0n) throw pyError("ValueError", "pow() 2nd argument cannot be negative when 3rd argument specified");
  // A long multiplication and division for each digit of the exponent.
  spendMany(bitLength(e) * (1 + (bitLength(m) / 64) ** 2 / 64));
  let result = 1n;
  let square = ((b % m) + m) % m;
  for (let rest = e; rest > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % m;
    square = (square * square) % m;
  }
  return ((result % m) + m) % m;
}
