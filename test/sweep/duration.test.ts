import assert from "node:assert/strict";
import { test } from "node:test";
import type { OptimiserSettings } from "../../runtime/gx/project.ts";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { durationOf, measureSpeed } from "../../runtime/sweep/duration.ts";
import { planSearch } from "../../runtime/sweep/plan-search.ts";
import { planSweep, type SweepFacts, type SweepSpec } from "../../runtime/sweep/plan-sweep.ts";

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

const said = (spec: SweepSpec, speeds: readonly number[], threads: number, fits = speeds.length) =>
  durationOf(planSweep(facts(fits), spec), new Array(fits).fill(6), speeds, threads).longest;

test("the time that is said holds polishing too: on one thread, a tenth of what trials leave unpolished", () => {
  const lasts = (methods: string[], threads: number) =>
    said({ methods, starts: [{ kind: "uniform" }], repeats: 16 }, [1e-3], threads);
  const [work, least] = [16 * 6, 20 * 14 * 1e-3];
  assert.ok(Math.abs(lasts(["best_1_bin"], 16) - (work / 16 + 0.1 * work)) < 1e-9);
  assert.ok(Math.abs(lasts(["best_1_bin+lm"], 16) - (work / 16 + least)) < 1e-9);
});

test("each fit of a batch counts at its own speed, wherever it stands, in the trials and in polishing what they leave", () => {
  for (const methods of [["best_1_bin+lm"], ["best_1_bin"]]) {
    const lasts = (...speeds: number[]) => said({ methods }, speeds, 1);
    const [quick, slow] = [1e-4, 1e-2];
    const apart = lasts(quick) + lasts(slow);
    for (const together of [lasts(quick, slow), lasts(slow, quick)]) {
      assert.ok(Math.abs(together - apart) < 1e-9 * apart, `${together} s, and ${apart} s one after the other`);
    }
  }
});

test("a search lasts its limit at the most, shared by the threads, and usually much less", () => {
  const search = (spec: SweepSpec, speeds: number[], threads: number) =>
    durationOf(planSearch(facts(speeds.length), spec), new Array(speeds.length).fill(6), speeds, threads);
  const { longest, usual } = search({}, [1e-3], 2);
  assert.ok(Math.abs(longest - (15_000 * 6 * 1e-3) / 2) < 1e-9);
  assert.ok(usual! > 0 && usual! < longest / 5);
  assert.ok(Math.abs(search({}, [1e-3, 1e-2], 1).longest - 15_000 * 6 * 0.011) < 1e-9);
  const short = search({ maxEvaluations: 100 }, [1e-3], 1);
  assert.ok(Math.abs(short.longest - 0.1) < 1e-9 && short.usual === short.longest);
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
