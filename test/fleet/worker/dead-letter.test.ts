/** Trials that take down whoever runs them: they end set aside, and all others are there. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { keys } from "../../../runtime/fleet/redis/keys.ts";
import { DEAD_LETTER } from "../../../runtime/fleet/store/protocol.ts";
import type { TrialResult } from "../../../runtime/sweep/trial.ts";
import { projectFile, withFleet } from "../../helpers/fleet.ts";
import { withoutRedis } from "../../helpers/redis.ts";
import { specs } from "../../helpers/trials.ts";

const FILE = projectFile("test/golden/optimiser/op1_xray_film_5par.gx");
const runner = new URL("../fake-runner.ts", import.meta.url);
const skip = withoutRedis;

const outcome = ({ status, stopReason }: TrialResult) => (stopReason === DEAD_LETTER ? DEAD_LETTER : status);

for (const [kind, why] of [
  ["arrays", /the process took \d+ MB, more than its limit of 300 MB/],
  ["heap", /the process took \d+ MB, more than its limit of 300 MB|its thread ran out of memory/],
] as const) {
  test(`a trial that exhausts the memory (${kind}) is set aside with its log, and no innocent one`, {
    skip,
  }, async () => {
    const trials = specs("count", kind, "count", "count", kind, "count");
    await withFleet({}, async ({ client, worker }) => {
      await client.submit("s1", FILE, [trials.slice(0, 3), trials.slice(3)]);
      const workers = [worker({ runner, memory: 300 }), worker({ runner, memory: 300 })];
      const results = await client.results(trials);
      const expected = ["complete", DEAD_LETTER, "complete", "complete", DEAD_LETTER, "complete"];
      assert.deepEqual(results.map(outcome), expected);
      assert.match(results[1]!.error!, /^Set aside: 3 times in a row it took its worker down/);
      assert.match(results[1]!.error!, why);
      assert.match(results[1]!.error!, /last lines of its log:\n(.*\n)* *trial 1 begins/);
      const asides = (await client.events("s1")).flatMap((event) => (event.kind === "aside" ? [event.trial] : []));
      assert.deepEqual(new Set(asides), new Set([trials[1]!.id, trials[4]!.id]));
      assert.equal(await client.redis.exists(keys.crashes(trials[1]!.id), keys.result(trials[1]!.id)), 0);
      // The workers live on.
      for (const each of workers) each.signal("SIGTERM");
      for (const each of workers) assert.equal(await each.ended(), 0);
    });
  });
}

test("a trial that takes the whole process down, as the kernel does when memory is out, is set aside by the fourth", {
  skip,
}, async () => {
  const trials = specs("count", "kill", "count");
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [trials]);
    for (let n = 0; n < 3; n++) {
      const victim = worker({ runner, lock: 1, name: `victim-${n}` });
      assert.equal(await victim.ended(), "SIGKILL");
    }
    worker({ runner, lock: 1 });
    const results = await client.results(trials);
    assert.deepEqual(results.map(outcome), ["complete", DEAD_LETTER, "complete"]);
    assert.match(results[1]!.error!, /The last time: worker victim-2 did not come back from it\./);
    assert.match(results[1]!.error!, /trial 1 begins/);
  });
});

test("a trial that was killed twice by accident and gets further in between is not set aside", { skip }, async () => {
  const [spec] = specs("count").map((each) => ({ ...each, settings: { ms: 10 }, maxEvaluations: 400 }));
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [[spec!]]);
    for (let kills = 0; kills < 4; kills++) {
      const before = await client.redis.get(keys.checkpoint(spec!.id));
      const victim = worker({ runner, lock: 1, checkpoint: 0.05 });
      await client.until(async () => (await client.redis.get(keys.checkpoint(spec!.id))) !== before);
      await victim.kill();
    }
    worker({ runner, lock: 1 });
    const [result] = await client.results([spec!]);
    assert.equal(result!.status, "complete");
  });
});

test("a defect of ours, a script's error and a thread that ends: each costs its own trial only", { skip }, async () => {
  const trials = specs("count", "defect", "raise", "exit", "count");
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [trials]);
    const one = worker({ runner });
    const results = await client.results(trials);
    assert.deepEqual(results.map(outcome), ["complete", DEAD_LETTER, "failed", DEAD_LETTER, "complete"]);
    assert.equal(results[1]!.error, "A defect of meta-genx: a defect");
    assert.match(one.log(), /TypeError: a defect\n? +at /);
    assert.equal(results[2]!.error, "too many steps");
    assert.match(results[3]!.error!, /its thread ended with code 3/);
    // What the script did is its result, for whoever asks again; what befell a worker is not.
    assert.equal(await client.redis.exists(keys.result(trials[2]!.id)), 1);
    assert.equal(await client.redis.exists(keys.result(trials[1]!.id), keys.result(trials[3]!.id)), 0);
  });
});

test("an evaluation that does not end loses its thread", { skip }, async () => {
  const trials = specs("silent", "count");
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [trials]);
    worker({ runner, patience: 1 });
    const results = await client.results(trials);
    assert.deepEqual(results.map(outcome), [DEAD_LETTER, "complete"]);
    assert.match(results[0]!.error!, /one evaluation lasted more than 1 s/);
  });
});

test("a file that cannot be opened sets its trials aside, with the reason", { skip }, async () => {
  const trials = specs("count", "count");
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", { name: "refused.gx", bytes: new Uint8Array([1, 2, 3]) }, [trials]);
    worker({ runner });
    for (const result of await client.results(trials)) {
      assert.equal(outcome(result), DEAD_LETTER);
      assert.match(result.error!, /The file cannot be opened: refused\.gx: no/);
    }
  });
});
