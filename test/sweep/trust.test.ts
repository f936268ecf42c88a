import assert from "node:assert/strict";
import { test } from "node:test";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import type { Determination } from "../../runtime/sweep/determined.ts";
import type { FitQuality } from "../../runtime/sweep/fit-quality.ts";
import { findMinima, type Minimum } from "../../runtime/sweep/minima.ts";
import { type RankedTrial, rankTrials } from "../../runtime/sweep/rank.ts";
import { boundAt, judgeTrust, withValleys } from "../../runtime/sweep/trust.ts";
import { trial } from "../helpers/trials.ts";

const PARAMETERS = { names: ["thickness", "roughness"], lower: [0, 0], upper: [100, 10] };

/** Its bottom is where the good trials end. */
const HOLLOW: Objective = {
  names: PARAMETERS.names,
  lower: Float64Array.from(PARAMETERS.lower),
  upper: Float64Array.from(PARAMETERS.upper),
  start: Float64Array.of(40, 4),
  evaluate: (x) => 1 + (x[0]! - 50) ** 2 + (x[1]! - 3) ** 2,
  residualCount: 0,
  residualKind: "relative",
  residualSum: "squares",
  penalised: false,
};

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
    "None of the other 3 starts found these parameters, and 2 reached the same figure of merit at other parameters (`thickness` differs most): the data do not decide between them; 2 of 4 trials ended at another minimum that fits as well.",
  ]);
  assert.deepEqual(judge([good(), good(), good(), other()]), [
    "caution",
    "3 of 4 independent starts agree on the figure of merit and on every parameter, but one reached the same figure of merit at other parameters (`thickness` differs most); 1 of 4 trials ended at another minimum that fits as well.",
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

test("a bound or starts all at the file's values take trust away", () => {
  const agree = "3 of 3 independent starts agree on the figure of merit and on every parameter";
  const edge = () => trial({ fom: 1, best: [50, 10] });
  assert.deepEqual(judge([edge(), edge(), edge()]), [
    "caution",
    `${agree}; the fit ended with \`roughness\` at its upper bound, so the best may lie beyond.`,
  ]);
  const guess = (evaluations: number) => trial({ fom: 1, best: [50, 3], from: { kind: "guess" }, evaluations });
  assert.deepEqual(judge([guess(900), guess(1000), guess(1100)]), [
    "caution",
    `${agree}; all of them began from the file's own values.`,
  ]);
});

test("trials that did the same from the file's values, to the last bit, are one start", () => {
  const guess = (method: string, evaluations = 700) =>
    trial({ method, fom: 1, best: [50, 3], from: { kind: "guess" }, evaluations });
  assert.deepEqual(judge([guess("scout"), guess("scout"), guess("scout")]), [
    "doubt",
    "Only one start has a result, so nothing confirms it: run more, from other starts.",
  ]);
  // By another method, or with dice that told, it is another run.
  assert.match(
    judge([guess("scout"), guess("memetic"), guess("scout", 705), good()])[1]!,
    /^4 of 4 independent starts/,
  );
  const { found } = findMinima(HOLLOW, [guess("scout"), guess("scout"), good()], () => undefined);
  assert.equal(found[0]!.starts, 2);
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
    "None of the other 2 starts found these parameters, and one reached the same figure of merit at other parameters (`thickness` differs most): the data do not decide between them; 1 of 3 trials ended at another minimum that fits as well.",
  ]);
  // A rival that another method found, from a start that led to the best as well.
  const both = [0, 1, 2, 0].map((seed) => trial({ fom: 1, best: [50, 3], seed }));
  assert.deepEqual(of(both, minimum("best", [50, 3], [0, 1, 2]), minimum("rival", [20, 3], [3])), [
    "caution",
    `3 of 3 ${agree}; 1 of 4 trials ended at another minimum that fits as well.`,
  ]);
});

test("every trial that ended at a rival is counted, also where its start led another trial to the best", () => {
  const from = (seed: number, fits: RankedTrial[]) => fits.map(({ result }) => trial({ ...result!, seed }));
  const trials = [...from(1, [good(), other()]), ...from(2, [good(), other()]), ...from(3, [good(), good()])];
  const { verdict, sentence, rivalTrials } = judgeTrust(trials, rankTrials(trials), PARAMETERS);
  assert.deepEqual(
    [verdict, sentence, rivalTrials],
    [
      "caution",
      "3 of 3 independent starts agree on the figure of merit and on every parameter; 2 of 6 trials ended at another minimum that fits as well.",
      2,
    ],
  );
});

test("what the data leave open is named, and only the others are said to agree", () => {
  const open = (determination: Determination) => {
    const trials = [good(), other(), trial({ fom: 1, best: [20, 3] })];
    const { verdict, sentence } = judgeTrust(trials, rankTrials(trials), { ...PARAMETERS, determination });
    return [verdict, sentence];
  };
  const nothing = { withoutEffect: [], alone: [], together: [] };
  const agree = "3 of 3 independent starts agree on the figure of merit and on `roughness`";
  assert.deepEqual(open({ ...nothing, alone: ["thickness"] }), [
    "caution",
    `${agree}; the data do not determine \`thickness\`.`,
  ]);
  assert.deepEqual(open({ ...nothing, withoutEffect: ["thickness"] }), [
    "caution",
    `${agree}; \`thickness\` has no effect on the simulation, and should not be fitted.`,
  ]);
  assert.deepEqual(open({ ...nothing, together: [{ names: ["thickness", "roughness"] }] }), [
    "caution",
    "3 of 3 independent starts agree on the figure of merit; the data do not determine `thickness` and `roughness`, only a combination of them.",
  ]);
});

test("a minimum that differs only in what the data leave open is no rival", () => {
  const trials = [good(), good(), trial({ fom: 1, best: [90, 3] })];
  const minima = [
    { rank: "best" as const, best: [50, 3], members: [0, 1], fom: 1, trial: 0, trialFom: 1, starts: 2 },
    { rank: "rival" as const, best: [90, 3], members: [2], fom: 1, trial: 2, trialFom: 1, starts: 1 },
  ];
  const knowing = (names: string[]) => ({ withoutEffect: [], alone: names, together: [] });
  const ranks = (names: string[]) =>
    withValleys({ ...PARAMETERS, determination: knowing(names), minima }).map(({ rank }) => rank);
  assert.deepEqual(ranks(["thickness"]), ["best", "valley"]);
  assert.deepEqual(ranks(["roughness"]), ["best", "rival"]);
  const judged = (names: string[]) => {
    const determination = knowing(names);
    return judgeTrust(trials, rankTrials(trials), { ...PARAMETERS, determination, minima });
  };
  assert.deepEqual([judged(["thickness"]).agreeing, judged(["thickness"]).rivalTrials], [3, 0]);
  assert.deepEqual([judged(["roughness"]).agreeing, judged(["roughness"]).rivalTrials], [2, 1]);
});

test("starts that agree on a model that does not describe the data are not trusted", () => {
  const judged = (quality: FitQuality, trials = [good(), good(), good()]) => {
    const { verdict, sentence } = judgeTrust(trials, rankTrials(trials), { ...PARAMETERS, quality });
    return [verdict, sentence];
  };
  const agree = "3 of 3 independent starts agree on the figure of merit and on every parameter";
  const large = { reduced: 14.23, scatter: 0.118, judgement: "too large" as const };
  const finding =
    "the model does not describe the data, or their error bars are too small (reduced χ² is 14.2, and 1 ± 0.12 is to be expected)";
  assert.deepEqual(judged({ chiSquare: large, structured: false }), [
    "doubt",
    `The starts agree, but ${finding}; ${agree}.`,
  ]);
  const [verdict, alone] = judged({ chiSquare: large, structured: false }, [good()]);
  assert.equal(verdict, "doubt");
  assert.ok(alone!.startsWith("Only one start has a result") && alone!.includes(finding));
  assert.deepEqual(judged({ chiSquare: { reduced: 0.31, scatter: 0.1, judgement: "too small" }, structured: false }), [
    "trust",
    `${agree}; the error bars are larger than the scatter (reduced χ² is 0.31, and 1 ± 0.1 is to be expected).`,
  ]);
  const runs = { points: 120, runs: 31, expected: 60.4, chance: 1e-6, where: "" };
  assert.deepEqual(judged({ runs, structured: true }), [
    "caution",
    `${agree}; the residuals have structure (their sign changes 30 times along x, and 59 times are to be expected of chance).`,
  ]);
  assert.deepEqual(judged({ runs, structured: false }), ["trust", `${agree}.`]);
});
