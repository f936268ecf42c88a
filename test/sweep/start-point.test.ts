/** Where trials begin. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Start } from "../../runtime/sweep/start-point.ts";
import { startPoint } from "../../runtime/sweep/start-point.ts";

const GUESS = Float64Array.of(100, -4, 0, 9);
const LOWER = Float64Array.of(0, -10, -1, 0);
const UPPER = Float64Array.of(1000, 10, 1, 10);
const at = (start: Start, seed: number) => startPoint(start, seed, GUESS, LOWER, UPPER);
const seeds = Array.from({ length: 500 }, (_, seed) => seed);

/** Least and greatest of one parameter over many seeds. */
const reach = (start: Start, j: number) => {
  const values = seeds.map((seed) => at(start, seed)[j]!);
  return [Math.min(...values), Math.max(...values)] as const;
};
const near = (actual: readonly number[], expected: number[], tolerance: number) => {
  for (const [i, value] of actual.entries()) {
    assert.ok(Math.abs(value - expected[i]!) <= tolerance, `${value}, not ${expected[i]}`);
  }
};

test("the guess is the file's values as they are", () => {
  assert.deepEqual(at({ kind: "guess" }, 1), GUESS);
});

test("a spread of 10 % reaches 10 % of a value to both sides, whatever its sign", () => {
  near(reach({ kind: "spread", percent: 10 }, 0), [90, 110], 0.2);
  near(reach({ kind: "spread", percent: 10 }, 1), [-4.4, -3.6], 0.01);
});

test("where the value is 0 the spread is of the bounds' width", () => {
  near(reach({ kind: "spread", percent: 10 }, 2), [-0.2, 0.2], 0.005);
});

test("a spread stays within the bounds", () => {
  near(reach({ kind: "spread", percent: 50 }, 3), [4.5, 10], 0.05);
});

test("uniform fills the bounds evenly", () => {
  near(reach({ kind: "uniform" }, 0), [0, 1000], 10);
  const mean = seeds.reduce((sum, seed) => sum + at({ kind: "uniform" }, seed)[0]!, 0) / seeds.length;
  // The mean of 500 draws has a standard deviation of 1000 / √12 / √500 ≈ 13.
  near([mean], [500], 50);
});

test("the parameters of one start are independent of one another", () => {
  const pairs = seeds.map((seed) => at({ kind: "uniform" }, seed));
  const correlation = pairs.reduce((sum, x) => sum + (x[0]! / 1000 - 0.5) * (x[1]! / 20), 0) / pairs.length / (1 / 12);
  // 1 / √500 ≈ 0.045 is one standard deviation.
  assert.ok(Math.abs(correlation) < 0.2, `${correlation}`);
});

test("the same seed begins at the same point", () => {
  assert.deepEqual(at({ kind: "uniform" }, 42), at({ kind: "uniform" }, 42));
});
