/** A fleet of EC2 instances. */
import { KeyPair } from "@pulumi/aws/ec2/keyPair.js";
import { Provider } from "@pulumi/aws/provider.js";
import {
  ComponentResource,
  type ComponentResourceOptions,
  type Input,
  type Resource,
  type ResourceTransformation,
} from "@pulumi/pulumi";
import type { Fleet, FleetArgs, Machine } from "../fleet.ts";
import { workerUserData } from "../user-data.ts";
import { createHead } from "./head.ts";
import { createInstance } from "./instance.ts";
import { type Found, lookUp } from "./look-up.ts";
import { HEAD_ADDRESS, Network } from "./network.ts";
import { openRedis } from "./redis.ts";
import { aws } from "./sizes.ts";
import { tags } from "./tags.ts";

/**
 * In another region the provider is another one, so that the first deletes what is in its
 * own; and all is made anew, which the provider does not do by itself
 * (https://github.com/pulumi/pulumi-aws/pull/5656).
 */
export async function createAwsFleet(args: FleetArgs): Promise<Fleet> {
  const { settings } = args.plan;
  const { region } = settings;
  const provider = new Provider(`aws-${region}`, { region });
  const found = await lookUp(settings, provider);
  const movesWithRegion: ResourceTransformation = ({ type, props, opts }) =>
    type.startsWith("aws:") ? { props, opts: { ...opts, replacementTrigger: region } } : undefined;
  return new AwsFleet({ ...args, ...found }, { providers: [provider], transformations: [movesWithRegion] });
}

class AwsFleet extends ComponentResource implements Fleet {
  readonly head: Fleet["head"];
  readonly workers: Machine[];

  constructor(args: FleetArgs & Found, options: ComponentResourceOptions) {
    super("meta-genx:aws:Fleet", "fleet", {}, options);
    const { tag, plan, secrets, ami, zone } = args;

    const network = new Network("network", { tag, sshFrom: plan.settings.sshFrom, zone }, { parent: this });
    const doors = [...network.ready, ...openRedis(tag, network, this)];
    const key = new KeyPair("driver", { publicKey: secrets.driverKey.public, tags: tags(tag) }, { parent: this });
    const { instance, ...head } = createHead(args, network, ami, key.keyName, doors, this);
    this.head = head;
    // The head first, or EC2 might give its address to one of them.
    this.workers = createWorkers(args, network, ami, key.keyName, [...doors, instance], this);
    this.registerOutputs();
  }
}

function createWorkers(
  args: FleetArgs,
  network: Network,
  ami: string,
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
      return { name: machine.name, privateAddress: instance.privateIp };
    });
}
