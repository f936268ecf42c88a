/**
 * `models.utils`: the tables of scattering factors and lengths, by the names
 * that scripts use, and UserVars.
 *
 *     fp  fp_old  fw   electrons at Q = 0: f1 − i f2      (FFAST; Henke; per g/cm³)
 *     fd               the same as a function of the energy
 *     f  f0            electrons, as a function of sin θ / λ (with and without resonance)
 *     rho              electrons/Å³, as a function of the distance, thermal width and occupancy
 *     bc  bw           fm, neutrons                       (bound coherent; per g/cm³)
 *     bl               fm, neutrons, absorption at the wavelength: Li, B, Cd, Gd
 *
 * Where GenX 3.8 loses a value we give it: f0 works, isotopes are found in bl,
 * and dividing or copying a value keeps what it is (docs/genx-differences.md).
 */
import { define } from "../python/numpy/signature.ts";
import { Builtin } from "../python/values/builtin.ts";
import { Complex } from "../python/values/complex.ts";
import { Module } from "../python/values/module.ts";
import type { Value } from "../python/values/value.ts";
import { userVarsClass } from "./base/user-vars.ts";
import { cromerMann, electronDensity, elementOf, formFactor, gaussian } from "./materials/cromer-mann.ts";
import { type DispersionTable, scatteringFactor, scatteringFunction } from "./materials/dispersion.ts";
import { ElementComplex } from "./materials/element-complex.ts";
import { ElementTable, RefusedTable, WavelengthTable } from "./materials/element-tables.ts";
import { EnergyFunction } from "./materials/energy-function.ts";
import { absorbingLength, boundLength } from "./materials/neutron.ts";
import { mapArray, numberFrom } from "./materials/number-arguments.ts";
import { atomicWeight, MASS_DENSITY_FACTOR } from "./materials/weights.ts";

/** Å: copper's K-alpha as GenX has it, and thermal neutrons of 2200 m/s. */
const XRAY_WAVELENGTH = 1.54;
const NEUTRON_WAVELENGTH = 1.79819;

/** A fresh module for each script: its tables remember the wavelength. */
export function utilsModule(): Module {
  return new Module(
    "models.utils",
    new Map<string, Value>([
      ["UserVars", userVarsClass()],
      ["fp", dispersionTable("fp", "ffast", XRAY_WAVELENGTH)],
      ["fp_old", dispersionTable("fp_old", "cxro", XRAY_WAVELENGTH)],
      ["fw", massTable(XRAY_WAVELENGTH)],
      ["fd", new ElementTable("fd", (element) => new EnergyFunction(scatteringFunction("fd", "ffast", element)))],
      ["f", formFactorTable(XRAY_WAVELENGTH)],
      ["f0", new ElementTable("f0", bareFormFactor)],
      ["rho", atomicDensityTable(XRAY_WAVELENGTH)],
      ["bc", new ElementTable("bc", (element) => boundLength("bc", element))],
      ["bw", new ElementTable("bw", (element) => perMass(element, boundLength("bw", element)))],
      ["bl", absorbingTable(NEUTRON_WAVELENGTH)],
      maker("create_fp", (wavelength) => dispersionTable("fp", "ffast", wavelength)),
      maker("create_fp_old", (wavelength) => dispersionTable("fp_old", "cxro", wavelength)),
      maker("create_fw", massTable),
      maker("create_bl", absorbingTable),
      ["fpc", new RefusedTable("models.utils.fpc does not work in GenX 3 either: use fp, the same tables by Chantler")],
      [
        "sl",
        new RefusedTable(
          "models.utils.sl reads files, which a script cannot: use fp, fw, f, bc, bw or bl, or create_fp",
        ),
      ],
    ]),
  );
}

/** `create_fp(λ)`: a table of its own at that wavelength. */
function maker(name: string, make: (wavelength: number) => WavelengthTable): [string, Builtin] {
  return define(`${name}(wavelength)`, (wavelength) => make(numberFrom(wavelength, "the wavelength")));
}

/** The table `f` at that wavelength: f(s) of an ion with resonance, electrons. */
export function formFactorTable(wavelength: number): WavelengthTable {
  return new WavelengthTable("f", wavelength, resonantFormFactor);
}

/** The table `rho` at that wavelength: ρ(r, w, occupancy) of an ion, electrons/Å³. */
export function atomicDensityTable(wavelength: number): WavelengthTable {
  return new WavelengthTable("rho", wavelength, atomicDensity);
}

function dispersionTable(label: string, table: DispersionTable, wavelength: number): WavelengthTable {
  return new WavelengthTable(label, wavelength, (element, λ) => scatteringFactor(label, table, element, λ));
}

function massTable(wavelength: number): WavelengthTable {
  return new WavelengthTable("fw", wavelength, (element, λ) =>
    perMass(element, scatteringFactor("fw", "ffast", element, λ)),
  );
}

function absorbingTable(wavelength: number): WavelengthTable {
  return new WavelengthTable("bl", wavelength, (element, λ) => absorbingLength("bl", element, λ));
}

/** Scaled so that a density in g/cm³ stands where formula units per Å³ would. */
function perMass(element: string, value: Complex): Complex {
  const weight = atomicWeight(element);
  if (weight === undefined) return value;
  const scale = MASS_DENSITY_FACTOR / weight;
  return new ElementComplex(value.re * scale, value.im * scale, [[scale, element]]);
}

/** f0(s), electrons. */
function bareFormFactor(ion: string): Builtin {
  const terms = cromerMann("f0", ion);
  return new Builtin(`f0.${ion}`, ([s]) =>
    mapArray(s, "sin θ / λ", "float64", (x, out, k) => {
      out[k] = formFactor(terms, x);
    }),
  );
}

/** f(s) = f0(s) of the ion + (f1 − i f2 − f0(0)) of its element, electrons. */
function resonantFormFactor(ion: string, wavelength: number): Builtin {
  const terms = cromerMann("f", ion);
  const resonance = resonantPart("f", ion, wavelength);
  return new Builtin(`f.${ion}`, ([s]) =>
    mapArray(s, "sin θ / λ", "complex128", (x, out, k) => {
      out[k] = formFactor(terms, x) + resonance.re;
      out[k + 1] = resonance.im;
    }),
  );
}

/** ρ(r, w, occupancy), electrons/Å³; the resonant electrons sit where the constant term does. */
function atomicDensity(ion: string, wavelength: number): Builtin {
  const terms = cromerMann("rho", ion);
  const resonance = resonantPart("rho", ion, wavelength);
  return new Builtin(`rho.${ion}`, ([r, wb, occ]) => {
    const width = numberFrom(wb, "the thermal width");
    const occupancy = numberFrom(occ, "the occupancy");
    return mapArray(r, "the distance", "complex128", (x, out, k) => {
      const core = gaussian(x, width);
      out[k] = (electronDensity(terms, x, width) + resonance.re * core) * occupancy;
      out[k + 1] = resonance.im * core * occupancy;
    });
  });
}

function resonantPart(label: string, ion: string, wavelength: number): Complex {
  const element = elementOf(ion);
  const { re, im } = scatteringFactor(label, "ffast", element, wavelength);
  return new Complex(re - formFactor(cromerMann(label, element), 0), im);
}
