/**
 * Two hundred right fits, of several models, figures of merit and kinds of noise, and
 * fits of models that are wrong: what the quality of a fit takes trust from.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import type { Project } from "../../runtime/gx/project.ts";
import { Random } from "../../runtime/optimisers/random.ts";
import type { DataSetResult } from "../../runtime/results/sweep-results.ts";
import { barNotes, qualityOf } from "../../runtime/study/quality-of-fit.ts";
import { judgeChiSquare } from "../../runtime/sweep/fit-quality.ts";
import { polish } from "../../runtime/sweep/polish.ts";
import { projectOf } from "../helpers/project.ts";

const FILM = `
from numpy import *
import models.spec_nx as model
from models.utils import UserVars
inst = model.Instrument(probe='x-ray', wavelength=1.54, coords='q', I0=1.0)
cp = UserVars()
cp.new_var('d', 120.0)
cp.new_var('rough', 4.0)
cp.new_var('scale', 1.0)
cp.new_var('oxide', 0.0)
cp.new_var('background', 0.0)
Amb = model.Layer(f=0j, dens=0.0)
Sub = model.Layer(f=14+0.3j, dens=0.05)
Film = model.Layer(f=28+1.9j, dens=0.085, d=120.0, sigma=4.0)
Cap = model.Layer(f=8+0.1j, dens=0.06, d=0.0, sigma=3.0)
sample = model.Sample(Stacks=[model.Stack(Layers=[Film, Cap])], Ambient=Amb, Substrate=Sub)
def Sim(data):
    Film.setD(cp.getD())
    Film.setSigma(cp.getRough())
    Cap.setD(cp.getOxide())
    return [cp.getScale()*sample.SimSpecular(d.x, inst) + cp.getBackground() for d in data]
`;
const DECAY = `
from numpy import *
from models.utils import UserVars
cp = UserVars()
cp.new_var('scale', 2.0)
cp.new_var('rate', 5.0)
cp.new_var('level', 0.3)
cp.new_var('ripple', 0.0)
def Sim(data):
    return [cp.getScale()*exp(-cp.getRate()*d.x)*(1 + cp.getRipple()*sin(25*d.x)) + cp.getLevel() for d in data]
`;

interface Made {
  script: string;
  truth: Record<string, number>;
  fitted: string[];
  points: readonly number[];
}
const film: Made = {
  script: FILM,
  truth: { "cp.setD": 120, "cp.setRough": 4, "cp.setScale": 1.1 },
  fitted: ["cp.setD", "cp.setRough", "cp.setScale"],
  points: [120],
};
const decay: Made = {
  script: DECAY,
  truth: { "cp.setScale": 2.1, "cp.setRate": 5.3, "cp.setLevel": 0.31 },
  fitted: ["cp.setScale", "cp.setRate", "cp.setLevel"],
  points: [60],
};
const NOISES: ((v: number) => number)[] = [
  (v) => 0.04 * v,
  (v) => Math.hypot(Math.sqrt(v / 1e8), 0.01 * v),
  (v) => 0.1 * v,
];

/** Data of the truth with noise, fitted from the truth, or as near as the fitted parameters come. */
function fitOf(made: Made, fom: string, noise: (v: number) => number, seed: number, stated = 1): Project {
  const random = new Random(seed);
  const grid = made.points.map((n) => Array.from({ length: n }, (_, i) => 0.02 + (0.2 * i) / (n - 1)));
  const blank = grid.map((x) => ({ x, y: x, error: x }));
  const curves = compileFit(projectOf(made.script, blank, Object.entries(made.truth))).simulate().datasets;
  const data = curves.map(({ ySim }, k) => ({
    x: grid[k]!,
    y: Array.from(ySim, (v) => v + noise(v) * random.normal()),
    error: Array.from(ySim, (v) => stated * noise(v)),
  }));
  const rows = made.fitted.map((name) => [name, made.truth[name]!] as const);
  return { ...projectOf(made.script, data, rows), fomFunction: fom };
}

function quality(project: Project) {
  const fit = compileFit(project);
  const { objective } = fit;
  const begin = { fom: objective.evaluate(objective.start), best: [...objective.start] };
  const { best } = polish(objective, begin, 3000, "finely");
  const at = Float64Array.from(best);
  const datasets = fit.simulateAt(at).datasets.map((set, k) => ({
    ...set,
    y: project.datasets[k]!.y.values,
    residual: set.yFom,
  }));
  return qualityOf(project, objective, at, datasets as unknown as DataSetResult[]);
}

test("of 200 right fits at most two lose trust", (context) => {
  const models: Made[] = [film, decay, { ...film, points: [60, 40] }, { ...decay, points: [18] }];
  const foms = ["log", "chi2bars", "chibars", "logbars", "sqrt", "R1", "logR2", "R1bars", "diff", "R2"];
  const lost: string[] = [];
  let tested = 0;
  for (let seed = 0; seed < 200; seed++) {
    const [m, f, n] = [seed % models.length, seed % foms.length, seed % NOISES.length];
    const { chiSquare, runs, structured } = quality(fitOf(models[m]!, foms[f]!, NOISES[n]!, 500 + seed));
    tested += Number(runs !== undefined);
    if (structured || chiSquare?.judgement === "too large") lost.push(`${seed}: model ${m}, ${foms[f]}, noise ${n}`);
  }
  context.diagnostic(`${lost.length} of 200: ${lost.join("; ")}`);
  assert.equal(tested, 160);
  assert.ok(lost.length <= 2, lost.join("; "));
});

test("models that miss something are noticed: an oxide, a background, a ripple; by every figure of merit that is tested", () => {
  const wrong: Made[] = [
    { ...film, truth: { ...film.truth, "cp.setOxide": 12 } },
    { ...film, truth: { ...film.truth, "cp.setBackground": 3e-5 } },
    { ...decay, truth: { ...decay.truth, "cp.setRipple": 0.1 } },
  ];
  for (const [w, made] of wrong.entries()) {
    for (const fom of ["log", "chi2bars", "chibars", "logbars", "sqrt", "R1bars"]) {
      // A root weighs the intense points, where the background does not show.
      if (w === 1 && fom === "sqrt") continue;
      const { structured, chiSquare } = quality(fitOf(made, fom, (v) => 0.02 * v, 40 + w));
      assert.ok(structured, `${w} by ${fom}`);
      const inSigma = fom.startsWith("chi") || fom === "logbars";
      assert.equal(chiSquare?.judgement, inSigma ? "too large" : undefined, `${w} by ${fom}`);
    }
  }
});

test("error bars that are too large are said to be, and bars that are the data again are no bars", () => {
  const wide = quality(fitOf(film, "chi2bars", NOISES[0]!, 3, 2));
  assert.equal(wide.chiSquare?.judgement, "too small");
  const project = fitOf(film, "logbars", NOISES[0]!, 3);
  const [set] = project.datasets;
  const twoColumns = { ...project, datasets: [{ ...set!, error: set!.y, errorRaw: set!.y }] };
  assert.equal(quality(twoColumns).chiSquare, undefined);
  assert.match(barNotes(twoColumns)[0]!, /^The error bars of set 0 are equal to the data/);
  assert.deepEqual(barNotes(project), []);
  assert.deepEqual(barNotes({ ...twoColumns, fomFunction: "log" }), []);
  // Data that a command scales are still the bars of the file, but not where a command makes bars of them.
  const scaled = { ...set!, y: { ...set!.y, values: set!.y.values.map((y) => 2 * y) }, errorRaw: set!.y };
  assert.equal(barNotes({ ...project, datasets: [scaled] }).length, 1);
  const made = { ...scaled, commands: { ...scaled.commands, error: "0.1*e" } };
  assert.deepEqual(barNotes({ ...project, datasets: [made] }), []);
});

test("a calculated curve has no noise to test", () => {
  assert.equal(quality(fitOf(film, "log", () => 0, 1)).runs, undefined);
});

test("χ² is doubted above 2 and five times its scatter, and no sooner", () => {
  const judged = (reduced: number, freedom: number) => judgeChiSquare(reduced * freedom, freedom + 3, 3)?.judgement;
  assert.equal(judged(2.01, 200), "too large");
  assert.equal(judged(1.99, 200), "as expected");
  // 1 + 5 √(2/20) = 2.58
  assert.equal(judged(2.55, 20), "as expected");
  assert.equal(judged(2.62, 20), "too large");
  assert.equal(judged(0.51, 20), "as expected");
  assert.equal(judged(0.49, 20), "too small");
  assert.equal(judgeChiSquare(5, 3, 3), undefined);
});
