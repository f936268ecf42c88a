/** What a worker does in an orderly world, and when it is killed, frozen, asked to leave, or when Redis dies. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { keys } from "../../../runtime/fleet/redis/keys.ts";
import type { TrialSpec } from "../../../runtime/sweep/trial.ts";
import { directly, projectFile, timeless, trialsOf, withFleet } from "../../helpers/fleet.ts";
import { withoutRedis } from "../../helpers/redis.ts";
import { specs } from "../../helpers/trials.ts";
import { openRunner } from "../fake-runner.ts";

const FILE = projectFile("test/golden/optimiser/op1_xray_film_5par.gx");
const runner = new URL("../fake-runner.ts", import.meta.url);
const skip = withoutRedis;

/** Trials of `steps` steps of 20 ms. */
const counting = (number: number, steps: number) =>
  specs(...Array<string>(number).fill("count")).map((spec) => ({
    ...spec,
    settings: { ms: 20 },
    maxEvaluations: steps,
  }));

const fakeDirectly = async (trials: ReturnType<typeof counting>) => {
  const quick = trials.map((trial) => ({ ...trial, settings: { ms: 0 } }));
  const { run } = await openRunner(FILE, () => {});
  return quick.map((trial) => run(trial, { proceed: () => true }));
};

test("results are those of the same trials run directly, bit for bit, and every sweep that waits is told", {
  skip,
}, async () => {
  const trials = await trialsOf(FILE, {
    methods: ["best_1_bin", "best_1_bin+lm", "jade_best"],
    repeats: 1,
    evaluations: 600,
  });
  const expected = await directly(FILE, trials);
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [trials.slice(0, 4), trials.slice(4)]);
    await client.submit("s2", FILE, [trials.slice(0, 4)]);
    const one = worker();
    assert.deepEqual((await client.results(trials)).map(timeless), expected.map(timeless));
    await client.until(async () => (await client.counts())["active"] === 0);
    const told = async (sweep: string) =>
      (await client.events(sweep)).flatMap((event) => (event.kind === "result" ? [event.trial] : []));
    const ids = trials.map(({ id }) => id);
    assert.deepEqual(await told("s1"), ids);
    assert.deepEqual(await told("s2"), ids.slice(0, 4));
    one.signal("SIGTERM");
    assert.equal(await one.ended(), 0);
    assert.equal(await client.redis.exists(keys.worker(one.name)), 0, "one that has left is not on the list");
  });
});

test("a trial that has a result is not run again, and one that nobody wants any more not at all", {
  skip,
}, async () => {
  const [first, unwanted, last] = counting(3, 2);
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [[first!, unwanted!, last!]]);
    await client.redis.set(keys.result(first!.id), JSON.stringify({ ...(await fakeDirectly([first!]))[0]!, fom: 42 }));
    await client.redis.del(keys.claims(unwanted!.id));
    const one = worker({ runner });
    const [known] = await client.results([first!, last!]);
    assert.equal(known!.fom, 42);
    assert.equal(await client.redis.exists(keys.result(unwanted!.id)), 0);
    assert.doesNotMatch(one.log(), new RegExp(`${first!.id.slice(0, 8)}|${unwanted!.id.slice(0, 8)}`));
  });
});

test("progress, the script's lines and what the thread did reach the sweep while a trial runs", { skip }, async () => {
  const trials = counting(2, 60);
  await withFleet({}, async ({ client, worker }) => {
    const one = worker({ runner });
    await client.submit("s1", FILE, [trials]);
    await client.until(async () => (await client.redis.hget(keys.worker(one.name), "trial")) === trials[0]!.id);
    await client.results(trials);
    await client.until(async () => (await client.counts())["active"] === 0);
    const events = await client.events("s1");
    const progress = events.flatMap((event) => (event.kind === "progress" ? [event.progress.evaluations] : []));
    assert.ok(progress.length >= 2 && progress.every((n) => n > 0 && n < 60), `${progress}`);
    const lines = events.flatMap((event) => (event.kind === "log" ? [event.line] : []));
    assert.deepEqual(lines, ["trial 0 begins", "trial 1 begins"]);
    const activities = events.flatMap((event) => (event.kind === "activity" ? [event.activity] : []));
    assert.equal(activities[0]!.doing, "fetching");
    assert.deepEqual(
      new Set(activities.map(({ doing }) => doing)),
      new Set(["fetching", "computing", "checkpointing"]),
    );
    for (const [i, { from, to }] of activities.entries()) {
      assert.ok(from <= to && from >= (activities[i - 1]?.to ?? 0), "one after the other");
    }
    const now = Number((await client.redis.time())[0]) * 1000;
    assert.ok(Math.abs(activities.at(-1)!.to - now) < 60_000, "by Redis's clock");
  });
});

test("another worker goes on from the checkpoint of one that was killed", { skip }, async () => {
  const trials = await trialsOf(FILE, {
    methods: ["best_1_bin"],
    starts: [{ kind: "guess" }],
    repeats: 1,
    evaluations: 40_000,
  });
  const spec: TrialSpec = { ...trials[0]!, settings: { ...trials[0]!.settings, maxGenerations: 1_000_000 } };
  const [expected] = await directly(FILE, [spec]);
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [[spec]]);
    const first = worker();
    const population = Number(spec.settings["popSize"]);
    await client.until(async () => {
      const stored = await client.redis.get(keys.checkpoint(spec.id));
      return stored !== null && JSON.parse(stored).checkpoint.tally.evaluations > 10 * population;
    });
    await first.kill();
    const second = worker();
    const [, evaluations] = /goes on after (\d+) evaluations/.exec(await second.says(/goes on after \d+ evaluations/))!;
    assert.ok(Number(evaluations) > 10 * population, `it began at ${evaluations}`);
    const [result] = await client.results([spec]);
    assert.deepEqual(timeless(result!), timeless(expected!));
    assert.equal(await client.redis.exists(keys.checkpoint(spec.id), keys.crashes(spec.id), keys.log(spec.id)), 0);
  });
});

test("at SIGTERM a worker hands its trial back with a checkpoint, at once and not at the end of its lock", {
  skip,
}, async () => {
  const [spec] = counting(1, 200);
  const [expected] = await fakeDirectly([spec!]);
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [[spec!]]);
    // The last checkpoint before would be that of the first half second.
    const long = { runner, lock: 600, checkpoint: 600 };
    const first = worker(long);
    await first.says(/begins/);
    await sleep(1000);
    first.signal("SIGTERM");
    assert.equal(await first.ended(), 0);
    assert.match(first.log(), /is handed back/);
    const second = worker(long);
    const [, steps] = /goes on after (\d+) evaluations/.exec(await second.says(/goes on after \d+/))!;
    assert.ok(Number(steps) > 5, `after ${steps} steps`);
    assert.deepEqual(await client.results([spec!]), [expected]);
  });
});

test("at SIGTERM a trial whose generation does not end in time goes back as it was", { skip }, async () => {
  const [spec] = specs("silent");
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [[spec!]]);
    const one = worker({ runner, lock: 600 });
    await one.says(/begins/);
    one.signal("SIGTERM");
    assert.equal(await one.ended(), 0);
    assert.match(one.log(), /is handed back/);
    assert.equal((await client.counts())["waiting"], 1);
    assert.equal(await client.redis.exists(keys.crashes(spec!.id)), 0, "no strike");

    const two = worker({ runner, lock: 600 });
    await two.says(/begins/);
    two.signal("SIGTERM");
    await two.says(/SIGTERM: handing back/);
    two.signal("SIGTERM");
    assert.equal(await two.ended(), 0);
    assert.match(two.log(), /SIGTERM again: leaving at once/);
  });
});

test("a worker that is frozen past its lock and woken again changes nothing: one result, the same bits", {
  skip,
}, async () => {
  const [spec] = counting(1, 150);
  const [expected] = await fakeDirectly([spec!]);
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [[spec!]]);
    const first = worker({ runner, lock: 1 });
    await client.until(async () => (await client.redis.exists(keys.checkpoint(spec!.id))) === 1);
    first.signal("SIGSTOP");
    const second = worker({ runner, lock: 1 });
    await second.says(/goes on after \d+/);
    first.signal("SIGCONT");
    assert.deepEqual(await client.results([spec!]), [expected]);
    await client.until(async () => (await client.counts())["active"] === 0);
    await first.says(/its lock is lost|somebody else was first/);
    const delivered = [first, second].filter((each) => /FOM .*s$/m.test(each.log()));
    assert.equal(delivered.length, 1, "one of them was first");
    const [next] = counting(1, 2);
    await client.submit("s2", FILE, [[next!]]);
    await client.results([next!]);
  });
});

test("Redis is killed and comes back from its AOF: the trial goes on and is delivered once", { skip }, async () => {
  const trials = counting(4, 100);
  const expected = await fakeDirectly(trials);
  await withFleet({}, async ({ server, client, worker }) => {
    await client.submit(
      "s1",
      FILE,
      trials.map((trial) => [trial]),
    );
    const workers = [worker({ runner }), worker({ runner })];
    await workers[0]!.says(/begins/);
    // What was written a second ago is on the disk.
    await sleep(1500);
    await server.kill();
    await workers[0]!.says(/connection is lost/);
    await server.restart();
    assert.deepEqual(await client.results(trials), expected);
    for (const each of workers) each.signal("SIGTERM");
    for (const each of workers) assert.equal(await each.ended(), 0);
  });
});

test("a trial that nobody wants any more is ended; one that all were asked to stop gives what it has", {
  skip,
}, async () => {
  const [dropped, stopped, next] = [...counting(2, 100_000), ...counting(1, 3)];
  await withFleet({}, async ({ client, worker }) => {
    await client.submit("s1", FILE, [[dropped!]]);
    const one = worker({ runner });
    await client.until(async () => (await client.redis.exists(keys.checkpoint(dropped!.id))) === 1);
    await client.redis.del(keys.claims(dropped!.id));
    await client.submit("s2", FILE, [[stopped!]]);
    await client.until(async () => (await client.redis.hget(keys.worker(one.name), "trial")) === stopped!.id);
    await client.redis.hset(keys.sweep("s2"), "stop", 1);
    await client.until(async () => (await client.events("s2")).some(({ kind }) => kind === "partial"));
    const partial = (await client.events("s2")).find((event) => event.kind === "partial")!.result;
    assert.equal(partial.status, "partial");
    assert.equal(partial.id, stopped!.id);
    await client.submit("s3", FILE, [[next!]]);
    await client.results([next!]);
    assert.equal(await client.redis.exists(keys.result(dropped!.id), keys.result(stopped!.id)), 0);
    const { checkpoint, crashes, log } = keys;
    const left = [checkpoint, crashes, log].map((key) => key(dropped!.id));
    assert.equal(await client.redis.exists(left), 0, "nothing lies there for nobody");
    assert.deepEqual(await client.counts().then(({ active, failed, waiting }) => [active, failed, waiting]), [0, 0, 0]);
  });
});
