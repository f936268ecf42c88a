/**
 * Atomic weights: of elements as found on Earth, of isotopes (`i57fe`) by
 * themselves. They turn a density in g/cm³ into one of formula units:
 *
 *     dens [1/Å³] = ρ [g/cm³] · 0.6022141 / A
 */
import { readColumns } from "./tables.ts";

/** Avogadro's number in Å³ mol/cm³, with the digits that GenX's tables use. */
export const MASS_DENSITY_FACTOR = 0.6022141;

let weights: Map<string, number> | undefined;

/** u; undefined when the table has no such element. */
export function atomicWeight(name: string): number | undefined {
  if (!weights) {
    const [names, values] = readColumns("weights", "all")!;
    weights = new Map(names!.map((element, i) => [element, Number(values![i])]));
  }
  return weights.get(name);
}
