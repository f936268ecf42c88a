/** What `bin/meta-genx` of a bundle runs: a worker, and what a fleet's head does with bundles. */
import { runProgram } from "../cli/run.ts";
import { worker } from "../worker.ts";
import { publishCommand, serve } from "./serve.ts";

await runProgram("meta-genx", [worker, serve, publishCommand]);
// A thread or a socket that lingers keeps nobody waiting.
process.exit();
