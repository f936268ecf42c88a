/**
 * Fits whose truth is known: the four files of test/golden/optimiser, eleven that a study
 * designed to be hard in different ways, and any number that a seed generates. Data are
 * simulated at the truth, with noise; the file's guess lies somewhere in the middle three
 * quarters of the bounds. There is no model error, which is what real data have besides.
 */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { fileURLToPath } from "node:url";
import { compileFit } from "../../runtime/fit/compile.ts";
import type { Column, Project } from "../../runtime/gx/project.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { Random } from "../../runtime/optimisers/random.ts";
import { polish } from "../../runtime/sweep/polish.ts";
import { DESIGNED } from "./designed.ts";
import { generated } from "./generated.ts";
import type { Recipe } from "./recipe.ts";

export interface SearchProblem {
  name: string;
  project: Project;
  objective: Objective;
  /** The bottom of the truth's minimum. */
  bottom: { fom: number; best: number[] };
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const FILES = ["op1_xray_film_5par", "op2_multilayer_8par", "op3_neutron_brush_6par", "op5_spinflip_6par"].map((name) =>
  here(`../../test/golden/optimiser/${name}.gx`),
);
/** Of a file that GenX wrote, all that a recipe does not say. */
const TEMPLATE = here("../cases/xray.gx");

export const STUDY_NAMES: readonly string[] = [
  ...FILES.map((file) => basename(file, ".gx")),
  ...DESIGNED.map(({ name }) => name),
];

/** @param name  one of STUDY_NAMES, or g1, g2, … */
export async function problemNamed(name: string): Promise<SearchProblem> {
  const file = FILES.find((path) => basename(path, ".gx") === name);
  if (file) {
    const project = await readProjectFile(file);
    const told = JSON.parse(readFileSync(file.replace(/gx$/, "json"), "utf8")) as {
      parameters: { name: string }[];
      truth: number[];
    };
    return atTruth(name, project, new Map(told.parameters.map((row, i) => [row.name, told.truth[i]!])));
  }
  const recipe = DESIGNED.find((each) => each.name === name) ?? generated(Number(name.slice(1)));
  const project = await cook(recipe);
  return atTruth(name, project, new Map(recipe.rows.map(([row, truth]) => [row, truth])));
}

function atTruth(name: string, project: Project, truth: ReadonlyMap<string, number>): SearchProblem {
  const { objective } = compileFit(project);
  const at = Float64Array.from(objective.names, (row) => truth.get(row)!);
  const bottom = polish(objective, { fom: objective.evaluate(at), best: [...at] }, 20_000, "finely");
  return { name, project, objective, bottom };
}

async function cook({ name, script, x, figureOfMerit, rows, sigma }: Recipe): Promise<Project> {
  const base = await readProjectFile(TEMPLATE);
  const column = (values: readonly number[]): Column => ({ values: Float64Array.from(values), type: "float64" });
  const withData = (sets: readonly { y: readonly number[]; error: readonly number[] }[]) =>
    sets.map(({ y, error }, k) => ({
      ...base.datasets[0]!,
      name: `set ${k}`,
      ...{ x: column(x[k]!), xRaw: column(x[k]!), y: column(y), yRaw: column(y) },
      ...{ error: column(error), errorRaw: column(error), extra: {}, extraRaw: {}, use: true },
    }));
  const clean: Project = {
    ...base,
    fileName: `${name}.gx`,
    script,
    fomFunction: figureOfMerit,
    parameters: rows.map(([row, value, min, max]) => ({ name: row, value, fit: true, min, max, error: "-" })),
    datasets: withData(x.map((points) => ({ y: points.map(() => 1e-3), error: points.map(() => 1e-4) }))),
    optimiser: {
      ...base.optimiser,
      scheme: "best_1_bin",
      km: 0.7,
      kr: 0.7,
      popSize: 50,
      usePopMult: false,
      minParameterSpread: 0,
    },
  };
  const random = new Random([...name].reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) | 0, 7));
  const inSigma = figureOfMerit.startsWith("chi");
  const curves = compileFit(clean)
    .simulate()
    .datasets.map(({ ySim }) => [...ySim]);
  const noisy = curves.map((curve) => {
    const error = curve.map(sigma);
    const y = curve.map((value, i) => value + error[i]! * random.normal());
    // A logarithm wants numbers above 0; by error bars, negative counts behind a background are right.
    return { y: inSigma ? y : y.map((value) => Math.abs(value) + 1e-12), error };
  });
  const guess = clean.parameters.map((row) => ({
    ...row,
    value: row.min + (0.12 + 0.76 * random.uniform()) * (row.max - row.min),
  }));
  return { ...clean, parameters: guess, datasets: withData(noisy) };
}
