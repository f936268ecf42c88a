/**
 * scipy.special: the error functions, of which interface profiles are made.
 *
 * erf and erfc are those of `runtime/math/erf.ts`.
 *
 * wofz is J. A. C. Weideman's rational series (SIAM J. Numer. Anal. 31 (1994)
 * 1497), good to about 1e-13 of |w|, and voigt_profile its real part, scaled.
 */
import { erf, erfc } from "../../math/erf.ts";
import { spendMany } from "../budget.ts";
import { asArray, cast, unwrap, zeros } from "../numpy/convert.ts";
import { exp as complexExp, quotient } from "../numpy/loops-complex.ts";
import { define } from "../numpy/signature.ts";
import { broadcastShape, broadcastTo } from "../numpy/strided-loop.ts";
import { pyError } from "../values/error.ts";
import type { Value } from "../values/value.ts";

export function specialTable(): [string, Value][] {
  return [
    ofReal("erf", erf),
    ofReal("erfc", erfc),
    define("wofz(z)", (z: Value) => {
      const result = cast(asArray(z, "complex128"));
      const { buffer } = result;
      spendMany(4 * buffer.length);
      for (let k = 0; k < buffer.length; k += 2) faddeeva(buffer[k]!, buffer[k + 1]!, buffer, k);
      return unwrap(result);
    }),
    define("voigt_profile(x, sigma, gamma)", (...args: (Value | undefined)[]) => {
      const arrays = args.map((value) => asArray(value!, "float64"));
      const shape = broadcastShape(...arrays.map((array) => array.shape));
      const [x, sigma, gamma] = arrays.map((array) => cast(broadcastTo(array, shape)).buffer);
      const result = zeros("float64", shape);
      for (let k = 0; k < result.buffer.length; k++) result.buffer[k] = voigt(x![k]!, sigma![k]!, gamma![k]!);
      return unwrap(result);
    }),
  ];
}

function ofReal(name: string, f: (x: number) => number): [string, Value] {
  return define(`${name}(x)`, (x: Value) => {
    if (asArray(x).dtype === "complex128") throw pyError("TypeError", `${name} of a complex number is not supported`);
    const result = cast(asArray(x, "float64"));
    spendMany(2 * result.size);
    for (let k = 0; k < result.buffer.length; k++) result.buffer[k] = f(result.buffer[k]!);
    return unwrap(result);
  });
}

/** Terms of the series, its scale, and its coefficients, highest power first: made at first use. */
const TERMS = 48;
const SCALE = Math.sqrt(TERMS / Math.SQRT2);
let series: Float64Array | undefined;

function seriesCoefficients(): Float64Array {
  const points = 4 * TERMS;
  const coefficients = new Float64Array(TERMS);
  for (let n = 1; n <= TERMS; n++) {
    let sum = 0;
    for (let j = -points / 2 + 1; j < points / 2; j++) {
      const angle = (2 * Math.PI * j) / points;
      const t = SCALE * Math.tan(angle / 2);
      sum += Math.exp(-t * t) * (SCALE * SCALE + t * t) * Math.cos(n * angle);
    }
    coefficients[TERMS - n] = sum / points;
  }
  return coefficients;
}

const PAIR = new Float64Array(4);

/** w(z) = exp(-z²)·erfc(-iz) → out[k], out[k+1] */
export function faddeeva(re: number, im: number, out: Float64Array, k: number): void {
  if (im < 0) {
    // w(z) = 2·exp(-z²) - w(-z)
    complexExp(im * im - re * re, -2 * re * im, PAIR, 2);
    const [growRe, growIm] = [2 * PAIR[2]!, 2 * PAIR[3]!];
    faddeeva(-re, -im, out, k);
    out[k] = growRe - out[k]!;
    out[k + 1] = growIm - out[k + 1]!;
    return;
  }
  series ??= seriesCoefficients();
  // Z = (L + iz)/(L - iz); iz = -im + i·re
  quotient(SCALE - im, re, SCALE + im, -re, PAIR, 0);
  const [zr, zi] = [PAIR[0]!, PAIR[1]!];
  let sumRe = 0;
  let sumIm = 0;
  for (let n = 0; n < TERMS; n++) {
    const next = sumRe * zr - sumIm * zi + series[n]!;
    sumIm = sumRe * zi + sumIm * zr;
    sumRe = next;
  }
  // w = 2·sum/(L - iz)² + (1/√π)/(L - iz)
  const [dr, di] = [SCALE + im, -re];
  quotient(2 * sumRe, 2 * sumIm, dr, di, PAIR, 0);
  quotient(PAIR[0]! + 1 / Math.sqrt(Math.PI), PAIR[1]!, dr, di, out, k);
}

function voigt(x: number, sigma: number, gamma: number): number {
  if (sigma === 0) return gamma === 0 ? (x === 0 ? Infinity : 0) : gamma / (Math.PI * (x * x + gamma * gamma));
  if (gamma === 0) return Math.exp((-0.5 * x * x) / (sigma * sigma)) / (sigma * Math.sqrt(2 * Math.PI));
  const width = sigma * Math.SQRT2;
  faddeeva(x / width, gamma / width, PAIR, 2);
  return PAIR[2]! / (sigma * Math.sqrt(2 * Math.PI));
}
