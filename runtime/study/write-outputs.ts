/**
 * Writes what a sweep leaves besides its journal: results.h5, report.html and
 * best.hgx. Each is made whole beside the old one and renamed over it.
 */
import { join } from "node:path";
import { writeAtomically } from "../results/atomic-write.ts";
import { writeBestHgx } from "../results/genx.ts";
import { writeReport } from "../results/report.ts";
import { writeResultsH5 } from "../results/write-hdf5.ts";
import { giveBackMemory } from "./give-back-memory.ts";
import type { LoadedResults } from "./load-results.ts";
import { OUTPUTS } from "./sweep-folder.ts";

/**
 * All of them, whatever becomes of one.
 * @returns the names of the files written, in the order in which a user will want them
 * @throws what went wrong first, once all that can be written is
 */
export async function writeOutputs({ folder, results, projects }: LoadedResults): Promise<string[]> {
  const written: string[] = [];
  const failed: unknown[] = [];
  const write = async (name: string, act: (file: string) => void | Promise<void>) => {
    try {
      await act(join(folder, name));
      written.push(name);
    } catch (error) {
      failed.push(error);
    }
  };
  giveBackMemory();
  await write(OUTPUTS.report, (file) => writeAtomically(file, writeReport(results)));
  for (const [f, fit] of results.fits.entries()) {
    if (fit.bestTrial < 0) continue;
    const name = results.fits.length === 1 ? OUTPUTS.best : `best-${String(f).padStart(4, "0")}.hgx`;
    await write(name, (file) => writeBestHgx(file, projects[f]!, fit));
  }
  giveBackMemory();
  await write(OUTPUTS.results, (file) => writeResultsH5(file, results));
  if (failed.length > 0) throw failed[0];
  return written;
}
