/** soft_nx, spec_inhom and spec_adaptive against GenX: curves of every probe and option, and the profiles. */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { array, floats, type Plain, type SampleSpec, specNx } from "../helpers/spec-nx.ts";

interface Case {
  sample: string;
  settings: Record<string, Plain>;
  x: number[];
  y: number[];
  method?: string;
  more?: Plain[];
  sld?: { unit: string; n: number; stride: number; curves: Record<string, number[]> };
}
interface Golden {
  samples: Record<string, SampleSpec>;
  cases: Case[];
}

/** As the reference numbers have it: GenX itself is not nearer. */
const TOLERANCE: Readonly<Record<string, number>> = { soft_nx: 1e-9, spec_inhom: 1e-9, spec_adaptive: 1e-8 };

/** What else is in a profile; mass densities are tested in mass-density.test.ts. */
const NO_CURVES = new Set(["SLD unit", "Mass Density"]);

for (const file of globSync(join(GOLDEN, "specular/*.json")).sort()) {
  const name = basename(file, ".json");
  const golden = JSON.parse(readFileSync(file, "utf8")) as Golden;
  for (const { sample: sampleName, settings, x, y, method = "SimSpecular", more = [], sld } of golden.cases) {
    test(`${name}: ${sampleName}, ${method} with ${describe(settings)}`, () => {
      const model = specNx(name);
      const sample = model.sample(golden.samples[sampleName]!);
      const instrument = model.instrument(settings);
      // An asymmetry is a small difference where both channels are reflected totally.
      const t = TOLERANCE[name]! * (settings["pol"] === "ass" ? 10 : 1);
      // A second time with everything kept from the first.
      for (const what of ["curve", "curve again"]) {
        const curve = model.method(sample, method, array(x), ...more.map(model.convert), instrument);
        assertClose(floats(curve), y, t, what);
      }
      if (!sld) return;
      const curves = model.dictionary(model.method(sample, "SimSLD", null, null, instrument));
      assert.equal(curves.get("SLD unit"), sld.unit);
      assert.deepEqual([...curves.keys()].filter((key) => !NO_CURVES.has(key)).sort(), Object.keys(sld.curves).sort());
      for (const [key, curve] of Object.entries(sld.curves)) {
        const full = floats(curves.get(key)!);
        assert.equal(full.length, sld.n, key);
        const drawn = full.filter((_, i) => i % sld.stride === 0);
        // The moment is what is left of two sums, which of hundreds of slabs do not come to 0 where there is none.
        const largest = Math.max(...curve.map(Math.abs));
        const kept = drawn.map((value, i) => (Math.abs(value - curve[i]!) < 1e-14 * largest ? curve[i]! : value));
        assertClose(name === "spec_adaptive" ? kept : drawn, curve, 3e-7, key);
      }
    });
  }
}

function describe(settings: Record<string, Plain>): string {
  return Object.entries(settings)
    .filter(([key]) => !["Ibkg", "respoints", "resintrange"].includes(key))
    .map(([key, value]) => `${key} ${Array.isArray(value) ? "[…]" : JSON.stringify(value)}`)
    .join(", ");
}
