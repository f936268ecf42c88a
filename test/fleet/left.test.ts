/** What a driver and a worker meet that others left in Redis, or took away; and that they leave nothing themselves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cancelSweep, listSweeps } from "../../runtime/fleet/driver/admin.ts";
import { openFleet } from "../../runtime/fleet/driver/connection.ts";
import { SweepDriver } from "../../runtime/fleet/driver/driver.ts";
import { redisError } from "../../runtime/fleet/redis/connect.ts";
import { keys } from "../../runtime/fleet/redis/keys.ts";
import { TrialStore } from "../../runtime/fleet/store/trial-store.ts";
import { sha256 } from "../../runtime/sweep/hash.ts";
import type { TrialSpec } from "../../runtime/sweep/trial.ts";
import { type RedisServer, withoutRedis, withRedis } from "../helpers/redis.ts";

const SPECS = ["one", "two"].map((name, index) => ({ id: sha256(name), index, fit: 0 }) as TrialSpec);
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
const RESULT = {
  ...{ id: SPECS[0]!.id, index: 0, fit: 0, status: "complete", fom: 1, best: [1], start: [1], evaluations: 5 },
  ...{ generations: 1, seconds: 1, stopReason: "done", convergence: [], fomLevelBars: [] },
};

type Meeting = { driver: SweepDriver; server: RedisServer; fleet: Awaited<ReturnType<typeof openFleet>> };

function onRedis(name: string, act: (meeting: Meeting) => Promise<void>) {
  test(name, { skip: withoutRedis }, () =>
    withRedis({}, async (server) => {
      const fleet = await openFleet(server.address, false);
      try {
        const driver = new SweepDriver(fleet, SWEEP, SPECS, NOTHING);
        await driver.submit();
        await act({ driver, server, fleet });
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

for (const [what, text] of [
  ["no JSON", "{"],
  ["no result", "{}"],
  ["the result of another trial", JSON.stringify({ ...RESULT, id: SPECS[1]!.id })],
  ["a partial result", JSON.stringify({ ...RESULT, status: "partial" })],
] as const) {
  onRedis(`${what} under a trial's name is refused by the key`, async ({ driver, fleet: { redis } }) => {
    await redis.set(keys.result(SPECS[0]!.id), text);
    await assert.rejects(driver.reconcile(false), {
      code: "GX_FLEET",
      message: new RegExp(`mgx:result:${SPECS[0]!.id}`),
    });
    assert.equal(driver.outstanding.size, 2);
  });
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
