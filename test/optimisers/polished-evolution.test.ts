/** Evolution and then descent, on hollows of Rastrigin's kind written as residuals: one of them is the deepest, where the sum is 1. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { differentialEvolution } from "../../runtime/optimisers/differential-evolution.ts";
import type { Problem } from "../../runtime/optimisers/optimiser.ts";
import { type PolishedEvolutionSettings, polishedEvolution } from "../../runtime/optimisers/polished-evolution.ts";
import { optimiserNamed } from "../../runtime/optimisers/registry.ts";
import { descend, type Residuals } from "../helpers/descend.ts";

const problem: Problem = {
  lower: Float64Array.of(-4, -4),
  upper: Float64Array.of(4, 4),
  start: Float64Array.of(3, -2),
  residualCount: 5,
  residualSum: "squares",
};
/** 1 + Σ x² + 10 (1 − cos 2πx) */
const hollows: Residuals = (x) => [1, ...[...x].flatMap((v) => [v, Math.sqrt(20) * Math.sin(Math.PI * v)])];
const settingsOf = (more: Partial<PolishedEvolutionSettings> = {}): PolishedEvolutionSettings => ({
  ...polishedEvolution.defaults,
  popSize: 20,
  searchEvaluations: 500,
  ...more,
});
const trace = (points: readonly Float64Array[]) => points.map((point) => [...point]);

test("it searches as evolution does, ends that after the generation in which its evaluations are spent, and descends to the bottom", () => {
  for (const seed of [1, 2, 3, 4, 5]) {
    const run = polishedEvolution.start(problem, settingsOf(), seed);
    const { reason, points } = descend(run, hollows);
    assert.equal(reason, "converged");
    for (const [i, v] of run.best.entries()) {
      const slope = (h: number) => fomAt(run.best.with(i, v + h)) - run.bestFom;
      assert.ok(slope(1e-3) > 0 && slope(-1e-3) > 0, `seed ${seed} is at no bottom`);
    }
    assert.equal(run.evaluations, points.length);

    const { searchEvaluations: _, ...alone } = settingsOf({ maxGenerations: 24 });
    const evolution = differentialEvolution.start(problem, alone, seed);
    const searched = descend(evolution, hollows).points;
    assert.equal(searched.length, 500);
    assert.deepEqual(trace(points.slice(0, 500)), trace(searched));
    assert.deepEqual([...points[500]!], [...evolution.best]);
    assert.ok(points.length < 600);
  }
});

test("evolution's own stop rules end the search too; a budget below the first population is one population", () => {
  const short = polishedEvolution.start(problem, settingsOf({ maxGenerations: 3 }), 1);
  const { points } = descend(short, hollows);
  assert.deepEqual([...points[80]!], [...bestOf(points.slice(0, 80))]);
  const shortest = polishedEvolution.start(problem, settingsOf({ searchEvaluations: 1 }), 1);
  const few = descend(shortest, hollows).points;
  assert.deepEqual([...few[20]!], [...bestOf(few.slice(0, 20))]);
});

test("resumed from a checkpoint it goes on bit for bit, in the search and in the descent", () => {
  const whole = polishedEvolution.start(problem, settingsOf(), 5);
  let total = 0;
  const all = trace(descend(whole, hollows, "squares", () => ++total < 0).points);
  const stages = new Set<boolean>();
  for (let batches = 1; batches < total; batches++) {
    const first = polishedEvolution.start(problem, settingsOf(), 5);
    let seen = 0;
    descend(first, hollows, "squares", () => ++seen === batches);
    const state = JSON.parse(JSON.stringify(first.save()));
    stages.add(state.descent !== null);
    const second = polishedEvolution.resume(problem, settingsOf(), state);
    const done = second.evaluations;
    assert.deepEqual(trace(descend(second, hollows).points), all.slice(done));
    assert.deepEqual([second.bestFom, second.evaluations], [whole.bestFom, whole.evaluations]);
    assert.deepEqual(second.best, whole.best);
    assert.equal(second.generation, whole.generation);
  }
  assert.equal(stages.size, 2);
});

test("where no descent can begin the search's best is the end: outside the bounds, or where residuals are no numbers", () => {
  const narrow = { ...problem, lower: Float64Array.of(1.2, 1.2) };
  const outside = polishedEvolution.start(
    { ...narrow, start: Float64Array.of(2, 2) },
    settingsOf({ useBoundaries: false }),
    1,
  );
  assert.equal(descend(outside, hollows).reason, "generations");
  assert.ok(outside.best.some((v) => v < 1.2));

  const holes: Residuals = (x) => [...hollows(x).slice(0, 4), Number.NaN];
  const run = polishedEvolution.start(problem, settingsOf({ searchEvaluations: 100 }), 1);
  const steps = run.steps();
  for (let step = steps.next(); !step.done; ) {
    const { candidates, count, residuals } = step.value;
    const foms = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      const r = holes(candidates.slice(2 * i, 2 * i + 2));
      residuals?.set(r, 5 * i);
      // A figure of merit may leave points out that are no numbers.
      foms[i] = r.slice(0, 4).reduce((sum, v) => sum + v * v, 0);
    }
    step = steps.next(foms);
  }
  assert.ok(Number.isFinite(run.bestFom));
  assert.equal(run.evaluations, 101);
});

test("it is found by name, and refuses a search of nothing", () => {
  assert.equal(optimiserNamed("differential-evolution+levenberg-marquardt"), polishedEvolution);
  assert.throws(
    () => polishedEvolution.start(problem, settingsOf({ searchEvaluations: 0 }), 1),
    /searchEvaluations is 0, and must be above 0/,
  );
});

function fomAt(x: Float64Array): number {
  return hollows(x).reduce((sum, v) => sum + v * v, 0);
}

function bestOf(points: readonly Float64Array[]): Float64Array {
  return points.toSorted((a, b) => fomAt(a) - fomAt(b))[0]!;
}
