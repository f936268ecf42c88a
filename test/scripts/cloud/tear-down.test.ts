/** What a user is told of the things that are still there after destroying. */
import assert from "node:assert/strict";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { GxError } from "../../../runtime/errors.ts";
import type { Leftover } from "../../../scripts/cloud/found-resource.ts";
import type { SelectedStack } from "../../../scripts/cloud/pulumi-stack.ts";
import { tearDown, verdict } from "../../../scripts/cloud/tear-down.ts";

const PLACE = { cloud: "digitalocean", region: "fra1", tag: "meta-genx-dev" } as const;
const droplet: Leftover = {
  kind: "droplet",
  id: "17",
  name: "by-hand",
  remove: "doctl compute droplet delete 17",
};
const network: Leftover = { kind: "network", id: "5f0c", name: "meta-genx-dev", remove: "doctl vpcs delete 5f0c" };
const failed = new GxError("GX_CLOUD", "stack dev: network: 409 Can not delete VPC with members", "Wait.");
const none = new Set<string>();

test("nothing left is no error, unless destroying itself failed", () => {
  assert.equal(verdict("dev", PLACE, [], none, undefined), undefined);
  assert.equal(verdict("dev", PLACE, [], none, failed), failed);
});

test("the network that DigitalOcean made its default one is no error, though destroying fails by it", () => {
  assert.equal(verdict("dev", PLACE, [{ ...network, stays: true }], none, failed), undefined);
});

test("what Pulumi does not know is named with the command that removes it, what it knows is left to it", () => {
  const error = verdict("dev", PLACE, [droplet, network], new Set(["5f0c"]), failed)!;
  assert.equal(
    error.message,
    [
      "stack dev: network: 409 Can not delete VPC with members",
      "Left of stack dev, as DigitalOcean says, and how to remove it:",
      "  droplet 17 (by-hand): doctl compute droplet delete 17",
      "  1 network: npm run down",
    ].join("\n"),
  );
  assert.match(error.advice!, /^Wait\. Pulumi does not know of what has a command of the cloud's own beside it\./);
});

test("a key pair that Pulumi knows by its name is left to it", () => {
  const key: Leftover = { kind: "key pair", id: "key-01", name: "driver-5a", remove: "" };
  const error = verdict("dev", { ...PLACE, cloud: "aws" }, [key], new Set(["driver-5a"]), failed)!;
  assert.match(error.message, /^ {2}1 key pair: npm run down$/m);
  assert.equal(error.advice, "Wait.");
});

test("a cloud that lists for a moment what it has deleted is asked again", async (t) => {
  let asked = 0;
  const server = createServer((request, response) => {
    const droplets = request.url!.startsWith("/v2/droplets") && ++asked === 1 ? [{ id: 17, name: "head" }] : [];
    response.end(JSON.stringify({ droplets }));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { DIGITALOCEAN_API_URL: url, DIGITALOCEAN_TOKEN: token } = process.env;
  t.after(() => {
    server.close();
    server.closeAllConnections();
    for (const [name, value] of Object.entries({ DIGITALOCEAN_API_URL: url, DIGITALOCEAN_TOKEN: token })) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
  process.env["DIGITALOCEAN_API_URL"] = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  process.env["DIGITALOCEAN_TOKEN"] = "dop_v1_mine";
  const done: string[] = [];
  const stack: Pick<SelectedStack, "name" | "location" | "refresh" | "destroy" | "ids"> = {
    name: "dev",
    location: async () => PLACE,
    refresh: async () => void done.push("refresh"),
    destroy: async () => void done.push("destroy"),
    ids: async () => new Set<string>(),
  };
  const lines: string[] = [];
  await tearDown(stack as SelectedStack, (line) => lines.push(line));
  assert.deepEqual(done, ["refresh", "destroy"]);
  assert.equal(asked, 2);
  assert.match(lines.at(-1)!, /^Nothing is left of stack dev: DigitalOcean lists no .* of meta-genx-dev any more\.$/);
});
