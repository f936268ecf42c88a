/**
 * The sums behind crystal truncation rods: what the atoms of a crystal scatter
 * at (h, k, l) when l runs along a rod and h, k stay.
 *
 *     F(l) = Σ_e f_e(l) Σ_{j of element e} w_j V_j(l)
 *
 *     w_j    = occupancy_j · exp(−2π² u_j a) · Σ_m exp(2πi (h x_jm + k y_jm))     one number a rod
 *     V_j(l) = exp(2πi l z_j) · exp(−2π² u_j q(l)) · Σ_n exp(2πi l t_n)           the same on all rods
 *
 * m counts the symmetry operations, n the heights t at which the atom's slab is
 * repeated, and 1/d² = a + q(l) is the square of the reciprocal lattice vector.
 * So what is costly, V, is made once for all rods with the same l, and a film of
 * fifty equal cells costs hardly more than one cell.
 *
 * A semi-infinite crystal below, whose cells lose the factor t = exp(α), α < 0,
 * of the amplitude each, is a geometric series:
 *
 *     Σ_{n ≥ 1} (t e^{−2πil})ⁿ = t e^{−2πil} / (1 − t e^{−2πil})
 *
 *   I. K. Robinson, Phys. Rev. B 33, 3830 (1986)
 *
 * Complex rows are pairs (re, im). A row of waves has n points; waves of atom j
 * begin at 2 n j.
 */
import { cos, exp, sin } from "./exponential.ts";

const TURN = 2 * Math.PI;
const DEBYE_WALLER = -2 * Math.PI ** 2;

/** Numbers of one symmetry operation: x' = P00 x + P01 y + t0, y' = P10 x + P11 y + t1. */
export const OPERATION = { size: 6, p00: 0, p01: 1, t0: 2, p10: 3, p11: 4, t1: 5 } as const;

/**
 * V of the atoms of one slab.
 * @param l        float[n]  reciprocal lattice units
 * @param q        float[n] | Å⁻²  the part of 1/d² that goes along the rod
 * @param heights  float[N]  where the slab is repeated, in cells
 * @param z        float[≥ to]  height of each atom in its slab, in cells
 * @param u        float[≥ to] | Å²  mean square displacement
 * @param from,to  which atoms
 * @param scratch  float[≥ 2n]
 * @param out      complex[≥ to][n]
 */
export function slabWaves(
  l: Float64Array,
  q: Float64Array,
  heights: Float64Array,
  z: Float64Array,
  u: Float64Array,
  from: number,
  to: number,
  scratch: Float64Array,
  out: Float64Array,
): void {
  const n = l.length;
  repetitions(l, heights, scratch);
  for (let j = from; j < to; j++) {
    const height = z[j]!;
    const width = DEBYE_WALLER * u[j]!;
    let at = 2 * n * j;
    for (let i = 0; i < n; i++, at += 2) {
      const turns = l[i]! * height;
      const angle = TURN * (turns - Math.round(turns));
      const size = exp(width * q[i]!);
      const re = size * cos(angle);
      const im = size * sin(angle);
      const sumRe = scratch[2 * i]!;
      const sumIm = scratch[2 * i + 1]!;
      out[at] = re * sumRe - im * sumIm;
      out[at + 1] = re * sumIm + im * sumRe;
    }
  }
}

/** Σ_n exp(2πi l t_n) */
function repetitions(l: Float64Array, heights: Float64Array, out: Float64Array): void {
  for (let i = 0; i < l.length; i++) {
    let re = 0;
    let im = 0;
    for (let n = 0; n < heights.length; n++) {
      const turns = l[i]! * heights[n]!;
      const angle = TURN * (turns - Math.round(turns));
      re += cos(angle);
      im += sin(angle);
    }
    out[2 * i] = re;
    out[2 * i + 1] = im;
  }
}

/**
 * w of every atom on the rod (h, k).
 * @param a           Å⁻²  the part of 1/d² that stays on this rod
 * @param occupancy   float[≥ J]  for each operation, so that all of them add up to the atom's own
 * @param x,y         float[J]  in cells
 * @param operations  float[M × OPERATION.size]
 * @param out         complex[≥ J]
 */
export function rodWeights(
  h: number,
  k: number,
  a: number,
  occupancy: Float64Array,
  x: Float64Array,
  y: Float64Array,
  u: Float64Array,
  operations: Float64Array,
  out: Float64Array,
): void {
  const { size, p00, p01, t0, p10, p11, t1 } = OPERATION;
  for (let j = 0; j < x.length; j++) {
    let re = 0;
    let im = 0;
    for (let m = 0; m < operations.length; m += size) {
      const alongX = operations[m + p00]! * x[j]! + operations[m + p01]! * y[j]! + operations[m + t0]!;
      const alongY = operations[m + p10]! * x[j]! + operations[m + p11]! * y[j]! + operations[m + t1]!;
      const turns = h * alongX + k * alongY;
      const angle = TURN * (turns - Math.round(turns));
      re += cos(angle);
      im += sin(angle);
    }
    const size_ = occupancy[j]! * exp(DEBYE_WALLER * u[j]! * a);
    out[2 * j] = size_ * re;
    out[2 * j + 1] = size_ * im;
  }
}

/**
 * Adds f(l) Σ_j w_j V_j(l) of the atoms of one element, at the points from … to.
 * @param atoms    which atoms they are
 * @param form     complex[n]  electrons, f of the element at each point
 * @param weights  complex[J]
 * @param waves    complex[J][n]
 * @param scratch  float[≥ 2n]
 * @param out      complex[n]
 */
export function addElement(
  atoms: readonly number[],
  form: Float64Array,
  weights: Float64Array,
  waves: Float64Array,
  n: number,
  from: number,
  to: number,
  scratch: Float64Array,
  out: Float64Array,
): void {
  const end = 2 * to;
  scratch.fill(0, 2 * from, end);
  for (let each = 0; each < atoms.length; each++) {
    const j = atoms[each]!;
    const wRe = weights[2 * j]!;
    const wIm = weights[2 * j + 1]!;
    const row = 2 * n * j;
    for (let i = 2 * from; i < end; i += 2) {
      const re = waves[row + i]!;
      const im = waves[row + i + 1]!;
      scratch[i] = scratch[i]! + (wRe * re - wIm * im);
      scratch[i + 1] = scratch[i + 1]! + (wRe * im + wIm * re);
    }
  }
  for (let i = 2 * from; i < end; i += 2) {
    const re = scratch[i]!;
    const im = scratch[i + 1]!;
    const fRe = form[i]!;
    const fIm = form[i + 1]!;
    out[i] = out[i]! + (fRe * re - fIm * im);
    out[i + 1] = out[i + 1]! + (fRe * im + fIm * re);
  }
}

/**
 * F of one cell at each point becomes that of all the cells below the surface.
 * Near a Bragg point, where e^{−2πil} is next to 1, no digit is lost: l counts
 * from the nearest whole number and 1 − t is expm1's.
 * @param alpha  float[n]  logarithm of the amplitude that is left after one cell, below 0
 * @param out    complex[n]
 */
export function stackBelow(l: Float64Array, alpha: Float64Array, from: number, to: number, out: Float64Array): void {
  for (let i = from; i < to; i++) {
    const angle = TURN * (l[i]! - Math.round(l[i]!));
    const left = Math.exp(alpha[i]!);
    const half = Math.sin(angle / 2);
    const c = Math.cos(angle);
    const s = Math.sin(angle);
    const re = 2 * half * half - Math.expm1(alpha[i]!) * c;
    const im = left * s;
    const norm = left / (re * re + im * im);
    const gRe = norm * (c * re - s * im);
    const gIm = -norm * (c * im + s * re);
    const fRe = out[2 * i]!;
    const fIm = out[2 * i + 1]!;
    out[2 * i] = fRe * gRe - fIm * gIm;
    out[2 * i + 1] = fRe * gIm + fIm * gRe;
  }
}
