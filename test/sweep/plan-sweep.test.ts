/** What a plan promises: every combination once, names that hold still, seeds that are shared. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import type { OptimiserSettings } from "../../runtime/gx/project.ts";
import { SCHEMES } from "../../runtime/gx/project.ts";
import { polishedEvolution } from "../../runtime/optimisers/polished-evolution.ts";
import { polished } from "../../runtime/sweep/methods.ts";
import { expectedEvaluations, planSweep, type SweepFacts } from "../../runtime/sweep/plan-sweep.ts";

const SETTINGS: OptimiserSettings = {
  km: 0.7,
  kr: 0.6,
  usePopMult: false,
  popMult: 3,
  popSize: 50,
  scheme: "jade_best",
  useMaxGenerations: false,
  maxGenerations: 500,
  maxGenerationMult: 6,
  minParameterSpread: 0,
  useStartGuess: true,
  useBoundaries: true,
  allowedFomDiscrepancy: 1e-10,
  maxLogElements: 100_000,
  errorbarLevel: 1.05,
};
const facts = (change: Partial<SweepFacts> = {}, settings: Partial<OptimiserSettings> = {}): SweepFacts => ({
  projectHash: "f".repeat(64),
  numerics: "0".repeat(64),
  kernel: "typescript",
  fits: [{ parameters: 5, settings: { ...SETTINGS, ...settings } }],
  ...change,
});
const ids = (...[from, spec]: Parameters<typeof planSweep>) => planSweep(from, spec).trials.map(({ id }) => id);

test("without options every scheme is tried, the file's own first, from three kinds of start, three times", () => {
  const { trials } = planSweep(facts(), {});
  assert.equal(trials.length, 6 * 3 * 3);
  assert.equal(trials[0]!.method, "jade_best+lm");
  assert.deepEqual(new Set(trials.map(({ method }) => method)), new Set(SCHEMES.map(polished)));
  assert.ok(trials.every(({ optimiser }) => optimiser === "differential-evolution+levenberg-marquardt"));
  assert.deepEqual(new Set(trials.map(({ start }) => start.kind)), new Set(["guess", "spread", "uniform"]));
  assert.ok(trials.every(({ maxEvaluations, settings }) => maxEvaluations === 5000 && settings["km"] === 0.7));
});

test("methods, settings, starts and repeats are crossed, each combination once and in its place", () => {
  const { trials } = planSweep(facts(), {
    methods: ["best_1_bin", "rand_1_bin"],
    km: [0.5, 0.9],
    kr: [0.4],
    populations: [10, 20, 30],
    starts: [{ kind: "guess" }, { kind: "uniform" }],
    repeats: 4,
  });
  assert.equal(trials.length, 2 * 2 * 3 * 2 * 4);
  assert.equal(new Set(trials.map(({ id }) => id)).size, trials.length);
  assert.deepEqual(
    trials.map(({ index }) => index),
    [...trials.keys()],
  );
});

test("Levenberg-Marquardt is tried where it is named, once from the file's values, whatever the other methods' settings", () => {
  const { trials } = planSweep(facts(), { methods: ["best_1_bin", "levenberg_marquardt"], km: [0.5, 0.9], repeats: 2 });
  const local = trials.filter(({ method }) => method === "levenberg_marquardt");
  assert.deepEqual(
    local.map(({ start }) => start.kind),
    ["guess", "spread", "uniform", "spread", "uniform"],
  );
  assert.equal(trials.length, 5 + 2 * 3 * 2);
  assert.ok(local.every(({ optimiser, settings }) => optimiser === "levenberg-marquardt" && !("km" in settings)));
  assert.equal(expectedEvaluations(local[0]!), 5000);
});

test("searches of our own are tried where they are named, with their own settings, and count no generations", () => {
  const { trials } = planSweep(facts(), { methods: ["scout", "memetic", "growing_range"], km: [0.5, 0.9], repeats: 2 });
  const of = (name: string) => trials.filter(({ method }) => method === name);
  assert.deepEqual(
    ["scout", "memetic", "growing_range"].map((name) => of(name).length),
    [6, 6, 5],
  );
  assert.ok(
    trials.every(({ settings, maxEvaluations }) => Object.keys(settings).length === 0 && maxEvaluations === 5000),
  );
  assert.throws(() => planSweep(facts(), { methods: ["scout"], generations: 9 }), {
    code: "GX_USAGE",
    message: "scout ends when it has found a minimum, and not after a number of generations",
  });
});

test("a plan cut short after any repeat has tried every method equally often", () => {
  const { trials } = planSweep(facts(), { repeats: 2 });
  const firstHalf = trials.slice(0, trials.length / 2);
  assert.equal(
    new Set(
      Map.groupBy(firstHalf, ({ method }) => method)
        .values()
        .map((group) => group.length),
    ).size,
    1,
  );
});

test("a scheme under GenX's name is GenX's alone; with +lm it leaves a quarter of its evaluations to the descent", () => {
  const [alone, ended] = planSweep(facts(), { methods: ["best_1_bin", "best_1_bin+lm"] }).trials;
  assert.deepEqual([alone!.optimiser, ended!.optimiser], ["differential-evolution", polishedEvolution.name]);
  assert.deepEqual(ended!.settings, { ...alone!.settings, searchEvaluations: 3750 });
  assert.deepEqual([alone!.maxEvaluations, ended!.maxEvaluations], [5000, 5000]);
  assert.equal(alone!.seed, ended!.seed);
});

test("generations and a budget are both kept when both are given", () => {
  const { trials } = planSweep(facts(), { generations: 10, evaluations: 300, methods: ["best_1_bin", "jade_best+lm"] });
  for (const { settings, maxEvaluations } of trials) {
    assert.deepEqual([settings["maxGenerations"], maxEvaluations], [10, 300]);
  }
});

test("methods share their starts and seeds; starts and repeats do not", () => {
  const { trials } = planSweep(facts(), {});
  const seedsOf = (method: string) =>
    trials.filter((trial) => trial.method === polished(method)).map(({ seed }) => seed);
  assert.deepEqual(seedsOf("jade_best"), seedsOf("rand_1_bin"));
  assert.equal(new Set(seedsOf("jade_best")).size, 9);
});

test("a sweep over more methods and repeats holds the trials of the smaller one under the same names", () => {
  const few = ids(facts(), { methods: ["jade_best+lm"], repeats: 2 });
  const many = new Set(ids(facts(), { repeats: 5 }));
  assert.ok(few.every((id) => many.has(id)));
});

test("the same facts, options and seed give the same names", () => {
  assert.deepEqual(ids(facts(), { seed: 7 }), ids(facts(), { seed: 7 }));
});

for (const [what, from, spec] of [
  ["the file's bytes", facts({ projectHash: "e".repeat(64) }), {}],
  ["the numerics version", facts({ numerics: "1".repeat(64) }), {}],
  ["the kernel twin", facts({ kernel: "wasm" }), {}],
  ["the seed", facts(), { seed: 2 }],
  ["the budget", facts(), { evaluations: 4999 }],
  ["the number of generations", facts(), { generations: 10 }],
  ["the population", facts(), { populations: [49] }],
  ["km", facts(), { km: [0.71] }],
  ["the spread at which a trial ends", facts(), { minSpread: 1 }],
  ["whether the bounds hold", facts({}, { useBoundaries: false }), {}],
] as const) {
  test(`${what} is part of every trial's name`, () => {
    const before = new Set(ids(facts(), {}));
    assert.ok(ids(from, spec).every((id) => !before.has(id)));
  });
}

test("a batch is swept fit by fit, each with its own settings and budget", () => {
  const batch = facts({
    fits: [
      { parameters: 2, settings: SETTINGS },
      { parameters: 4, settings: { ...SETTINGS, usePopMult: true } },
    ],
  });
  const { trials } = planSweep(batch, { methods: ["jade_best"], starts: [{ kind: "guess" }], repeats: 1 });
  assert.deepEqual(
    trials.map(({ fit, maxEvaluations, settings }) => [fit, maxEvaluations, settings["popSize"]]),
    [
      [0, 2000, 50],
      [1, 4000, 12],
    ],
  );
});

test("what a trial is expected to take is its budget, or its generations and the first population", () => {
  const expected = (spec: Parameters<typeof planSweep>[1], method = "best_1_bin") =>
    expectedEvaluations(planSweep(facts(), { ...spec, methods: [method] }).trials[0]!);
  assert.equal(expected({}), 5000);
  assert.equal(expected({ generations: 9 }), 500);
  assert.equal(expected({ generations: 9, evaluations: 300 }), 300);
  assert.equal(expected({}, "best_1_bin+lm"), 5000);
  assert.equal(expected({ generations: 9 }, "best_1_bin+lm"), 667);
  assert.equal(expected({ generations: 9 }, "levenberg_marquardt"), 5000);
});

test("a method that does not exist and a population that cannot breed are refused", () => {
  const refused = (spec: Parameters<typeof planSweep>[1], text: RegExp) =>
    assert.throws(
      () => planSweep(facts(), spec),
      (e) => e instanceof GxError && e.code === "GX_USAGE" && text.test(e.message),
    );
  refused({ methods: ["best_2_bin"] }, /There is no method "best_2_bin"/);
  refused({ populations: [2] }, /A population of 2 cannot be used: 3 to 100000 can/);
  refused({ populations: [1e9] }, /A population of 1000000000 cannot be used/);
  refused({ repeats: 1e9 }, /more than 100000 trials/);
});
