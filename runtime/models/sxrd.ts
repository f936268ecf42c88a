/**
 * `models.sxrd`: surface X-ray diffraction, one domain.
 *
 *     import models.sxrd as model
 *     inst   = model.Instrument(wavel=0.8, alpha=0.6)
 *     cell   = model.UnitCell(3.905, 3.905, 3.905, 90, 90, 90)
 *     bulk   = model.Slab()
 *     top    = model.Slab(c=1.02)
 *     …
 *     sample = model.Sample(inst, bulk, [top], cell)
 *     sample.set_surface_sym(p4)
 *     abs(sample.calc_f(d.h, d.k, d.x)) ** 2
 *
 * crystal/ has the parts that models.sxrd2 shares; structure-factor.ts there the formula.
 */

import { NdArray } from "../python/numpy/array.ts";
import { define } from "../python/numpy/signature.ts";
import { binary } from "../python/operators.ts";
import { PyClass, type PyObject } from "../python/values/class.ts";
import { Module } from "../python/values/module.ts";
import type { Value } from "../python/values/value.ts";
import { ELECTRON_RADIUS } from "./base/physical-constants.ts";
import { attribute } from "./base/script-values.ts";
import { buildCrystal, CRYSTAL_PARTS, type CrystalClasses, crystalClasses, crystalSetters } from "./crystal/crystal.ts";
import { surfaceDensity } from "./crystal/density.ts";
import { diffractionInstrumentClass } from "./crystal/instrument.ts";
import { structureOutput } from "./crystal/output.ts";
import { scaleFunctions } from "./crystal/scale.ts";
import { Scans } from "./crystal/scans.ts";
import { type Part, structureFactor } from "./crystal/structure-factor.ts";
import { numberFrom } from "./materials/number-arguments.ts";
import type { SymmetryClasses } from "./symmetries.ts";

/** A fresh module for each script: a script may add to its classes. */
export function sxrdModule(symmetry: SymmetryClasses): Module {
  const classes = crystalClasses(symmetry);
  return new Module(
    "models.sxrd",
    new Map<string, Value>([
      ["Sample", sampleClass(classes)],
      ["Instrument", diffractionInstrumentClass(["wavel", "alpha", "geom=", "flib=", "rholib="])],
      ["UnitCell", classes.UnitCell],
      ["Slab", classes.Slab],
      ["AtomGroup", classes.AtomGroup],
      ["SymTrans", classes.SymTrans],
      ...scaleFunctions(),
      ["r_e", ELECTRON_RADIUS],
    ]),
  );
}

function sampleClass(classes: CrystalClasses): PyClass {
  const scans = new Scans();
  const factor = (self: Value | undefined, hkl: readonly (Value | undefined)[], parts?: readonly Part[]): NdArray => {
    const values = structureFactor(self as PyObject, instrumentOf(self), hkl, scans, parts);
    return new NdArray("complex128", [values.length / 2], values);
  };
  const members: [string, Value][] = [
    define(`__init__(self, inst, ${CRYSTAL_PARTS.join(", ")})`, (self, inst, ...parts) => {
      buildCrystal(self as PyObject, parts, classes);
      (self as PyObject).attributes.set("inst", inst!);
      return null;
    }),
    ...crystalSetters(classes),
    ...["calc_f", "turbo_calc_f"].map((name) =>
      define(`${name}(self, h, k, l)`, (self, ...hkl) =>
        binary("*", factor(self, hkl), attribute(instrumentOf(self), "inten")),
      ),
    ),
    ...["calc_fs", "turbo_calc_fs"].map((name) =>
      define(`${name}(self, h, k, l)`, (self, ...hkl) => factor(self, hkl, ["surface"])),
    ),
    define("calc_fb(self, h, k, l)", (self, ...hkl) => factor(self, hkl, ["bulk"])),
    define("calc_rhos(self, x, y, z, sb=)", (self, x, y, z, sb) =>
      surfaceDensity(self as PyObject, instrumentOf(self), [x!, y!, z!], numberFrom(sb ?? 0.8, "sb")),
    ),
    ...structureOutput(),
  ];
  return new PyClass("Sample", [], new Map(members));
}

function instrumentOf(sample: Value | undefined): PyObject {
  return attribute(sample!, "inst") as PyObject;
}
