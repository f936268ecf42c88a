/** Writes the files of the sweep in the folder that it is told once, from what its journal holds; tells the reason if it cannot. */
import { parentPort, workerData } from "node:worker_threads";
import { GxError } from "../../runtime/errors.ts";
import { gatherResults } from "../../runtime/study/load-results.ts";
import { writeOutputs } from "../../runtime/study/write-outputs.ts";

const folder = workerData as string;

try {
  await writeOutputs(folder, await gatherResults(folder, "none"));
} catch (error) {
  if (!(error instanceof GxError)) throw error;
  parentPort!.postMessage(error.message);
}
