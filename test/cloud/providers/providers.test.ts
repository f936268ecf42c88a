/** What the stand-ins refuse and make, without the engine. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { startDigitalOcean } from "../digitalocean/api.ts";
import { opensshPrivate, opensshPublic } from "../openssh.ts";
import { RESOURCES, readSchema } from "../schema/generate.ts";
import { checkInputs, loadSchema } from "../schema/schema.ts";
import { REPLACEMENTS } from "./replacements.ts";

test("the schemas are those of the SDKs that are installed, and replacements.ts names nothing else", () => {
  for (const sdk of Object.keys(RESOURCES)) {
    const schema = loadSchema(sdk);
    assert.deepEqual(schema, readSchema(sdk), `${sdk}: node test/cloud/schema/generate.ts`);
    for (const [token, fields] of Object.entries(schema.resources)) {
      const unknown = (REPLACEMENTS[token]?.({}) ?? []).filter((name) => !(name in fields));
      assert.deepEqual(unknown, [], token);
    }
  }
});

test("an input that is misspelt, missing or of the wrong type is refused, by its path", () => {
  const check = (inputs: Record<string, unknown>) =>
    checkInputs(loadSchema("digitalocean"), "digitalocean:index/droplet:Droplet", inputs).map(
      ({ property, reason }) => `${property}: ${reason}`,
    );
  assert.deepEqual(check({ image: "debian-12-x64", size: "s-1vcpu-1gb" }), []);
  assert.deepEqual(check({ image: "debian-12-x64" }), ["size: Missing required property 'size'"]);
  assert.deepEqual(check({ image: "debian-12-x64", size: "s", userdata: "" }), [
    "userdata: 'userdata' is not a property of the real provider",
  ]);
  assert.deepEqual(check({ image: "debian-12-x64", size: "s", tags: ["a", 1], monitoring: "no" }), [
    "tags[1]: expected string, got number",
    "monitoring: expected boolean, got string",
  ]);
  const firewall = checkInputs(loadSchema("digitalocean"), "digitalocean:index/firewall:Firewall", {
    inboundRules: [{ protocol: "tcp", ports: "22" }],
  });
  assert.deepEqual(
    firewall.map(({ property }) => property),
    ["inboundRules[0].ports"],
  );
});

test("ssh-keygen reads the private key, and makes the same public one of it", { skip: withoutSshKeygen() }, () => {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-key-"));
  try {
    for (let i = 0; i < 3; i++) {
      const { publicKey, privateKey } = generateKeyPairSync("ed25519");
      const file = join(folder, `key-${i}`);
      writeFileSync(file, opensshPrivate(privateKey), { mode: 0o600 });
      const made = execFileSync("ssh-keygen", ["-y", "-f", file], { encoding: "utf8" });
      assert.equal(made.trim(), opensshPublic(publicKey));
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("DigitalOcean refuses a misspelt tag, a firewall by a tag that is not there or by too many, and a VPC in use", async () => {
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-do-"));
  const cloud = await startDigitalOcean(folder, { token: "t", dropletLimit: 1 });
  const call = async (method: string, path: string, body?: object) => {
    const headers = { authorization: "Bearer t" };
    const answer = await fetch(`${cloud.url}/v2/${path}`, {
      method,
      headers,
      ...(body && { body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    return { status: answer.status, ...(text === "" ? {} : JSON.parse(text)) };
  };
  try {
    const spaces = await call("POST", "tags", { name: "two words" });
    assert.deepEqual([spaces.status, /is invalid/.test(spaces.message)], [422, true]);
    assert.equal((await call("POST", "firewalls", { name: "f", tags: ["gone"] })).message, "tag gone does not exist");
    const many = await call("POST", "firewalls", { name: "f", droplet_ids: Array.from({ length: 11 }, (_, i) => i) });
    assert.equal(many.message, "a firewall takes 10 droplets at most");

    const { vpc } = await call("POST", "vpcs", { name: "v", region: "fra1" });
    const droplet = { name: "d", region: "fra1", image: "debian-12-x64", vpc_uuid: vpc.id, tags: ["fleet"] };
    assert.match((await call("POST", "droplets", { ...droplet, region: "nyc1" })).message, /is in fra1, not in nyc1/);
    assert.match((await call("POST", "droplets", { ...droplet, image: "debian 12" })).message, /invalid image/);
    assert.equal((await call("POST", "droplets", droplet)).status, 201);
    const second = await call("POST", "droplets", { ...droplet, name: "e" });
    assert.equal(second.message, "creating this/these droplet(s) will exceed your droplet limit");
    assert.equal((await call("DELETE", `vpcs/${vpc.id}`)).status, 409);

    // How the dead-man timer ends a fleet, and how a command looks for what is left of one.
    assert.equal((await call("GET", "droplets?tag_name=fleet")).droplets.length, 1);
    assert.equal((await call("DELETE", "droplets?tag_name=fleet")).status, 204);
    assert.deepEqual((await call("GET", "droplets?tag_name=fleet")).droplets, []);
    assert.equal((await call("DELETE", `vpcs/${vpc.id}`)).status, 204);
  } finally {
    await cloud.close();
    rmSync(folder, { recursive: true, force: true });
  }
});

function withoutSshKeygen(): string | false {
  try {
    execFileSync("ssh-keygen", ["-Q", "key"], { stdio: "ignore" });
    return false;
  } catch (error) {
    return (error as { code?: string }).code === "ENOENT" ? "no ssh-keygen (apt install openssh-client)" : false;
  }
}
