import assert from "node:assert/strict";
import { test } from "node:test";
import type { Minimum } from "../../runtime/sweep/minima.ts";
import { type RankedTrial, rankTrials } from "../../runtime/sweep/rank.ts";
import { boundAt, judgeTrust } from "../../runtime/sweep/trust.ts";
import { trial } from "../helpers/trials.ts";

const PARAMETERS = { names: ["thickness", "roughness"], lower: [0, 0], upper: [100, 10] };

function judge(trials: RankedTrial[], uncertainty?: number[]) {
  const { verdict, sentence } = judgeTrust(trials, rankTrials(trials), { ...PARAMETERS, uncertainty });
  return [verdict, sentence];
}

const good = () => trial({ fom: 1, best: [50, 3] });
const bad = () => trial({ fom: 7, best: [20, 8] });
const other = () => trial({ fom: 1.01, best: [90, 3] });

test("most starts at the same parameters are worth trust", () => {
  assert.deepEqual(judge([good(), good(), bad(), good(), trial({ fom: 1.03, best: [51.9, 2.9] })]), [
    "trust",
    "4 of 5 independent starts agree on the figure of merit and on every parameter.",
  ]);
});

test("few of many, or two of two, call for caution", () => {
  assert.deepEqual(judge([good(), good(), good(), bad(), bad(), bad(), bad()]), [
    "caution",
    "Only 3 of 7 independent starts agree on the figure of merit and on every parameter.",
  ]);
  assert.equal(judge([good(), good()])[0], "caution");
});

test("one start, or one that stands alone, proves nothing", () => {
  assert.deepEqual(judge([good()]), [
    "doubt",
    "Only one start has a result, so nothing confirms it: run more, from other starts.",
  ]);
  assert.deepEqual(judge([good(), bad(), bad()]), [
    "doubt",
    "No other of the 3 starts came near the best figure of merit: give the trials more evaluations.",
  ]);
});

test("of two starts the second is the other one", () => {
  assert.match(judge([good(), bad()])[1]!, /^The other start did not come near the best figure of merit: /);
  assert.match(
    judge([good(), other()])[1]!,
    /^The other start reached the same figure of merit at other parameters \(/,
  );
});

test("the same figure of merit at other parameters is said, with the parameter", () => {
  assert.deepEqual(judge([good(), other(), other(), bad()]), [
    "doubt",
    "None of the other 3 starts found these parameters, and 2 reached the same figure of merit at other parameters (`thickness` differs most): the data do not decide between them.",
  ]);
  assert.deepEqual(judge([good(), good(), good(), other()]), [
    "caution",
    "3 of 4 independent starts agree on the figure of merit and on every parameter, but one reached the same figure of merit at other parameters (`thickness` differs most).",
  ]);
});

test("within its uncertainty a parameter is the same, but not however large that is", () => {
  const spread = () => [good(), trial({ fom: 1.02, best: [55, 3] }), trial({ fom: 1.02, best: [46, 3] })];
  assert.equal(judge(spread())[0], "doubt");
  assert.equal(judge(spread(), [6, 0.1])[0], "trust");
  assert.equal(judge([good(), other(), other()], [80, 0.1])[0], "doubt");
});

test("methods that share a start count as one start, judged by the best of them", () => {
  const from = (seed: number) => [
    trial({ fom: 1, best: [50, 3], seed, method: "best_1_bin" }),
    trial({ fom: 5, best: [10, 3], seed, method: "rand_1_bin" }),
  ];
  assert.deepEqual(judge([...from(1), ...from(2), ...from(3)]), [
    "trust",
    "3 of 3 independent starts agree on the figure of merit and on every parameter.",
  ]);
  assert.equal(judge(from(1))[0], "doubt");
});

test("a bound, an undetermined parameter or starts all at the file's values take trust away", () => {
  const agree = "3 of 3 independent starts agree on the figure of merit and on every parameter";
  const edge = () => trial({ fom: 1, best: [50, 10] });
  assert.deepEqual(judge([edge(), edge(), edge()]), [
    "caution",
    `${agree}; the fit ended with \`roughness\` at its upper bound, so the best may lie beyond.`,
  ]);
  assert.deepEqual(judge([good(), good(), good()], [1, Number.NaN]), [
    "caution",
    `${agree}; the data do not determine \`roughness\`.`,
  ]);
  const guess = () => trial({ fom: 1, best: [50, 3], from: { kind: "guess" } });
  assert.deepEqual(judge([guess(), guess(), guess()]), [
    "caution",
    `${agree}; all of them began from the file's own values.`,
  ]);
});

test("trials that failed, were cut short or have not run are counted aloud", () => {
  const failed = () => trial({ status: "failed", fom: Number.POSITIVE_INFINITY, best: [] });
  const partial = trial({ status: "partial", fom: 3, best: [1, 1] });
  assert.deepEqual(judge([good(), good(), good(), failed(), failed(), partial, trial(null)]), [
    "trust",
    "3 of 4 independent starts agree on the figure of merit and on every parameter; 2 trials failed; 1 trial was cut short; 1 trial has not run.",
  ]);
  assert.deepEqual(judge([failed()]), [
    "doubt",
    "No trial has ended with a figure of merit, so there is nothing to trust; 1 trial failed.",
  ]);
});

test("a value within a thousandth of the bounds' width is at the bound", () => {
  assert.equal(boundAt(0.05, 0, 100), "lower");
  assert.equal(boundAt(99.95, 0, 100), "upper");
  assert.equal(boundAt(0.5, 0, 100), "no");
});

test("where ends were polished, the minimum that a start led to decides", () => {
  const minimum = (rank: Minimum["rank"], best: number[], members: number[]): Minimum => {
    return { rank, best, members, fom: 1, trial: members[0]!, trialFom: 1, starts: members.length };
  };
  const of = (trials: RankedTrial[], ...minima: Minimum[]) => {
    const known = { ...PARAMETERS, uncertainty: [0.5, 0.1], minima };
    const { verdict, sentence } = judgeTrust(trials, rankTrials(trials, 1), known);
    return [verdict, sentence];
  };
  const trials = [trial({ fom: 2, best: [49, 3] }), bad(), bad(), good()];
  const agree = "independent starts agree on the figure of merit and on every parameter";
  assert.deepEqual(of(trials, minimum("best", [50, 3], [0, 1, 2, 3])), [
    "trust",
    `4 of 4 ${agree}, 3 of them once polished.`,
  ]);
  const three = trials.slice(0, 3);
  assert.deepEqual(of(three, minimum("best", [50, 3], [0, 1, 2])), ["trust", `3 of 3 ${agree}, once polished.`]);
  assert.deepEqual(of(three, minimum("best", [50, 3], [0]), minimum("worse", [20, 8], [1])), [
    "doubt",
    "No other of the 3 starts came near the best figure of merit: give the trials more evaluations.",
  ]);
  assert.deepEqual(of(three, minimum("best", [50, 3], [0]), minimum("rival", [20, 3], [1])), [
    "doubt",
    "None of the other 2 starts found these parameters, and one reached the same figure of merit at other parameters (`thickness` differs most): the data do not decide between them.",
  ]);
  // A rival that another method found, from a start that led to the best as well.
  const both = [0, 1, 2, 0].map((seed) => trial({ fom: 1, best: [50, 3], seed }));
  assert.deepEqual(of(both, minimum("best", [50, 3], [0, 1, 2]), minimum("rival", [20, 3], [3])), [
    "caution",
    `3 of 3 ${agree}; another minimum fits as well.`,
  ]);
});
