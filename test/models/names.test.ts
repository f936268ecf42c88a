/**
 * What a script can reach by GenX's names is here by the same names: classes with
 * their fields, defaults and order, choices with all spellings, functions with their
 * arguments, constants. test/golden/names/make.py lists them.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { OptionMember } from "../../runtime/models/base/options.ts";
import { fieldsOf } from "../../runtime/models/base/param-base.ts";
import { modelModules, refusedImport } from "../../runtime/models/index.ts";
import { isCallable, repr } from "../../runtime/python/operators.ts";
import { PyClass } from "../../runtime/python/values/class.ts";
import { ClassMethod } from "../../runtime/python/values/descriptors.ts";
import { PyError } from "../../runtime/python/values/error.ts";
import type { Module } from "../../runtime/python/values/module.ts";
import type { PyValue, Value } from "../../runtime/python/values/value.ts";
import { GOLDEN } from "../helpers/golden.ts";

interface Parameter {
  name: string;
  kind?: string;
  default?: string;
}
interface ClassNames {
  members?: [string, string][];
  fields?: { name: string; type: string; default?: string }[];
  init?: Parameter[] | null;
  methods?: Record<string, Parameter[] | null>;
}
interface ModuleNames {
  classes: Record<string, ClassNames>;
  functions: Record<string, Parameter[] | null>;
  constants: Record<string, number | string>;
  borrowed: string[];
}
const genx = JSON.parse(readFileSync(join(GOLDEN, "names/names.json"), "utf8")) as Record<string, ModuleNames>;

/** What is not here, and why no script misses it. `*` stands for any module. */
const NOT_HERE: Readonly<Record<string, string>> = {
  "*.Buffer": "GenX's memory of the last simulation",
  "*.NBuffer": "GenX's memory of the last simulation",
  "*.XBuffer": "GenX's memory of the last simulation",
  "*.USE_NUMBA": "how GenX computes",
  "*.numba_ss": "how GenX computes",
  "*.bitwise_not": "of numpy: nothing uses it on these arrays",
  "lib.instrument.complex64": "arrays are of double precision",
  "lib.instrument.float32": "arrays are of double precision",
  "*.rollaxis": "of numpy: not among its functions here",
  "*.resolution_init": "a step of GenX's Specular",
  "*.footprintcorr": "a step of GenX's Specular",
  "*.resolutioncorr": "a step of GenX's Specular",
  "*.specular_calcs": "a step of GenX's Specular",
  "*.specular_calc_zeemann": "a step of GenX's Specular",
  "*.next_adaptive_segment": "a step of calculate_segmentation",
  "*.resolve_parameters_by_element": "a step of calculate_segmentation",
  "*.surface_lattice_sum": "a step of calc_f",
  "*.smeared_gate": "a step of OffSpecular",
  "*.delta_deg2rad": "a step of OffSpecular",
  "*.sigma_deg2rad": "a step of OffSpecular",
  "*.create_interval": "a step of Background2p",
  "*.kk_int_old": "the slower kk_int",
  "*.test_h": "a test of calc_h",
  "*.SimMethodInfo": "for GenX's window",
  "*.ModelParamMeta": "how GenX makes its classes",
  "*.cast_to_array": "a step of GenX's Specular",
  "*.harm_sizes": "a step of GenX's Specular",
  "mag_refl.analytical_reflectivity": "a step of its simulations",
  "mag_refl.compose_sld_anal": "a step of its simulations",
  "mag_refl.compose_sld": "a step of its simulations",
  "mag_refl.convolute_reflectivity": "a step of its simulations",
  "mag_refl.correct_reflectivity": "a step of its simulations",
  "mag_refl.extract_anal_iso_pars": "a step of its simulations",
  "mag_refl.footprint_correction": "a step of its simulations",
  "mag_refl.reflectivity_xmag": "a step of its simulations",
  "mag_refl.slicing_reflectivity": "a step of its simulations",
  "mag_refl.neturon_sld": "a step of its profiles",
  "lib.sm_hayter_mook.SCALE_CONSTANT": "a step of sm_layers",
  "lib.sm_hayter_mook.delta_tau": "a step of sm_layers",
  "lib.neutron_refl.Refl_int_lay": "a step of mag_refl's Specular",
  "lib.neutron_refl.ass_P": "a step of Refl",
  "lib.neutron_refl.ass_X": "a step of Refl",
  "lib.neutron_refl.ass_X_2int": "a step of Refl",
  "lib.neutron_refl.gauss": "a step of Refl",
  "lib.neutron_refl.include_sigma": "a step of Refl",
};

/** The same of methods, `Class.method`. */
const METHODS_NOT_HERE: Readonly<Record<string, string>> = {
  "Spectrum2p.calc_spectra_comp": "a step of its spectra",
  "Background2p.create_bkg_f1": "a step of its constructor",
  "Background2p.fit_table_data": "a step of its constructor",
  "Background2p.load_nff_file": "reads a file",
  "Resolution.get_weight_example": "for GenX's window",
  "GaussianResolution.get_weight_example": "for GenX's window",
  "TrapezoidResolution.get_weight_example": "for GenX's window",
  "XrayKalpha.get_weight_example": "for GenX's window",
  "Slab.generate_code_add_atom": "for GenX's window, which writes scripts",
  "Slab.generate_code_init": "for GenX's window, which writes scripts",
};

/** Refused with advice, whatever they are given. */
const WRITE_FILES = new Set(["create_uc_output", "create_shift_output", "export_xyz"]);

/** Named where they are used: nobody looks to these for numpy. */
const OWN_NAMES_ONLY = new Set(["lib.paratt", "lib.neutron_refl", "lib.sm_hayter_mook"]);

const modules = modelModules();
const load = (name: string) => modules.get(`models.${name}`)!() as Module;
const isHere = (name: string) => modules.has(`models.${name}`);

test("every module that is not here is refused with advice", () => {
  const all = JSON.parse(readFileSync(join(GOLDEN, "names/modules.json"), "utf8")) as string[];
  const isPackage = (name: string) => all.some((other) => other.startsWith(`${name}.`));
  const missing = all.filter((name) => !modules.has(name) && !isPackage(name));
  assert.ok(missing.length > 15);
  assert.deepEqual(
    missing.filter((name) => !refusedImport(name)),
    [],
  );
});

for (const [name, names] of Object.entries(genx)) {
  if (!isHere(name)) continue;
  const has = (key: string) => load(name).members.has(key);
  const explained = (key: string) => `*.${key}` in NOT_HERE || `${name}.${key}` in NOT_HERE;
  const keys = [...Object.keys(names.classes), ...Object.keys(names.functions), ...Object.keys(names.constants)];

  test(`models.${name} has all names of GenX's`, () => {
    const borrowed = OWN_NAMES_ONLY.has(name) ? [] : names.borrowed;
    const missing = [...keys, ...borrowed].filter((key) => !has(key) && !explained(key));
    assert.deepEqual(missing, []);
  });

  for (const [className, expected] of Object.entries(names.classes)) {
    if (!has(className)) continue;
    test(`models.${name}.${className} is GenX's`, () => checkClass(load(name).members.get(className)!, expected));
  }
  for (const [functionName, parameters] of Object.entries(names.functions)) {
    if (!has(functionName)) continue;
    test(`models.${name}.${functionName} takes GenX's arguments`, () => {
      const value = load(name).members.get(functionName)!;
      assert.ok(isCallable(value));
      checkArguments(value, parameters);
    });
  }
  test(`constants of models.${name} are GenX's`, () => {
    for (const [key, value] of Object.entries(names.constants)) {
      const ours = load(name).members.get(key);
      if (typeof value === "number") assert.ok(explained(key) || ours === value, `${key}: ${ours} and not ${value}`);
      if (key === "ModelID") assert.equal(ours, value);
    }
  });
}

test("every name that is explained is one of GenX's that is not here", () => {
  for (const key of Object.keys(NOT_HERE)) {
    const [, place, name] = /^(.*)\.(\w+|\*)$/.exec(key)!;
    const owners = Object.entries(genx).filter(([module]) => place === "*" || place === module);
    const known = owners.filter(
      ([, { classes, functions, constants, borrowed }]) =>
        [classes, functions, constants].some((part) => name! in part) || borrowed.includes(name!),
    );
    assert.ok(known.length > 0, `GenX has no ${key}`);
    for (const [module] of known)
      assert.ok(!isHere(module) || !load(module).members.has(name!), `models.${module} has ${name}`);
  }
});

test("every method that is explained is one of GenX's", () => {
  const methods = Object.values(genx).flatMap(({ classes }) =>
    Object.entries(classes).flatMap(([name, each]) => Object.keys(each.methods ?? {}).map((key) => `${name}.${key}`)),
  );
  assert.deepEqual(
    Object.keys(METHODS_NOT_HERE).filter((key) => !methods.includes(key)),
    [],
  );
});

function checkClass(value: Value, expected: ClassNames): void {
  assert.ok(value instanceof PyClass);
  if (expected.members) {
    const members = [...value.members].filter(([, member]) => member instanceof OptionMember) as [
      string,
      OptionMember,
    ][];
    assert.deepEqual(
      members.map(([name, { text }]) => [name, text]),
      expected.members,
    );
  }
  if (expected.fields) {
    const fields = fieldsOf(value);
    assert.deepEqual(
      fields.map(({ name }) => name),
      expected.fields.map(({ name }) => name),
    );
    for (const [i, { name, type, default: initial }] of expected.fields.entries()) {
      const { annotation, makeDefault } = fields[i]!;
      const kind = annotation instanceof PyClass ? annotation.name : annotation;
      if (["float", "int", "complex", "bool"].includes(type)) assert.equal(kind, type, `the type of ${name}`);
      const made = makeDefault?.();
      if (initial === undefined || initial === "None" || initial.startsWith("<")) continue;
      assert.ok(made !== undefined, `${name} has a default`);
      const [text, wanted] = [repr(made), initial];
      assert.ok(text === wanted || Number(text) === Number(wanted), `${name} is ${text} and not ${wanted}`);
    }
  }
  if (expected.init) checkArguments(value, expected.init);
  // What functions of the energy can do, they can as numbers can.
  const methods = value.name === "ReflFunction" ? {} : (expected.methods ?? {});
  for (const [name, parameters] of Object.entries(methods)) {
    const found = value.lookup(name);
    const method = found instanceof ClassMethod ? found.target : found;
    if (`${value.name}.${name}` in METHODS_NOT_HERE) {
      assert.ok(!method, `${name} is here`);
      continue;
    }
    assert.ok(method !== undefined, `it has a method ${name}`);
    if (!name.startsWith("_") && !WRITE_FILES.has(name)) checkArguments(method, parameters, name);
  }
}

/** All are taken by their names, those without a default are enough, and others are refused; what becomes of a 1 is no matter. */
function checkArguments(target: Value, parameters: Parameter[] | null, method = ""): void {
  if (!parameters || parameters.some(({ kind }) => kind)) return;
  const self: Value[] = method ? [1] : [];
  const complaint = (args: Value[], names: Map<string, Value>): string => {
    try {
      (target as PyValue).call(args, names);
    } catch (error) {
      if (!(error instanceof PyError)) return "";
      const text = repr(error.args[0] ?? "");
      return /unexpected keyword|positional arg|argument '|multiple values|\(\) takes /.test(text) ? text : "";
    }
    return "";
  };
  const all = new Map<string, Value>(parameters.map(({ name }) => [name, 1]));
  assert.equal(complaint(self, all), "", `${method} all arguments by their names`);
  const needed = parameters.filter((each) => each.default === undefined).map(({ name }) => name);
  assert.equal(
    complaint([...self, ...needed.map(() => 1)], new Map()),
    "",
    `${method} those that are needed, by position`,
  );
  const stray = new Map([["nonsense", 1]]);
  assert.notEqual(
    complaint([...self, ...needed.map(() => 1)], stray),
    "",
    `${method} a name that GenX does not know is refused`,
  );
}
