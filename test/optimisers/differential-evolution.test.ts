import assert from "node:assert/strict";
import { test } from "node:test";
import {
  type DifferentialEvolutionSettings,
  differentialEvolution,
} from "../../runtime/optimisers/differential-evolution.ts";
import type { Problem } from "../../runtime/optimisers/optimiser.ts";
import { SCHEMES, type SchemeName } from "../../runtime/optimisers/schemes.ts";
import { FUNCTIONS, minimise, type TestFunction } from "../helpers/minimise.ts";

const NAMES = Object.keys(SCHEMES) as SchemeName[];

const problem: Problem = {
  lower: Float64Array.of(-2, -1, 0),
  upper: Float64Array.of(3, 2, 4),
  start: Float64Array.of(2.5, -0.5, 3),
};

function settingsOf(scheme: SchemeName, more: Partial<DifferentialEvolutionSettings> = {}) {
  const constant = scheme === "jade_best" ? 0.5 : 0.7;
  return {
    ...differentialEvolution.defaults,
    scheme,
    km: constant,
    kr: constant,
    popSize: 24,
    maxGenerations: 60,
    ...more,
  };
}

function run(scheme: SchemeName, f: TestFunction, more: Partial<DifferentialEvolutionSettings> = {}, seed = 1) {
  const optimisation = differentialEvolution.start(problem, settingsOf(scheme, more), seed);
  const { reason, points, foms } = minimise(optimisation, f);
  return { optimisation, reason, points, foms };
}

/** What a run depends on, bit for bit. */
const trace = (points: Float64Array[]) => points.map((point) => point.join(" "));

for (const scheme of NAMES) {
  test(`${scheme} finds the bottom of a bowl and of Rosenbrock's valley`, () => {
    for (const name of ["sphere", "rosenbrock"]) {
      const { optimisation } = run(scheme, FUNCTIONS[name]!, { maxGenerations: 400 });
      const bottom = name === "sphere" ? 0.3 : 1;
      assert.ok(
        optimisation.best.every((v) => Math.abs(v - bottom) < 1e-2),
        `${name}: ${optimisation.best}`,
      );
    }
  });

  test(`${scheme} never leaves the bounds, even when the function falls beyond them`, () => {
    const downhill: TestFunction = (x) => 100 - x[0]! + x[1]! - x[2]!;
    const { points, optimisation } = run(scheme, downhill);
    for (const x of points) {
      assert.ok(
        x.every((v, j) => v >= problem.lower[j]! && v <= problem.upper[j]!),
        `evaluated ${x}`,
      );
    }
    assert.ok(optimisation.bestFom < 100 - 2.9 - 0.9 - 3.9);
  });

  test(`${scheme} leaves them when it may`, () => {
    const { points } = run(scheme, (x) => (x[0]! - 9) ** 2 + x[1]! ** 2 + x[2]! ** 2, { useBoundaries: false });
    assert.ok(points.some((x) => x[0]! > 3));
  });

  test(`${scheme} evaluates the population once and once a generation`, () => {
    const { optimisation, points, reason } = run(scheme, FUNCTIONS["rastrigin"]!);
    assert.equal(reason, "generations");
    assert.equal(optimisation.generation, 60);
    assert.equal(optimisation.evaluations, points.length);
    if (scheme === "simplex_best_1_bin") assert.ok(points.length > 24 * 61 + 12 * 5);
    else assert.equal(points.length, 24 * 61);
  });

  test(`${scheme} reports the best of all it evaluated`, () => {
    const { optimisation, points, foms } = run(scheme, FUNCTIONS["rastrigin"]!);
    assert.equal(optimisation.bestFom, Math.min(...foms));
    assert.deepEqual(optimisation.best, points[foms.indexOf(optimisation.bestFom)]);
  });

  test(`${scheme} repeats itself with the same seed and not with another`, () => {
    const once = trace(run(scheme, FUNCTIONS["rastrigin"]!).points);
    assert.deepEqual(trace(run(scheme, FUNCTIONS["rastrigin"]!).points), once);
    assert.notDeepEqual(trace(run(scheme, FUNCTIONS["rastrigin"]!, {}, 2).points), once);
  });

  test(`${scheme} resumed from a checkpoint goes on bit for bit, from whichever moment it was saved`, () => {
    const settings = settingsOf(scheme, { maxGenerations: 30, maxLogElements: 300 });
    const f: TestFunction = (x) => (x[0]! > 2.4 ? Number.NaN : FUNCTIONS["rastrigin"]!(x));
    const whole = differentialEvolution.start(problem, settings, 5);
    const all = trace(minimise(whole, f).points);
    // Sometimes a generation has just ended, sometimes one is under way (a simplex takes many batches).
    for (const batches of [0, 1, 2, 7, 13, 20, 31]) {
      const first = differentialEvolution.start(problem, settings, 5);
      let seen = 0;
      if (batches > 0) minimise(first, f, () => ++seen === batches);
      const state = JSON.parse(JSON.stringify(first.save()));
      const second = differentialEvolution.resume(problem, settings, state);
      const already = second.evaluations;
      assert.deepEqual(trace(minimise(second, f).points), all.slice(already), `after ${batches} batches`);
      assert.equal(second.bestFom, whole.bestFom);
      assert.deepEqual(second.best, whole.best);
      assert.equal(second.generation, whole.generation);
      assert.equal(second.evaluations, whole.evaluations);
    }
  });

  test(`${scheme} is not stopped by points without a figure of merit`, () => {
    const holes: TestFunction = (x) => (x[0]! > 0.5 ? Number.NaN : FUNCTIONS["sphere"]!(x));
    const { optimisation } = run(scheme, holes, { maxGenerations: 150 });
    assert.ok(optimisation.bestFom < 1e-3, `${optimisation.bestFom}`);
  });
}

test("where nothing has a figure of merit the run ends, without a best", () => {
  for (const scheme of NAMES) {
    const { optimisation } = run(scheme, () => Number.NaN, { maxGenerations: 12 });
    assert.equal(optimisation.bestFom, Number.POSITIVE_INFINITY);
    assert.deepEqual(optimisation.best, problem.start);
  }
});

test("the start is the first point of the first population, when it is to be", () => {
  const first = (useStartGuess: boolean) => run("best_1_bin", FUNCTIONS["sphere"]!, { useStartGuess }).points[0];
  assert.deepEqual(first(true), problem.start);
  assert.notDeepEqual(first(false), problem.start);
});

test("a population narrower than the limit ends the run", () => {
  const { reason, optimisation } = run("best_1_bin", FUNCTIONS["sphere"]!, {
    minParameterSpread: 5,
    maxGenerations: 999,
  });
  assert.equal(reason, "spread");
  assert.ok(optimisation.generation > 5 && optimisation.generation < 100);
  assert.equal(optimisation.evaluations, 24 * (optimisation.generation + 1));
});

test("a population that is narrow from the start evolves once before it is found so", () => {
  const { reason, optimisation } = run("best_1_bin", FUNCTIONS["sphere"]!, { minParameterSpread: 1e9 });
  assert.deepEqual([reason, optimisation.generation], ["spread", 1]);
});

test("JADE's constants follow what succeeds, and start anew with every run", () => {
  const settings = settingsOf("jade_best");
  const [a, b] = [1, 1].map((seed) => {
    const optimisation = differentialEvolution.start(problem, settings, seed);
    minimise(optimisation, FUNCTIONS["sphere"]!);
    return optimisation.save();
  });
  assert.notEqual(a!["km"], 0.5);
  assert.equal(a!["km"], b!["km"]);
  assert.equal(settings.km, 0.5);
});

test("JADE crosses more where only points that are new in all components win, and less where those win that keep most", () => {
  const crossing = (reward: 1 | -1) => {
    const seen = [new Set<number>(), new Set<number>(), new Set<number>()];
    let evaluations = 0;
    const f: TestFunction = (x) => {
      const kept = x.reduce((sum, v, j) => sum + (seen[j]!.has(v) ? 1 : 0), 0);
      for (const [j, v] of x.entries()) seen[j]!.add(v);
      // Of equals the later wins, so that there is always something to learn from.
      return 10 + reward * kept - 1e-5 * evaluations++;
    };
    return Number(run("jade_best", f).optimisation.save()["kr"]);
  };
  assert.ok(crossing(1) > 0.6, `${crossing(1)}`);
  assert.ok(crossing(-1) < 0.4, `${crossing(-1)}`);
});

test("the simplex is run before every fifth generation, as GenX's is, and before no other", () => {
  const optimisation = differentialEvolution.start(
    problem,
    settingsOf("simplex_best_1_bin", { maxGenerations: 23 }),
    1,
  );
  const polished = new Set<number>();
  let before = 0;
  minimise(optimisation, FUNCTIONS["rastrigin"]!, () => {
    // A generation is one batch of the population's size; what is smaller belongs to the simplex before the next one.
    if (optimisation.evaluations - before < 24) polished.add(optimisation.generation + 1);
    before = optimisation.evaluations;
    return false;
  });
  assert.deepEqual([...polished], [5, 10, 15, 20]);
});

test("settings and problems that cannot work are refused by name", () => {
  const start = (more: Partial<DifferentialEvolutionSettings>, p = problem) =>
    differentialEvolution.start(p, settingsOf("best_1_bin", more), 1);
  const message = (text: string) => ({ name: "GxError", message: text });
  assert.throws(
    () => start({ popSize: 2 }),
    message("differential-evolution: popSize is 2, and must be a whole number, 3 or above."),
  );
  assert.throws(() => start({ km: Number.NaN }), message("differential-evolution: km is NaN, and must be 0 or above."));
  assert.throws(() => start({ scheme: "best_2_bin" as SchemeName }), /must be one of best_1_bin, rand_1_bin/);
  assert.throws(
    () => start({}, { ...problem, start: Float64Array.of(9, 0, 1) }),
    message("Fitted parameter 1 begins at 9, outside its bounds -2 … 3."),
  );
  assert.throws(
    () => start({}, { ...problem, upper: Float64Array.of(3, -1, 4) }),
    /parameter 2 has the bounds -1 … -1/,
  );
  const saved = start({}).save();
  assert.throws(
    () => differentialEvolution.resume(problem, settingsOf("best_1_bin", { popSize: 30 }), saved),
    /checkpoint does not belong to this trial/,
  );
});
