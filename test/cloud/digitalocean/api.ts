/**
 * DigitalOcean's API, as far as this project uses it: networks, tags, keys, firewalls
 * and droplets, over HTTP, for one account. What it refuses, it refuses as the real
 * one does (https://docs.digitalocean.com/reference/api/): no token, a tag that is not
 * there or misspelt, too many droplets for a new account, too much in a firewall, a
 * network that is still in use. All that there is lies in a folder, one file a thing.
 *
 * Droplets are what `machines` makes of them: by default nothing but an entry with
 * addresses; in tests that boot, hosts (../hosts).
 */
import { createServer, type IncomingMessage, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { ApiError, refused } from "./errors.ts";
import { checkDroplet, checkFirewall, checkKey, checkTag, checkVpc } from "./limits.ts";
import { Store, type Thing } from "./store.ts";

export interface Machines {
  /** Returns as soon as it starts to boot. */
  create(droplet: Thing, userData: string): Promise<void>;
  destroy(droplet: Thing): Promise<void>;
  /** It powered itself off: still there, and billed. */
  isOff?(droplet: Thing): boolean;
  /** After each change of droplets or firewalls. */
  firewalls(droplets: Thing[], firewalls: Thing[]): Promise<void>;
}

export interface Account {
  token: string;
  /** A new account may have ten droplets. */
  dropletLimit: number;
}

export interface DigitalOcean {
  url: string;
  /** What is there, by collection: for a test to look at. */
  list(collection: "vpcs" | "tags" | "keys" | "firewalls" | "droplets"): Thing[];
  /** At this address of the machine as well, for hosts. @returns the URL */
  alsoAt(host: string): Promise<string>;
  close(): Promise<void>;
}

const NOTHING: Machines = {
  create: async () => {},
  destroy: async () => {},
  firewalls: async () => {},
};

export async function startDigitalOcean(
  folder: string,
  account: Account,
  machines: Machines = NOTHING,
): Promise<DigitalOcean> {
  const store = new Store(folder);
  const answerTo: RequestListener = async (request, response) => {
    let status = 204;
    let answer: unknown;
    try {
      if (request.headers.authorization !== `Bearer ${account.token}`) {
        throw new ApiError(401, "Unauthorized", "Unable to authenticate you");
      }
      const url = new URL(request.url!, "http://localhost");
      const body = await readBody(request);
      answer = await handle(store, account, machines, request.method!, url, body);
      if (answer !== undefined) status = request.method === "POST" ? 201 : 200;
    } catch (error) {
      status = error instanceof ApiError ? error.status : 500;
      answer = { id: error instanceof ApiError ? error.id : "server_error", message: (error as Error).message };
    }
    response.writeHead(status, { "content-type": "application/json" });
    response.end(answer === undefined ? undefined : JSON.stringify(answer));
  };
  const servers: Server[] = [];
  const listen = async (host: string) => {
    const server = createServer(answerTo);
    servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, host, resolve));
    return `http://${host}:${(server.address() as AddressInfo).port}`;
  };
  return {
    url: await listen("127.0.0.1"),
    list: (collection) => all(store, machines, collection),
    alsoAt: listen,
    close: async () => {
      for (const server of servers) {
        const closed = new Promise((resolve) => server.close(resolve));
        server.closeAllConnections();
        await closed;
      }
    },
  };
}

/** With the state that droplets have at this moment. */
function all(store: Store, machines: Machines, collection: string): Thing[] {
  const things = store.all(collection);
  if (collection !== "droplets") return things;
  return things.map((droplet) => (machines.isOff?.(droplet) ? { ...droplet, status: "off" } : droplet));
}

async function handle(
  store: Store,
  account: Account,
  machines: Machines,
  method: string,
  url: URL,
  body: Thing,
): Promise<unknown> {
  const [, , ...path] = url.pathname.split("/");
  if (path[0] === "account") path.shift();
  const [collection, id] = path as [string, string | undefined];
  const one = ONE[collection];
  if (!one) throw new ApiError(404, "not_found", "The resource you were accessing could not be found.");
  const byTag = url.searchParams.get("tag_name");
  const applyFirewalls = () => machines.firewalls(store.all("droplets"), store.all("firewalls"));

  if (method === "POST") {
    const thing = MAKE[collection]!(store, body, account);
    store.put(collection, thing);
    if (collection === "droplets") {
      // The text of a first boot is never told again.
      await machines.create(thing, String(body.user_data ?? ""));
      store.put(collection, { ...thing, status: "active" });
    }
    if (collection === "droplets" || collection === "firewalls") await applyFirewalls();
    return { [one]: thing };
  }
  if (method === "GET" && id === undefined) {
    const found = all(store, machines, collection).filter((thing) => byTag === null || tagsOf(thing).includes(byTag));
    return { [collection === "keys" ? "ssh_keys" : collection]: found, links: {}, meta: { total: found.length } };
  }
  if (method === "DELETE" && id === undefined && collection === "droplets" && byTag) {
    for (const droplet of store.all("droplets").filter((each) => tagsOf(each).includes(byTag))) {
      await machines.destroy(droplet);
      store.remove("droplets", String(droplet.id));
    }
    return undefined;
  }
  const thing = store.get(collection, decodeURIComponent(id ?? ""));
  if (!thing) throw new ApiError(404, "not_found", "The resource you were accessing could not be found.");
  if (method === "GET") return { [one]: all(store, machines, collection).find(({ id }) => id === thing.id) };
  if (method === "PUT") {
    if (collection === "firewalls") checkFirewall(store, body, thing);
    const changed = { ...thing, ...body };
    store.put(collection, changed);
    if (collection === "firewalls") await applyFirewalls();
    return { [one]: changed };
  }
  if (method === "DELETE") {
    if (collection === "vpcs" && store.all("droplets").some((droplet) => droplet.vpc_uuid === thing.id)) {
      throw new ApiError(409, "conflict", "Can not delete VPC with members");
    }
    // https://github.com/digitalocean/godo/issues/337
    if (thing.default === true) throw new ApiError(403, "forbidden", "Can not delete default VPCs");
    if (collection === "droplets") await machines.destroy(thing);
    store.remove(collection, String(thing.id ?? thing.name));
    if (collection === "droplets" || collection === "firewalls") await applyFirewalls();
    return undefined;
  }
  throw refused(`${method} ${url.pathname} is not emulated`);
}

/** A collection's name in the path → of one in an answer. */
const ONE: Record<string, string> = {
  vpcs: "vpc",
  tags: "tag",
  keys: "ssh_key",
  firewalls: "firewall",
  droplets: "droplet",
};

const MAKE: Record<string, (store: Store, body: Thing, account: Account) => Thing> = {
  vpcs: checkVpc,
  tags: checkTag,
  keys: checkKey,
  firewalls: (store, body) => checkFirewall(store, body),
  droplets: checkDroplet,
};

function tagsOf(thing: Thing): string[] {
  return (thing.tags as string[] | undefined) ?? [];
}

async function readBody(request: IncomingMessage): Promise<Thing> {
  const text = (await request.toArray()).join("");
  return text === "" ? {} : JSON.parse(text);
}
