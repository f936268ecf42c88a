/**
 * The head's instance. It holds Redis and all that a sweep has not yet gathered, so it
 * is not made anew when its first-boot text changes with a new version of this project,
 * or when Debian has a newer image: what it was told at its first boot still holds.
 *
 * `pulumi destroy` and `pulumi up` make it anew.
 */
import type { ComponentResource, Input, Resource } from "@pulumi/pulumi";
import type { FleetArgs, Head } from "../fleet.ts";
import { headUserData } from "../user-data.ts";
import { createInstance } from "./instance.ts";
import { HEAD_ADDRESS, type Network, RANGE } from "./network.ts";

export function createHead(
  args: FleetArgs,
  network: Network,
  ami: string,
  sshKey: Input<string>,
  after: Resource[],
  parent: ComponentResource,
): Head & { instance: Resource } {
  const { tag, plan } = args;
  const machine = plan.machines.find(({ role }) => role === "head")!;
  const userData = headUserData({ ...args, deleteToken: undefined }, machine, RANGE, []);
  const more = { privateIp: HEAD_ADDRESS, associatePublicIpAddress: true };
  const keep = ["userData", "ami"];
  // Never a spot instance: with it, Redis would go.
  const head = createInstance({ tag, machine, network, ami, sshKey, userData, spot: false, more, after, keep }, parent);
  return { name: machine.name, id: head.id, address: head.publicIp, privateAddress: head.privateIp, instance: head };
}
