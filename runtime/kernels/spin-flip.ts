/**
 * Specular reflection of neutrons whose spin may flip: the moments of the layers
 * lie in their planes, each at an angle of its own. Where two moments are not
 * parallel, the waves of spin up and down (along the moment of each layer) mix.
 *
 * It is Parratt's recursion with a 2×2 matrix R: column = spin of the incident,
 * row = spin of the reflected wave. Begin at the substrate, where nothing comes
 * back from below, R = 0, and fold in one interface at a time:
 *
 *     R ← (S + T R)(T + S R)⁻¹          R_ab ← p_a p_b R_ab          p = exp(i k d)
 *
 *     T_ab = W_ab (k′_a + k_b)/2k′_a · exp(−(k′_a − k_b)² σ²/2)      W = ( cos  sin)  of half the
 *     S_ab = W_ab (k′_a − k_b)/2k′_a · exp(−(k′_a + k_b)² σ²/2)          (−sin  cos)  angle between
 *
 * with k± = ½ √(Q² + V±), principal root, k below and k′ above the interface. T
 * and S are the blocks of the interface's 4×4 matrix. The product of those has
 * waves that grow; R has not, so nothing overflows in a thick absorber.
 *
 *   S. J. Blundell & J. A. C. Bland, Phys. Rev. B 46, 3391 (1992)   the interface
 *   L. Névot & P. Croce, Rev. Phys. Appl. 15, 761 (1980)            the roughness
 *
 * What is not needed is not computed. A number that T and S share cancels in R; a
 * factor that is theirs at a row or a column only weighs R₀₁ against R₁₀. A layer
 * without a moment has one wave, and its axis may be any: it takes that of the
 * layer below, and R turns in it where it must, W R W⁻¹. So T and S are diagonal,
 * and this is two of Parratt's recursions, but where two moments meet.
 */
import { MIXED, MOMENT, SPIN_LAYER, SPLIT, SpinPlan, TURN, TWIST } from "./spin-plan.ts";
import { makeStraight, STRAIGHT } from "./spin-straight.ts";
import { makeWaves, WAVE } from "./spin-waves.ts";

/** The reflected waves of one Q: up from up, down from down, and down from up, which is as strong as up from down. */
export const AMPLITUDES = { uuRe: 0, uuIm: 1, ddRe: 2, ddIm: 3, udRe: 4, udIm: 5, size: 6 } as const;

/** a, b / c, d: R₀₀, R₀₁ / R₁₀, R₁₁ */
const R = { aRe: 0, aIm: 1, bRe: 2, bIm: 3, cRe: 4, cIm: 5, dRe: 6, dIm: 7, size: 8 } as const;
const r = new Float64Array(R.size);

/** Lost in any determinant but 0, which rounding makes where an interface is absurdly rough. */
const NEXT_TO_NOTHING = 1e-300;

const plan = new SpinPlan();
/** float[N][4] | Å⁻¹ and float[plan.factors], at the Q that is worked on */
let waves = new Float64Array(0);
let factors = new Float64Array(0);
/** STRAIGHT records, likewise */
let straight = new Float64Array(0);

/**
 * @param q       float[M]    | Å⁻¹  momentum transfer, above 0
 * @param layers  float[N][7] | SPIN_LAYER records, N ≥ 2
 * @param out     float[M][6] | receives AMPLITUDES records, along and against the polarisation of the beam
 */
export function spinFlip(q: Float64Array, layers: Float64Array, out: Float64Array): void {
  plan.make(layers);
  const count = layers.length / SPIN_LAYER.size;
  if (waves.length < count * WAVE) waves = new Float64Array(count * WAVE);
  if (factors.length < plan.factors) factors = new Float64Array(plan.factors);
  if (straight.length < plan.straight * STRAIGHT.size) straight = new Float64Array(plan.straight * STRAIGHT.size);
  const axisCos = Math.cos(plan.axis / 2);
  const axisSin = Math.sin(plan.axis / 2);
  for (let i = 0, at = 0; i < q.length; i++, at += AMPLITUDES.size) {
    makeWaves(q[i]! * q[i]!, layers, plan, waves, factors);
    makeStraight(count, plan, waves, factors, straight);
    reflectAll(count);
    if (axisSin !== 0) turn(axisCos, -axisSin);
    out[at + AMPLITUDES.uuRe] = r[R.aRe]!;
    out[at + AMPLITUDES.uuIm] = r[R.aIm]!;
    out[at + AMPLITUDES.ddRe] = r[R.dRe]!;
    out[at + AMPLITUDES.ddIm] = r[R.dIm]!;
    out[at + AMPLITUDES.udRe] = r[R.cRe]!;
    out[at + AMPLITUDES.udIm] = r[R.cIm]!;
  }
}

/** R in the ambient, along the axis of the uppermost moment. */
function reflectAll(count: number): void {
  const { flags, cos, sin, interfaceAt, layerAt, straightAt } = plan;
  for (let n = 0; n < R.size; n++) r[n] = 0;
  for (let j = 1; j < count; j++) {
    const flag = flags[j]!;
    const here = j * WAVE;
    if (j > 1) cross(layerAt[j - 1]!, flags[j - 1]! & MOMENT, flag & MIXED);
    if (flag & TURN) turn(cos[j]!, sin[j]!);
    if (flag & TWIST) twist(here, interfaceAt[j]!, cos[j]!, sin[j]!);
    else if (flag & MIXED) reflectMixed(straightAt[j]! * STRAIGHT.size);
    else reflect(here, interfaceAt[j]!, flag & SPLIT);
  }
}

/** Down through a layer and back. */
function cross(entry: number, moment: number, mixed: number): void {
  const upRe = factors[entry]!;
  const upIm = factors[entry + 1]!;
  let downRe = upRe;
  let downIm = upIm;
  if (moment) {
    downRe = factors[entry + 2]!;
    downIm = factors[entry + 3]!;
  }
  multiply(R.aRe, upRe * upRe - upIm * upIm, 2 * upRe * upIm);
  multiply(R.dRe, downRe * downRe - downIm * downIm, 2 * downRe * downIm);
  if (mixed) {
    const re = upRe * downRe - upIm * downIm;
    const im = upRe * downIm + upIm * downRe;
    multiply(R.bRe, re, im);
    multiply(R.cRe, re, im);
  }
}

/** R ← W R W⁻¹ */
function turn(cos: number, sin: number): void {
  const cc = cos * cos;
  const cs = cos * sin;
  const ss = sin * sin;
  for (let part = 0; part < 2; part++) {
    const a = r[R.aRe + part]!;
    const b = r[R.bRe + part]!;
    const c = r[R.cRe + part]!;
    const d = r[R.dRe + part]!;
    r[R.aRe + part] = cc * a + ss * d + cs * (b + c);
    r[R.dRe + part] = ss * a + cc * d - cs * (b + c);
    r[R.bRe + part] = cc * b - ss * c + cs * (d - a);
    r[R.cRe + part] = cc * c - ss * b + cs * (d - a);
  }
}

/** Parratt's step, for each spin. */
function reflect(here: number, entry: number, split: number): void {
  reflectOne(R.aRe, here, entry);
  if (split) reflectOne(R.dRe, here + 2, entry + 2);
  else reflectOne(R.dRe, here, entry);
}

/** A ← (s + t A)/(t + s A), s = (k′ − k) e^−2x, t = k′ + k */
function reflectOne(at: number, here: number, entry: number): void {
  const below = here - WAVE;
  const tRe = waves[here]! + waves[below]!;
  const tIm = waves[here + 1]! + waves[below + 1]!;
  const lessRe = waves[here]! - waves[below]!;
  const lessIm = waves[here + 1]! - waves[below + 1]!;
  const sRe = lessRe * factors[entry]! - lessIm * factors[entry + 1]!;
  const sIm = lessRe * factors[entry + 1]! + lessIm * factors[entry]!;
  const aRe = r[at]!;
  const aIm = r[at + 1]!;
  const topRe = sRe + tRe * aRe - tIm * aIm;
  const topIm = sIm + tRe * aIm + tIm * aRe;
  const bottomRe = tRe + sRe * aRe - sIm * aIm;
  const bottomIm = tIm + sRe * aIm + sIm * aRe;
  const per = 1 / (bottomRe * bottomRe + bottomIm * bottomIm + NEXT_TO_NOTHING);
  r[at] = (topRe * bottomRe + topIm * bottomIm) * per;
  r[at + 1] = (topIm * bottomRe - topRe * bottomIm) * per;
}

/**
 * The same where R₀₁ and R₁₀ are there but T and S are diagonal: with
 * n = s₊ + t₊a, m = t₊ + s₊a for up, N = s₋ + t₋d, M = t₋ + s₋d for down, and P = bc,
 *
 *     det = m M − s₊s₋ P      a ← (n M − t₊s₋ P)/det      b ← b (t₊² − s₊²) f/det
 *                             d ← (N m − t₋s₊ P)/det      c ← c (t₋² − s₋²)/(f det)
 *
 * All that does not depend on R is in the STRAIGHT record of the interface. (u and v here are t₋ and s₋.)
 */
function reflectMixed(at: number): void {
  const aRe = r[R.aRe]!;
  const aIm = r[R.aIm]!;
  const bRe = r[R.bRe]!;
  const bIm = r[R.bIm]!;
  const cRe = r[R.cRe]!;
  const cIm = r[R.cIm]!;
  const dRe = r[R.dRe]!;
  const dIm = r[R.dIm]!;
  const tRe = straight[at + STRAIGHT.tUpRe]!;
  const tIm = straight[at + STRAIGHT.tUpIm]!;
  const sRe = straight[at + STRAIGHT.sUpRe]!;
  const sIm = straight[at + STRAIGHT.sUpIm]!;
  const uRe = straight[at + STRAIGHT.tDownRe]!;
  const uIm = straight[at + STRAIGHT.tDownIm]!;
  const vRe = straight[at + STRAIGHT.sDownRe]!;
  const vIm = straight[at + STRAIGHT.sDownIm]!;

  const nRe = sRe + tRe * aRe - tIm * aIm;
  const nIm = sIm + tRe * aIm + tIm * aRe;
  const mRe = tRe + sRe * aRe - sIm * aIm;
  const mIm = tIm + sRe * aIm + sIm * aRe;
  const NRe = vRe + uRe * dRe - uIm * dIm;
  const NIm = vIm + uRe * dIm + uIm * dRe;
  const MRe = uRe + vRe * dRe - vIm * dIm;
  const MIm = uIm + vRe * dIm + vIm * dRe;
  const PRe = bRe * cRe - bIm * cIm;
  const PIm = bRe * cIm + bIm * cRe;
  const upPRe = sRe * PRe - sIm * PIm; // s₊P
  const upPIm = sRe * PIm + sIm * PRe;
  const downPRe = vRe * PRe - vIm * PIm; // s₋P
  const downPIm = vRe * PIm + vIm * PRe;

  const detRe = mRe * MRe - mIm * MIm - (vRe * upPRe - vIm * upPIm);
  const detIm = mRe * MIm + mIm * MRe - (vRe * upPIm + vIm * upPRe);
  const per = 1 / (detRe * detRe + detIm * detIm + NEXT_TO_NOTHING);
  const iRe = detRe * per;
  const iIm = -detIm * per;
  const topARe = nRe * MRe - nIm * MIm - (tRe * downPRe - tIm * downPIm);
  const topAIm = nRe * MIm + nIm * MRe - (tRe * downPIm + tIm * downPRe);
  const topDRe = NRe * mRe - NIm * mIm - (uRe * upPRe - uIm * upPIm);
  const topDIm = NRe * mIm + NIm * mRe - (uRe * upPIm + uIm * upPRe);
  r[R.aRe] = topARe * iRe - topAIm * iIm;
  r[R.aIm] = topARe * iIm + topAIm * iRe;
  r[R.dRe] = topDRe * iRe - topDIm * iIm;
  r[R.dIm] = topDRe * iIm + topDIm * iRe;

  const toBRe = straight[at + STRAIGHT.bRe]!;
  const toBIm = straight[at + STRAIGHT.bIm]!;
  const toCRe = straight[at + STRAIGHT.cRe]!;
  const toCIm = straight[at + STRAIGHT.cIm]!;
  multiply(R.bRe, toBRe * iRe - toBIm * iIm, toBRe * iIm + toBIm * iRe);
  multiply(R.cRe, toCRe * iRe - toCIm * iIm, toCRe * iIm + toCIm * iRe);
}

/**
 * R ← (S + T R)(T + S R)⁻¹ where two moments meet, written out; t and s of an
 * element carry its number, n and m are the two matrices.
 */
function twist(here: number, entry: number, cos: number, sin: number): void {
  const kRe = waves[here]!;
  const kIm = waves[here + 1]!;
  const lRe = waves[here + 2]!;
  const lIm = waves[here + 3]!;
  const belowUpRe = waves[here - WAVE]!;
  const belowUpIm = waves[here - WAVE + 1]!;
  const belowDownRe = waves[here - WAVE + 2]!;
  const belowDownIm = waves[here - WAVE + 3]!;
  weigh(factors[entry + 10]!, factors[entry + 11]!);

  // e^−2x of the elements, from that of the first
  const e0Re = factors[entry]!;
  const e0Im = factors[entry + 1]!;
  const e1Re = e0Re * factors[entry + 2]! - e0Im * factors[entry + 3]!;
  const e1Im = e0Re * factors[entry + 3]! + e0Im * factors[entry + 2]!;
  const e2Re = e0Re * factors[entry + 4]! - e0Im * factors[entry + 5]!;
  const e2Im = e0Re * factors[entry + 5]! + e0Im * factors[entry + 4]!;
  const e3Re = e0Re * factors[entry + 8]! - e0Im * factors[entry + 9]!;
  const e3Im = e0Re * factors[entry + 9]! + e0Im * factors[entry + 8]!;

  const t0Re = cos * (kRe + belowUpRe);
  const t0Im = cos * (kIm + belowUpIm);
  const t1Re = sin * (kRe + belowDownRe);
  const t1Im = sin * (kIm + belowDownIm);
  const t2Re = -sin * (lRe + belowUpRe);
  const t2Im = -sin * (lIm + belowUpIm);
  let re = cos * (lRe + belowDownRe);
  let im = cos * (lIm + belowDownIm);
  const t3Re = re * factors[entry + 6]! - im * factors[entry + 7]!;
  const t3Im = re * factors[entry + 7]! + im * factors[entry + 6]!;
  re = cos * (kRe - belowUpRe);
  im = cos * (kIm - belowUpIm);
  const s0Re = re * e0Re - im * e0Im;
  const s0Im = re * e0Im + im * e0Re;
  re = sin * (kRe - belowDownRe);
  im = sin * (kIm - belowDownIm);
  const s1Re = re * e1Re - im * e1Im;
  const s1Im = re * e1Im + im * e1Re;
  re = -sin * (lRe - belowUpRe);
  im = -sin * (lIm - belowUpIm);
  const s2Re = re * e2Re - im * e2Im;
  const s2Im = re * e2Im + im * e2Re;
  re = cos * (lRe - belowDownRe);
  im = cos * (lIm - belowDownIm);
  const s3Re = re * e3Re - im * e3Im;
  const s3Im = re * e3Im + im * e3Re;

  const aRe = r[R.aRe]!;
  const aIm = r[R.aIm]!;
  const bRe = r[R.bRe]!;
  const bIm = r[R.bIm]!;
  const cRe = r[R.cRe]!;
  const cIm = r[R.cIm]!;
  const dRe = r[R.dRe]!;
  const dIm = r[R.dIm]!;
  const m0Re = t0Re + s0Re * aRe - s0Im * aIm + s1Re * cRe - s1Im * cIm;
  const m0Im = t0Im + s0Re * aIm + s0Im * aRe + s1Re * cIm + s1Im * cRe;
  const m1Re = t1Re + s0Re * bRe - s0Im * bIm + s1Re * dRe - s1Im * dIm;
  const m1Im = t1Im + s0Re * bIm + s0Im * bRe + s1Re * dIm + s1Im * dRe;
  const m2Re = t2Re + s2Re * aRe - s2Im * aIm + s3Re * cRe - s3Im * cIm;
  const m2Im = t2Im + s2Re * aIm + s2Im * aRe + s3Re * cIm + s3Im * cRe;
  const m3Re = t3Re + s2Re * bRe - s2Im * bIm + s3Re * dRe - s3Im * dIm;
  const m3Im = t3Im + s2Re * bIm + s2Im * bRe + s3Re * dIm + s3Im * dRe;
  const n0Re = s0Re + t0Re * aRe - t0Im * aIm + t1Re * cRe - t1Im * cIm;
  const n0Im = s0Im + t0Re * aIm + t0Im * aRe + t1Re * cIm + t1Im * cRe;
  const n1Re = s1Re + t0Re * bRe - t0Im * bIm + t1Re * dRe - t1Im * dIm;
  const n1Im = s1Im + t0Re * bIm + t0Im * bRe + t1Re * dIm + t1Im * dRe;
  const n2Re = s2Re + t2Re * aRe - t2Im * aIm + t3Re * cRe - t3Im * cIm;
  const n2Im = s2Im + t2Re * aIm + t2Im * aRe + t3Re * cIm + t3Im * cRe;
  const n3Re = s3Re + t2Re * bRe - t2Im * bIm + t3Re * dRe - t3Im * dIm;
  const n3Im = s3Im + t2Re * bIm + t2Im * bRe + t3Re * dIm + t3Im * dRe;

  const detRe = m0Re * m3Re - m0Im * m3Im - (m1Re * m2Re - m1Im * m2Im);
  const detIm = m0Re * m3Im + m0Im * m3Re - (m1Re * m2Im + m1Im * m2Re);
  const per = 1 / (detRe * detRe + detIm * detIm + NEXT_TO_NOTHING);
  const iRe = detRe * per;
  const iIm = -detIm * per;
  re = n0Re * m3Re - n0Im * m3Im - (n1Re * m2Re - n1Im * m2Im);
  im = n0Re * m3Im + n0Im * m3Re - (n1Re * m2Im + n1Im * m2Re);
  r[R.aRe] = re * iRe - im * iIm;
  r[R.aIm] = re * iIm + im * iRe;
  re = n1Re * m0Re - n1Im * m0Im - (n0Re * m1Re - n0Im * m1Im);
  im = n1Re * m0Im + n1Im * m0Re - (n0Re * m1Im + n0Im * m1Re);
  r[R.bRe] = re * iRe - im * iIm;
  r[R.bIm] = re * iIm + im * iRe;
  re = n2Re * m3Re - n2Im * m3Im - (n3Re * m2Re - n3Im * m2Im);
  im = n2Re * m3Im + n2Im * m3Re - (n3Re * m2Im + n3Im * m2Re);
  r[R.cRe] = re * iRe - im * iIm;
  r[R.cIm] = re * iIm + im * iRe;
  re = n3Re * m0Re - n3Im * m0Im - (n2Re * m1Re - n2Im * m1Im);
  im = n3Re * m0Im + n3Im * m0Re - (n2Re * m1Im + n2Im * m1Re);
  r[R.dRe] = re * iRe - im * iIm;
  r[R.dIm] = re * iIm + im * iRe;

  const perK = 1 / (kRe * kRe + kIm * kIm);
  const ratioRe = (lRe * kRe + lIm * kIm) * perK;
  const ratioIm = (lIm * kRe - lRe * kIm) * perK;
  const fRe = factors[entry + 12]!;
  const fIm = factors[entry + 13]!;
  weigh(fRe * ratioRe - fIm * ratioIm, fRe * ratioIm + fIm * ratioRe);
}

/** R₀₁ ← f R₀₁, R₁₀ ← R₁₀/f */
function weigh(fRe: number, fIm: number): void {
  const per = 1 / (fRe * fRe + fIm * fIm);
  multiply(R.bRe, fRe, fIm);
  multiply(R.cRe, fRe * per, -fIm * per);
}

/** One element of R by a number. */
function multiply(at: number, re: number, im: number): void {
  const before = r[at]!;
  r[at] = before * re - r[at + 1]! * im;
  r[at + 1] = before * im + r[at + 1]! * re;
}
