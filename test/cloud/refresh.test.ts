/** What happens to a fleet behind the engine's back, as `pulumi refresh` sees it; and what a killed test leaves. No machine boots here. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { ec2Client, instances } from "./hosts/instances.ts";
import { type Cloud, succeeded, TOKEN, withCloud, withoutCloud } from "./with-cloud.ts";

const skip = withoutCloud();
const skipAws = withoutCloud({ aws: true });
const up = async (cloud: Cloud) => succeeded(await cloud.pulumi("up", "--yes", "--skip-preview")).output;
const refresh = async (cloud: Cloud) => succeeded(await cloud.pulumi("refresh", "--yes", "--skip-preview")).output;

test("a droplet that was deleted is made anew after a refresh, and one that is off is seen to be off", {
  skip,
}, async () => {
  const off = new Set<unknown>();
  const machines = {
    create: async () => {},
    destroy: async () => {},
    firewalls: async () => {},
    isOff: ({ id }: Record<string, unknown>) => off.has(id),
  };
  await withCloud({ machines }, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: "198.51.100.7", workers: "2" });
    await up(cloud);
    assert.match(await refresh(cloud), /Resources:\n +\d+ unchanged/);

    const id = (name: string) => cloud.digitalocean.list("droplets").find((each) => each.name === name)!.id;
    const [first, second] = [id("meta-genx-test-worker-01"), id("meta-genx-test-worker-02")];
    off.add(first);
    const url = `${cloud.digitalocean.url}/v2/droplets/${second}`;
    assert.equal((await fetch(url, { method: "DELETE", headers: { authorization: `Bearer ${TOKEN}` } })).status, 204);

    assert.match(await refresh(cloud), /Resources:\n +- 1 deleted\n/);
    assert.deepEqual(
      stateOf(cloud, "droplet")
        .map(({ id, outputs }) => [id, outputs.status])
        .toSorted(),
      [
        ...[
          [String(id("meta-genx-test-head")), "active"],
          [String(first), "off"],
        ].toSorted(),
      ],
    );
    assert.match(await up(cloud), /Resources:\n +\+ 1 created\n/);
    assert.notEqual(id("meta-genx-test-worker-02"), second);
    assert.equal(id("meta-genx-test-worker-01"), first);
  });
});

test("an instance that was terminated is made anew after a refresh", { skip: skipAws }, async () => {
  await withCloud({ aws: true }, async (cloud) => {
    await cloud.configure({ cloud: "aws", sshFrom: "198.51.100.7", workers: "1" });
    await up(cloud);
    assert.match(await refresh(cloud), /Resources:\n +\d+ unchanged/);

    const client = ec2Client(cloud.moto!);
    const worker = stateOf(cloud, "instance").find(({ urn }) => /::worker-01-[^:]*$/.test(urn))!;
    await client.send(new TerminateInstancesCommand({ InstanceIds: [worker.id] }));

    assert.match(await refresh(cloud), /- 1 deleted\n/);
    assert.match(await up(cloud), /\+ 1 created\n/);
    const states = (await instances(client)).map(({ State }) => State!.Name);
    assert.deepEqual(states.toSorted(), ["running", "running", "terminated"]);
  });
});

test("a test that is killed leaves no program and no folder", { skip: skipAws }, async () => {
  const held = `
    import { withCloud } from ${JSON.stringify(join(import.meta.dirname, "with-cloud.ts"))};
    await withCloud({ aws: true }, async (cloud) => {
      cloud.start("sweep", "examples/oxide-film/fit.gx", "--repeats", "1000");
      console.log(cloud.folder);
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", held], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  const said = new Promise<string>((resolve) => child.stdout.once("data", (text) => resolve(String(text).trim())));
  const folder = await Promise.race([said, gone.then(() => assert.fail("the process ended"))]);
  // moto, and the sweep.
  assert.ok(running(folder).length >= 2);

  child.kill("SIGKILL");
  await gone;
  for (let tries = 0; tries < 300 && (running(folder).length > 0 || existsSync(folder)); tries++) await sleep(100);
  assert.deepEqual(running(folder), []);
  assert.equal(existsSync(folder), false);
});

interface Resource {
  urn: string;
  id: string;
  outputs: Record<string, unknown>;
}

/** By the last word of their type. */
function stateOf(cloud: Cloud, type: string): Resource[] {
  const { resources } = JSON.parse(cloud.state()).checkpoint.latest as { resources: (Resource & { type: string })[] };
  return resources.filter((each) => each.type.toLowerCase().endsWith(`:${type}`));
}

/** The processes that have the folder in their environment. */
function running(folder: string): string[] {
  const script = `grep -lzxF "META_GENX_TEST_FOLDER=${folder}" /proc/[0-9]*/environ 2>/dev/null || true`;
  return execFileSync("bash", ["-c", script], { encoding: "utf8" }).split("\n").filter(Boolean);
}
