/** A fleet of EC2 instances. */
import { KeyPair } from "@pulumi/aws/ec2/keyPair.js";
import { Provider } from "@pulumi/aws/provider.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  mergeOptions,
  type Resource,
} from "@pulumi/pulumi";
import type { Fleet, FleetArgs, Machine } from "../fleet.ts";
import { workerUserData } from "../user-data.ts";
import { createHead } from "./head.ts";
import { createInstance, findAmi } from "./instance.ts";
import { HEAD_ADDRESS, Network } from "./network.ts";
import { openRedis } from "./redis.ts";
import { aws } from "./sizes.ts";
import { tags } from "./tags.ts";

export class AwsFleet extends ComponentResource implements Fleet {
  readonly head: Fleet["head"];
  readonly workers: Machine[];

  constructor(name: string, args: FleetArgs, options: ComponentResourceOptions) {
    const provider = new Provider("aws", { region: args.plan.settings.region });
    super("meta-genx:aws:Fleet", name, {}, mergeOptions(options, { providers: [provider] }));
    const { tag, plan, secrets } = args;
    const { sshFrom, headSize, workerSize, image, architecture } = plan.settings;

    const instanceTypes = [headSize.name, workerSize.name];
    const network = new Network("network", { tag, sshFrom, instanceTypes }, { parent: this });
    const doors = [...network.ready, ...openRedis(tag, network, this)];
    const key = new KeyPair("driver", { publicKey: secrets.driverKey.public, tags: tags(tag) }, { parent: this });
    const ami = findAmi(image, architecture, this);
    this.head = createHead(args, network, ami, key.keyName, doors, this);
    this.workers = createWorkers(args, network, ami, key.keyName, doors, this);
    this.registerOutputs();
  }
}

function createWorkers(
  args: FleetArgs,
  network: Network,
  ami: Input<string>,
  sshKey: Input<string>,
  after: Resource[],
  parent: ComponentResource,
): Machine[] {
  const { tag, plan } = args;
  const { spot, image } = plan.settings;
  // EC2 would change the text of an instance that stands, which then would not read it again.
  const more = { associatePublicIpAddress: false, userDataReplaceOnChange: true };
  // A newer image of Debian is for new workers; another one that the user names is for all.
  const keep = image === aws.auto.image ? ["ami"] : [];
  return plan.machines
    .filter(({ role }) => role === "worker")
    .map((machine) => {
      const userData = workerUserData(args, machine, HEAD_ADDRESS);
      const instance = createInstance(
        { tag, machine, network, ami, sshKey, userData, spot, more, after, keep },
        parent,
      );
      return { name: machine.name, id: instance.id, privateAddress: instance.privateIp };
    });
}
