import assert from "node:assert/strict";
import { test } from "node:test";
import { type LevenbergMarquardtSettings, levenbergMarquardt } from "../../runtime/optimisers/levenberg-marquardt.ts";
import type { Problem } from "../../runtime/optimisers/optimiser.ts";
import { optimiserNamed } from "../../runtime/optimisers/registry.ts";
import { assertClose, assertNear } from "../helpers/close.ts";
import { descend, type Residuals } from "../helpers/descend.ts";
import { decay, GOLDEN_LEAST_SQUARES, MODELS, type NistProblem } from "../helpers/least-squares.ts";

interface Task {
  lower: readonly number[];
  upper: readonly number[];
  start: readonly number[];
  count: number;
  residuals: Residuals;
  sum?: NonNullable<Problem["residualSum"]>;
}

function problemOf({ lower, upper, start, count, sum = "squares" }: Task): Problem {
  const [low, high, at] = [lower, upper, start].map((values) => Float64Array.from(values)) as [
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  return { lower: low, upper: high, start: at, residualCount: count, residualSum: sum };
}

function solve(task: Task, more: Partial<LevenbergMarquardtSettings> = {}) {
  const run = levenbergMarquardt.start(problemOf(task), { ...levenbergMarquardt.defaults, ...more }, 1);
  return { run, ...descend(run, task.residuals, task.sum) };
}

/** Bounds that are far from everything, in which the parameters' own sizes can still be seen. */
function nistTask({ name, starts, certified, x, y }: NistProblem, start: number): Task {
  const reach = certified.map((c, i) => 10 * Math.max(Math.abs(c), ...starts.map((each) => Math.abs(each[i]!))));
  return {
    lower: reach.map((r) => -r),
    upper: reach,
    start: starts[start]!,
    count: x.length,
    residuals: (b) => x.map((v, k) => y[k]! - MODELS[name]!(b, v)),
  };
}

const { nist, bounded, absolute } = GOLDEN_LEAST_SQUARES;
const named = (name: string) => nist.find((problem) => problem.name === name)!;

for (const problem of nist) {
  // From its first point MGH10 creeps along a valley for longer than any fit is worth.
  const starts = problem.name === "MGH10" ? [1] : [0, 1];
  test(`${problem.name} ends at NIST's certified values, from ${starts.length} of its two starting points`, () => {
    for (const start of starts) {
      const { run, reason } = solve(nistTask(problem, start));
      assert.equal(reason, "converged");
      for (const [i, value] of problem.certified.entries()) {
        const off = Math.abs(run.best[i]! - value);
        assert.ok(off <= 1e-6 * Math.abs(value), `start ${start + 1}, b${i + 1}: ${run.best[i]} against ${value}`);
      }
      assertNear(run.bestFom, problem.squares, 1e-9);
    }
  });
}

test("where bounds cut the minimum off it ends where scipy's least_squares does, and never leaves them", () => {
  for (const { lower, upper, start, best, squares } of bounded.cases) {
    const residuals: Residuals = (b) => bounded.x.map((x, k) => decay(b, x) - bounded.y[k]!);
    const { run, points, reason } = solve({ lower, upper, start, count: bounded.x.length, residuals });
    assert.equal(reason, "converged");
    assert.ok(points.every((p) => p.every((v, i) => v >= lower[i]! && v <= upper[i]!)));
    assertClose(run.best, best, 1e-6);
    assertNear(run.bestFom, squares, 1e-10);
  }
});

test("a parameter that begins at the wrong bound leaves it", () => {
  const residuals: Residuals = (b) => bounded.x.map((x, k) => decay(b, x) - bounded.y[k]!);
  const { lower, upper, best } = bounded.cases[0]!;
  const { run } = solve({ lower, upper, start: [10, 0, 10], count: bounded.x.length, residuals });
  assertClose(run.best, best, 1e-6);
});

test("absolute values come down to the least that a linear programme finds, to a hundred-thousandth", () => {
  for (const { x, y, best, sum } of absolute) {
    const residuals: Residuals = (b) => x.map((v, k) => b.reduceRight((total, c) => total * v + c, 0) - y[k]!);
    const n = best.length;
    const bounds = { lower: new Array(n).fill(-10), upper: new Array(n).fill(10), start: new Array(n).fill(0) };
    const { run } = solve({ ...bounds, count: x.length, residuals, sum: "absolutes" });
    assert.ok(run.bestFom < sum * (1 + 2e-5), `${run.bestFom} against ${sum}`);
    // One standard uncertainty is about 0.02 here.
    for (const [i, value] of best.entries()) assert.ok(Math.abs(run.best[i]! - value) < 5e-4, `${run.best[i]}`);
  }
});

test("it takes the same way whatever the units of the data and of the parameters are", () => {
  const problem = named("Chwirut2");
  const task = nistTask(problem, 0);
  const plain = solve(task);
  for (const [unit, scale] of [
    [1e-6, 1],
    [2 ** 20, 1],
    [1, 1e-6],
    [1, 1e9],
  ] as const) {
    const times = (values: readonly number[]) => values.map((v) => v * scale);
    const { run } = solve({
      ...task,
      lower: times(task.lower),
      upper: times(task.upper),
      start: times(task.start),
      residuals: (b) => task.residuals(b.map((v) => v / scale)).map((r) => r * unit),
    });
    assert.ok(Math.abs(run.generation - plain.run.generation) <= 1, `${unit} ${scale}: ${run.generation}`);
    assertClose(run.best, times([...plain.run.best]), 1e-6);
  }
});

test("no step raises the figure of merit, and points without a number are stepped around", () => {
  const task = nistTask(named("Rat43"), 0);
  const foms: number[] = [];
  const run = levenbergMarquardt.start(problemOf(task), levenbergMarquardt.defaults, 1);
  const holed: Residuals = (b) => (b[3]! < 0.9 ? new Array<number>(15).fill(Number.NaN) : task.residuals(b));
  descend(run, holed, "squares", ({ bestFom }) => foms.push(bestFom) < 0);
  assert.ok(foms.every((fom, i) => i === 0 || fom <= foms[i - 1]!));
  assertClose(run.best, named("Rat43").certified, 1e-6);
});

test("where nothing can be computed, or nothing changes anything, it ends and stays", () => {
  const nowhere = solve({ lower: [0], upper: [1], start: [0.5], count: 3, residuals: () => [1, Number.NaN, 1] });
  assert.equal(nowhere.run.bestFom, Number.POSITIVE_INFINITY);
  assert.deepEqual(nowhere.run.best, Float64Array.of(0.5));
  const flat = solve({ lower: [0], upper: [1], start: [0.5], count: 3, residuals: () => [1, 2, 1] });
  assert.equal(flat.reason, "converged");
  assert.equal(flat.run.evaluations, 3);
  const found = solve({ lower: [0], upper: [1], start: [0.5], count: 1, residuals: (b) => [b[0]! - 0.5] });
  assert.equal(found.reason, "converged");
});

test("resumed from a checkpoint it goes on bit for bit", () => {
  for (const task of [nistTask(named("Thurber"), 0), { ...nistTask(named("MGH09"), 1), sum: "absolutes" as const }]) {
    const { defaults } = levenbergMarquardt;
    const whole = solve(task);
    for (const batches of [1, 2, 3, 10, 23]) {
      const first = levenbergMarquardt.start(problemOf(task), defaults, 1);
      let seen = 0;
      descend(first, task.residuals, task.sum, () => ++seen === batches);
      const second = levenbergMarquardt.resume(problemOf(task), defaults, JSON.parse(JSON.stringify(first.save())));
      const already = second.evaluations;
      if (batches === 1) assert.equal(already, 1, "where it begins is not measured twice");
      assert.deepEqual(descend(second, task.residuals, task.sum).points, whole.points.slice(already));
      assert.deepEqual(second.best, whole.run.best);
      assert.equal(second.generation, whole.run.generation);
    }
  }
});

test("it is found by name, and refuses a problem without residuals", () => {
  assert.equal(optimiserNamed("levenberg-marquardt"), levenbergMarquardt);
  const none = { lower: Float64Array.of(0), upper: Float64Array.of(1), start: Float64Array.of(0.5), residualCount: 0 };
  assert.throws(() => levenbergMarquardt.start(none, levenbergMarquardt.defaults, 1), {
    message: "levenberg-marquardt: this figure of merit has no residuals.",
  });
});
