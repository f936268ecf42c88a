import assert from "node:assert/strict";
import { test } from "node:test";
import { redisAddress } from "../../../runtime/fleet/redis/address.ts";

test("the command line names the place, the environment the password", () => {
  const address = redisAddress("redis://fleet@10.0.0.2:6380/3", { META_GENX_REDIS_PASSWORD: "s3cret" });
  assert.deepEqual(address, {
    shown: "redis://fleet@10.0.0.2:6380/3",
    options: { host: "10.0.0.2", port: 6380, db: 3, username: "fleet", password: "s3cret" },
  });
});

test("the whole URL may stand in the environment, and is shown without its password", () => {
  const address = redisAddress(undefined, { META_GENX_REDIS: "rediss://fleet:p%40ss@redis.lab" });
  assert.equal(address?.shown, "rediss://fleet@redis.lab:6379");
  assert.equal(address?.options.password, "p@ss");
  assert.deepEqual(address?.options.tls, { servername: "redis.lab" });
});

test("an IPv6 address loses its brackets, and has no name for TLS", () => {
  const address = redisAddress("rediss://[::1]:7000", {});
  assert.equal(address?.options.host, "::1");
  assert.deepEqual(address?.options.tls, {});
});

test("nothing said is no Redis; the command line comes before the environment", () => {
  assert.equal(redisAddress(undefined, {}), undefined);
  assert.equal(redisAddress(undefined, { META_GENX_REDIS: "" }), undefined);
  assert.equal(redisAddress("redis://a", { META_GENX_REDIS: "redis://b" })?.options.host, "a");
});

test("a password on the command line is refused and not repeated", () => {
  assert.throws(
    () => redisAddress("redis://fleet:s3cret@10.0.0.2", {}),
    (error: Error & { advice: string }) =>
      /a command line is seen by everyone/.test(error.message) &&
      /META_GENX_REDIS_PASSWORD/.test(error.advice) &&
      !`${error.message}${error.advice}`.includes("s3cret"),
  );
});

for (const text of [
  "",
  "10.0.0.2",
  "10.0.0.2:6379",
  "http://10.0.0.2",
  "redis://",
  "redis://h/x",
  "redis://h?a=b",
  "redis://h:0x1",
  "redis:///tmp/redis.sock",
  "redis://a%zz@h",
]) {
  test(`"${text}" is no address, and is not repeated`, () => {
    assert.throws(() => redisAddress(text, {}), { code: "GX_USAGE", message: "--redis is no address of a Redis" });
  });
}
