/** What is left of a trial in Redis once nobody waits for it any more. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { connectRedis } from "../../../runtime/fleet/redis/connect.ts";
import { keys } from "../../../runtime/fleet/redis/keys.ts";
import { claim, release } from "../../../runtime/fleet/store/claims.ts";
import { withoutRedis, withRedis } from "../../helpers/redis.ts";

/** Names that are of a sweep, a file or a worker, and the two of a trial that mean something when nobody waits. */
const OTHERS = ["project", "sweep", "wanted", "events", "worker", "claims", "result"];

test(
  "whatever was kept of a trial stays while one sweep waits for it, and goes with the last: only its result becomes cache",
  {
    skip: withoutRedis,
  },
  () =>
    withRedis({}, async (server) => {
      const redis = await connectRedis(server.address);
      try {
        const kept = Object.entries(keys).flatMap(([name, key]) =>
          typeof key === "function" && !OTHERS.includes(name) ? [key("t")] : [],
        );
        assert.ok(kept.length >= 4, `${kept}`);
        await claim(redis, "a", ["t"]);
        await claim(redis, "b", ["t"]);
        for (const key of kept) await redis.set(key, "x");
        await redis.set(keys.result("t"), "result");

        await release(redis, "a", ["t"], 1e9);
        assert.equal(await redis.exists(...kept), kept.length);
        await release(redis, "b", ["t"], 1e9);
        const left = (await server.admin("KEYS", "*")) as string[];
        assert.deepEqual(left.toSorted(), [keys.cache, keys.cacheBytes, keys.result("t")].toSorted());
      } finally {
        redis.disconnect();
      }
    }),
);
