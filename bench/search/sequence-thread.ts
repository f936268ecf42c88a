/** A thread of the search bench: runs the sequences that it is sent. */
import { parentPort } from "node:worker_threads";
import { problemNamed, type SearchProblem } from "./problems.ts";
import { runSequence } from "./run-sequence.ts";

const known = new Map<string, Promise<SearchProblem>>();

parentPort!.on("message", async ({ name, seed, confidence }: { name: string; seed: number; confidence: number }) => {
  const made = known.get(name) ?? problemNamed(name);
  known.set(name, made);
  const problem = await made;
  parentPort!.postMessage({ ...runSequence(problem, seed, confidence), bottom: problem.bottom.fom });
});
