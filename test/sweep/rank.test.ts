import assert from "node:assert/strict";
import { test } from "node:test";
import { rankTrials } from "../../runtime/sweep/rank.ts";
import { trial } from "../helpers/trials.ts";

test("the expected evaluations are all that was spent for each success", () => {
  const [row] = rankTrials([
    trial({
      fom: 1,
      evaluations: 500,
      convergence: [
        [100, 3],
        [200, 1.04],
        [500, 1],
      ],
    }),
    trial({ fom: 2, evaluations: 500 }),
    trial({ fom: 1.02, evaluations: 400, convergence: [[300, 1.02]] }),
    trial({ fom: 9, evaluations: 60, status: "partial" }),
  ]).rows;
  assert.equal(row!.expectedEvaluations, (200 + 500 + 300 + 60) / 2);
  assert.deepEqual([row!.trials, row!.failed, row!.successes, row!.successRate], [4, 0, 2, 0.5]);
  assert.deepEqual([row!.bestFom, row!.medianFom], [1, 1.51]);
});

test("the target is five per cent above the best of all methods, also below 0", () => {
  const at = (...foms: number[]) => rankTrials(foms.map((fom) => trial({ fom }))).targetFom;
  assert.equal(at(3, 2, 4), 2.1);
  assert.equal(at(-100, -90), -95);
  assert.equal(at(0, 1), 0);
});

test("rows come by expected evaluations, then by median, those without success last", () => {
  const trials = [
    trial({ method: "never", fom: 3 }),
    trial({ method: "slow", fom: 1, evaluations: 900 }),
    trial({ method: "hopeless", fom: 8 }),
    trial({ method: "fast", fom: 1, evaluations: 200 }),
    trial({ method: "broken", status: "failed", fom: Number.POSITIVE_INFINITY }),
  ];
  const { rows, bestTrial } = rankTrials(trials);
  assert.deepEqual(
    rows.map((row) => row.method),
    ["fast", "slow", "never", "hopeless", "broken"],
  );
  assert.equal(bestTrial, 1);
  assert.equal(rows[2]!.expectedEvaluations, Number.POSITIVE_INFINITY);
  assert.deepEqual([rows[4]!.failed, rows[4]!.trials, rows[4]!.successRate], [1, 0, 0]);
});

test("one method in two settings makes two rows, named by what differs", () => {
  const settings = { scheme: "best_1_bin", km: 0.7, popSize: 20, useBoundaries: true };
  const { rows } = rankTrials([
    trial({ fom: 1, settings }),
    trial({ fom: 2, settings: { ...settings, popSize: 40, km: 0.5 } }),
    trial({ fom: 1, settings: { useBoundaries: true, popSize: 20, km: 0.7, scheme: "best_1_bin" } }),
  ]);
  assert.deepEqual(
    rows.map((row) => [row.settings, row.trials]),
    [
      ["km 0.7, pop 20", 2],
      ["km 0.5, pop 40", 1],
    ],
  );
});

test("before any trial has ended there is nothing to rank, and no error", () => {
  const { rows, bestTrial, bestFom, targetFom } = rankTrials([
    trial(null),
    trial({ fom: Number.NaN, status: "partial" }),
  ]);
  assert.equal(bestTrial, -1);
  assert.ok(Number.isNaN(bestFom) && Number.isNaN(targetFom));
  assert.deepEqual([rows[0]!.trials, rows[0]!.successes, rows[0]!.medianFom], [1, 0, Number.NaN]);
});

test("two hundred thousand trials are ranked", () => {
  const trials = Array<ReturnType<typeof trial>>(200_000).fill(trial({ fom: 2 }));
  assert.equal(rankTrials([...trials, trial({ fom: 1 })]).rows[0]!.bestFom, 1);
});
