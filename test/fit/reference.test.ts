/**
 * The whole path against GenX itself: container → project → script → models →
 * figure of merit, for every case that this repository holds and, where the
 * folder of all reference numbers stands beside the project, for that too.
 */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { test } from "node:test";
import { compileFit, type Simulation } from "../../runtime/fit/compile.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { assertClose, assertNear } from "../helpers/close.ts";
import { allContainers, GOLDEN, type GoldenCase, readGolden, referenceFolder } from "../helpers/golden.ts";

/** How near is near, where it is not 1e-9, for any case of a family: GenX has few digits in complex64, and loses some in 4×4 matrices. */
const OF_A_FAMILY: Readonly<Record<string, number>> = { spec_adaptive: 1e-8, mag_refl: 1e-6, interdiff: 1e-4 };
/** And for those cases that this repository holds. */
const OF_A_CASE: Readonly<Record<string, number>> = { mr04_aniso_circ: 2e-8, mr09_slicing_aniso: 3e-7 };

/** Every container that there is: a file of a model that does not run fails here. */
const all = allContainers();
const found = all.filter(({ json }) => existsSync(json));
interface Listed {
  path: string;
  containers: string[];
}
const isOptimiser = ({ path }: { path: string }) => basename(join(path, "..")) === "optimiser";
const cases = found.filter((each) => !isOptimiser(each));

test("every file has GenX's numbers beside it", () => {
  assert.deepEqual(
    all.filter((each) => !found.includes(each)),
    [],
  );
});

test("every file of the reference numbers outside this repository is run", {
  skip: referenceFolder ? false : "no ../shared/reference",
}, () => {
  const index = JSON.parse(readFileSync(join(referenceFolder!, "index.json"), "utf8")) as Listed[];
  const listed = index.flatMap(({ path, containers }) => containers.map((type) => path.replace(/\.json$/, type)));
  const there = globSync("**/*.{gx,hgx}", { cwd: referenceFolder! });
  const run = new Set(found.map(({ path }) => path));
  assert.ok(listed.length > 60);
  assert.deepEqual(
    [...new Set([...there, ...listed])].filter((file) => !run.has(join(referenceFolder!, file))),
    [],
  );
});

for (const { path, name, json } of found.filter(isOptimiser)) {
  test(`GenX's figure of merit at the guess and at the truth: ${basename(join(path, "../.."))}/${name}`, async () => {
    const { fom_at_guess, fom_at_truth, truth } = JSON.parse(readFileSync(json, "utf8"));
    const { objective } = compileFit(await readProjectFile(path));
    assertNear(objective.evaluate(objective.start), fom_at_guess, 1e-8);
    assertNear(objective.evaluate(Float64Array.from(truth)), fom_at_truth, 1e-8);
  });
}

for (const { path, name, json } of cases.filter((each) => readGolden(each.json).sequence)) {
  test(`each member of a batch has GenX's numbers: ${basename(join(path, ".."))}/${name}`, async () => {
    const { batch } = await readProjectFile(path);
    const { sequence } = readGolden(json);
    assert.equal(batch.length, sequence!.length);
    for (const [i, member] of sequence!.entries()) {
      const simulation = compileFit(batch[i]!.project).simulate();
      assert.equal(simulation.fomFunction, member.fomfunction);
      assertNear(simulation.fom, member.fom, 1e-8, batch[i]!.name);
      assertClose(simulation.datasets[0]!.ySim, member.y_sim, 1e-9);
    }
  });
}

for (const { path, name, json } of cases) {
  test(`the numbers of GenX: ${basename(join(path, ".."))}/${name}`, async () => {
    const golden = corrected(readGolden(json));
    const known = path.startsWith(GOLDEN) ? OF_A_CASE[basename(json, ".json")] : OF_A_FAMILY[golden.family];
    const t = known ?? 1e-9;
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
  assert.equal(simulation.datasets.length, golden.datasets.length);
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
