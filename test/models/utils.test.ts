/** models.utils as a script meets it: the tables by name, what GenX 3.8 gets wrong, and UserVars. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { physicalConstantsModule } from "../../runtime/models/base/physical-constants.ts";
import { isUserVars, penalties } from "../../runtime/models/base/user-vars.ts";
import { EnergyFunction } from "../../runtime/models/materials/energy-function.ts";
import { utilsModule } from "../../runtime/models/utils.ts";
import { NdArray } from "../../runtime/python/numpy/array.ts";
import { Complex } from "../../runtime/python/values/complex.ts";
import type { PyObject } from "../../runtime/python/values/object.ts";
import { NO_KEYWORDS, type PyValue, type Value } from "../../runtime/python/values/value.ts";
import { assertClose, assertNear } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";

type Pair = [re: number, im: number];
interface FromGenX {
  fw: Record<string, Pair>;
  bw: Record<string, Pair>;
  f: Record<string, Pair[]>;
  rho: Record<string, Pair[]>;
}
const genx = JSON.parse(readFileSync(join(GOLDEN, "materials/genx.json"), "utf8")) as FromGenX;

/** `get(utils, "fp", "Fe")` is fp.Fe. */
function get(from: PyValue, ...path: string[]): Value {
  const [name, ...rest] = path;
  const value = from.getAttribute(name!)!;
  return rest.length > 0 ? get(value as PyValue, ...rest) : value;
}
function call(target: Value, args: Value[], keywords: Record<string, Value> = {}): Value {
  const names = new Map(Object.entries(keywords));
  return (target as PyValue).call(args, names.size > 0 ? names : NO_KEYWORDS);
}
const complex = (value: Value): Pair => {
  assert.ok(value instanceof Complex);
  return [value.re, value.im];
};
const numbers = (value: Value): number[] => {
  assert.ok(value instanceof NdArray);
  return [...value.buffer];
};

for (const table of ["fw", "bw"] as const) {
  test(`${table} equals GenX's for every element and isotope`, () => {
    const utils = utilsModule();
    for (const [name, value] of Object.entries(genx[table])) {
      assertClose(complex(get(utils, table, name)), value, 1e-12, `${table}.${name}`);
    }
  });
}

test("f of an angle equals GenX's for atoms and ions", () => {
  const utils = utilsModule();
  for (const [ion, values] of Object.entries(genx.f)) {
    const s = NdArray.fromFloats(Float64Array.of(0, 0.25, 1.1));
    assertClose(numbers(call(get(utils, "f", ion), [s])), values.flat(), 1e-12, `f.${ion}`);
  }
});

test("rho of a distance equals GenX's for atoms and ions", () => {
  const utils = utilsModule();
  for (const [ion, values] of Object.entries(genx.rho)) {
    const r = NdArray.fromFloats(Float64Array.of(0, 0.4, 1.5));
    assertClose(numbers(call(get(utils, "rho", ion), [r, 0.02, 0.7])), values.flat(), 1e-11, `rho.${ion}`);
  }
});

test("a value keeps the wavelength at which it was taken", () => {
  const utils = utilsModule();
  const before = get(utils, "fp", "Fe");
  call(get(utils, "fp", "set_wavelength"), [1.0]);
  const after = get(utils, "fp", "Fe");
  assert.notEqual(complex(before)[1], complex(after)[1]);
  assert.deepEqual(after, get(call(get(utils, "create_fp"), [1n]) as PyValue, "fe"));
  assert.deepEqual(get(utils, "fp_old", "fe"), get(utilsModule(), "fp_old", "Fe"), "other tables stay where they were");
});

test("a table value divides as a number does", () => {
  const si = get(utilsModule(), "fp", "Si") as Complex;
  assertClose(complex(si.binary("/", 2, false)!), [si.re / 2, si.im / 2], 1e-15);
});

test("f0, which GenX 3.8 cannot look up, counts the electrons of an ion", () => {
  const f0 = call(get(utilsModule(), "f0", "Fe3p"), [0]);
  assert.ok(Math.abs(numbers(f0)[0]! - 23) < 0.05);
});

test("bl finds isotopes, which GenX does only where file names ignore case", () => {
  const [re, im] = complex(get(utilsModule(), "bl", "i157Gd"));
  assert.equal(re, -1.14);
  assertNear(im, -71.63047001080514, 1e-12);
});

test("functions of the energy add, scale and divide", () => {
  const fd = get(utilsModule(), "fd") as PyValue;
  const mean = (get(fd, "Mg") as PyValue).binary("+", get(fd, "O"), false) as PyValue;
  const half = mean.binary("/", 2n, false) as EnergyFunction;
  assert.ok(half instanceof EnergyFunction);
  const [mg, o] = [complex(call(get(fd, "Mg"), [8000])), complex(call(get(fd, "O"), [8000]))];
  assertClose(complex(half.at(8000)), [(mg[0] + o[0]) / 2, (mg[1] + o[1]) / 2], 1e-14);
  const scan = numbers(call(half, [NdArray.fromFloats(Float64Array.of(8000, 9000))]));
  assertClose(scan.slice(0, 2), complex(half.at(8000)), 1e-15);
});

test("what cannot work says what to write instead", () => {
  const utils = utilsModule();
  assert.throws(() => get(utils, "fpc", "Fe"), { kind: "NotImplementedError", message: /use fp/ });
  assert.throws(() => get(utils, "sl", "FormFactor"), { kind: "NotImplementedError", message: /create_fp/ });
  assert.throws(() => get(utils, "f", "Siva"), { kind: "LookupError", message: "f has no entry 'siva'" });
  assert.throws(() => call(get(utils, "fp", "set_wavelength"), ["1.54"]), {
    kind: "TypeError",
    message: "the wavelength must be a number",
  });
  assert.equal((get(utils, "fp") as PyValue).getAttribute("__len__"), undefined);
});

/** cp = UserVars() */
function userVars(): PyObject {
  return call(get(utilsModule(), "UserVars"), []) as PyObject;
}

test("new_var makes a variable, its setter and its getter", () => {
  const cp = userVars();
  call(cp.getAttribute("new_var")!, ["oxideThickness", 12]);
  call(cp.getAttribute("newVar")!, [], { name: "k1", value: 3 });
  call(cp.getAttribute("setOxideThickness")!, [14.5]);
  assert.equal(cp.getAttribute("oxideThickness"), 14.5);
  assert.equal(call(cp.getAttribute("getOxideThickness")!, []), 14.5);
  assert.equal(call(cp.getAttribute("getK1")!, []), 3);
  assert.equal(penalties(cp), 0);
  assert.ok(isUserVars(cp));
  assert.ok(!isUserVars(get(utilsModule(), "fp")));
});

test("a systematic error costs the squared pull, times its weight, less its correction", () => {
  const cp = userVars();
  call(cp.getAttribute("new_sys_err")!, ["tilt", 1, 0.5]);
  call(cp.getAttribute("new_sys_err")!, ["shift", 0n], { error: 0.1, weight: 3, correction: 0.25 });
  assert.equal(penalties(cp), -0.75);
  call(cp.getAttribute("setTilt")!, [2]);
  assert.equal(penalties(cp), 4 - 0.75);
  call(cp.getAttribute("setShift")!, [0.1]);
  assertNear(penalties(cp), 4 + 3 * 0.75, 1e-15);
  assert.equal(call(cp.getAttribute("penaltyTilt")!, []), 4);
});

test("two UserVars share nothing", () => {
  const [a, b] = [userVars(), userVars()];
  call(a.getAttribute("new_sys_err")!, ["x", 1, 1]);
  assert.equal(b.attributes.has("x"), false);
  call(a.getAttribute("setX")!, [3]);
  assert.deepEqual([penalties(a), penalties(b)], [4, 0]);
});

test("a missing or unknown argument of UserVars is named", () => {
  const cp = userVars();
  assert.throws(() => call(cp.getAttribute("new_var")!, ["x"]), {
    kind: "TypeError",
    message: "UserVars.new_var() needs an argument 'value'",
  });
  assert.throws(() => call(cp.getAttribute("new_sys_err")!, ["x", 1, 1], { wieght: 2 }), {
    kind: "TypeError",
    message: "UserVars.new_sys_err() takes name, value, error, weight, correction, not 'wieght'",
  });
  assert.throws(() => call(cp.getAttribute("new_var")!, [3, 4]), {
    kind: "TypeError",
    message: /text such as 'oxide'/,
  });
});

/** As Python 3.11 prints them in genx3 3.8.13. */
const CONSTANTS: Record<string, number> = {
  r_e: 2.8179403227e-5,
  N_a: 6.02214076e23,
  AA_to_eV: 12398.41984,
  M_to_SLD: 2.853e-6,
  ApM_to_emucc: 0.001,
  Memu_to_SLD: 2.853e-9,
  muB: 9.2740101e-24,
  muB_to_SL: 2.6458750815299998e-5,
  T_to_SL: 2.31605e-6,
  AAm2_to_emucc: 350.50823694356814,
  MASS_DENSITY_CONVERSION: 0.602214076,
};

test("physical constants have GenX's names and digits, to the last", () => {
  assert.deepEqual(Object.fromEntries(physicalConstantsModule().members), CONSTANTS);
});
