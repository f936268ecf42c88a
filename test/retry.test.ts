/** The retry helper, on a clock that only moves when somebody sleeps. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clock, clock, retry } from "../runtime/retry.ts";

/** An act that fails so often, and what it and the clock saw. */
function failing(times: number) {
  const errors = Array.from({ length: times }, (_, i) => new Error(`failure ${i + 1}`));
  const seen = { attemptsAt: [] as number[], now: 0 };
  const act = async () => {
    seen.attemptsAt.push(seen.now);
    const error = errors[seen.attemptsAt.length - 1];
    if (error) throw error;
    return "done";
  };
  const fake: Clock = {
    now: () => seen.now,
    sleep: async (ms, signal) => {
      seen.now += ms;
      signal?.throwIfAborted();
    },
  };
  return { act, seen, fake, errors };
}

test("an act is done again, after the pause that its caller chose, until it works", async () => {
  const { act, seen, fake } = failing(3);
  const told: unknown[] = [];
  const answer = await retry(
    act,
    { again: (_, failures) => 100 * failures, failed: (error) => void told.push(error) },
    fake,
  );
  assert.equal(answer, "done");
  assert.deepEqual(seen.attemptsAt, [0, 100, 300, 600]);
  assert.deepEqual(told.map(String), ["Error: failure 1", "Error: failure 2", "Error: failure 3"]);
});

test("a failure that another attempt would not mend is thrown at once", async () => {
  const { act, seen, fake, errors } = failing(3);
  const told: unknown[] = [];
  const again = (error: unknown) => (error === errors[1] ? undefined : 10);
  await assert.rejects(retry(act, { again, failed: (error) => void told.push(error) }, fake), errors[1]);
  assert.deepEqual(seen.attemptsAt, [0, 10]);
  assert.deepEqual(told, [errors[0]], "nobody is told of a failure that no attempt follows");
});

test("no attempt begins after the time is up, and the last failure is thrown", async () => {
  const { act, seen, fake, errors } = failing(9);
  await assert.rejects(retry(act, { until: 250, again: () => 100 }, fake), errors[2]);
  assert.deepEqual(seen.attemptsAt, [0, 100, 200]);
});

test("an attempt that would begin at the very last moment is made", async () => {
  const { act, seen, fake } = failing(2);
  assert.equal(await retry(act, { until: 200, again: () => 100 }, fake), "done");
  assert.deepEqual(seen.attemptsAt, [0, 100, 200]);
});

test("what is done before the next attempt is waited for, and its failure ends the trying", async () => {
  const { act, seen, fake } = failing(3);
  const broken = new Error("no way there any more");
  const failed = async (error: unknown) => {
    seen.now += 1000;
    if ((error as Error).message === "failure 2") throw broken;
  };
  await assert.rejects(retry(act, { again: () => 0, failed }, fake), broken);
  assert.deepEqual(seen.attemptsAt, [0, 1000]);
});

test("a signal ends the trying before an attempt, after one that failed, and in a pause", async () => {
  const stop = new Error("Ctrl-C");
  const before = failing(9);
  await assert.rejects(retry(before.act, { signal: AbortSignal.abort(stop), again: () => 1 }, before.fake), stop);
  assert.deepEqual(before.seen.attemptsAt, []);

  const during = failing(9);
  const controller = new AbortController();
  const act = async () => {
    if (during.seen.attemptsAt.length === 1) controller.abort(stop);
    return await during.act();
  };
  const again = () => {
    assert.equal(controller.signal.aborted, false, "nobody decides about a next attempt that there is not");
    return 1;
  };
  await assert.rejects(retry(act, { signal: controller.signal, again }, during.fake), stop);
  assert.equal(during.seen.attemptsAt.length, 2);

  const pause = failing(9);
  const late = new AbortController();
  const sleep: Clock["sleep"] = async (_, signal) => {
    late.abort(stop);
    signal!.throwIfAborted();
  };
  await assert.rejects(retry(pause.act, { signal: late.signal, again: () => 1 }, { ...pause.fake, sleep }), stop);
  assert.equal(pause.seen.attemptsAt.length, 1);
});

test("an attempt that works counts, also when the signal came meanwhile", async () => {
  const controller = new AbortController();
  const act = async () => {
    controller.abort();
    return "written";
  };
  assert.equal(await retry(act, { signal: controller.signal, again: () => 1 }), "written");
});

test("the clock of everybody else sleeps, and wakes at once with the signal's reason", async () => {
  const began = clock.now();
  await clock.sleep(20);
  assert.ok(clock.now() - began >= 19);
  const controller = new AbortController();
  const sleeping = clock.sleep(60_000, controller.signal);
  controller.abort(new Error("enough"));
  await assert.rejects(sleeping, { message: "enough" });
  assert.ok(clock.now() - began < 30_000);
});
