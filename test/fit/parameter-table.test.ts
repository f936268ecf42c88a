/** Parameter tables that GenX takes and that are hardly meant so. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { compileFit } from "../../runtime/fit/compile.ts";
import { projectOf } from "../helpers/project.ts";

const SCRIPT = `
from numpy import *
class Film:
    d = 1.0
film = Film()
slope = 1.0
def Sim(data):
    z = arange(0, film.d, 0.5)
    return [slope*data[0].x + 0*z.sum()]
`;
const DATA = [{ x: [1, 2, 3, 4, 5], y: [2, 4, 6, 8, 10], error: [1, 1, 1, 1, 1] }];

test("a parameter that is in the table twice is named; the last row counts, as in GenX", () => {
  const project = projectOf(SCRIPT, DATA, [
    ["slope", 7],
    ["film.d", 3],
    [" slope", 2],
  ]);
  const fit = compileFit(project);
  assert.deepEqual(fit.warnings, [
    "`slope` is in the parameter table twice, in rows 1 and 3: the last of them counts, and fitting another changes nothing.",
  ]);
  assert.equal(fit.simulate().fom, 0);
  const other = fit.objective.evaluate(Float64Array.of(9, 3, 2));
  assert.equal(other, 0);

  project.parameters[2]!.fit = false;
  const torn = compileFit(project);
  assert.match(torn.warnings[0]!, /in rows 1 and 3: a fit varies row 1, but a simulation of the table takes row 3\.$/);
  assert.deepEqual([torn.simulate().fom, torn.simulateAt(Float64Array.of(2, 3)).fom], [0, 0]);
  assert.notEqual(torn.objective.evaluate(Float64Array.of(3, 3)), 0);
});

test("fitted rows of one name are told apart by their rows wherever they are named", () => {
  const project = projectOf(SCRIPT, DATA, [
    ["slope", 7],
    ["film.d", 3],
    [" slope", 2],
  ]);
  project.parameters[0]!.value = 100;
  const fit = compileFit(project);
  assert.deepEqual(fit.objective.names, ["slope (row 1)", "film.d", "slope (row 3)"]);
  assert.ok(
    fit.warnings.some((warning) => warning.startsWith("`slope (row 1)` starts at 100, outside its bounds")),
    fit.warnings.join("\n"),
  );
});

test("a value that is NaN is named, whether the script fails with it or not", () => {
  const project = projectOf(SCRIPT, DATA, [
    ["slope", 2],
    ["film.d", 1],
  ]);
  Object.assign(project.parameters[1]!, { value: Number.NaN, fit: false });
  const fit = compileFit(project);
  assert.deepEqual(fit.warnings, ["`film.d` (row 2 of the parameter table) has no number for a value: NaN."]);
  for (const act of [() => fit.simulate(), () => fit.objective]) {
    assert.throws(act, (error: GxError) => {
      assert.equal(error.code, "GX_PARAMETER");
      assert.match(
        error.message,
        /^fit\.gx: parameter `film\.d` \(row 2\) has the value NaN, which is no number, and the script fails with it\.$/,
      );
      return error instanceof GxError;
    });
  }
  const careless = projectOf(SCRIPT.replace("arange(0, film.d, 0.5)", "zeros(5)"), DATA, [["slope", 2]]);
  careless.parameters.push({ ...careless.parameters[0]!, name: "film.d", value: Number.NaN, fit: false });
  assert.equal(compileFit(careless).simulate().fom, 0);
});
