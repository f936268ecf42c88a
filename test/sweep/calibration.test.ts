import assert from "node:assert/strict";
import { test } from "node:test";
import { wrongPercent } from "../../runtime/sweep/calibration.ts";
import { SEARCH_DEFAULTS } from "../../runtime/sweep/plan-search.ts";

test("how often a finding was wrong lies in its interval, and is told for as many finds as were counted, or more", () => {
  const { confidence } = SEARCH_DEFAULTS;
  const { percent, low, high } = wrongPercent(confidence)!;
  assert.ok(low >= 0 && low <= percent && percent < high && high < 5);
  assert.deepEqual(wrongPercent(confidence + 3), wrongPercent(confidence));
  assert.equal(wrongPercent(confidence - 1), undefined);
});

test("the interval is Wilson's", () => {
  // Worked out from Wilson (1927) by hand, with 1.959964 for the deviate.
  const close = (a: number, b: number) => assert.ok(Math.abs(a - b) < 0.005, `${a} and ${b}`);
  const none = wrongPercent(5, { confidence: 5, settled: 271, wrong: 0 })!;
  close(none.low, 0);
  close(none.high, 1.398);
  const some = wrongPercent(5, { confidence: 5, settled: 520, wrong: 3 })!;
  close(some.low, 0.196);
  close(some.high, 1.684);
});
