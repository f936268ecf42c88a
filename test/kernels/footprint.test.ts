/** The error function against scipy, and footprints against what the shapes of beams say. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as beams from "../../runtime/kernels/footprint.ts";
import { erf } from "../../runtime/math/erf.ts";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";

const golden = JSON.parse(readFileSync(join(GOLDEN, "kernels/kernels.json"), "utf8")) as {
  erf: [(number | string)[], number[]];
};
const sine = Float64Array.from({ length: 90 }, (_, i) => 1e-5 * 1.12 ** i);
const fraction = (fill: (out: Float64Array) => void) => {
  const out = new Float64Array(sine.length);
  fill(out);
  return out;
};

test("erf equals scipy's to a few units in the last place", () => {
  const [arguments_, values] = golden.erf;
  arguments_.forEach((at, i) => {
    const value = erf(Number(at === "inf" ? Infinity : at));
    assert.ok(Math.abs(value - values[i]!) <= 7e-16 * Math.abs(values[i]!), `erf(${at}) is ${value}, not ${values[i]}`);
  });
  assert.ok(Number.isNaN(erf(Number.NaN)));
});

test("a long sample catches the whole beam, a short one in proportion to sin θ", () => {
  for (const [name, out] of [
    ["gauss", fraction((o) => beams.gaussFootprint(sine, 1e6, 0.05, o))],
    ["square", fraction((o) => beams.squareFootprint(sine, 1e6, 0.05, o))],
    ["trapezoid", fraction((o) => beams.trapezoidFootprint(sine, 1e6, 0.05, 0.1, o))],
  ] as const) {
    assert.equal(out.at(-1), 1, name);
    assert.ok(out.every((value) => value >= 0 && value <= 1));
  }
  const short = fraction((o) => beams.squareFootprint(sine, 0.01, 5, o));
  assertClose(
    short,
    sine.map((s) => (s * 0.01) / 5),
    1e-14,
  );
});

test("a beam off the centre by nothing is the beam itself", () => {
  const args = [sine, 10, 0.05] as const;
  assertClose(
    fraction((o) => beams.gaussOffsetFootprint(...args, 0, o)),
    fraction((o) => beams.gaussFootprint(...args, o)),
    1e-14,
  );
  assertClose(
    fraction((o) => beams.squareOffsetFootprint(...args, 0, o)),
    fraction((o) => beams.squareFootprint(...args, o)),
    1e-14,
  );
});

test("to one side or to the other, an offset costs the same", () => {
  assertClose(
    fraction((o) => beams.gaussOffsetFootprint(sine, 10, 0.05, 0.03, o)),
    fraction((o) => beams.gaussOffsetFootprint(sine, 10, 0.05, -0.03, o)),
    1e-12,
  );
});

test("a square beam beside the middle of the sample is caught by what the sample covers of it, and never by less than nothing", () => {
  const [length, width] = [10, 0.1];
  for (const offset of [0.02, 0.05, 0.08, 0.2, -0.2]) {
    // The beam from its near edge to its far one, counted in thousandths; the sample reaches as far to either side.
    const shares = Array.from({ length: 1000 }, (_, i) => Math.abs(offset + width * ((i + 0.5) / 1000 - 0.5)));
    const caught = sine.map((s) => shares.filter((place) => place < (length / 2) * s).length / 1000);
    const out = fraction((o) => beams.squareOffsetFootprint(sine, length, width, offset, o));
    assert.ok(
      out.every((value, i) => Math.abs(value - caught[i]!) < 2e-3 && value >= 0 && value <= 1),
      `${offset} mm`,
    );
  }
});

test("a trapezoid without slopes is a square, and any is the integral of its profile", () => {
  assertClose(
    fraction((o) => beams.trapezoidFootprint(sine, 10, 0.2, 0.2, o)),
    fraction((o) => beams.squareFootprint(sine, 10, 0.2, o)),
    1e-14,
  );
  const [inner, outer, length] = [0.07, 0.16, 8];
  const profile = (x: number) => Math.min(1, Math.max(0, (outer - 2 * Math.abs(x)) / (outer - inner)));
  const integral = (half: number) => {
    const steps = 20_000;
    let sum = 0;
    for (let i = 0; i < steps; i++) sum += profile(-half + ((i + 0.5) * 2 * half) / steps);
    return (sum * 2 * half) / steps;
  };
  const whole = integral(outer / 2);
  const expected = sine.map((s) => integral(Math.min(outer, length * s) / 2) / whole);
  assertClose(
    fraction((o) => beams.trapezoidFootprint(sine, length, inner, outer, o)),
    expected,
    1e-6,
  );
});
