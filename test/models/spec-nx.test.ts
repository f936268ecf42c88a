/** spec_nx against GenX: every way to smear, cut and lay out a curve, every probe, and the profiles. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { GOLDEN } from "../helpers/golden.ts";
import { compareWithGolden, describeCurve, type GoldenCurve } from "../helpers/golden-curves.ts";
import type { SampleSpec } from "../helpers/spec-nx.ts";

const { samples, cases } = JSON.parse(readFileSync(join(GOLDEN, "spec-nx/cases.json"), "utf8"), (_key, value) =>
  value === "nan" ? Number.NaN : value,
) as { samples: Record<string, SampleSpec>; cases: GoldenCurve[] };

for (const each of cases) test(describeCurve(each), () => compareWithGolden("spec_nx", samples, each));
