/**
 * The four waves of a layer whose susceptibility χ is any tensor, at one angle: two
 * that go down and two that come up, as exp(iκ(nx + uz)), z into the sample, κ = 2π/λ.
 *
 * A wave is known by s = E_y and p = H_y = u E_x − n E_z. Maxwell's other equations give E_x and E_z from those,
 * divided only by Δ = ε_xx ε_zz − χ_xz χ_zx, which is near 1, and leave
 *
 *     (α₀ − δ) s + β p = 0        δ = u² − w        w = ε_zz − n²
 *      γ s + η p = 0              Δη = ε_zz δ − (χ_xx − χ_zz) w + χ_xz χ_zx + (χ_xz + χ_zx) n u
 *
 * with β and γ linear in u and n. So δ, which is as small as χ's anisotropy, has a quadratic equation of its own,
 * without the cancellation that the quartic for u has:
 *
 *     ε_zz δ² + (P₁ + o₁ n u) δ + P₀ + o₀ n u = 0        u = ±√(w + δ)
 *
 * Its odd terms, o₁ and o₀, are 0 unless the moment points out of the plane and along the beam. Where they are
 * not, each u is followed from that without them by Newton's method, its δ always a root of this equation. What a
 * wave of given u is made of: anisotropic-fields.ts.
 *
 *   S. A. Stepanov & S. K. Sinha, Phys. Rev. B 61, 15302 (2000)     the waves and their fields
 */
import { setApart, setMixed, WAVES } from "./anisotropic-fields.ts";
import { CHI, KINDS, MEDIUM, setMedium } from "./anisotropic-medium.ts";

const ROUNDS = 12;
/** The square of a relative step: Newton's next is far below the last digit. */
const CONVERGED = 1e-20;

export class Media {
  private count = 0;
  private constants = new Float64Array(0);
  /** float[K][72]  WAVES records, at the angle that was last asked for */
  waves = new Float64Array(0);

  /** @param chi  float[K][18]  CHI records */
  set(chi: Float64Array): void {
    this.count = chi.length / CHI.size;
    if (this.constants.length < this.count * MEDIUM.size) {
      this.constants = new Float64Array(this.count * MEDIUM.size);
      this.waves = new Float64Array(this.count * WAVES.size);
    }
    for (let k = 0; k < this.count; k++) setMedium(chi, k * CHI.size, this.constants, k * MEDIUM.size);
    this.waves.fill(0); // where s and p are apart, half of the fields stay so
  }

  kind(k: number): number {
    return this.constants[k * MEDIUM.size + MEDIUM.kind]!;
  }

  /**
   * Makes `waves`.
   * @param sine2     sin² of the angle in the ambient
   * @param chiRe     Re, Im χ of the ambient, which is isotropic
   */
  at(sine2: number, chiRe: number, chiIm: number): void {
    const cosine = Math.sqrt(1 - sine2);
    squareRoot(1 + chiRe, chiIm);
    const nRe = root[0]! * cosine;
    const nIm = root[1]! * cosine;
    for (let k = 0; k < this.count; k++) {
      const from = k * MEDIUM.size;
      const wRe = this.constants[from + MEDIUM.zz]! - chiRe + (1 + chiRe) * sine2;
      const wIm = this.constants[from + MEDIUM.zz + 1]! - chiIm + chiIm * sine2;
      makeWaves(this.constants, from, wRe, wIm, nRe, nIm, this.waves, k * WAVES.size);
    }
  }
}

const root = new Float64Array(2);

/** √z with Re + Im > 0: the wave that goes down or decays downwards. */
function squareRoot(zRe: number, zIm: number): void {
  const larger = Math.sqrt(0.5 * (Math.abs(zRe) + Math.sqrt(zRe * zRe + zIm * zIm)));
  const smaller = larger > 0 ? (0.5 * zIm) / larger : 0;
  if (zRe >= 0) {
    root[0] = larger;
    root[1] = smaller;
  } else {
    root[0] = smaller;
    root[1] = larger;
  }
}

/** δ of both waves, Re and Im each. */
const deltas = new Float64Array(4);
/** The same, where Newton's method starts. */
const starts = new Float64Array(4);

function makeWaves(
  m: Float64Array,
  at: number,
  wRe: number,
  wIm: number,
  nRe: number,
  nIm: number,
  out: Float64Array,
  to: number,
): void {
  const kind = m[at + MEDIUM.kind]!;
  if (kind <= KINDS.decoupled) {
    makeDecoupled(m, at, wRe, wIm, nRe, nIm, out, to);
    return;
  }
  const aRe = m[at + MEDIUM.a]!;
  const aIm = m[at + MEDIUM.a + 1]!;
  const alphaRe = m[at + MEDIUM.alpha]!;
  const alphaIm = m[at + MEDIUM.alpha + 1]!;
  // h without its odd term: χ_xz χ_zx − (χ_xx − χ_zz) w
  const hRe = m[at + MEDIUM.t]! - (m[at + MEDIUM.x]! * wRe - m[at + MEDIUM.x + 1]! * wIm);
  const hIm = m[at + MEDIUM.t + 1]! - (m[at + MEDIUM.x]! * wIm + m[at + MEDIUM.x + 1]! * wRe);
  // P₁ = h − a α₀ + k11,  P₀ = −α₀ h + k11 w + k22 n²
  const p1Re = hRe - (aRe * alphaRe - aIm * alphaIm) + m[at + MEDIUM.k11]!;
  const p1Im = hIm - (aRe * alphaIm + aIm * alphaRe) + m[at + MEDIUM.k11 + 1]!;
  const n2Re = nRe * nRe - nIm * nIm;
  const n2Im = 2 * nRe * nIm;
  const p0Re =
    m[at + MEDIUM.k11]! * wRe -
    m[at + MEDIUM.k11 + 1]! * wIm +
    (m[at + MEDIUM.k22]! * n2Re - m[at + MEDIUM.k22 + 1]! * n2Im) -
    (alphaRe * hRe - alphaIm * hIm);
  const p0Im =
    m[at + MEDIUM.k11]! * wIm +
    m[at + MEDIUM.k11 + 1]! * wRe +
    (m[at + MEDIUM.k22]! * n2Im + m[at + MEDIUM.k22 + 1]! * n2Re) -
    (alphaRe * hIm + alphaIm * hRe);

  if (kind === KINDS.even) {
    solveQuadratic(aRe, aIm, p1Re, p1Im, p0Re, p0Im, 0, 0);
    for (let i = 0; i < 4; i += 2) {
      const dRe = deltas[i]!;
      const dIm = deltas[i + 1]!;
      squareRoot(wRe + dRe, wIm + dIm);
      const uRe = root[0]!;
      const uIm = root[1]!;
      setMixed(m, at, uRe, uIm, dRe, dIm, hRe, hIm, nRe, nIm, out, to, i >> 1);
      setMixed(m, at, -uRe, -uIm, dRe, dIm, hRe, hIm, nRe, nIm, out, to, 2 + (i >> 1));
    }
    return;
  }
  // The odd terms times n
  const o1Re = m[at + MEDIUM.odd1]! * nRe - m[at + MEDIUM.odd1 + 1]! * nIm;
  const o1Im = m[at + MEDIUM.odd1]! * nIm + m[at + MEDIUM.odd1 + 1]! * nRe;
  const o0Re = m[at + MEDIUM.odd0]! * nRe - m[at + MEDIUM.odd0 + 1]! * nIm;
  const o0Im = m[at + MEDIUM.odd0]! * nIm + m[at + MEDIUM.odd0 + 1]! * nRe;
  for (let pair = 0; pair < 4; pair += 2) {
    // Both waves of a direction start from the u of neither, and keep to their sides of the square root there.
    squareRoot(wRe, wIm);
    const fromRe = (1 - pair) * root[0]!;
    const fromIm = (1 - pair) * root[1]!;
    solveQuadratic(
      aRe,
      aIm,
      p1Re + o1Re * fromRe - o1Im * fromIm,
      p1Im + o1Re * fromIm + o1Im * fromRe,
      p0Re + o0Re * fromRe - o0Im * fromIm,
      p0Im + o0Re * fromIm + o0Im * fromRe,
      0,
      0,
    );
    const sideRe = root[0]!;
    const sideIm = root[1]!;
    for (let n = 0; n < 4; n++) starts[n] = deltas[n]!;
    for (let wave = 0; wave < 2; wave++) {
      let dRe = starts[2 * wave]!;
      let dIm = starts[2 * wave + 1]!;
      squareRoot(wRe + dRe, wIm + dIm);
      let uRe = (1 - pair) * root[0]!;
      let uIm = (1 - pair) * root[1]!;
      for (let round = 0; round < ROUNDS; round++) {
        const linearRe = p1Re + o1Re * uRe - o1Im * uIm;
        const linearIm = p1Im + o1Re * uIm + o1Im * uRe;
        const restRe = p0Re + o0Re * uRe - o0Im * uIm;
        const restIm = p0Im + o0Re * uIm + o0Im * uRe;
        solveQuadratic(aRe, aIm, linearRe, linearIm, restRe, restIm, sideRe, sideIm);
        dRe = deltas[2 * wave]!;
        dIm = deltas[2 * wave + 1]!;
        // Newton: u ← u − (u² − w − δ)/(2u − dδ/du),  dδ/du = −(o₁ δ + o₀)/(2 a δ + P₁ + o₁ u)
        const topRe = o1Re * dRe - o1Im * dIm + o0Re;
        const topIm = o1Re * dIm + o1Im * dRe + o0Im;
        const slopeRe = 2 * (aRe * dRe - aIm * dIm) + linearRe;
        const slopeIm = 2 * (aRe * dIm + aIm * dRe) + linearIm;
        const slope2 = slopeRe * slopeRe + slopeIm * slopeIm;
        const followRe = slope2 > 0 ? -(topRe * slopeRe + topIm * slopeIm) / slope2 : 0;
        const followIm = slope2 > 0 ? -(topIm * slopeRe - topRe * slopeIm) / slope2 : 0;
        const downRe = 2 * uRe - followRe;
        const downIm = 2 * uIm - followIm;
        const down2 = downRe * downRe + downIm * downIm;
        if (!(down2 > 0)) break;
        const offRe = uRe * uRe - uIm * uIm - wRe - dRe;
        const offIm = 2 * uRe * uIm - wIm - dIm;
        const stepRe = (offRe * downRe + offIm * downIm) / down2;
        const stepIm = (offIm * downRe - offRe * downIm) / down2;
        uRe -= stepRe;
        uIm -= stepIm;
        dRe -= followRe * stepRe - followIm * stepIm;
        dIm -= followRe * stepIm + followIm * stepRe;
        if (stepRe * stepRe + stepIm * stepIm <= CONVERGED * (uRe * uRe + uIm * uIm)) break;
      }
      const oddRe = o1Re * uRe - o1Im * uIm;
      const oddIm = o1Re * uIm + o1Im * uRe;
      setMixed(m, at, uRe, uIm, dRe, dIm, hRe + oddRe, hIm + oddIm, nRe, nIm, out, to, pair + wave);
    }
  }
}

/**
 * deltas ← (−p ± √(p² − 4aq))/2a, each to all its digits, that of + first; root ← the square root, of which
 * that side is taken that `side` is on.
 */
function solveQuadratic(
  aRe: number,
  aIm: number,
  pRe: number,
  pIm: number,
  qRe: number,
  qIm: number,
  sideRe: number,
  sideIm: number,
): void {
  squareRoot(pRe * pRe - pIm * pIm - 4 * (aRe * qRe - aIm * qIm), 2 * pRe * pIm - 4 * (aRe * qIm + aIm * qRe));
  if (root[0]! * sideRe + root[1]! * sideIm < 0) {
    root[0] = -root[0]!;
    root[1] = -root[1]!;
  }
  const sign = pRe * root[0]! + pIm * root[1]! < 0 ? -1 : 1;
  const re = -0.5 * (pRe + sign * root[0]!);
  const im = -0.5 * (pIm + sign * root[1]!);
  const a2 = aRe * aRe + aIm * aIm;
  const size = re * re + im * im;
  const larger = sign < 0 ? 0 : 2;
  deltas[larger] = (re * aRe + im * aIm) / a2;
  deltas[larger + 1] = (im * aRe - re * aIm) / a2;
  deltas[2 - larger] = size > 0 ? (qRe * re + qIm * im) / size : 0;
  deltas[3 - larger] = size > 0 ? (qIm * re - qRe * im) / size : 0;
}

/** s and p by themselves: u² = w + α₀, and a u² + o₁ n u = a w + (χ_xx − χ_zz) w − χ_xz χ_zx. */
function makeDecoupled(
  m: Float64Array,
  at: number,
  wRe: number,
  wIm: number,
  nRe: number,
  nIm: number,
  out: Float64Array,
  to: number,
): void {
  squareRoot(wRe + m[at + MEDIUM.alpha]!, wIm + m[at + MEDIUM.alpha + 1]!);
  const sRe = root[0]!;
  const sIm = root[1]!;
  let shiftRe = 0;
  let shiftIm = 0;
  if (m[at + MEDIUM.kind] === KINDS.decoupled) {
    const aRe = m[at + MEDIUM.a]!;
    const aIm = m[at + MEDIUM.a + 1]!;
    const a2 = aRe * aRe + aIm * aIm;
    // −o₁n/2a ± √((o₁n/2a)² + w + ((χ_xx − χ_zz) w − χ_xz χ_zx)/a)
    const oRe = -0.5 * (m[at + MEDIUM.odd1]! * nRe - m[at + MEDIUM.odd1 + 1]! * nIm);
    const oIm = -0.5 * (m[at + MEDIUM.odd1]! * nIm + m[at + MEDIUM.odd1 + 1]! * nRe);
    shiftRe = (oRe * aRe + oIm * aIm) / a2;
    shiftIm = (oIm * aRe - oRe * aIm) / a2;
    const xRe = m[at + MEDIUM.x]! * wRe - m[at + MEDIUM.x + 1]! * wIm - m[at + MEDIUM.t]!;
    const xIm = m[at + MEDIUM.x]! * wIm + m[at + MEDIUM.x + 1]! * wRe - m[at + MEDIUM.t + 1]!;
    squareRoot(
      shiftRe * shiftRe - shiftIm * shiftIm + wRe + (xRe * aRe + xIm * aIm) / a2,
      2 * shiftRe * shiftIm + wIm + (xIm * aRe - xRe * aIm) / a2,
    );
  }
  setApart(m, at, nRe, nIm, sRe, sIm, shiftRe, shiftIm, root[0]!, root[1]!, out, to);
}
