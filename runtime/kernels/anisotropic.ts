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
 * X takes the waves just below an interface to those just above (anisotropic-interface.ts); t go down, r come up. Nothing
 * that is multiplied grows with the thickness of a layer, so nothing overflows in a thick absorber.
 *
 *   S. A. Stepanov & S. K. Sinha, Phys. Rev. B 61, 15302 (2000)     the recursion
 */

import { WAVES } from "./anisotropic-fields.ts";
import { ANISOTROPIC_LAYER, isSharp, makeInterface, setExponential, setProduct } from "./anisotropic-interface.ts";
import { CHI } from "./anisotropic-medium.ts";
import { Media } from "./anisotropic-waves.ts";
import { findRepeats } from "./repeats.ts";

export { ANISOTROPIC_LAYER };

/** R of one point, Re and Im each: first the reflected wave, then the incident one. */
export const REFLECTED = { ss: 0, sp: 2, ps: 4, pp: 6, size: 8 } as const;

/** X of the interface below a layer, row by row; then e^{−iκ u d} of waves up and e^{iκ u d} of waves down. */
const STEP = { x: 0, up: 32, down: 36, size: 40 } as const;
/** Lost in any determinant but 0, which rounding makes where an interface is absurdly rough. */
const NEXT_TO_NOTHING = 1e-300;

const media = new Media();
let like = new Int32Array(0);
/** Whether X of an interface is made, and kept for those that are like it; if not, its faces are sharp. */
let kept = new Uint8Array(0);
let steps = new Float64Array(0);
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
      if (kept[j]) makeInterface(media, layers, j, kappa, steps, j * STEP.size + STEP.x);
      if (j + 1 < count) makePhases(layers, j, kappa);
    }
    reflect(layers, count);
    finish(1 + ambientRe, ambientIm);
    for (let n = 0; n < REFLECTED.size; n++) out[i * REFLECTED.size + n] = r[n]!;
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
