/**
 * Interfaces that do not mix spins but have mixed ones below them: T and S are
 * diagonal there and R is not. What spinFlip needs of such an interface at one Q, made once
 * for all that are alike:
 *
 *     t± = k′± + k±        s± = (k′± − k±) e^−2x±        x± = k′±k± σ²
 *     b  = (t₊² − s₊²) f   c  = (t₋² − s₋²)/f            f = (k′₋/k′₊) · exp(−((k′₊ − k₊)² − (k′₋ − k₋)²) σ²/2)
 */
import { MIXED, MOMENT, SPLIT, type SpinPlan, TWIST } from "./spin-plan.ts";
import { WAVE } from "./spin-waves.ts";

export const STRAIGHT = {
  tUpRe: 0,
  tUpIm: 1,
  sUpRe: 2,
  sUpIm: 3,
  tDownRe: 4,
  tDownIm: 5,
  sDownRe: 6,
  sDownIm: 7,
  bRe: 8,
  bIm: 9,
  cRe: 10,
  cIm: 11,
  size: 12,
} as const;

/** @param out  float[plan.straight][12]  receives STRAIGHT records */
export function makeStraight(
  count: number,
  plan: SpinPlan,
  waves: Float64Array,
  factors: Float64Array,
  out: Float64Array,
): void {
  const { flags, like, interfaceAt, straightAt } = plan;
  for (let j = 1; j < count; j++) {
    const flag = flags[j]!;
    if (!(flag & MIXED) || flag & TWIST || like[j] !== j) continue;
    const here = j * WAVE;
    const entry = interfaceAt[j]!;
    const at = straightAt[j]! * STRAIGHT.size;
    setPair(waves, here, factors, entry, out, at);
    if (flag & SPLIT) {
      setPair(waves, here + 2, factors, entry + 2, out, at + STRAIGHT.tDownRe);
      setWeights(waves, here, factors, entry + 4, flag, out, at);
      continue;
    }
    for (let n = 0; n < STRAIGHT.tDownRe; n++) out[at + STRAIGHT.tDownRe + n] = out[at + n]!;
    setDifference(out, at, at + STRAIGHT.bRe);
    out[at + STRAIGHT.cRe] = out[at + STRAIGHT.bRe]!;
    out[at + STRAIGHT.cIm] = out[at + STRAIGHT.bIm]!;
  }
}

/** t and s of one spin. */
function setPair(
  waves: Float64Array,
  here: number,
  factors: Float64Array,
  entry: number,
  out: Float64Array,
  at: number,
): void {
  const below = here - WAVE;
  const lessRe = waves[here]! - waves[below]!;
  const lessIm = waves[here + 1]! - waves[below + 1]!;
  const eRe = factors[entry]!;
  const eIm = factors[entry + 1]!;
  out[at] = waves[here]! + waves[below]!;
  out[at + 1] = waves[here + 1]! + waves[below + 1]!;
  out[at + 2] = lessRe * eRe - lessIm * eIm;
  out[at + 3] = lessRe * eIm + lessIm * eRe;
}

/** out[to] = t² − s² = (t − s)(t + s) of the pair at `at` */
function setDifference(out: Float64Array, at: number, to: number): void {
  const lessRe = out[at]! - out[at + 2]!;
  const lessIm = out[at + 1]! - out[at + 3]!;
  const sumRe = out[at]! + out[at + 2]!;
  const sumIm = out[at + 1]! + out[at + 3]!;
  out[to] = lessRe * sumRe - lessIm * sumIm;
  out[to + 1] = lessRe * sumIm + lessIm * sumRe;
}

function setWeights(
  waves: Float64Array,
  here: number,
  factors: Float64Array,
  entry: number,
  flag: number,
  out: Float64Array,
  at: number,
): void {
  let fRe = factors[entry]!;
  let fIm = factors[entry + 1]!;
  if (flag & MOMENT) {
    const kRe = waves[here]!;
    const kIm = waves[here + 1]!;
    const downRe = waves[here + 2]!;
    const downIm = waves[here + 3]!;
    const per = 1 / (kRe * kRe + kIm * kIm);
    const ratioRe = (downRe * kRe + downIm * kIm) * per;
    const ratioIm = (downIm * kRe - downRe * kIm) * per;
    const before = fRe;
    fRe = before * ratioRe - fIm * ratioIm;
    fIm = before * ratioIm + fIm * ratioRe;
  }
  const b = at + STRAIGHT.bRe;
  const c = at + STRAIGHT.cRe;
  setDifference(out, at, b);
  setDifference(out, at + STRAIGHT.tDownRe, c);
  scale(out, b, fRe, fIm);
  const per = 1 / (fRe * fRe + fIm * fIm);
  scale(out, c, fRe * per, -fIm * per);
}

function scale(out: Float64Array, at: number, re: number, im: number): void {
  const before = out[at]!;
  out[at] = before * re - out[at + 1]! * im;
  out[at + 1] = before * im + out[at + 1]! * re;
}
