/**
 * A curve of complex numbers, as a script may return it. One whose imaginary part is 0
 * everywhere is a real curve. Of any other the figure of merit follows numpy, as GenX does:
 * T(Y) − T(S) in complex numbers, of which the absolute value counts. Whatever draws or
 * stores the curve takes its real part, which is what the array itself holds.
 */
import type { NdArray } from "../python/numpy/array.ts";
import { floats } from "./floats.ts";

export class ComplexCurve extends Float64Array {
  /** A part of it is a plain array of its real part. */
  static get [Symbol.species](): Float64ArrayConstructor {
    return Float64Array;
  }
  /** float[n] */
  imaginary = new Float64Array(0);
}

/** @param value  one-dimensional and complex */
export function complexCurve(value: NdArray): Float64Array {
  const real = floats(value.getAttribute("real")!)!;
  const imaginary = floats(value.getAttribute("imag")!)!;
  if (imaginary.every((each) => each === 0)) return real;
  const curve = new ComplexCurve(real);
  curve.imaginary = imaginary.slice();
  return curve;
}

/** Of the transforms of a figure of merit: how each takes a complex number, [real, imaginary]. */
export const COMPLEX_TRANSFORMS = {
  identity: (re: number, im: number): Pair => [re, im],
  log10: (re: number, im: number): Pair => [Math.log10(Math.hypot(re, im)), Math.atan2(im, re) / Math.LN10],
  sqrt: root,
  sqrtAbs: (re: number, im: number): Pair => [Math.sqrt(Math.hypot(re, im)), 0],
  log10Sqrt: (re: number, im: number): Pair => [Math.log10(Math.hypot(re, im)) / 2, Math.atan2(im, re) / Math.LN10 / 2],
} as const;

type Pair = readonly [re: number, im: number];

function root(re: number, im: number): Pair {
  const size = Math.sqrt(Math.hypot(re, im));
  const angle = Math.atan2(im, re) / 2;
  return [size * Math.cos(angle), size * Math.sin(angle)];
}
