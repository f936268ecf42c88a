/**
 * What DigitalOcean has of a fleet. Its tags are for droplets; networks, firewalls
 * and keys carry the fleet in their names, as infra/digitalocean gives them.
 * https://docs.digitalocean.com/reference/api/
 */
import { GxError } from "../../runtime/errors.ts";
import type { CloudMachine, FleetLocation, Leftover } from "./found-resource.ts";

interface Thing {
  id?: number | string;
  name: string;
  status?: string;
  default?: boolean;
}

const PATIENCE = 30_000;

export async function machines({ tag }: FleetLocation): Promise<CloudMachine[]> {
  const droplets = await listed("droplets", "droplets", `&tag_name=${encodeURIComponent(tag)}`);
  return droplets.map((it) => ({ ...leftover("droplet", "compute droplet", it), state: it.status ?? "" }));
}

export async function left(location: FleetLocation): Promise<Leftover[]> {
  const { tag } = location;
  const [droplets, firewalls, networks, keys, tags] = await Promise.all([
    machines(location),
    listed("firewalls"),
    listed("vpcs"),
    listed("account/keys", "ssh_keys"),
    listed("tags"),
  ]);
  // Whole names: those of another stack may begin with all of this one's.
  const ours = (things: Thing[], ...ends: string[]) =>
    things.filter(({ name }) => ends.some((end) => name === tag + end));
  return [
    ...droplets,
    ...ours(firewalls, "-head", "-worker", "-redis", "-redis-clients").map((it) =>
      leftover("firewall", "compute firewall", it),
    ),
    ...networks
      .filter(({ name }) => isNetwork(name, tag))
      .map((it) => ({
        ...leftover("network", "vpcs", it),
        ...(it.default && { stays: true as const }),
      })),
    ...ours(keys, "").map((it) => leftover("SSH key", "compute ssh-key", it)),
    ...ours(tags, "", ":head", ":worker").map((it) => leftover("tag", "compute tag", it)),
  ];
}

/** Its region at the end, whichever: a fleet may have moved. */
function isNetwork(name: string, tag: string): boolean {
  return name === tag || (name.startsWith(`${tag}-`) && /^-[a-z]{3}\d$/.test(name.slice(tag.length)));
}

/** As the tools of DigitalOcean take it. @throws GxError GX_CLOUD when there is none */
export function digitalOceanToken(): string {
  const token = process.env["DIGITALOCEAN_TOKEN"] || process.env["DIGITALOCEAN_ACCESS_TOKEN"];
  if (token) return token;
  throw new GxError(
    "GX_CLOUD",
    "No token for DigitalOcean: DIGITALOCEAN_TOKEN is not set",
    "Make one at https://cloud.digitalocean.com/account/api/tokens, and export DIGITALOCEAN_TOKEN=…",
  );
}

function leftover(kind: string, command: string, { id, name }: Thing): Leftover {
  const called = String(id ?? name);
  return { kind, id: called, name, remove: `doctl ${command} delete ${called}` };
}

/** All pages of a list. */
async function listed(path: string, field = path, query = ""): Promise<Thing[]> {
  const base = process.env["DIGITALOCEAN_API_URL"] || "https://api.digitalocean.com";
  const all: Thing[] = [];
  let next: string | undefined = `/v2/${path}?per_page=200${query}`;
  while (next !== undefined) {
    const answer = await asked(new URL(next, base));
    all.push(...((answer[field] ?? []) as Thing[]));
    const link: string | undefined = (answer["links"] as { pages?: { next?: string } } | undefined)?.pages?.next;
    // Only its path: a token goes to nobody whom an answer names.
    next = link === undefined ? undefined : new URL(link).pathname + new URL(link).search;
  }
  return all;
}

async function asked(url: URL): Promise<Record<string, unknown>> {
  const headers = { authorization: `Bearer ${digitalOceanToken()}` };
  let response: Response;
  try {
    response = await fetch(url, { headers, signal: AbortSignal.timeout(PATIENCE), redirect: "error" });
  } catch (error) {
    const { cause, message } = error as Error;
    const why = cause instanceof Error && cause.message ? cause.message : message;
    throw new GxError("GX_CLOUD", `DigitalOcean does not answer at ${url.host}: ${why}`, undefined, { cause: error });
  }
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (response.ok) return answer;
  throw new GxError(
    "GX_CLOUD",
    `DigitalOcean refuses to list what it has: ${response.status} ${answer["message"] ?? response.statusText}`,
    response.status === 401 ? "The token in DIGITALOCEAN_TOKEN is wrong, or has ended." : undefined,
  );
}
