/** What kernels, models and scripts share, against numpy's own bits and 400 digits. Remake cases.json with make_cases.py. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { erf, erfc } from "../../runtime/math/erf.ts";
import { median } from "../../runtime/math/median.ts";
import { sumOfComplex, sumOfReals } from "../../runtime/math/numpy-sum.ts";

const cases = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8")) as {
  sums: [number, number, string, string][];
  medians: [number, string][];
  "error functions": [number, number, number, number][];
};

test("sums of real numbers have numpy's bits, at any length and stride", () => {
  for (const [count, stride, expected] of cases.sums) {
    // Three numbers before the first, which must not be read.
    const values = Float64Array.of(1e300, 1e300, 1e300, ...numbers(count * stride));
    assert.equal(bits(sumOfReals(values, 3, count, stride)), expected, `${count} numbers, ${stride} apart`);
  }
});

test("sums of complex numbers have numpy's bits", () => {
  for (const [count, stride, , expected] of cases.sums) {
    const values = numbers(count * stride).filter((_, k) => k % stride === 0);
    assert.equal(bits(sumOfComplex(values, 0, count)), expected, `${count} numbers`);
  }
});

test("medians have numpy's bits, of none there is none, and with NaN it is NaN", () => {
  for (const [count, expected] of cases.medians) {
    assert.equal(bits(median(numbers(count).map((x) => x / 3))), expected, `${count} numbers`);
  }
  assert.deepEqual([median([]), median([1, Number.NaN, 2])], [Number.NaN, Number.NaN]);
});

test("erf is right to 3 units in the last place, erfc to 5, on both sides of 0", () => {
  for (const [x, exact, complement, mirrored] of cases["error functions"]) {
    near(erf(x), exact, 3, `erf(${x})`);
    near(erf(-x), -exact, 3, `erf(${-x})`);
    near(erfc(x), complement, 5, `erfc(${x})`);
    near(erfc(-x), mirrored, 2, `erfc(${-x})`);
  }
});

test("the error functions end where a double does", () => {
  assert.deepEqual([0, -0, Infinity, -Infinity, Number.NaN].map(erf), [0, -0, 1, -1, Number.NaN]);
  assert.deepEqual([0, Infinity, -Infinity, Number.NaN].map(erfc), [1, 0, 2, Number.NaN]);
  assert.ok(erfc(27) > 0 && erfc(27) < 1e-318);
  assert.equal(erfc(28), 0);
});

/** As make_cases.py makes them. */
function numbers(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, k) => {
    const whole = Number((BigInt(k) * 2654435761n + 12345n) % 2n ** 32n);
    return (whole - 2 ** 31) * 2 ** (k % 40);
  });
}

function bits(x: number): string {
  const bytes = Buffer.alloc(8);
  bytes.writeDoubleBE(x);
  return bytes.toString("hex");
}

function near(got: number, exact: number, units: number, what: string): void {
  const unit = 2 ** (Math.floor(Math.log2(Math.abs(exact))) - 52);
  assert.ok(Math.abs(got - exact) <= units * unit, `${what}: ${got} instead of ${exact}`);
}
