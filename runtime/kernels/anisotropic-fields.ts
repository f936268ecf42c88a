/**
 * What the waves of anisotropic-waves.ts are made of, once u is known, and what of given fields each of them is.
 *
 * Where s and p mix, (s, p) is (η, −γ) or (−β, α₀ − δ), whichever is longer: every direction of the moment is as good
 * as any other.
 *
 * The inverse of the matrix of all fields comes for free: its rows are the waves of the transposed tensor that run
 * backwards, (n, u) → (−n, −u), by Lorentz' reciprocity; there β and γ change places.
 */
import { MEDIUM } from "./anisotropic-medium.ts";

/**
 * The waves of a medium at one angle. Waves 0 and 1 go down, 2 and 3 up. `fields` has a row of four (E_y, H_y, u E_y, E_x)
 * a wave; `inverse` a row of four a wave: what of given fields is that wave.
 */
export const WAVES = { u: 0, fields: 8, inverse: 40, size: 72 } as const;

/**
 * u, fields and inverse of a medium in which s and p are waves of their own.
 * @param m        a MEDIUM record, from `at` on
 * @param nRe      Re and Im of n
 * @param sRe      Re and Im of u of s, down
 * @param shiftRe  Re and Im of the mean of both u of p
 * @param pRe      Re and Im of half their difference
 * @param out      receives a WAVES record from `to` on, but for what is always 0
 */
export function setApart(
  m: Float64Array,
  at: number,
  nRe: number,
  nIm: number,
  sRe: number,
  sIm: number,
  shiftRe: number,
  shiftIm: number,
  pRe: number,
  pIm: number,
  out: Float64Array,
  to: number,
): void {
  for (let wave = 0; wave < 4; wave += 2) {
    const sign = 1 - wave;
    const uRe = sign * sRe;
    const uIm = sign * sIm;
    const u = to + WAVES.u + 2 * wave;
    out[u] = uRe;
    out[u + 1] = uIm;
    const fields = to + WAVES.fields + 8 * wave;
    out[fields] = 1;
    out[fields + 4] = uRe;
    out[fields + 5] = uIm;
    const inverse = to + WAVES.inverse + 8 * wave;
    const per = 0.5 / (uRe * uRe + uIm * uIm);
    out[inverse] = 0.5;
    out[inverse + 4] = uRe * per;
    out[inverse + 5] = -uIm * per;
  }
  const aRe = m[at + MEDIUM.a]!;
  const aIm = m[at + MEDIUM.a + 1]!;
  // E_x of p = 1 is (a u + χ_xz n)/Δ; the norm of both waves is ±2 (a √…)/Δ
  const perRe = m[at + MEDIUM.perDelta]!;
  const perIm = m[at + MEDIUM.perDelta + 1]!;
  const aPerRe = aRe * perRe - aIm * perIm;
  const aPerIm = aRe * perIm + aIm * perRe;
  const normRe = 2 * (aPerRe * pRe - aPerIm * pIm);
  const normIm = 2 * (aPerRe * pIm + aPerIm * pRe);
  const norm2 = normRe * normRe + normIm * normIm;
  for (let wave = 1; wave < 4; wave += 2) {
    const sign = 2 - wave;
    const uRe = shiftRe + sign * pRe;
    const uIm = shiftIm + sign * pIm;
    const u = to + WAVES.u + 2 * wave;
    out[u] = uRe;
    out[u + 1] = uIm;
    const fields = to + WAVES.fields + 8 * wave;
    const inverse = to + WAVES.inverse + 8 * wave;
    const auRe = aRe * uRe - aIm * uIm;
    const auIm = aRe * uIm + aIm * uRe;
    out[fields + 2] = 1;
    let re = auRe + m[at + MEDIUM.xz]! * nRe - m[at + MEDIUM.xz + 1]! * nIm;
    let im = auIm + m[at + MEDIUM.xz]! * nIm + m[at + MEDIUM.xz + 1]! * nRe;
    out[fields + 6] = re * perRe - im * perIm;
    out[fields + 7] = re * perIm + im * perRe;
    // (0, −Ẽ_x, 0, 1)/norm with Ẽ_x = −(a u + χ_zx n)/Δ
    re = auRe + m[at + MEDIUM.zx]! * nRe - m[at + MEDIUM.zx + 1]! * nIm;
    im = auIm + m[at + MEDIUM.zx]! * nIm + m[at + MEDIUM.zx + 1]! * nRe;
    const backRe = re * perRe - im * perIm;
    const backIm = re * perIm + im * perRe;
    const iRe = (sign * normRe) / norm2;
    const iIm = (-sign * normIm) / norm2;
    out[inverse + 2] = backRe * iRe - backIm * iIm;
    out[inverse + 3] = backRe * iIm + backIm * iRe;
    out[inverse + 6] = iRe;
    out[inverse + 7] = iIm;
  }
}

/**
 * u, fields and row of the inverse of one wave in which s and p mix.
 * @param deltaRe  Re and Im of δ = u² − w
 * @param hRe      Re and Im of Δη − ε_zz δ
 */
export function setMixed(
  m: Float64Array,
  at: number,
  uRe: number,
  uIm: number,
  deltaRe: number,
  deltaIm: number,
  hRe: number,
  hIm: number,
  nRe: number,
  nIm: number,
  out: Float64Array,
  to: number,
  wave: number,
): void {
  const aRe = m[at + MEDIUM.a]!;
  const aIm = m[at + MEDIUM.a + 1]!;
  const perRe = m[at + MEDIUM.perDelta]!;
  const perIm = m[at + MEDIUM.perDelta + 1]!;
  const alphaRe = m[at + MEDIUM.alpha]! - deltaRe;
  const alphaIm = m[at + MEDIUM.alpha + 1]! - deltaIm;
  let re = aRe * deltaRe - aIm * deltaIm + hRe;
  let im = aRe * deltaIm + aIm * deltaRe + hIm;
  const etaRe = re * perRe - im * perIm;
  const etaIm = re * perIm + im * perRe;
  const b1Re = m[at + MEDIUM.b1]!;
  const b1Im = m[at + MEDIUM.b1 + 1]!;
  const g1Re = m[at + MEDIUM.g1]!;
  const g1Im = m[at + MEDIUM.g1 + 1]!;
  const b2Re = m[at + MEDIUM.b2]!;
  const b2Im = m[at + MEDIUM.b2 + 1]!;
  const g2Re = m[at + MEDIUM.g2]!;
  const g2Im = m[at + MEDIUM.g2 + 1]!;
  const betaRe = b1Re * uRe - b1Im * uIm + b2Re * nRe - b2Im * nIm;
  const betaIm = b1Re * uIm + b1Im * uRe + b2Re * nIm + b2Im * nRe;
  const gammaRe = g1Re * uRe - g1Im * uIm + g2Re * nRe - g2Im * nIm;
  const gammaIm = g1Re * uIm + g1Im * uRe + g2Re * nIm + g2Im * nRe;
  const byS = etaRe * etaRe + etaIm * etaIm >= alphaRe * alphaRe + alphaIm * alphaIm;
  // (s, p) and, of the wave of the transposed tensor, (t, q)
  const sRe = byS ? etaRe : -betaRe;
  const sIm = byS ? etaIm : -betaIm;
  const pRe = byS ? -gammaRe : alphaRe;
  const pIm = byS ? -gammaIm : alphaIm;
  const tRe = byS ? etaRe : -gammaRe;
  const tIm = byS ? etaIm : -gammaIm;
  const qRe = byS ? -betaRe : alphaRe;
  const qIm = byS ? -betaIm : alphaIm;
  // E_x = g1 s + (a u + χ_xz n)/Δ p, and of the other −b1 t − (a u + χ_zx n)/Δ q
  const auRe = aRe * uRe - aIm * uIm;
  const auIm = aRe * uIm + aIm * uRe;
  re = auRe + m[at + MEDIUM.xz]! * nRe - m[at + MEDIUM.xz + 1]! * nIm;
  im = auIm + m[at + MEDIUM.xz]! * nIm + m[at + MEDIUM.xz + 1]! * nRe;
  let facRe = re * perRe - im * perIm;
  let facIm = re * perIm + im * perRe;
  const xRe = g1Re * sRe - g1Im * sIm + facRe * pRe - facIm * pIm;
  const xIm = g1Re * sIm + g1Im * sRe + facRe * pIm + facIm * pRe;
  re = auRe + m[at + MEDIUM.zx]! * nRe - m[at + MEDIUM.zx + 1]! * nIm;
  im = auIm + m[at + MEDIUM.zx]! * nIm + m[at + MEDIUM.zx + 1]! * nRe;
  facRe = re * perRe - im * perIm;
  facIm = re * perIm + im * perRe;
  const yRe = -(b1Re * tRe - b1Im * tIm) - (facRe * qRe - facIm * qIm);
  const yIm = -(b1Re * tIm + b1Im * tRe) - (facRe * qIm + facIm * qRe);
  // norm = −2 u s t + q E_x − Ẽ_x p
  const utRe = uRe * tRe - uIm * tIm;
  const utIm = uRe * tIm + uIm * tRe;
  const normRe = -2 * (utRe * sRe - utIm * sIm) + qRe * xRe - qIm * xIm - (yRe * pRe - yIm * pIm);
  const normIm = -2 * (utRe * sIm + utIm * sRe) + qRe * xIm + qIm * xRe - (yRe * pIm + yIm * pRe);
  const norm2 = normRe * normRe + normIm * normIm;
  const iRe = normRe / norm2;
  const iIm = -normIm / norm2;

  const u = to + WAVES.u + 2 * wave;
  out[u] = uRe;
  out[u + 1] = uIm;
  const fields = to + WAVES.fields + 8 * wave;
  out[fields] = sRe;
  out[fields + 1] = sIm;
  out[fields + 2] = pRe;
  out[fields + 3] = pIm;
  out[fields + 4] = uRe * sRe - uIm * sIm;
  out[fields + 5] = uRe * sIm + uIm * sRe;
  out[fields + 6] = xRe;
  out[fields + 7] = xIm;
  const inverse = to + WAVES.inverse + 8 * wave;
  out[inverse] = -(utRe * iRe - utIm * iIm);
  out[inverse + 1] = -(utRe * iIm + utIm * iRe);
  out[inverse + 2] = -(yRe * iRe - yIm * iIm);
  out[inverse + 3] = -(yRe * iIm + yIm * iRe);
  out[inverse + 4] = -(tRe * iRe - tIm * iIm);
  out[inverse + 5] = -(tRe * iIm + tIm * iRe);
  out[inverse + 6] = qRe * iRe - qIm * iIm;
  out[inverse + 7] = qRe * iIm + qIm * iRe;
}
