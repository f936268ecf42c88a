/** How numbers and text look when printed: Python's repr. */
import { spend, spendItems } from "../budget.ts";
import { pyError } from "./error.ts";

/**
 * The shortest text that reads back as the same float, as CPython writes it:
 * exponent form below 1e-4 and from 1e16 on, at least two exponent digits.
 */
export function floatRepr(x: number): string {
  if (Number.isFinite(x)) {
    const text = floatDigits(x);
    return /[.e]/.test(text) ? text : `${text}.0`;
  }
  return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
}

/** floatRepr without the `.0` of whole numbers, as parts of a complex are written. */
export function floatDigits(x: number): string {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? "nan" : x > 0 ? "inf" : "-inf";
  if (x === 0) return Object.is(x, -0) ? "-0" : "0";
  const magnitude = Math.abs(x);
  if (magnitude >= 1e-4 && magnitude < 1e16) return String(x);
  const [mantissa, exponent] = x.toExponential().split("e") as [string, string];
  return `${mantissa}e${exponent[0]}${exponent.slice(1).padStart(2, "0")}`;
}

/** chr(code) */
export function character(code: bigint | number): string {
  const n = Number(code);
  if (!(n >= 0 && n <= 0x10ffff)) throw pyError("ValueError", "chr() arg not in range(0x110000)");
  return String.fromCodePoint(n);
}

export function complexRepr(re: number, im: number): string {
  const imaginary = floatDigits(im);
  if (re === 0 && !Object.is(re, -0)) return `${imaginary}j`;
  return `(${floatDigits(re)}${imaginary.startsWith("-") ? "" : "+"}${imaginary}j)`;
}

const ESCAPES: Record<string, string> = { "\\": "\\\\", "\n": "\\n", "\r": "\\r", "\t": "\\t" };

export function textRepr(text: string): string {
  const quote = text.includes("'") && !text.includes('"') ? '"' : "'";
  let out = "";
  for (const character of text) {
    const code = character.codePointAt(0)!;
    if (character === quote) out += `\\${character}`;
    else if (Object.hasOwn(ESCAPES, character)) out += ESCAPES[character];
    else if (code < 0x20 || (code >= 0x7f && code < 0xa1) || code === 0xad) out += `\\x${hex(code, 2)}`;
    else if (/^[\p{C}\p{Z}]$/u.test(character) && character !== " ") out += `\\u${hex(code, 4)}`;
    else out += character;
  }
  return quote + out + quote;
}

function hex(code: number, digits: number): string {
  return code.toString(16).padStart(digits, "0");
}

/** Of a character that is a text of its own, and of its place. */
const CHARACTER_BYTES = 40;

/** Characters of a Python text are code points; JavaScript counts UTF-16 units. */
export function characters(text: string): string[] | undefined {
  spend(text.length >> 6);
  if (!/[\ud800-\udfff]/.test(text)) return undefined;
  spendItems(text.length, CHARACTER_BYTES);
  return Array.from(text);
}

export function textLength(text: string): number {
  return characters(text)?.length ?? text.length;
}
