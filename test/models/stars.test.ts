/**
 * A star brings what it brings in GenX: nothing more, which could hide a name of the script's
 * own, and nothing less that a script uses. test/golden/names/make_stars.py lists them.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { modelModules } from "../../runtime/models/index.ts";
import { LIBRARY } from "../../runtime/python/modules/index.ts";
import { isCallable } from "../../runtime/python/operators.ts";
import { Absent } from "../../runtime/python/values/absent.ts";
import { Module } from "../../runtime/python/values/module.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { GOLDEN } from "../helpers/golden.ts";

type Kind = "callable" | "module" | "value";
const genx = JSON.parse(readFileSync(join(GOLDEN, "names/stars.json"), "utf8")) as Record<
  string,
  Partial<Record<Kind, string[]>>
>;

const MODELS = "spec_nx soft_nx spec_inhom spec_adaptive interdiff mag_refl".split(" ").map((name) => `models.${name}`);
const WHOLE = [...MODELS, ..."models.sxrd models.sxrd2 models.symmetries models.utils math".split(" ")];

/** What is one step of GenX's own, a test, or how it computes: no script asks a star for it. */
const NOT_HERE =
  /^(Test\w+|ModelTestCase|\w?Buffer|USE_NUMBA|numba_ss|bitwise_not|rollaxis|MatrixNeutron|Paratt|offspec|refl|standard_xray|xrmr|edm|ables|neutron_refl|spec_nx|deepcopy|Union|SimMethodInfo|utils|os|resolution_init|footprintcorr|resolutioncorr|specular_calcs|specular_calc_zeemann|next_adaptive_segment|resolve_parameters_by_element|surface_lattice_sum|smeared_gate|delta_deg2rad|sigma_deg2rad|analytical_reflectivity|compose_sld|compose_sld_anal|convolute_reflectivity|correct_reflectivity|extract_anal_iso_pars|footprint_correction|neturon_sld|reflectivity_xmag|slicing_reflectivity)$/;

/** Of older numpy and scipy, which today's have under other names: files from before 2024 use them. */
const OLD_NAMES = "asfarray trapz in1d Inf Infinity NaN round_ float_ complex_ recfromtxt pchip".split(" ");

const isModule = (value: Value) => value instanceof Module || value instanceof Absent;
const kindOf = (value: Value): Kind => (isModule(value) ? "module" : isCallable(value) ? "callable" : "value");

const modules = new Map([...LIBRARY, ...modelModules()]);
for (const [name, kinds] of Object.entries(genx)) {
  const make = modules.get(name);
  if (!make || /numba|^models\.lib\./.test(name)) continue;
  test(`from ${name} import * brings what it brings in GenX`, () => {
    const module = make() as Module;
    const theirs = new Map(
      Object.entries(kinds).flatMap(([kind, names]) => names.map((each) => [each, kind] as const)),
    );
    const ours = new Map(module.publicNames().map((each) => [each, module.members.get(each)!]));
    const more = [...ours.keys()].filter((each) => !theirs.has(each) && !OLD_NAMES.includes(each));
    assert.deepEqual(more, [], "more than GenX's");
    for (const [each, value] of ours) {
      if (theirs.has(each) && each !== "sl") assert.equal(kindOf(value), theirs.get(each), each);
    }
    if (!WHOLE.includes(name)) return;
    const less = [...theirs.keys()].filter((each) => !ours.has(each) && !NOT_HERE.test(each));
    assert.deepEqual(less, [], "less than GenX's");
  });
}

test("names that a star must not take from Python stay Python's", () => {
  for (const name of ["numpy", "math", "scipy.special"]) {
    const names = (modules.get(name)!() as Module).publicNames();
    for (const each of ["open", "print", "range", "list", "dict", "str", "len"]) {
      assert.ok(!names.includes(each), `${name}.${each}`);
    }
  }
});
