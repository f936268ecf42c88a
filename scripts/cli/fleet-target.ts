/**
 * The fleet as the place of a sweep: which versions its workers can compute, what
 * the user is told of it, and a sweep as the fleet knows it.
 */
import { availableParallelism, hostname } from "node:os";
import { resolve } from "node:path";
import { GxError } from "../../runtime/errors.ts";
import { type FleetConnection, fleetOf, openFleet } from "../../runtime/fleet/driver/connection.ts";
import { groupTrials } from "../../runtime/fleet/driver/group.ts";
import type { Submission } from "../../runtime/fleet/driver/submit.ts";
import { fleetText, versionText } from "../../runtime/fleet/driver/workers.ts";
import type { RedisAddress } from "../../runtime/fleet/redis/address.ts";
import { sweepName, type WorkerFacts } from "../../runtime/fleet/store/protocol.ts";
import { type FleetPool, fleetPool } from "../../runtime/pool/fleet-pool.ts";
import { type Machine, numericsVersion } from "../../runtime/sweep/numerics.ts";
import type { Work } from "./sweep-begin.ts";
import type { Place } from "./target.ts";

export interface FleetPlace extends Required<Place> {
  connection: FleetConnection;
}

/** @throws GxError GX_REDIS_…, GX_FLEET */
export async function fleetPlace(address: RedisAddress, force: boolean): Promise<FleetPlace> {
  const connection = await openFleet(address, force);
  try {
    return placeAt(connection, (await fleetOf(connection)).workers);
  } catch (error) {
    connection.redis.disconnect();
    throw error;
  }
}

function placeAt(connection: FleetConnection, workers: readonly WorkerFacts[]): FleetPlace {
  const { shown } = connection.address;
  const numerics = versionsOf(workers);
  const mine = workers.filter((worker) => numerics.includes(worker.numerics));
  const pool = (work: Work) => poolOf(connection, work);
  return {
    connection,
    numerics,
    threads: mine.length || availableParallelism(),
    option: ` --redis ${shown}`,
    opening: () => [
      ...connection.warnings.map((warning) => `Warning: ${shown}: ${warning}`),
      `It runs on ${placeText(connection)} (${fleetText(mine)})${mine[0] ? `, version ${versionText(mine[0])}` : ""}; what the machines cost is not known here.`,
    ],
    pool,
    fleetPool: pool,
    limits: () => [],
    close: async () => connection.redis.disconnect(),
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

export function poolOf(connection: FleetConnection, work: Work): FleetPool {
  return fleetPool(connection, submissionOf(work), placeText(connection));
}

function placeText({ address }: FleetConnection): string {
  return `the fleet at ${address.shown}`;
}

/** A sweep as the fleet knows it. */
function submissionOf({ folder, file, plan, planText }: Work): Submission {
  return {
    sweep: sweepName(planText),
    file,
    project: plan.projectHash,
    numerics: plan.numerics,
    trials: plan.trials.length,
    jobs: groupTrials(plan.trials, plan.secondsPerEvaluation),
    folder: `${hostname()}:${resolve(folder)}`,
  };
}
