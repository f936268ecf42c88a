import assert from "node:assert/strict";
import { test } from "node:test";
import { pointsText } from "../../runtime/results/points-text.ts";
import { terminalText } from "../../runtime/results/terminal.ts";
import { sweepResults } from "../helpers/sweep-results.ts";

const set = (name: string, counted: number, countedAtStart?: number, points = 120) => ({
  name,
  points,
  counted,
  ...(countedAtStart !== undefined && { countedAtStart }),
});

test("each data set in use says how many points count, at one place or at the best and in the file", () => {
  assert.deepEqual(pointsText([set("up", 120), set("down", 39), set("off", 0, undefined, 0)]), [
    "up: 120 of 120 points count.",
    "down: 39 of 120 points count.",
  ]);
  assert.deepEqual(pointsText([set("up", 120, 120), set("down", 39, 120), set("new", 120, Number.NaN)]), [
    "up: 120 of 120 points count, as many at the file's values.",
    "down: 39 of 120 points count, 120 at the file's values.",
    "new: 120 of 120 points count, at the file's values nothing can be computed.",
  ]);
  assert.deepEqual(pointsText([set("up", Number.NaN, 118)]), ["up: 118 of 120 points count at the file's values."]);
  assert.deepEqual(pointsText([]), ["No point of any data set is in use and inside the fit range."]);
});

test("of two hundred data sets those are named that lose points", () => {
  const many = Array.from({ length: 200 }, (_, k) => set(`${k}`, k === 7 ? 100 : 120, k === 9 ? 119 : 120));
  assert.deepEqual(pointsText(many), [
    "7: 100 of 120 points count, 120 at the file's values.",
    "9: 120 of 120 points count, 119 at the file's values.",
    "The other 198 data sets: 23760 of 23760 points count.",
  ]);
  assert.deepEqual(pointsText(many.map(({ name }) => set(name, 120, 120))), [
    "All 200 data sets: 24000 of 24000 points count.",
  ]);
});

test("a sweep's tables say so, and that the file's own values gave no figure of merit", () => {
  const results = sweepResults();
  results.fits[0]!.startFom = Number.NaN;
  const text = terminalText(results);
  assert.match(text, /^after annealing: 179 of 180 points count, as many at the file's values\.$/m);
  assert.match(text, /^Figure of merit \(logbars\): 0\.031218, none at the file's own values; /m);
});
