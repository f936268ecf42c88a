/** A fleet of droplets. */
import { SshKey } from "@pulumi/digitalocean/sshKey.js";
import { ComponentResource, type Resource } from "@pulumi/pulumi";
import type { Fleet, FleetArgs, Machine } from "../fleet.ts";
import { workerUserData } from "../user-data.ts";
import { createDroplet } from "./droplet.ts";
import { createHead } from "./head.ts";
import { Network } from "./network.ts";
import { openRedis } from "./redis.ts";

export async function createDigitalOceanFleet(args: FleetArgs): Promise<Fleet> {
  return new DigitalOceanFleet(args);
}

class DigitalOceanFleet extends ComponentResource implements Fleet {
  readonly head: Fleet["head"];
  readonly workers: Machine[];

  constructor(args: FleetArgs) {
    super("meta-genx:digitalocean:Fleet", "fleet");
    const { tag, plan, secrets } = args;
    const { region, sshFrom } = plan.settings;

    const network = new Network("network", { tag, region, sshFrom }, { parent: this });
    const doors = [...network.firewalls, ...openRedis(tag, network, this)];
    const key = new SshKey("driver", { name: tag, publicKey: secrets.driverKey.public }, { parent: this });
    this.head = createHead(args, network, key.fingerprint, doors, this);
    this.workers = createWorkers(args, network, key, this.head, doors, this);
    this.registerOutputs();
  }
}

function createWorkers(
  args: FleetArgs,
  network: Network,
  key: SshKey,
  head: Machine,
  after: Resource[],
  parent: ComponentResource,
): Machine[] {
  const { tag, plan } = args;
  const { region, image } = plan.settings;
  return plan.machines
    .filter(({ role }) => role === "worker")
    .map((machine) => {
      const userData = workerUserData(args, machine, head.privateAddress);
      const droplet = createDroplet(
        { tag, machine, network, region, image, sshKey: key.fingerprint, userData, after, keep: [] },
        parent,
      );
      return { name: machine.name, privateAddress: droplet.ipv4AddressPrivate };
    });
}
