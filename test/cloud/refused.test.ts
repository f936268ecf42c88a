/** What a plain `pulumi up` says when it cannot: what is wrong and what to do, once, and no stack of calls. */
import assert from "node:assert/strict";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { Run } from "./engine.ts";
import { type Cloud, succeeded, withCloud, withoutCloud } from "./with-cloud.ts";

const skip = withoutCloud();
const skipAws = withoutCloud({ aws: true });
const FROM = "198.51.100.7";

test("settings that are wrong are refused all at once, each with the command that mends it", { skip }, async () => {
  await withCloud({}, async (cloud) => {
    assert.deepEqual(await refusal(cloud), [
      "sshFrom is not set, so nobody could reach the fleet. `npm run up` finds this machine's address and asks; or, with the address that the internet sees: pulumi config set sshFrom 203.0.113.7",
      "cloud is not set: pulumi config set cloud digitalocean",
    ]);
    const wrong = { region: "us-east-1", workers: "0", workerSize: "c-3", maxHours: "500", image: "" };
    await cloud.configure({ cloud: "digitalocean", sshFrom: "home", ...wrong });
    const lines = await refusal(cloud);
    assert.deepEqual(lines.map((line) => /: pulumi config set (\w+) \S+$/.exec(line)?.[1]).toSorted(), [
      ...["image", "maxHours", "region", "sshFrom", "workerSize", "workers"],
    ]);
    await cloud.configure({ workers: "many" });
    // Pulumi.yaml has the types.
    assert.deepEqual(await refusal(cloud), [
      "validating stack config: Stack 'test' with configuration key 'workers' must be of type 'integer'",
    ]);
  });
});

test("without DigitalOcean's token nothing is begun", { skip }, async () => {
  await withCloud({ env: { DIGITALOCEAN_TOKEN: "" } }, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM });
    assert.deepEqual(await refusal(cloud), [
      "No token for DigitalOcean: make one at https://cloud.digitalocean.com/account/api/tokens, then: export DIGITALOCEAN_TOKEN=…",
    ]);
  });
});

test("an image that DigitalOcean does not have stops at the head, and destroy leaves nothing", { skip }, async () => {
  await withCloud({}, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, image: "debian" });
    assert.deepEqual(await refusal(cloud), [
      "POST /v2/droplets: 422 You specified an invalid image for Droplet creation.",
    ]);
    succeeded(await cloud.pulumi("destroy", "--yes", "--skip-preview"));
    for (const each of ["droplets", "firewalls", "keys", "tags", "vpcs"] as const) {
      assert.deepEqual(cloud.digitalocean.list(each), [], each);
    }
  });
});

test("SSH from everywhere is allowed, with a warning", { skip }, async () => {
  await withCloud({}, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: "0.0.0.0/0" });
    assert.match(succeeded(await cloud.pulumi("preview")).output, /warning: sshFrom 0\.0\.0\.0\/0 lets strangers try/);
  });
});

test("without credentials EC2's provider says so once; an image of no region or of other processors is named", {
  skip: skipAws,
}, async () => {
  await withCloud({ aws: true, env: { AWS_ACCESS_KEY_ID: "", AWS_SECRET_ACCESS_KEY: "" } }, async (cloud) => {
    await cloud.configure({ cloud: "aws", sshFrom: FROM });
    const lines = await refusal(cloud);
    assert.match(lines[0]!, /No valid credential sources found\.$/);
    assert.match(lines[1]!, /^Please see https:.* for more information about providing credentials\.$/);
    assert.equal(lines.length, 2);
  });
  await withCloud({ aws: true }, async (cloud) => {
    // There is the second one, for arm64.
    for (const image of ["ami-0123456789abcdef0", "ami-0deb12b0000000002"]) {
      await cloud.configure({ cloud: "aws", sshFrom: FROM, image });
      assert.deepEqual(await refusal(cloud), [
        `us-east-1 has no image ${image} for x64; each region has its own: pulumi config set image auto`,
      ]);
    }
  });
});

test("on a Node that is too old the program says which it needs and where one is", { skip }, async () => {
  await withCloud({}, async (cloud) => {
    const bin = join(cloud.folder, "old-node");
    mkdirSync(bin);
    const older = `Object.defineProperty(process,"versions",{value:{...process.versions,node:"20.19.4"}})`;
    writeFileSync(
      join(bin, "node"),
      `#!/bin/sh\nexec '${process.execPath}' --import 'data:text/javascript,${older}' "$@"\n`,
    );
    chmodSync(join(bin, "node"), 0o755);
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM });
    const path = cloud.env["PATH"];
    cloud.env["PATH"] = `${bin}:${path}`;
    const lines = await refusal(cloud);
    cloud.env["PATH"] = path;
    assert.deepEqual(lines, [
      'This program needs Node 22.18 or newer; the node in PATH is 20.19.4. Install a newer one, or put the one that npm brought first in PATH: PATH="$PWD/node_modules/.bin:$PATH" pulumi up',
    ]);
  });
});

test("a stack of another project is not touched", { skip }, async () => {
  await withCloud({}, async (cloud) => {
    const other = join(cloud.folder, "other");
    mkdirSync(other);
    writeFileSync(join(other, "Pulumi.yaml"), "name: other\nruntime: nodejs\n");
    succeeded(await cloud.pulumi("stack", "init", "theirs", "--cwd", other));
    assert.deepEqual(await refusal(cloud, "--stack", "organization/other/theirs"), [
      `provided project name "other" doesn't match Pulumi.yaml`,
    ]);
  });
});

/** What `pulumi up` ends with: each line after an "error: ", and those that belong to it. */
async function refusal(cloud: Cloud, ...args: string[]): Promise<string[]> {
  const run = await cloud.pulumi("up", "--yes", "--skip-preview", ...args);
  assert.notEqual(run.code, 0, run.output);
  assert.doesNotMatch(run.output, /^\s+at .*:\d+|unhandled exception/m);
  return errors(run);
}

function errors({ output }: Run): string[] {
  const [, diagnostics = output] = output.split(/^Diagnostics:$/m);
  const [told] = diagnostics.split(/^(?:Outputs|Resources):$/m);
  return told!
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !/^warning: using pulumi-|^error: update failed$|^\S+:\S+ \(.*\):$/.test(line))
    .map((line) => line.replace(/^error: /, ""));
}
