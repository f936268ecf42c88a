/** What a cloud's own API says of a fleet: where to look, and what each thing that is found is called. */
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
