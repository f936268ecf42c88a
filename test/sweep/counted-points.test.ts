/**
 * Fits that can win by losing points: a line through the logarithms of data, which
 * knows nothing of the points where the line is below 0.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { countEnds, totalCounted } from "../../runtime/sweep/counted-points.ts";
import { findMinima } from "../../runtime/sweep/minima.ts";
import { polish } from "../../runtime/sweep/polish.ts";
import { rankTrials } from "../../runtime/sweep/rank.ts";
import { judgeTrust } from "../../runtime/sweep/trust.ts";
import { estimateUncertainty } from "../../runtime/sweep/uncertainty.ts";
import { projectOf } from "../helpers/project.ts";
import { trial } from "../helpers/trials.ts";

const SCRIPT = `class Line:
    slope = 2.0
    down = 0.5
line = Line()
def Sim(data):
    return [line.slope * data[0].x - line.down]
`;

/** Of y = 2x − 0.5, each point off by the factor 1 ± `noise`; slope and down within 1 … 40 and −5 … 500. */
function line(noise: number, fom = "log") {
  const x = Array.from({ length: 12 }, (_, i) => i + 1);
  const y = x.map((v, i) => (2 * v - 0.5) * (1 + (i % 2 ? noise : -noise)));
  const project = projectOf(
    SCRIPT,
    [{ x, y, error: y.map((v) => 0.1 * v) }],
    [
      ["line.slope", 2.2],
      ["line.down", 0.3],
    ],
  );
  project.fomFunction = fom;
  Object.assign(project.parameters[0]!, { min: 1, max: 40 });
  Object.assign(project.parameters[1]!, { min: -5, max: 500 });
  return { project, fit: compileFit(project) };
}

const endAt = (objective: Objective, best: number[], seed: number) =>
  trial({ best, fom: objective.evaluate(Float64Array.from(best)), seed, evaluations: 10_000 });
const unknown = () => undefined;
const judge = (objective: Objective, trials: ReturnType<typeof trial>[], points: readonly number[]) => {
  const { found } = findMinima(objective, trials, unknown);
  const ends = trials.map(({ result }) => result!.best);
  const counted = countEnds(objective, found[0]!.best, ends, points);
  const trust = judgeTrust(trials, rankTrials(trials, found[0]!.fom), { ...objective, minima: found, counted });
  return { found, ...trust };
};

test("a descent loses no point of those that count where it begins, and gains what it can", () => {
  const { objective } = line(0.1).fit;
  const counted = (best: readonly number[]) => totalCounted(objective.countedOf!(Float64Array.from(best)));
  for (const from of [
    [2.2, 0.3],
    [30, 40],
    [21, 230],
  ]) {
    const before = counted(from);
    const { best, fom } = polish(objective, endAt(objective, from, 1).result!, 2000, "finely");
    assert.ok(counted(best) >= before, `${from}: ${before}, then ${counted(best)}`);
    assert.ok(fom <= objective.evaluate(Float64Array.from(from)));
  }
});

test("an end that lost points leads to the fit of all of them, where that is lower", () => {
  const { fit } = line(0);
  const { objective } = fit;
  // The slope is right, and the first five points are lost.
  const trials = [1, 2, 3].map((seed) => endAt(objective, [2 + 0.001 * seed, 11], seed));
  for (const { result } of trials) result!.stopReason = "converged";
  const { found, verdict, sentence } = judge(objective, trials, fit.pointsOf);
  assert.deepEqual(
    found.map(({ members, rank }) => [members.toSorted(), rank]),
    [[[0, 1, 2], "best"]],
  );
  assert.ok(Math.abs(found[0]!.best[0]! - 2) < 1e-6 && Math.abs(found[0]!.best[1]! - 0.5) < 1e-6, `${found[0]!.best}`);
  assert.ok(found[0]!.fom < 1e-6 && found[0]!.trialFom > 0.1);
  assert.deepEqual([verdict, /points/.test(sentence)], ["trust", false]);
});

test("a best fit that has lost points is not to be trusted, however many agree, and it is said why", () => {
  const { project, fit } = line(0.1);
  const { objective } = fit;
  const [y] = project.datasets.map(({ y }) => y.values);
  // A line through the last point alone.
  const through = [40, 40 * 12 - y![11]!];
  assert.equal(objective.evaluate(Float64Array.from(through)) < 1e-10, true);
  const winners = [1, 2, 3, 4].map((seed) => endAt(objective, through, seed));
  const { found, verdict, sentence } = judge(objective, winners, fit.pointsOf);
  assert.equal(totalCounted(objective.countedOf!(Float64Array.from(found[0]!.best))) < 12, true);
  assert.equal(verdict, "doubt");
  assert.match(
    sentence,
    /^At the best fit only 1 of 12 points count, but 12 count at the file's own values: points that drop out lower the figure of merit without a better fit; /,
  );
  // The same of a start that ended with more of them, where the file's values have none.
  const elsewhere: Objective = { ...objective, start: Float64Array.from(through) };
  const all = endAt(objective, [2.1, 0.4], 9);
  assert.match(
    judge(elsewhere, [...winners, all], fit.pointsOf).sentence,
    /^At the best fit only 1 of 12 points count, but 12 where another start ended: /,
  );
});

test("ends at which not the same points count are not one minimum, and do not agree", () => {
  const step: Objective = {
    names: ["a"],
    lower: Float64Array.of(0),
    upper: Float64Array.of(100),
    start: Float64Array.of(50),
    evaluate: () => 1,
    residualCount: 0,
    residualKind: "none",
    residualSum: "squares",
    countedOf: (x) => [x[0]! < 50.2 ? 10 : 9, 7],
  };
  const trials = [50, 50.1, 50.3, 50.4].map((at, seed) => trial({ best: [at], fom: 1, seed }));
  const { found, unsettled } = findMinima(step, trials, unknown);
  assert.deepEqual([found.map(({ members }) => members), unsettled], [[[0, 1]], [2, 3]]);
  const counted = countEnds(step, [50], [[50], [50.1], [50.3], [50.4]], [10, 7]);
  const { agreeing, sentence } = judgeTrust(trials, rankTrials(trials), { ...step, minima: found, counted });
  assert.equal(agreeing, 2, sentence);
});

test("halving the fit range keeps ± and reduced χ² right", () => {
  const slope = (halved: boolean, name: string) => {
    const project = line(0.1, name).project;
    // The same points twice: in the range, and beyond it, where data are of another kind.
    const set = project.datasets[0]!;
    for (const column of [set.x, set.y, set.error]) {
      const beyond = Array.from(column.values, (v) => (column === set.x ? v + 100 : column === set.y ? 7 * v : v));
      if (halved) column.values = Float64Array.from([...column.values, ...beyond]);
    }
    if (halved) Object.assign(project.solver, { limitFitRange: true, fitXMin: 0.5, fitXMax: 50 });
    const found = estimateUncertainty(compileFit(project).objective, Float64Array.of(2, 0.5))!;
    return { standard: found.standard, chi2: found.reducedChiSquare, correlation: found.correlation };
  };
  for (const name of ["chi2bars", "chibars", "logbars", "diff", "log"]) {
    const [whole, half] = [slope(false, name), slope(true, name)];
    assert.deepEqual(half, whole, name);
    if (name === "chi2bars") {
      // Each point is off by a tenth of the right line, and its bar is a tenth of what was measured: (0.1 / 0.9)², (0.1 / 1.1)².
      const chi2 = (6 * ((0.1 / 0.09) ** 2 + (0.1 / 0.11) ** 2)) / 10;
      assert.ok(Math.abs(whole.chi2! - chi2) < 1e-9 * chi2, `${whole.chi2}, not ${chi2}`);
    }
  }
});
