/** spec_nx against GenX: every way to smear, cut and lay out a curve, every probe, and the profiles. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { array, floats, type Plain, specNx } from "../helpers/spec-nx.ts";

interface Case {
  sample: string;
  settings: Record<string, Plain>;
  x: number[];
  y: number[] | ComplexRow;
  method?: string;
  more?: Plain[];
  sld?: { unit: string; n: number; stride: number; curves: Record<string, number[]> };
}
interface ComplexRow {
  re: number[];
  im: number[];
}
const golden = JSON.parse(readFileSync(join(GOLDEN, "spec-nx/cases.json"), "utf8"), (_key, value) =>
  value === "nan" ? Number.NaN : value,
) as { samples: Record<string, never>; cases: Case[] };

/** What else is in a profile; mass densities are tested in mass-density.test.ts. */
const NO_CURVES = new Set(["SLD unit", "Mass Density"]);

for (const { sample: name, settings, x, y, method = "SimSpecular", more = [], sld } of golden.cases) {
  test(`${name}, ${method} with ${describe(settings)}`, () => {
    const model = specNx();
    const sample = model.sample(golden.samples[name]!);
    const instrument = model.instrument(settings);
    // An asymmetry is a small difference where both channels are reflected totally.
    const t = settings.pol === "ass" ? 1e-8 : 1e-9;
    // A second time with everything kept from the first.
    for (const what of ["curve", "curve again"]) {
      const curve = floats(model.method(sample, method, array(x), ...more.map(model.convert), instrument));
      if (Array.isArray(y)) assertClose(curve, y, t, what);
      else assertComplexClose(curve, y, t);
    }
    if (!sld) return;
    const curves = model.dictionary(model.method(sample, "SimSLD", null, null, instrument));
    assert.equal(curves.get("SLD unit"), sld.unit);
    assert.deepEqual([...curves.keys()].filter((key) => !NO_CURVES.has(key)).sort(), Object.keys(sld.curves).sort());
    for (const [key, curve] of Object.entries(sld.curves)) {
      const full = floats(curves.get(key)!);
      assert.equal(full.length, sld.n, key);
      assertClose(
        full.filter((_, i) => i % sld.stride === 0),
        curve,
        "mag" in sld.curves ? 3e-7 : 1e-12, // GenX has sum and difference of two profiles there
        key,
      );
    }
  });
}

/** Within t of the modulus at every point. @param actual  float[M][2] */
function assertComplexClose(actual: Float64Array, { re, im }: ComplexRow, t: number): void {
  assert.equal(actual.length, 2 * re.length, "length");
  for (let i = 0; i < re.length; i++) {
    const off = Math.hypot(actual[2 * i]! - re[i]!, actual[2 * i + 1]! - im[i]!);
    assert.ok(off <= t * Math.hypot(re[i]!, im[i]!), `amplitude ${i} is ${off} away from ${re[i]} + ${im[i]}i`);
  }
}

function describe(settings: Record<string, Plain>): string {
  return Object.entries(settings)
    .filter(([key]) => !["Ibkg", "respoints", "resintrange"].includes(key))
    .map(([key, value]) => `${key} ${Array.isArray(value) ? "[…]" : JSON.stringify(value)}`)
    .join(", ");
}
