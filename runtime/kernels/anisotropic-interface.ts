/**
 * How waves cross an interface between two anisotropic layers, of which the upper one
 * may end in a lower interface layer, l, and the lower one in an upper one, u, with
 * susceptibilities of their own. The fields F of both sides of a face are the same, so
 *
 *     X = e(σ) ∘ [ (F⁻¹Fₗ ∘ e(σₗ)) P(dₗ) Fₗ⁻¹Fᵤ P(dᵤ) (Fᵤ⁻¹F′ ∘ e(σᵤ)) ]       e_ij(σ) = exp(−κ²(u_i − u′_j)² σ²/2)
 *
 * ∘ element by element, P = diag e^{−iκ u d}, from the layer above, F, to the one below, F′: the mean over an
 * interface of roughness σ that moves as one, whose steps also have roughnesses of their own. Rows of X are waves
 * above, columns waves below. A factor that all elements share has no effect, and is left out of P: an interface layer
 * may be thick, as long as its two waves down fade about as fast as each other.
 *
 *   L. Névot & P. Croce, Rev. Phys. Appl. 15, 761 (1980)          one interface
 *   M. Björck & G. Andersson, J. Appl. Cryst. 40, 1174 (2007)     GenX, whose model of an interface this is
 */

import { WAVES } from "./anisotropic-fields.ts";
import { KINDS } from "./anisotropic-medium.ts";
import type { Media } from "./anisotropic-waves.ts";
import { cos as cosine, exp, sin as sine } from "./exponential.ts";

/** One row a layer, substrate first, ambient last. */
export const ANISOTROPIC_LAYER = {
  /** which CHI record is the layer's; of the ambient only χ_zz counts */
  medium: 0,
  /** which are those of its interface layers */
  lower: 1,
  upper: 2,
  /** Å, between the interface layers; not used for substrate and ambient */
  thickness: 3,
  /** Å rms, of the upper face, interface layers and all; not used for the ambient */
  roughness: 4,
  /** Å, and Å rms between the layer and its interface layer; the ambient has no upper one, the substrate no lower one */
  lowerThickness: 5,
  lowerRoughness: 6,
  upperThickness: 7,
  upperRoughness: 8,
  size: 9,
} as const;

/** A complex 4×4 matrix. */
const MATRIX = 32;

/** Below this an exponent has its first few terms. */
const SMALL = 1 / 64;
/** e^ of more than this is as good as that: an interface far rougher than waves are long means nothing, but gives a number. */
const LARGEST = 60;
const first = new Float64Array(MATRIX);
const second = new Float64Array(MATRIX);
const third = new Float64Array(MATRIX);
const factors = new Float64Array(MATRIX);
const phases = new Float64Array(8);

/** Whether the interface below layer j is nothing but a step. */
export function isSharp(layers: Float64Array, j: number): boolean {
  const above = j * ANISOTROPIC_LAYER.size;
  const below = above - ANISOTROPIC_LAYER.size;
  return layers[below + ANISOTROPIC_LAYER.roughness] === 0 && !hasInterfaceLayers(layers, above, below);
}

function hasInterfaceLayers(layers: Float64Array, above: number, below: number): boolean {
  return (
    layers[above + ANISOTROPIC_LAYER.lowerThickness] !== 0 ||
    layers[above + ANISOTROPIC_LAYER.lowerRoughness] !== 0 ||
    layers[below + ANISOTROPIC_LAYER.upperThickness] !== 0 ||
    layers[below + ANISOTROPIC_LAYER.upperRoughness] !== 0
  );
}

/** @param out  float[4][4][2]  receives X of the interface below layer j, from `to` on */
export function makeInterface(
  media: Media,
  layers: Float64Array,
  j: number,
  kappa: number,
  out: Float64Array,
  to: number,
): void {
  const above = j * ANISOTROPIC_LAYER.size;
  const below = above - ANISOTROPIC_LAYER.size;
  const medium = layers[above + ANISOTROPIC_LAYER.medium]!;
  const mediumBelow = layers[below + ANISOTROPIC_LAYER.medium]!;
  if (!hasInterfaceLayers(layers, above, below)) {
    match(media, medium, mediumBelow, out, to);
  } else {
    const lower = layers[above + ANISOTROPIC_LAYER.lower]!;
    const upper = layers[below + ANISOTROPIC_LAYER.upper]!;
    match(media, medium, lower, first, 0);
    roughen(media, medium, lower, layers[above + ANISOTROPIC_LAYER.lowerRoughness]!, kappa, first, 0);
    cross(media, lower, layers[above + ANISOTROPIC_LAYER.lowerThickness]!, kappa, first);
    match(media, lower, upper, second, 0);
    multiply(first, second, third, 0);
    cross(media, upper, layers[below + ANISOTROPIC_LAYER.upperThickness]!, kappa, third);
    match(media, upper, mediumBelow, second, 0);
    roughen(media, upper, mediumBelow, layers[below + ANISOTROPIC_LAYER.upperRoughness]!, kappa, second, 0);
    multiply(third, second, out, to);
  }
  roughen(media, medium, mediumBelow, layers[below + ANISOTROPIC_LAYER.roughness]!, kappa, out, to);
}

/** out ← F⁻¹ F′ */
function match(media: Media, above: number, below: number, out: Float64Array, to: number): void {
  if (above === below) {
    for (let n = 0; n < MATRIX; n++) out[to + n] = n % 10 === 0 ? 1 : 0;
    return;
  }
  const { waves } = media;
  const apart = media.kind(above) <= KINDS.decoupled;
  const apartBelow = media.kind(below) <= KINDS.decoupled;
  const inverse = above * WAVES.size + WAVES.inverse;
  const fields = below * WAVES.size + WAVES.fields;
  // Where s and p are apart, half of what would be multiplied is nothing.
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const at = to + 8 * row + 2 * column;
      if (!apart && !apartBelow) setProduct(waves, inverse + 8 * row, waves, fields + 8 * column, out, at);
      else if (apart && apartBelow && (row ^ column) & 1) {
        out[at] = 0;
        out[at + 1] = 0;
      } else {
        const part = (apart ? row & 1 : column & 1) << 1;
        setHalfProduct(waves, inverse + 8 * row + part, fields + 8 * column + part, out, at);
      }
    }
  }
}

/** Σ of four products of complex numbers. */
export function setProduct(
  v: Float64Array,
  a: number,
  w: Float64Array,
  b: number,
  out: Float64Array,
  at: number,
): void {
  const a0 = v[a]!;
  const a1 = v[a + 1]!;
  const a2 = v[a + 2]!;
  const a3 = v[a + 3]!;
  const a4 = v[a + 4]!;
  const a5 = v[a + 5]!;
  const a6 = v[a + 6]!;
  const a7 = v[a + 7]!;
  const b0 = w[b]!;
  const b1 = w[b + 1]!;
  const b2 = w[b + 2]!;
  const b3 = w[b + 3]!;
  const b4 = w[b + 4]!;
  const b5 = w[b + 5]!;
  const b6 = w[b + 6]!;
  const b7 = w[b + 7]!;
  out[at] = a0 * b0 - a1 * b1 + a2 * b2 - a3 * b3 + a4 * b4 - a5 * b5 + a6 * b6 - a7 * b7;
  out[at + 1] = a0 * b1 + a1 * b0 + a2 * b3 + a3 * b2 + a4 * b5 + a5 * b4 + a6 * b7 + a7 * b6;
}

/** The same of the first and third alone. */
function setHalfProduct(w: Float64Array, a: number, b: number, out: Float64Array, at: number): void {
  const a0 = w[a]!;
  const a1 = w[a + 1]!;
  const a4 = w[a + 4]!;
  const a5 = w[a + 5]!;
  const b0 = w[b]!;
  const b1 = w[b + 1]!;
  const b4 = w[b + 4]!;
  const b5 = w[b + 5]!;
  out[at] = a0 * b0 - a1 * b1 + a4 * b4 - a5 * b5;
  out[at + 1] = a0 * b1 + a1 * b0 + a4 * b5 + a5 * b4;
}

/** matrix ← matrix ∘ e(σ) */
function roughen(
  media: Media,
  above: number,
  below: number,
  sigma: number,
  kappa: number,
  matrix: Float64Array,
  at: number,
): void {
  if (sigma === 0) return;
  makeFactors(media, above, below, -0.5 * sigma * sigma * kappa * kappa);
  for (let n = 0; n < MATRIX; n += 2) {
    const re = matrix[at + n]!;
    const im = matrix[at + n + 1]!;
    matrix[at + n] = re * factors[n]! - im * factors[n + 1]!;
    matrix[at + n + 1] = re * factors[n + 1]! + im * factors[n]!;
  }
}

/** factors ← exp(s (u_i − u′_j)²), those that are the same made once. */
function makeFactors(media: Media, above: number, below: number, s: number): void {
  const { waves } = media;
  const u = above * WAVES.size + WAVES.u;
  const v = below * WAVES.size + WAVES.u;
  const sameRows = media.kind(above) === KINDS.isotropic;
  const sameColumns = media.kind(below) === KINDS.isotropic;
  const mirrored = upIsDown(waves, u) && upIsDown(waves, v);
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const e = 8 * row + 2 * column;
      let from = -1;
      if (sameRows && row & 1) from = e - 8;
      else if (sameColumns && column & 1) from = e - 2;
      else if (mirrored && row > 1) from = e < 20 || (e >= 24 && e < 28) ? e - 12 : e - 20;
      if (from >= 0) {
        factors[e] = factors[from]!;
        factors[e + 1] = factors[from + 1]!;
        continue;
      }
      const re = waves[u + 2 * row]! - waves[v + 2 * column]!;
      const im = waves[u + 2 * row + 1]! - waves[v + 2 * column + 1]!;
      setExponential(s * (re * re - im * im), s * 2 * re * im, factors, e);
    }
  }
}

/** Whether waves up are those down with the other sign. */
function upIsDown(waves: Float64Array, u: number): boolean {
  for (let n = 0; n < 4; n++) if (waves[u + n] !== -waves[u + 4 + n]!) return false;
  return true;
}

export function setExponential(re: number, im: number, out: Float64Array, at: number): void {
  if (Math.abs(re) < SMALL && Math.abs(im) < SMALL) {
    // e^z = 1 + z (1 + z/2 (1 + z/3 (1 + z/4 (1 + z/5 (1 + z/6)))))
    let sumRe = 1 + re / 6;
    let sumIm = im / 6;
    for (let n = 5; n > 0; n--) {
      const before = (sumRe * re - sumIm * im) / n;
      sumIm = (sumRe * im + sumIm * re) / n;
      sumRe = 1 + before;
    }
    out[at] = sumRe;
    out[at + 1] = sumIm;
    return;
  }
  const size = exp(re < LARGEST ? re : LARGEST);
  out[at] = size * cosine(im);
  out[at + 1] = size * sine(im);
}

/** matrix ← matrix · P, but for e^{−iκ u₀ d}, which all have and R has not. */
function cross(media: Media, medium: number, d: number, kappa: number, matrix: Float64Array): void {
  if (d === 0) return;
  const { waves } = media;
  const u = medium * WAVES.size + WAVES.u;
  for (let n = 2; n < 8; n += 2) {
    const re = kappa * d * (waves[u + n]! - waves[u]!);
    const im = kappa * d * (waves[u + n + 1]! - waves[u + 1]!);
    setExponential(im, -re, phases, n);
  }
  for (let row = 0; row < MATRIX; row += 8) {
    for (let n = 2; n < 8; n += 2) {
      const re = matrix[row + n]!;
      const im = matrix[row + n + 1]!;
      matrix[row + n] = re * phases[n]! - im * phases[n + 1]!;
      matrix[row + n + 1] = re * phases[n + 1]! + im * phases[n]!;
    }
  }
}

function multiply(a: Float64Array, b: Float64Array, out: Float64Array, to: number): void {
  for (let row = 0; row < MATRIX; row += 8) {
    const a0 = a[row]!;
    const a1 = a[row + 1]!;
    const a2 = a[row + 2]!;
    const a3 = a[row + 3]!;
    const a4 = a[row + 4]!;
    const a5 = a[row + 5]!;
    const a6 = a[row + 6]!;
    const a7 = a[row + 7]!;
    for (let c = 0; c < 8; c += 2) {
      const b0 = b[c]!;
      const b1 = b[c + 1]!;
      const b2 = b[c + 8]!;
      const b3 = b[c + 9]!;
      const b4 = b[c + 16]!;
      const b5 = b[c + 17]!;
      const b6 = b[c + 24]!;
      const b7 = b[c + 25]!;
      const at = to + row + c;
      out[at] = a0 * b0 - a1 * b1 + a2 * b2 - a3 * b3 + a4 * b4 - a5 * b5 + a6 * b6 - a7 * b7;
      out[at + 1] = a0 * b1 + a1 * b0 + a2 * b3 + a3 * b2 + a4 * b5 + a5 * b4 + a6 * b7 + a7 * b6;
    }
  }
}
