/**
 * Thicknesses that the fringes of a reflectivity curve speak for. Interfaces that lie a
 * depth D apart give log(R Q⁴) an oscillation cos(D Q'), Q'² = Q² − Q_c², so that the
 * peaks of its Fourier transform are such depths: thicknesses of layers and sums of
 * neighbours. Their differences are thicknesses, too.
 *
 * The slow fall of the curve is taken off by a cubic, and the ends are smoothed down, so
 * that they make no peaks of their own.
 *
 *   K. Sakurai & A. Iida, Jpn. J. Appl. Phys. 31, L113 (1992)
 */
import { Matrix, solve } from "ml-matrix";

/** Fringes begin behind the critical edge: from this Q on, Å⁻¹, of which this part is taken for Q_c. */
const FIRST_Q = 0.03;
const CRITICAL = 0.8 * FIRST_Q;
/** Counted as signal at least: a logarithm wants more than 0. */
const LEAST = 1e-12;
const DEGREE = 3;
const FEWEST_POINTS = 20;
const MOST_PEAKS = 6;
/** Å: differences below this are one peak twice. */
const LEAST_DIFFERENCE = 3;

export interface Fringes {
  /** Å, the strongest peak first, differences behind. */
  thicknesses: number[];
  /** Å: π over the range of Q. */
  resolution: number;
}

/** @param q  Å⁻¹, float[n] @param reflectivity  float[n] @returns undefined where there are too few points to tell */
export function fringesOf(q: ArrayLike<number>, reflectivity: ArrayLike<number>): Fringes | undefined {
  const points = Array.from(q, (value, i) => ({ q: value, r: reflectivity[i]! }))
    .filter((point) => point.q > FIRST_Q && Number.isFinite(point.q) && Number.isFinite(point.r))
    .sort((a, b) => a.q - b.q);
  if (points.length < FEWEST_POINTS) return undefined;
  const inside = points.map((point) => Math.sqrt(point.q ** 2 - CRITICAL ** 2));
  const span = inside.at(-1)! - inside[0]!;
  if (!(span > 0)) return undefined;
  const curve = points.map((point) => Math.log(Math.max(point.r, LEAST) * point.q ** 4));
  const ripple = smoothedEnds(withoutTrend(inside, curve));
  const step = (0.5 * Math.PI) / span;
  const most = (0.9 * Math.PI * points.length) / span;
  const depths = Array.from({ length: Math.max(0, Math.ceil(most / step) - 2) }, (_, k) => (k + 2) * step);
  const power = depths.map((depth) => powerAt(depth, inside, ripple));
  const peaks = [...depths.keys()]
    .filter((i) => i > 0 && i < depths.length - 1 && power[i]! > power[i - 1]! && power[i]! >= power[i + 1]!)
    .sort((a, b) => power[b]! - power[a]!)
    .slice(0, MOST_PEAKS)
    .map((i) => depths[i]!);
  const differences = peaks.flatMap((a) => peaks.map((b) => a - b)).filter((gap) => gap > LEAST_DIFFERENCE);
  return { thicknesses: [...new Set([...peaks, ...differences])], resolution: Math.PI / span };
}

/** What is left of a curve once its cubic of least squares is taken off. */
function withoutTrend(x: readonly number[], y: readonly number[]): number[] {
  const [low, high] = [x[0]!, x.at(-1)!];
  // In −1 … 1, where powers are not nearly the same function.
  const powers = x.map((value) => {
    const t = (2 * (value - low)) / (high - low) - 1;
    return Array.from({ length: DEGREE + 1 }, (_, k) => t ** k);
  });
  const found = solve(new Matrix(powers), Matrix.columnVector([...y]), true).to1DArray();
  return y.map((value, i) => value - found.reduce((sum, c, k) => sum + c * powers[i]![k]!, 0));
}

function smoothedEnds(values: readonly number[]): number[] {
  return values.map((value, i) => value * Math.sin((Math.PI * (i + 0.5)) / values.length));
}

function powerAt(depth: number, q: readonly number[], ripple: readonly number[]): number {
  let [even, odd] = [0, 0];
  for (let i = 0; i < q.length; i++) {
    even += ripple[i]! * Math.cos(depth * q[i]!);
    odd += ripple[i]! * Math.sin(depth * q[i]!);
  }
  return even * even + odd * odd;
}
