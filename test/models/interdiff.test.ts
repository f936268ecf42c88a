/** models.interdiff against GenX: specular and off-specular curves at random settings, and profiles. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { array, floats, type Plain, type SampleSpec, specNx } from "../helpers/spec-nx.ts";

interface Case {
  number: number;
  sample: SampleSpec;
  method: "SimSpecular" | "SimOffSpecular";
  settings: Record<string, Plain>;
  args: (number | number[])[];
  y: number[];
  sld?: { unit: string; n: number; stride: number; z: number[]; Re: number[]; Im: number[] };
}

const { cases } = JSON.parse(readFileSync(join(GOLDEN, "interdiff/cases.json"), "utf8")) as { cases: Case[] };

for (const { number, sample: spec, method, settings, args, y, sld } of cases) {
  test(`${method}, case ${number}: ${describe(settings, spec)}`, () => {
    const model = specNx("interdiff");
    const sample = model.sample(spec);
    const instrument = model.instrument(settings);
    const values = args.map((each) => (typeof each === "number" ? each : array(each)));
    // A second time with everything kept from the first.
    for (const what of ["curve", "curve again"]) {
      const curve = floats(model.method(sample, method, ...values, instrument));
      assertClose(curve, y, method === "SimSpecular" ? 1e-9 : 2e-7, what);
    }
    if (!sld) return;
    const curves = model.dictionary(model.method(sample, "SimSLD", null, null, instrument));
    assert.equal(curves.get("SLD unit"), sld.unit);
    for (const key of ["z", "Re", "Im"] as const) {
      const full = floats(curves.get(key)!);
      assert.equal(full.length, sld.n, key);
      const drawn = full.filter((_, i) => i % sld.stride === 0);
      assertClose(drawn, sld[key], 3e-7, key);
    }
  });
}

function describe(settings: Record<string, Plain>, { stacks, fields }: SampleSpec): string {
  const { dettype, restype, footype, taylor_n } = settings;
  const shown = JSON.stringify({ dettype, restype, footype, taylor_n });
  return `${stacks.length} stacks, h = ${(fields!["h"] as number).toFixed(2)}, ${shown}`;
}
