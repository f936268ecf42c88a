/**
 * The private network of a fleet, and who reaches what from outside: SSH on the head,
 * for the addresses that the user allows; nothing else, and nothing on a worker. A
 * firewall goes by tag: one that names droplets takes ten at most.
 *
 * DigitalOcean has tags for droplets only. Networks, firewalls and keys carry the
 * stack in their name.
 */

import { Firewall } from "@pulumi/digitalocean/firewall.js";
import { Tag } from "@pulumi/digitalocean/tag.js";
import { Vpc } from "@pulumi/digitalocean/vpc.js";
import { ComponentResource, type ComponentResourceOptions, type Output } from "@pulumi/pulumi";

export interface NetworkArgs {
  tag: string;
  region: string;
  sshFrom: readonly string[];
}

const EVERYWHERE = ["0.0.0.0/0", "::/0"];

export class Network extends ComponentResource {
  readonly id: Output<string>;
  /** DigitalOcean chooses one that no other network of the account has. */
  readonly range: Output<string>;
  /** On every droplet of the fleet; on the head; on workers. */
  readonly tags: Record<"all" | "head" | "worker", Output<string>>;
  readonly firewalls: Firewall[];

  constructor(name: string, { tag, region, sshFrom }: NetworkArgs, options: ComponentResourceOptions) {
    super("meta-genx:digitalocean:Network", name, {}, options);
    // In another region it is another one, made before the first is deleted: two may not have one name.
    const vpc = new Vpc(
      `network-${region}`,
      { name: `${tag}-${region}`, region, description: "A meta-genx fleet" },
      { parent: this },
    );
    this.id = vpc.id;
    this.range = vpc.ipRange;
    this.tags = {
      all: createTag("tag", tag, this),
      head: createTag("tag-head", roleTag(tag, "head"), this),
      worker: createTag("tag-worker", roleTag(tag, "worker"), this),
    };
    this.firewalls = [headFirewall(tag, this.tags, sshFrom, this), workerFirewall(tag, this.tags, this)];
    this.registerOutputs();
  }
}

/** A colon, which no stack's name can have: a stack "dev-head" must not be taken for the head of "dev". */
export function roleTag(tag: string, role: "head" | "worker"): string {
  return `${tag}:${role}`;
}

function createTag(name: string, text: string, parent: ComponentResource): Output<string> {
  return new Tag(name, { name: text }, { parent }).name;
}

/** In: SSH. Out: everything, for packages and the time. */
function headFirewall(tag: string, tags: Network["tags"], sshFrom: readonly string[], parent: ComponentResource) {
  return new Firewall(
    "firewall-head",
    {
      name: `${tag}-head`,
      tags: [tags.head],
      inboundRules: [{ protocol: "tcp", portRange: "22", sourceAddresses: [...sshFrom] }],
      outboundRules: [
        { protocol: "tcp", portRange: "1-65535", destinationAddresses: EVERYWHERE },
        { protocol: "udp", portRange: "1-65535", destinationAddresses: EVERYWHERE },
        { protocol: "icmp", destinationAddresses: EVERYWHERE },
      ],
    },
    { parent },
  );
}

/** In: SSH from the head. Out: names and the time; the way to Redis is in redis.ts. */
function workerFirewall(tag: string, tags: Network["tags"], parent: ComponentResource) {
  return new Firewall(
    "firewall-worker",
    {
      name: `${tag}-worker`,
      tags: [tags.worker],
      inboundRules: [{ protocol: "tcp", portRange: "22", sourceTags: [tags.head] }],
      outboundRules: [
        { protocol: "udp", portRange: "53", destinationAddresses: EVERYWHERE },
        { protocol: "tcp", portRange: "53", destinationAddresses: EVERYWHERE },
        { protocol: "udp", portRange: "123", destinationAddresses: EVERYWHERE },
      ],
    },
    { parent },
  );
}
