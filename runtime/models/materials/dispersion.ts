/**
 * X-ray scattering factors of the elements at Q = 0, in electrons:
 *
 *     f = f1 − i f2          E = hc/λ with hc = 12398.42 eV Å, as GenX's tables use
 *
 * f2 > 0 absorbs, so the imaginary part is negative. Two tables:
 *
 *   ffast  C. T. Chantler, J. Phys. Chem. Ref. Data 24, 71 (1995) and 29, 597
 *          (2000); f1 with its relativistic and nuclear Thomson corrections
 *   cxro   B. L. Henke, E. M. Gullikson, J. C. Davis, At. Data Nucl. Data
 *          Tables 54, 181 (1993); f1 is −9999 below 29 eV, where it is unknown
 *
 * Linear between tabulated energies. They differ by 0.1 to 1 % in f1 and by up
 * to 10 % in f2.
 */
import { Complex } from "../../python/values/complex.ts";
import { ElementComplex } from "./element-complex.ts";
import { locate, valueAt } from "./table-interpolation.ts";
import { blockNames, readNumbers } from "./tables.ts";
import { outsideTable, unknownName } from "./unknown.ts";

export type DispersionTable = "ffast" | "cxro";

/** eV Å. The models use a better constant (physical-constants.ts); the tables keep this one. */
const HC = 1239.842;

interface Spectrum {
  /** float[N] | eV */
  energy: Float64Array;
  /** float[N] | electrons */
  f1: Float64Array;
  f2: Float64Array;
}

const spectra = new Map<string, Spectrum>();

/**
 * @param label       what the script calls the table, for messages
 * @param element     lower case
 * @param wavelength  Å
 */
export function scatteringFactor(label: string, table: DispersionTable, element: string, wavelength: number): Complex {
  const spectrum = spectrumOf(label, table, element);
  const energy = (HC / wavelength) * 10;
  const { re, im } = factorAt(label, element, spectrum, energy, 1);
  return new ElementComplex(re, im, [[1, element]]);
}

/**
 * f as a function of the energy, for energy scans.
 * @returns  eV → f1 − i f2
 */
export function scatteringFunction(
  label: string,
  table: DispersionTable,
  element: string,
): (energy: number) => Complex {
  const spectrum = spectrumOf(label, table, element);
  return (energy) => factorAt(label, element, spectrum, energy, 0);
}

/** @param margin  how many points at each end of the table are there only as neighbours */
function factorAt(label: string, element: string, spectrum: Spectrum, energy: number, margin: number): Complex {
  const { energy: energies, f1, f2 } = spectrum;
  const from = energies[margin]!;
  const to = energies[energies.length - 1 - margin]!;
  if (!(energy > from && energy < to)) throw outsideTable(label, element, energy, from, to);
  const place = locate(energies, energy);
  return new Complex(valueAt(f1, place), -valueAt(f2, place));
}

function spectrumOf(label: string, table: DispersionTable, element: string): Spectrum {
  const key = `${table} ${element}`;
  const known = spectra.get(key);
  if (known) return known;
  const columns = readNumbers(table, element);
  if (!columns) throw unknownName(label, element, blockNames(table));
  const [energy, f1, f2] = columns as [Float64Array, Float64Array, Float64Array];
  const spectrum = { energy, f1, f2 };
  spectra.set(key, spectrum);
  return spectrum;
}
