/** Which Redis may keep a sweep, and what is said of one that cannot be used: decided on text, and seen on real servers. */
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { test } from "node:test";
import type { GxError } from "../../../runtime/errors.ts";
import { connectRedis, redisAddress, redisError } from "../../../runtime/fleet/redis/connect.ts";
import { checkRequirements, unmetRequirements } from "../../../runtime/fleet/redis/requirements.ts";
import { type RedisSettings, withoutRedis, withRedis } from "../../helpers/redis.ts";

const info = (version: string, policy: string, aof: 0 | 1) =>
  `# Server\r\nredis_version:${version}\r\n\r\n# Memory\r\nmaxmemory_policy:${policy}\r\n# Persistence\r\naof_enabled:${aof}\r\n`;

test("a Redis that is new enough, evicts nothing and persists is fit", () => {
  for (const version of ["6.2.0", "6.10.1", "7.0.15", "7.4", "8.0.0", "10.0.1"]) {
    assert.deepEqual(unmetRequirements(info(version, "noeviction", 1)), []);
  }
});

test("an old one, an evicting one and a forgetful one are each named with what to set", () => {
  for (const version of ["6.0.16", "5.0.7", "2.8", "6"]) {
    assert.match(
      unmetRequirements(info(version, "noeviction", 1)).join(),
      /^It is Redis .*; 6\.2 or newer is needed\.$/,
    );
  }
  assert.match(
    unmetRequirements(info("7.0.0", "allkeys-lru", 1)).join(),
    /^When it is full it drops data .*: set noeviction\.$/,
  );
  assert.match(
    unmetRequirements(info("7.0.0", "noeviction", 0)).join(),
    /^It keeps nothing after a restart .*: set appendonly yes\.$/,
  );
  assert.equal(unmetRequirements(info("6.0.0", "volatile-ttl", 0)).length, 3);
  assert.match(unmetRequirements("nonsense").join(), /unknown version/);
});

test("what Redis says in the middle of a sweep is put into the user's words, and never with a password", () => {
  const address = redisAddress("redis://fleet@h", { META_GENX_REDIS_PASSWORD: "s3cret" })!;
  for (const [said, code] of [
    ["OOM command not allowed when used memory > 'maxmemory'.", "GX_REDIS_FULL"],
    [
      "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist to disk.",
      "GX_REDIS_FULL",
    ],
    ["READONLY You can't write against a read only replica.", "GX_REDIS_DENIED"],
    ["NOPERM this user has no permissions to run the 'xadd' command", "GX_REDIS_DENIED"],
    ["self-signed certificate in certificate chain", "GX_REDIS_UNREACHABLE"],
    ["Connection is closed.", "GX_REDIS_UNREACHABLE"],
  ]) {
    const error = redisError(new Error(said), address) as GxError;
    assert.equal(error.code, code, said);
    assert.ok(error.message.startsWith("redis://fleet@h:6379: "));
    assert.ok(!JSON.stringify({ ...error, message: error.message }).includes("s3cret"));
  }
  const defect = new TypeError("x is not a function");
  assert.equal(redisError(defect, address), defect);
});

const refusals: [what: string, settings: RedisSettings, code: string, text: RegExp][] = [
  [
    "evicts",
    { config: { "maxmemory-policy": "allkeys-lru" } },
    "GX_REDIS_UNFIT",
    /drops data \(maxmemory-policy allkeys-lru\)/,
  ],
  ["does not persist", { config: { appendonly: "no" } }, "GX_REDIS_UNFIT", /keeps nothing after a restart/],
  [
    "is a cluster",
    { config: { "cluster-enabled": "yes" } },
    "GX_REDIS_UNFIT",
    /It is a Redis Cluster, which parts keys/,
  ],
  ["gives no right to our keys", { rights: "~bull:* +@all" }, "GX_REDIS_DENIED", /may not do what a fleet needs/],
  ["gives no right to scripts", { rights: "~* +@all -@scripting" }, "GX_REDIS_DENIED", /may not do what a fleet needs/],
];
for (const [what, settings, code, text] of refusals) {
  test(`a real Redis that ${what} is refused`, { skip: withoutRedis }, () =>
    withRedis(settings, async ({ address }) => {
      const redis = await connectRedis(address);
      try {
        await assert.rejects(checkRequirements(redis, address, false), { code, message: text });
        if (what === "is a cluster") await assert.rejects(checkRequirements(redis, address, true), { code });
        else if (code === "GX_REDIS_UNFIT") assert.equal((await checkRequirements(redis, address, true)).length, 1);
      } finally {
        redis.disconnect();
      }
    }),
  );
}

test(
  "a wrong password, a wrong user, a wrong port and what is not Redis: each says which",
  { skip: withoutRedis },
  () =>
    withRedis({}, async ({ url, env, address }) => {
      const good = await connectRedis(address);
      assert.deepEqual(await checkRequirements(good, address, false), []);
      good.disconnect();
      const wrong = (text: string, password = env.META_GENX_REDIS_PASSWORD) =>
        connectRedis(redisAddress(text, { META_GENX_REDIS_PASSWORD: password })!);
      const unknown = { code: "GX_REDIS_DENIED", message: /does not know this user with this password$/ };
      await assert.rejects(wrong(url, "guess"), unknown);
      await assert.rejects(wrong(url, ""), unknown);
      await assert.rejects(wrong(url.replace("fleet@", "nobody@")), unknown);
      await assert.rejects(wrong("redis://127.0.0.1:1"), {
        code: "GX_REDIS_UNREACHABLE",
        message: /nobody listens there$/,
      });
      await assert.rejects(wrong("redis://no.such.host.invalid"), { code: "GX_REDIS_UNREACHABLE" });
      await assert.rejects(wrong(url.replace("redis:", "rediss:")), { code: "GX_REDIS_UNREACHABLE" });
      const web = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
      await new Promise((resolve) => web.once("listening", resolve));
      const { port } = web.address() as { port: number };
      await assert.rejects(wrong(`redis://127.0.0.1:${port}`), {
        code: "GX_REDIS_UNREACHABLE",
        message: /what listens there is not Redis$/,
      });
      web.close();
    }),
);
