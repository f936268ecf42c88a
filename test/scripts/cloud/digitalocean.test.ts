/** What DigitalOcean is asked and by whom, against a server that answers as its API does. */
import assert from "node:assert/strict";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { left, machines } from "../../../scripts/cloud/digitalocean.ts";
import { ownAddress } from "../../../scripts/cloud/own-address.ts";

const PLACE = { cloud: "digitalocean", region: "fra1", tag: "meta-genx-dev" } as const;

async function serve(t: TestContext, answer: (request: IncomingMessage) => [number, string]): Promise<string> {
  const server = createServer((request, response) => {
    const [status, body] = answer(request);
    response.writeHead(status, { "content-type": "application/json" }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  t.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function account(t: TestContext, url: string, token = "dop_v1_mine"): void {
  const before = { ...process.env };
  t.after(() => {
    for (const name of ["DIGITALOCEAN_API_URL", "DIGITALOCEAN_TOKEN", "DIGITALOCEAN_ACCESS_TOKEN"]) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  });
  process.env["DIGITALOCEAN_API_URL"] = url;
  process.env["DIGITALOCEAN_TOKEN"] = token;
  delete process.env["DIGITALOCEAN_ACCESS_TOKEN"];
}

test("every page of a list is read, and each from the same host, wherever an answer points", async (t) => {
  const asked: string[] = [];
  const url = await serve(t, ({ url = "", headers }) => {
    assert.equal(headers.authorization, "Bearer dop_v1_mine");
    asked.push(url);
    const page = Number(new URL(url, "http://localhost").searchParams.get("page") ?? 1);
    const next = `https://elsewhere.example/v2/droplets?tag_name=meta-genx-dev&page=${page + 1}`;
    const links = page < 3 ? { pages: { next } } : {};
    return [200, JSON.stringify({ droplets: [{ id: page, name: `worker-0${page}`, status: "active" }], links })];
  });
  account(t, url);
  assert.deepEqual(
    (await machines(PLACE)).map(({ id, name, state }) => [id, name, state]),
    ["1", "2", "3"].map((id) => [id, `worker-0${id}`, "active"]),
  );
  assert.equal(asked.length, 3);
});

test("what carries the fleet's names is left of it, and nothing of a stack whose name begins alike", async (t) => {
  const lists: Record<string, unknown> = {
    "/v2/droplets": { droplets: [] },
    "/v2/firewalls": {
      firewalls: [
        { id: "f1", name: "meta-genx-dev-head" },
        { id: "f2", name: "meta-genx-dev-2-head" },
      ],
    },
    "/v2/vpcs": {
      vpcs: [
        { id: "v1", name: "meta-genx-dev", default: true },
        { id: "v2", name: "meta-genx-dev-nyc1", default: false },
        { id: "v3", name: "meta-genx-dev-2", default: false },
        { id: "v4", name: "default-fra1", default: true },
      ],
    },
    "/v2/account/keys": {
      ssh_keys: [
        { id: 5, name: "meta-genx-dev" },
        { id: 6, name: "laptop" },
      ],
    },
    "/v2/tags": { tags: [{ name: "meta-genx-dev:worker" }, { name: "meta-genx-dev-head" }, { name: "web" }] },
  };
  account(t, await serve(t, ({ url = "" }) => [200, JSON.stringify(lists[url.split("?")[0]!])]));
  assert.deepEqual(
    (await left(PLACE)).map(({ kind, id, remove, stays }) => [kind, id, remove, stays]),
    [
      ["firewall", "f1", "doctl compute firewall delete f1", undefined],
      ["network", "v1", "doctl vpcs delete v1", true],
      ["network", "v2", "doctl vpcs delete v2", undefined],
      ["SSH key", "5", "doctl compute ssh-key delete 5", undefined],
      ["tag", "meta-genx-dev:worker", "doctl compute tag delete meta-genx-dev:worker", undefined],
    ],
  );
});

test("a wrong token, a cloud that is ill, one that is not there, and no token at all are said", async (t) => {
  const url = await serve(t, ({ headers }) =>
    headers.authorization === "Bearer dop_v1_mine"
      ? [503, "<html>"]
      : [401, JSON.stringify({ id: "Unauthorized", message: "Unable to authenticate you" })],
  );
  account(t, url, "dop_v1_other");
  await assert.rejects(machines(PLACE), {
    code: "GX_CLOUD",
    message: "DigitalOcean refuses to list what it has: 401 Unable to authenticate you",
    advice: "The token in DIGITALOCEAN_TOKEN is wrong, or has ended.",
  });
  process.env["DIGITALOCEAN_TOKEN"] = "dop_v1_mine";
  await assert.rejects(machines(PLACE), {
    message: "DigitalOcean refuses to list what it has: 503 Service Unavailable",
  });
  process.env["DIGITALOCEAN_API_URL"] = "http://127.0.0.1:9";
  await assert.rejects(machines(PLACE), {
    code: "GX_CLOUD",
    message: /^DigitalOcean does not answer at 127\.0\.0\.1:9: /,
  });
  delete process.env["DIGITALOCEAN_TOKEN"];
  await assert.rejects(machines(PLACE), { message: "No token for DigitalOcean: DIGITALOCEAN_TOKEN is not set" });
});

test("this machine's address is what the service says, if that is an address", async (t) => {
  const says = async (status: number, body: string) => ownAddress(await serve(t, () => [status, body]));
  assert.equal(await says(200, "203.0.113.7\n"), "203.0.113.7");
  assert.equal(await says(200, "2001:db8::7\n"), undefined);
  assert.equal(await says(200, "<html>log in to this network</html>"), undefined);
  assert.equal(await says(503, "203.0.113.7"), undefined);
  assert.equal(await ownAddress("http://127.0.0.1:9"), undefined);
});
