/** Each resource of EC2 that a fleet has: the calls that make it, change its tags, and delete it. */
import * as ec2 from "@aws-sdk/client-ec2";
import type { Created, Properties } from "./provider.ts";

type Client = ec2.EC2Client;

export interface AwsResource {
  create(client: Client, inputs: Properties): Promise<Created>;
  /** Throws a ….NotFound when it is gone. */
  read?(client: Client, id: string): Promise<Properties | undefined>;
  update?(client: Client, id: string, inputs: Properties, changed: string[]): Promise<Properties>;
  delete(client: Client, id: string, state: Properties): Promise<void>;
}

export const RESOURCES: Record<string, AwsResource> = {
  Vpc: {
    create: async (client, { cidrBlock, enableDnsSupport, tags }) => {
      const { Vpc } = await client.send(
        new ec2.CreateVpcCommand({ CidrBlock: text(cidrBlock), TagSpecifications: tagged("vpc", tags) }),
      );
      const VpcId = Vpc!.VpcId!;
      if (enableDnsSupport !== undefined) {
        const EnableDnsSupport = { Value: enableDnsSupport as boolean };
        await client.send(new ec2.ModifyVpcAttributeCommand({ VpcId, EnableDnsSupport }));
      }
      return { id: VpcId, outputs: {} };
    },
    read: async (client, id) => {
      await client.send(new ec2.DescribeVpcsCommand({ VpcIds: [id] }));
      return {};
    },
    update: retag,
    delete: async (client, id) => void (await client.send(new ec2.DeleteVpcCommand({ VpcId: id }))),
  },
  Subnet: {
    create: async (client, { vpcId, cidrBlock, availabilityZone, mapPublicIpOnLaunch, tags }) => {
      const { Subnet } = await client.send(
        new ec2.CreateSubnetCommand({
          ...{ VpcId: text(vpcId), CidrBlock: text(cidrBlock), AvailabilityZone: text(availabilityZone) },
          TagSpecifications: tagged("subnet", tags),
        }),
      );
      const MapPublicIpOnLaunch = { Value: mapPublicIpOnLaunch === true };
      await client.send(new ec2.ModifySubnetAttributeCommand({ SubnetId: Subnet!.SubnetId!, MapPublicIpOnLaunch }));
      return { id: Subnet!.SubnetId!, outputs: { availabilityZone: Subnet!.AvailabilityZone } };
    },
    update: retag,
    delete: async (client, id) => void (await client.send(new ec2.DeleteSubnetCommand({ SubnetId: id }))),
  },
  InternetGateway: {
    create: async (client, { vpcId, tags }) => {
      const { InternetGateway } = await client.send(
        new ec2.CreateInternetGatewayCommand({ TagSpecifications: tagged("internet-gateway", tags) }),
      );
      const id = InternetGateway!.InternetGatewayId!;
      await client.send(new ec2.AttachInternetGatewayCommand({ InternetGatewayId: id, VpcId: text(vpcId) }));
      return { id, outputs: {} };
    },
    update: retag,
    delete: async (client, id, { vpcId }) => {
      await client.send(new ec2.DetachInternetGatewayCommand({ InternetGatewayId: id, VpcId: text(vpcId) }));
      await client.send(new ec2.DeleteInternetGatewayCommand({ InternetGatewayId: id }));
    },
  },
  RouteTable: {
    create: async (client, { vpcId, routes, tags }) => {
      const { RouteTable } = await client.send(
        new ec2.CreateRouteTableCommand({ VpcId: text(vpcId), TagSpecifications: tagged("route-table", tags) }),
      );
      const RouteTableId = RouteTable!.RouteTableId!;
      for (const { cidrBlock, gatewayId } of (routes ?? []) as Properties[]) {
        const route = { DestinationCidrBlock: text(cidrBlock), GatewayId: text(gatewayId) };
        await client.send(new ec2.CreateRouteCommand({ RouteTableId, ...route }));
      }
      return { id: RouteTableId, outputs: {} };
    },
    update: retag,
    delete: async (client, id) => void (await client.send(new ec2.DeleteRouteTableCommand({ RouteTableId: id }))),
  },
  RouteTableAssociation: {
    create: async (client, { subnetId, routeTableId }) => {
      const { AssociationId } = await client.send(
        new ec2.AssociateRouteTableCommand({ SubnetId: text(subnetId), RouteTableId: text(routeTableId) }),
      );
      return { id: AssociationId!, outputs: {} };
    },
    delete: async (client, id) => {
      await client.send(new ec2.DisassociateRouteTableCommand({ AssociationId: id }));
    },
  },
  SecurityGroup: {
    create: async (client, { name, description, vpcId, tags }) => {
      const { GroupId } = await client.send(
        new ec2.CreateSecurityGroupCommand({
          ...{ GroupName: text(name), Description: text(description), VpcId: text(vpcId) },
          TagSpecifications: tagged("security-group", tags),
        }),
      );
      // EC2 lets everything out of a new group; the provider takes that rule away.
      const IpPermissions = [{ IpProtocol: "-1", IpRanges: [{ CidrIp: "0.0.0.0/0" }] }];
      await client.send(new ec2.RevokeSecurityGroupEgressCommand({ GroupId, IpPermissions }));
      return { id: GroupId!, outputs: {} };
    },
    update: retag,
    delete: async (client, id) => void (await client.send(new ec2.DeleteSecurityGroupCommand({ GroupId: id }))),
  },
  SecurityGroupIngressRule: rule(
    (client, input) => client.send(new ec2.AuthorizeSecurityGroupIngressCommand(input)),
    (client, input) => client.send(new ec2.RevokeSecurityGroupIngressCommand(input)),
  ),
  SecurityGroupEgressRule: rule(
    (client, input) => client.send(new ec2.AuthorizeSecurityGroupEgressCommand(input)),
    (client, input) => client.send(new ec2.RevokeSecurityGroupEgressCommand(input)),
  ),
  KeyPair: {
    create: async (client, { keyName, publicKey, tags }) => {
      const { KeyPairId, KeyFingerprint } = await client.send(
        new ec2.ImportKeyPairCommand({
          ...{ KeyName: text(keyName), PublicKeyMaterial: Buffer.from(text(publicKey)!) },
          TagSpecifications: tagged("key-pair", tags),
        }),
      );
      return { id: text(keyName)!, outputs: { keyPairId: KeyPairId, fingerprint: KeyFingerprint } };
    },
    delete: async (client, id) => void (await client.send(new ec2.DeleteKeyPairCommand({ KeyName: id }))),
  },
  Instance: {
    create: async (client, inputs) => {
      // moto would take an image that it does not have.
      await client.send(new ec2.DescribeImagesCommand({ ImageIds: [text(inputs.ami)!] }));
      const { Instances } = await client.send(new ec2.RunInstancesCommand(runInstances(inputs)));
      const id = Instances![0]!.InstanceId!;
      await ec2.waitUntilInstanceRunning({ client, maxWaitTime: 120 }, { InstanceIds: [id] });
      return { id, outputs: (await describe(client, id))! };
    },
    read: describe,
    update: retag,
    delete: async (client, id) => {
      await client.send(new ec2.TerminateInstancesCommand({ InstanceIds: [id] }));
      await ec2.waitUntilInstanceTerminated({ client, maxWaitTime: 120 }, { InstanceIds: [id] });
    },
  },
};

/** undefined once it is terminated: EC2 shows such an instance for an hour. */
async function describe(client: Client, id: string): Promise<Properties | undefined> {
  const { Reservations } = await client.send(new ec2.DescribeInstancesCommand({ InstanceIds: [id] }));
  const instance = Reservations?.[0]?.Instances?.[0];
  const state = instance?.State?.Name;
  if (!instance || state === "terminated" || state === "shutting-down") return undefined;
  const { PrivateIpAddress: privateIp, PublicIpAddress: publicIp = "" } = instance;
  return { instanceState: state, privateIp, publicIp, availabilityZone: instance.Placement?.AvailabilityZone };
}

/** What a fleet sets on an instance; anything else would be lost here, and is refused instead. */
function runInstances(inputs: Properties): ec2.RunInstancesCommandInput {
  const { __defaults, ami, instanceType, subnetId, vpcSecurityGroupIds, keyName, userData, ...more } = inputs;
  const { userDataReplaceOnChange, instanceInitiatedShutdownBehavior, metadataOptions, rootBlockDevice, ...rest } =
    more;
  const { creditSpecification, instanceMarketOptions, tags, privateIp, associatePublicIpAddress, ...unknown } = rest;
  if (Object.keys(unknown).length > 0) throw new Error(`The emulated EC2 does not know ${Object.keys(unknown)}`);
  const { tags: diskTags, ...disk } = (rootBlockDevice ?? {}) as Properties;
  return {
    ...{ MinCount: 1, MaxCount: 1, ImageId: text(ami), InstanceType: text(instanceType) as ec2._InstanceType },
    ...{ KeyName: text(keyName), UserData: userData === undefined ? undefined : base64(text(userData)!) },
    NetworkInterfaces: [
      {
        DeviceIndex: 0,
        SubnetId: text(subnetId),
        Groups: vpcSecurityGroupIds as string[],
        PrivateIpAddress: text(privateIp),
        AssociatePublicIpAddress: associatePublicIpAddress as boolean | undefined,
      },
    ],
    InstanceInitiatedShutdownBehavior: text(instanceInitiatedShutdownBehavior) as ec2.ShutdownBehavior,
    MetadataOptions: pascal(metadataOptions),
    BlockDeviceMappings: [{ DeviceName: "/dev/xvda", Ebs: pascal(disk) }],
    CreditSpecification: pascal(creditSpecification) as ec2.CreditSpecificationRequest | undefined,
    InstanceMarketOptions: pascal(instanceMarketOptions),
    TagSpecifications: [...tagged("instance", tags)!, ...(tagged("volume", diskTags) ?? [])],
  };
}

type RuleRequest = { GroupId: string; IpPermissions: ec2.IpPermission[]; TagSpecifications?: ec2.TagSpecification[] };
type RuleNames = { GroupId: string; SecurityGroupRuleIds: string[] };

function rule(
  authorize: (client: Client, input: RuleRequest) => Promise<{ SecurityGroupRules?: ec2.SecurityGroupRule[] }>,
  revoke: (client: Client, input: RuleNames) => Promise<unknown>,
): AwsResource {
  return {
    create: async (client, inputs) => {
      const { securityGroupId, ipProtocol, fromPort, toPort, cidrIpv4, referencedSecurityGroupId, tags } = inputs;
      const permission: ec2.IpPermission = {
        IpProtocol: text(ipProtocol),
        ...(fromPort !== undefined && { FromPort: Number(fromPort), ToPort: Number(toPort) }),
        ...(cidrIpv4 !== undefined && { IpRanges: [{ CidrIp: text(cidrIpv4) }] }),
        ...(referencedSecurityGroupId !== undefined && {
          UserIdGroupPairs: [{ GroupId: text(referencedSecurityGroupId) }],
        }),
      };
      const { SecurityGroupRules } = await authorize(client, {
        GroupId: text(securityGroupId)!,
        IpPermissions: [permission],
        ...(tags !== undefined && { TagSpecifications: tagged("security-group-rule", tags)! }),
      });
      const id = SecurityGroupRules![0]!.SecurityGroupRuleId!;
      return { id, outputs: { securityGroupRuleId: id } };
    },
    update: retag,
    delete: async (client, id, { securityGroupId }) => {
      await revoke(client, { GroupId: text(securityGroupId)!, SecurityGroupRuleIds: [id] });
    },
  };
}

/** Tags are all that the emulated EC2 changes in place. */
async function retag(client: Client, id: string, { tags }: Properties, changed: string[]): Promise<Properties> {
  const others = changed.filter((name) => name !== "tags");
  if (others.length > 0) throw new Error(`The emulated EC2 cannot change ${others.join(", ")}`);
  await client.send(new ec2.CreateTagsCommand({ Resources: [id], Tags: tagList(tags) }));
  return {};
}

function tagged(ResourceType: ec2.ResourceType, tags: unknown): ec2.TagSpecification[] | undefined {
  return tags === undefined ? undefined : [{ ResourceType, Tags: tagList(tags) }];
}

function tagList(tags: unknown): ec2.Tag[] {
  return Object.entries((tags ?? {}) as Record<string, string>).map(([Key, Value]) => ({ Key, Value }));
}

/** {httpTokens: "required"} → {HttpTokens: "required"}, and deeper. */
function pascal<T>(value: unknown): T {
  if (typeof value !== "object" || value === null) return value as T;
  return Object.fromEntries(
    Object.entries(value).map(([key, each]) => [key[0]!.toUpperCase() + key.slice(1), pascal(each)]),
  ) as T;
}

function text(value: unknown): string | undefined {
  return value as string | undefined;
}

function base64(value: string): string {
  return Buffer.from(value).toString("base64");
}
