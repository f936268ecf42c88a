/** The search bench: problems are the same each time, their truth is a minimum, and a run is a function of its seed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type MeasuredRun, searchRows } from "../../bench/search/measure-search.ts";
import { problemNamed, STUDY_NAMES } from "../../bench/search/problems.ts";
import { runSequence } from "../../bench/search/run-sequence.ts";

test("each problem is made the same twice, and the truth lies in its bounds with a figure of merit of noise alone", async () => {
  assert.equal(STUDY_NAMES.length, 15);
  for (const name of [...STUDY_NAMES, ...Array.from({ length: 12 }, (_, i) => `g${i + 1}`)]) {
    const [one, two] = [await problemNamed(name), await problemNamed(name)];
    assert.deepEqual(one.project.datasets[0]!.y, two.project.datasets[0]!.y);
    const { objective, bottom, project } = one;
    assert.ok(objective.names.length >= 3);
    assert.ok(
      bottom.best.every((v, i) => v >= objective.lower[i]! && v <= objective.upper[i]!),
      name,
    );
    assert.ok(bottom.fom < 0.3 * objective.evaluate(objective.start), `${name}: the guess is not the answer`);
    if (project.fomFunction === "chi2bars") assert.ok(bottom.fom > 0.6 && bottom.fom < 1.5, `${name}: ${bottom.fom}`);
  }
});

test("a sequence is the same for the same seed, and finds an easy fit in a few hundred evaluations", async () => {
  const problem = await problemNamed("op1_xray_film_5par");
  const [one, two] = [runSequence(problem, 1, 5), runSequence(problem, 1, 5)];
  assert.deepEqual({ ...one, cpuSeconds: 0 }, { ...two, cpuSeconds: 0 });
  assert.deepEqual([one.state, one.hits], ["settled", 5]);
  assert.ok(one.fom <= 1.01 * problem.bottom.fom);
  assert.ok(one.evaluations < 5000);
});

test("rows count what was found, settled, and settled elsewhere", () => {
  const run = (more: Partial<MeasuredRun>): MeasuredRun => ({
    ...{ problem: "p", parameters: 3, seed: 1, state: "settled", tries: 5, hits: 5, evaluations: 100, fom: 1 },
    ...{ ends: [], cpuSeconds: 2, bottom: 1 },
    ...more,
  });
  const ends = [
    { fom: 3, spent: 10, arm: "scout" },
    { fom: 1.04, spent: 40, arm: "scout" },
    { fom: 1, spent: 90, arm: "memetic" },
  ];
  const [row] = searchRows([
    run({ ends }),
    run({ fom: 1.5, evaluations: 400 }),
    run({ fom: 2, state: "spent" }),
    run({ fom: 1.005 }),
  ]);
  assert.deepEqual([row!.runs, row!.found, row!.settled, row!.wrong], [4, 2, 3, 1]);
  assert.ok(Math.abs(row!.evaluations - 100 * 4 ** 0.25) < 1e-9);
  assert.ok(Math.abs(row!.toBest - 40) < 1e-9);
});
