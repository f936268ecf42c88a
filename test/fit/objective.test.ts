/** What an objective adds to a simulation: penalties, a start within the bounds, and the same value for the same parameters. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import type { Project } from "../../runtime/gx/project.ts";
import { projectOf } from "../helpers/project.ts";

const DATA = [{ x: [1, 2, 3], y: [2, 4, 6], error: [1, 1, 1] }];
const at = (...values: number[]) => Float64Array.from(values);

test("the figure of merit holds the penalty of a systematic error, at each evaluation and in what is shown of the fit", () => {
  const script = (sysErr: string) => `import models.utils as utils
cp = utils.UserVars()
${sysErr}
def Sim(data):
    return [data[0].x * (1.5 + 0.1 * cp.tilt)]
`;
  const fit = (sysErr: string) => compileFit(projectOf(script(sysErr), DATA, [["cp.setTilt", 1]]));
  const without = fit("cp.new_var('tilt', 1.0)");
  const penalised = fit("cp.new_sys_err('tilt', 1.0, 0.5)");
  for (const tilt of [1, 1.5, 0]) {
    // A pull of (tilt − 1)/0.5 standard deviations.
    const penalty = ((tilt - 1) / 0.5) ** 2;
    const difference = penalised.objective.evaluate(at(tilt)) - without.objective.evaluate(at(tilt));
    assert.ok(Math.abs(difference - penalty) < 1e-12, `tilt ${tilt}: ${difference}, not ${penalty}`);
    const shown = penalised.simulate(new Map([["cp.setTilt", tilt]])).fom;
    assert.equal(shown, penalised.objective.evaluate(at(tilt)));
  }
});

const COUNTING = `class Film:
    d = 1.0
film = Film()
calls = [0]
def Sim(data):
    calls[0] += 1
    return [data[0].x * (film.d + 0.01 * calls[0])]
`;

test("a script that remembers is run afresh for every evaluation, which is said, so that each value can be had again", () => {
  const { objective, warnings } = compileFit(projectOf(COUNTING, DATA, [["film.d", 1.2]]));
  assert.ok(warnings.some((warning) => /remembers something from one evaluation to the next/.test(warning)));
  const [a, b] = [at(1.3), at(1.9)];
  const first = objective.evaluate(a);
  assert.notEqual(objective.evaluate(b), first);
  assert.equal(objective.evaluate(a), first);
  assert.equal(objective.evaluate(a), first);
  // As the first evaluation of a script that has just begun: with one call.
  const plain = COUNTING.replace("calls[0] += 1", "calls[0] = 1");
  const once = compileFit(projectOf(plain, DATA, [["film.d", 1.2]]));
  assert.equal(first, once.objective.evaluate(a));
  assert.ok(!once.warnings.some((warning) => /remembers/.test(warning)));
});

test("a start outside its bounds is moved to the nearer one, and named with both", () => {
  const film =
    "class Film:\n    d = 1.0\n    s = 1.0\nfilm = Film()\ndef Sim(data):\n    return [data[0].x * film.d + film.s]\n";
  const project: Project = projectOf(film, DATA, [
    ["film.d", 1.2],
    ["film.s", 0.4],
  ]);
  Object.assign(project.parameters[0]!, { value: 9, min: 1, max: 2 });
  Object.assign(project.parameters[1]!, { value: -3, min: 0, max: 1 });
  const { objective, warnings } = compileFit(project);
  assert.deepEqual([...objective.start], [2, 0]);
  const moved = warnings.filter((warning) => /outside its bounds/.test(warning));
  assert.deepEqual(moved, [
    "`film.d` starts at 9, outside its bounds 1 … 2: moved to the nearer bound.",
    "`film.s` starts at -3, outside its bounds 0 … 1: moved to the nearer bound.",
  ]);
});
