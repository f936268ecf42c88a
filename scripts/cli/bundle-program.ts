/** What `bin/meta-genx` of a bundle runs: a worker, and what a fleet's head does with bundles. */

import { worker } from "../worker.ts";
import { publishCommand, serve } from "./bundle-serve.ts";
import { runProgram } from "./run.ts";

await runProgram("meta-genx", [worker, serve, publishCommand]);
// A thread or a socket that lingers keeps nobody waiting.
process.exit();
