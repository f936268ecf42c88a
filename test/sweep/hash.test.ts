/** Names made of contents. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { canonicalJson, seedFrom, sha256 } from "../../runtime/sweep/hash.ts";
import { numericsVersion } from "../../runtime/sweep/numerics.ts";

test("sha256 gives the value of FIPS 180-2's first example", () => {
  assert.equal(sha256("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("the order in which keys were written does not matter; the order of a list does", () => {
  assert.equal(
    canonicalJson({ b: [1, { d: 2, c: "x" }], a: null, left: undefined }),
    '{"a":null,"b":[1,{"c":"x","d":2}]}',
  );
  assert.notEqual(canonicalJson([1, 2]), canonicalJson([2, 1]));
});

test("NaN, the infinities and null are four different things", () => {
  assert.equal(new Set([Number.NaN, Infinity, -Infinity, null].map(canonicalJson)).size, 4);
});

test("seeds are whole numbers below 2^32 and spread over them", () => {
  const seeds = Array.from({ length: 100 }, (_, repeat) => seedFrom({ sweep: 1, repeat }));
  assert.ok(seeds.every((seed) => Number.isInteger(seed) && seed >= 0 && seed < 2 ** 32));
  assert.equal(new Set(seeds).size, 100);
  assert.ok(Math.max(...seeds) > 2 ** 31 && Math.min(...seeds) < 2 ** 29);
});

test("the numerics version is one hash, the same at every call", () => {
  assert.match(numericsVersion(), /^[0-9a-f]{64}$/);
  assert.equal(numericsVersion(), numericsVersion());
});

test("a driver can name trials as a machine of another kind does", () => {
  const here = { node: process.version, arch: process.arch };
  assert.equal(numericsVersion(here), numericsVersion());
  assert.notEqual(numericsVersion({ ...here, node: "v22.18.0" }), numericsVersion());
  assert.notEqual(numericsVersion({ ...here, arch: "another" }), numericsVersion());
});
