/**
 * `npm run up`, `status` and `down` on both emulated clouds with the real engine, as a
 * user calls them without a terminal. No machine boots here. test/cloud/README.md
 */
import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { DescribeInstancesCommand, EC2Client, TerminateInstancesCommand } from "@aws-sdk/client-ec2";
import { type Ended, startCommand } from "./project.ts";
import { type Cloud, succeeded, TOKEN, withCloud, withoutCloud } from "./with-cloud.ts";

const skip = withoutCloud();
const skipAws = withoutCloud({ aws: true });
const FROM = "198.51.100.7";
const KINDS = ["droplets", "firewalls", "keys", "tags", "vpcs"] as const;

test("DigitalOcean: the price, the fleet, its state, nothing to change, nothing left, and no secret in any of it", {
  skip,
}, async () => {
  await withCloud({}, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM });
    const all: Ended[] = [];
    const run = async (name: string, ...args: string[]) => {
      const ended = await cloud.run(name, ...args);
      all.push(ended);
      assert.equal(ended.code, 0, ended.stderr);
      return ended;
    };
    assert.equal(
      (await run("status")).stdout,
      "Stack test is down: nothing of it is there. npm run up makes its fleet.\n",
    );

    const made = await run("up", "--yes", "--workers", "3");
    assert.match(made.stderr, /^ {2}3 workers {2}s-2vcpu-4gb {2}3 × 2 {2}3 × 4 GB {3}\$0\.107$/m);
    assert.match(made.stderr, /^made Droplet worker-03-fra1-x64$/m);
    assert.match(made.stdout, /^ {2}worker-03 {2}s-2vcpu-4gb {2}active/m);
    assert.ok(made.stderr.indexOf("together") < made.stderr.indexOf("made "), "the price comes first");
    const outputs = await cloud.outputs();

    const state = JSON.parse((await run("status", "--json")).stdout);
    assert.equal(state.state, "up");
    assert.equal(state.tag, "meta-genx-test");
    assert.equal(state.usdPerHour, outputs.usdPerHour);
    assert.equal(state.startedAt, outputs.startedAt);
    assert.deepEqual(
      state.machines.map((machine: { name: string; state: string }) => [machine.name, machine.state]),
      ["head", "worker-01", "worker-02", "worker-03"].map((name) => [name, "active"]),
    );

    const before = cloud.digitalocean.list("droplets");
    const again = await run("up", "--yes");
    assert.doesNotMatch(again.stderr, /^(made|changed|deleted) /m);
    assert.deepEqual(cloud.digitalocean.list("droplets"), before);

    const gone = await run("down", "--yes");
    assert.match(gone.stderr, /Results of sweeps that no driver has gathered yet are in its Redis/);
    assert.match(
      gone.stderr,
      /^Nothing is left of stack test: DigitalOcean lists no .* of meta-genx-test any more\.$/m,
    );
    assert.match(gone.stderr, /^It cost about \$0\.01 in /m);
    assertNothing(cloud);

    const { password } = new URL(outputs.redisUrl as string);
    const secrets = [
      TOKEN,
      password,
      (outputs.privateKey as string).split("\n")[2]!,
      cloud.env.PULUMI_CONFIG_PASSPHRASE!,
    ];
    for (const { stdout, stderr } of all) {
      for (const secret of secrets) assert.ok(!`${stdout}${stderr}`.includes(secret), "a secret was said");
    }
  });
});

test("EC2: the fleet ends itself, a machine that the cloud has no more is named, and nothing is left", {
  skip: skipAws,
}, async () => {
  await withCloud({ aws: true }, async (cloud) => {
    await cloud.configure({ cloud: "aws", sshFrom: FROM });
    const made = fine(await cloud.run("up", "--yes", "--json"));
    assert.match(made.stderr, /^It ends itself after 12 h and costs \$5\.15 at most\.$/m);
    const { machines } = JSON.parse(made.stdout) as { machines: { name: string; id: string; state: string }[] };
    assert.deepEqual(
      machines.map(({ name, state }) => [name, state]),
      ["head", "worker-01", "worker-02"].map((name) => [name, "running"]),
    );

    const ec2 = clientOf(cloud);
    const { id } = machines.find(({ name }) => name === "worker-02")!;
    await ec2.send(new TerminateInstancesCommand({ InstanceIds: [id] }));
    const status = fine(await cloud.run("status")).stdout;
    assert.match(status, /^ {2}worker-02 {2}c7i\.xlarge {2}gone/m);
    assert.match(status, /^The cloud has no worker-02 any more/m);
    const whole = fine(await cloud.run("up", "--yes"));
    assert.match(whole.stderr, /^The cloud has no worker-02 any more; Pulumi takes note of that$/m);
    assert.match(whole.stderr, /^made Instance worker-02-us-east-1-x64$/m);
    assert.match(whole.stdout, /^ {2}worker-02 {2}c7i\.xlarge {2}running/m);

    assert.match(
      fine(await cloud.run("down", "--yes")).stderr,
      /^Nothing is left of stack test: EC2 lists no .* of meta-genx-test any more\.$/m,
    );
    const { Reservations = [] } = await ec2.send(new DescribeInstancesCommand({}));
    const states = Reservations.flatMap(({ Instances = [] }) => Instances.map(({ State }) => State?.Name));
    assert.deepEqual(new Set(states), new Set(["terminated"]));
  });
});

test("a droplet made behind Pulumi's back with the fleet's tag is found when the rest is destroyed", {
  skip,
}, async () => {
  await withCloud({}, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, workers: "1" });
    fine(await cloud.run("up", "--yes"));
    const id = await makeDroplet(cloud, "meta-genx-test-by-hand", ["meta-genx-test"]);
    const removal = new RegExp(
      `^ {2}droplet ${id} \\(meta-genx-test-by-hand\\): doctl compute droplet delete ${id}$`,
      "m",
    );
    assert.match(fine(await cloud.run("status")).stdout, removal);
    const failed = await cloud.run("down", "--yes");
    assert.equal(failed.code, 1);
    // With it the network and the tag, which cannot go while it is there.
    assert.match(failed.stderr, removal);
    await removeDroplet(cloud, id);
    assert.match(fine(await cloud.run("down", "--yes")).stderr, /^Nothing is left of stack test/m);
    assertNothing(cloud);
  });
});

test("the network that became a region's default one stays, which is said and no error", { skip }, async () => {
  await withCloud({}, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, workers: "1" });
    fine(await cloud.run("up", "--yes"));
    const [network] = cloud.digitalocean.list("vpcs");
    const setDefault = (is: boolean) =>
      fetch(`${cloud.digitalocean.url}/v2/vpcs/${network!.id}`, {
        method: "PUT",
        headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
        body: JSON.stringify({ default: is }),
      });
    assert.equal((await setDefault(true)).status, 200);
    const { stderr } = fine(await cloud.run("down", "--yes"));
    assert.ok(
      stderr.includes(
        `The network ${network!.name} stays: it became the default one of fra1, which DigitalOcean does not delete. It costs nothing.\n` +
          "Nothing else is left of stack test: DigitalOcean lists no other droplet, network, firewall, key or tag of meta-genx-test.\n",
      ),
      stderr,
    );
    for (const each of KINDS.filter((kind) => kind !== "vpcs"))
      assert.deepEqual(cloud.digitalocean.list(each), [], each);
    // A fleet is made in it again.
    fine(await cloud.run("up", "--yes"));
    assert.equal(cloud.digitalocean.list("vpcs").length, 1);
    await setDefault(false);
    fine(await cloud.run("down", "--yes"));
    assertNothing(cloud);
  });
});

test("`up` that fails half-way says what is there and what it costs, and `down` leaves nothing", { skip }, async () => {
  await withCloud({ dropletLimit: 2 }, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, workers: "3" });
    const failed = await cloud.run("up", "--yes");
    assert.equal(failed.code, 1);
    assert.match(failed.stderr, /422 creating this\/these droplet\(s\) will exceed your droplet limit/);
    assert.match(failed.stderr, /^What is there costs \$0\.054 an hour: 2 of 4 machines \(head, worker-0\d\)\.$/m);
    assert.match(failed.stderr, /Take fewer workers .*npm run down destroys what is there\.$/m);
    assertPlain(failed);
    const status = fine(await cloud.run("status")).stdout;
    assert.match(status, /^Stack test is there by half: DigitalOcean, fra1$/m);
    assert.match(status, /^It costs \$0\.054 an hour\.$/m);
    fine(await cloud.run("down", "--yes"));
    assertNothing(cloud);
  });
});

test("no spot machines to be had: that is said, and with a yes it goes on on demand", { skip: skipAws }, async () => {
  await withCloud({ aws: true }, async (cloud) => {
    await cloud.configure({ cloud: "aws", sshFrom: FROM, spot: "true", workers: "1" });
    await using refusing = await withoutSpot(cloud.moto!.url);
    const env = { ...cloud.env, AWS_ENDPOINT_URL: refusing.url };
    const made = fine(await startCommand(cloud.project, env, "up", ["--yes"]).ended);
    assert.match(made.stderr, /^EC2 has no spot machines to give: .*no Spot capacity available/m);
    assert.match(made.stderr, /^On demand then: pulumi config set spot false\./m);
    assert.match(made.stdout, /^ {2}worker-01 {2}c7i\.xlarge {2}running/m);
    const spot = succeeded(await cloud.pulumi("config", "get", "spot"));
    assert.equal(spot.stdout.trim(), "false");
    fine(await cloud.run("down", "--yes"));
  });
});

test("without a terminal and without --yes nothing is made and nothing destroyed", { skip }, async () => {
  await withCloud({}, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, workers: "1" });
    refused(await cloud.run("up"), "GX_USAGE  Nothing was made: there is no terminal to ask at");
    assertNothing(cloud);
    fine(await cloud.run("up", "--yes"));
    refused(await cloud.run("down"), "GX_USAGE  Nothing was destroyed: there is no terminal to ask at");
    refused(await cloud.run("up", "--workers", "2"), "GX_USAGE  Nothing was changed: there is no terminal to ask at");
    assert.equal(cloud.digitalocean.list("droplets").length, 2);
    assert.equal(succeeded(await cloud.pulumi("config", "get", "workers")).stdout.trim(), "1");
    fine(await cloud.run("down", "--yes"));
  });
});

test("what is wrong is said in one message with what to do, before anything is made", { skip }, async () => {
  await withCloud({}, async (cloud) => {
    const run = (name: string, env: NodeJS.ProcessEnv = {}, ...args: string[]) =>
      startCommand(cloud.project, { ...cloud.env, ...env }, name, args).ended;
    const up = (env: NodeJS.ProcessEnv = {}, ...args: string[]) => run("up", env, "--yes", ...args);
    const set = (settings: Record<string, string | null>) => cloud.configure(settings);

    refused(
      await up(),
      "GX_CLOUD  Stack test is not set up:",
      "  sshFrom is not set, so nobody could reach the fleet. `npm run up` finds this machine's address and asks; or, with the address that the internet sees: pulumi config set sshFrom 203.0.113.7",
      "  cloud is not set: pulumi config set cloud digitalocean",
    );
    await set({ cloud: "digitalocean", sshFrom: FROM });
    refused(
      await up({ DIGITALOCEAN_TOKEN: "" }),
      "GX_CLOUD  No token for DigitalOcean: DIGITALOCEAN_TOKEN is not set",
      "Make one at https://cloud.digitalocean.com/account/api/tokens, and export DIGITALOCEAN_TOKEN=…",
    );
    refused(await up({}, "--workers", "0"), 'GX_USAGE  --workers takes a whole number from 1 to 100, not "0"');
    await set({ region: "us-east-1", workerSize: "c-3", workers: "0" });
    refused(
      await up(),
      "GX_CLOUD  Stack test is not set up:",
      '  workers is a whole number from 1 to 100, not "0": pulumi config set workers 2',
      /^ {2}region "us-east-1" is none of digitalocean's \(ams3, .*\): pulumi config set region fra1$/,
      /^ {2}workerSize "c-3" is not known for digitalocean on x64 \(s-1vcpu-1gb, .*\): pulumi config set workerSize s-2vcpu-4gb$/,
    );
    await set({ region: null, workerSize: null, workers: "many" });
    refused(
      await up(),
      "GX_CLOUD  Stack test is not set up:",
      '  workers is a whole number from 1 to 100, not "many": pulumi config set workers 2',
    );
    await set({ workers: null });

    refused(
      await up({ PULUMI_STACK: "organization/another/dev" }),
      "GX_CLOUD  There is no stack to make a fleet in: this project has no stack organization/another/dev, which PULUMI_STACK names",
    );
    refused(
      await run("down", { PULUMI_STACK: "nowhere" }, "--yes"),
      "GX_CLOUD  There is no stack to destroy: this project has no stack nowhere, which PULUMI_STACK names",
    );
    const none = fine(await run("status", { PULUMI_STACK: "nowhere" }));
    assert.match(none.stdout, /^There is no fleet: this project has no stack nowhere, which PULUMI_STACK names\./);
    assert.equal(JSON.parse(fine(await run("status", { PULUMI_STACK: "nowhere" }, "--json")).stdout).state, "none");

    refused(
      await up({ PATH: join(cloud.project, "node_modules/.bin") }),
      "GX_CLOUD  There is no stack to make a fleet in: Pulumi is not in PATH",
    );
    refused(
      await up({ PULUMI_BACKEND_URL: "" }),
      "GX_CLOUD  There is no stack to make a fleet in: Pulumi is not logged in",
    );
    refused(
      await up({ PULUMI_BACKEND_URL: "file:///nowhere/at/all" }),
      /^GX_CLOUD {2}The place where Pulumi keeps its stacks cannot be reached: unable to open state directory/,
    );
    assertNothing(cloud);
  });
});

test("a stack that is there and cannot be used: wrong token, wrong passphrase, locked, or another program's", {
  skip,
}, async () => {
  await withCloud({}, async (cloud) => {
    const run = (name: string, env: NodeJS.ProcessEnv = {}, ...args: string[]) =>
      startCommand(cloud.project, { ...cloud.env, ...env }, name, args).ended;
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, workers: "1" });
    const token = await run("up", { DIGITALOCEAN_TOKEN: "dop_v1_of_somebody_else" }, "--yes");
    refused(token, /^GX_CLOUD {2}stack test: .*401 Unable to authenticate you$/);
    assert.match(token.stderr, /^No machine is there\.$/m);
    assert.match(token.stderr, /^The token in DIGITALOCEAN_TOKEN is wrong, or has ended\. npm run up goes on/m);
    assert.ok(!token.stderr.includes("somebody_else"));

    fine(await cloud.run("up", "--yes"));
    const passphrase = { PULUMI_CONFIG_PASSPHRASE: "another one" };
    refused(
      await run("status", passphrase),
      "GX_CLOUD  The secrets of stack test cannot be read: the passphrase is another one",
    );
    assert.match(
      (await run("status", { DIGITALOCEAN_TOKEN: "" })).stdout,
      /^This is what Pulumi noted; the cloud was not asked\. No token/m,
    );

    const lock = join(cloud.folder, "backend/.pulumi/locks/organization/meta-genx/test");
    mkdirSync(lock, { recursive: true });
    const holder = { pid: 1, username: "somebody", hostname: "elsewhere", timestamp: "2026-11-21T12:00:00Z" };
    writeFileSync(join(lock, "6f3d8ad0-6a3c-4e5e-8f0e-5b1f3e7f4a11.json"), JSON.stringify(holder));
    const locked = await run("down", {}, "--yes");
    refused(locked, "GX_CLOUD  Another update of stack test is under way");
    assert.match(locked.stderr, /If none is, because it was killed: pulumi cancel/);
    assert.equal(cloud.digitalocean.list("droplets").length, 2);
    succeeded(await cloud.pulumi("cancel", "--yes"));
    fine(await cloud.run("down", "--yes"));
    assertNothing(cloud);
  });
});

test("Ctrl-C while Pulumi makes machines: it ends what it is at, what stands is said, and `down` leaves nothing", {
  skip,
}, async () => {
  const { machines, making, release } = slowWorkers();
  await withCloud({ machines }, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM });
    const up = cloud.start("up", "--yes");
    await Promise.race([making, up.ended]);
    up.signal("SIGINT");
    while (up.child.exitCode === null && !up.said.stderr.includes("Pulumi ends what it is at"))
      await new Promise((resolve) => setTimeout(resolve, 50));
    release();
    const ended = await up.ended;
    assert.equal(ended.code, 1);
    assertPlain(ended);
    assert.match(ended.stderr, /^GX_CLOUD {2}stack test: interrupted$/m);
    assert.match(ended.stderr, /^What is there costs \$0\.\d+ an hour: \d of 3 machines \(head/m);
    fine(await cloud.run("down", "--yes"));
    assertNothing(cloud);
  });
});

test("Pulumi killed while it makes machines: what it had not noted yet is named, and removed by hand", {
  skip,
}, async () => {
  const { machines, making, release } = slowWorkers();
  await withCloud({ machines }, async (cloud) => {
    await cloud.configure({ cloud: "digitalocean", sshFrom: FROM, workers: "1" });
    const up = cloud.start("up", "--yes");
    await Promise.race([making, up.ended]);
    up.signal("SIGKILL");
    release();
    await up.ended;
    refused(await cloud.run("down", "--yes"), "GX_CLOUD  Another update of stack test is under way");
    succeeded(await cloud.pulumi("cancel", "--yes"));
    const failed = await cloud.run("down", "--yes");
    const { id } = cloud.digitalocean.list("droplets")[0]!;
    refused(failed, `  droplet ${id} (meta-genx-test-worker-01): doctl compute droplet delete ${id}`);
    await removeDroplet(cloud, String(id));
    fine(await cloud.run("down", "--yes"));
    assertNothing(cloud);
  });
});

/** A cloud that takes its time with workers. */
function slowWorkers() {
  const begun = Promise.withResolvers<void>();
  const over = Promise.withResolvers<void>();
  const machines = {
    create: async ({ name }: Record<string, unknown>) => {
      if (!String(name).includes("worker")) return;
      begun.resolve();
      await over.promise;
    },
    destroy: async () => {},
    isOff: () => false,
    firewalls: async () => {},
  };
  return { machines, making: begun.promise, release: over.resolve };
}

function fine(ended: Ended): Ended {
  assert.equal(ended.code, 0, ended.stderr);
  return ended;
}

/** Exit code 1, and these lines among what was said; no stack of calls. */
function refused(ended: Ended, ...lines: (string | RegExp)[]): void {
  assert.equal(ended.code, 1, ended.stderr);
  const said = ended.stderr.split("\n");
  for (const line of lines) {
    const there = said.some((each) => (typeof line === "string" ? each === line : line.test(each)));
    assert.ok(there, `${line}\nis not in\n${ended.stderr}`);
  }
  assertPlain(ended);
}

function assertPlain({ stderr }: Ended): void {
  assert.doesNotMatch(stderr, /^ +at |Error:|defect/m);
}

function assertNothing({ digitalocean }: Cloud): void {
  for (const each of KINDS) assert.deepEqual(digitalocean.list(each), [], each);
}

/** As somebody does in the cloud's console. */
async function makeDroplet({ digitalocean }: Cloud, name: string, tags: string[]): Promise<string> {
  const [droplet] = digitalocean.list("droplets");
  const { region, image, size, vpc_uuid } = droplet!;
  const response = await fetch(`${digitalocean.url}/v2/droplets`, {
    method: "POST",
    headers: { authorization: `Bearer ${TOKEN}`, "content-type": "application/json" },
    body: JSON.stringify({ name, region, image, size, vpc_uuid, tags }),
  });
  const answer = (await response.json()) as { droplet: { id: number } };
  assert.equal(response.status, 201, JSON.stringify(answer));
  return String(answer.droplet.id);
}

async function removeDroplet({ digitalocean }: Cloud, id: string): Promise<void> {
  const headers = { authorization: `Bearer ${TOKEN}` };
  const { status } = await fetch(`${digitalocean.url}/v2/droplets/${id}`, { method: "DELETE", headers });
  assert.equal(status, 204);
}

function clientOf(cloud: Cloud): EC2Client {
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  return new EC2Client({ region: "us-east-1", endpoint: cloud.moto!.url, credentials });
}

/** Before moto: an EC2 whose region has no spot capacity. */
async function withoutSpot(moto: string): Promise<{ url: string; [Symbol.asyncDispose](): Promise<void> }> {
  const refusal =
    "<Response><Errors><Error><Code>InsufficientInstanceCapacity</Code>" +
    "<Message>There is no Spot capacity available that matches your request.</Message></Error></Errors>" +
    "<RequestID>8f7724cf-496f-496e-8fe3-example</RequestID></Response>";
  const server = createServer(async (incoming, response) => {
    const body = Buffer.concat(await incoming.toArray());
    if (body.includes("Action=RunInstances") && body.includes("InstanceMarketOptions")) {
      response.writeHead(500, { "content-type": "text/xml" }).end(refusal);
      return;
    }
    const { method, headers, url } = incoming;
    const onward = request(new URL(url!, moto), { method, headers }, (answer) => {
      response.writeHead(answer.statusCode!, answer.headers);
      answer.pipe(response);
    });
    onward.on("error", () => response.destroy());
    onward.end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
