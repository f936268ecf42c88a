/**
 * The clouds that a fleet can be made in, by the names that `pulumi config set cloud`
 * takes. What they offer, and for how much, is in offers.ts, apart from here: a plan
 * is made and priced without Pulumi's providers, which are slow to load.
 */
import type { Cloud } from "../provisioning/facts.ts";
import { createAwsFleet } from "./aws/fleet.ts";
import { createDigitalOceanFleet } from "./digitalocean/fleet.ts";
import type { Fleet, FleetArgs } from "./fleet.ts";

const CREATE: Readonly<Record<Cloud, (args: FleetArgs) => Promise<Fleet>>> = {
  digitalocean: createDigitalOceanFleet,
  aws: createAwsFleet,
};

/** @throws RunError, which Pulumi shows as it is */
export function createFleet(args: FleetArgs): Promise<Fleet> {
  return CREATE[args.plan.settings.cloud](args);
}
