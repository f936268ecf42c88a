/** The way from the workers to Redis and to the bundles on the head, and from nowhere else. */
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import type { ComponentResource, Resource } from "@pulumi/pulumi";
import { BUNDLE_PORT, REDIS_PORT } from "../../provisioning/facts.ts";
import type { Network } from "./network.ts";
import { tags } from "./tags.ts";

/** @returns what has to stand before the first machine does */
export function openRedis(tag: string, { groups }: Network, parent: ComponentResource): Resource[] {
  return Object.entries({ redis: REDIS_PORT, bundles: BUNDLE_PORT }).flatMap(([name, port]) => {
    const rule = { ipProtocol: "tcp", fromPort: port, toPort: port, tags: tags(tag) };
    return [
      new SecurityGroupIngressRule(
        `${name}-from-worker`,
        { securityGroupId: groups.head, referencedSecurityGroupId: groups.worker, ...rule },
        { parent },
      ),
      new SecurityGroupEgressRule(
        `${name}-to-head`,
        { securityGroupId: groups.worker, referencedSecurityGroupId: groups.head, ...rule },
        { parent },
      ),
    ];
  });
}
