/**
 * Neutrons whose spin may flip, from layers that have an interface layer at either face,
 * where the moment has another size and the same direction: spin-flip.ts and graded.ts in one. With a the spin above, b
 * that below an interface, ″ for a wave just above, and W the turn of half the angle between the moments,
 *
 *     X_ab = (t″  s″E″)_a · L_a · W_ab (t  s)_ab · U_b · (t′  s′E′)_b        t = q″ + q, s = q″ − q
 *            (s″E″  t″)               (s  t)             (s′E′  t′)          U = (1  0; 0  e^{i q d})
 *
 * whose four entries, T S / S′ T′ with the roughness that all share, exp(∓q″_a q_b σ²/4), give
 *
 *     R ← (S′ + T′R)(T + S R)⁻¹          R_ab ← p_a p_b R_ab          p = exp(i q d/2)
 *
 * Factors of a row or of a column, which only weigh R₀₁ against R₁₀, come in as ratios.
 *
 * For stacks with interface layers that differ from their layers; all else is faster in spin-flip.ts.
 */
import { cos as cosine, exp, sin as sine } from "./exponential.ts";
import { AMPLITUDES } from "./spin-flip.ts";

/** One row a layer, substrate first, ambient last. V as in layers.ts, along (up) and against (down) the moment, Å⁻². */
export const SPIN_GRADED = {
  upRe: 0,
  upIm: 1,
  downRe: 2,
  downIm: 3,
  /** V in the interface layers */
  lowerUpRe: 4,
  lowerUpIm: 5,
  lowerDownRe: 6,
  lowerDownIm: 7,
  upperUpRe: 8,
  upperUpIm: 9,
  upperDownRe: 10,
  upperDownIm: 11,
  /** Å, between the interface layers */
  thickness: 12,
  /** Å rms, of the upper face, interface layers and all */
  roughness: 13,
  lowerThickness: 14,
  lowerRoughness: 15,
  upperThickness: 16,
  upperRoughness: 17,
  /** rad, from the polarisation to the moment; 0 for the ambient */
  angle: 18,
  size: 19,
} as const;

/** Waves of one layer: up and down in it, in its lower, in its upper interface layer. */
const WAVE = { here: 0, lower: 4, upper: 8, size: 12 } as const;
/** Å⁻¹, keeps a wave that is divided by from being 0. */
const SMALLEST = 1e-150;
const LARGEST = 700;

let waves = new Float64Array(0);
/** R₀₀, R₀₁, R₁₀, R₁₁, each Re and Im. */
const r = new Float64Array(8);
/** What leaves an interface as N and as D, each as r. */
const up = new Float64Array(8);
const down = new Float64Array(8);
const e = new Float64Array(2);
/** Of either spin: the two elements of an interface between a layer and its interface layer, and the way through that. */
const SIDE = { t: 0, s: 2, p: 4, size: 6 } as const;
const above = new Float64Array(2 * SIDE.size);
const below = new Float64Array(2 * SIDE.size);

/**
 * @param q       float[M]     | Å⁻¹  momentum transfer, above 0
 * @param layers  float[N][19] | SPIN_GRADED records, N ≥ 2
 * @param out     float[M][6]  | receives AMPLITUDES records, along and against the polarisation of the beam
 */
export function spinGraded(q: Float64Array, layers: Float64Array, out: Float64Array): void {
  const count = layers.length / SPIN_GRADED.size;
  if (waves.length < count * WAVE.size) waves = new Float64Array(count * WAVE.size);
  for (let i = 0, to = 0; i < q.length; i++, to += AMPLITUDES.size) {
    makeWaves(q[i]! * q[i]!, layers, count);
    r.fill(0);
    for (let j = 1; j < count; j++) {
      const at = j * SPIN_GRADED.size;
      if (j > 1) cross((j - 1) * WAVE.size, layers[at - SPIN_GRADED.size + SPIN_GRADED.thickness]!);
      fold(layers, at, j * WAVE.size);
    }
    out[to + AMPLITUDES.uuRe] = r[0]!;
    out[to + AMPLITUDES.uuIm] = r[1]!;
    out[to + AMPLITUDES.ddRe] = r[6]!;
    out[to + AMPLITUDES.ddIm] = r[7]!;
    out[to + AMPLITUDES.udRe] = r[4]!;
    out[to + AMPLITUDES.udIm] = r[5]!;
  }
}

/** √(Q² + V), principal root. */
function makeWaves(q2: number, layers: Float64Array, count: number): void {
  for (let j = 0; j < count; j++) {
    for (let part = 0; part < WAVE.size; part += 2) {
      const at = j * SPIN_GRADED.size + part;
      const to = j * WAVE.size + part;
      // Most waves are those of the layer's spin up or of the one before: of no moment, of no interface layer.
      const same = known(layers, at, part);
      if (same < part) {
        waves[to] = waves[to - part + same]!;
        waves[to + 1] = waves[to - part + same + 1]!;
        continue;
      }
      const zRe = q2 + layers[at]!;
      const zIm = layers[at + 1]!;
      const larger = Math.sqrt(0.5 * (Math.abs(zRe) + Math.sqrt(zRe * zRe + zIm * zIm)));
      const smaller = larger > 0 ? (0.5 * zIm) / larger : 0;
      waves[to] = Math.max(zRe >= 0 ? larger : Math.abs(smaller), SMALLEST);
      waves[to + 1] = zRe >= 0 ? smaller : zIm < 0 ? -larger : larger;
    }
  }
}

/** Which earlier wave of the layer has the same V; `part` itself if none. */
function known(layers: Float64Array, at: number, part: number): number {
  for (let back = part & 2 ? 2 : 4; back <= part; back += 2) {
    if (layers[at - back] === layers[at] && layers[at - back + 1] === layers[at + 1]) return part - back;
  }
  return part;
}

/** Down through a layer and back. */
function cross(wave: number, d: number): void {
  exponential((-d * waves[wave + 1]!) / 2, (d * waves[wave]!) / 2);
  const upRe = e[0]!;
  const upIm = e[1]!;
  if (waves[wave] !== waves[wave + 2] || waves[wave + 1] !== waves[wave + 3]) {
    exponential((-d * waves[wave + 3]!) / 2, (d * waves[wave + 2]!) / 2);
  }
  const downRe = e[0]!;
  const downIm = e[1]!;
  multiply(r, 0, upRe * upRe - upIm * upIm, 2 * upRe * upIm);
  multiply(r, 6, downRe * downRe - downIm * downIm, 2 * downRe * downIm);
  multiply(r, 2, upRe * downRe - upIm * downIm, upRe * downIm + upIm * downRe);
  multiply(r, 4, upRe * downRe - upIm * downIm, upRe * downIm + upIm * downRe);
}

function fold(layers: Float64Array, at: number, wave: number): void {
  const from = at - SPIN_GRADED.size;
  const waveBelow = wave - WAVE.size;
  makeSide(above, wave, wave + WAVE.lower, layers, at + SPIN_GRADED.lowerThickness);
  makeSide(below, waveBelow, waveBelow + WAVE.upper, layers, from + SPIN_GRADED.upperThickness);
  const variance = (layers[from + SPIN_GRADED.roughness]! * layers[from + SPIN_GRADED.roughness]!) / 4;
  weigh(waveBelow, waveBelow + WAVE.upper, variance, layers, from + SPIN_GRADED.upperThickness, false);

  const half = (layers[at + SPIN_GRADED.angle]! - layers[from + SPIN_GRADED.angle]!) / 2;
  const cos = Math.cos(half);
  const sin = Math.sin(half);
  const x00Re = variance * realOf(wave, waveBelow);
  const x00Im = variance * imaginaryOf(wave, waveBelow);
  up.fill(0);
  down.fill(0);
  for (let a = 0; a < 2; a++) {
    for (let b = 0; b < 2; b++) {
      const w = a === b ? cos : a === 0 ? sin : -sin;
      if (w === 0) continue;
      makeElements(a, b, w, wave + WAVE.lower + 2 * a, waveBelow + WAVE.upper + 2 * b);
      const xRe = variance * realOf(wave + 2 * a, waveBelow + 2 * b);
      const xIm = variance * imaginaryOf(wave + 2 * a, waveBelow + 2 * b);
      exponential(xRe - x00Re, xIm - x00Im);
      multiply(x, X.T, e[0]!, e[1]!);
      multiply(x, X.T2, e[0]!, e[1]!);
      exponential(-xRe - x00Re, -xIm - x00Im);
      multiply(x, X.S, e[0]!, e[1]!);
      multiply(x, X.S2, e[0]!, e[1]!);
      // Row a of N and of D, both columns: what came from below as D, and R's row b.
      add(up, 4 * a + 2 * b, X.S2);
      add(down, 4 * a + 2 * b, X.T);
      for (let c = 0; c < 2; c++) {
        addProduct(up, 4 * a + 2 * c, X.T2, 4 * b + 2 * c);
        addProduct(down, 4 * a + 2 * c, X.S, 4 * b + 2 * c);
      }
    }
  }
  divide();
  weigh(wave, wave + WAVE.lower, variance, layers, at + SPIN_GRADED.lowerThickness, true);
}

/** @param at  of the thickness of the interface layer; its roughness is behind it */
function makeSide(side: Float64Array, layer: number, graded: number, layers: Float64Array, at: number): void {
  const d = layers[at]!;
  const sigma = layers[at + 1]!;
  for (let spin = 0; spin < 2; spin++) {
    const to = spin * SIDE.size;
    const one = layer + 2 * spin;
    const other = graded + 2 * spin;
    if (spin === 1 && sameSpins(layer) && sameSpins(graded)) {
      side.copyWithin(SIDE.size, 0, SIDE.size);
      return;
    }
    const sign = side === above ? 1 : -1; // s is the wave above less that below
    side[to + SIDE.t] = waves[one]! + waves[other]!;
    side[to + SIDE.t + 1] = waves[one + 1]! + waves[other + 1]!;
    side[to + SIDE.s] = sign * (waves[one]! - waves[other]!);
    side[to + SIDE.s + 1] = sign * (waves[one + 1]! - waves[other + 1]!);
    if (sigma !== 0 && (side[to + SIDE.s] !== 0 || side[to + SIDE.s + 1] !== 0)) {
      const s = -0.5 * sigma * sigma;
      exponential(s * realOf(one, other), s * imaginaryOf(one, other));
      multiply(side, to + SIDE.s, e[0]!, e[1]!);
    }
    exponential(-d * waves[other + 1]!, d * waves[other]!);
    side[to + SIDE.p] = e[0]!;
    side[to + SIDE.p + 1] = e[1]!;
  }
}

/** The entries of one X_ab. */
const X = { T: 0, S: 2, S2: 4, T2: 6 } as const;
const x = new Float64Array(8);

function makeElements(a: number, b: number, w: number, q: number, qBelow: number): void {
  const tRe = w * (waves[q]! + waves[qBelow]!);
  const tIm = w * (waves[q + 1]! + waves[qBelow + 1]!);
  const sRe = w * (waves[q]! - waves[qBelow]!);
  const sIm = w * (waves[q + 1]! - waves[qBelow + 1]!);
  const row = a * SIDE.size;
  const column = b * SIDE.size;
  for (let n = 0; n < 2; n++) {
    // D that goes into the interface layer below, and N behind it: of what came as D, then of what came as N.
    const into = column + (n === 0 ? SIDE.t : SIDE.s);
    const beside = column + (n === 0 ? SIDE.s : SIDE.t);
    const inRe = below[into]!;
    const inIm = below[into + 1]!;
    const pRe = below[column + SIDE.p]!;
    const pIm = below[column + SIDE.p + 1]!;
    const besideRe = below[beside]! * pRe - below[beside + 1]! * pIm;
    const besideIm = below[beside]! * pIm + below[beside + 1]! * pRe;
    const dRe = tRe * inRe - tIm * inIm + sRe * besideRe - sIm * besideIm;
    const dIm = tRe * inIm + tIm * inRe + sRe * besideIm + sIm * besideRe;
    const nRe = sRe * inRe - sIm * inIm + tRe * besideRe - tIm * besideIm;
    const nIm = sRe * inIm + sIm * inRe + tRe * besideIm + tIm * besideRe;
    const lRe = above[row + SIDE.p]!;
    const lIm = above[row + SIDE.p + 1]!;
    const throughRe = nRe * lRe - nIm * lIm;
    const throughIm = nRe * lIm + nIm * lRe;
    const aboveTRe = above[row + SIDE.t]!;
    const aboveTIm = above[row + SIDE.t + 1]!;
    const aboveSRe = above[row + SIDE.s]!;
    const aboveSIm = above[row + SIDE.s + 1]!;
    const toD = n === 0 ? X.T : X.S;
    const toN = n === 0 ? X.S2 : X.T2;
    x[toD] = aboveTRe * dRe - aboveTIm * dIm + aboveSRe * throughRe - aboveSIm * throughIm;
    x[toD + 1] = aboveTRe * dIm + aboveTIm * dRe + aboveSRe * throughIm + aboveSIm * throughRe;
    x[toN] = aboveSRe * dRe - aboveSIm * dIm + aboveTRe * throughRe - aboveTIm * throughIm;
    x[toN + 1] = aboveSRe * dIm + aboveSIm * dRe + aboveTRe * throughIm + aboveTIm * throughRe;
  }
}

/**
 * R₀₁ against R₁₀ for what spins have each at one side of the interface:
 * exp(−q² σ²/8 − (q − q_g)² σ_g²/8 − i q_g d/2) over the waves that t and s were not divided by.
 */
function weigh(
  layer: number,
  graded: number,
  variance: number,
  layers: Float64Array,
  at: number,
  byLayer: boolean,
): void {
  if (sameSpins(layer) && sameSpins(graded)) return;
  const d = layers[at]!;
  const own = (layers[at + 1]! * layers[at + 1]!) / 8;
  let re = 0;
  let im = 0;
  for (let spin = 0; spin < 2; spin++) {
    const sign = spin === 0 ? 1 : -1;
    const qRe = waves[layer + 2 * spin]!;
    const qIm = waves[layer + 2 * spin + 1]!;
    const gRe = waves[graded + 2 * spin]!;
    const gIm = waves[graded + 2 * spin + 1]!;
    const lessRe = qRe - gRe;
    const lessIm = qIm - gIm;
    re +=
      sign * ((-variance / 2) * (qRe * qRe - qIm * qIm) - own * (lessRe * lessRe - lessIm * lessIm) + (gIm * d) / 2);
    im += sign * (-variance * qRe * qIm - 2 * own * lessRe * lessIm - (gRe * d) / 2);
  }
  exponential(re, im);
  let wRe = e[0]!;
  let wIm = e[1]!;
  for (let n = byLayer ? 0 : 1; n < 2; n++) {
    const wave = n === 0 ? layer : graded;
    const upRe = waves[wave]!;
    const upIm = waves[wave + 1]!;
    const size = upRe * upRe + upIm * upIm;
    const ratioRe = (waves[wave + 2]! * upRe + waves[wave + 3]! * upIm) / size;
    const ratioIm = (waves[wave + 3]! * upRe - waves[wave + 2]! * upIm) / size;
    const before = wRe;
    wRe = before * ratioRe - wIm * ratioIm;
    wIm = before * ratioIm + wIm * ratioRe;
  }
  multiply(r, 2, wRe, wIm);
  const size = wRe * wRe + wIm * wIm;
  multiply(r, 4, wRe / size, -wIm / size);
}

/** r = up · down⁻¹ */
function divide(): void {
  const [aRe, aIm, bRe, bIm] = [down[0]!, down[1]!, down[2]!, down[3]!];
  const [cRe, cIm, dRe, dIm] = [down[4]!, down[5]!, down[6]!, down[7]!];
  const detRe = aRe * dRe - aIm * dIm - (bRe * cRe - bIm * cIm);
  const detIm = aRe * dIm + aIm * dRe - (bRe * cIm + bIm * cRe);
  const size = detRe * detRe + detIm * detIm;
  const perRe = detRe / size;
  const perIm = -detIm / size;
  for (let row = 0; row < 8; row += 4) {
    const uRe = up[row]!;
    const uIm = up[row + 1]!;
    const vRe = up[row + 2]!;
    const vIm = up[row + 3]!;
    r[row] = uRe * dRe - uIm * dIm - (vRe * cRe - vIm * cIm);
    r[row + 1] = uRe * dIm + uIm * dRe - (vRe * cIm + vIm * cRe);
    r[row + 2] = vRe * aRe - vIm * aIm - (uRe * bRe - uIm * bIm);
    r[row + 3] = vRe * aIm + vIm * aRe - (uRe * bIm + uIm * bRe);
    multiply(r, row, perRe, perIm);
    multiply(r, row + 2, perRe, perIm);
  }
}

function realOf(a: number, b: number): number {
  return waves[a]! * waves[b]! - waves[a + 1]! * waves[b + 1]!;
}

function imaginaryOf(a: number, b: number): number {
  return waves[a]! * waves[b + 1]! + waves[a + 1]! * waves[b]!;
}

/** Whether a layer, or an interface layer, has no moment. */
function sameSpins(wave: number): boolean {
  return waves[wave] === waves[wave + 2] && waves[wave + 1] === waves[wave + 3];
}

/** e^(re + i·im) */
function exponential(re: number, im: number): void {
  if (re === 0 && im === 0) {
    e[0] = 1;
    e[1] = 0;
    return;
  }
  const size = re === 0 ? 1 : exp(Math.max(-LARGEST, Math.min(LARGEST, re)));
  e[0] = size * cosine(im);
  e[1] = size * sine(im);
}

function multiply(to: Float64Array, at: number, re: number, im: number): void {
  const before = to[at]!;
  to[at] = before * re - to[at + 1]! * im;
  to[at + 1] = before * im + to[at + 1]! * re;
}

function add(to: Float64Array, at: number, entry: number): void {
  to[at]! += x[entry]!;
  to[at + 1]! += x[entry + 1]!;
}

function addProduct(to: Float64Array, at: number, entry: number, factor: number): void {
  to[at]! += x[entry]! * r[factor]! - x[entry + 1]! * r[factor + 1]!;
  to[at + 1]! += x[entry]! * r[factor + 1]! + x[entry + 1]! * r[factor]!;
}
