import assert from "node:assert/strict";
import { test } from "node:test";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { determinationClauses, determinationOf } from "../../runtime/sweep/determined.ts";
import { estimateUncertainty } from "../../runtime/sweep/uncertainty.ts";
import { assertNear } from "../helpers/close.ts";

type Model = (x: ArrayLike<number>, k: number) => number;

/** What the data leave open at `best`, of 60 residuals in units of their bars that are this. */
function open(model: Model, best: number[], ends: number[][] = [], rivals: number[][] = []) {
  const n = best.length;
  const objective: Objective = {
    names: [..."abcdefg"].slice(0, n),
    lower: new Float64Array(n).fill(-10),
    upper: new Float64Array(n).fill(10),
    start: new Float64Array(n),
    evaluate: () => 0,
    residualCount: 60,
    residualKind: "sigma",
    residualSum: "squares",
    residuals(x, out) {
      for (let k = 0; k < 60; k++) out[k] = model(x, k) + Math.sin(7 * k);
      return 0;
    },
  };
  return determinationOf(estimateUncertainty(objective, Float64Array.from(best))!.measured, ends, rivals);
}

const wave = (f: number, c: number, k: number) => f * Math.cos(0.3 * k) + c * Math.sin(0.2 * k);

for (const [kind, expression, best, model, value] of [
  ["sum", "`a` + `b`", [2, 3, 1], (x, k) => wave(x[0]! + x[1]!, x[2]!, k), 5],
  ["difference", "`a` − `b`", [2, 5, 1], (x, k) => wave(x[0]! - x[1]!, x[2]!, k), -3],
  ["product", "`a` · `b`", [2, 5, 1], (x, k) => wave(x[0]! * x[1]!, x[2]!, k), 10],
  ["ratio", "`a` / `b`", [2, 5, 1], (x, k) => wave(x[0]! / x[1]!, x[2]!, k), 0.4],
  ["sum", "`a` + 3 `b`", [2, 5, 1], (x, k) => wave(x[0]! + 3 * x[1]!, x[2]!, k), 17],
  ["product", "`a` · `b`^2", [2, 5, 1], (x, k) => wave(x[0]! * x[1]! ** 2, x[2]!, k), 50],
  ["sum", "`a` + `b` + `c`", [2, 3, 1], (x, k) => wave(x[0]! + x[1]! + x[2]!, 0, k), 6],
  ["product", "`a` · `b` · `c`", [2, 3, 4], (x, k) => wave(x[0]! * x[1]! * x[2]!, 0, k), 24],
] satisfies [string, string, number[], Model, number][]) {
  test(`of parameters that the data see only together, the ${kind} ${expression} is named with its value`, () => {
    const { alone, withoutEffect, together } = open(model, best);
    assert.deepEqual([alone, withoutEffect, together.length], [[], [], 1]);
    const { combination } = together[0]!;
    assert.deepEqual([combination?.kind, combination?.expression], [kind, expression]);
    assertNear(combination!.value, value, 1e-12);
  });
}

test("a combination is as uncertain as one parameter in its place would be", () => {
  const one = open((x, k) => wave(x[0]! + x[1]!, x[2]!, k), [2, 3, 1]).together[0]!.combination!;
  // Σ over k of cos² and sin² of the model's terms, inverted by hand.
  const sums = [...Array(60).keys()].reduce(
    ([cc, cs, ss], k) => {
      const [c, s] = [Math.cos(0.3 * k), Math.sin(0.2 * k)];
      return [cc! + c * c, cs! + c * s, ss! + s * s];
    },
    [0, 0, 0],
  ) as [number, number, number];
  assertNear(one.uncertainty, Math.sqrt(sums[2] / (sums[0] * sums[2] - sums[1] ** 2)), 1e-6);
});

test("two groups, one parameter alone and one without effect are told apart", () => {
  const model: Model = (x, k) => wave(x[0]! + x[2]!, x[1]! * x[3]!, k);
  assert.deepEqual(determinationClauses(open(model, [1, 2, 3, 4, 5])), [
    "the data do not determine `a` and `c`, only their sum: `a` + `c` = 4.00 ± 0.18",
    "the data do not determine `b` and `d`, only their product: `b` · `d` = 8.00 ± 0.18",
    "`e` has no effect on the simulation, and should not be fitted",
  ]);
});

test("a combination without a name is called one", () => {
  assert.deepEqual(determinationClauses(open((x, k) => wave(x[0]! + Math.exp(x[1]!), x[2]!, k), [2, 1.3, 1])), [
    "the data do not determine `a` and `b`, only a combination of them",
  ]);
});

test("where two values are equal, other starts' ends tell a sum from a product", () => {
  const best = [3, 3, 1];
  assert.equal(
    open((x, k) => wave(x[0]! * x[1]!, x[2]!, k), best, [[9, 1, 1]]).together[0]!.combination!.kind,
    "product",
  );
  assert.equal(open((x, k) => wave(x[0]! + x[1]!, x[2]!, k), best, [[5, 1, 1]]).together[0]!.combination!.kind, "sum");
});

test("a pair that the data see hardly apart is named as well, if that leaves it wide in its bounds", () => {
  const nearly =
    (scale: number): Model =>
    (x, k) =>
      scale * (wave(x[0]! * x[1]!, x[2]!, k) + 1e-2 * x[0]! * Math.sin(0.5 * k));
  const { together } = open(nearly(1), [2, 0.5, 1]);
  assert.deepEqual(
    together.map(({ names, combination }) => [names, combination?.kind]),
    [[["a", "b"], "product"]],
  );
  assert.deepEqual(open(nearly(1000), [2, 0.5, 1]).together, []);
});

test("parameters that are determined are left out", () => {
  assert.deepEqual(
    open((x, k) => wave(x[0]!, x[1]!, k), [1, 2]),
    { withoutEffect: [], alone: [], together: [] },
  );
});

test("three minima along a valley have one combination in common; two may be by chance, and others have none", () => {
  const model: Model = (x, k) => wave(x[0]!, x[1]!, k) + x[2]! * Math.sin(0.5 * k);
  const kinds = (...rivals: number[][]) =>
    open(model, [2, 4, 1], [], rivals).together.map((one) => one.combination?.kind);
  assert.deepEqual(kinds([4, 2.01, 1], [8, 1, 1.1]), ["product"]);
  assert.deepEqual(kinds([4, 2.01, 1], [5, 0.98, 1.1]), ["sum"]);
  assert.deepEqual(kinds([4, 2, 1]), []);
  assert.deepEqual(kinds([4, 2, 1], [5, -7, 1]), []);
  assert.deepEqual(kinds([4, 2, 5], [8, 1, -3]), []);
});
