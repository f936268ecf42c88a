/** Polishing and second minima, on a valley floor with two hollows whose places are known. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { findMinima } from "../../runtime/sweep/minima.ts";
import { polish } from "../../runtime/sweep/polish.ts";
import { trial } from "../helpers/trials.ts";

/**
 * Residuals of (x² − 1), tilted so that the hollow at −1 is `depth` higher, and of y, in ten-fold.
 * The minima lie near (1, 0) and (−1, 0).
 */
function hollows(depth: number, residualSum: Objective["residualSum"] = "squares"): Objective {
  const residuals = (x: Float64Array) => [3 * (x[0]! ** 2 - 1), x[1]!, 1, x[0]! < 0 ? Math.sqrt(depth) : 0];
  const fomOf = (r: readonly number[]) =>
    r.reduce((sum, v) => sum + (residualSum === "squares" ? v * v : Math.abs(v)), 0);
  return {
    names: ["x", "y"],
    lower: Float64Array.of(-3, -5),
    upper: Float64Array.of(3, 5),
    start: Float64Array.of(0.5, 1),
    evaluate: (x) => fomOf(residuals(x)),
    residualCount: 4,
    residualKind: "relative",
    residualSum,
    residuals(x, out) {
      out.set(residuals(x));
      return fomOf(residuals(x));
    },
  };
}

const ended = (objective: Objective, x: number, y: number, seed: number) =>
  trial({ best: [x, y], fom: objective.evaluate(Float64Array.of(x, y)), seed, evaluations: 10_000 });

test("a polished end lies at the bottom, is the same each time, and the trial is left as it was", () => {
  for (const sum of ["squares", "absolutes"] as const) {
    const objective = hollows(0, sum);
    const { result } = ended(objective, 0.8, 0.3, 1);
    const before = structuredClone(result);
    const polished = polish(objective, result!, 1000, "finely");
    assert.ok(polished.settled && polished.fom < result!.fom && polished.fom <= 1 + 1e-5, `${polished.fom}`);
    assert.ok(Math.abs(polished.best[0]! - 1) < 1e-4 && Math.abs(polished.best[1]!) < 1e-3, `${polished.best}`);
    assert.deepEqual(polish(objective, result!, 1000, "finely"), polished);
    assert.deepEqual(result, before);
  }
});

test("a polished result is taken only if the figure of merit itself is lower", () => {
  const objective = hollows(0);
  // A penalty that the residuals know nothing of keeps x away from 1.
  const penalised: Objective = {
    ...objective,
    residuals(x, out) {
      return objective.residuals!(x, out) + (x[0]! > 0.9 ? 10 : 0);
    },
  };
  const { result } = ended(objective, 0.9, 0, 1);
  const polished = polish(penalised, result!, 1000, "finely");
  assert.equal(polished.fom, result!.fom);
  assert.deepEqual(polished.best, result!.best);
});

test("an end outside its bounds, and a figure of merit without residuals, stay as they are", () => {
  const { residuals: _, ...without } = hollows(0);
  const outside = ended(hollows(0), -4, 0, 1).result!;
  for (const [objective, end] of [
    [hollows(0), outside],
    [{ ...without, residualCount: 0, residualKind: "none" as const }, ended(hollows(0), 0.8, 0, 1).result!],
  ] as const) {
    assert.deepEqual(polish(objective, end, 1000, "finely"), {
      fom: end.fom,
      best: end.best,
      evaluations: 0,
      settled: false,
    });
  }
});

const unknown = () => undefined;

test("a second minimum as deep is a rival, one that is not is worse; each with the starts that ended there", () => {
  for (const [depth, rank] of [
    [0.01, "rival"],
    [0.4, "worse"],
  ] as const) {
    const objective = hollows(depth);
    const trials = [
      ended(objective, 1.02, 0, 1),
      ended(objective, -1.2, 0.1, 2),
      trial(null),
      ended(objective, 0.99, 0.2, 3),
      // Another method from the same start.
      ended(objective, 1.001, 0, 3),
      ended(objective, -0.7, 3, 4),
    ];
    const { found, unsettled } = findMinima(objective, trials, unknown);
    assert.deepEqual(unsettled, []);
    assert.deepEqual(
      found.map(({ rank: each, starts, members }) => [each, starts, members.toSorted()]),
      [
        ["best", 2, [0, 3, 4]],
        [rank, 2, [1, 5]],
      ],
    );
    assert.ok(Math.abs(found[0]!.best[0]! - 1) < 1e-6 && Math.abs(found[1]!.best[0]! + 1) < 1e-6);
    assert.equal(found[0]!.trial, 4);
    assert.equal(found[0]!.trialFom, trials[4]!.result!.fom);
    assert.ok(Math.abs(found[1]!.fom - 1 - depth) < 1e-9);
  }
});

test("the deepest after polishing is the best, also where another trial had the lower figure of merit before", () => {
  const objective = hollows(0.2);
  const { found } = findMinima(objective, [ended(objective, 0.8, 0, 1), ended(objective, -1, 0, 2)], unknown);
  assert.deepEqual(
    found.map(({ trial: from, rank }) => [from, rank]),
    [
      [0, "best"],
      [1, "worse"],
    ],
  );
  assert.ok(found[0]!.trialFom > found[1]!.trialFom);
});

test("ends of trials that came to a bottom themselves cost nothing to tell apart; only what fits best is polished once more", () => {
  const objective = hollows(0.4);
  const trials = [ended(objective, 1.0001, 0, 1), ended(objective, -1.0001, 0, 2), ended(objective, -1, 0, 3)];
  for (const { result } of trials) result!.stopReason = "converged";
  const { found, unsettled, evaluations } = findMinima(objective, trials, unknown);
  assert.deepEqual(
    found.map(({ members }) => members),
    [[0], [2, 1]],
  );
  assert.deepEqual(unsettled, []);
  assert.ok(found[0]!.fom < trials[0]!.result!.fom && evaluations < 60, `${evaluations}`);
  assert.equal(found[1]!.fom, trials[2]!.result!.fom);
});

test("where penalties hide the bottom from the descent, an end of its makes no other minimum", () => {
  const objective: Objective = { ...hollows(0.4), penalised: true };
  const trials = [ended(objective, 1.0001, 0, 1), ended(objective, -1.0001, 0, 2), ended(objective, 1, 0, 3)];
  for (const { result } of trials) result!.stopReason = "converged";
  const { found, unsettled } = findMinima(objective, trials, unknown);
  assert.deepEqual(
    found.map(({ members }) => members),
    [[2, 0]],
  );
  assert.deepEqual(unsettled, [1]);
});

test("a look at a sweep that goes on takes ends as they are, and evaluates nothing", () => {
  const objective = hollows(0.4);
  const still: Objective = { ...objective, residuals: () => assert.fail("evaluated") };
  const trials = [ended(objective, 0.99, 0, 1), ended(objective, -1, 0, 2), ended(objective, 0.98, 0, 3)];
  const { found, unsettled, evaluations } = findMinima(still, trials, unknown, { polishing: "none" });
  assert.deepEqual(
    found.map(({ fom, members }) => [fom, members]),
    [[trials[0]!.result!.fom, [0, 2]]],
  );
  assert.deepEqual([unsettled, evaluations], [[1], 0]);
});

test("parameters that the data do not determine make no other minimum", () => {
  const objective = hollows(0);
  const flat: Objective = {
    ...objective,
    residuals: (x, out) => objective.residuals!(Float64Array.of(x[0]!, 0), out),
  };
  const trials = [ended(flat, 1, 0, 1), ended(flat, 1, -3, 2)].map((each) => ({
    ...each,
    result: { ...each.result!, fom: 1 },
  }));
  assert.equal(findMinima(flat, trials, () => [0.1, Number.NaN]).found.length, 1);
});

test("what polishing costs is bounded, and ends that are left are counted as unsettled", () => {
  const objective = hollows(0.4);
  const many = Array.from({ length: 40 }, (_, i) => ended(objective, i % 2 ? -2.9 : 2.9, 4 - 0.2 * i, i)).map(
    (each) => ({
      ...each,
      result: { ...each.result!, evaluations: 1 },
    }),
  );
  const { found, unsettled, evaluations } = findMinima(objective, many, unknown);
  assert.ok(evaluations < 20 * 6 + 20, `${evaluations}`);
  assert.equal(found.flatMap(({ members }) => members).length + unsettled.length, 40);
  assert.ok(found.length >= 1 && unsettled.length > 0);
  assert.deepEqual(findMinima(objective, [trial(null)], unknown), { found: [], unsettled: [], evaluations: 0 });
});
