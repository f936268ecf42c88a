/**
 * Writes what a sweep leaves besides its journal: results.h5, report.html and
 * best.hgx. Each is made whole beside the old one and renamed over it.
 */
import { join } from "node:path";
import type { Project } from "../../runtime/gx/project.ts";
import { writeHgx } from "../../runtime/gx/write.ts";
import { writeResultsH5 } from "../../runtime/results/hdf5.ts";
import { writeWhole } from "../../runtime/results/journal.ts";
import { writeReport } from "../../runtime/results/report.ts";
import type { FitResults } from "../../runtime/results/sweep-results.ts";
import { OUTPUTS } from "./folder.ts";
import type { Gathered } from "./gather.ts";

/** @returns the names of the files written, in the order in which a user will want them */
export async function writeOutputs(folder: string, { results, projects }: Gathered): Promise<string[]> {
  writeWhole(join(folder, OUTPUTS.report), writeReport(results));
  await writeResultsH5(join(folder, OUTPUTS.results), results);
  const written: string[] = [OUTPUTS.report];
  for (const [f, fit] of results.fits.entries()) {
    if (fit.bestTrial < 0) continue;
    const name = results.fits.length === 1 ? OUTPUTS.best : `best-${String(f).padStart(4, "0")}.hgx`;
    writeWhole(join(folder, name), await bestFile(projects[f]!, fit));
    written.push(name);
  }
  return [...written, OUTPUTS.results];
}

/** The project with the best parameters, GenX's own kind of error text, and the best curves. */
function bestFile(project: Project, fit: FitResults): Promise<Uint8Array> {
  const byName = new Map(fit.parameters.map((parameter) => [parameter.name, parameter]));
  return writeHgx(project, {
    parameters: project.parameters.map((row) => {
      const found = row.fit ? byName.get(row.name) : undefined;
      if (!found) return row;
      return { ...row, value: found.best, error: errorText(found.barLow, found.barHigh) };
    }),
    ySim: fit.datasets.map(({ ySim }) => ySim),
    yFom: fit.datasets.map(({ residual }) => residual),
  });
}

/** As GenX writes its FOM-level bars: "(-1.000e+00, 2.000e+00,)". */
function errorText(low: number, high: number): string {
  return Number.isNaN(low) ? "-" : `(${exponential(low)}, ${exponential(high)},)`;
}

/** C's `%.3e`: at least two digits in the exponent. */
function exponential(value: number): string {
  return value.toExponential(3).replace(/e([+-])(\d)$/, "e$10$2");
}
