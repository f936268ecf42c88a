/**
 * What a cloud has of a fleet, asked for by tag and name with the cloud's own API
 * and not with Pulumi, which only knows what it made itself and noted.
 */
import type { CloudMachine, FleetLocation, Leftover } from "./found-resource.ts";

/** "droplet 17 (worker-02): doctl compute droplet delete 17" */
export function leftoverText({ kind, id, name, remove }: Leftover): string {
  return `${kind} ${id}${name !== "" && name !== id ? ` (${name})` : ""}: ${remove}`;
}

/** @throws GxError GX_CLOUD  when the cloud does not answer or refuses the credentials */
export async function leftovers(location: FleetLocation): Promise<Leftover[]> {
  return (await apiOf(location)).left(location);
}

/** Those that are there; terminated ones are not. @throws as `leftovers` */
export async function cloudMachines(location: FleetLocation): Promise<CloudMachine[]> {
  return (await apiOf(location)).machines(location);
}

/** Amazon's SDK is loaded where it is asked for. */
function apiOf({ cloud }: FleetLocation) {
  return cloud === "aws" ? import("./ec2.ts") : import("./digitalocean.ts");
}
