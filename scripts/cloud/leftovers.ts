/**
 * What a cloud has of a fleet, asked for by tag and name with the cloud's own API
 * and not with Pulumi, which only knows what it made itself and noted.
 */
export interface FleetLocation {
  cloud: "digitalocean" | "aws";
  region: string;
  /** stackTag's. */
  tag: string;
}

export interface Leftover {
  /** "droplet", "security group". */
  kind: string;
  id: string;
  /** "" where the cloud gives it none. */
  name: string;
  /** The command that removes it. */
  remove: string;
  /** A network that DigitalOcean made its default one in the region: it cannot be deleted and costs nothing. */
  stays?: true;
}

export interface CloudMachine extends Leftover {
  /** The cloud's own word: "active", "off", "running", "shutting-down". */
  state: string;
}

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
