/**
 * DigitalOcean's firewalls as nftables rules for one droplet. A droplet without a
 * firewall is open; with one or more, both ways are closed but for what any of them
 * allows. A tag stands for both addresses of each droplet that has it.
 */
import type { Peers, Rule } from "../digitalocean/limits.ts";
import type { Thing } from "../digitalocean/store.ts";

export function ruleset(droplet: Thing, droplets: Thing[], firewalls: Thing[]): string {
  const mine = firewalls.filter(
    ({ tags, droplet_ids }) =>
      list<string>(tags).some((tag) => list(droplet.tags).includes(tag)) || list(droplet_ids).includes(droplet.id),
  );
  const policy = mine.length === 0 ? "accept" : "drop";
  const inward = mine.flatMap((firewall) =>
    list<Rule>(firewall.inbound_rules).flatMap((rule) => lines(rule, "saddr", rule.sources, droplets)),
  );
  const outward = mine.flatMap((firewall) =>
    list<Rule>(firewall.outbound_rules).flatMap((rule) => lines(rule, "daddr", rule.destinations, droplets)),
  );
  return table(policy, inward, outward);
}

/** Both ways closed, or open, but for these; answers and what a machine says to itself always pass. */
export function table(policy: "accept" | "drop", inward: string[], outward: string[]): string {
  return [
    // So that the first time there is something to flush.
    ...["table inet cloud {}", "flush table inet cloud", "table inet cloud {"],
    ...chain("input", policy, ["iif lo accept", ...inward]),
    ...chain("output", policy, ["oif lo accept", ...outward]),
    "}\n",
  ].join("\n");
}

function chain(hook: string, policy: string, rules: string[]): string[] {
  return [
    `  chain ${hook} {`,
    `    type filter hook ${hook} priority 0; policy ${policy};`,
    "    ct state established,related accept",
    ...rules.map((rule) => `    ${rule}`),
    "  }",
  ];
}

function lines({ protocol, ports }: Rule, side: string, peers: Peers = {}, droplets: Thing[]): string[] {
  const tagged = droplets.filter(
    ({ id, tags }) => peers.tags?.some((tag) => list(tags).includes(tag)) || peers.droplet_ids?.includes(id as number),
  );
  const addresses = [...(peers.addresses ?? []), ...tagged.flatMap(addressesOf)];
  const what =
    protocol === "icmp"
      ? "meta l4proto { icmp, icmpv6 }"
      : `${protocol} dport ${ports === "all" || ports === "0" ? "1-65535" : ports}`;
  return addresses.map((address) => `${address.includes(":") ? "ip6" : "ip"} ${side} ${address} ${what} accept`);
}

function addressesOf({ networks }: Thing): string[] {
  return (networks as { v4: { ip_address: string }[] }).v4.map((each) => each.ip_address);
}

function list<T>(value: unknown): T[] {
  return (value as T[] | undefined) ?? [];
}
