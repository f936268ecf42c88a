/** Numbers by Python 2's rules: division, rounding, the text of a float, the order of unlike kinds. */
import { divide, floorDivide } from "../arithmetic.ts";
import { NdArray } from "../numpy/array.ts";
import { asArray } from "../numpy/convert.ts";
import { NumpyScalar } from "../numpy/scalar.ts";
import { compare, str, typeName } from "../operators.ts";
import { formatFloat } from "../text/format-spec.ts";
import { Complex } from "../values/complex.ts";
import { PyError, pyError } from "../values/error.ts";
import { asNumber } from "../values/object-protocol.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import type { Comparison, Value } from "../values/value.ts";

/** `a / b`: between ints, and between numpy's arrays of ints, it rounds down. */
export function classicDivide(a: Value, b: Value): Value {
  if (isInteger(a) && isInteger(b)) {
    if (!b) throw pyError("ZeroDivisionError", "integer division or modulo by zero");
    return floorDivide(a, b);
  }
  if (!isNumpy(a) && !isNumpy(b)) return divide(a, b);
  const [x, y] = [listed(a), listed(b)];
  return isWhole(x) && isWhole(y) ? floorDivide(x, y) : divide(x, y);
}

const isInteger = (value: Value) => typeof value === "bigint" || typeof value === "boolean";
const isNumpy = (value: Value) => value instanceof NdArray || value instanceof NumpyScalar;
const listed = (value: Value) => (value instanceof PyList || value instanceof PyTuple ? asArray(value) : value);

function isWhole(value: Value): boolean {
  if (value instanceof NdArray || value instanceof NumpyScalar)
    return value.dtype === "int64" || value.dtype === "bool";
  return isInteger(value);
}

/** round(x, n): a float, and of two as near the one further from zero. The float's exact value decides. */
export function roundAway(x: number, places: number): number {
  if (!Number.isFinite(x) || x === 0 || places > 323) return x;
  if (places < -308) return x < 0 ? -0 : 0;
  // |x| = numerator / denominator exactly.
  let [numerator, denominator] = [Math.abs(x), 1n];
  while (!Number.isInteger(numerator)) {
    numerator *= 2;
    denominator *= 2n;
  }
  const scale = 10n ** BigInt(Math.abs(places));
  const top = BigInt(numerator) * (places > 0 ? scale : 1n);
  const bottom = denominator * (places > 0 ? 1n : scale);
  const rounded = (2n * top + bottom) / (2n * bottom);
  return Math.sign(x) * Number(`${rounded}e${-places}`);
}

/** str(x), which `print` and `%s` write: twelve digits of a float. */
export function shortText(value: Value): string {
  if (typeof value === "number") return shortFloat(value, true);
  if (value instanceof Complex) {
    const imaginary = shortFloat(value.im, false);
    if (value.re === 0 && !Object.is(value.re, -0)) return `${imaginary}j`;
    return `(${shortFloat(value.re, false)}${imaginary.startsWith("-") ? "" : "+"}${imaginary}j)`;
  }
  return str(value);
}

function shortFloat(x: number, marked: boolean): string {
  const text = formatFloat(x, {
    fill: " ",
    align: ">",
    sign: "",
    alternate: false,
    width: 0,
    group: "",
    precision: 12,
    type: "g",
  });
  if (!marked || !/^-?\d+$/.test(text)) return text;
  const [, sign, first, digits] = /^(-?)(\d)(\d*)$/.exec(text) as unknown as [string, string, string, string];
  if (digits.length < 11) return `${text}.0`;
  // Twelve digits leave no place for the point.
  return `${sign}${first}${`.${digits}`.replace(/\.?0*$/, "")}e+11`;
}

/** Any two values have an order: None, then numbers, then other kinds by their name. */
export function order(op: Comparison, a: Value, b: Value): Value {
  try {
    return compare(op, a, b);
  } catch (error) {
    const isUnlike =
      error instanceof PyError && error.kind === "TypeError" && String(error.args[0]).includes("not supported between");
    if (!isUnlike || a instanceof Complex || b instanceof Complex) throw error;
    return orders(op, kindOrder(a, b));
  }
}

export function orders(op: Comparison, sign: number): boolean {
  switch (op) {
    case "<":
      return sign < 0;
    case "<=":
      return sign <= 0;
    case ">":
      return sign > 0;
    case ">=":
      return sign >= 0;
    case "==":
      return sign === 0;
    case "!=":
      return sign !== 0;
  }
}

function kindOrder(a: Value, b: Value): number {
  const rank = (value: Value) =>
    value === null ? "" : asNumber(value) !== undefined ? "\0" : `\x01${typeName(value)}`;
  const [x, y] = [rank(a), rank(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** cmp(a, b) */
export function threeWay(a: Value, b: Value): number {
  if (order("<", a, b) === true) return -1;
  return compare("==", a, b) === true ? 0 : 1;
}
