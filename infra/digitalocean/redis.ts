/** The way from the workers to Redis and to the bundles on the head, and from nowhere else. */
import { Firewall } from "@pulumi/digitalocean/firewall.js";
import type { ComponentResource } from "@pulumi/pulumi";
import { BUNDLE_PORT, REDIS_PORT } from "../../provisioning/facts.ts";
import type { Network } from "./network.ts";

const PORTS = [REDIS_PORT, BUNDLE_PORT].map(String);

/** @returns what has to stand before the first droplet does */
export function openRedis(tag: string, { tags }: Network, parent: ComponentResource): Firewall[] {
  return [
    new Firewall(
      "firewall-redis",
      {
        name: `${tag}-redis`,
        tags: [tags.head],
        inboundRules: PORTS.map((portRange) => ({ protocol: "tcp", portRange, sourceTags: [tags.worker] })),
        outboundRules: [{ protocol: "tcp", portRange: "22", destinationTags: [tags.worker] }],
      },
      { parent },
    ),
    new Firewall(
      "firewall-redis-clients",
      {
        name: `${tag}-redis-clients`,
        tags: [tags.worker],
        outboundRules: PORTS.map((portRange) => ({ protocol: "tcp", portRange, destinationTags: [tags.head] })),
      },
      { parent },
    ),
  ];
}
