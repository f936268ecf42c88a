/** A script that meets what GenX computes otherwise says so, once, before anything is fitted. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import { projectOf } from "../helpers/project.ts";

const DATA = [{ x: [1, 2, 3], y: [2, 4, 6], error: [1, 1, 1] }];
const warningsOf = (f: string) => {
  const script = `
from models.utils import fp
class Film:
    scale = 1.0
film = Film()
f = ${f}
def Sim(data):
    f2 = ${f}
    return [film.scale*data[0].x*f2.real]
`;
  const fit = compileFit(projectOf(script, DATA, [["film.scale", 1]]));
  assert.ok(fit.objective);
  return fit.warnings;
};

test("a table value divided by a number is told, once", () => {
  for (const f of ["fp.Si/2", "(2*fp.Al + 3*fp.O)/5.0"]) {
    const [warning, ...others] = warningsOf(f);
    assert.deepEqual(others, []);
    assert.match(warning!, /divides a value of a table by a number, such as `fp\.Si\/2`\. GenX 3\.8 multiplies there/);
  }
});

test("what GenX computes alike is not told, and one script's difference is not the next one's", () => {
  warningsOf("fp.Si/2");
  for (const f of ["fp.Si*0.5", "fp.Si/1", "complex(14.2, -0.3)/2", "1/fp.Si", "(fp.Si - 1)/2"]) {
    assert.deepEqual(warningsOf(f), [], f);
  }
});
