/** The searches that end in a descent: what they share, and what each finds that the others do not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Optimisation, Optimiser, Problem, Settings } from "../../runtime/optimisers/optimiser.ts";
import { optimiserNamed } from "../../runtime/optimisers/registry.ts";
import { descend, type Residuals } from "../helpers/descend.ts";

const NAMES = ["growing-range", "scout", "memetic"] as const;

/** Fringes of a film: A cos(2 D q) on a slope, 40 points of q; the period is what a descent cannot find from afar. */
const q = Float64Array.from({ length: 40 }, (_, k) => 0.05 + 0.005 * k);
const TRUTH = [1.3, 120] as const;
const fringes: Residuals = ([a, d]) =>
  [...q].map((v) => (a! * Math.cos(2 * d! * v) - TRUTH[0] * Math.cos(2 * TRUTH[1] * v)) * 10);
const reach = Float64Array.from(q, (_, k) => k / q.length);
const problem: Problem = {
  lower: Float64Array.of(0.1, 20),
  upper: Float64Array.of(3, 400),
  start: Float64Array.of(1, 118),
  residualCount: q.length,
  residualSum: "squares",
  hints: { reach },
};

const optimiser = (name: string) => optimiserNamed(name) as Optimiser<Settings>;
const begin = (name: string, seed: number, more: Partial<Problem> = {}): Optimisation =>
  optimiser(name).start({ ...problem, ...more }, optimiser(name).defaults, seed);
const found = (run: Optimisation) => TRUTH.every((v, i) => Math.abs(run.best[i]! - v) < 1e-4 * v);

for (const name of NAMES) {
  for (const sum of ["squares", "absolutes"] as const) {
    test(`${name}, ${sum}: resumed from a checkpoint it goes on bit for bit, from whichever moment it was saved`, () => {
      const more = { residualSum: sum };
      const whole = begin(name, 3, more);
      let total = 0;
      const { points, reason } = descend(whole, fringes, sum, () => ++total < 0);
      assert.equal(reason, "converged");
      for (let batches = 1; batches < total; batches++) {
        const first = begin(name, 3, more);
        let seen = 0;
        descend(first, fringes, sum, () => ++seen === batches);
        const state = JSON.parse(JSON.stringify(first.save()));
        const second = optimiser(name).resume({ ...problem, ...more }, optimiser(name).defaults, state);
        const already = second.evaluations;
        assert.ok(already > 0, "the first batch is not evaluated twice");
        assert.deepEqual(descend(second, fringes, sum).points, points.slice(already));
        assert.deepEqual(second.best, whole.best);
        assert.deepEqual(
          [second.bestFom, second.evaluations, second.generation],
          [whole.bestFom, whole.evaluations, whole.generation],
        );
      }
    });
  }

  test(`${name} ends at a bottom, never leaves the bounds, and says nothing else twice`, () => {
    for (const seed of [1, 2, 3]) {
      const run = begin(name, seed);
      const { points, reason } = descend(run, fringes);
      assert.equal(reason, "converged");
      assert.equal(points.length, run.evaluations);
      for (const point of points) {
        assert.ok(
          point.every((v, i) => v >= problem.lower[i]! && v <= problem.upper[i]!),
          `${point}`,
        );
      }
      const again = begin(name, seed);
      assert.deepEqual(descend(again, fringes).points, points);
    }
  });

  test(`${name} takes a script that raises nearly everywhere: what has no number is never the best`, () => {
    const holes: Residuals = (x) => (x[1]! > 100 && x[1]! < 140 ? fringes(x) : [...q].map(() => Number.NaN));
    const run = begin(name, 1);
    descend(run, holes);
    assert.ok(!Number.isNaN(run.bestFom));
  });

  test(`${name} refuses a figure of merit without residuals, and a start outside its bounds`, () => {
    assert.throws(() => begin(name, 1, { residualCount: 0 }), {
      message: `${name}: this figure of merit has no residuals.`,
    });
    assert.throws(() => begin(name, 1, { start: Float64Array.of(1, 500) }), /outside its bounds/);
  });
}

test("growing-range finds the right number of fringes from farther away than a descent by all points", () => {
  const hits = (more: Partial<Problem>) =>
    Array.from({ length: 41 }, (_, k) => {
      const run = begin("growing-range", 1, { ...more, start: Float64Array.of(1, 100 + k) });
      descend(run, fringes);
      return Number(found(run));
    }).reduce((a, b) => a + b, 0);
  const [growing, all] = [hits({}), hits({ hints: {} })];
  assert.ok(growing > all + 5, `${growing} and ${all} of 41`);
});

test("scout looks where the fringes speak for a thickness, in half of its runs", () => {
  const thicknesses = [{ parameter: 1, values: Float64Array.of(120.4, 500), resolution: 3 }];
  const near = (point: Float64Array) => Math.abs(point[1]! - 120.4) < 6;
  const looks = Array.from({ length: 40 }, (_, seed) => {
    const run = begin("scout", seed, { hints: { reach, thicknesses } });
    const points: Float64Array[] = [];
    points.push(...descend(run, fringes, "squares", () => true).points);
    assert.equal(points.length, 4, "two looks a parameter");
    return points.filter(near).length;
  });
  const helped = looks.filter((count) => count >= 2).length;
  assert.ok(helped >= 12 && helped <= 28, `${helped} of 40`);
});

test("searches look for their starts where they are told to", () => {
  for (const name of ["scout", "memetic"]) {
    const run = begin(name, 1, { startLower: Float64Array.of(1, 110), startUpper: Float64Array.of(1.1, 130) });
    const { points } = descend(run, fringes, "squares", () => true);
    for (const [a, d] of points) assert.ok(a! >= 1 && a! <= 1.1 && d! >= 110 && d! <= 130, `${a}, ${d}`);
  }
});

test("memetic finds the deepest of many valleys from anywhere", () => {
  const hits = [1, 2, 3, 4, 5].filter((seed) => {
    const run = begin("memetic", seed);
    descend(run, fringes);
    return found(run);
  });
  assert.ok(hits.length >= 4, `${hits.length} of 5`);
});

test("settings that cannot be are refused by name", () => {
  const refused = (name: string, settings: Settings, message: RegExp) =>
    assert.throws(() => optimiser(name).start(problem, { ...optimiser(name).defaults, ...settings }, 1), message);
  refused("scout", { looksPerParameter: 0 }, /scout: looksPerParameter is 0, and must be above 0/);
  refused("memetic", { patience: 0.5 }, /memetic: patience is 0.5, and must be a whole number above 0/);
});
