import assert from "node:assert/strict";
import { test } from "node:test";
import type { OptimiserSettings } from "../../runtime/gx/project.ts";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { polished } from "../../runtime/sweep/methods.ts";
import { planSweep, type SweepFacts } from "../../runtime/sweep/plan-sweep.ts";
import { expectedSeconds, measureSpeed, PATIENCE, sizeSweep } from "../../runtime/sweep/size.ts";
import type { TrialSpec } from "../../runtime/sweep/trial.ts";

const settings: OptimiserSettings = {
  km: 0.6,
  kr: 0.6,
  usePopMult: false,
  popMult: 3,
  popSize: 50,
  scheme: "rand_1_bin",
  useMaxGenerations: true,
  maxGenerations: 100,
  maxGenerationMult: 6,
  minParameterSpread: 0,
  useStartGuess: true,
  useBoundaries: true,
  allowedFomDiscrepancy: 1e-10,
  maxLogElements: 100_000,
  errorbarLevel: 1.05,
};
const facts = (fits = 1): SweepFacts => ({
  projectHash: "p",
  numerics: "n",
  kernel: "k",
  fits: Array.from({ length: fits }, () => ({ parameters: 6, settings })),
});

test("a sweep without options ends within the time that it says, whatever an evaluation costs", () => {
  for (const each of [1e-5, 1e-4, 3e-4, 1e-3, 3e-3]) {
    for (const threads of [1, 2, 16]) {
      const { spec, seconds } = sizeSweep(facts(), {}, [each], threads);
      assert.equal(seconds, expectedSeconds(facts(), spec, [each], threads));
      assert.ok(seconds <= PATIENCE || spec.methods !== undefined, `${each} s, ${threads} threads: ${seconds} s`);
    }
  }
});

test("the slower the model, the smaller the sweep, and never without the file's own method and several starts", () => {
  let before = Number.POSITIVE_INFINITY;
  for (const each of [1e-6, 1e-4, 4e-4, 8e-4, 1.5e-3, 5e-3, 1]) {
    const { trials } = planSweep(facts(), sizeSweep(facts(), {}, [each], 2).spec);
    const work = trials.reduce((sum, trial) => sum + trial.maxEvaluations, 0);
    assert.ok(work <= before);
    before = work;
    const own = trials.filter(({ method }) => method === polished(settings.scheme));
    assert.ok(own.length >= 3);
    assert.equal(new Set(own.map(({ start }) => start.kind)).size, 3);
  }
});

test("a larger sweep holds every trial of a smaller one, and runs it at least as long", () => {
  const sizes = [1e-6, 4e-4, 8e-4, 1.5e-3, 3e-3, 5e-3, 1].map(
    (each) => planSweep(facts(), sizeSweep(facts(), {}, [each], 2).spec).trials,
  );
  assert.equal(new Set(sizes.map((trials) => `${trials.length} ${trials[0]!.maxEvaluations}`)).size, 7);
  const evolution = ({ method, start, seed, settings: { searchEvaluations: _, ...same } }: TrialSpec) =>
    JSON.stringify({ method, start, seed, same });
  for (const [i, smaller] of sizes.slice(1).entries()) {
    const larger = new Map(sizes[i]!.map((trial) => [evolution(trial), trial]));
    for (const trial of smaller) {
      const longer = larger.get(evolution(trial));
      assert.ok(longer !== undefined && longer.maxEvaluations >= trial.maxEvaluations);
      assert.ok(longer.settings["searchEvaluations"]! >= trial.settings["searchEvaluations"]!);
    }
  }
});

test("where there is time, settings around the file's are tried with the file's own method", () => {
  const { trials } = planSweep(facts(), sizeSweep(facts(), {}, [1e-6], 2).spec);
  const own = trials.filter(({ method }) => method === polished(settings.scheme));
  const tried = new Set(
    own.map((trial) => [trial.settings["km"], trial.settings["kr"], trial.settings["popSize"]].join()),
  );
  assert.ok(tried.has("0.6,0.6,50"));
  assert.ok(tried.size >= 5, [...tried].join(" "));
  assert.equal(new Set(trials.map(({ method }) => method)).size, 6);
});

test("the time that is said holds polishing too: on one thread, a tenth of what trials leave unpolished", () => {
  const said = (methods: string[], threads: number) =>
    expectedSeconds(facts(), { methods, starts: [{ kind: "uniform" }], repeats: 16 }, [1e-3], threads);
  const [work, least] = [16 * 6, 20 * 14 * 1e-3];
  assert.ok(Math.abs(said(["best_1_bin"], 16) - (work / 16 + 0.1 * work)) < 1e-9);
  assert.ok(Math.abs(said(["best_1_bin+lm"], 16) - (work / 16 + least)) < 1e-9);
});

test("each fit of a batch counts at its own speed, wherever it stands, in the trials and in polishing what they leave", () => {
  for (const methods of [["best_1_bin+lm"], ["best_1_bin"]]) {
    const said = (...speeds: number[]) => expectedSeconds(facts(speeds.length), { methods }, speeds, 1);
    const [quick, slow] = [1e-4, 1e-2];
    const apart = said(quick) + said(slow);
    for (const together of [said(quick, slow), said(slow, quick)]) {
      assert.ok(Math.abs(together - apart) < 1e-9 * apart, `${together} s, and ${apart} s one after the other`);
    }
  }
});

test("more patience, a larger sweep; a batch shares the time", () => {
  const count = (patience: number, fits = 1) =>
    planSweep(facts(fits), sizeSweep(facts(fits), {}, new Array(fits).fill(1e-3), 2, patience).spec).trials.length /
    fits;
  assert.ok(count(1000) > count(100));
  assert.ok(count(100, 10) < count(1000));
});

test("the speed is that of the objective's own evaluations, once warm, whatever disturbs now and then", () => {
  let clock = 0;
  let evaluations = 0;
  const objective: Objective = {
    names: ["a"],
    lower: Float64Array.of(0),
    upper: Float64Array.of(1),
    start: Float64Array.of(0.5),
    evaluate: () => {
      evaluations++;
      clock += evaluations < 20 ? 0.02 : evaluations % 50 === 0 ? 0.1 : 0.004;
      return 1;
    },
    residualCount: 0,
    residualKind: "none",
    residualSum: "squares",
  };
  assert.ok(Math.abs(measureSpeed(objective, 0.8, () => clock) - 0.006) < 1e-9);
  assert.ok(clock < 1.2, `${clock} s`);
  const slow = { ...objective, evaluate: () => (clock += 3) };
  const before = clock;
  assert.ok(Math.abs(measureSpeed(slow, 0.4, () => clock) - 4.5) < 1e-9);
  assert.equal(clock - before, 6);
});

test("the middle one of the last five batches counts, in whichever order they came", () => {
  let clock = 0;
  const costs = [9, 9, 9, 10, 8, 9.5, 6, 7];
  const objective: Objective = {
    names: [],
    lower: Float64Array.of(),
    upper: Float64Array.of(),
    start: Float64Array.of(),
    evaluate: () => (clock += costs.shift()!),
    residualCount: 0,
    residualKind: "none",
    residualSum: "squares",
  };
  // None takes half of an eighth of the time, so that each batch is one evaluation.
  assert.equal(
    measureSpeed(objective, 67.5, () => clock),
    1.5 * 8,
  );
  assert.deepEqual(costs, []);
});

test("the clock is in seconds", () => {
  const objective: Objective = {
    names: [],
    lower: Float64Array.of(),
    upper: Float64Array.of(),
    start: Float64Array.of(),
    evaluate: () => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5) && 1,
    residualCount: 0,
    residualKind: "none",
    residualSum: "squares",
  };
  const each = measureSpeed(objective, 0.02);
  assert.ok(each > 1.5 * 0.004 && each < 1, `${each} s`);
});
