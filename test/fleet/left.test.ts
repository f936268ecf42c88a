/** What a driver and a worker meet that others left in Redis, or took away; and that they leave nothing themselves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Redis } from "ioredis";
import { cancelSweep, listSweeps } from "../../runtime/fleet/driver/admin.ts";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import { SweepDriver } from "../../runtime/fleet/driver/driver.ts";
import { idOf } from "../../runtime/fleet/driver/submit.ts";
import { readFleet } from "../../runtime/fleet/driver/workers.ts";
import { redisError } from "../../runtime/fleet/redis/connect.ts";
import { keys } from "../../runtime/fleet/redis/keys.ts";
import { TrialStore } from "../../runtime/fleet/store/trial-store.ts";
import { sha256 } from "../../runtime/sweep/hash.ts";
import type { TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";
import { RIGHT, resultOf, TRUSTING } from "../helpers/recheck.ts";
import { type RedisServer, withoutRedis, withRedis } from "../helpers/redis.ts";

const SPECS = ["one", "two"].map((name, index) => ({ id: sha256(name), index, fit: 0, settings: {} }) as TrialSpec);
const SWEEP = {
  sweep: "s",
  file: { name: "fit.gx", bytes: new Uint8Array(3) },
  project: sha256("file"),
  numerics: sha256("n"),
  trials: 2,
  jobs: [SPECS],
  folder: "here:there",
};
const NOTHING = { progress() {}, finished() {}, activity() {}, log() {}, say() {}, workers() {} };
const RESULT = { ...RIGHT, id: SPECS[0]!.id };

type Meeting = {
  driver: SweepDriver;
  said: string[];
  finished: TrialResult[];
  server: RedisServer;
  fleet: Awaited<ReturnType<typeof openFleet>>;
};

function eventsOf({ said, finished }: Pick<Meeting, "said" | "finished">) {
  return {
    ...NOTHING,
    say: (line: string) => void said.push(line),
    finished: (result: TrialResult) => void finished.push(result),
  };
}

function onRedis(name: string, act: (meeting: Meeting) => Promise<void>) {
  test(name, { skip: withoutRedis }, () =>
    withRedis({}, async (server) => {
      const fleet = await openFleet(server.address, false);
      try {
        const [said, finished]: [string[], TrialResult[]] = [[], []];
        const driver = new SweepDriver(fleet, SWEEP, SPECS, eventsOf({ said, finished }), TRUSTING);
        await driver.submit();
        await act({ driver, server, fleet, said, finished });
      } finally {
        fleet.redis.disconnect();
      }
    }),
  );
}

onRedis("a file that another sweep took along is put again", async ({ driver, fleet: { redis } }) => {
  await redis.del(keys.project(SWEEP.project));
  await driver.reconcile(false);
  assert.equal(await redis.hget(keys.project(SWEEP.project), "name"), "fit.gx");
});

const WRONG: [what: string, put: (redis: Redis, key: string) => Promise<unknown>, said: RegExp][] = [
  ["no JSON", (redis, key) => redis.set(key, "{"), /it is no result of a trial/],
  ["nothing", (redis, key) => redis.set(key, ""), /it is no result of a trial/],
  ["a hash", (redis, key) => redis.hset(key, "a", "b"), /it is of the wrong type/],
  ["a megabyte and more", (redis, key) => redis.set(key, "x".repeat(2 ** 20 + 1)), /it takes 1048577 bytes/],
  ["the result of another trial", as({ id: SPECS[1]!.id }), /it is of another trial/],
  ["a partial result", as({ status: "partial" }), /a partial result has no place there/],
  ["a result of another fit", as({ fit: 99 }), /it is of fit 99, and the trial is of fit 0/],
  ["a result without parameters", as({ best: [] }), /it has 0 parameters/],
  ["a value outside the bounds", as({ best: [11], fom: 121, convergence: [[50, 121]] }), /its x is 11, outside/],
  ["a count that is none", as({ evaluations: 1.7e308 }), /no whole numbers/],
  ["a convergence that is too long", as({ convergence: Array(20_001).fill([1, 4]) }), /20001 steps of convergence/],
  [
    "a convergence that rises",
    as({
      convergence: [
        [9, 3],
        [50, 4],
      ],
    }),
    /its convergence is no way/,
  ],
  ["a time that is none", as({ seconds: -5 }), /its seconds are no time/],
  ["a lie", as({ fom: 1e-12, convergence: [[50, 1e-12]] }), /says that the figure of merit is 1e-12, and it is 4/],
];

function as(change: Partial<TrialResult>) {
  return (redis: Redis, key: string) => redis.set(key, JSON.stringify({ ...RESULT, ...change, worker: "w7" }));
}

onRedis(
  "what is no right result of a trial is said, deleted, and the trial goes to the fleet again",
  async (meeting) => {
    const { driver, said, finished, fleet } = meeting;
    const { redis } = fleet;
    const [{ id }] = SPECS as [TrialSpec];
    for (const [what, put, sentence] of WRONG) {
      const fresh = new SweepDriver(fleet, SWEEP, SPECS, eventsOf(meeting), TRUSTING);
      await put(redis, keys.result(id));
      await fresh.reconcile(false);
      await fresh.settle();
      assert.match(said.pop()!, sentence, what);
      assert.equal(await redis.exists(keys.result(id)), 0, what);
      assert.deepEqual(await waiting(fleet), [idOf(SPECS)], what);
      assert.deepEqual([fresh.outstanding.size, finished.length, said.length], [2, 0, 0], what);
    }
    assert.equal(driver.outstanding.size, 2);
  },
);

onRedis(
  "a trial that is answered wrongly twice is computed by the driver",
  async ({ driver, said, finished, fleet }) => {
    const { redis } = fleet;
    const [one] = SPECS as [TrialSpec];
    for (const _ of [1, 2]) {
      await as({ fom: 3, convergence: [[50, 3]] })(redis, keys.result(one.id));
      await driver.reconcile(false);
      await driver.settle();
    }
    assert.match(said[0]!, /^Worker w7 delivered a wrong result of trial 0: .* It is computed anew\.$/);
    assert.match(said[1]!, /It is computed on this machine\.$/);
    await driver.settle();
    assert.deepEqual(finished, [resultOf(one)]);
  },
);

onRedis(
  "a lost hash, a lost list entry, half a hash, a hash of another type: the job is there again, once",
  async ({ driver, fleet }) => {
    const { redis } = fleet;
    const [queue, id] = ["bull:trials-".concat(SWEEP.numerics.slice(0, 16)), idOf(SPECS)];
    const losses: Record<string, () => Promise<unknown>> = {
      "lost hash": () => redis.del(`${queue}:${id}`),
      "lost entry": () => redis.del(`${queue}:wait`),
      "both lost": () => redis.del(`${queue}:wait`, `${queue}:${id}`),
      "half a hash": () => redis.hdel(`${queue}:${id}`, "data"),
      "another type": () => redis.set(`${queue}:${id}`, "x"),
      "a list of another type": () => redis.set(`${queue}:wait`, "x"),
      "a lock that never ends": () => redis.multi().set(`${queue}:${id}:lock`, "x").del(`${queue}:wait`).exec(),
    };
    for (const [what, lose] of Object.entries(losses)) {
      await lose();
      await driver.reconcile(false);
      assert.deepEqual(await waiting(fleet), [id], what);
      assert.equal(JSON.parse((await redis.hget(`${queue}:${id}`, "data"))!).trials.length, 2, what);
    }
    await redis.set(`${queue}:${id}:lock`, "a worker", "PX", 30_000);
    await redis.del(`${queue}:wait`);
    await driver.reconcile(false);
    assert.deepEqual(await waiting(fleet), [], "what a worker has is left to it");
  },
);

onRedis("claims that are lost are put again with the job", async ({ driver, fleet: { redis } }) => {
  await redis.del(keys.claims(SPECS[0]!.id));
  await redis.del(`bull:trials-${SWEEP.numerics.slice(0, 16)}:${idOf(SPECS)}`);
  await driver.reconcile(false);
  assert.deepEqual(await redis.smembers(keys.claims(SPECS[0]!.id)), ["s"]);
});

onRedis("keys of another type are deleted and put again", async ({ driver, said, fleet: { redis } }) => {
  const { sweep, project } = SWEEP;
  for (const key of [keys.sweep(sweep), keys.wanted(sweep), keys.project(project), keys.sweeps, keys.cacheBytes]) {
    await redis.del(key);
    await redis.rpush(key, "x");
  }
  await driver.repair();
  await driver.heartbeat();
  await driver.reconcile(true);
  assert.match(said[0]!, /^mgx:.*: Redis held there what is none of ours/);
  assert.deepEqual((await redis.smembers(keys.wanted(sweep))).toSorted(), SPECS.map(({ id }) => id).toSorted());
  assert.equal(await redis.hget(keys.project(project), "name"), "fit.gx");
  assert.equal((await listSweeps(redis)).length, 1);
});

onRedis("workers and sweeps whose entries are none are left out", async ({ fleet: { redis } }) => {
  const now = Date.now();
  const beat = { pid: 1, numerics: SWEEP.numerics, bundle: "", node: "v24.0.0", arch: "x64", load: 1, memory: 1 };
  const rest = { trials: 1, evaluations: 1, trial: "", rate: 1, started: 1, seen: now };
  const put = async (name: string, change: object) => {
    await redis.zadd(keys.workers, now, name);
    await redis.hset(keys.worker(name), { worker: name, host: "h", ...beat, ...rest, ...change });
  };
  await put("good", {});
  await put("evil\u001b[31m", {});
  await put("a.b", { worker: "another" });
  await put("c", { host: "\u202Eevil" });
  await put("d", { rate: "Infinity" });
  await put("e", { host: "h".repeat(5000) });
  await redis.zadd(keys.workers, now + 1e9, "later");
  await redis.zadd(keys.sweeps, now, "aaaa");
  await redis.hset(keys.sweep("aaaa"), { sweep: "\u001b[2J", file: "x", begun: 1 });
  const { workers, silent } = await readFleet(redis);
  assert.deepEqual([workers.map(({ worker }) => worker), silent], [["good"], ["e"]]);
  assert.deepEqual(
    (await listSweeps(redis)).map(({ sweep }) => sweep),
    ["s"],
  );
});

onRedis(
  "events that are too large, of the future, or of nobody's trial change nothing",
  async ({ driver, said, fleet }) => {
    const { redis } = fleet;
    const put = (event: object, id = "*") => redis.xadd(keys.events("s"), id, "event", JSON.stringify(event));
    const [{ id }] = SPECS as [TrialSpec];
    await put({ kind: "log", trial: id, worker: "w", line: "x".repeat(3e6) });
    await put({ kind: "log", trial: sha256("nobody's"), worker: "w", line: "x" });
    await put({ kind: "progress", progress: { id, index: 0, evaluations: -1e308, generation: 0.5, bestFom: 1 } });
    await redis.set(keys.result(id), JSON.stringify(RESULT));
    await put({ kind: "result", trial: id });
    await driver.takeEvents();
    await driver.settle();
    assert.equal(driver.outstanding.size, 1);
    await put({ kind: "result", trial: id }, "18446744073709551615-18446744073709551615");
    await driver.takeEvents();
    await driver.heartbeat();
    await put({ kind: "result", trial: id });
    assert.deepEqual(
      said.filter((line) => !line.startsWith("No worker")),
      [],
    );
  },
);

/** Ids of jobs that wait. */
function waiting({ redis }: Meeting["fleet"]): Promise<string[]> {
  return redis.lrange(`bull:trials-${SWEEP.numerics.slice(0, 16)}:wait`, 0, -1);
}

onRedis(
  "what a worker tells of a trial after its sweep has left stays nowhere",
  async ({ driver, server, fleet: { redis } }) => {
    const [{ id }] = SPECS as [TrialSpec];
    const records = new TrialStore(redis, "w");
    const progress = { id, index: 0, evaluations: 1, generation: 1, bestFom: 1 };
    await records.publishEvent(id, { kind: "progress", progress });
    await records.publishEvent(id, { kind: "log", trial: id, worker: "w", line: "hello" });
    assert.equal(await redis.xlen(keys.events("s")), 2);
    assert.deepEqual(await redis.lrange(keys.log(id), 0, -1), ["hello"]);
    await driver.leave();
    await records.publishEvent(id, { kind: "progress", progress });
    await records.publishEvent(id, { kind: "log", trial: id, worker: "w", line: "still here" });
    assert.deepEqual(await server.admin("KEYS", "mgx:*"), []);
  },
);

onRedis("a cancelled sweep whose driver never comes back leaves nothing", async ({ server, fleet }) => {
  const { redis } = fleet;
  const [sweep] = await listSweeps(redis);
  await cancelSweep(fleet, sweep!);
  assert.deepEqual(((await server.admin("KEYS", "mgx:*")) as string[]).toSorted(), [keys.sweep("s"), keys.sweeps]);
  assert.ok((await redis.ttl(keys.sweep("s"))) > 0);
  // As after its hour.
  await redis.del(keys.sweep("s"));
  assert.deepEqual(await listSweeps(redis), []);
  assert.deepEqual(await server.admin("KEYS", "mgx:*"), []);
});

onRedis("a transaction that a full Redis discards is called full", async ({ server, fleet: { redis, address } }) => {
  await server.admin("CONFIG", "SET", "maxmemory", "1mb");
  await assert.rejects(
    redis
      .multi()
      .hset(keys.sweep("s"), "seen", 1)
      .exec()
      .catch((error) => {
        throw redisError(error, address);
      }),
    { code: "GX_REDIS_FULL" },
  );
});
