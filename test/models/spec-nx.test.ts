/** spec_nx against GenX: every way to smear, cut and lay out a curve, and the profiles. */
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
  y: number[];
  sld?: { unit: string; n: number; stride: number; z: number[]; Re: number[]; Im: number[] };
}
const golden = JSON.parse(readFileSync(join(GOLDEN, "spec-nx/cases.json"), "utf8"), (_key, value) =>
  value === "nan" ? Number.NaN : value,
) as { samples: Record<string, never>; cases: Case[] };

for (const { sample: name, settings, x, y, sld } of golden.cases) {
  test(`${name} with ${describe(settings)}`, () => {
    const model = specNx();
    const sample = model.sample(golden.samples[name]!);
    const instrument = model.instrument(settings);
    assertClose(floats(model.method(sample, "SimSpecular", array(x), instrument)), y, 1e-9, "curve");
    // A second time, with everything kept from the first.
    assertClose(floats(model.method(sample, "SimSpecular", array(x), instrument)), y, 1e-9, "curve again");
    if (!sld) return;
    const curves = model.dictionary(model.method(sample, "SimSLD", null, null, instrument));
    assert.equal(curves.get("SLD unit"), sld.unit);
    for (const key of ["z", "Re", "Im"] as const) {
      const full = floats(curves.get(key)!);
      assert.equal(full.length, sld.n, key);
      assertClose(
        full.filter((_, i) => i % sld.stride === 0),
        sld[key],
        1e-12,
        key,
      );
    }
  });
}

function describe(settings: Record<string, Plain>): string {
  return Object.entries(settings)
    .filter(([key]) => !["Ibkg", "respoints", "resintrange"].includes(key))
    .map(([key, value]) => `${key} ${Array.isArray(value) ? "[…]" : JSON.stringify(value)}`)
    .join(", ");
}
