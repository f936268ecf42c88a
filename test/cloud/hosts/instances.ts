/**
 * Instances that really boot: looks twice a second what moto has, boots what runs,
 * ends what is terminated, and gives each host its security groups' rules as
 * nftables rules. An instance is closed both ways but for what a group allows.
 */

import { setTimeout as sleep } from "node:timers/promises";
import {
  DescribeInstanceAttributeCommand,
  DescribeInstancesCommand,
  DescribeSecurityGroupRulesCommand,
  EC2Client,
  type Instance,
  type SecurityGroupRule,
} from "@aws-sdk/client-ec2";
import type { Moto } from "../moto.ts";
import { table } from "./firewall.ts";
import type { Hosts } from "./hosts.ts";

const EVERY_MS = 500;

/** The host's name: a network interface's takes 15 letters. */
export const hostId = (instanceId: string): string => instanceId.slice(-8);

export function bootInstances(moto: Moto, hosts: Hosts, region = "us-east-1"): AsyncDisposable {
  const client = new EC2Client({
    region,
    endpoint: moto.url,
    credentials: { accessKeyId: moto.env.AWS_ACCESS_KEY_ID!, secretAccessKey: moto.env.AWS_SECRET_ACCESS_KEY! },
  });
  const up = new Map<string, string>();
  let over = false;
  const watch = (async () => {
    while (!over) {
      await follow(client, hosts, up);
      await sleep(EVERY_MS);
    }
  })();
  // Told when it is disposed of.
  watch.catch(() => {});
  return {
    [Symbol.asyncDispose]: async () => {
      over = true;
      await watch;
    },
  };
}

/** @param up  instances with a host, and the rules that it has */
async function follow(client: EC2Client, hosts: Hosts, up: Map<string, string>): Promise<void> {
  const { Reservations = [] } = await client.send(new DescribeInstancesCommand({}));
  const instances = Reservations.flatMap((each) => each.Instances ?? []);
  const running = instances.filter(({ State }) => State?.Name === "running");
  const { SecurityGroupRules = [] } = await client.send(new DescribeSecurityGroupRulesCommand({}));

  for (const id of up.keys()) {
    if (running.some(({ InstanceId }) => InstanceId === id)) continue;
    await hosts.machines.destroy({ id: hostId(id) });
    up.delete(id);
  }
  for (const instance of running) {
    const id = instance.InstanceId!;
    if (!up.has(id)) await boot(client, hosts, instance);
    const rules = groupRules(instance, running, SecurityGroupRules);
    if (up.get(id) !== rules) await hosts.setRules(hostId(id), rules);
    up.set(id, rules);
  }
}

async function boot(client: EC2Client, hosts: Hosts, instance: Instance): Promise<void> {
  const { InstanceId, PublicIpAddress, PrivateIpAddress } = instance;
  const { UserData } = await client.send(new DescribeInstanceAttributeCommand({ InstanceId, Attribute: "userData" }));
  const v4 = [
    { type: "private", ip_address: PrivateIpAddress },
    ...(PublicIpAddress === undefined ? [] : [{ type: "public", ip_address: PublicIpAddress }]),
  ];
  const name = `ip-${PrivateIpAddress!.replaceAll(".", "-")}`;
  const userData = Buffer.from(UserData?.Value ?? "", "base64").toString();
  await hosts.machines.create({ id: hostId(InstanceId!), name, networks: { v4 } }, userData);
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
  return table("drop", lines(false), lines(true));
}

function ports({ IpProtocol, FromPort, ToPort }: SecurityGroupRule): string {
  return IpProtocol === "-1" ? "" : ` ${IpProtocol} dport ${FromPort}-${ToPort}`;
}
