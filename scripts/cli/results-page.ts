/** A sweep's results as one JSON object for a pipe: everything but the file's bytes and the curves, which results.h5 has. */
import { jsonPieces } from "../../runtime/results/json-numbers.ts";
import type { SweepResults } from "../../runtime/results/sweep-results.ts";

/** @returns its text in pieces */
export function* resultsJson(folder: string, results: SweepResults): Generator<string> {
  const { project, planText: _, fits, ...rest } = results;
  const page = {
    folder,
    ...rest,
    project: { fileName: project.fileName, sha256: project.sha256 },
    fits: fits.map(({ datasets, sld: _, search, ...fit }) => ({
      ...fit,
      ...search,
      datasets: datasets.map(({ name, points, counted, countedAtStart }) => ({
        name,
        points,
        counted,
        countedAtStart,
      })),
    })),
  };
  yield* jsonPieces(page, DOWN_TO_TRIALS);
  yield "\n";
}

/** The page, `fits`, a fit, `trials`. */
const DOWN_TO_TRIALS = 4;
