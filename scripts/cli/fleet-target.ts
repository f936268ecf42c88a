/** The fleet of a Redis as the target of a sweep, with what the user is told of it. */
import { type FleetConnection, openFleet } from "../../runtime/fleet/driver/connection.ts";
import { fleetText, versionText } from "../../runtime/fleet/driver/workers.ts";
import type { RedisAddress } from "../../runtime/fleet/redis/address.ts";
import { shellQuoted } from "../../runtime/shell.ts";
import { fleetComputeTarget, fleetName } from "../../runtime/study/fleet-compute-target.ts";
import type { Target } from "./target.ts";

export interface FleetTarget extends Required<Target> {
  connection: FleetConnection;
}

/** @throws GxError GX_REDIS_…, GX_FLEET */
export async function fleetTarget(address: RedisAddress, force: boolean): Promise<FleetTarget> {
  const connection = await openFleet(address, force);
  try {
    return await targetAt(connection);
  } catch (error) {
    connection.redis.disconnect();
    throw error;
  }
}

async function targetAt(connection: FleetConnection): Promise<FleetTarget> {
  const { shown } = connection.address;
  const { numerics, threads, workers, pool } = await fleetComputeTarget(connection);
  return {
    connection,
    numerics,
    threads,
    option: ` --redis ${shellQuoted(shown)}`,
    opening: () => [
      ...connection.warnings.map((warning) => `Warning: ${shown}: ${warning}`),
      `It runs on ${fleetName(connection)} (${fleetText(workers)})${workers[0] ? `, version ${versionText(workers[0])}` : ""}; what the machines cost is not known here.`,
    ],
    pool,
    fleetPool: pool,
    limits: () => [],
    close: async () => connection.redis.disconnect(),
  };
}
