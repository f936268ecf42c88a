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

/** The families that run today: all of spec_nx, soft_nx, spec_inhom, spec_adaptive; each later family adds its pattern. */
const FAMILIES = /^(py2_(fo10|sp03|sx07|sx21|sd01)|s[adimnoptx]\d|fo|dc|py\d\d)/;
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
    const fit = compileFit(await readProjectFile(path));
    compare(fit.simulate(), golden);

    const fitted = golden.parameters.filter((row) => row.fit).map((row) => row.name);
    for (const { values, fom, y_sim, y_sim_sum } of golden.extra_evals) {
      const changed = fit.simulate(new Map(fitted.map((parameter, i) => [parameter, values[i]!])));
      assertNear(changed.fom, fom, 1e-8, "fom of an extra evaluation");
      y_sim?.forEach((curve, k) => {
        assertClose(changed.datasets[k]!.ySim, curve, 1e-9, `extra y_sim of ${k}`);
      });
      y_sim_sum?.forEach((sum, k) => {
        assertNear(
          changed.datasets[k]!.ySim.reduce((a, b) => a + b, 0),
          sum,
          1e-9,
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

function compare(simulation: Simulation, golden: GoldenCase): void {
  assert.equal(simulation.fomFunction, golden.fomfunction);
  golden.datasets.forEach((set, k) => {
    assertClose(simulation.datasets[k]!.ySim, set.y_sim, 1e-9, `y_sim of ${set.name}`);
    assertNear(simulation.datasets[k]!.fom, golden.fom_individual[k]!, 1e-8, `fom of ${set.name}`);
  });
  assertNear(simulation.fom, golden.fom, 1e-8, "fom");
  // Some cases were stored without their profiles.
  if (golden.sld.length > 0) assert.equal(simulation.sld.length, golden.sld.length);
  golden.sld.forEach(({ unit, stride, n_full, curves }, k) => {
    const profile = simulation.sld[k]!;
    assert.equal(profile.unit, unit);
    for (const [key, curve] of Object.entries(curves)) {
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
