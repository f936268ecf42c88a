/** Redis's clock as a worker knows it: the answers that took least time count. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { FleetClock, localTime } from "../../../runtime/fleet/redis/clock.ts";

/** What a clock is ahead of this machine's, in milliseconds. */
const ahead = (clock: FleetClock) => clock.now() - localTime();
const close = (value: number, expected: number) =>
  assert.ok(Math.abs(value - expected) < 50, `${value} ms ahead, not ${expected}`);

/** An answer that says that Redis is `offset` ahead, half way between question and arrival. */
const answer = (asked: number, trip: number, offset: number) =>
  [asked, asked + trip, asked + trip / 2 + offset] as const;

test("an answer was given half way between question and arrival", () => {
  close(ahead(new FleetClock(...answer(0, 400, 10_000))), 10_000);
});

test("of two answers the quicker one counts, whichever came first", () => {
  const quickLast = new FleetClock(...answer(0, 4000, 10_000));
  quickLast.sync(...answer(5000, 10, 12_000));
  close(ahead(quickLast), 12_000);

  const quickFirst = new FleetClock(...answer(0, 10, 12_000));
  quickFirst.sync(...answer(5000, 4000, 10_000));
  close(ahead(quickFirst), 12_000);
});

test("a quick answer counts for a minute: after that a slow one is better, because clocks drift", () => {
  const clock = new FleetClock(...answer(0, 10, 12_000));
  clock.sync(...answer(40_000, 4000, 10_000));
  close(ahead(clock), 12_000);
  clock.sync(...answer(61_000, 4000, 10_000));
  close(ahead(clock), 10_000);
});
