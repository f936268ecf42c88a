/**
 * Arrays as text, the way numpy prints them: columns aligned, 8 digits, long
 * arrays shortened to their ends, lines of at most 75 characters.
 */
import { spendMany } from "../budget.ts";
import type { NdArray } from "./array.ts";
import { cast, elementAt } from "./convert.ts";
import { concatenate, section } from "./shape.ts";
import { pick } from "./ufuncs.ts";

const PRECISION = 8;
const THRESHOLD = 1000;
const EDGE = 3;
const LINE = 75;

/** str(array) */
export function arrayText(array: NdArray): string {
  if (array.ndim === 0) return elementAt(array, array.offset).str();
  return written(array, " ", "");
}

/** repr(array) */
export function arrayRepr(array: NdArray): string {
  const body = written(array, ", ", "array(");
  const shaped = array.size === 0 && array.ndim > 1 ? `, shape=(${array.shape.join(", ")})` : "";
  const kind = array.size === 0 && array.dtype !== "float64" ? `, dtype=${array.dtype}` : "";
  return `array(${body}${shaped}${kind})`;
}

function written(array: NdArray, separator: string, prefix: string): string {
  if (array.size === 0) return "[]";
  const short = array.size > THRESHOLD;
  spendMany(32 * array.shape.reduce((product, n) => product * (short ? Math.min(n, 2 * EDGE + 1) : n), 1));
  const element = formatter(short ? ends(array, 0) : array);
  return block(array, { element, separator, short }, prefix.length + 1, 0);
}

/** The elements that are printed when the array is too long: three at each end of each axis. */
function ends(array: NdArray, axis: number): NdArray {
  if (axis === array.ndim) return array;
  const n = array.shape[axis]!;
  const long = n > 2 * EDGE;
  return ends(
    long ? concatenate([section(array, axis, 0, EDGE), section(array, axis, n - EDGE, n)], axis) : array,
    axis + 1,
  );
}

interface Layout {
  element: (re: number, im: number) => string;
  separator: string;
  short: boolean;
}

/** @param indent  how far the content of this bracket stands from the left */
function block(array: NdArray, layout: Layout, indent: number, depth: number): string {
  const { element, separator, short } = layout;
  const width = array.dtype === "complex128" ? 2 : 1;
  const text = (index: number): string => element(array.buffer[index * width]!, array.buffer[index * width + 1]!);
  if (array.ndim === 0) return text(array.offset);
  const n = array.shape[0]!;
  const cut = short && n > 2 * EDGE;
  const places = cut ? [0, 1, 2, -1, n - 3, n - 2, n - 1] : Array.from({ length: n }, (_, k) => k);
  if (array.ndim > 1) {
    const gap = separator.trimEnd() + "\n".repeat(array.ndim - 1) + " ".repeat(indent);
    const row = (k: number): string => (k < 0 ? "..." : block(pick(array, 0, k), layout, indent + 1, depth + 1));
    return `[${places.map(row).join(gap)}]`;
  }
  const lines: string[] = [];
  let line = "";
  places.forEach((k, position) => {
    const word = k < 0 ? "..." : text(array.offset + k * array.strides[0]!);
    if (line !== "" && indent + line.length + word.length > LINE - depth - 1) {
      lines.push(line.trimEnd());
      line = "";
    }
    line += word + (position === places.length - 1 ? "" : separator);
  });
  return `[${[...lines, line].join(`\n${" ".repeat(indent)}`)}]`;
}

/** Makes the text of one element, as wide as the widest of the sample needs. */
function formatter(sample: NdArray): (re: number, im: number) => string {
  const { buffer } = cast(sample);
  if (sample.dtype === "float64") return floatFormatter(buffer, false);
  if (sample.dtype === "complex128") {
    const real = floatFormatter(
      buffer.filter((_, k) => k % 2 === 0),
      false,
    );
    const imaginary = floatFormatter(
      buffer.filter((_, k) => k % 2 === 1),
      true,
    );
    return (re, im) => {
      const text = imaginary(im);
      const bare = text.trimEnd();
      return `${real(re)}${bare}j${text.slice(bare.length)}`;
    };
  }
  if (sample.dtype === "bool") return (x) => (x !== 0 ? "True" : "False").padStart(sample.ndim > 0 ? 5 : 0);
  const plain = (x: number): string => String(BigInt(x));
  const width = buffer.reduce((widest, x) => Math.max(widest, plain(x).length), 0);
  return (x) => plain(x).padStart(width);
}

/** @param plus  write a sign before positive numbers too, as before an imaginary part */
function floatFormatter(values: Float64Array, plus: boolean): (x: number) => string {
  const finite = values.filter(Number.isFinite);
  const sizes = finite.map(Math.abs).filter((x) => x !== 0);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  const smallest = sizes.reduce((a, b) => Math.min(a, b), Infinity);
  const scientific = sizes.length > 0 && (largest >= 1e8 || smallest < 1e-4 || largest / smallest > 1000);
  const number = (x: number): Parts => (scientific ? scientificParts(x) : positionalParts(x));
  const all = Array.from(finite, number);
  const signed = (x: number, whole: string): string => (plus && !(x < 0 || Object.is(x, -0)) ? `+${whole}` : whole);
  let left = Math.max(0, ...all.map((parts, k) => signed(finite[k]!, parts.whole).length));
  const fraction = Math.max(0, ...all.map((parts) => parts.fraction.length));
  const digits = Math.max(0, ...all.map((parts) => parts.exponent.length));
  const right = fraction + (scientific ? digits + 2 : 0);
  if (finite.length < values.length) {
    const negative = plus || values.some((x) => x === -Infinity);
    left = Math.max(left, 3 - right - 1, 3 + Number(negative) - right - 1);
  }
  return (x) => {
    if (!Number.isFinite(x)) {
      const text = Number.isNaN(x) ? "nan" : x < 0 ? "-inf" : "inf";
      return signed(Number.isNaN(x) ? 1 : x, text).padStart(left + right + 1);
    }
    const parts = number(x);
    const whole = signed(x, parts.whole).padStart(left);
    if (!scientific) return `${whole}.${parts.fraction.padEnd(fraction)}`;
    const power = parts.exponent.slice(1).padStart(digits - 1, "0");
    return `${whole}.${parts.fraction.padEnd(fraction, "0")}e${parts.exponent[0]}${power}`;
  };
}

interface Parts {
  whole: string;
  fraction: string;
  /** With its sign. */
  exponent: string;
}

function positionalParts(x: number): Parts {
  const [whole, fraction] = x.toFixed(PRECISION).split(".");
  const sign = Object.is(x, -0) ? "-" : "";
  return { whole: sign + whole!, fraction: fraction!.replace(/0+$/, ""), exponent: "" };
}

function scientificParts(x: number): Parts {
  const [mantissa, power] = x.toExponential(PRECISION).split("e");
  const [whole, fraction] = mantissa!.split(".");
  const sign = Object.is(x, -0) ? "-" : "";
  const exponent = power![0]! + power!.slice(1).padStart(2, "0");
  return { whole: sign + whole!, fraction: fraction!.replace(/0+$/, ""), exponent };
}
