/** What DigitalOcean makes of a request, or refuses: one function a collection. Limits are the documented ones, as read in November 2026. */
import { createHash, randomInt, randomUUID } from "node:crypto";
import type { Account } from "./api.ts";
import { ApiError, refused } from "./errors.ts";
import type { Store, Thing } from "./store.ts";

const TAG = /^[A-Za-z0-9_:-]{1,255}$/;
/** A firewall's, each: https://docs.digitalocean.com/products/networking/firewalls/details/limits/ */
const FIREWALL_DROPLETS = 10;
const FIREWALL_TAGS = 5;
const FIREWALL_RULES = 50;
/** A slug of a distribution as they are formed, or the number of an image of one's own. */
const IMAGE = /^([a-z-]+-\d+(-\d+)?-x64|\d+)$/;
const USER_DATA_BYTES = 64 * 1024;
/** Addresses that are nobody's (RFC 2544), which hosts.sh has on its bridge; a private range for each network. */
const PUBLIC = "198.18.77";
const PRIVATE = "10.118";

export function checkVpc(store: Store, body: Thing): Thing {
  if (typeof body.region !== "string") throw refused("Region is required");
  noTwin(store, "vpcs", body);
  const id = randomUUID();
  const used = store.all("vpcs").map((vpc) => vpc.ip_range);
  const ranges = Array.from({ length: 16 }, (_, i) => `${PRIVATE}.${i * 16}.0/20`);
  const ip_range = body.ip_range ?? ranges.find((range) => !used.includes(range));
  return { ...body, id, urn: `do:vpc:${id}`, ip_range, default: false, created_at: now() };
}

export function checkTag(_: Store, body: Thing): Thing {
  if (!TAG.test(String(body.name))) {
    throw refused(`Name '${body.name}' is invalid: letters, numbers, colons, dashes and underscores only`);
  }
  return { name: body.name };
}

export function checkKey(store: Store, body: Thing): Thing {
  const [type, blob] = String(body.public_key).split(" ");
  if (!type?.startsWith("ssh-") || !blob)
    throw refused("Key invalid, key should be of the format `type key [comment]`");
  const md5 = createHash("md5").update(Buffer.from(blob, "base64")).digest("hex");
  const fingerprint = md5.match(/../g)!.join(":");
  if (store.get("keys", fingerprint)) throw refused("SSH Key is already in use on your account");
  return { ...body, id: randomInt(1e7, 1e8), fingerprint };
}

export function checkFirewall(store: Store, body: Thing, before?: Thing): Thing {
  if (before === undefined || before.name !== body.name) noTwin(store, "firewalls", body);
  const tags = (body.tags ?? []) as string[];
  const rules = [...((body.inbound_rules ?? []) as Rule[]), ...((body.outbound_rules ?? []) as Rule[])];
  const droplets = (body.droplet_ids ?? []) as number[];
  if (droplets.length > FIREWALL_DROPLETS) throw refused(`a firewall takes ${FIREWALL_DROPLETS} droplets at most`);
  if (tags.length > FIREWALL_TAGS) throw refused(`a firewall takes ${FIREWALL_TAGS} tags at most`);
  if (rules.length > FIREWALL_RULES) throw refused(`a firewall takes ${FIREWALL_RULES} rules at most`);
  const peers = rules.flatMap((rule) => [...(rule.sources?.tags ?? []), ...(rule.destinations?.tags ?? [])]);
  for (const tag of [...tags, ...peers]) {
    if (!store.get("tags", tag)) throw refused(`tag ${tag} does not exist`);
  }
  for (const rule of rules) {
    if (!["tcp", "udp", "icmp"].includes(rule.protocol)) throw refused(`protocol ${rule.protocol} is none`);
    if (rule.protocol !== "icmp" && !/^(all|\d+(-\d+)?)$/.test(rule.ports))
      throw refused(`invalid ports ${rule.ports}`);
  }
  return { ...body, id: randomUUID(), status: "succeeded", created_at: now() };
}

export interface Rule {
  protocol: string;
  ports: string;
  sources?: Peers;
  destinations?: Peers;
}

export interface Peers {
  addresses?: string[];
  tags?: string[];
  droplet_ids?: number[];
}

export function checkDroplet(store: Store, body: Thing, { dropletLimit }: Account): Thing {
  const droplets = store.all("droplets");
  if (droplets.length >= dropletLimit) {
    throw refused("creating this/these droplet(s) will exceed your droplet limit");
  }
  if (!IMAGE.test(String(body.image))) throw refused("You specified an invalid image for Droplet creation.");
  const vpc = store.get("vpcs", String(body.vpc_uuid));
  if (!vpc) throw refused(`VPC ${body.vpc_uuid} does not exist`);
  if (vpc.region !== body.region) throw refused(`VPC ${vpc.name} is in ${vpc.region}, not in ${body.region}`);
  if (!/^[A-Za-z0-9.-]+$/.test(String(body.name))) throw refused("Only valid hostname characters are allowed");
  for (const key of (body.ssh_keys ?? []) as string[]) {
    if (!store.get("keys", String(key))) throw refused(`${key} are invalid key identifiers for Droplet creation.`);
  }
  const tags = (body.tags ?? []) as string[];
  // A tag that is new is made with the droplet.
  for (const name of tags) store.put("tags", checkTag(store, { name }));
  if (Buffer.byteLength(String(body.user_data ?? "")) > USER_DATA_BYTES) throw refused("user_data is too large");
  const { user_data: _, ...rest } = body;
  const host = freeHost(droplets);
  const network = String(vpc.ip_range).split(".").slice(0, 3).join(".");
  const v4 = [
    { type: "public", ip_address: `${PUBLIC}.${host}` },
    { type: "private", ip_address: `${network}.${host}` },
  ];
  return { ...rest, tags, id: randomInt(1e8, 1e9), status: "new", locked: false, networks: { v4 }, created_at: now() };
}

/** The last byte of both addresses. */
function freeHost(droplets: Thing[]): number {
  const used = droplets.map(({ networks }) => {
    const { v4 } = networks as { v4: { ip_address: string }[] };
    return Number(v4[0]!.ip_address.split(".").at(-1));
  });
  return Array.from({ length: 200 }, (_, i) => i + 20).find((host) => !used.includes(host))!;
}

function noTwin(store: Store, collection: string, { name }: Thing): void {
  if (store.all(collection).some((thing) => thing.name === name)) throw new ApiError(409, "conflict", "duplicate name");
}

function now(): string {
  return new Date().toISOString();
}
