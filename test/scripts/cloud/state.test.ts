/** The price before, and what stands after: what a user reads. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { checkSettings, type RawSettings } from "../../../infra/check-settings.ts";
import { planFleet } from "../../../infra/plan.ts";
import { priceLines } from "../../../scripts/cloud/price-table.ts";
import { readOutputs } from "../../../scripts/cloud/stack-outputs.ts";
import { hourOf, type StackState } from "../../../scripts/cloud/state.ts";
import { stateText } from "../../../scripts/cloud/state-text.ts";
import { wrapped } from "../../../scripts/terminal/stderr.ts";
import { defaults } from "../../helpers/fake-cloud.ts";

const plan = (settings: Partial<RawSettings>, deletesItself = false) =>
  planFleet(checkSettings({ ...(defaults() as RawSettings), sshFrom: "198.51.100.7", ...settings }), deletesItself);

test("the price of droplets: a table, the most, and a forgotten week, because droplets bill on", () => {
  assert.deepEqual(priceLines("Stack dev", plan({ cloud: "digitalocean", workers: "10" })), [
    "Stack dev: DigitalOcean, fra1",
    "  Machines    Size          Cores     Memory  An hour",
    "  head        s-1vcpu-2gb       1       2 GB   $0.018",
    "  10 workers  s-2vcpu-4gb  10 × 2  10 × 4 GB   $0.357",
    "  together                                     $0.375",
    "It costs $4.88 at most when it is destroyed by the time its machines power off, after 12 h.",
    "Droplets bill on until they are deleted: forgotten for a week, it costs $63.00.",
    "Prices: https://www.digitalocean.com/pricing/droplets, as of 2022-07; without traffic above what is included, and tax.",
  ]);
});

test("a fleet that ends itself cannot be forgotten, and a spot machine costs at most what it would on demand", () => {
  const aws = priceLines("Stack dev", plan({ cloud: "aws", spot: "true", workers: "1", maxHours: "3" }));
  assert.equal(aws[0], "Stack dev: EC2, us-east-1; the worker is a spot instance, whose price is this one at most");
  assert.equal(aws.at(-2), "It ends itself after 3 h and costs $0.85 at most.");
  const droplets = priceLines("Stack dev", plan({ cloud: "digitalocean" }, true));
  assert.ok(!droplets.some((line) => line.includes("forgotten")));
});

test("what is there by half costs what its machines cost, and one that no plan knows the dearest price", () => {
  const fleet = plan({ cloud: "digitalocean" });
  const machine = (key: string) => ({ key, name: "", id: "", size: "", address: undefined, privateAddress: undefined });
  const [head, worker] = fleet.machines;
  assert.equal(hourOf(fleet, []), 0);
  assert.equal(hourOf(fleet, [machine(head!.key)]), head!.usdPerHour);
  assert.equal(
    hourOf(fleet, [machine(head!.key), machine("worker-77-nyc1-x64")]),
    head!.usdPerHour + worker!.usdPerHour,
  );
});

const now = new Date("2026-11-21T14:35:00");
const up: StackState = {
  stack: "dev",
  state: "up",
  cloud: "digitalocean",
  region: "fra1",
  tag: "meta-genx-dev",
  startedAt: new Date("2026-11-21T12:00:00"),
  endsAt: new Date("2026-11-22T00:00:00"),
  endsItself: false,
  usdPerHour: 0.0893,
  usdSoFar: 0.23,
  machines: [
    { name: "head", id: "1", size: "s-1vcpu-2gb", state: "active", address: "203.0.113.9", privateAddress: "10.1.0.2" },
    {
      name: "worker-01",
      id: "2",
      size: "s-2vcpu-4gb",
      state: "active",
      address: undefined,
      privateAddress: "10.1.0.3",
    },
  ],
};

test("a fleet that is up: machines, what it has cost, when it ends", () => {
  assert.equal(
    stateText(up, now),
    [
      "Stack dev: DigitalOcean, fra1",
      "  Machine    Size         State   Address      In its network",
      "  head       s-1vcpu-2gb  active  203.0.113.9  10.1.0.2",
      "  worker-01  s-2vcpu-4gb  active               10.1.0.3",
      "Since 2026-11-21 12:00 it has cost about $0.24 in 2 h 35 min, at $0.089 an hour.",
      "Its machines power off at 2026-11-22 00:00, in 9 h 25 min, and bill on until they are deleted.",
      "",
    ].join("\n"),
  );
  assert.match(stateText({ ...up, endsItself: true }, now), /^It ends itself at 2026-11-22 00:00, in 9 h 25 min\.$/m);
});

test("past its end, and with machines that the cloud has no more, that is said", () => {
  const late = new Date("2026-11-22T03:00:00");
  assert.match(
    stateText(up, late),
    /^Its machines powered off at 2026-11-22 00:00, and bill on until they are deleted\.$/m,
  );
  const off = { ...up, machines: up.machines.map((machine) => ({ ...machine, state: "off" })) };
  assert.match(
    stateText(off, late),
    /^Powered off, and billed all the same: head, worker-01\. npm run down destroys them\.$/m,
  );
  const gone = { ...up, endsItself: true, machines: up.machines.map((machine) => ({ ...machine, state: "gone" })) };
  const text = stateText(gone, late);
  assert.match(text, /^It was to end itself at 2026-11-22 00:00\.$/m);
  assert.match(text, /^The cloud has no head, worker-01 any more, and bills nothing for it\./m);
});

test("a machine with the fleet's tag that Pulumi does not know is named with what removes it", () => {
  const remove = "doctl compute droplet delete 17";
  const stranger = { kind: "droplet", id: "17", name: "by-hand", remove, state: "active" };
  assert.match(
    stateText({ ...up, strangers: [stranger] }, now),
    /^Pulumi does not know of these.*:\n {2}droplet 17 \(by-hand\): doctl compute droplet delete 17$/m,
  );
});

test("no stack, a stack that is down, and one that is there by half", () => {
  assert.equal(
    stateText(
      { stack: undefined, state: "none", why: "no stack is selected. pulumi stack init dev", machines: [] },
      now,
    ),
    "There is no fleet: no stack is selected. pulumi stack init dev\n",
  );
  assert.match(
    stateText({ stack: "dev", state: "down", machines: [] }, now),
    /^Stack dev is down: nothing of it is there\./,
  );
  assert.match(
    stateText({ stack: "dev", state: "down", machines: [], remains: true }, now),
    /^Stack dev is down: it has no machine\. .* cost nothing; npm run down removes them\./,
  );
  const { startedAt: _, endsAt: __, ...half } = up;
  const text = stateText({ ...half, state: "half", machines: up.machines.slice(0, 1) }, now);
  assert.match(text, /^Stack dev is there by half: DigitalOcean, fra1$/m);
  assert.match(text, /^It costs \$0\.089 an hour\.$/m);
  assert.match(text, /npm run down destroys what is there/);
});

test("lines are as wide as the terminal, tables stay tables, and a cloud's words move no cursor", () => {
  assert.equal(wrapped("one two three", 8), "one two\nthree");
  assert.equal(wrapped("  one  two  three", 8), "  one  two  three");
  for (const unknown of [undefined, 0]) assert.equal(wrapped("one two three", unknown), "one two three");
  assert.equal(wrapped("a\u001b[2Jb", undefined), "a\uFFFD[2Jb");
});

test("outputs of another program are refused by name, and no value of theirs is shown", () => {
  const values = { cloud: "digitalocean", region: "fra1", privateKey: ["-----BEGIN"], redisUrlTunnel: "redis://a:b@c" };
  assert.throws(
    () => readOutputs("dev", values),
    (error: Error) => {
      assert.match(
        error.message,
        /^Stack dev is not one of a fleet of this version: .*architecture, tag, .*privateKey$/,
      );
      assert.ok(!error.message.includes("BEGIN") && !error.message.includes("a:b"));
      return true;
    },
  );
});
