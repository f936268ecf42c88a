/**
 * Writes what a sweep leaves besides its journal: results.h5, report.html and
 * best.hgx. Each is made whole beside the old one and renamed over it.
 */
import { join } from "node:path";
import { writeAtomically } from "../results/atomic-write.ts";
import { writeBestHgx } from "../results/genx.ts";
import { writeReport } from "../results/report.ts";
import { writeResultsH5 } from "../results/write-hdf5.ts";
import type { LoadedResults } from "./load-results.ts";
import { OUTPUTS } from "./sweep-folder.ts";

/** @returns the names of the files written, in the order in which a user will want them */
export async function writeOutputs({ folder, results, projects }: LoadedResults): Promise<string[]> {
  writeAtomically(join(folder, OUTPUTS.report), writeReport(results));
  await writeResultsH5(join(folder, OUTPUTS.results), results);
  const written: string[] = [OUTPUTS.report];
  for (const [f, fit] of results.fits.entries()) {
    if (fit.bestTrial < 0) continue;
    const name = results.fits.length === 1 ? OUTPUTS.best : `best-${String(f).padStart(4, "0")}.hgx`;
    await writeBestHgx(join(folder, name), projects[f]!, fit);
    written.push(name);
  }
  return [...written, OUTPUTS.results];
}
