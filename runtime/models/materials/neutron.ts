/**
 * Neutron scattering lengths, in fm.
 *
 * Bound coherent lengths b = b' + i b" as tabulated, b" < 0 for absorbers; they
 * hold for thermal neutrons.
 *   V. F. Sears, Neutron News 3(3), 26 (1992)
 *
 * Four elements absorb so much that b" must follow the energy: for Li, B, Cd,
 * Gd and their isotopes the absorption cross section σ_a(E) gives
 *
 *     b(λ) = b' − i σ_a / 2λ          E [eV] = (0.28601435 / λ [Å])²
 *
 *   σ_a: Geant4 10.4 neutron data (ENDF/B), as extracted by ESS's dgcode
 *   (doi:10.1016/j.physb.2018.03.025)
 */
import type { Complex } from "../../python/values/complex.ts";
import { ElementComplex } from "./element-complex.ts";
import { locate, valueAt } from "./table-interpolation.ts";
import { blockNames, readColumns, readNumbers } from "./tables.ts";
import { outsideTable, unknownName } from "./unknown.ts";

/** √eV Å: of a neutron's energy and wavelength. */
const SQRT_ENERGY_WAVELENGTH = 0.28601435;
/** 1 barn / 1 Å = 1e-8 Å = 1e-3 fm */
const BARN_PER_ANGSTROM = 1e-3;

let lengths: Map<string, Complex> | undefined;
const crossSections = new Map<string, { energy: Float64Array; sigma: Float64Array }>();

/** The names that have a bound coherent length. */
export function boundLengthNames(): string[] {
  return [...boundLengths().keys()];
}

/** fm; `label` is what the script calls the table, for messages. */
export function boundLength(label: string, name: string): Complex {
  const found = boundLengths().get(name);
  if (!found) throw unknownName(label, name, boundLengthNames());
  return found;
}

/**
 * fm, with the absorption of that wavelength.
 * @param wavelength  Å
 */
export function absorbingLength(label: string, name: string, wavelength: number): Complex {
  const { energy: energies, sigma } = crossSection(label, name);
  const energy = (SQRT_ENERGY_WAVELENGTH / wavelength) ** 2;
  const from = energies[1]!;
  const to = energies[energies.length - 2]!;
  if (!(energy > from && energy < to)) throw outsideTable(label, name, energy, from, to);
  const absorption = valueAt(sigma, locate(energies, energy));
  return new ElementComplex(boundLength(label, name).re, (-absorption / wavelength / 2) * BARN_PER_ANGSTROM, [
    [1, name],
  ]);
}

function boundLengths(): Map<string, Complex> {
  if (lengths) return lengths;
  const [names, re, im] = readColumns("neutron", "all")!;
  lengths = new Map(names!.map((name, i) => [name, new ElementComplex(Number(re![i]), Number(im![i]), [[1, name]])]));
  return lengths;
}

function crossSection(label: string, name: string): { energy: Float64Array; sigma: Float64Array } {
  const known = crossSections.get(name);
  if (known) return known;
  const absorbers = blockNames("absorption").filter((block) => block !== GRID);
  if (!absorbers.includes(name)) throw unknownName(label, name, absorbers);
  const [sigma] = readNumbers("absorption", name)!;
  const [grid] = readNumbers("absorption", GRID)!;
  const spectrum = { energy: grid!.subarray(grid!.length - sigma!.length), sigma: sigma! };
  crossSections.set(name, spectrum);
  return spectrum;
}

const GRID = "energies";
