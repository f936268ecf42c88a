/**
 * The private network of a fleet, and who reaches what from outside: SSH on the head,
 * for the addresses that the user allows; nothing else. Workers have no public
 * address at all: what they need is on the head.
 */
import { InternetGateway } from "@pulumi/aws/ec2/internetGateway.js";
import { RouteTable } from "@pulumi/aws/ec2/routeTable.js";
import { RouteTableAssociation } from "@pulumi/aws/ec2/routeTableAssociation.js";
import { SecurityGroup } from "@pulumi/aws/ec2/securityGroup.js";
import { Subnet } from "@pulumi/aws/ec2/subnet.js";
import { Vpc } from "@pulumi/aws/ec2/vpc.js";
import { SecurityGroupEgressRule } from "@pulumi/aws/vpc/securityGroupEgressRule.js";
import { SecurityGroupIngressRule } from "@pulumi/aws/vpc/securityGroupIngressRule.js";
import { ComponentResource, type ComponentResourceOptions, type Output, type Resource } from "@pulumi/pulumi";
import { tags } from "./tags.ts";

export interface NetworkArgs {
  tag: string;
  sshFrom: readonly string[];
  zone: string;
}

export const RANGE = "10.77.0.0/20";
/** Fixed, so that a worker's first-boot text does not change when the head is made anew. */
export const HEAD_ADDRESS = "10.77.0.10";

export class Network extends ComponentResource {
  readonly subnet: Output<string>;
  readonly groups: Record<"head" | "worker", Output<string>>;
  /** What has to stand before the first machine does. */
  readonly ready: Resource[];

  constructor(name: string, { tag, sshFrom, zone }: NetworkArgs, options: ComponentResourceOptions) {
    super("meta-genx:aws:Network", name, {}, options);
    const vpc = new Vpc("network", { cidrBlock: RANGE, enableDnsSupport: true, tags: tags(tag) }, { parent: this });
    const subnet = createSubnet(tag, vpc, zone, this);
    const route = createRoute(tag, vpc, subnet, this);
    const [head, worker] = [createGroup("head", tag, vpc, this), createGroup("worker", tag, vpc, this)];
    const rules = [...allowSsh(tag, head, worker, sshFrom, this), allowOut(tag, head, this)];
    this.subnet = subnet.id;
    this.groups = { head: head.id, worker: worker.id };
    this.ready = [route, ...rules];
    this.registerOutputs();
  }
}

function createSubnet(tag: string, vpc: Vpc, zone: string, parent: ComponentResource): Subnet {
  return new Subnet(
    "subnet",
    {
      vpcId: vpc.id,
      cidrBlock: RANGE,
      availabilityZone: zone,
      mapPublicIpOnLaunch: false,
      tags: tags(tag),
    },
    // A zone that begins to offer a type does not move a fleet that stands.
    { parent, ignoreChanges: ["availabilityZone"] },
  );
}

function createRoute(tag: string, vpc: Vpc, subnet: Subnet, parent: ComponentResource): Resource {
  const gateway = new InternetGateway("gateway", { vpcId: vpc.id, tags: tags(tag) }, { parent });
  const table = new RouteTable(
    "routes",
    { vpcId: vpc.id, routes: [{ cidrBlock: "0.0.0.0/0", gatewayId: gateway.id }], tags: tags(tag) },
    { parent },
  );
  return new RouteTableAssociation("routes", { subnetId: subnet.id, routeTableId: table.id }, { parent });
}

/** Closed both ways until a rule opens it. */
function createGroup(role: "head" | "worker", tag: string, vpc: Vpc, parent: ComponentResource): SecurityGroup {
  return new SecurityGroup(
    `group-${role}`,
    { vpcId: vpc.id, description: `${role} of a meta-genx fleet`, tags: tags(tag, role) },
    { parent },
  );
}

/** From outside to the head, and from the head to workers. */
function allowSsh(
  tag: string,
  head: SecurityGroup,
  worker: SecurityGroup,
  sshFrom: readonly string[],
  parent: ComponentResource,
): Resource[] {
  const ssh = { ipProtocol: "tcp", fromPort: 22, toPort: 22, tags: tags(tag) };
  return [
    ...sshFrom.map(
      (range) =>
        new SecurityGroupIngressRule(
          `ssh-from-${range}`,
          { securityGroupId: head.id, cidrIpv4: range, ...ssh },
          { parent },
        ),
    ),
    new SecurityGroupIngressRule(
      "ssh-head-to-worker",
      { securityGroupId: worker.id, referencedSecurityGroupId: head.id, ...ssh },
      { parent },
    ),
  ];
}

/** The head fetches packages and reaches its workers. */
function allowOut(tag: string, head: SecurityGroup, parent: ComponentResource): Resource {
  return new SecurityGroupEgressRule(
    "head-out",
    { securityGroupId: head.id, cidrIpv4: "0.0.0.0/0", ipProtocol: "-1", tags: tags(tag) },
    { parent },
  );
}
