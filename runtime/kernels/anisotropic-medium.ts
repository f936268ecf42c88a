/**
 * What a medium's susceptibility χ, any tensor, comes down to at every angle: the
 * constants of the equations for its waves in anisotropic-waves.ts,
 *
 *     Δ = ε_xx ε_zz − χ_xz χ_zx        β = b₁ u + b₂ n        α₀ = χ_yy − χ_zz + χ_yx g₁ − χ_yz g₂
 *                                      γ = g₁ u + g₂ n        o₁ = χ_xz + χ_zx,  o₀ = (b₁ g₂ + b₂ g₁) Δ − o₁ α₀
 *
 *     Δ b₁ = χ_yx ε_zz − χ_yz χ_zx     Δ b₂ = χ_yx χ_xz − χ_yz ε_xx
 *     Δ g₁ = χ_zy χ_xz − χ_xy ε_zz     Δ g₂ = χ_zy ε_xx − χ_xy χ_zx
 */

/** χ: Re and Im of each element. x lies in the surface and in the plane of incidence, z along the surface's normal. */
export const CHI = { xx: 0, yy: 2, zz: 4, xy: 6, yx: 8, xz: 10, zx: 12, yz: 14, zy: 16, size: 18 } as const;

/** What of χ does not depend on the angle, complex; β = b1 u + b2 n, γ = g1 u + g2 n. */
export const MEDIUM = {
  a: 0, // ε_zz
  x: 2, // χ_xx − χ_zz
  t: 4, // χ_xz χ_zx
  alpha: 6, // α₀
  perDelta: 8, // 1/Δ
  b1: 10,
  b2: 12,
  g1: 14,
  g2: 16,
  k11: 18, // b1 g1 Δ
  k22: 20, // b2 g2 Δ
  odd1: 22, // o₁ = χ_xz + χ_zx
  odd0: 24, // o₀
  xz: 26,
  zx: 28,
  /** One of KINDS */
  kind: 30,
  zz: 32, // χ_zz, which ε_zz has not to all its digits
  size: 34,
} as const;

/** s and p are waves of their own, of the same u or not; or they mix, and waves up are as fast as those down, or not. */
export const KINDS = { isotropic: 0, decoupled: 1, even: 2, odd: 3 } as const;

/** Couplings of s and p that are smaller than this have no effect in double precision. */
const NO_COUPLING = 1e-24;

/** Complex numbers that a medium is made of. */
const c = new Float64Array(24);

/**
 * @param chi  float[K][18]  CHI records
 * @param m    float[K][34]  receives MEDIUM records
 */
export function setMedium(chi: Float64Array, from: number, m: Float64Array, to: number): void {
  const zzRe = chi[from + CHI.zz]!;
  const zzIm = chi[from + CHI.zz + 1]!;
  const at = (name: number) => to + name;
  m[at(MEDIUM.zz)] = zzRe;
  m[at(MEDIUM.zz) + 1] = zzIm;
  m[at(MEDIUM.a)] = 1 + zzRe;
  m[at(MEDIUM.a) + 1] = zzIm;
  for (let part = 0; part < 2; part++) {
    const zz = part === 0 ? zzRe : zzIm;
    m[at(MEDIUM.x) + part] = chi[from + CHI.xx + part]! - zz;
    m[at(MEDIUM.odd1) + part] = chi[from + CHI.xz + part]! + chi[from + CHI.zx + part]!;
    m[at(MEDIUM.xz) + part] = chi[from + CHI.xz + part]!;
    m[at(MEDIUM.zx) + part] = chi[from + CHI.zx + part]!;
    c[part] = (part === 0 ? 1 : 0) + chi[from + CHI.xx + part]!; // ε_xx
  }
  product(chi, from + CHI.xz, chi, from + CHI.zx, m, at(MEDIUM.t));
  product(c, 0, m, at(MEDIUM.a), c, 2);
  c[2] = c[2]! - m[at(MEDIUM.t)]!;
  c[3] = c[3]! - m[at(MEDIUM.t) + 1]!; // Δ
  const size = c[2]! * c[2]! + c[3]! * c[3]!;
  m[at(MEDIUM.perDelta)] = c[2]! / size;
  m[at(MEDIUM.perDelta) + 1] = -c[3]! / size;
  difference(chi, from, CHI.yx, m, at(MEDIUM.a), CHI.yz, CHI.zx, m, at(MEDIUM.b1), 1, m, at(MEDIUM.perDelta));
  difference(chi, from, CHI.yz, c, 0, CHI.yx, CHI.xz, m, at(MEDIUM.b2), -1, m, at(MEDIUM.perDelta));
  difference(chi, from, CHI.xy, m, at(MEDIUM.a), CHI.zy, CHI.xz, m, at(MEDIUM.g1), -1, m, at(MEDIUM.perDelta));
  difference(chi, from, CHI.zy, c, 0, CHI.xy, CHI.zx, m, at(MEDIUM.g2), 1, m, at(MEDIUM.perDelta));
  // α₀ = χ_yy − χ_zz + χ_yx g1 − χ_yz g2
  product(chi, from + CHI.yx, m, at(MEDIUM.g1), c, 4);
  product(chi, from + CHI.yz, m, at(MEDIUM.g2), c, 6);
  m[at(MEDIUM.alpha)] = chi[from + CHI.yy]! - zzRe + c[4]! - c[6]!;
  m[at(MEDIUM.alpha) + 1] = chi[from + CHI.yy + 1]! - zzIm + c[5]! - c[7]!;
  // k11, k22 and o₀ = (b1 g2 + b2 g1) Δ − o₁ α₀
  product(m, at(MEDIUM.b1), m, at(MEDIUM.g1), c, 4);
  product(c, 4, c, 2, m, at(MEDIUM.k11));
  product(m, at(MEDIUM.b2), m, at(MEDIUM.g2), c, 4);
  product(c, 4, c, 2, m, at(MEDIUM.k22));
  product(m, at(MEDIUM.b1), m, at(MEDIUM.g2), c, 4);
  product(m, at(MEDIUM.b2), m, at(MEDIUM.g1), c, 6);
  c[4] = c[4]! + c[6]!;
  c[5] = c[5]! + c[7]!;
  product(c, 4, c, 2, m, at(MEDIUM.odd0));
  product(m, at(MEDIUM.odd1), m, at(MEDIUM.alpha), c, 4);
  m[at(MEDIUM.odd0)] = m[at(MEDIUM.odd0)]! - c[4]!;
  m[at(MEDIUM.odd0) + 1] = m[at(MEDIUM.odd0) + 1]! - c[5]!;
  m[at(MEDIUM.kind)] = kindOf(m, to);
}

function kindOf(m: Float64Array, to: number): number {
  let coupling = 0;
  for (let n = MEDIUM.b1; n < MEDIUM.k11; n++) coupling = Math.max(coupling, Math.abs(m[to + n]!));
  const is0 = (name: number) => m[to + name] === 0 && m[to + name + 1] === 0;
  if (coupling < NO_COUPLING) {
    return [MEDIUM.x, MEDIUM.t, MEDIUM.alpha, MEDIUM.odd1].every(is0) ? KINDS.isotropic : KINDS.decoupled;
  }
  return is0(MEDIUM.odd1) && is0(MEDIUM.odd0) ? KINDS.even : KINDS.odd;
}

/** z ← x y */
function product(x: Float64Array, i: number, y: Float64Array, j: number, z: Float64Array, k: number): void {
  const re = x[i]! * y[j]! - x[i + 1]! * y[j + 1]!;
  z[k + 1] = x[i]! * y[j + 1]! + x[i + 1]! * y[j]!;
  z[k] = re;
}

/** out ← sign (χ₁ e − χ₂ χ₃)/Δ */
function difference(
  chi: Float64Array,
  from: number,
  first: number,
  e: Float64Array,
  ei: number,
  second: number,
  third: number,
  out: Float64Array,
  to: number,
  sign: number,
  perDelta: Float64Array,
  di: number,
): void {
  product(chi, from + first, e, ei, c, 20);
  product(chi, from + second, chi, from + third, c, 22);
  c[20] = sign * (c[20]! - c[22]!);
  c[21] = sign * (c[21]! - c[23]!);
  product(c, 20, perDelta, di, out, to);
}
