/** soft_nx, spec_inhom and spec_adaptive against GenX: curves of every probe and option, and the profiles. */
import { globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { GOLDEN } from "../helpers/golden.ts";
import { compareWithGolden, describeCurve, type GoldenCurve } from "../helpers/golden-curves.ts";
import type { SampleSpec } from "../helpers/spec-nx.ts";

for (const file of globSync(join(GOLDEN, "specular/*.json")).sort()) {
  const name = basename(file, ".json");
  const { samples, cases } = JSON.parse(readFileSync(file, "utf8")) as {
    samples: Record<string, SampleSpec>;
    cases: GoldenCurve[];
  };
  for (const each of cases) test(`${name}: ${describeCurve(each)}`, () => compareWithGolden(name, samples, each));
}
