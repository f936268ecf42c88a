/** A script's allowance is its own: what one has used up takes nothing from the next. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import { Session } from "../../runtime/fit/session.ts";
import { LIMITS, renewBudget, spendMany } from "../../runtime/python/budget.ts";
import { SessionState, within } from "../../runtime/python/session-state.ts";
import { projectOf } from "../helpers/project.ts";

const DATA = [{ x: [1, 2, 3], y: [1, 1, 1], error: [1, 1, 1] }];
const project = (sim: string) => projectOf(`def Sim(data):\n    ${sim}\n    return [d.x for d in data]\n`, DATA, []);

test("a file is opened after another whose script took all its steps", () => {
  assert.throws(() => compileFit(project("while True: pass"), { steps: 100_000 }).simulate(), {
    code: "GX_SCRIPT_BUDGET",
  });
  assert.deepEqual([...compileFit(project("pass")).simulate().datasets[0]!.ySim], [1, 2, 3]);
});

test("a session has the steps that it was given, and no more", () => {
  const loop = project("for i in range(1000): pass");
  assert.throws(() => new Session(loop, { steps: 500 }).simulate(), { code: "GX_SCRIPT_BUDGET" });
  assert.deepEqual([...new Session(loop, { steps: 5000 }).simulate()[0]!], [1, 2, 3]);
});

test("a session goes on from another whose script left hardly a step over", () => {
  const state = new SessionState();
  within(state, () => renewBudget(3));
  assert.deepEqual([...new Session(project("pass"), {}, state).simulate()[0]!], [1, 2, 3]);
});

test("what no script does costs no script anything, and never ends", () => {
  for (let i = 0; i < 3; i++) spendMany(LIMITS.steps);
  assert.deepEqual([...compileFit(project("pass")).simulate().datasets[0]!.ySim], [1, 2, 3]);
});
