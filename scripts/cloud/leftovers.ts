/**
 * What a cloud still has of a fleet, asked for by tag and name with the cloud's own API
 * and not with Pulumi, which only knows what it made itself and noted.
 */
import { STACK_TAG } from "../../infra/plan.ts";
import { GxError } from "../../runtime/errors.ts";

export interface Place {
  cloud: "digitalocean" | "aws";
  region: string;
  /** stackTag's. */
  tag: string;
}

export interface Leftover {
  /** "droplet", "security group". */
  kind: string;
  id: string;
  name: string;
  /** The command that removes it. */
  remove: string;
  /** A network that DigitalOcean made its default one in the region: it cannot be deleted and costs nothing. */
  stays?: true;
}

/** @throws GxError GX_CLOUD  when the cloud does not answer or refuses the credentials */
export function leftovers(place: Place): Promise<Leftover[]> {
  return place.cloud === "aws" ? onEc2(place) : onDigitalOcean(place);
}

/** As the tools of DigitalOcean take it. */
export function digitalOceanToken(): string | undefined {
  return process.env["DIGITALOCEAN_TOKEN"] || process.env["DIGITALOCEAN_ACCESS_TOKEN"] || undefined;
}

interface Thing {
  id?: number | string;
  name: string;
  default?: boolean;
}

async function onDigitalOcean({ tag }: Place): Promise<Leftover[]> {
  const [droplets, firewalls, vpcs, keys, tags] = await Promise.all([
    listed("droplets", "droplets", `&tag_name=${tag}`),
    listed("firewalls"),
    listed("vpcs"),
    listed("account/keys", "ssh_keys"),
    listed("tags"),
  ]);
  // Not by the beginning of the name: another stack's may begin with all of this one's.
  const parts = (...names: string[]) => new Set(names.map((name) => `${tag}${name}`));
  const among = (things: Thing[], names: Set<string>) => things.filter(({ name }) => names.has(name));
  const left = (kind: string, command: string) => (thing: Thing) => {
    const id = String(thing.id ?? thing.name);
    return { kind, id, name: thing.name, remove: `doctl ${command} delete ${id}` };
  };
  return [
    ...droplets.map(left("droplet", "compute droplet")),
    ...among(firewalls, parts("-head", "-worker", "-redis", "-redis-clients")).map(
      left("firewall", "compute firewall"),
    ),
    ...among(vpcs, parts("")).map((vpc) => ({
      ...left("network", "vpcs")(vpc),
      ...(vpc.default && { stays: true as const }),
    })),
    ...among(keys, parts("")).map(left("SSH key", "compute ssh-key")),
    ...among(tags, parts("", "-head", "-worker")).map(left("tag", "compute tag")),
  ];
}

/** All pages of a list. */
async function listed(path: string, field = path, query = ""): Promise<Thing[]> {
  const base = process.env["DIGITALOCEAN_API_URL"] || "https://api.digitalocean.com";
  const all: Thing[] = [];
  let next: string | undefined = new URL(`/v2/${path}?per_page=200${query}`, base).href;
  while (next !== undefined) {
    const answer = await asked(next);
    all.push(...((answer[field] ?? []) as Thing[]));
    const page: string | undefined = (answer["links"] as { pages?: { next?: string } } | undefined)?.pages?.next;
    // By its path: what answers may stand before the real one.
    next = page === undefined ? undefined : new URL(new URL(page).pathname + new URL(page).search, base).href;
  }
  return all;
}

async function asked(url: string): Promise<Record<string, unknown>> {
  const token = digitalOceanToken();
  if (token === undefined) throw noToken();
  let response: Response;
  try {
    response = await fetch(url, {
      headers: { authorization: `Bearer ${token}` },
      signal: AbortSignal.timeout(30_000),
    });
  } catch (error) {
    const why = (error as { cause?: Error }).cause?.message ?? (error as Error).message;
    throw new GxError("GX_CLOUD", `DigitalOcean does not answer at ${new URL(url).host}: ${why}`);
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return answer;
  throw new GxError(
    "GX_CLOUD",
    `DigitalOcean refuses to list what it has: ${response.status} ${answer["message"] ?? response.statusText}`,
    response.status === 401 ? "The token in DIGITALOCEAN_TOKEN is wrong, or has ended." : undefined,
  );
}

export function noToken(): GxError {
  return new GxError(
    "GX_CLOUD",
    "No token for DigitalOcean: DIGITALOCEAN_TOKEN is not set",
    "Make one at https://cloud.digitalocean.com/account/api/tokens, and export DIGITALOCEAN_TOKEN=…",
  );
}

async function onEc2({ region, tag }: Place): Promise<Leftover[]> {
  const ec2 = await import("@aws-sdk/client-ec2");
  const client = new ec2.EC2Client({ region });
  const Filters = [{ Name: `tag:${STACK_TAG}`, Values: [tag] }];
  const left = (kind: string, command: string, id: string | undefined, name = ""): Leftover => ({
    kind,
    id: id!,
    name,
    remove: `aws ec2 ${command} ${id} --region ${region}`,
  });
  try {
    const lists = await Promise.all([
      client.send(new ec2.DescribeInstancesCommand({ Filters })).then(({ Reservations = [] }) =>
        Reservations.flatMap(({ Instances = [] }) => Instances)
          // EC2 shows a terminated one for an hour.
          .filter(({ State }) => State?.Name !== "terminated")
          .map(({ InstanceId, State }) =>
            left("instance", "terminate-instances --instance-ids", InstanceId, State?.Name),
          ),
      ),
      client
        .send(new ec2.DescribeVolumesCommand({ Filters }))
        .then(({ Volumes = [] }) => Volumes.map((it) => left("volume", "delete-volume --volume-id", it.VolumeId))),
      client
        .send(new ec2.DescribeKeyPairsCommand({ Filters }))
        .then(({ KeyPairs = [] }) =>
          KeyPairs.map((it) => left("key pair", "delete-key-pair --key-pair-id", it.KeyPairId, it.KeyName)),
        ),
      client
        .send(new ec2.DescribeSecurityGroupsCommand({ Filters }))
        .then(({ SecurityGroups = [] }) =>
          SecurityGroups.map((it) => left("security group", "delete-security-group --group-id", it.GroupId)),
        ),
      client
        .send(new ec2.DescribeSubnetsCommand({ Filters }))
        .then(({ Subnets = [] }) => Subnets.map((it) => left("subnet", "delete-subnet --subnet-id", it.SubnetId))),
      client
        .send(new ec2.DescribeRouteTablesCommand({ Filters }))
        .then(({ RouteTables = [] }) =>
          RouteTables.map((it) => left("route table", "delete-route-table --route-table-id", it.RouteTableId)),
        ),
      client
        .send(new ec2.DescribeInternetGatewaysCommand({ Filters }))
        .then(({ InternetGateways = [] }) =>
          InternetGateways.map((it) =>
            left("gateway", "delete-internet-gateway --internet-gateway-id", it.InternetGatewayId),
          ),
        ),
      client
        .send(new ec2.DescribeVpcsCommand({ Filters }))
        .then(({ Vpcs = [] }) => Vpcs.map((it) => left("network", "delete-vpc --vpc-id", it.VpcId))),
    ]);
    return lists.flat();
  } catch (error) {
    const { name, message } = error as Error;
    const advice = /Credential|Token|AuthFailure|UnauthorizedOperation/i.test(name)
      ? "Credentials come as Amazon's tools take them: AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or AWS_PROFILE."
      : undefined;
    throw new GxError("GX_CLOUD", `EC2 cannot be asked what it has: ${message}`, advice, { cause: error });
  } finally {
    client.destroy();
  }
}
