/**
 * `models.sxrd2`: surface X-ray diffraction of a surface with several domains,
 * as GenX's SXRD window writes it.
 *
 *     import models.sxrd2 as model
 *     inst   = model.Instrument(inten=1.0, wavel=0.8, alpha=0.6)
 *     dom1   = model.Domain(bulk, [top, film], cell, occ=0.7, surface_sym=p3, bulk_sym=p3)
 *     sample = model.Sample([dom1, dom2], cohf=0.3)
 *     sample.calc_i(inst, d.h, d.k, d.x)
 *
 * With F_d = √occ_d · (structure factor of domain d) and cohf the coherent share,
 *
 *     |F| = cohf |Σ F_d| + (1 − cohf) √Σ|F_d|²,     I = inten |F|²
 */
import { allocate } from "../python/budget.ts";
import { NdArray } from "../python/numpy/array.ts";
import { define } from "../python/numpy/signature.ts";
import { binary, isInstance, itemsOf, typeName } from "../python/operators.ts";
import { PyClass, type PyObject } from "../python/values/class.ts";
import { pyError } from "../python/values/error.ts";
import { Module } from "../python/values/module.ts";
import { coreOf } from "../python/values/object.ts";
import { PyList } from "../python/values/sequence.ts";
import type { Value } from "../python/values/value.ts";
import { ELECTRON_RADIUS } from "./base/physical-constants.ts";
import { attribute, floatAttribute } from "./base/script-values.ts";
import { buildCrystal, CRYSTAL_PARTS, type CrystalClasses, crystalClasses, crystalSetters } from "./crystal/crystal.ts";
import { surfaceDensity } from "./crystal/density.ts";
import { diffractionInstrumentClass } from "./crystal/instrument.ts";
import { structureOutput } from "./crystal/output.ts";
import { scaleFunctions } from "./crystal/scale.ts";
import { Scans } from "./crystal/scans.ts";
import { type Part, structureFactor } from "./crystal/structure-factor.ts";
import { numberFrom } from "./materials/number-arguments.ts";
import type { SymmetryClasses } from "./symmetries.ts";

type Factor = (
  domain: Value,
  inst: Value,
  hkl: readonly (Value | undefined)[],
  parts?: readonly Part[],
) => Float64Array;

/** A fresh module for each script: a script may add to its classes. */
export function sxrd2Module(symmetry: SymmetryClasses): Module {
  const classes = crystalClasses(symmetry);
  const scans = new Scans();
  const factor: Factor = (domain, inst, hkl, parts) =>
    structureFactor(domain as PyObject, inst as PyObject, hkl, scans, parts);
  const Domain = domainClass(classes, factor);
  return new Module(
    "models.sxrd2",
    new Map<string, Value>([
      ["Sample", sampleClass(Domain, factor)],
      ["Domain", Domain],
      ["Instrument", diffractionInstrumentClass(["inten=", "wavel=", "alpha=", "geom=", "flib=", "rholib="])],
      ["UnitCell", classes.UnitCell],
      ["Slab", classes.Slab],
      ["AtomGroup", classes.AtomGroup],
      ["SymTrans", classes.SymTrans],
      ["Sym", classes.Sym],
      ...scaleFunctions(),
      ["r_e", ELECTRON_RADIUS],
    ]),
  );
}

function domainClass(classes: CrystalClasses, factor: Factor): PyClass {
  const array = (values: Float64Array) => new NdArray("complex128", [values.length / 2], values);
  const members: [string, Value][] = [
    define(`__init__(self, ${CRYSTAL_PARTS.join(", ")}, occ=)`, (self, ...parts) => {
      buildCrystal(self as PyObject, parts, classes);
      (self as PyObject).attributes.set("occ", parts[CRYSTAL_PARTS.length] ?? 1);
      return null;
    }),
    ...crystalSetters(classes),
    define("set_occ(self, occ)", (self, occ) => {
      (self as PyObject).attributes.set("occ", occ!);
      return null;
    }),
    ...["calc_f", "turbo_calc_f"].map((name) =>
      define(`${name}(self, inst, h, k, l)`, (self, inst, ...hkl) => array(factor(self!, inst!, hkl))),
    ),
    ...["calc_fs", "turbo_calc_fs"].map((name) =>
      define(`${name}(self, inst, h, k, l)`, (self, inst, ...hkl) => array(factor(self!, inst!, hkl, ["surface"]))),
    ),
    define("calc_fb(self, inst, h, k, l)", (self, inst, ...hkl) => array(factor(self!, inst!, hkl, ["bulk"]))),
    define("calc_rhos(self, inst, x, y, z, sb=)", (self, inst, x, y, z, sb) =>
      surfaceDensity(self as PyObject, inst as PyObject, [x!, y!, z!], numberFrom(sb ?? 0.8, "sb")),
    ),
    ...structureOutput(),
  ];
  return new PyClass("Domain", [], new Map(members));
}

function sampleClass(Domain: PyClass, factor: Factor): PyClass {
  const setDomains = (self: Value | undefined, domains: Value): null => {
    if (!(coreOf(domains) instanceof PyList)) throw notDomains(domains);
    const stranger = itemsOf(domains).find((domain) => !isInstance(domain, Domain));
    if (stranger !== undefined) throw notDomains(stranger);
    (self as PyObject).attributes.set("domains", domains);
    return null;
  };
  const magnitude = (self: Value, inst: Value, hkl: readonly (Value | undefined)[]): Float64Array => {
    const domains = itemsOf(attribute(self, "domains"));
    if (domains.length === 0) throw pyError("ValueError", "the sample has no domain: Sample([domain])");
    const coherent = floatAttribute(self, "cohf");
    const factors = domains.map((domain) => factor(domain, inst, hkl));
    return mixed(factors, domains.map(occupancyOf), coherent);
  };
  const members: [string, Value][] = [
    define("__init__(self, domains=, cohf=)", (self, domains, cohf) => {
      setDomains(self, domains ?? new PyList([]));
      (self as PyObject).attributes.set("cohf", cohf ?? 0);
      return null;
    }),
    define("set_domains(self, domains)", (self, domains) => setDomains(self, domains!)),
    define("set_cohf(self, cohf)", (self, cohf) => {
      (self as PyObject).attributes.set("cohf", cohf!);
      return null;
    }),
    ...["calc_f", "turbo_calc_f"].map((name) =>
      define(`${name}(self, inst, h, k, l)`, (self, inst, ...hkl) => NdArray.fromFloats(magnitude(self!, inst!, hkl))),
    ),
    define("calc_i(self, inst, h, k, l)", (self, inst, ...hkl) => {
      const curve = magnitude(self!, inst!, hkl);
      for (let i = 0; i < curve.length; i++) curve[i] = curve[i]! * curve[i]!;
      return binary("*", NdArray.fromFloats(curve), attribute(inst!, "inten"));
    }),
  ];
  return new PyClass("Sample", [], new Map(members));
}

/**
 * @param factors    complex[n] a domain
 * @param occupancy  of each domain
 * @param coherent   0 … 1
 * @returns float[n]  |F|
 */
function mixed(factors: readonly Float64Array[], occupancy: readonly number[], coherent: number): Float64Array {
  const out = allocate(factors[0]!.length / 2);
  const roots = occupancy.map(Math.sqrt);
  for (let i = 0; i < out.length; i++) {
    let re = 0;
    let im = 0;
    let squares = 0;
    for (let d = 0; d < factors.length; d++) {
      const dRe = roots[d]! * factors[d]![2 * i]!;
      const dIm = roots[d]! * factors[d]![2 * i + 1]!;
      re += dRe;
      im += dIm;
      squares += dRe * dRe + dIm * dIm;
    }
    out[i] = coherent * Math.sqrt(re * re + im * im) + (1 - coherent) * Math.sqrt(squares);
  }
  return out;
}

function occupancyOf(domain: Value): number {
  return floatAttribute(domain, "occ");
}

function notDomains(value: Value): Error {
  return pyError("TypeError", `a sample takes a list of Domains, not '${typeName(value)}'`);
}
