/**
 * The thicknesses of a supermirror's layers, by either of two recipes; both start from
 * the scattering length densities ρ of its densest and its thinnest layer.
 *
 * With a quality factor β, periods D_i for an m-value, i from 0 at the bottom (J. Schelten,
 * K. Mika, Nucl. Instrum. Methods 160, 287 (1979)):
 *
 *     a = ρ₁/(ρ₁ − ρ₂),   b = β (a² + 2a) − 1,   g = (0.022 m)²/16π (ρ₁ − ρ₂)
 *     N = |β ((g + 1)² − 1) − b|,   D_i = ½ √(π/(ρ₁ − ρ₂)) / √(√(1 + (N − i + b)/β) − 1)
 *
 * With the share ζ of perfect reflection that a period should reach, pairs of thicknesses one
 * after the other from the critical edge on, so that the bands that they reflect just touch (J. B. Hayter,
 * H. A. Mook, J. Appl. Cryst. 22, 35 (1989)). With τ the band's middle in units of the critical edge of the denser layer,
 *
 *     ω₁ = √(τ² − 1),   ω₂ = √(τ² − ρ₂/ρ₁),   κ = ω₁/ω₂,   1/ν = 2 ln κ/ln(1 − ζ)
 *     Δω = 2ω₁/π · asin(3/√8 · (1 − κ^(1/ν))/(1 + κ^(1/ν))),   edges of the band √(1 + (ω₁ ± Δω)²)
 *     d₁ = √(π/ρ₁)/4ω₁,   d₂ = √(π/ρ₁)/4ω₂
 */
import { allocate, spendMany } from "../../python/budget.ts";
import { pyError } from "../../python/values/error.ts";

/** Å⁻¹  the critical edge of nickel, which is m = 1 */
const NICKEL = 0.022;
const MOST_PERIODS = 100_000;

/**
 * @param denser  Å⁻²
 * @param thinner Å⁻²
 * @param m       the critical edge that the mirror is to have, in units of nickel's
 * @param beta    above 0
 * @returns       float[N] | Å  periods, bottom first
 */
export function scheltenMika(denser: number, thinner: number, m: number, beta: number): Float64Array {
  const contrast = contrastOf(denser, thinner);
  const a = denser / contrast;
  const b = beta * (a * a + 2 * a) - 1;
  const g = (NICKEL * m) ** 2 / (16 * Math.PI * contrast);
  const count = Math.floor(Math.abs(beta * ((g + 1) ** 2 - 1) - b));
  if (!(count <= MOST_PERIODS)) {
    throw pyError("ValueError", `this supermirror would have ${count} periods, more than ${MOST_PERIODS}: see beta_sm`);
  }
  spendMany(count);
  const smallest = 0.5 * Math.sqrt(Math.PI / contrast);
  return Float64Array.from(
    { length: count },
    (_, i) => smallest / Math.sqrt(Math.abs(Math.sqrt(1 + (count - i + b) / beta) - 1)),
  );
}

/** Newton's method ends at steps of this share of τ: the last digits of GenX's thicknesses come from there. */
const NEAR = 1e-4;
const MOST_STEPS = 1000;
const SCALE = 3 / Math.sqrt(8);

/**
 * @param zeta  0.6 to 1
 * @returns     float[count][2] | Å  thicknesses of the denser and the thinner layer, the thickest first
 */
export function hayterMook(denser: number, thinner: number, count: number, zeta: number): Float64Array {
  contrastOf(denser, thinner);
  spendMany(10 * count);
  const ratio = thinner / denser;
  const unit = Math.sqrt(Math.PI / denser) / 4;
  const result = allocate(2 * count);
  let tau = 1.1;
  let edge = SCALE;
  for (let i = 0; i < count; i++) {
    tau = beginningAt(edge, tau, ratio, zeta);
    edge = bandEdge(tau, 1, ratio, zeta);
    result[2 * i] = unit / Math.sqrt(tau * tau - 1);
    result[2 * i + 1] = unit / Math.sqrt(tau * tau - ratio);
  }
  return result;
}

/** The τ whose band begins at `edge`. */
function beginningAt(edge: number, start: number, ratio: number, zeta: number): number {
  let tau = start;
  for (let step = 0; step < MOST_STEPS; step++) {
    const off = bandEdge(tau, -1, ratio, zeta) - edge;
    const slope = (1e4 * (bandEdge(1.0001 * tau, -1, ratio, zeta) - edge - off)) / tau;
    tau -= off / slope;
    const share = Math.abs(off / slope / tau);
    if (Number.isNaN(share)) break;
    if (share <= NEAR) return tau;
  }
  throw pyError("ValueError", "no sequence of layers makes this supermirror: see beta_sm, and the layers' densities");
}

/** @param side  −1 for the edge of the band that is nearer to the critical edge, 1 for the other */
function bandEdge(tau: number, side: -1 | 1, ratio: number, zeta: number): number {
  const first = Math.sqrt(tau * tau - 1);
  const second = Math.sqrt(tau * tau - ratio);
  const kappa = first / second;
  const perPeriod = (2 * Math.log(kappa)) / Math.log(1 - zeta);
  if (perPeriod > 1) {
    throw pyError("ValueError", "one period of this supermirror reflects more than beta_sm asks for: try -0.95");
  }
  const left = kappa ** perPeriod;
  const half = ((2 * first) / Math.PI) * Math.asin((SCALE * (1 - left)) / (1 + left));
  return Math.sqrt(1 + (first + side * half) ** 2);
}

function contrastOf(denser: number, thinner: number): number {
  if (denser > thinner && denser > 0) return denser - thinner;
  throw pyError(
    "ValueError",
    "a supermirror needs layers of two scattering length densities, the greater of them above 0",
  );
}
