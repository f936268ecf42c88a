/** One EC2 instance of a fleet: encrypted disk, metadata by token only and for no container, gone once it powers off. */
import { type InstanceArgs as Ec2Args, Instance } from "@pulumi/aws/ec2/instance.js";
import type { ComponentResource, Input, Output, Resource } from "@pulumi/pulumi";
import type { PlannedMachine } from "../plan.ts";
import type { Network } from "./network.ts";
import { DISK_GB } from "./sizes.ts";
import { tags } from "./tags.ts";

export interface InstanceArgs {
  tag: string;
  machine: PlannedMachine;
  network: Network;
  ami: string;
  sshKey: Input<string>;
  userData: Output<string>;
  spot: boolean;
  /** What only a head or only a worker has. */
  more: Partial<Ec2Args>;
  /** What has to stand before: the rules, and the way out. */
  after: Resource[];
  /** Inputs whose change does not make the instance anew. */
  keep: string[];
}

export function createInstance(args: InstanceArgs, parent: ComponentResource): Instance {
  const { tag, machine, network, ami, sshKey, userData, spot, more, after, keep } = args;
  return new Instance(
    machine.key,
    {
      ami,
      instanceType: machine.size.name,
      subnetId: network.subnet,
      vpcSecurityGroupIds: [network.groups[machine.role]],
      keyName: sshKey,
      userData,
      instanceInitiatedShutdownBehavior: "terminate",
      metadataOptions: { httpEndpoint: "enabled", httpTokens: "required", httpPutResponseHopLimit: 1 },
      rootBlockDevice: {
        encrypted: true,
        volumeType: "gp3",
        volumeSize: DISK_GB,
        deleteOnTermination: true,
        tags: tags(tag, machine.name),
      },
      // Of a burstable type: slower when its credits are used up, not dearer.
      ...(machine.size.name.startsWith("t") && { creditSpecification: { cpuCredits: "standard" } }),
      ...(spot && {
        instanceMarketOptions: {
          marketType: "spot",
          spotOptions: { spotInstanceType: "one-time", instanceInterruptionBehavior: "terminate" },
        },
      }),
      tags: tags(tag, machine.name),
      ...more,
    },
    {
      parent,
      dependsOn: after,
      ignoreChanges: keep,
      additionalSecretOutputs: ["userData"],
      // A head made anew takes the address of the one before.
      deleteBeforeReplace: machine.role === "head",
    },
  );
}
