/** What EC2 has of a fleet: everything there carries the fleet's tag (infra/aws/tags.ts). */
import * as ec2 from "@aws-sdk/client-ec2";
import { STACK_TAG } from "../../infra/plan.ts";
import { GxError } from "../../runtime/errors.ts";
import type { CloudMachine, FleetLocation, Leftover } from "./found-resource.ts";

export function machines(location: FleetLocation): Promise<CloudMachine[]> {
  return asking(location, (client, query) => instances(client, query, location));
}

export function left(location: FleetLocation): Promise<Leftover[]> {
  const leftover = leftoverIn(location);
  return asking(location, async (client, query) => {
    const lists = await Promise.all([
      instances(client, query, location),
      client
        .send(new ec2.DescribeVolumesCommand(query))
        .then(({ Volumes = [] }) => Volumes.map((it) => leftover("volume", "delete-volume --volume-id", it.VolumeId))),
      client
        .send(new ec2.DescribeKeyPairsCommand(query))
        .then(({ KeyPairs = [] }) =>
          KeyPairs.map((it) => leftover("key pair", "delete-key-pair --key-pair-id", it.KeyPairId, it.KeyName)),
        ),
      client
        .send(new ec2.DescribeInternetGatewaysCommand(query))
        .then(({ InternetGateways = [] }) =>
          InternetGateways.map((it) =>
            leftover("gateway", "delete-internet-gateway --internet-gateway-id", it.InternetGatewayId),
          ),
        ),
      client
        .send(new ec2.DescribeSubnetsCommand(query))
        .then(({ Subnets = [] }) => Subnets.map((it) => leftover("subnet", "delete-subnet --subnet-id", it.SubnetId))),
      client
        .send(new ec2.DescribeRouteTablesCommand(query))
        .then(({ RouteTables = [] }) =>
          RouteTables.map((it) => leftover("route table", "delete-route-table --route-table-id", it.RouteTableId)),
        ),
      client
        .send(new ec2.DescribeSecurityGroupsCommand(query))
        .then(({ SecurityGroups = [] }) =>
          SecurityGroups.map((it) => leftover("security group", "delete-security-group --group-id", it.GroupId)),
        ),
      client
        .send(new ec2.DescribeVpcsCommand(query))
        .then(({ Vpcs = [] }) => Vpcs.map((it) => leftover("network", "delete-vpc --vpc-id", it.VpcId))),
    ]);
    return lists.flat();
  });
}

interface Query {
  Filters: { Name: string; Values: string[] }[];
}

function leftoverIn({ region }: FleetLocation) {
  return (kind: string, command: string, id: string | undefined, name = ""): Leftover => ({
    kind,
    id: id ?? "",
    name,
    remove: `aws ec2 ${command} ${id} --region ${region}`,
  });
}

async function instances(client: ec2.EC2Client, query: Query, location: FleetLocation): Promise<CloudMachine[]> {
  const all: ec2.Instance[] = [];
  for await (const { Reservations = [] } of ec2.paginateDescribeInstances({ client }, query)) {
    all.push(...Reservations.flatMap(({ Instances = [] }) => Instances));
  }
  return (
    all
      .map(({ InstanceId, State, Tags = [] }) => ({
        ...leftoverIn(location)(
          "instance",
          "terminate-instances --instance-ids",
          InstanceId,
          Tags.find(({ Key }) => Key === "Name")?.Value,
        ),
        state: String(State?.Name),
      }))
      // EC2 shows a terminated one for an hour.
      .filter(({ state }) => state !== "terminated")
  );
}

async function asking<T>(
  { region, tag }: FleetLocation,
  ask: (client: ec2.EC2Client, query: Query) => Promise<T>,
): Promise<T> {
  const client = new ec2.EC2Client({ region });
  try {
    return await ask(client, { Filters: [{ Name: `tag:${STACK_TAG}`, Values: [tag] }] });
  } catch (error) {
    const { name, message } = error as Error;
    const credentials = /Credential|Token|AuthFailure|UnauthorizedOperation/i.test(name)
      ? "They come as Amazon's tools take them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
      : undefined;
    throw new GxError("GX_CLOUD", `EC2 does not say what it has: ${message}`, credentials, { cause: error });
  } finally {
    client.destroy();
  }
}
