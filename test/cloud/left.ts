/** What of a fleet is still there, as the emulated clouds have it: asked for with nothing of the project's own. */
import {
  DescribeInternetGatewaysCommand,
  DescribeKeyPairsCommand,
  DescribeRouteTablesCommand,
  DescribeSecurityGroupsCommand,
  DescribeSubnetsCommand,
  DescribeVolumesCommand,
  DescribeVpcsCommand,
} from "@aws-sdk/client-ec2";
import type { DigitalOcean } from "./digitalocean/api.ts";
import { ec2Client, instances } from "./hosts/instances.ts";
import type { Moto } from "./moto.ts";

/** "droplets meta-genx-test-head" */
export function leftOnDigitalOcean(digitalocean: DigitalOcean): string[] {
  return (["droplets", "firewalls", "keys", "tags", "vpcs"] as const).flatMap((collection) =>
    digitalocean.list(collection).map(({ name }) => `${collection} ${name}`),
  );
}

/** By the stack's tag. moto keeps the tags of what is gone, so the things themselves are asked for. */
export async function leftOnEc2(moto: Moto, tag: string, region = "us-east-1"): Promise<string[]> {
  const ec2 = ec2Client(moto, region);
  const Filters = [{ Name: "tag:meta-genx", Values: [tag] }];
  const [vpcs, subnets, gateways, tables, groups, keys, volumes, machines] = await Promise.all([
    ec2.send(new DescribeVpcsCommand({ Filters })).then(({ Vpcs = [] }) => Vpcs.map(({ VpcId }) => VpcId)),
    ec2
      .send(new DescribeSubnetsCommand({ Filters }))
      .then(({ Subnets = [] }) => Subnets.map(({ SubnetId }) => SubnetId)),
    ec2
      .send(new DescribeInternetGatewaysCommand({ Filters }))
      .then(({ InternetGateways = [] }) => InternetGateways.map(({ InternetGatewayId }) => InternetGatewayId)),
    ec2
      .send(new DescribeRouteTablesCommand({ Filters }))
      .then(({ RouteTables = [] }) => RouteTables.map(({ RouteTableId }) => RouteTableId)),
    ec2
      .send(new DescribeSecurityGroupsCommand({ Filters }))
      .then(({ SecurityGroups = [] }) => SecurityGroups.map(({ GroupId }) => GroupId)),
    ec2
      .send(new DescribeKeyPairsCommand({ Filters }))
      .then(({ KeyPairs = [] }) => KeyPairs.map(({ KeyPairId }) => KeyPairId)),
    ec2
      .send(new DescribeVolumesCommand({ Filters }))
      .then(({ Volumes = [] }) => Volumes.map(({ VolumeId }) => VolumeId)),
    // EC2 shows a terminated instance for an hour.
    instances(ec2).then((all) =>
      all.filter(({ State }) => State?.Name !== "terminated").map(({ InstanceId }) => InstanceId),
    ),
  ]);
  return [vpcs, subnets, gateways, tables, groups, keys, volumes, machines].flat().map(String);
}
