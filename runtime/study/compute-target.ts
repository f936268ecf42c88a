/**
 * Where a sweep runs, as far as planning it and running it has to know: which
 * numerics versions can be computed there, because a trial's name depends on it; how
 * many trials run at one time; and the pool that runs them. Here it is the threads of
 * this machine; fleet-compute-target.ts has a fleet.
 */
import { availableParallelism } from "node:os";
import { localPool } from "../pool/local-pool.ts";
import type { Pool } from "../pool/pool.ts";
import { numericsVersion } from "../sweep/numerics.ts";
import type { OpenSweep } from "./open-sweep.ts";

export interface ComputeTarget {
  /** Numerics versions that can be computed there; a new sweep takes the first. */
  numerics: readonly string[];
  /** Trials that run at one time, as far as is known. */
  threads: number;
  pool(sweep: OpenSweep): Pool;
}

export function localTarget(threads: number = availableParallelism()): ComputeTarget {
  return {
    numerics: [numericsVersion()],
    threads,
    pool: ({ project, trials }) => localPool(project.file, threadsFor(trials.length, threads)),
  };
}

/** No more threads than trials, and one at least. */
export function threadsFor(trials: number, threads: number): number {
  return Math.max(1, Math.min(threads, trials));
}
