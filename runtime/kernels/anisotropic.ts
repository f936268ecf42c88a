/**
 * Specular reflection of X-rays from layers whose susceptibility is any tensor, as
 * near an absorption edge of a magnetic element. σ and π mix, and each layer has four
 * waves: anisotropic-medium.ts.
 *
 * It is Parratt's recursion with a 2×2 matrix R: column = incident, row = reflected wave. Begin at the substrate,
 * where nothing comes back from below, R = 0, and fold in one interface at a time:
 *
 *     R ← (X_rt + X_rr R)(X_tt + X_tr R)⁻¹          R_ab ← e^{−iκ u_a d} R_ab e^{iκ u_b d}
 *
 * X takes the waves just below an interface to those just above; t go down, r come up. The fields F of both sides
 * are the same, and layers may end in interface layers, l below and u above, with susceptibilities of their own:
 *
 *     X = e(σ) ∘ [ (F⁻¹Fₗ ∘ e(σₗ)) P(dₗ) Fₗ⁻¹Fᵤ P(dᵤ) (Fᵤ⁻¹F′ ∘ e(σᵤ)) ]       e_ij(σ) = exp(−κ²(u_i − u′_j)² σ²/2)
 *
 * ∘ element by element, P = diag e^{−iκ u d}, from the layer above, F, to the one below, F′: the mean over an
 * interface of roughness σ that moves as one, whose steps also have roughnesses of their own. Nothing that is
 * multiplied grows with the thickness of a layer, so nothing overflows in a thick absorber.
 *
 *   S. A. Stepanov & S. K. Sinha, Phys. Rev. B 61, 15302 (2000)     the recursion
 *   L. Névot & P. Croce, Rev. Phys. Appl. 15, 761 (1980)            the roughness
 */
import { CHI, KINDS, Media, WAVES } from "./anisotropic-medium.ts";
import { cos as cosine, exp, sin as sine } from "./exponential.ts";
import { findRepeats } from "./repeats.ts";

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

/** R of one point, Re and Im each: first the reflected wave, then the incident one. */
export const REFLECTED = { ss: 0, sp: 2, ps: 4, pp: 6, size: 8 } as const;

/** X of the interface below a layer, row by row; then e^{−iκ u d} of waves up and e^{iκ u d} of waves down. */
const STEP = { x: 0, up: 32, down: 36, size: 40 } as const;
/** A complex 4×4 matrix. */
const MATRIX = 32;

/** Below this an exponent has its first few terms. */
const SMALL = 1 / 64;
/** e^ of more than this is as good as that: an interface far rougher than waves are long means nothing, but gives a number. */
const LARGEST = 60;
/** Lost in any determinant but 0, which rounding makes where an interface is absurdly rough. */
const NEXT_TO_NOTHING = 1e-300;

const media = new Media();
let like = new Int32Array(0);
/** Whether X of an interface is made, and kept for those that are like it; if not, its faces are sharp. */
let kept = new Uint8Array(0);
let steps = new Float64Array(0);
const first = new Float64Array(MATRIX);
const second = new Float64Array(MATRIX);
const third = new Float64Array(MATRIX);
const factors = new Float64Array(MATRIX);
const phases = new Float64Array(8);
const r = new Float64Array(REFLECTED.size);

/**
 * @param sine        float[M]     | 1  sin of the angle of incidence in the ambient, above 0
 * @param wavelength  Å
 * @param chi         float[K][18] | CHI records
 * @param layers      float[N][9]  | ANISOTROPIC_LAYER records, N ≥ 2
 * @param out         float[M][8]  | 1  receives REFLECTED records
 */
export function anisotropic(
  sine: Float64Array,
  wavelength: number,
  chi: Float64Array,
  layers: Float64Array,
  out: Float64Array,
): void {
  const count = layers.length / ANISOTROPIC_LAYER.size;
  if (like.length < count) {
    like = new Int32Array(count);
    kept = new Uint8Array(count);
    steps = new Float64Array(count * STEP.size);
  }
  findRepeats(layers, ANISOTROPIC_LAYER.size, like);
  for (let j = 1; j < count; j++) {
    kept[j] = isSharp(layers, j) ? 0 : 1;
    if (like[j] !== j) kept[like[j]!] = 1;
  }
  media.set(chi);
  const kappa = (2 * Math.PI) / wavelength;
  const top = (count - 1) * ANISOTROPIC_LAYER.size;
  const ambient = layers[top + ANISOTROPIC_LAYER.medium]! * CHI.size + CHI.zz;
  const ambientRe = chi[ambient]!;
  const ambientIm = chi[ambient + 1]!;
  for (let i = 0; i < sine.length; i++) {
    media.at(sine[i]! * sine[i]!, ambientRe, ambientIm);
    for (let j = 1; j < count; j++) {
      if (like[j] !== j) continue;
      if (kept[j]) makeInterface(layers, j, kappa);
      if (j + 1 < count) makePhases(layers, j, kappa);
    }
    reflect(layers, count);
    finish(1 + ambientRe, ambientIm);
    for (let n = 0; n < REFLECTED.size; n++) out[i * REFLECTED.size + n] = r[n]!;
  }
}

/** Whether the interface below layer j is nothing but a step. */
function isSharp(layers: Float64Array, j: number): boolean {
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

/** X of the interface below layer j. */
function makeInterface(layers: Float64Array, j: number, kappa: number): void {
  const above = j * ANISOTROPIC_LAYER.size;
  const below = above - ANISOTROPIC_LAYER.size;
  const medium = layers[above + ANISOTROPIC_LAYER.medium]!;
  const mediumBelow = layers[below + ANISOTROPIC_LAYER.medium]!;
  const to = j * STEP.size;
  if (!hasInterfaceLayers(layers, above, below)) {
    match(medium, mediumBelow, steps, to);
  } else {
    const lower = layers[above + ANISOTROPIC_LAYER.lower]!;
    const upper = layers[below + ANISOTROPIC_LAYER.upper]!;
    match(medium, lower, first, 0);
    roughen(medium, lower, layers[above + ANISOTROPIC_LAYER.lowerRoughness]!, kappa, first, 0);
    cross(lower, layers[above + ANISOTROPIC_LAYER.lowerThickness]!, kappa, first);
    match(lower, upper, second, 0);
    multiply(first, second, third, 0);
    cross(upper, layers[below + ANISOTROPIC_LAYER.upperThickness]!, kappa, third);
    match(upper, mediumBelow, second, 0);
    roughen(upper, mediumBelow, layers[below + ANISOTROPIC_LAYER.upperRoughness]!, kappa, second, 0);
    multiply(third, second, steps, to);
  }
  roughen(medium, mediumBelow, layers[below + ANISOTROPIC_LAYER.roughness]!, kappa, steps, to);
}

/** out ← F⁻¹ F′ */
function match(above: number, below: number, out: Float64Array, to: number): void {
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
        setHalfProduct(inverse + 8 * row + part, fields + 8 * column + part, out, at);
      }
    }
  }
}

/** Σ of four products of complex numbers. */
function setProduct(v: Float64Array, a: number, w: Float64Array, b: number, out: Float64Array, at: number): void {
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
function setHalfProduct(a: number, b: number, out: Float64Array, at: number): void {
  const w = media.waves;
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
function roughen(above: number, below: number, sigma: number, kappa: number, matrix: Float64Array, at: number): void {
  if (sigma === 0) return;
  makeFactors(above, below, -0.5 * sigma * sigma * kappa * kappa);
  for (let n = 0; n < MATRIX; n += 2) {
    const re = matrix[at + n]!;
    const im = matrix[at + n + 1]!;
    matrix[at + n] = re * factors[n]! - im * factors[n + 1]!;
    matrix[at + n + 1] = re * factors[n + 1]! + im * factors[n]!;
  }
}

/** factors ← exp(s (u_i − u′_j)²), those that are the same made once. */
function makeFactors(above: number, below: number, s: number): void {
  const { waves } = media;
  const u = above * WAVES.size + WAVES.u;
  const v = below * WAVES.size + WAVES.u;
  const sameRows = media.kind(above) === KINDS.isotropic;
  const sameColumns = media.kind(below) === KINDS.isotropic;
  const mirrored = upIsDown(u) && upIsDown(v);
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
function upIsDown(u: number): boolean {
  const { waves } = media;
  for (let n = 0; n < 4; n++) if (waves[u + n] !== -waves[u + 4 + n]!) return false;
  return true;
}

function setExponential(re: number, im: number, out: Float64Array, at: number): void {
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
function cross(medium: number, d: number, kappa: number, matrix: Float64Array): void {
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
    for (let column = 0; column < 8; column += 2) {
      let re = 0;
      let im = 0;
      for (let n = 0; n < 4; n++) {
        const aRe = a[row + 2 * n]!;
        const aIm = a[row + 2 * n + 1]!;
        const bRe = b[8 * n + column]!;
        const bIm = b[8 * n + column + 1]!;
        re += aRe * bRe - aIm * bIm;
        im += aRe * bIm + aIm * bRe;
      }
      out[to + row + column] = re;
      out[to + row + column + 1] = im;
    }
  }
}

/** What waves become on their way through layer j. */
function makePhases(layers: Float64Array, j: number, kappa: number): void {
  const { waves } = media;
  const at = j * ANISOTROPIC_LAYER.size;
  const d = kappa * layers[at + ANISOTROPIC_LAYER.thickness]!;
  const u = layers[at + ANISOTROPIC_LAYER.medium]! * WAVES.size + WAVES.u;
  const to = j * STEP.size;
  for (let n = 0; n < 4; n += 2) {
    setExponential(-d * waves[u + n + 1]!, d * waves[u + n]!, steps, to + STEP.down + n);
    setExponential(d * waves[u + 4 + n + 1]!, -d * waves[u + 4 + n]!, steps, to + STEP.up + n);
  }
}

/** R in the ambient. */
function reflect(layers: Float64Array, count: number): void {
  for (let n = 0; n < REFLECTED.size; n++) r[n] = 0;
  for (let j = 1; j < count; j++) {
    const step = like[j]! * STEP.size;
    if (kept[like[j]!]) fold(step);
    else {
      const at = j * ANISOTROPIC_LAYER.size + ANISOTROPIC_LAYER.medium;
      foldSharp(layers[at]!, layers[at - ANISOTROPIC_LAYER.size]!);
    }
    if (j + 1 < count) pass(step);
  }
}

/** R ← (X_rt + X_rr R)(X_tt + X_tr R)⁻¹ */
function fold(x: number): void {
  addReflected(steps, x, H);
  divide();
}

/** The same where X is not kept: what of the fields F′_t + F′_r R goes down and what comes up. */
function foldSharp(above: number, below: number): void {
  const { waves } = media;
  const fields = below * WAVES.size + WAVES.fields;
  for (let n = 0; n < 8; n += 2) {
    const cRe = waves[fields + 16 + n]!;
    const cIm = waves[fields + 17 + n]!;
    const dRe = waves[fields + 24 + n]!;
    const dIm = waves[fields + 25 + n]!;
    for (let column = 0; column < 4; column += 2) {
      const sRe = r[column]!;
      const sIm = r[column + 1]!;
      const pRe = r[4 + column]!;
      const pIm = r[5 + column]!;
      const from = fields + 4 * column + n;
      const to = 4 * column + n;
      G[to] = waves[from]! + cRe * sRe - cIm * sIm + dRe * pRe - dIm * pIm;
      G[to + 1] = waves[from + 1]! + cRe * sIm + cIm * sRe + dRe * pIm + dIm * pRe;
    }
  }
  const inverse = above * WAVES.size + WAVES.inverse;
  for (let row = 0; row < 4; row++) {
    setProduct(waves, inverse + 8 * row, G, 0, H, 4 * row);
    setProduct(waves, inverse + 8 * row, G, 8, H, 4 * row + 2);
  }
  divide();
}

/** The fields of both incident waves, a row of four each. */
const G = new Float64Array(16);
/** What goes down, and below it what comes up, of both incident waves. */
const H = new Float64Array(16);

/** out ← X_·t + X_·r R */
function addReflected(X: Float64Array, x: number, out: Float64Array): void {
  const aRe = r[0]!;
  const aIm = r[1]!;
  const bRe = r[2]!;
  const bIm = r[3]!;
  const cRe = r[4]!;
  const cIm = r[5]!;
  const dRe = r[6]!;
  const dIm = r[7]!;
  for (let row = 0; row < 4; row++) {
    const at = x + 8 * row;
    const sRe = X[at + 4]!;
    const sIm = X[at + 5]!;
    const pRe = X[at + 6]!;
    const pIm = X[at + 7]!;
    out[4 * row] = X[at]! + sRe * aRe - sIm * aIm + pRe * cRe - pIm * cIm;
    out[4 * row + 1] = X[at + 1]! + sRe * aIm + sIm * aRe + pRe * cIm + pIm * cRe;
    out[4 * row + 2] = X[at + 2]! + sRe * bRe - sIm * bIm + pRe * dRe - pIm * dIm;
    out[4 * row + 3] = X[at + 3]! + sRe * bIm + sIm * bRe + pRe * dIm + pIm * dRe;
  }
}

/** R ← H_r H_t⁻¹ */
function divide(): void {
  const aRe = H[0]!;
  const aIm = H[1]!;
  const bRe = H[2]!;
  const bIm = H[3]!;
  const cRe = H[4]!;
  const cIm = H[5]!;
  const dRe = H[6]!;
  const dIm = H[7]!;
  const detRe = aRe * dRe - aIm * dIm - (bRe * cRe - bIm * cIm);
  const detIm = aRe * dIm + aIm * dRe - (bRe * cIm + bIm * cRe);
  const per = 1 / (detRe * detRe + detIm * detIm + NEXT_TO_NOTHING);
  const iRe = detRe * per;
  const iIm = -detIm * per;
  for (let row = 0; row < 8; row += 4) {
    const sRe = H[8 + row]!;
    const sIm = H[9 + row]!;
    const pRe = H[10 + row]!;
    const pIm = H[11 + row]!;
    let re = sRe * dRe - sIm * dIm - (pRe * cRe - pIm * cIm);
    let im = sRe * dIm + sIm * dRe - (pRe * cIm + pIm * cRe);
    r[row] = re * iRe - im * iIm;
    r[row + 1] = re * iIm + im * iRe;
    re = pRe * aRe - pIm * aIm - (sRe * bRe - sIm * bIm);
    im = pRe * aIm + pIm * aRe - (sRe * bIm + sIm * bRe);
    r[row + 2] = re * iRe - im * iIm;
    r[row + 3] = re * iIm + im * iRe;
  }
}

/** Down through a layer and back. */
function pass(step: number): void {
  for (let row = 0; row < 2; row++) {
    const upRe = steps[step + STEP.up + 2 * row]!;
    const upIm = steps[step + STEP.up + 2 * row + 1]!;
    for (let column = 0; column < 2; column++) {
      const downRe = steps[step + STEP.down + 2 * column]!;
      const downIm = steps[step + STEP.down + 2 * column + 1]!;
      const re = upRe * downRe - upIm * downIm;
      const im = upRe * downIm + upIm * downRe;
      const at = 4 * row + 2 * column;
      const before = r[at]!;
      r[at] = before * re - r[at + 1]! * im;
      r[at + 1] = before * im + r[at + 1]! * re;
    }
  }
}

/** In the ambient a wave π has been measured by its H_y, which is √ε times its E. */
function finish(re: number, im: number): void {
  if (re === 1 && im === 0) return;
  const size = Math.sqrt(0.5 * (Math.abs(re) + Math.hypot(re, im)));
  const nIm = im / (2 * size);
  scale(REFLECTED.sp, size, nIm);
  const per = 1 / (size * size + nIm * nIm);
  scale(REFLECTED.ps, size * per, -nIm * per);
}

function scale(at: number, re: number, im: number): void {
  const before = r[at]!;
  r[at] = before * re - r[at + 1]! * im;
  r[at + 1] = before * im + r[at + 1]! * re;
}
