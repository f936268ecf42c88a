#!/usr/bin/env node
/** The `meta-genx` command of package.json's `bin`: the same scripts behind one program, without npm's banner. */
import { runProgram } from "./cli/run.ts";
import { down } from "./down.ts";
import { fleet } from "./fleet.ts";
import { inspect } from "./inspect.ts";
import { results } from "./results.ts";
import { simulate } from "./simulate.ts";
import { status } from "./status.ts";
import { sweep } from "./sweep.ts";
import { up } from "./up.ts";

await runProgram("meta-genx", [sweep, simulate, inspect, results, fleet, up, down, status]);
