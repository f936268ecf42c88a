/**
 * The inner loops of complex arithmetic and the elementary functions of a
 * complex number, on the principal branches that C99 annex G and numpy take.
 * Buffers hold re, im side by side; starts and steps count elements (pairs).
 *
 * The inverse functions follow W. Kahan, "Branch cuts for complex elementary
 * functions, or much ado about nothing's sign bit" (1987); division is
 * R. L. Smith's (Algorithm 116, CACM 1962).
 */
import { type BinaryLoop, hypot, type UnaryLoop } from "./loops-real.ts";

/** Puts f(re + i·im) at out[k], out[k+1]. */
export type ComplexFunction = (re: number, im: number, out: Float64Array, k: number) => void;

export function each(f: ComplexFunction): UnaryLoop {
  return (n, a, ai, as, out, oi, os) => {
    for (let k = 0; k < n; k++, ai += as, oi += os) f(a[2 * ai]!, a[2 * ai + 1]!, out, 2 * oi);
  };
}

/** A real answer to a complex question. */
export function eachToReal(f: (re: number, im: number) => number): UnaryLoop {
  return (n, a, ai, as, out, oi, os) => {
    for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = f(a[2 * ai]!, a[2 * ai + 1]!);
  };
}

export function eachPair(
  f: (ar: number, ai: number, br: number, bi: number, out: Float64Array, k: number) => void,
): BinaryLoop {
  return (n, a, ai, as, b, bi, bs, out, oi, os) => {
    for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os)
      f(a[2 * ai]!, a[2 * ai + 1]!, b[2 * bi]!, b[2 * bi + 1]!, out, 2 * oi);
  };
}

export function eachPairToReal(f: (ar: number, ai: number, br: number, bi: number) => number): BinaryLoop {
  return (n, a, ai, as, b, bi, bs, out, oi, os) => {
    for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os)
      out[oi] = f(a[2 * ai]!, a[2 * ai + 1]!, b[2 * bi]!, b[2 * bi + 1]!);
  };
}

export const add: BinaryLoop = (n, a, ai, as, b, bi, bs, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os) {
    out[2 * oi] = a[2 * ai]! + b[2 * bi]!;
    out[2 * oi + 1] = a[2 * ai + 1]! + b[2 * bi + 1]!;
  }
};
export const subtract: BinaryLoop = (n, a, ai, as, b, bi, bs, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os) {
    out[2 * oi] = a[2 * ai]! - b[2 * bi]!;
    out[2 * oi + 1] = a[2 * ai + 1]! - b[2 * bi + 1]!;
  }
};
export const multiply: BinaryLoop = (n, a, ai, as, b, bi, bs, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os) {
    const ar = a[2 * ai]!;
    const ay = a[2 * ai + 1]!;
    const br = b[2 * bi]!;
    const by = b[2 * bi + 1]!;
    out[2 * oi] = ar * br - ay * by;
    out[2 * oi + 1] = ar * by + ay * br;
  }
};

export function quotient(ar: number, ai: number, br: number, bi: number, out: Float64Array, k: number): void {
  if (Math.abs(br) >= Math.abs(bi)) {
    if (br === 0 && bi === 0) {
      out[k] = ar / Math.abs(br);
      out[k + 1] = ai / Math.abs(br);
      return;
    }
    const ratio = bi / br;
    const scale = 1 / (br + bi * ratio);
    out[k] = (ar + ai * ratio) * scale;
    out[k + 1] = (ai - ar * ratio) * scale;
  } else {
    const ratio = br / bi;
    const scale = 1 / (bi + br * ratio);
    out[k] = (ar * ratio + ai) * scale;
    out[k + 1] = (ai * ratio - ar) * scale;
  }
}
export const divide = eachPair(quotient);

/** Small whole exponents by repeated multiplication, as numpy does, others by exp(b·log a). */
export function power(ar: number, ai: number, br: number, bi: number, out: Float64Array, k: number): void {
  if (br === 0 && bi === 0) {
    out[k] = 1;
    out[k + 1] = 0;
  } else if (ar === 0 && ai === 0) {
    out[k] = out[k + 1] = br > 0 ? 0 : Number.NaN;
  } else if (bi === 0 && Number.isInteger(br) && Math.abs(br) < 100) {
    wholePower(ar, ai, br, out, k);
  } else {
    log(ar, ai, out, k);
    const re = out[k]!;
    const im = out[k + 1]!;
    exp(br * re - bi * im, br * im + bi * re, out, k);
  }
}

function wholePower(ar: number, ai: number, n: number, out: Float64Array, k: number): void {
  let re = 1;
  let im = 0;
  for (let left = Math.abs(n); left > 0; left >>= 1) {
    if (left & 1) [re, im] = [re * ar - im * ai, re * ai + im * ar];
    [ar, ai] = [ar * ar - ai * ai, 2 * ar * ai];
  }
  if (n < 0) quotient(1, 0, re, im, out, k);
  else {
    out[k] = re;
    out[k + 1] = im;
  }
}

export function exp(re: number, im: number, out: Float64Array, k: number): void {
  const size = Math.exp(re);
  out[k] = im === 0 ? size : size * Math.cos(im);
  out[k + 1] = im === 0 ? im : size * Math.sin(im);
}

export function expm1(re: number, im: number, out: Float64Array, k: number): void {
  const half = Math.sin(im / 2);
  out[k] = Math.expm1(re) * Math.cos(im) - 2 * half * half;
  out[k + 1] = Math.exp(re) * Math.sin(im);
}

export function log(re: number, im: number, out: Float64Array, k: number): void {
  out[k] = logAbs(re, im);
  out[k + 1] = Math.atan2(im, re);
}

/** ln|z|; near |z| = 1 by log1p, where the logarithm itself is small. */
function logAbs(re: number, im: number): number {
  const large = Math.max(Math.abs(re), Math.abs(im));
  const small = Math.min(Math.abs(re), Math.abs(im));
  const square = large * large + small * small;
  if (square > 0.5 && square < 3) return 0.5 * Math.log1p((large - 1) * (large + 1) + small * small);
  return Math.log(hypot(re, im));
}

export function log1p(re: number, im: number, out: Float64Array, k: number): void {
  log(1 + re, im, out, k);
}

export function logBase(base: number): ComplexFunction {
  return (re, im, out, k) => {
    log(re, im, out, k);
    out[k]! /= base;
    out[k + 1]! /= base;
  };
}

export function sqrt(re: number, im: number, out: Float64Array, k: number): void {
  if (re === 0 && im === 0) {
    out[k] = 0;
    out[k + 1] = im;
    return;
  }
  const t = Math.sqrt(0.5 * (hypot(re, im) + Math.abs(re)));
  if (re >= 0) {
    out[k] = t;
    out[k + 1] = im / (2 * t);
  } else {
    out[k] = Math.abs(im) / (2 * t);
    out[k + 1] = im < 0 || Object.is(im, -0) ? -t : t;
  }
}

export function square(re: number, im: number, out: Float64Array, k: number): void {
  out[k] = re * re - im * im;
  out[k + 1] = 2 * re * im;
}

export function reciprocal(re: number, im: number, out: Float64Array, k: number): void {
  quotient(1, 0, re, im, out, k);
}

export function sin(re: number, im: number, out: Float64Array, k: number): void {
  out[k] = Math.sin(re) * Math.cosh(im);
  out[k + 1] = Math.cos(re) * Math.sinh(im);
}
export function cos(re: number, im: number, out: Float64Array, k: number): void {
  out[k] = Math.cos(re) * Math.cosh(im);
  out[k + 1] = -Math.sin(re) * Math.sinh(im);
}
export function tan(re: number, im: number, out: Float64Array, k: number): void {
  if (Math.abs(im) > 20) {
    out[k] = 2 * Math.sin(2 * re) * Math.exp(-2 * Math.abs(im));
    out[k + 1] = Math.sign(im);
    return;
  }
  const c = Math.cos(re);
  const s = Math.sinh(im);
  const below = c * c + s * s;
  out[k] = (Math.sin(re) * c) / below;
  out[k + 1] = (s * Math.cosh(im)) / below;
}
export function sinh(re: number, im: number, out: Float64Array, k: number): void {
  out[k] = Math.sinh(re) * Math.cos(im);
  out[k + 1] = Math.cosh(re) * Math.sin(im);
}
export function cosh(re: number, im: number, out: Float64Array, k: number): void {
  out[k] = Math.cosh(re) * Math.cos(im);
  out[k + 1] = Math.sinh(re) * Math.sin(im);
}

/** √(1-z) and √(1+z), which the inverse circular functions share. */
const ROOTS = new Float64Array(4);

export function arcsin(re: number, im: number, out: Float64Array, k: number): void {
  sqrt(1 - re, -im, ROOTS, 0);
  sqrt(1 + re, im, ROOTS, 2);
  const [mr, mi, pr, pi] = ROOTS as unknown as [number, number, number, number];
  out[k] = Math.atan2(re, mr * pr - mi * pi);
  out[k + 1] = Math.asinh(mr * pi - mi * pr);
}
export function arccos(re: number, im: number, out: Float64Array, k: number): void {
  sqrt(1 - re, -im, ROOTS, 0);
  sqrt(1 + re, im, ROOTS, 2);
  const [mr, mi, pr, pi] = ROOTS as unknown as [number, number, number, number];
  out[k] = 2 * Math.atan2(mr, pr);
  out[k + 1] = Math.asinh(pr * mi - pi * mr);
}
export function arccosh(re: number, im: number, out: Float64Array, k: number): void {
  sqrt(re - 1, im, ROOTS, 0);
  sqrt(re + 1, im, ROOTS, 2);
  const [mr, mi, pr, pi] = ROOTS as unknown as [number, number, number, number];
  out[k] = Math.asinh(mr * pr + mi * pi);
  out[k + 1] = 2 * Math.atan2(mi, pr);
}
export function arctanh(re: number, im: number, out: Float64Array, k: number): void {
  out[k] = 0.25 * Math.log1p((4 * re) / ((1 - re) * (1 - re) + im * im));
  out[k + 1] = 0.5 * Math.atan2(2 * im, (1 - re) * (1 + re) - im * im);
}

/** f(z) = -i·g(i·z), which links arcsinh to arcsin, arctan to arctanh and tanh to tan. */
function turned(g: ComplexFunction): ComplexFunction {
  return (re, im, out, k) => {
    g(-im, re, out, k);
    const turn = out[k]!;
    out[k] = out[k + 1]!;
    out[k + 1] = -turn;
  };
}
export const arcsinh = turned(arcsin);
export const arctan = turned(arctanh);
export const tanh = turned(tan);

export function sign(re: number, im: number, out: Float64Array, k: number): void {
  const size = hypot(re, im);
  out[k] = size === 0 ? 0 : re / size;
  out[k + 1] = size === 0 ? 0 : im / size;
}
