/**
 * Functions that are integrals: the exponential, sine and cosine integrals, complete elliptic integrals by the arithmetic-geometric
 * mean, and the inverse of the error function.
 *
 *   NIST Digital Library of Mathematical Functions, chapters 6, 7 and 19
 */
import { erf, erfc } from "./erf.ts";

const EULER = 0.5772156649015329;

/** E₁(x) = ∫ₓ^∞ e⁻ᵗ/t dt */
export function expIntegralE1(x: number): number {
  if (x === 0) return Infinity;
  if (!(x > 0)) return Number.NaN;
  return expIntegralE(1, x);
}

/** Eₙ(x) = ∫₁^∞ e⁻ˣᵗ/tⁿ dt */
export function expIntegralE(n: number, x: number): number {
  if (!(x >= 0) || n < 0) return Number.NaN;
  if (n === 0) return Math.exp(-x) / x;
  if (x === 0) return n === 1 ? Infinity : 1 / (n - 1);
  if (x > 1) {
    let b = x + n;
    let c = 1e300;
    let d = 1 / b;
    let h = d;
    for (let k = 1; k < 10_000; k++) {
      const a = -k * (n - 1 + k);
      b += 2;
      d = 1 / (a * d + b);
      c = b + a / c;
      h *= c * d;
      if (Math.abs(c * d - 1) < 1e-16) break;
    }
    return h * Math.exp(-x);
  }
  let sum = n === 1 ? -Math.log(x) - EULER : 1 / (n - 1);
  let term = 1;
  for (let k = 1; k < 1000; k++) {
    term *= -x / k;
    let part: number;
    if (k !== n - 1) part = -term / (k - n + 1);
    else {
      let psi = -EULER;
      for (let j = 1; j < n; j++) psi += 1 / j;
      part = term * (-Math.log(x) + psi);
    }
    sum += part;
    if (Math.abs(part) < 1e-17 * Math.abs(sum) && k >= n) break;
  }
  return sum;
}

/** Ei(x) */
export function expIntegralEi(x: number): number {
  if (x === 0) return -Infinity;
  if (x < 0) return -expIntegralE(1, -x);
  if (x < 40) {
    let [term, sum] = [1, 0];
    for (let k = 1; k < 1000; k++) {
      term *= x / k;
      sum += term / k;
      if (term / k < 1e-17 * sum) break;
    }
    return sum + Math.log(x) + EULER;
  }
  let [term, sum] = [1, 1];
  for (let k = 1; k < 200; k++) {
    const next = (term * k) / x;
    if (next > term || next < 1e-17) break;
    term = next;
    sum += term;
  }
  return (Math.exp(x) / x) * sum;
}

/** Si(x) and Ci(x) */
export function sineCosineIntegrals(x: number): { si: number; ci: number } {
  const y = Math.abs(x);
  const sign = x < 0 ? -1 : 1;
  if (y === 0) return { si: 0, ci: -Infinity };
  if (y === Infinity) return { si: (sign * Math.PI) / 2, ci: x > 0 ? 0 : Number.NaN };
  const ciSign = x < 0;
  if (y <= 3) {
    let [term, si, ci] = [1, 0, 0];
    for (let k = 1; k < 200; k++) {
      term *= y / k;
      if (k % 2 === 1) si += (k % 4 === 1 ? term : -term) / k;
      else ci += (k % 4 === 2 ? -term : term) / k;
      if (term < 1e-18) break;
    }
    return { si: sign * si, ci: ciSign ? Number.NaN : EULER + Math.log(y) + ci };
  }
  // E₁(iy) by its continued fraction, in complex numbers.
  let [br, bi] = [1, y];
  let [cr, ci] = [1e300, 0];
  let size = br * br + bi * bi;
  let [dr, di] = [br / size, -bi / size];
  let [hr, hi] = [dr, di];
  for (let k = 2; k < 10_000; k++) {
    const a = -((k - 1) ** 2);
    br += 2;
    [dr, di] = [a * dr + br, a * di + bi];
    size = dr * dr + di * di;
    [dr, di] = [dr / size, -di / size];
    size = cr * cr + ci * ci;
    [cr, ci] = [br + (a * cr) / size, bi - (a * ci) / size];
    const [lr, li] = [cr * dr - ci * di, cr * di + ci * dr];
    [hr, hi] = [hr * lr - hi * li, hr * li + hi * lr];
    if (Math.abs(lr - 1) + Math.abs(li) < 1e-16) break;
  }
  const [cos, sin] = [Math.cos(y), Math.sin(y)];
  const [er, ei] = [cos * hr + sin * hi, cos * hi - sin * hr];
  return { si: sign * (Math.PI / 2 + ei), ci: ciSign ? Number.NaN : -er };
}

/** K(m) */
export function ellipticK(m: number): number {
  if (!(m <= 1)) return Number.NaN;
  return ellipticKOfRest(1 - m);
}

/** K(1 − p), for m near 1 */
export function ellipticKOfRest(p: number): number {
  if (!(p >= 0)) return Number.NaN;
  if (p === 0) return Infinity;
  let [a, b] = [1, Math.sqrt(p)];
  for (let k = 0; k < 60 && Math.abs(a - b) > 1e-16 * a; k++) [a, b] = [(a + b) / 2, Math.sqrt(a * b)];
  return Math.PI / (a + b);
}

/** E(m) */
export function ellipticE(m: number): number {
  if (!(m <= 1)) return Number.NaN;
  if (m === 1) return 1;
  let [a, b, power, sum] = [1, Math.sqrt(1 - m), 1, m];
  for (let k = 0; k < 60 && Math.abs(a - b) > 1e-16 * a; k++) {
    const c = (a - b) / 2;
    [a, b] = [(a + b) / 2, Math.sqrt(a * b)];
    power *= 2;
    sum += power * c * c;
  }
  return (Math.PI / (a + b)) * (1 - sum / 2);
}

/** erf⁻¹(y): a rough start, then Halley's steps on the side where no digits are lost. */
export function inverseErf(y: number): number {
  if (!(Math.abs(y) <= 1)) return Number.NaN;
  if (Math.abs(y) === 1) return y * Infinity;
  if (Math.abs(y) > 0.5) return y > 0 ? inverseErfc(1 - y) : -inverseErfc(1 + y);
  if (Math.abs(y) < 1e-8) return (y * Math.sqrt(Math.PI)) / 2;
  let x = (y * Math.sqrt(Math.PI)) / 2;
  for (let k = 0; k < 10; k++) {
    const step = (erf(x) - y) / ((2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
    x -= step / (1 + x * step);
    if (Math.abs(step) < 1e-16 * Math.abs(x)) break;
  }
  return x;
}

/** erfc⁻¹(y), 0 ≤ y ≤ 2 */
export function inverseErfc(y: number): number {
  if (!(y >= 0 && y <= 2)) return Number.NaN;
  if (y === 0) return Infinity;
  if (y > 0.5) return y < 1.5 ? inverseErf(1 - y) : -inverseErfc(2 - y);
  const t = Math.sqrt(-2 * Math.log(y / 2));
  // Abramowitz and Stegun 26.2.22
  let x = (t - (2.30753 + t * 0.27061) / (1 + t * (0.99229 + t * 0.04481))) / Math.SQRT2;
  for (let k = 0; k < 10; k++) {
    const step = (erfc(x) - y) / ((-2 / Math.sqrt(Math.PI)) * Math.exp(-x * x));
    x -= step / (1 + x * step);
    if (Math.abs(step) < 1e-16 * Math.abs(x)) break;
  }
  return x;
}
