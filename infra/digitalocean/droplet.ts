/** One droplet of a fleet. */
import { Droplet } from "@pulumi/digitalocean/droplet.js";
import type { ComponentResource, Input, Output, Resource } from "@pulumi/pulumi";
import type { PlannedMachine } from "../plan.ts";
import type { Network } from "./network.ts";

export interface DropletArgs {
  tag: string;
  machine: PlannedMachine;
  network: Network;
  region: string;
  image: string;
  /** With a key, DigitalOcean sends no root password by mail. */
  sshKey: Input<string>;
  userData: Output<string>;
  /** What has to stand before: the firewalls, so that no droplet is ever without. */
  after: Resource[];
  /** Inputs whose change does not make the droplet anew. */
  keep: string[];
}

export function createDroplet(args: DropletArgs, parent: ComponentResource): Droplet {
  const { tag, machine, network, region, image, sshKey, userData, after, keep } = args;
  return new Droplet(
    machine.key,
    {
      name: `${tag}-${machine.name}`,
      region,
      image,
      size: machine.size.name,
      vpcUuid: network.id,
      tags: [network.tags.all, network.tags[machine.role]],
      sshKeys: [sshKey],
      userData,
      // Nothing runs there that we did not bring: neither their agent nor their console's.
      monitoring: false,
      dropletAgent: false,
    },
    { parent, dependsOn: after, ignoreChanges: keep, additionalSecretOutputs: ["userData"] },
  );
}
