/**
 * pulumi-resource-digitalocean: turns resources into requests of DigitalOcean's API.
 * Like the real one it goes to DIGITALOCEAN_API_URL, where the emulated cloud
 * answers (digitalocean/api.ts), and needs DIGITALOCEAN_TOKEN.
 */
import type { Failure } from "../schema/schema.ts";
import { type Properties, serveProvider } from "./provider.ts";

interface Collection {
  path: string;
  /** What a single one is called in an answer. */
  one: string;
  toRequest(inputs: Properties): Properties;
  toOutputs(thing: Properties): Properties;
}

const COLLECTIONS: Record<string, Collection> = {
  Vpc: {
    path: "vpcs",
    one: "vpc",
    toRequest: snake,
    toOutputs: ({ urn, ip_range, created_at }) => ({
      vpcUrn: urn,
      ipRange: ip_range,
      createdAt: created_at,
      default: false,
    }),
  },
  Tag: { path: "tags", one: "tag", toRequest: snake, toOutputs: () => ({}) },
  SshKey: {
    path: "account/keys",
    one: "ssh_key",
    toRequest: snake,
    toOutputs: ({ fingerprint }) => ({ fingerprint }),
  },
  Firewall: {
    path: "firewalls",
    one: "firewall",
    toRequest: ({ name, tags, dropletIds, inboundRules, outboundRules }) => ({
      name,
      tags,
      droplet_ids: dropletIds,
      inbound_rules: rules(inboundRules, "source", "sources"),
      outbound_rules: rules(outboundRules, "destination", "destinations"),
    }),
    toOutputs: ({ status, created_at }) => ({ status, createdAt: created_at, pendingChanges: [] }),
  },
  Droplet: {
    path: "droplets",
    one: "droplet",
    toRequest: ({ dropletAgent, ...inputs }) => ({ ...snake(inputs), with_droplet_agent: dropletAgent }),
    toOutputs: (droplet) => ({
      ...{ dropletUrn: `do:droplet:${droplet.id}`, status: droplet.status, locked: droplet.locked },
      ...{ ipv4Address: address(droplet, "public"), ipv4AddressPrivate: address(droplet, "private") },
      ...{ vpcUuid: droplet.vpc_uuid, createdAt: droplet.created_at },
    }),
  },
};

/** A droplet is there within this time, or is said not to be. */
const READY_SECONDS = 120;

serveProvider({
  name: "digitalocean",
  autoNames: Object.fromEntries(
    ["Droplet", "Firewall", "SshKey", "Tag", "Vpc"].map((type) => [
      `digitalocean:index/${type[0]!.toLowerCase()}${type.slice(1)}:${type}`,
      "name",
    ]),
  ),
  check: checkMore,
  create: async (token, inputs) => {
    const { path, one, toRequest, toOutputs } = collection(token);
    const answer = (await request("POST", path, toRequest(inputs)))!;
    const made = one === "droplet" ? await active(idOf(answer.droplet as Properties)) : (answer[one] as Properties);
    return { id: idOf(made), outputs: toOutputs(made) };
  },
  read: async (token, id) => {
    const { path, one, toOutputs } = collection(token);
    const answer = await request("GET", `${path}/${id}`);
    return answer && toOutputs(answer[one] as Properties);
  },
  update: async (token, id, inputs, changed) => {
    const { path, one, toRequest, toOutputs } = collection(token);
    if (one === "droplet" || one === "tag") throw new Error(`The emulated cloud cannot change a ${one}'s ${changed}`);
    const answer = await request("PUT", `${path}/${id}`, toRequest(inputs));
    return toOutputs(answer![one] as Properties);
  },
  delete: async (token, id) => {
    await request("DELETE", `${collection(token).path}/${id}`);
  },
});

function checkMore(token: string, { userData }: Properties): Failure[] {
  if (!token.endsWith(":Droplet") || typeof userData !== "string" || Buffer.byteLength(userData) <= 65536) return [];
  return [{ property: "userData", reason: "user data must be 64 KiB or less" }];
}

function collection(token: string): Collection {
  return COLLECTIONS[token.split(":").at(-1)!]!;
}

/** A tag is known by its name. */
function idOf(thing: Properties): string {
  return String(thing.id ?? thing.name);
}

async function active(id: string): Promise<Properties> {
  for (let tries = 0; tries < READY_SECONDS * 4; tries++) {
    const answer = await request("GET", `droplets/${id}`);
    const droplet = answer?.droplet as Properties | undefined;
    if (!droplet) throw new Error(`Droplet ${id} is gone before it was there`);
    if (droplet.status === "active") return droplet;
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`Droplet ${id} is not active after ${READY_SECONDS} s`);
}

/** undefined where there is no such thing. */
async function request(method: string, path: string, body?: Properties): Promise<Properties | undefined> {
  const token = process.env.DIGITALOCEAN_TOKEN;
  const url = process.env.DIGITALOCEAN_API_URL;
  if (!token) throw new Error("No DigitalOcean token: set DIGITALOCEAN_TOKEN");
  if (!url) throw new Error("This stand-in never speaks to DigitalOcean: DIGITALOCEAN_API_URL is not set");
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const answer = await fetch(`${url}/v2/${path}`, {
    method,
    headers,
    ...(body && { body: JSON.stringify(body) }),
  });
  if (answer.status === 404 && method !== "POST") return undefined;
  const text = await answer.text();
  const data = text === "" ? {} : (JSON.parse(text) as Properties);
  if (!answer.ok) throw new Error(`${method} /v2/${path}: ${answer.status} ${data.message}`);
  return data;
}

function snake(inputs: Properties): Properties {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([key]) => key !== "__defaults")
      .map(([key, value]) => [key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`), value]),
  );
}

/** {protocol, portRange, sourceTags} → {protocol, ports, sources: {tags}} */
function rules(list: unknown, side: "source" | "destination", sides: string): Properties[] {
  return ((list as Properties[] | undefined) ?? []).map((rule) => ({
    protocol: rule.protocol,
    ports: rule.portRange ?? "0",
    [sides]: {
      addresses: rule[`${side}Addresses`],
      tags: rule[`${side}Tags`],
      droplet_ids: rule[`${side}DropletIds`],
    },
  }));
}

function address({ networks }: Properties, type: string): unknown {
  const { v4 } = networks as { v4: { type: string; ip_address: string }[] };
  return v4.find((network) => network.type === type)?.ip_address;
}
