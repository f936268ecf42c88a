/**
 * Whether a stated uncertainty is what it claims: noise is drawn twenty times for
 * each example, as its make.py draws it; each draw is fitted, polished and given
 * uncertainties as a sweep does it; and the truth must lie within 2 u for 80 to
 * 100 % of the parameters and draws (95 % are to be expected of a right u).
 *
 * One number more than that: the mean of ((value − truth)/u)², which is 1 for a
 * right u, and which too large an uncertainty cannot pass.
 */
import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import type { Project } from "../../runtime/gx/project.ts";
import { readProject } from "../../runtime/gx/read.ts";
import { differentialEvolution } from "../../runtime/optimisers/differential-evolution.ts";
import { Random } from "../../runtime/optimisers/random.ts";
import { polish } from "../../runtime/sweep/polish.ts";
import { runTrial, type TrialSpec } from "../../runtime/sweep/trial.ts";
import { estimateUncertainty } from "../../runtime/sweep/uncertainty.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const DRAWS = 20;

/** float[n] → float[n]  the error bars of a curve: the noise laws of examples/NAME/make.py, all of them normal */
const ERRORS: Record<string, (curve: Float64Array) => Float64Array> = {
  "diffuse-interface": (curve) => curve.map((v) => 0.03 * v),
  "graded-multilayer": (curve) => curve.map((v) => 0.04 * v),
  "lipid-bilayer": (curve) => curve.map((v) => Math.hypot(0.02 * v, 2e-7)),
  "magnetic-film": (curve) => curve.map((v) => (curve.every((value) => value > 0) ? 0.04 * v : 0.02)),
  "oxide-film": (curve) => curve.map((v) => 0.04 * v),
  "oxide-surface": (curve) => curve.map((v) => 0.05 * v),
  "polymer-brush": (curve) =>
    curve.map((v, i) => {
      const time = (1 + (29 * i) / (curve.length - 1)) ** 2;
      return Math.sqrt(v / (2e6 * time) + (0.01 * v) ** 2);
    }),
  "rough-multilayer": (curve) => curve.map((v) => 0.04 * v),
};

const SPEC: TrialSpec = {
  id: "draw",
  index: 0,
  fit: 0,
  method: "simplex_best_1_bin",
  optimiser: differentialEvolution.name,
  settings: {
    scheme: "simplex_best_1_bin",
    km: 0.7,
    kr: 0.7,
    usePopMult: false,
    popSize: 20,
    useMaxGenerations: false,
  },
  start: { kind: "guess" },
  seed: 1,
  maxEvaluations: 800,
};

for (const file of globSync("examples/*/fit.gx", { cwd: ROOT }).sort()) {
  const folder = dirname(file);
  test(`${folder}: in ${DRAWS} noise draws the truth lies within 2 u as often as it should`, async (context) => {
    const project = await readProject(readFileSync(join(ROOT, file)), "fit.gx");
    const { parameters: truth } = JSON.parse(readFileSync(join(ROOT, folder, "truth.json"), "utf8")) as {
      parameters: Record<string, number>;
    };
    const errors = ERRORS[basename(folder)];
    assert.ok(errors, `the noise of ${folder} is missing here`);
    const curves = compileFit(project)
      .simulate(new Map(Object.entries(truth)))
      .datasets.map(({ ySim }) => ySim);

    const pulls: number[] = [];
    for (let draw = 0; draw < DRAWS; draw++) {
      const { objective } = compileFit(measured(project, curves, errors, new Random(1000 + draw)));
      const trial = runTrial({ ...SPEC, seed: draw }, objective, differentialEvolution, 1.05, { proceed: () => true });
      const { best, settled } = polish(objective, trial, 2000, "finely");
      assert.ok(settled, `draw ${draw} is at no minimum`);
      const { standard } = estimateUncertainty(objective, Float64Array.from(best))!;
      pulls.push(...objective.names.map((name, i) => (best[i]! - truth[name]!) / standard[i]!));
    }
    const within = pulls.filter((pull) => Math.abs(pull) <= 2).length / pulls.length;
    const meanSquare = pulls.reduce((sum, pull) => sum + pull * pull, 0) / pulls.length;
    context.diagnostic(`${(100 * within).toFixed(0)} % within 2 u, mean square ${meanSquare.toFixed(2)}`);
    assert.ok(within >= 0.8, `${within} of ${pulls.length}`);
    assert.ok(meanSquare > 0.5 && meanSquare < 2, `mean square ${meanSquare}`);
  });
}

/** The project as another measurement of the same sample would have given it. */
function measured(
  project: Project,
  curves: readonly Float64Array[],
  errors: (curve: Float64Array) => Float64Array,
  random: Random,
): Project {
  return {
    ...project,
    datasets: project.datasets.map((set, k) => {
      const curve = curves[k]!;
      const error = errors(curve);
      const y = curve.map((v, i) => v + error[i]! * random.normal());
      return { ...set, y: { ...set.y, values: y }, error: { ...set.error, values: error } };
    }),
  };
}
