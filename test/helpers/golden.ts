/**
 * The numbers that GenX itself made: a container (.hgx, .gx) and a .json a
 * case. `test/golden/genx` holds those that may live in this repository; where
 * the folder of all of them stands beside the project, its cases are found too.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

export const GOLDEN = join(import.meta.dirname, "../golden");
const REFERENCE = join(import.meta.dirname, "../../../shared/reference");

/** The folder of all reference numbers, when it stands beside the project. */
export const referenceFolder: string | undefined = existsSync(REFERENCE) ? REFERENCE : undefined;

/** Complex ones have two parts. */
export type Curve = number[] | { re: number[]; im: number[] };

export interface GoldenCase {
  family: string;
  note: string;
  script: string;
  fomfunction: string;
  fom: number;
  gx_fom?: number;
  gx_fomfunction?: string;
  solver: Record<string, unknown>;
  fom_individual: number[];
  parameters: { name: string; value: number; fit: boolean; min: number; max: number; error: string }[];
  datasets: {
    name: string;
    use: boolean;
    commands: Record<string, string>;
    x: number[];
    y: number[];
    error: number[];
    extra: Record<string, number[]>;
    y_sim: number[];
    y_fom: number[];
  }[];
  sld: { n_full: number; stride: number; unit: string; curves: Record<string, Curve> }[];
  extra_evals: { values: number[]; fom: number; y_sim?: number[][]; y_sim_sum?: number[] }[];
  /** Where GenX has a defect: what is right. */
  corrected?: { fom: number; y_sim: number[][] };
  /** Members of a batch, of one data set each. */
  sequence?: { group: string; fomfunction: string; fom: number; y_sim: number[] }[];
}

/** Reads a case with its non-finite numbers as numbers. */
export function readGolden(path: string): GoldenCase {
  return JSON.parse(readFileSync(path, "utf8"), (_key, value) =>
    value === "NaN" ? Number.NaN : value === "Infinity" ? Infinity : value === "-Infinity" ? -Infinity : value,
  ) as GoldenCase;
}

/** Every container of the cases whose name the pattern matches, with its case. */
export function containers(folder: string, pattern: RegExp): { path: string; name: string; json: string }[] {
  return readdirSync(folder)
    .filter((file) => /\.h?gx$/.test(file) && pattern.test(file))
    .sort()
    .map((file) => ({ path: join(folder, file), name: file, json: join(folder, file.replace(/\.h?gx$/, ".json")) }));
}

/** Every container that there is: this repository's, and those beside the project. */
export function allContainers(): ReturnType<typeof containers> {
  const folders = [
    ...["genx", "gx", "optimiser"].map((folder) => join(GOLDEN, folder)),
    ...(referenceFolder
      ? ["synthetic", "legacy", "examples", "batch", "optimiser"].map((folder) => join(referenceFolder!, folder))
      : []),
  ];
  return folders.flatMap((folder) => containers(folder, /./));
}
