import assert from "node:assert/strict";
import { test } from "node:test";
import { moveSimplex, nelderMead, type Simplex } from "../../runtime/optimisers/nelder-mead.ts";
import type { Problem } from "../../runtime/optimisers/optimiser.ts";
import { optimiserNamed } from "../../runtime/optimisers/registry.ts";
import { FUNCTIONS, minimise, type TestFunction } from "../helpers/minimise.ts";

const problem: Problem = {
  lower: Float64Array.of(-2, -2),
  upper: Float64Array.of(2, 2),
  start: Float64Array.of(-1.2, 1),
};

const run = (f: TestFunction, start = problem.start, more = {}) => {
  const optimisation = nelderMead.start({ ...problem, start }, { ...nelderMead.defaults, ...more }, 1);
  return { optimisation, ...minimise(optimisation, f) };
};

test("the simplex walks down Rosenbrock's valley and says that it converged", () => {
  const { optimisation, reason, points } = run(FUNCTIONS["rosenbrock"]!);
  assert.equal(reason, "converged");
  assert.ok(
    optimisation.best.every((v) => Math.abs(v - 1) < 1e-5),
    `${optimisation.best}`,
  );
  assert.equal(optimisation.evaluations, points.length);
  assert.ok(points.length < 400);
});

test("it creeps along a bound, starts on a corner, and never leaves the bounds", () => {
  for (const start of [problem.start, problem.upper, problem.lower]) {
    const { optimisation, points } = run((x) => 10 + (x[0]! - 5) ** 2 + (x[1]! - 0.5) ** 2, start);
    assert.ok(points.every((x) => x.every((v) => Math.abs(v) <= 2)));
    assert.ok(
      Math.abs(optimisation.best[0]! - 2) < 1e-2 && Math.abs(optimisation.best[1]! - 0.5) < 0.1,
      `${optimisation.best}`,
    );
  }
});

test("points without a figure of merit are the worst", () => {
  const { optimisation } = run((x) => (x[0]! + x[1]! < -0.3 ? Number.NaN : FUNCTIONS["sphere"]!(x)));
  assert.ok(optimisation.best.every((v) => Math.abs(v - 0.3) < 1e-3));
});

test("it ends after its iterations, and on a function that is nowhere a number", () => {
  assert.equal(run(FUNCTIONS["rosenbrock"]!, problem.start, { maxIterations: 5 }).optimisation.generation, 5);
  const { optimisation, reason } = run(() => Number.NaN, problem.start, { maxIterations: 20 });
  assert.equal(reason, "generations");
  assert.deepEqual(optimisation.best, problem.start);
});

test("where no move of the worst point is better, all points come half the way to the best", () => {
  const simplex: Simplex = { vertices: Float64Array.of(0, 0, 4, 0, 2, 8), foms: Float64Array.of(1, 2, 3) };
  const steps = moveSimplex(simplex);
  let step = steps.next();
  while (!step.done) step = steps.next(new Float64Array(step.value.count).fill(9));
  assert.deepEqual([...simplex.vertices], [0, 0, 2, 0, 1, 4]);
  assert.deepEqual([...simplex.foms], [1, 9, 9]);
});

test("resumed from a checkpoint it goes on bit for bit", () => {
  const whole = run(FUNCTIONS["rosenbrock"]!);
  for (const batches of [1, 2, 10, 33]) {
    const first = nelderMead.start(problem, nelderMead.defaults, 1);
    let seen = 0;
    minimise(first, FUNCTIONS["rosenbrock"]!, () => ++seen === batches);
    const second = nelderMead.resume(problem, nelderMead.defaults, JSON.parse(JSON.stringify(first.save())));
    const already = second.evaluations;
    assert.deepEqual(minimise(second, FUNCTIONS["rosenbrock"]!).points, whole.points.slice(already));
    assert.deepEqual(second.best, whole.optimisation.best);
    assert.equal(second.generation, whole.optimisation.generation);
  }
});

test("optimisers are found by name", () => {
  assert.equal(optimiserNamed("nelder-mead"), nelderMead);
  assert.throws(() => optimiserNamed("magic"), { message: 'There is no optimiser called "magic".' });
});
