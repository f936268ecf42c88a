/**
 * How an atom or ion scatters x-rays at an angle, without resonance, and what
 * it looks like in real space.
 *
 *     f0(s) = c + Σ a_k exp(−b_k s²)          s = sin θ / λ  [Å⁻¹], good below 2
 *
 *   D. T. Cromer & J. B. Mann, Acta Cryst. A24, 321 (1968)
 *   International Tables for Crystallography, vol. C, table 6.1.1.4
 *
 * Each term is a Gaussian, so its transform, smeared by a thermal width w [Å²],
 * is one too:
 *
 *     ρ(r) = Σ a_k g(r, b_k/16π² + w) + (c + f − f0(0)) g(r, w)
 *     g(r, v) = exp(−r²/4v) / (8 (πv)^1.5)
 *
 * Names of ions: fe3p is Fe³⁺, o2m is O²⁻.
 */
import { readColumns } from "./tables.ts";
import { unknownName } from "./unknown.ts";

/** a1 a2 a3 a4 c b1 b2 b3 b4 */
export type CromerMann = readonly number[];
const C = 4;
const B = 5;

let ions: Map<string, CromerMann> | undefined;

/** @param ion  lower case; `label` is what the script calls the table, for messages */
export function cromerMann(label: string, ion: string): CromerMann {
  if (!ions) {
    const [names, ...columns] = readColumns("cromer-mann", "all")!;
    ions = new Map(names!.map((name, row) => [name, columns.map((column) => Number(column[row]))]));
  }
  const found = ions.get(ion);
  if (!found) throw unknownName(label, ion, [...ions.keys()]);
  return found;
}

/** The element of an ion: the charge is a digit and a letter. */
export function elementOf(ion: string): string {
  return /\d.$/.test(ion) ? ion.slice(0, -2) : ion;
}

/**
 * f0 in electrons.
 * @param s  Å⁻¹  sin θ / λ
 */
export function formFactor(ion: CromerMann, s: number): number {
  let sum = 0;
  for (let k = 0; k < C; k++) sum += ion[k]! * Math.exp(-ion[B + k]! * s * s);
  return ion[C]! + sum;
}

/**
 * The part of the density that Cromer and Mann's Gaussians make, electrons/Å³.
 * @param r      Å   from the atom's centre
 * @param width  Å²  thermal width w, above 0
 */
export function electronDensity(ion: CromerMann, r: number, width: number): number {
  let sum = 0;
  for (let k = 0; k < C; k++) sum += ion[k]! * gaussian(r, ion[B + k]! / 16 / Math.PI ** 2 + width);
  return sum + ion[C]! * gaussian(r, width);
}

/** A unit of charge spread over a width v [Å²]. */
export function gaussian(r: number, v: number): number {
  return Math.exp((-r * r) / 4 / v) / (8 * (Math.PI * v) ** 1.5);
}
