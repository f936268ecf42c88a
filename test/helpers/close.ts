/** How near is near: the one comparison that tests of numbers use. */
import assert from "node:assert/strict";

/**
 * Two arrays agree within t when |a − b| ≤ t · max(|b|, 1e-9 · max|b|) at every
 * point; NaN agrees with NaN, and an infinity with itself.
 */
export function assertClose(actual: ArrayLike<number>, expected: ArrayLike<number>, t: number, what = "array"): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  let largest = 0;
  for (let i = 0; i < expected.length; i++) {
    if (Number.isFinite(expected[i])) largest = Math.max(largest, Math.abs(expected[i]!));
  }
  for (let i = 0; i < expected.length; i++) {
    const a = actual[i]!;
    const b = expected[i]!;
    if (Object.is(a, b) || a === b) continue;
    const allowed = t * Math.max(Math.abs(b), 1e-9 * largest);
    assert.ok(Math.abs(a - b) <= allowed, `${what}[${i}]: ${a} is not within ${t} of ${b}`);
  }
}

/** As `assertClose`, for one number. */
export function assertNear(actual: number, expected: number, t: number, what = "value"): void {
  assertClose([actual], [expected], t, what);
}
