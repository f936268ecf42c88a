/**
 * The head's droplet. It holds Redis and all that a sweep has not yet gathered, so it
 * is not made anew when its first-boot text changes with a new version of this
 * project: what it was told at its first boot still holds. `pulumi destroy`
 * and `pulumi up` make it anew.
 */
import type { ComponentResource, Input, Resource } from "@pulumi/pulumi";
import type { FleetArgs, Head } from "../fleet.ts";
import { headUserData } from "../user-data.ts";
import { createDroplet } from "./droplet.ts";
import { type Network, roleTag } from "./network.ts";

export function createHead(
  args: FleetArgs,
  network: Network,
  sshKey: Input<string>,
  after: Resource[],
  parent: ComponentResource,
): Head {
  const { tag, plan } = args;
  const machine = plan.machines.find(({ role }) => role === "head")!;
  const { region, image } = plan.settings;
  // Workers first: the request that deletes the head is the last that it can make.
  const userData = headUserData(args, machine, network.range, [roleTag(tag, "worker"), roleTag(tag, "head")]);
  const keep = ["userData", "image"];
  const droplet = createDroplet({ tag, machine, network, region, image, sshKey, userData, after, keep }, parent);
  return {
    name: machine.name,
    id: droplet.id,
    address: droplet.ipv4Address,
    privateAddress: droplet.ipv4AddressPrivate,
  };
}
