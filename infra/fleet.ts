/**
 * The contract of a fleet that both clouds meet: a head and workers, each with its addresses.
 * Redis and the bundle server listen on the head's private address; of all ports
 * only the head's SSH is open to the outside, for the addresses that the user allows.
 */
import type { Output } from "@pulumi/pulumi";
import type { FleetPlan } from "./plan.ts";
import type { Secrets } from "./secrets.ts";

export interface Machine {
  /** "head", "worker-01". */
  name: string;
  /** Address in the private network. */
  privateAddress: Output<string>;
}

export interface Head extends Machine {
  /** The cloud's own name for it: another one is another head. */
  id: Output<string>;
  /** Public: where the driver's SSH goes. Workers are reached from there. */
  address: Output<string>;
}

export interface Fleet {
  head: Head;
  workers: readonly Machine[];
}

export interface FleetArgs {
  plan: FleetPlan;
  /** In names and tags of all that is made: "meta-genx-prod". */
  tag: string;
  secrets: Secrets;
  /** DigitalOcean only. */
  deleteToken: Output<string> | undefined;
}
