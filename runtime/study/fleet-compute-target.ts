/** A fleet as the target of a sweep: which versions its workers can compute, and a sweep as the fleet knows it. */
import { availableParallelism, hostname } from "node:os";
import { resolve } from "node:path";
import { GxError } from "../errors.ts";
import { type FleetConnection, fleetOf } from "../fleet/driver/connection.ts";
import { groupTrials } from "../fleet/driver/group.ts";
import type { Submission } from "../fleet/driver/submit.ts";
import { versionText } from "../fleet/driver/workers.ts";
import { sweepName, type WorkerFacts } from "../fleet/store/protocol.ts";
import { type FleetPool, fleetPool } from "../pool/fleet-pool.ts";
import { type Machine, numericsVersion } from "../sweep/numerics.ts";
import type { ComputeTarget } from "./compute-target.ts";
import type { OpenSweep } from "./open-sweep.ts";

export interface FleetComputeTarget extends ComputeTarget {
  /** Those that compute these versions. */
  workers: readonly WorkerFacts[];
  pool(sweep: OpenSweep): FleetPool;
}

/** @throws GxError GX_REDIS_…, GX_FLEET */
export async function fleetComputeTarget(connection: FleetConnection): Promise<FleetComputeTarget> {
  const { workers } = await fleetOf(connection);
  const numerics = versionsOf(workers);
  const mine = workers.filter((worker) => numerics.includes(worker.numerics));
  return {
    numerics,
    threads: mine.length || availableParallelism(),
    workers: mine,
    pool: (sweep) => poolOf(connection, sweep),
  };
}

/**
 * What the workers there can compute of what this checkout can name: a version of this machine's kind, or the same sources on
 * another kind of machine. Without any worker yet it is this machine's.
 * @param version  this checkout's numerics version on a machine of the kind
 * @throws GxError GX_FLEET when there are workers, and all of other sources
 */
export function versionsOf(
  workers: readonly WorkerFacts[],
  version: (machine?: Machine) => string = numericsVersion,
): string[] {
  const own = version();
  const kinds = workers.filter((worker) => worker.numerics === version(worker)).map(({ numerics }) => numerics);
  if (workers.length === 0 || kinds.includes(own)) return [...new Set([own, ...kinds])];
  if (kinds.length > 0) return [...new Set(kinds)];
  const theirs = [...new Set(workers.map(versionText))].join(", ");
  throw new GxError(
    "GX_FLEET",
    `The workers of this fleet compute with another version than this driver: ${theirs} there, ${own.slice(0, 8)} (Node ${process.version}, ${process.arch}) here`,
    "Start the workers again from this version, or sweep with theirs.",
  );
}

export function poolOf(connection: FleetConnection, sweep: OpenSweep): FleetPool {
  const fits = sweep.project.fits.map(({ fit }) => fit.objective);
  return fleetPool(connection, submissionOf(sweep), fits, fleetName(connection));
}

/** For people. */
export function fleetName({ address }: FleetConnection): string {
  return `the fleet at ${address.shown}`;
}

/** A sweep as the fleet knows it. */
function submissionOf({ folder, project, plan, planText }: OpenSweep): Submission {
  return {
    sweep: sweepName(planText),
    file: project.file,
    project: plan.projectHash,
    numerics: plan.numerics,
    trials: plan.trials.length,
    // A search ends between its tries: no more of them are under way than there are threads.
    jobs: groupTrials(plan.trials, plan.search ? undefined : plan.secondsPerEvaluation),
    folder: `${hostname()}:${resolve(folder)}`,
  };
}
