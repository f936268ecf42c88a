/** Profiles of the mass density: GenX's numbers, and what they should be from the weights alone. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { modelModules } from "../../runtime/models/index.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";
import type { NdArray } from "../../runtime/python/numpy/array.ts";
import type { PyDict } from "../../runtime/python/values/dict.ts";
import { assertClose, assertNear } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";

interface Case {
  script: string;
  unit: string;
  points: number;
  curves: Record<string, number[]>;
}
const cases = JSON.parse(readFileSync(join(GOLDEN, "mass-density/mass-density.json"), "utf8")) as Case[];

function found(script: string): PyDict {
  const program = compileScript(script, { fileName: "test.gx", modules: modelModules(), globals: new Map() });
  program.run();
  return program.get("found") as PyDict;
}
const curve = (from: PyDict, name: string) => (from.get(name) as NdArray).buffer;

for (const { script, unit, points, curves } of cases) {
  test(`GenX's mass density: ${script.split("\n").at(-3)}`, () => {
    const ours = found(script);
    assert.equal(ours.get("SLD unit"), unit);
    assert.deepEqual(
      [...ours.entries.values()].map(({ key }) => key).filter((key) => key !== "SLD unit"),
      Object.keys(curves),
    );
    for (const [name, expected] of Object.entries(curves)) {
      const values = curve(ours, name);
      assert.equal(values.length, points);
      // Where an element ends, what is left of sums that cancel is rounding.
      const floor = 1e-6 * expected.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const kept = [...values].filter((_, i) => i % 5 === 0);
      const raised = (numbers: number[]) => numbers.map((value) => value + floor);
      assertClose(raised(kept), raised(expected), 3e-7, name);
    }
  });
}

const LAYERS = `
import models.spec_nx as model
from models.utils import fp, fw, bc
inst = model.Instrument()
def mass(f, dens):
    sample = model.Sample(Stacks=[], Ambient=model.Layer(dens=0), Substrate=model.Layer(f=f, dens=dens))
    return sample.SimSLD(None, None, inst)["Mass Density"]
`;

test("silicon of 8 atoms in 5.431 Å cubed has 2.329 g/cm³, and fw takes the density itself", () => {
  const silicon = found(`${LAYERS}found = mass(fp.Si, 8/5.431**3)`);
  assertNear(curve(silicon, "Si")[0]!, 2.329, 1e-3);
  assert.deepEqual(curve(silicon, "Sum"), curve(silicon, "Si"));
  assertNear(curve(found(`${LAYERS}found = mass(fw.Si, 2.329)`), "Si")[0]!, 2.329, 1e-6);
});

test("a formula unit divided by a number, added up by sum(), or naming an element twice keeps what it is made of", () => {
  const quartz = curve(found(`${LAYERS}found = mass(fp.Si + 2*fp.O, 0.0266)`), "Sum")[0]!;
  for (const f of ["(2*fp.Si + 4*fp.O)/2", "sum([fp.Si, fp.O, fp.O])", "fp.O + fp.Si + fp.O"]) {
    assertNear(curve(found(`${LAYERS}found = mass(${f}, 0.0266)`), "Sum")[0]!, quartz, 1e-6, f);
  }
});

test("a table value says what it is made of, as GenX's does", () => {
  const script = "from models.utils import fp\nfound = repr((2*fp.Al + fp.O*3).composition)";
  assert.equal(found(script) as unknown, "((2.0, 'al'), (3.0, 'o'))");
});

test("what no table value is made of has no mass density, and a copy has that of its original", () => {
  const names = (from: PyDict) => [...from.entries.values()].map(({ key }) => key);
  assert.deepEqual(names(found(`${LAYERS}found = mass(14.2 - 0.3j, 0.05)`)), ["z", "SLD unit", "Sum"]);
  assert.deepEqual(names(found(`${LAYERS}found = mass(-fp.Si, 0.05)`)), ["z", "SLD unit", "Sum"]);
  const copied = `${LAYERS}from copy import deepcopy\nfound = mass(model.Layer(f=fp.Fe).copy(deep=True).f, 0.08)`;
  assert.deepEqual(names(found(copied)), ["z", "SLD unit", "Sum", "Fe"]);
});
