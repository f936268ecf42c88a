/** A script's allowance is its own: what one has used up takes nothing from the next. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import { renewBudget } from "../../runtime/python/budget.ts";
import { projectOf } from "../helpers/project.ts";

const DATA = [{ x: [1, 2, 3], y: [1, 1, 1], error: [1, 1, 1] }];
const project = (sim: string) => projectOf(`def Sim(data):\n    ${sim}\n    return [d.x for d in data]\n`, DATA, []);

test("a file is opened after another whose script took all its steps", () => {
  assert.throws(() => compileFit(project("while True: pass"), { steps: 100_000 }).simulate(), {
    code: "GX_SCRIPT_BUDGET",
  });
  assert.deepEqual([...compileFit(project("pass")).simulate().datasets[0]!.ySim], [1, 2, 3]);
});

test("a file is opened after another whose script left hardly a step over", () => {
  renewBudget(3);
  assert.deepEqual([...compileFit(project("pass")).simulate().datasets[0]!.ySim], [1, 2, 3]);
});
