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
let steps = new Float64Array(0);
const first = new Float64Array(MATRIX);
const second = new Float64Array(MATRIX);
const third = new Float64Array(MATRIX);
const factors = new Float64Array(MATRIX);
const phases = new Float64Array(8);
const r = new Float64Array(REFLECTED.size);
/** X_rt + X_rr R and X_tt + X_tr R */
const numerator = new Float64Array(8);
const denominator = new Float64Array(8);

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
    steps = new Float64Array(count * STEP.size);
  }
  findRepeats(layers, ANISOTROPIC_LAYER.size, like);
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
      makeInterface(layers, j, kappa);
      if (j + 1 < count) makePhases(layers, j, kappa);
    }
    reflect(count);
    finish(1 + ambientRe, ambientIm);
    for (let n = 0; n < REFLECTED.size; n++) out[i * REFLECTED.size + n] = r[n]!;
  }
}

/** X of the interface below layer j. */
function makeInterface(layers: Float64Array, j: number, kappa: number): void {
  const above = j * ANISOTROPIC_LAYER.size;
  const below = above - ANISOTROPIC_LAYER.size;
  const medium = layers[above + ANISOTROPIC_LAYER.medium]!;
  const mediumBelow = layers[below + ANISOTROPIC_LAYER.medium]!;
  const lowerThickness = layers[above + ANISOTROPIC_LAYER.lowerThickness]!;
  const lowerRoughness = layers[above + ANISOTROPIC_LAYER.lowerRoughness]!;
  const upperThickness = layers[below + ANISOTROPIC_LAYER.upperThickness]!;
  const upperRoughness = layers[below + ANISOTROPIC_LAYER.upperRoughness]!;
  const to = j * STEP.size;
  if (lowerThickness === 0 && lowerRoughness === 0 && upperThickness === 0 && upperRoughness === 0) {
    match(medium, mediumBelow, steps, to);
  } else {
    const lower = layers[above + ANISOTROPIC_LAYER.lower]!;
    const upper = layers[below + ANISOTROPIC_LAYER.upper]!;
    match(medium, lower, first, 0);
    roughen(medium, lower, lowerRoughness, kappa, first, 0);
    cross(lower, lowerThickness, kappa, first);
    match(lower, upper, second, 0);
    multiply(first, second, third, 0);
    cross(upper, upperThickness, kappa, third);
    match(upper, mediumBelow, second, 0);
    roughen(upper, mediumBelow, upperRoughness, kappa, second, 0);
    multiply(third, second, steps, to);
  }
  roughen(medium, mediumBelow, layers[below + ANISOTROPIC_LAYER.roughness]!, kappa, steps, to);
}

/** out ← F⁻¹ F′ */
function match(above: number, below: number, out: Float64Array, to: number): void {
  const { waves } = media;
  if (above === below) {
    for (let n = 0; n < MATRIX; n++) out[to + n] = n % 10 === 0 ? 1 : 0;
    return;
  }
  const decoupled = media.kind(above) <= KINDS.decoupled && media.kind(below) <= KINDS.decoupled;
  for (let row = 0; row < 4; row++) {
    const inverse = above * WAVES.size + WAVES.inverse + 8 * row;
    for (let column = 0; column < 4; column++) {
      const at = to + 8 * row + 2 * column;
      if (decoupled && (row ^ column) & 1) {
        out[at] = 0;
        out[at + 1] = 0;
        continue;
      }
      const fields = below * WAVES.size + WAVES.fields + 8 * column;
      let re = 0;
      let im = 0;
      for (let n = 0; n < 8; n += 2) {
        const aRe = waves[inverse + n]!;
        const aIm = waves[inverse + n + 1]!;
        const bRe = waves[fields + n]!;
        const bIm = waves[fields + n + 1]!;
        re += aRe * bRe - aIm * bIm;
        im += aRe * bIm + aIm * bRe;
      }
      out[at] = re;
      out[at + 1] = im;
    }
  }
}

/** matrix ← matrix ∘ e(σ) */
function roughen(above: number, below: number, sigma: number, kappa: number, matrix: Float64Array, at: number): void {
  if (sigma === 0) return;
  const { waves } = media;
  const s = -0.5 * sigma * sigma * kappa * kappa;
  const u = above * WAVES.size + WAVES.u;
  const v = below * WAVES.size + WAVES.u;
  const sameRows = media.kind(above) === KINDS.isotropic;
  const sameColumns = media.kind(below) === KINDS.isotropic;
  // where nothing is, and from where nothing is copied
  const empty = media.kind(above) === KINDS.decoupled && media.kind(below) === KINDS.decoupled;
  for (let row = 0; row < 4; row++) {
    for (let column = 0; column < 4; column++) {
      const e = 8 * row + 2 * column;
      if (sameRows && row & 1) {
        factors[e] = factors[e - 8]!;
        factors[e + 1] = factors[e - 7]!;
      } else if (sameColumns && column & 1) {
        factors[e] = factors[e - 2]!;
        factors[e + 1] = factors[e - 1]!;
      } else if (!empty || !((row ^ column) & 1)) {
        const re = waves[u + 2 * row]! - waves[v + 2 * column]!;
        const im = waves[u + 2 * row + 1]! - waves[v + 2 * column + 1]!;
        setExponential(s * (re * re - im * im), s * 2 * re * im, factors, e);
      }
      const xRe = matrix[at + e]!;
      const xIm = matrix[at + e + 1]!;
      matrix[at + e] = xRe * factors[e]! - xIm * factors[e + 1]!;
      matrix[at + e + 1] = xRe * factors[e + 1]! + xIm * factors[e]!;
    }
  }
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
function reflect(count: number): void {
  for (let n = 0; n < REFLECTED.size; n++) r[n] = 0;
  for (let j = 1; j < count; j++) {
    const step = like[j]! * STEP.size;
    fold(step);
    if (j + 1 < count) pass(step);
  }
}

/** R ← (X_rt + X_rr R)(X_tt + X_tr R)⁻¹ */
function fold(x: number): void {
  blocks(x + 16, numerator);
  blocks(x, denominator);
  const detRe =
    denominator[0]! * denominator[6]! -
    denominator[1]! * denominator[7]! -
    (denominator[2]! * denominator[4]! - denominator[3]! * denominator[5]!);
  const detIm =
    denominator[0]! * denominator[7]! +
    denominator[1]! * denominator[6]! -
    (denominator[2]! * denominator[5]! + denominator[3]! * denominator[4]!);
  const per = 1 / (detRe * detRe + detIm * detIm + NEXT_TO_NOTHING);
  const iRe = detRe * per;
  const iIm = -detIm * per;
  for (let row = 0; row < 8; row += 4) {
    const aRe = numerator[row]!;
    const aIm = numerator[row + 1]!;
    const bRe = numerator[row + 2]!;
    const bIm = numerator[row + 3]!;
    let re = aRe * denominator[6]! - aIm * denominator[7]! - (bRe * denominator[4]! - bIm * denominator[5]!);
    let im = aRe * denominator[7]! + aIm * denominator[6]! - (bRe * denominator[5]! + bIm * denominator[4]!);
    r[row] = re * iRe - im * iIm;
    r[row + 1] = re * iIm + im * iRe;
    re = bRe * denominator[0]! - bIm * denominator[1]! - (aRe * denominator[2]! - aIm * denominator[3]!);
    im = bRe * denominator[1]! + bIm * denominator[0]! - (aRe * denominator[3]! + aIm * denominator[2]!);
    r[row + 2] = re * iRe - im * iIm;
    r[row + 3] = re * iIm + im * iRe;
  }
}

/** out ← X_·t + X_·r R, of the two rows that begin at x */
function blocks(x: number, out: Float64Array): void {
  for (let row = 0; row < 2; row++) {
    const at = x + 8 * row;
    const cRe = steps[at + 4]!;
    const cIm = steps[at + 5]!;
    const dRe = steps[at + 6]!;
    const dIm = steps[at + 7]!;
    for (let column = 0; column < 4; column += 2) {
      const to = 4 * row + column;
      const topRe = r[column]!;
      const topIm = r[column + 1]!;
      const bottomRe = r[4 + column]!;
      const bottomIm = r[5 + column]!;
      out[to] = steps[at + column]! + cRe * topRe - cIm * topIm + dRe * bottomRe - dIm * bottomIm;
      out[to + 1] = steps[at + column + 1]! + cRe * topIm + cIm * topRe + dRe * bottomIm + dIm * bottomRe;
    }
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
