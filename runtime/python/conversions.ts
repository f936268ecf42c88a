/** float(x), int(x) and complex(x): from any value, text included, to a number of one kind. */
import { spendMany } from "./budget.ts";
import { Complex } from "./values/complex.ts";
import { pyError } from "./values/error.ts";
import { PyObject } from "./values/object.ts";
import { typeName } from "./values/object-protocol.ts";
import { PyValue, type Value } from "./values/value.ts";

/** float(x) of the builtins: also what functions of math accept. */
export function toFloat(value: Value): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint") return integerToFloat(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  if (typeof value === "string") return parseFloatText(value);
  const x = value instanceof PyValue ? value.toFloat() : undefined;
  if (x !== undefined) return x;
  throw pyError("TypeError", `float() argument must be a string or a real number, not '${typeName(value)}'`);
}

const FLOAT_TEXT = /^[+-]?(\d[\d_]*(\.[\d_]*)?|\.\d[\d_]*)(e[+-]?\d[\d_]*)?$/i;

function parseFloatText(text: string): number {
  spendMany(text.length);
  const trimmed = text.trim();
  if (FLOAT_TEXT.test(trimmed) && !/__|_$|_[.e]|[.e]_/i.test(trimmed)) return Number(trimmed.replaceAll("_", ""));
  const special = /^([+-]?)(inf(?:inity)?|nan)$/i.exec(trimmed);
  if (special) {
    const magnitude = special[2]!.toLowerCase() === "nan" ? Number.NaN : Number.POSITIVE_INFINITY;
    return special[1] === "-" ? -magnitude : magnitude;
  }
  throw pyError("ValueError", `could not convert string to float: ${quoted(text)}`);
}

/** int(x): towards zero. */
export function toInt(value: Value, base = 10): bigint {
  if (typeof value === "bigint") return value;
  if (typeof value === "boolean") return BigInt(value);
  if (typeof value === "string") return parseIntText(value, base);
  let x = typeof value === "number" ? value : undefined;
  if (value instanceof PyObject) {
    const own = value.special("__int__", []) ?? value.special("__index__", []) ?? value.special("__trunc__", []);
    if (own !== undefined) return toInt(own);
  } else if (value instanceof PyValue) {
    x = value.toIndex() ?? value.toFloat();
  }
  if (x === undefined) {
    throw pyError(
      "TypeError",
      `int() argument must be a string, a bytes-like object or a real number, not '${typeName(value)}'`,
    );
  }
  if (Number.isNaN(x)) throw pyError("ValueError", "cannot convert float NaN to integer");
  if (!Number.isFinite(x)) throw pyError("OverflowError", "cannot convert float infinity to integer");
  return BigInt(Math.trunc(x));
}

const PREFIX: Record<number, string> = { 2: "0b", 8: "0o", 16: "0x" };

function parseIntText(text: string, base: number): bigint {
  spendMany(text.length);
  const match = /^\s*([+-]?)(\w+)\s*$/.exec(text);
  const lower = (match?.[2] ?? "").toLowerCase();
  const prefix = PREFIX[base];
  const digits = (prefix && lower.startsWith(prefix) ? lower.slice(2) : lower).replace(/(?<=\w)_(?=\w)/g, "");
  if (digits.length > 4300)
    throw pyError("ValueError", "Exceeds the limit (4300 digits) for integer string conversion");
  spendMany(digits.length ** 2 / 256);
  let n = 0n;
  for (const digit of digits) {
    const d = Number.parseInt(digit, 36);
    if (!(d < base)) return badInt(text, base);
    n = n * BigInt(base) + BigInt(d);
  }
  if (digits === "") return badInt(text, base);
  return match![1] === "-" ? -n : n;
}

function badInt(text: string, base: number): never {
  throw pyError("ValueError", `invalid literal for int() with base ${base}: ${quoted(text)}`);
}

function quoted(text: string): string {
  return `'${text}'`;
}

/** complex(x) of one argument. */
export function toComplex(value: Value): Complex {
  const plain = Complex.from(value);
  if (plain) return plain;
  if (typeof value === "string") return parseComplexText(value);
  if (value instanceof PyValue) {
    const parts = value.toComplex();
    if (parts) return new Complex(parts.re, parts.im);
    const x = value.toFloat();
    if (x !== undefined) return new Complex(x, 0);
  }
  throw pyError("TypeError", `complex() first argument must be a string or a number, not '${typeName(value)}'`);
}

/** The pattern below tries every way to part a text in two, which takes long for a long one. */
const LONGEST_COMPLEX = 1000;

function parseComplexText(text: string): Complex {
  const trimmed = text.trim().replace(/^\((.*)\)$/, "$1");
  const number = String.raw`(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?|inf|nan`;
  if (trimmed.length > LONGEST_COMPLEX) throw pyError("ValueError", "complex() arg is a malformed string");
  const match = new RegExp(`^([+-]?(?:${number}))?(?:([+-]?(?:${number})?)j)?$`, "i").exec(trimmed);
  if (!match || trimmed === "") throw pyError("ValueError", "complex() arg is a malformed string");
  if (match[2] === undefined) return new Complex(parseFloatText(match[1] ?? "0"), 0);
  // "3j" matches as a real part that backtracks, so only "j", "+j", "-j" have no digits.
  const imaginary = /^[+-]?$/.test(match[2]) ? `${match[2]}1` : match[2];
  return new Complex(match[1] === undefined ? 0 : parseFloatText(match[1]), parseFloatText(imaginary));
}

export function integerToFloat(n: bigint): number {
  const x = Number(n);
  if (!Number.isFinite(x)) throw pyError("OverflowError", "int too large to convert to float");
  return x;
}
