/**
 * Python's format specification: `[[fill]align][sign][z][#][0][width][,_][.precision][type]`,
 * for format(), f-strings and template.ts. Digits of floats come from
 * JavaScript's toFixed and toExponential, which round the exact binary value
 * as C does; beyond their 100 digits the rest is zeros.
 */
import { spend, spendItems, spendMany } from "../budget.ts";
import { toFloat } from "../conversions.ts";
import { Complex } from "../values/complex.ts";
import { pyError } from "../values/error.ts";
import { PyObject } from "../values/object.ts";
import { integerText, repr, str, typeName } from "../values/object-protocol.ts";
import { character, floatDigits } from "../values/repr.ts";
import { PyValue, type Value } from "../values/value.ts";

export interface Spec {
  fill: string;
  align: "" | "<" | ">" | "=" | "^";
  sign: "" | "+" | "-" | " ";
  alternate: boolean;
  width: number;
  group: "" | "," | "_";
  precision: number | undefined;
  type: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([-+ ])?z?(#)?(0)?(\d+)?([,_])?(?:\.(\d+))?([a-zA-Z%])?$/su;

/** Types whose digits may be grouped. */
const COMMA_TYPES = "deEfFgG%";
const UNDERSCORE_TYPES = `${COMMA_TYPES}boxX`;

export function parseSpec(text: string): Spec | undefined {
  const match = SPEC.exec(text);
  if (!match) return undefined;
  const [, fill, align, sign, alternate, zero, width, group, precision, type] = match;
  const spec: Spec = {
    fill: fill ?? (zero ? "0" : " "),
    align: (align ?? (zero ? "=" : "")) as Spec["align"],
    sign: (sign ?? "") as Spec["sign"],
    alternate: alternate !== undefined,
    width: Number(width ?? 0),
    group: (group ?? "") as Spec["group"],
    precision: precision === undefined ? undefined : Number(precision),
    type: type ?? "",
  };
  spendItems(spec.width + (spec.precision ?? 0));
  if (spec.group !== "" && !(spec.group === "," ? COMMA_TYPES : UNDERSCORE_TYPES).includes(spec.type || "d")) {
    throw pyError("ValueError", `Cannot specify '${spec.group}' with '${spec.type}'.`);
  }
  return spec;
}

/** format(value, spec) */
export function formatValue(value: Value, text: string): string {
  if (value instanceof PyObject) {
    const own = value.special("__format__", [text]);
    if (own !== undefined) return str(own);
  }
  if (text === "") return str(value);
  const spec = parseSpec(text);
  if (!spec) {
    throw pyError("ValueError", `Invalid format specifier '${text}' for object of type '${typeName(value)}'`);
  }
  if (typeof value === "string") return formatText(value, spec);
  if (typeof value === "bigint" || typeof value === "boolean") return formatInt(BigInt(value), spec);
  if (typeof value === "number") return formatFloat(value, spec);
  if (value instanceof PyValue) {
    const integer = "bcdoxXn".includes(spec.type || "-") ? value.toIndex() : undefined;
    if (integer !== undefined) return formatInt(BigInt(integer), spec);
    const complex = value.toComplex();
    if (complex && value.toFloat() === undefined) return formatComplex(new Complex(complex.re, complex.im), spec);
    const float = value.toFloat();
    if (float !== undefined) return formatFloat(float, spec);
  }
  throw pyError("TypeError", `unsupported format string passed to ${typeName(value)}.__format__`);
}

function formatText(text: string, spec: Spec): string {
  if (spec.type !== "" && spec.type !== "s") throw unknownType(spec.type, "str");
  if (spec.align === "=") throw pyError("ValueError", "'=' alignment not allowed in string format specifier");
  if (spec.sign !== "") throw pyError("ValueError", "Sign not allowed in string format specifier");
  const cut = spec.precision === undefined ? text : Array.from(text).slice(0, spec.precision).join("");
  return pad("", cut, spec, "<");
}

const RADIX: Record<string, number> = { b: 2, o: 8, x: 16, X: 16 };

function formatInt(n: bigint, spec: Spec): string {
  const { type } = spec;
  if (type !== "" && "eEfFgG%".includes(type)) return formatFloat(toFloat(n), spec);
  if (type === "c") return pad("", character(n), spec, "<");
  if (type !== "" && !"bdoxXn".includes(type)) throw unknownType(type, "int");
  if (spec.precision !== undefined) throw pyError("ValueError", "Precision not allowed in integer format specifier");
  const magnitude = integerText(n < 0n ? -n : n, RADIX[type] ?? 10);
  const prefix = spec.alternate && type in RADIX ? `0${type}` : "";
  const digits = type === "X" ? magnitude.toUpperCase() : magnitude;
  const sign = signOf(n < 0n, spec) + prefix;
  return pad(sign, grouped(digits, spec, type in RADIX ? 4 : 3, sign.length), spec, ">");
}

export function formatFloat(x: number, spec: Spec): string {
  const negative = x < 0 || Object.is(x, -0);
  const sign = signOf(negative, spec);
  return pad(sign, floatBody(Math.abs(x), spec, sign.length), spec, ">");
}

function formatComplex(value: Complex, spec: Spec): string {
  if (spec.align === "=" || spec.fill === "0") {
    throw pyError("ValueError", "Zero padding is not allowed in complex format specifier");
  }
  if (spec.type === "%") throw unknownType("%", "complex");
  const part = (x: number, sign: Spec["sign"]) =>
    signOf(x < 0 || Object.is(x, -0), { ...spec, sign }) + floatBody(Math.abs(x), { ...spec, type: spec.type || "r" });
  const imaginary = `${part(value.im, "+")}j`;
  if (spec.type !== "") return pad("", part(value.re, spec.sign) + imaginary, spec, ">");
  if (value.re === 0 && !Object.is(value.re, -0)) return pad("", `${part(value.im, spec.sign)}j`, spec, ">");
  return pad("", `(${part(value.re, spec.sign)}${imaginary})`, spec, ">");
}

/** Digits of |x| by the specification's type, without sign and padding. */
function floatBody(x: number, spec: Spec, signs = 0): string {
  const { precision, alternate } = spec;
  const lower = spec.type.toLowerCase();
  let text: string;
  if (!"fe%gnr".includes(lower)) throw unknownType(spec.type, "float");
  if (!Number.isFinite(x)) text = floatDigits(x) + (lower === "%" ? "%" : "");
  else if (lower === "f") text = fixed(x, precision ?? 6, alternate);
  else if (lower === "e") text = exponential(x, precision ?? 6, alternate);
  else if (lower === "%") text = `${fixed(x * 100, precision ?? 6, alternate)}%`;
  else if (lower === "g" || lower === "n") text = general(x, precision ?? 6, alternate, false);
  // No type: like repr, or like `g` but with a digit after the point.
  else if (lower === "")
    text = precision === undefined ? withPoint(floatDigits(x)) : general(x, precision, alternate, true);
  else text = precision === undefined ? floatDigits(x) : general(x, precision, alternate, false);
  if (spec.group !== "" && Number.isFinite(x)) text = grouped(text, spec, 3, signs);
  return spec.type === "F" || spec.type === "E" || spec.type === "G" ? text.toUpperCase() : text;
}

function withPoint(text: string): string {
  return /[.en]/.test(text) ? text : `${text}.0`;
}

export function fixed(x: number, digits: number, alternate = false): string {
  let text: string;
  if (digits > 20) spend(64);
  if (x >= 1e21) {
    spend(512);
    // toFixed turns to exponents here; an integer this large is its own digits.
    text = BigInt(x).toString() + (digits > 0 ? `.${"0".repeat(digits)}` : "");
  } else {
    text = x.toFixed(Math.min(digits, 100)) + "0".repeat(Math.max(0, digits - 100));
    if (digits < 100) text = halfToEven(x, digits, text);
  }
  return alternate && digits === 0 ? `${text}.` : text;
}

/**
 * toFixed rounds an exact half up, C rounds it to even. A half is exact only if
 * x has at most digits + 1 binary places, and then it has as many decimal ones.
 */
function halfToEven(x: number, digits: number, rounded: string): string {
  if (!Number.isInteger(x * 2 ** (digits + 1))) return rounded;
  const exact = x.toFixed(digits + 1);
  if (!exact.endsWith("5")) return rounded;
  const down = exact.slice(0, digits === 0 ? -2 : -1);
  return Number(down.at(-1)) % 2 === 0 ? down : rounded;
}

function exponential(x: number, digits: number, alternate: boolean): string {
  const [mantissa, exponent] = toExponential(x, digits).split("e") as [string, string];
  const point = alternate && digits === 0 ? "." : "";
  return `${mantissa}${point}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

function toExponential(x: number, digits: number): string {
  spend(64);
  const text = x.toExponential(Math.min(digits, 100));
  const [mantissa, exponent] = text.split("e") as [string, string];
  if (digits > 100) return `${mantissa}${"0".repeat(digits - 100)}e${exponent}`;
  // As above: an exact half goes to even.
  const [exact, power] = x.toExponential(100).split("e") as [string, string];
  const plain = exact.replace(".", "");
  if (!/^50*$/.test(plain.slice(digits + 1)) || Number(plain[digits]) % 2 !== 0) return text;
  return `${plain[0]}${digits > 0 ? `.${plain.slice(1, digits + 1)}` : ""}e${power}`;
}

function general(x: number, precision: number, alternate: boolean, point: boolean): string {
  const digits = Math.max(1, precision);
  const exponent = x === 0 ? 0 : Number(toExponential(x, digits - 1).split("e")[1]);
  // With no type, a digit after the point is always shown, so the switch to exponents comes one digit earlier.
  if (exponent < -4 || exponent >= (point ? digits - 1 : digits)) {
    const text = exponential(x, digits - 1, alternate);
    return alternate ? text : text.replace(/(\.\d*?)0+e/, "$1e").replace(".e", "e");
  }
  const text = fixed(x, Math.max(0, digits - 1 - exponent), alternate);
  if (alternate) return text;
  const short = text.includes(".") ? text.replace(/\.?0+$/, "") : text;
  return point ? withPoint(short) : short;
}

/** @param signs  how many characters of sign and prefix go before */
function grouped(text: string, spec: Spec, size: number, signs: number): string {
  if (spec.group === "") return text;
  const [, whole, rest] = /^([0-9a-fA-F]+?)((?:\.|e[+-]|%).*)?$/s.exec(text) ?? [text, text, ""];
  let digits = whole!;
  // Zero padding is grouped too: f"{1234:010,}" is 00,001,234.
  if (spec.fill === "0" && spec.align === "=") {
    const room = spec.width - signs - (rest?.length ?? 0);
    // n digits take n + ⌊(n-1)/size⌋ places.
    const fit = Math.ceil((room * size) / (size + 1));
    digits = digits.padStart(fit, "0");
  }
  const parts = [digits.slice(0, digits.length % size || size)];
  for (let at = parts[0]!.length; at < digits.length; at += size) parts.push(digits.slice(at, at + size));
  return parts.join(spec.group) + (rest ?? "");
}

function signOf(negative: boolean, spec: Spec): string {
  return negative ? "-" : spec.sign === "+" || spec.sign === " " ? spec.sign : "";
}

function pad(sign: string, body: string, spec: Spec, otherwise: "<" | ">"): string {
  const space = spec.width - Array.from(sign + body).length;
  if (space <= 0) return sign + body;
  const fill = (count: number) => spec.fill.repeat(count);
  switch (spec.align || otherwise) {
    case "<":
      return sign + body + fill(space);
    case "=":
      return sign + fill(space) + body;
    case "^":
      return fill(Math.floor(space / 2)) + sign + body + fill(Math.ceil(space / 2));
    default:
      return fill(space) + sign + body;
  }
}

function unknownType(type: string, kind: string): Error {
  return pyError("ValueError", `Unknown format code '${type}' for object of type '${kind}'`);
}

/** What `!r`, `!s` and `!a` of a replacement field do. */
export function convert(value: Value, conversion: string): Value {
  if (conversion === "r") return repr(value);
  if (conversion === "s") return str(value);
  if (conversion !== "a") return value;
  const text = repr(value);
  spendMany(text.length * 8);
  return text.replace(/[^\0-\x7f]/gu, (character) => {
    const code = character.codePointAt(0)!;
    if (code > 0xffff) return `\\U${code.toString(16).padStart(8, "0")}`;
    return code > 0xff ? `\\u${code.toString(16).padStart(4, "0")}` : `\\x${code.toString(16).padStart(2, "0")}`;
  });
}
