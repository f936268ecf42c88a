/**
 * Diffuse scattering from the rough interfaces of a stack, in the distorted-wave Born
 * approximation of first order. The beams in and out make standing waves in the stack:
 * below interface j transmitted and reflected amplitudes T, R of wave k_j, each as if the
 * interfaces were sharp. Of each pair of them one part of the roughness scatters,
 *
 *     I = k³/8π sin α · Σₙ cₙ Σ_ij e^(−n|z_i − z_j|/ξ) B_i^(n) B_j^(n)*
 *     B_j^(n) = (n²_above − n²_below) σ_jⁿ Σ_m G_m q_m^(n−1) exp(−q_m² (σ_j² + s_j²)/2)
 *     G_m, q_m = TT′, k+k′ · TR′, k−k′ · RT′, −k+k′ · RR′, −k−k′        (′ the beam out)
 *
 * with roughness σ and diffuseness s of the interface, α the angle of the beam in, and cₙ,
 * which the caller gives, n-th term of a Taylor series in the correlation of heights. Written
 * so, with one division by q of each side carried out, nothing is divided by 0 where q_m = 0.
 *
 * The sum over pairs of interfaces is one pass: sorted by depth, what scatters from all above
 * decays by e^(−n·gap/ξ) from one interface to the next. The waves are found by ratios, reflected to
 * transmitted from the bottom up, transmitted from the top down, so that no number grows
 * however thick or absorbing a layer is.
 *
 *   V. Holý, J. Kuběna, I. Ohlídal, K. Lischka & W. Plotz, Phys. Rev. B 47, 15896 (1993)
 *   V. Holý & T. Baumbach, Phys. Rev. B 49, 10668 (1994)
 *   M. Wormington, I. Pape, T. P. A. Hase, B. K. Tanner & D. K. Bowen, Phil. Mag. Lett. 74, 211 (1996)
 *   I. Pape, T. P. A. Hase, B. K. Tanner & M. Wormington, Physica B 253, 278 (1998)   the Taylor series
 */
import { cos, exp, sin } from "./exponential.ts";

/** One row a layer, ambient first, substrate last. */
export const SHEET = {
  /** Re and Im of k² n², Å⁻² */
  waveRe: 0,
  waveIm: 1,
  /** n² of the layer above less that of this one; not used for the ambient */
  stepRe: 2,
  stepIm: 3,
  /** Å; not used for substrate and ambient */
  thickness: 4,
  /** Å rms, of the layer's upper face: its height, and how it is smeared out */
  roughness: 5,
  diffuseness: 6,
  /** e^(−gap/ξ) to the next interface in `Stack.order` */
  decay: 7,
  size: 8,
} as const;

export interface Stack {
  /** float[N][8]  SHEET records, N ≥ 2 */
  readonly sheets: Float64Array;
  /** int[N − 1]  layers but the ambient, sorted by the depth of their upper faces, from the top or the bottom */
  readonly order: Int32Array;
  /** int[N]  the first layer that has the same wave, thickness, roughness and diffuseness as this one */
  readonly like: Int32Array;
}

/** One row a layer: k, e^(ikd), and T and R below its upper face. */
const WAVE = { k: 0, phase: 2, transmitted: 4, reflected: 6, size: 8 } as const;

let beamIn = new Float64Array(0);
let beamOut = new Float64Array(0);
/** float[N][4]  exp(−q² (σ² + s²)/2) of q = k + k′ and of q = k − k′ */
let damping = new Float64Array(0);
/** float[terms][2]  what scatters from the interfaces above */
let above = new Float64Array(0);

/**
 * @param k       1/Å           of the wave in vacuum
 * @param alpha   float[M] | radians  beam in
 * @param beta    float[M] | radians  beam out; where one of the two is not above 0 nothing is scattered, NaN where one is no number
 * @param terms   of the Taylor series
 * @param c       float[M][terms] | Å  c₁, c₂, … at each point
 * @param out     float[M] | 1  receives the scattered intensity a radian
 */
export function diffuse(
  k: number,
  alpha: Float64Array,
  beta: Float64Array,
  { sheets, order, like }: Stack,
  terms: number,
  c: Float64Array,
  out: Float64Array,
): void {
  const count = like.length;
  if (beamIn.length !== count * WAVE.size) {
    beamIn = new Float64Array(count * WAVE.size);
    beamOut = new Float64Array(count * WAVE.size);
    damping = new Float64Array(count * 4);
  }
  if (above.length !== 2 * terms) above = new Float64Array(2 * terms);
  let lastIn = Number.NaN;
  let lastOut = Number.NaN;
  const scale = k ** 3 / (8 * Math.PI);
  for (let m = 0; m < out.length; m++) {
    const into = alpha[m]!;
    const from = beta[m]!;
    if (!(into > 0 && from > 0)) {
      out[m] = Number.isNaN(into + from) ? Number.NaN : 0;
      continue;
    }
    // In many scans one of the two beams stays where it is.
    if (into !== lastIn) standingWaves(k * Math.cos(into), sheets, like, beamIn);
    if (from !== lastOut) standingWaves(k * Math.cos(from), sheets, like, beamOut);
    lastIn = into;
    lastOut = from;
    damp(sheets, like);
    out[m] = (scale / Math.sin(into)) * scattered(sheets, order, terms, c, m * terms);
  }
}

/** @param along  Å⁻¹, of the wave along the surface */
function standingWaves(along: number, sheets: Float64Array, like: Int32Array, waves: Float64Array): void {
  const count = like.length;
  for (let j = 0; j < count; j++) {
    const at = j * WAVE.size;
    const twin = like[j]! * WAVE.size;
    if (twin !== at) {
      waves[at] = waves[twin]!;
      waves[at + 1] = waves[twin + 1]!;
      waves[at + WAVE.phase] = waves[twin + WAVE.phase]!;
      waves[at + WAVE.phase + 1] = waves[twin + WAVE.phase + 1]!;
      continue;
    }
    const sheet = j * SHEET.size;
    // √z, Re ≥ 0, Im with the sign of Im z (and + at 0)
    const zRe = sheets[sheet + SHEET.waveRe]! - along * along;
    const zIm = sheets[sheet + SHEET.waveIm]!;
    const larger = Math.sqrt((Math.sqrt(zRe * zRe + zIm * zIm) + Math.abs(zRe)) / 2);
    const smaller = larger > 0 ? Math.abs(zIm) / (2 * larger) : 0;
    const kRe = zRe >= 0 ? larger : smaller;
    const kIm = (zRe >= 0 ? smaller : larger) * (zIm < 0 ? -1 : 1);
    waves[at] = kRe;
    waves[at + 1] = kIm;
    if (j === 0 || j === count - 1) continue;
    const d = sheets[sheet + SHEET.thickness]!;
    const size = exp(-d * kIm);
    waves[at + WAVE.phase] = size * cos(d * kRe);
    waves[at + WAVE.phase + 1] = size * sin(d * kRe);
  }

  // Upwards: X = R/T below each interface, kept in `reflected`; t/(1 + rX), kept in `transmitted`.
  let xRe = 0;
  let xIm = 0;
  for (let j = count - 1; j > 0; j--) {
    const at = j * WAVE.size;
    const upper = at - WAVE.size;
    const kRe = waves[upper]!;
    const kIm = waves[upper + 1]!;
    const sumRe = kRe + waves[at]!;
    const sumIm = kIm + waves[at + 1]!;
    const lessRe = kRe - waves[at]!;
    const lessIm = kIm - waves[at + 1]!;
    // With r = less/sum: t/(1 + rX) = 2k/(sum + less·X), and (r + X)/(1 + rX) = (less + sum·X)/(sum + less·X)
    const bottomRe = sumRe + lessRe * xRe - lessIm * xIm;
    const bottomIm = sumIm + lessRe * xIm + lessIm * xRe;
    const over = 1 / (bottomRe * bottomRe + bottomIm * bottomIm);
    waves[at + WAVE.reflected] = xRe;
    waves[at + WAVE.reflected + 1] = xIm;
    waves[at + WAVE.transmitted] = 2 * over * (kRe * bottomRe + kIm * bottomIm);
    waves[at + WAVE.transmitted + 1] = 2 * over * (kIm * bottomRe - kRe * bottomIm);
    if (j === 1) break;
    const topRe = lessRe + sumRe * xRe - sumIm * xIm;
    const topIm = lessIm + sumRe * xIm + sumIm * xRe;
    const ratioRe = over * (topRe * bottomRe + topIm * bottomIm);
    const ratioIm = over * (topIm * bottomRe - topRe * bottomIm);
    const pRe = waves[upper + WAVE.phase]!;
    const pIm = waves[upper + WAVE.phase + 1]!;
    const p2Re = pRe * pRe - pIm * pIm;
    const p2Im = 2 * pRe * pIm;
    xRe = ratioRe * p2Re - ratioIm * p2Im;
    xIm = ratioRe * p2Im + ratioIm * p2Re;
  }

  // Downwards: T at the lower face of the layer above, times what is let through.
  let tRe = 1;
  let tIm = 0;
  for (let j = 1; j < count; j++) {
    const at = j * WAVE.size;
    const throughRe = waves[at + WAVE.transmitted]!;
    const throughIm = waves[at + WAVE.transmitted + 1]!;
    const hereRe = tRe * throughRe - tIm * throughIm;
    const hereIm = tRe * throughIm + tIm * throughRe;
    const ratioRe = waves[at + WAVE.reflected]!;
    const ratioIm = waves[at + WAVE.reflected + 1]!;
    waves[at + WAVE.transmitted] = hereRe;
    waves[at + WAVE.transmitted + 1] = hereIm;
    waves[at + WAVE.reflected] = hereRe * ratioRe - hereIm * ratioIm;
    waves[at + WAVE.reflected + 1] = hereRe * ratioIm + hereIm * ratioRe;
    const pRe = waves[at + WAVE.phase]!;
    const pIm = waves[at + WAVE.phase + 1]!;
    tRe = hereRe * pRe - hereIm * pIm;
    tIm = hereRe * pIm + hereIm * pRe;
  }
}

/** Fills `damping` of the two beams. */
function damp(sheets: Float64Array, like: Int32Array): void {
  for (let j = 1; j < like.length; j++) {
    const at = 4 * j;
    const twin = 4 * like[j]!;
    if (twin !== at) {
      for (let k = 0; k < 4; k++) damping[at + k] = damping[twin + k]!;
      continue;
    }
    const sheet = j * SHEET.size;
    const s = -0.5 * (sheets[sheet + SHEET.roughness]! ** 2 + sheets[sheet + SHEET.diffuseness]! ** 2);
    const wave = j * WAVE.size;
    for (let sign = 1, to = at; sign >= -1; sign -= 2, to += 2) {
      const qRe = beamIn[wave]! + sign * beamOut[wave]!;
      const qIm = beamIn[wave + 1]! + sign * beamOut[wave + 1]!;
      const size = exp(s * (qRe * qRe - qIm * qIm));
      const angle = s * 2 * qRe * qIm;
      damping[to] = size * cos(angle);
      damping[to + 1] = size * sin(angle);
    }
  }
}

/** Σₙ cₙ Σ_ij … of the waves in `beamIn` and `beamOut`. */
function scattered(sheets: Float64Array, order: Int32Array, terms: number, c: Float64Array, first: number): number {
  let sum = 0;
  for (let visit = 0; visit < order.length; visit++) {
    const j = order[visit]!;
    const sheet = j * SHEET.size;
    const wave = j * WAVE.size;
    const at = 4 * j;
    const sigma = sheets[sheet + SHEET.roughness]!;
    const decay = sheets[sheet + SHEET.decay]!;
    const tRe = beamIn[wave + WAVE.transmitted]!;
    const tIm = beamIn[wave + WAVE.transmitted + 1]!;
    const rRe = beamIn[wave + WAVE.reflected]!;
    const rIm = beamIn[wave + WAVE.reflected + 1]!;
    const uRe = beamOut[wave + WAVE.transmitted]!;
    const uIm = beamOut[wave + WAVE.transmitted + 1]!;
    const vRe = beamOut[wave + WAVE.reflected]!;
    const vIm = beamOut[wave + WAVE.reflected + 1]!;
    // TT′ ± RR′ of q = k + k′, TR′ ± RT′ of q = k − k′: even and odd powers of q.
    const ttRe = tRe * uRe - tIm * uIm;
    const ttIm = tRe * uIm + tIm * uRe;
    const rrRe = rRe * vRe - rIm * vIm;
    const rrIm = rRe * vIm + rIm * vRe;
    const trRe = tRe * vRe - tIm * vIm;
    const trIm = tRe * vIm + tIm * vRe;
    const rtRe = rRe * uRe - rIm * uIm;
    const rtIm = rRe * uIm + rIm * uRe;
    const stepRe = sheets[sheet + SHEET.stepRe]!;
    const stepIm = sheets[sheet + SHEET.stepIm]!;
    const plusRe = beamIn[wave]! + beamOut[wave]!;
    const plusIm = beamIn[wave + 1]! + beamOut[wave + 1]!;
    const minusRe = beamIn[wave]! - beamOut[wave]!;
    const minusIm = beamIn[wave + 1]! - beamOut[wave + 1]!;
    // What qⁿ⁻¹ σⁿ is multiplied by: step · damping; the power of q is taken up as n grows.
    let aRe = sigma * (stepRe * damping[at]! - stepIm * damping[at + 1]!);
    let aIm = sigma * (stepRe * damping[at + 1]! + stepIm * damping[at]!);
    let bRe = sigma * (stepRe * damping[at + 2]! - stepIm * damping[at + 3]!);
    let bIm = sigma * (stepRe * damping[at + 3]! + stepIm * damping[at + 2]!);
    let reach = decay;
    for (let n = 0, sign = 1; n < terms; n++, sign = -sign) {
      const gRe = ttRe + sign * rrRe;
      const gIm = ttIm + sign * rrIm;
      const hRe = trRe + sign * rtRe;
      const hIm = trIm + sign * rtIm;
      const hereRe = aRe * gRe - aIm * gIm + bRe * hRe - bIm * hIm;
      const hereIm = aRe * gIm + aIm * gRe + bRe * hIm + bIm * hRe;
      const fromRe = visit === 0 ? 0 : above[2 * n]!;
      const fromIm = visit === 0 ? 0 : above[2 * n + 1]!;
      sum += c[first + n]! * (hereRe * hereRe + hereIm * hereIm + 2 * (hereRe * fromRe + hereIm * fromIm));
      above[2 * n] = reach * (hereRe + fromRe);
      above[2 * n + 1] = reach * (hereIm + fromIm);
      reach *= decay;
      let before = aRe;
      aRe = sigma * (before * plusRe - aIm * plusIm);
      aIm = sigma * (before * plusIm + aIm * plusRe);
      before = bRe;
      bRe = sigma * (before * minusRe - bIm * minusIm);
      bIm = sigma * (before * minusIm + bIm * minusRe);
    }
  }
  return sum;
}
