/**
 * The whole path against GenX itself: container → project → script → models →
 * figure of merit, for every case that this repository holds and, where the
 * folder of all reference numbers stands beside the project, for that too.
 */
import assert from "node:assert/strict";
import { basename, join } from "node:path";
import { test } from "node:test";
import { compileFit, type Simulation } from "../../runtime/fit/compile.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { assertClose, assertNear } from "../helpers/close.ts";
import { containers, GOLDEN, type GoldenCase, readGolden, referenceFolder } from "../helpers/golden.ts";

/** The families that run today: all of spec_nx, soft_nx, spec_inhom, spec_adaptive, mag_refl, interdiff; each later family adds its pattern. */
const FAMILIES = /^(py2_(fo10|sp03|sx07|sx21|sd01)|s[adimnoptx]\d|mr|id|fo|dc|py\d\d)/;
/** How near is near, where it is not 1e-9: the matrices of mag_refl lose digits in GenX. */
const TOLERANCE: Readonly<Record<string, number>> = { mag_refl: 1e-6 };
const EXAMPLES = /^(Peakfit|SuperAdam|X-ray|slicing|SXRD)/;

const cases = [
  ...containers(join(GOLDEN, "genx"), FAMILIES),
  ...(referenceFolder
    ? [
        ...containers(join(referenceFolder, "synthetic"), FAMILIES),
        ...containers(join(referenceFolder, "legacy"), FAMILIES),
        ...containers(join(referenceFolder, "examples"), EXAMPLES),
      ]
    : []),
];

test("reference numbers outside this repository", { skip: referenceFolder ? false : "no ../shared/reference" }, () => {
  assert.ok(cases.some(({ path }) => path.includes("examples")));
});

for (const { path, name, json } of cases) {
  test(`the numbers of GenX: ${basename(join(path, ".."))}/${name}`, async () => {
    const golden = corrected(readGolden(json));
    const t = TOLERANCE[golden.family] ?? 1e-9;
    const fit = compileFit(await readProjectFile(path));
    compare(fit.simulate(), golden, t);

    const fitted = golden.parameters.filter((row) => row.fit).map((row) => row.name);
    for (const { values, fom, y_sim, y_sim_sum } of golden.extra_evals) {
      const changed = fit.simulate(new Map(fitted.map((parameter, i) => [parameter, values[i]!])));
      assertNear(changed.fom, fom, 10 * t, "fom of an extra evaluation");
      y_sim?.forEach((curve, k) => {
        assertClose(changed.datasets[k]!.ySim, curve, t, `extra y_sim of ${k}`);
      });
      y_sim_sum?.forEach((sum, k) => {
        assertNear(
          changed.datasets[k]!.ySim.reduce((a, b) => a + b, 0),
          sum,
          t,
          `extra Σ y_sim of ${k}`,
        );
      });
      if (values.length > 0) assert.equal(fit.objective.evaluate(Float64Array.from(values)), changed.fom);
    }
  });
}

/** Where GenX loses physics, the right numbers stand beside its own; its other evaluations lose it, too. */
function corrected(golden: GoldenCase): GoldenCase {
  if (!golden.corrected) return golden;
  const { fom, y_sim } = golden.corrected;
  const datasets = golden.datasets.map((set, k) => ({ ...set, y_sim: y_sim[k]! }));
  assert.equal(datasets.length, 1);
  const individual = (golden.fom_individual[0]! * fom) / golden.fom;
  return { ...golden, fom, fom_individual: [individual], datasets, extra_evals: [] };
}

function compare(simulation: Simulation, golden: GoldenCase, t: number): void {
  assert.equal(simulation.fomFunction, golden.fomfunction);
  golden.datasets.forEach((set, k) => {
    assertClose(simulation.datasets[k]!.ySim, set.y_sim, t, `y_sim of ${set.name}`);
    assertNear(simulation.datasets[k]!.fom, golden.fom_individual[k]!, 10 * t, `fom of ${set.name}`);
  });
  assertNear(simulation.fom, golden.fom, 10 * t, "fom");
  // Some cases were stored without their profiles.
  if (golden.sld.length > 0) assert.equal(simulation.sld.length, golden.sld.length);
  golden.sld.forEach(({ unit, stride, n_full, curves }, k) => {
    const profile = simulation.sld[k]!;
    assert.equal(profile.unit, unit);
    for (const [key, curve] of parts(curves)) {
      assert.equal(profile.curves[key]?.length, n_full, `length of ${key}`);
      assertClose(
        profile.curves[key]!.filter((_, i) => i % stride === 0),
        curve,
        3e-7,
        `SLD ${key}`,
      );
    }
  });
}

/** The imaginary part of a complex curve is one of its own where it is not 0. */
function parts(curves: GoldenCase["sld"][number]["curves"]): [string, number[]][] {
  return Object.entries(curves).flatMap(([key, curve]): [string, number[]][] => {
    if (Array.isArray(curve)) return [[key, curve]];
    const real: [string, number[]] = [key, curve.re];
    return curve.im.some((value) => value !== 0) ? [real, [`Im ${key}`, curve.im]] : [real];
  });
}
