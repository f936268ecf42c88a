/**
 * scipy.special: the error functions, of which interface profiles are made.
 *
 * erf and erfc are those of `runtime/math/erf.ts`.
 *
 * wofz is J. A. C. Weideman's rational series (SIAM J. Numer. Anal. 31 (1994)
 * 1497), good to about 1e-13 of |w|, and voigt_profile its real part, scaled.
 */
import { erf, erfc } from "../../../math/erf.ts";
import { spendMany } from "../../budget.ts";
import { asArray, cast, unwrap, zeros } from "../../numpy/convert.ts";
import { type ComplexFunction, exp as complexExp, quotient } from "../../numpy/loops-complex.ts";
import { define } from "../../numpy/signature.ts";
import { broadcastShape, broadcastTo } from "../../numpy/strided-loop.ts";
import type { Value } from "../../values/value.ts";
import { elementwise } from "../real-functions.ts";

export function errorFunctionTable(): [string, Value][] {
  return [
    ofRealOrComplex("erf", erf, (re, im, out, k) => complexErf(re, im, out, k)),
    ofRealOrComplex("erfc", erfc, (re, im, out, k) => {
      complexErf(re, im, out, k);
      out[k] = 1 - out[k]!;
      out[k + 1] = -out[k + 1]!;
    }),
    elementwise("erfcx(x)", faddeevaReal, 16),
    elementwise("erfi(x)", (x) => (Math.abs(x) < 0.5 ? erfiSeries(x) : Math.exp(x * x) * faddeevaImaginary(x)), 16),
    elementwise(
      "dawsn(x)",
      (x) => {
        if (Math.abs(x) < 0.5) return (Math.sqrt(Math.PI) / 2) * Math.exp(-x * x) * erfiSeries(x);
        return (Math.sqrt(Math.PI) / 2) * faddeevaImaginary(x);
      },
      16,
    ),
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

function ofRealOrComplex(name: string, f: (x: number) => number, complex: ComplexFunction): [string, Value] {
  return define(`${name}(x)`, (x: Value) => {
    const array = asArray(x);
    const result = cast(array, array.dtype === "complex128" ? "complex128" : "float64");
    spendMany(2 * result.buffer.length);
    const { buffer } = result;
    if (result.dtype === "complex128")
      for (let k = 0; k < buffer.length; k += 2) complex(buffer[k]!, buffer[k + 1]!, buffer, k);
    else for (let k = 0; k < buffer.length; k++) buffer[k] = f(buffer[k]!);
    return unwrap(result);
  });
}

/** eˣ² erfc(x) = w(ix) */
export function faddeevaReal(x: number): number {
  if (x < 0) return 2 * Math.exp(x * x) - faddeevaReal(-x);
  if (x > 50) return asymptotic(x);
  faddeeva(0, x, PAIR, 2);
  return PAIR[2]!;
}

/** 1/(x√π) · (1 − 1/2x² + 3/4x⁴ − …) */
function asymptotic(x: number): number {
  const t = 1 / (2 * x * x);
  return (1 - t * (1 - 3 * t * (1 - 5 * t))) / (x * Math.sqrt(Math.PI));
}

function faddeevaImaginary(x: number): number {
  faddeeva(x, 0, PAIR, 2);
  return PAIR[3]!;
}

/** 2/√π Σ x²ᵏ⁺¹ / k!(2k + 1) */
function erfiSeries(x: number): number {
  let [power, sum] = [x, x];
  for (let k = 1; k < 60; k++) {
    power *= (x * x) / k;
    sum += power / (2 * k + 1);
  }
  return (2 / Math.sqrt(Math.PI)) * sum;
}

/** Taylor's series where 1 − e⁻ᶻ² w(iz) would lose digits. */
function complexErf(re: number, im: number, out: Float64Array, k: number): void {
  if (re < 0) {
    complexErf(-re, -im, out, k);
    out[k] = -out[k]!;
    out[k + 1] = -out[k + 1]!;
    return;
  }
  const [squareRe, squareIm] = [re * re - im * im, 2 * re * im];
  if (Math.hypot(re, im) < 1.5) {
    let [tr, ti, sr, si] = [re, im, re, im];
    for (let n = 1; n < 80; n++) {
      [tr, ti] = [(-tr * squareRe + ti * squareIm) / n, (-tr * squareIm - ti * squareRe) / n];
      sr += tr / (2 * n + 1);
      si += ti / (2 * n + 1);
    }
    out[k] = (2 / Math.sqrt(Math.PI)) * sr;
    out[k + 1] = (2 / Math.sqrt(Math.PI)) * si;
    return;
  }
  complexExp(-squareRe, -squareIm, PAIR, 2);
  const [gr, gi] = [PAIR[2]!, PAIR[3]!];
  faddeeva(-im, re, PAIR, 2);
  out[k] = 1 - (gr * PAIR[2]! - gi * PAIR[3]!);
  out[k + 1] = -(gr * PAIR[3]! + gi * PAIR[2]!);
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
