/** exp, cos and sin of the kernels against those of Math, over every range that a curve can ask for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cos, exp, sin } from "../../runtime/kernels/exponential.ts";

/** Evenly spaced, and never a round number. */
function* between(from: number, to: number, count = 20_000): Generator<number> {
  for (let i = 0; i < count; i++) yield from + ((i + Math.SQRT1_2) / count) * (to - from);
}

test("exp is within 1e-15 of Math.exp, from the smallest damping to the largest growth", () => {
  for (const [from, to] of [
    [-1e-3, 1e-3],
    [-1, 1],
    [-699, 699],
  ] as const) {
    for (const x of between(from, to)) assert.ok(Math.abs(exp(x) / Math.exp(x) - 1) < 1e-15, `exp(${x}) is ${exp(x)}`);
  }
});

test("cos and sin are within 1e-15 of Math's, up to the phase of a layer a millimetre thick", () => {
  for (const range of [1e-3, 1, 100, 1e4, 9.9e6]) {
    for (const x of between(-range, range)) {
      assert.ok(Math.abs(cos(x) - Math.cos(x)) < 1e-15, `cos(${x}) is ${cos(x)}`);
      assert.ok(Math.abs(sin(x) - Math.sin(x)) < 1e-15, `sin(${x}) is ${sin(x)}`);
    }
  }
});

test("what is out of range, infinite or not a number is as Math has it", () => {
  for (const x of [800, -800, -1e300, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]) {
    assert.equal(exp(x), Math.exp(x));
  }
  for (const x of [1e8, -1e300, Number.POSITIVE_INFINITY, Number.NaN]) {
    assert.equal(cos(x), Math.cos(x));
    assert.equal(sin(x), Math.sin(x));
  }
  assert.deepEqual([exp(0), cos(0), sin(0), sin(-0)], [1, 1, 0, 0]);
});
