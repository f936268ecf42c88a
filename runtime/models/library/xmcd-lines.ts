/**
 * The spectrum of a 2p core level of a 3d metal, from the moments of its ground state:
 *
 *     F_a(E) = Σ_jm  V(E − E_jm) · Σ_xyz w^xyz h_jm^xyz,a        a = 0 isotropic, 1 circular, 2 linear dichroism
 *     E_jm   = E_L3 (+ the spin-orbit splitting at L2) + m · hs · (j(j+1) + s(s+1) − l(l+1)) / 2j(j+1)
 *     V(E)   = i w(z)/(σ√2π),  z = (E + iγ)/(σ√2)                a Lorentzian of half width γ in a Gaussian of σ
 *
 *   G. van der Laan, Phys. Rev. B 55, 8086 (1997)                the h, as sums of the u below
 *   S. Gold, A. Bayer, E. Goering, Appl. Phys. A 78, 855 (2004)  moments from spectra
 */
import { faddeeva } from "../../python/scipy/special/error-functions.ts";

/** One of the two edges. */
export interface Edge {
  /** 2j */
  readonly twiceJ: 1 | 3;
  /** (j(j+1) + s(s+1) − l(l+1)) / 2j(j+1) */
  readonly splitting: number;
}
export const L3: Edge = { twiceJ: 3, splitting: 1 / 3 };
export const L2: Edge = { twiceJ: 1, splitting: -1 };

/** u_jm^r, r = 0 … 3, for m = −j … j: normalised 3j symbols. */
const U: Readonly<Record<1 | 3, readonly (readonly number[])[]>> = {
  3: [
    [1 / 4, -9 / 20, 1 / 4, -1 / 20],
    [1 / 4, -3 / 20, -1 / 4, 3 / 20],
    [1 / 4, 3 / 20, -1 / 4, -3 / 20],
    [1 / 4, 9 / 20, 1 / 4, 1 / 20],
  ],
  1: [
    [1 / 2, -1 / 2, 0, 0],
    [1 / 2, 1 / 2, 0, 0],
  ],
};

type Sums = readonly (readonly number[])[];

/** h of each moment as coefficients of u⁰ … u³, for a = 0, 1, 2: at L3, at L2. */
const H: Readonly<Record<string, readonly [Sums, Sums]>> = {
  "000": [
    [[1], [0, 5 / 9], [0, 0, 1 / 5]],
    [[1], [0, 1 / 3], []],
  ],
  "110": [
    [[2], [0, 4 / 9], [0, 0, 2 / 5]],
    [[1], [0, -1 / 3], []],
  ],
  "101": [
    [
      [0, 5 / 3],
      [2, 0, 2 / 5],
      [0, 2 / 3],
    ],
    [[0, -1], [1], [0, 2 / 5]],
  ],
  "011": [
    [
      [0, 10 / 9],
      [1 / 3, 0, 2 / 3],
      [0, 2 / 45, 0, 1 / 2],
    ],
    [[0, 1], [-1 / 3], [0, -2 / 15]],
  ],
  "211": [
    [
      [0, 2 / 9],
      [2 / 3, 0, 2 / 15],
      [0, 22 / 45, 0, 6 / 35],
    ],
    [[0, -1 / 3], [-2 / 3], [0, -4 / 15]],
  ],
  "202": [
    [
      [0, 0, 1],
      [0, 10 / 9],
      [2, 0, 2 / 7],
    ],
    [[], [0, 2 / 3], [1]],
  ],
  "112": [
    [
      [0, 0, 2],
      [0, 34 / 45, 0, 6 / 5],
      [2 / 5, 0, 2 / 5],
    ],
    [[], [0, -4 / 15], [-2 / 5]],
  ],
  "312": [
    [[], [0, 2 / 15, 0, 3 / 35], [3 / 5, 0, 6 / 35]],
    [[], [0, -2 / 15], [-3 / 5]],
  ],
  "303": [
    [[], [0, 0, 1 / 5], [0, 1]],
    [[], [], [0, 3 / 5]],
  ],
  "213": [
    [
      [0, 0, 0, 3],
      [0, 0, 6 / 5],
      [0, 24 / 35, 0, 24 / 35],
    ],
    [[], [], [0, -9 / 35]],
  ],
  "413": [
    [[], [], [0, 4 / 35, 0, 4 / 35]],
    [[], [], [0, -12 / 35]],
  ],
  "404": [
    [[], [], [0, 0, 18 / 35]],
    [[], [], []],
  ],
  "314": [
    [[], [0, 0, 0, 12 / 7], [0, 0, 36 / 35]],
    [[], [], []],
  ],
  "415": [
    [[], [], [0, 0, 0, 10 / 7]],
    [[], [], []],
  ],
};

/** The moments whose spectrum is known: their x, y, z. */
export const MOMENTS = Object.keys(H);

/**
 * How strongly a line is excited by a moment of 1.
 * @param xyz  "101", one of MOMENTS
 * @param m    position among −j … j
 * @param a    0, 1, 2
 */
export function strength(xyz: string, { twiceJ }: Edge, m: number, a: number): number {
  const sums = H[xyz]![twiceJ === 3 ? 0 : 1][a]!;
  const u = U[twiceJ][m]!;
  return sums.reduce((sum, coefficient, r) => sum + coefficient * u[r]!, 0);
}

/** A set of moments with the energy and the widths of its lines, eV. */
export interface Component {
  readonly edge: number;
  readonly gamma: number;
  readonly sigma: number;
  /** One for each of the moments. */
  readonly weights: readonly number[];
}

const line = new Float64Array(2);

/**
 * Adds the spectrum of one component at one energy.
 * @param moments  their names, in the order of the weights
 * @param hs       eV  the exchange field
 * @param soc      eV  the spin-orbit splitting: L2 is so much above L3
 * @param out      receives Re and Im
 */
export function addSpectrum(
  energy: number,
  { edge, gamma, sigma, weights }: Component,
  moments: readonly string[],
  hs: number,
  soc: number,
  a: number,
  out: Float64Array,
): void {
  for (const level of [L3, L2]) {
    for (let m = 0; m <= level.twiceJ; m++) {
      let height = 0;
      for (const [k, xyz] of moments.entries()) {
        if (weights[k] !== 0) height += weights[k]! * strength(xyz, level, m, a);
      }
      if (height === 0) continue;
      const at = edge + (m - level.twiceJ / 2) * hs * level.splitting + (level === L2 ? soc : 0);
      voigt(energy - at, gamma, sigma, line);
      out[0]! += height * line[0]!;
      out[1]! += height * line[1]!;
    }
  }
}

/** i w(z)/(σ√2π): its imaginary part is the absorption. @param out  receives Re and Im */
export function voigt(distance: number, gamma: number, sigma: number, out: Float64Array): void {
  faddeeva(distance / (sigma * Math.SQRT2), gamma / (sigma * Math.SQRT2), out, 0);
  const scale = 1 / (sigma * Math.sqrt(2 * Math.PI));
  const re = out[0]!;
  out[0] = -out[1]! * scale;
  out[1] = re * scale;
}
