/**
 * The instrument of models.sxrd and models.sxrd2: wavelength in Å, the fixed
 * angle alpha in degrees, a factor of the intensity, and the tables that give
 * form factors and densities of atoms at that wavelength.
 *
 * The angle says how far the beam gets into the bulk, which matters next to its
 * Bragg points. The geometry is kept and, as in GenX, nothing depends on it.
 */
import { define } from "../../python/numpy/signature.ts";
import { call, getAttribute, repr, toFloat } from "../../python/operators.ts";
import { PyClass, type PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { attribute, floatAttribute } from "../base/script-values.ts";
import { atomicDensityTable, formFactorTable } from "../utils.ts";

const GEOMETRIES = ["alpha_in fixed", "alpha_in eq alpha_out", "alpha_out fixed"];
/** keV Å, as this model has it. */
const HC = 12.39842;

/** @param parameters  names of the constructor's arguments in their order, `=` after those that may be left out */
export function diffractionInstrumentClass(parameters: readonly string[]): PyClass {
  const names = parameters.map((each) => each.replace("=", ""));
  const members: [string, Value][] = [
    ["geometries", new PyList([...GEOMETRIES])],
    define(`__init__(self, ${parameters.join(", ")})`, (self, ...args) => {
      const { attributes } = self as PyObject;
      const given = (name: string, otherwise: Value) => args[names.indexOf(name)] ?? otherwise;
      const wavelength = given("wavel", 1.54);
      attributes.set("flib", given("flib", null) ?? formFactorTable(toFloat(wavelength)));
      attributes.set("rholib", given("rholib", null) ?? atomicDensityTable(toFloat(wavelength)));
      setWavelength(self as PyObject, wavelength);
      setGeometry(self as PyObject, given("geom", GEOMETRIES[0]!));
      attributes.set("alpha", given("alpha", 1));
      attributes.set("inten", given("inten", 1));
      return null;
    }),
    define("set_wavel(self, wavel)", (self, wavelength) => setWavelength(self as PyObject, wavelength!)),
    define("get_wavel(self, wavel=)", (self) => attribute(self!, "wavel")),
    define("set_energy(self, energy)", (self, energy) => setWavelength(self as PyObject, HC / toFloat(energy!))),
    define("get_energy(self, energy=)", (self) => HC / floatAttribute(self!, "wavel")),
    define("set_geometry(self, geom)", (self, geometry) => setGeometry(self as PyObject, geometry!)),
    ...["inten", "alpha", "flib", "rholib"].flatMap((name) => [
      define(`set_${name}(self, ${name})`, (self, value) => {
        (self as PyObject).attributes.set(name, value!);
        return null;
      }),
      define(`get_${name}(self)`, (self) => attribute(self!, name)),
    ]),
  ];
  return new PyClass("Instrument", [], new Map(members));
}

function setWavelength(self: PyObject, wavelength: Value): null {
  const number = toFloat(wavelength);
  self.attributes.set("wavel", number);
  for (const table of ["flib", "rholib"]) {
    call(getAttribute(attribute(self, table), "set_wavelength"), [number]);
  }
  return null;
}

function setGeometry(self: PyObject, geometry: Value): null {
  const index = GEOMETRIES.indexOf(geometry as string);
  if (index < 0) {
    const choices = GEOMETRIES.map((each) => `"${each}"`).join(", ");
    throw pyError("ValueError", `${repr(geometry)} is no geometry: it is one of ${choices}`);
  }
  self.attributes.set("geom", BigInt(index));
  return null;
}
