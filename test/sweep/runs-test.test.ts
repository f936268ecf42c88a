import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../runtime/optimisers/random.ts";
import { chanceOfFewer, runsTest } from "../../runtime/sweep/runs-test.ts";
import { assertNear } from "../helpers/close.ts";

/** "++-" → residuals in the order of x. */
function points(signs: string, name = "d") {
  return { name, x: [...signs].map((_, i) => i), residual: [...signs].map((sign) => ({ "+": 2, "-": -1 })[sign] ?? 0) };
}

test("the chance of so few runs is that of counting all rows of these signs", () => {
  const runsOf = (row: number, n: number) => {
    let runs = 1;
    for (let i = 1; i < n; i++) runs += Number(((row >> i) & 1) !== ((row >> (i - 1)) & 1));
    return runs;
  };
  for (const [above, below] of [
    [1, 1],
    [3, 2],
    [4, 4],
    [1, 7],
    [7, 5],
  ] as const) {
    const n = above + below;
    const rows = [...Array(2 ** n).keys()].filter((row) => row.toString(2).replaceAll("0", "").length === above);
    for (let r = 1; r <= n; r++) {
      const fewer = rows.filter((row) => runsOf(row, n) <= r).length;
      assertNear(chanceOfFewer(above, below, r), fewer / rows.length, 1e-12, `${above} ${below} ${r}`);
    }
  }
});

test("of a thousand points the chance is that of the normal law", () => {
  // Mean 501, standard deviation √(500 · 499 / 999) = 15.80: Φ((454.5 − 501) / 15.80) = Φ(−2.943) = 1.625e-3.
  assertNear(chanceOfFewer(500, 500, 454), 1.625e-3, 0.02);
});

test("what has one sign, or none, or is few, is no structure", () => {
  assert.equal(runsTest([points("++++++++++++++++")]).chance, 1);
  assert.equal(runsTest([points("")]).chance, 1);
  assert.equal(runsTest([]).chance, 1);
  assert.ok(runsTest([points("++++++------")]).chance > 1e-3);
  assert.ok(runsTest([points("+++++++-------")]).chance < 1e-3);
});

test("residuals are taken in the order of x; those of 0, and what is no number, are left out", () => {
  const { x, residual } = points("+-+-+-+-");
  const shuffled = { name: "d", x: [0, 4, 1, 5, 2, 6, 3, 7], residual };
  assert.equal(runsTest([{ name: "d", x, residual }]).runs, 8);
  assert.equal(runsTest([shuffled]).runs, 2);
  const holes = { name: "d", x: [0, 1, 2, 3], residual: [1, 0, Number.NaN, 1] };
  assert.deepEqual([runsTest([holes]).points, runsTest([holes]).runs], [2, 1]);
});

test("of several data sets the one with structure is named, and structure in all together is seen", () => {
  const right = "++-+--+-++--+-+-+--+-++-";
  const sets = [points(right, "a"), points(`${"+".repeat(20)}${"-".repeat(20)}`, "b"), points(right, "c")];
  const { chance, where } = runsTest(sets);
  assert.equal(where, "b");
  assert.ok(chance < 1e-3);
  const few = [..."abcdef"].map((name) => points("++++----", name));
  assert.equal(runsTest(few).where, "");
  assert.ok(runsTest(few).chance < 1e-3);
  // Wholly above and wholly below: alone neither says anything.
  assert.ok(runsTest([points("+".repeat(30), "a"), points("-".repeat(30), "b")]).chance < 1e-3);
});

test("of normal noise no more is taken for structure than the level says, of one data set or of five", () => {
  const random = new Random(11);
  for (const sets of [1, 5]) {
    let alarms = 0;
    for (let draw = 0; draw < 4000; draw++) {
      const noise = Array.from({ length: sets }, (_, k) => ({
        name: `${k}`,
        x: Array.from({ length: 40 }, (_, i) => i),
        residual: Array.from({ length: 40 }, () => random.normal()),
      }));
      alarms += Number(runsTest(noise).chance < 0.01);
    }
    assert.ok(alarms <= 55, `${alarms} of 4000 at 1 %`);
    assert.ok(alarms >= 5, `${alarms} of 4000 at 1 %`);
  }
});
