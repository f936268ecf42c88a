/** Writes the files of the sweep in the folder that it is told once, from what its journal holds; tells the reason if it cannot. */
import { parentPort, workerData } from "node:worker_threads";
import { GxError } from "../errors.ts";
import { loadResults } from "./load-results.ts";
import { writeOutputs } from "./write-outputs.ts";

const folder = workerData as string;

try {
  await writeOutputs(await loadResults(folder, { polishing: "none" }));
} catch (error) {
  if (!(error instanceof GxError)) throw error;
  parentPort!.postMessage(error.message);
}
