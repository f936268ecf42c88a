/** Claims, acknowledgement and cache, on a real Redis with the rights of a fleet's user. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Redis } from "ioredis";
import { connectRedis } from "../../../runtime/fleet/redis/connect.ts";
import { keys } from "../../../runtime/fleet/redis/keys.ts";
import { cacheLimitOf, claim, claimedByOthers, leave, release } from "../../../runtime/fleet/store/claims.ts";
import { type RedisServer, withoutRedis, withRedis } from "../../helpers/redis.ts";

const LARGE = 1e9;

function onRedis(name: string, act: (redis: Redis, server: RedisServer) => Promise<void>) {
  test(name, { skip: withoutRedis }, () =>
    withRedis({}, async (server) => {
      const redis = await connectRedis(server.address);
      try {
        await act(redis, server);
      } finally {
        redis.disconnect();
      }
    }),
  );
}

const cached = (redis: Redis) => redis.zrange(keys.cache, "0", "-1");
const bytes = async (redis: Redis) => Number((await redis.get(keys.cacheBytes)) ?? 0);

onRedis("a result stays as long as one sweep claims it, and is cache afterwards", async (redis) => {
  await claim(redis, "a", ["t1", "t2"]);
  await claim(redis, "b", ["t2"]);
  await redis.mset(keys.result("t1"), "one", keys.result("t2"), "four");
  assert.deepEqual(await claimedByOthers(redis, "a", ["t1", "t2"]), new Set(["t2"]));
  await release(redis, "a", ["t1", "t2"], LARGE);
  assert.deepEqual(await cached(redis), ["t1"]);
  assert.deepEqual(await redis.smembers(keys.claims("t2")), ["b"]);
  await release(redis, "b", ["t2"], LARGE);
  assert.deepEqual((await cached(redis)).toSorted(), ["t1", "t2"]);
  assert.equal(await bytes(redis), 7);
});

onRedis("what is said twice, because an answer was lost, counts once", async (redis) => {
  for (let i = 0; i < 2; i++) await claim(redis, "a", ["t"]);
  await redis.set(keys.result("t"), "result");
  for (let i = 0; i < 2; i++) await release(redis, "a", ["t"], LARGE);
  assert.equal(await bytes(redis), 6);
  for (let i = 0; i < 2; i++) await claim(redis, "b", ["t"]);
  assert.equal(await bytes(redis), 0);
});

onRedis("a claim takes a result out of the cache, so that it cannot be dropped", async (redis) => {
  await redis.mset(keys.result("old"), "12345", keys.result("new"), "12345");
  await release(redis, "a", ["old"], LARGE);
  await claim(redis, "b", ["old"]);
  await release(redis, "a", ["new"], 0);
  assert.equal(await redis.get(keys.result("old")), "12345");
  assert.equal(await redis.get(keys.result("new")), null);
});

onRedis("the cache keeps within its bytes: the oldest leave", async (redis) => {
  for (const [i, id] of ["t0", "t1", "t2"].entries()) {
    await redis.set(keys.result(id), "0123456789");
    await redis.zadd(keys.cache, i, id);
    await redis.incrby(keys.cacheBytes, 10);
  }
  await redis.set(keys.result("t3"), "0123456789");
  await release(redis, "a", ["t3"], 25);
  assert.deepEqual(await cached(redis), ["t2", "t3"]);
  assert.equal(await bytes(redis), 20);
  assert.equal(await redis.exists(keys.result("t0"), keys.result("t1")), 0);
});

onRedis("checkpoint, log, strikes and verdict go with the last claim, not before", async (redis) => {
  const leftovers = [keys.checkpoint("t"), keys.deadLetter("t")];
  await claim(redis, "a", ["t"]);
  await claim(redis, "b", ["t"]);
  for (const key of leftovers) await redis.set(key, "x");
  await release(redis, "a", ["t"], LARGE);
  assert.equal(await redis.exists(...leftovers), 2);
  await release(redis, "b", ["t"], LARGE);
  assert.equal(await redis.exists(...leftovers), 0);
});

onRedis(
  "a sweep that waits for something stays on the list; the file goes with the last sweep over it",
  async (redis) => {
    for (const sweep of ["a", "b"]) {
      await redis.hset(keys.sweep(sweep), { project: "file" });
      await redis.zadd(keys.sweeps, 1, sweep);
    }
    await redis.hset(keys.project("file"), { name: "fit.gx" });
    await claim(redis, "a", ["t"]);
    assert.equal(await leave(redis, "a", "file"), false);
    await release(redis, "a", ["t"], LARGE);
    assert.equal(await leave(redis, "a", "file"), true);
    assert.equal(await redis.exists(keys.project("file")), 1);
    assert.equal(await leave(redis, "b", "file"), true);
    assert.deepEqual(await redis.exists(keys.project("file"), keys.sweeps, keys.sweep("a"), keys.sweep("b")), 0);
  },
);

onRedis("thousands at once", async (redis) => {
  const ids = Array.from({ length: 2345 }, (_, i) => `t${i}`);
  await claim(redis, "a", ids);
  assert.equal(await redis.scard(keys.wanted("a")), 2345);
  assert.equal((await claimedByOthers(redis, "b", ids)).size, 2345);
  await release(redis, "a", ids, LARGE);
  assert.equal(await redis.exists(keys.wanted("a")), 0);
});

onRedis("a full Redis takes no claim, and still takes acknowledgements, which make room", async (redis, server) => {
  await claim(redis, "a", ["t"]);
  await redis.set(keys.result("t"), "x".repeat(1000));
  await server.admin("CONFIG", "SET", "maxmemory", "1mb");
  await assert.rejects(claim(redis, "b", ["t"]), /OOM/);
  await release(redis, "a", ["t"], 0);
  assert.equal(await redis.exists(keys.result("t"), keys.wanted("a")), 0);
});

test("the cache may take a quarter of the memory; of one gigabyte where the server has no limit", () => {
  assert.equal(cacheLimitOf("used_memory:1\r\nmaxmemory:400000\r\nmaxmemory_policy:noeviction\r\n"), 100_000);
  assert.equal(cacheLimitOf("maxmemory:0\r\n"), 2 ** 28);
});
