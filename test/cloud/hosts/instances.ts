/**
 * Instances that really boot: looks twice a second what moto has, boots what runs,
 * ends what is terminated, terminates what powered itself off, and gives each host its
 * security groups' rules as nftables rules. An instance is closed both ways but for
 * what a group allows, and the metadata address.
 */

import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  type Instance,
  type SecurityGroupRule,
  TerminateInstancesCommand,
} from "@aws-sdk/client-ec2";
import type { Moto } from "../moto.ts";
import { table } from "./firewall.ts";
import type { Hosts } from "./hosts.ts";
import { ADDRESS, type InstanceFacts, startMetadata } from "./metadata.ts";

const EVERY_MS = 500;

/** The host's name: a network interface's takes 15 letters. */
export const hostId = (instanceId: string): string => instanceId.slice(-8);

export function ec2Client(moto: Moto, region = "us-east-1"): EC2Client {
  const { AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = moto.env;
  const credentials = { accessKeyId: AWS_ACCESS_KEY_ID!, secretAccessKey: AWS_SECRET_ACCESS_KEY! };
  return new EC2Client({ region, endpoint: moto.url, credentials });
}

/** Those that were terminated as well. */
export async function instances(client: EC2Client): Promise<Instance[]> {
  const { Reservations = [] } = await client.send(new DescribeInstancesCommand({}));
  return Reservations.flatMap((each) => each.Instances ?? []);
}

export interface Instances extends AsyncDisposable {
  /** As EC2 does with a spot instance: a notice at once, and its end so many seconds later. */
  takeBack(privateAddress: string, seconds: number): void;
}

interface Running {
  facts: InstanceFacts;
  privateAddress: string;
  /** nftables rules that its host has. */
  rules?: string;
}

export async function bootInstances(moto: Moto, hosts: Hosts, region = "us-east-1"): Promise<Instances> {
  const client = ec2Client(moto, region);
  const metadata = await startMetadata();
  const up = new Map<string, Running>();
  let over = false;
  const watch = (async () => {
    while (!over) {
      await follow(client, hosts, up, (each) => metadata.tell(each.privateAddress, each.facts));
      await sleep(EVERY_MS);
    }
  })();
  // Told when it is disposed of.
  watch.catch(() => {});
  const timers: NodeJS.Timeout[] = [];
  return {
    takeBack: (privateAddress, seconds) => {
      const [id, { facts }] = [...up].find(([, each]) => each.privateAddress === privateAddress)!;
      const time = new Date(Date.now() + seconds * 1000).toISOString().replace(/\.\d+/, "");
      metadata.tell(privateAddress, { ...facts, notice: { action: "terminate", time } });
      // A test that fails meanwhile has closed moto.
      timers.push(setTimeout(() => terminate(client, id).catch(() => {}), seconds * 1000));
    },
    [Symbol.asyncDispose]: async () => {
      over = true;
      for (const timer of timers) clearTimeout(timer);
      await metadata.close();
      await watch;
    },
  };
}

/** @param up  instances with a host */
async function follow(
  client: EC2Client,
  hosts: Hosts,
  up: Map<string, Running>,
  booted: (instance: Running) => void,
): Promise<void> {
  const running = (await instances(client)).filter(({ State }) => State?.Name === "running");
  const { SecurityGroupRules = [] } = await client.send(new DescribeSecurityGroupRulesCommand({}));

  for (const id of up.keys()) {
    if (running.some(({ InstanceId }) => InstanceId === id)) continue;
    await hosts.machines.destroy({ id: hostId(id) });
    up.delete(id);
  }
  for (const instance of running) {
    const id = instance.InstanceId!;
    if (hosts.isOff(hostId(id))) {
      await powerOff(client, id);
      continue;
    }
    let each = up.get(id);
    if (!each) {
      each = await boot(client, hosts, instance);
      up.set(id, each);
      booted(each);
    }
    const rules = groupRules(instance, running, SecurityGroupRules);
    if (each.rules !== rules) await hosts.setRules(hostId(id), rules);
    each.rules = rules;
  }
}

async function powerOff(client: EC2Client, InstanceId: string): Promise<void> {
  const Attribute = "instanceInitiatedShutdownBehavior";
  const answer = await client.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute }));
  const behaviour = answer.InstanceInitiatedShutdownBehavior?.Value;
  if (behaviour !== "terminate") throw new Error(`An instance that is ${behaviour}ped is not emulated`);
  await terminate(client, InstanceId);
}

async function terminate(client: EC2Client, id: string): Promise<void> {
  await client.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
}

async function boot(client: EC2Client, hosts: Hosts, instance: Instance): Promise<Running> {
  const { InstanceId, PublicIpAddress, PrivateIpAddress } = instance;
  const { UserData } = await client.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: "userData" }));
  const v4 = [
    { type: "private", ip_address: PrivateIpAddress },
    ...(PublicIpAddress === undefined ? [] : [{ type: "public", ip_address: PublicIpAddress }]),
  ];
  const name = `ip-${PrivateIpAddress!.replaceAll(".", "-")}`;
  const userData = Buffer.from(UserData?.Value ?? "", "base64").toString();
  await hosts.machines.create({ id: hostId(InstanceId!), name, networks: { v4 } }, userData);
  return { facts: { instanceId: InstanceId!, userData }, privateAddress: PrivateIpAddress! };
}

function groupRules(instance: Instance, instances: Instance[], rules: SecurityGroupRule[]): string {
  // moto has them with the interface only.
  const groupsOf = ({ SecurityGroups = [], NetworkInterfaces = [] }: Instance) =>
    [...SecurityGroups, ...NetworkInterfaces.flatMap(({ Groups = [] }) => Groups)].map(({ GroupId }) => GroupId);
  const mine = rules.filter(({ GroupId }) => groupsOf(instance).includes(GroupId));
  const lines = (egress: boolean) =>
    mine
      .filter(({ IsEgress = false }) => IsEgress === egress)
      .flatMap((rule) => {
        const group = rule.ReferencedGroupInfo?.GroupId;
        const peers = instances.filter((each) => group !== undefined && groupsOf(each).includes(group));
        const addresses = [rule.CidrIpv4, ...peers.map((each) => each.PrivateIpAddress)];
        return addresses
          .filter((address) => address !== undefined)
          .map((address) => `ip ${egress ? "daddr" : "saddr"} ${address}${ports(rule)} accept`);
      });
  return table("drop", lines(false), [...lines(true), `ip daddr ${ADDRESS} tcp dport 80 accept`]);
}

function ports({ IpProtocol, FromPort, ToPort }: SecurityGroupRule): string {
  return IpProtocol === "-1" ? "" : ` ${IpProtocol} dport ${FromPort}-${ToPort}`;
}
