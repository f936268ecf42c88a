/** What a fleet costs: laws that hold whatever it costs an hour and whenever one looks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { uniformFloat64 } from "pure-rand/distribution/uniformFloat64";
import { xoroshiro128plus } from "pure-rand/generator/xoroshiro128plus";
import { bill, costSoFar, costText, limitEnd, usd } from "../../../scripts/cloud/cost.ts";

const HOUR = 3_600_000;
const MINUTE = 60_000;
const startedAt = new Date("2026-11-21T12:00:00Z");
const after = (ms: number) => new Date(startedAt.getTime() + ms);

function* cases(): Generator<{ usdPerHour: number; maxUsd: number }> {
  const dice = xoroshiro128plus(20261121);
  const between = (low: number, high: number) => Math.exp(Math.log(low) + uniformFloat64(dice) * Math.log(high / low));
  for (let i = 0; i < 2000; i++) {
    const usdPerHour = between(0.005, 200);
    // Often a whole number of hours, where a division rounds one way or the other.
    const maxUsd = i % 2 === 0 ? usdPerHour * Math.floor(between(1, 500)) : usdPerHour * between(1, 500);
    yield { usdPerHour, maxUsd };
  }
}

test("destroying that begins at the limit's end and takes ten minutes stays within the limit, every hour begun counted whole", () => {
  for (const { usdPerHour, maxUsd } of cases()) {
    const end = limitEnd({ usdPerHour, startedAt }, maxUsd, startedAt);
    const gone = end.getTime() + 10 * MINUTE - startedAt.getTime();
    assert.ok(usdPerHour * Math.ceil(gone / HOUR) <= maxUsd, `${usdPerHour} ${maxUsd}`);
  }
});

test("an hour more would exceed the limit: none is given away", () => {
  for (const { usdPerHour, maxUsd } of cases()) {
    const end = limitEnd({ usdPerHour, startedAt }, maxUsd, startedAt);
    const hours = (end.getTime() + 10 * MINUTE - startedAt.getTime()) / HOUR;
    assert.ok(usdPerHour * (Math.round(hours) + 1) > maxUsd, `${usdPerHour} ${maxUsd}`);
  }
});

test("what is said to have been spent never falls, and is the price after an hour", () => {
  for (const { usdPerHour } of cases()) {
    const at = (ms: number) => costSoFar({ usdPerHour, startedAt }, after(ms));
    assert.ok(at(MINUTE) < at(2 * MINUTE));
    assert.equal(at(HOUR), usdPerHour);
    assert.equal(at(-HOUR), 0, "a clock that is behind the fleet's");
  }
});

test("a fleet that has ended itself costs nothing more, one that only powers off does", () => {
  const fleet = { usdPerHour: 1, startedAt, maxHours: 12 };
  const spent = (endsItself: boolean, hours: number) => costSoFar({ ...fleet, endsItself }, after(hours * HOUR));
  assert.deepEqual([spent(true, 5), spent(true, 13), spent(true, 100)], [5, 13, 13]);
  assert.equal(spent(false, 100), 100);
  assert.equal(
    costText({ ...fleet, endsItself: true }, after(100 * HOUR)),
    "about $13.00 in 13 h 00 min, at $1.00 an hour",
  );
});

test("a limit below one hour's price is refused, and so is one that is reached", () => {
  const fleet = { usdPerHour: 0.4, startedAt };
  assert.throws(() => limitEnd(fleet, 0.39, startedAt), {
    code: "GX_USAGE",
    message: "The limit of $0.39 is below what this fleet costs in one hour, $0.40",
  });
  // Two hours are paid; destroying has to begin ten minutes before they are over.
  assert.deepEqual(limitEnd(fleet, 1, after(109 * MINUTE)), after(110 * MINUTE));
  assert.throws(() => limitEnd(fleet, 1, after(110 * MINUTE)), {
    code: "GX_USAGE",
    message:
      "The limit of $1.00 is reached: this fleet has cost about $0.74 in 1 h 50 min, at $0.40 an hour, and destroying it takes up to ten minutes",
  });
  assert.throws(() => limitEnd(fleet, Number.NaN, startedAt), { code: "GX_USAGE" });
});

test("a fleet that costs nothing never reaches a limit, and a limit beyond all dates is one", () => {
  assert.ok(limitEnd({ usdPerHour: 0, startedAt }, 5, startedAt).getTime() > after(1e6 * HOUR).getTime());
  assert.ok(limitEnd({ usdPerHour: 1e-9, startedAt }, 1e300, startedAt).getTime() > after(1e6 * HOUR).getTime());
});

test("money is told in cents, prices of an hour also in tenths of them, bills rounded up", () => {
  assert.deepEqual([0.0179, 0.357, 0.4, 0.9996, 12.345, 0].map(usd), [
    "$0.018",
    "$0.357",
    "$0.40",
    "$1.00",
    "$12.35",
    "$0.00",
  ]);
  assert.deepEqual([0, 0.0001, 0.41, 0.411, 1.1].map(bill), ["$0.00", "$0.01", "$0.41", "$0.42", "$1.10"]);
  assert.equal(
    costText({ usdPerHour: 0.0893, startedAt }, after(155 * MINUTE)),
    "about $0.24 in 2 h 35 min, at $0.089 an hour",
  );
});
