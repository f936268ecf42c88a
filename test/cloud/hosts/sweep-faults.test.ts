/**
 * What may happen to a fleet while a sweep is on it. Machines lose their power, the
 * head is rebooted, the driver is stopped and killed: the trials are, bit for bit,
 * those of a sweep that nothing happened to. What costs money is stated, or ended.
 */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { journalledResults } from "../../helpers/raw-journal.ts";
import type { Machines } from "../digitalocean/api.ts";
import { ROOT } from "../engine.ts";
import type { Command, Ended } from "../project.ts";
import { type Cloud, succeeded, withCloud } from "../with-cloud.ts";
import { reachFleet, withBootingCloud, withoutFleet } from "../with-fleet.ts";
import { HERE, withHosts } from "./hosts.ts";

const skip = withoutFleet();
const FILE = join(ROOT, "test/golden/optimiser/op2_multilayer_8par.gx");
const TRIALS = 30;
/** Trials of some seconds each, so that there is time for what happens. */
const PLAN = ["--methods", "best_1_bin", "--starts", "uniform", "--repeats", String(TRIALS), "--generations", "500"];
/** More than any machine of ours does in three minutes. */
const MANY = 6000;
const ENDLESS = ["--methods", "best_1_bin", "--starts", "uniform", "--repeats", String(MANY), "--generations", "400"];

test("a driver that is stopped, one that is killed, a worker without power and a rebooted head cost no trial", {
  skip,
}, async () => {
  await withBootingCloud({ workers: "2" }, async (cloud, hosts) => {
    succeeded(await cloud.pulumi("up", "--yes", "--skip-preview"));
    const first = cloud.start("sweep", FILE, ...PLAN, "--out", "stormy");
    await finished(cloud, first, 2);
    first.signal("SIGINT");
    const stopped = await first.ended;
    assert.equal(stopped.code, 1, stopped.stderr);
    assert.match(stopped.stderr, /go on with:\n {2}npm run sweep -- --resume stormy\n/);
    assert.match(
      stopped.stderr,
      /The fleet test stands\. It has cost about \$0\.\d\d .*`npm run down` destroys it\.\n/s,
    );

    const second = cloud.start("sweep", "--resume", "stormy");
    await finished(cloud, second, journal(cloud, "stormy").size + 2);
    second.child.kill("SIGKILL");
    await second.ended;

    const third = cloud.start("sweep", "--resume", "stormy");
    await finished(cloud, third, journal(cloud, "stormy").size + 2);
    await hosts.kill(idOf(cloud, "worker-02"));
    const fleet = await reachFleet(cloud, hosts);
    await fleet.ssh.run(fleet.head, "sudo systemctl reboot");
    const ended = fine(await third.ended);
    assert.match(ended.stderr, /The connection to .* is lost; waiting for it\. Nothing is lost\./);
    assert.match(ended.stderr, /is there again\./);

    fine(await cloud.run("sweep", FILE, ...PLAN, "--local", "--out", "calm"));
    const [stormy, calm] = [journal(cloud, "stormy"), journal(cloud, "calm")];
    assert.equal(calm.size, TRIALS);
    assert.deepEqual(new Map([...stormy].sort()), new Map([...calm].sort()));
  });
});

test("a machine that never boots is named and done without; at the money limit what is finished is gathered and the fleet destroyed", {
  skip,
}, async () => {
  await withCloudBut("worker-02", async (cloud) => {
    succeeded(await cloud.pulumi("up", "--yes", "--skip-preview"));
    // An hour is paid for in full, ten minutes of it for destroying: to this driver the fleet is 47 minutes old.
    const { usdPerHour } = (await cloud.outputs()) as { usdPerHour: number };
    cloud.env.NODE_OPTIONS = `--import=data:text/javascript,${encodeURIComponent(later(47))}`;
    const limit = ["--max-cost-usd", (1.5 * usdPerHour).toFixed(4), "--boot-time", "90s"];
    const swept = fine(await cloud.run("sweep", FILE, ...ENDLESS, "--out", "cut-short", ...limit));
    delete cloud.env.NODE_OPTIONS;
    assert.match(swept.stderr, /^worker-02: failed.*no SSH/m);
    assert.match(swept.stderr, /\d+ cores of 1 machine,/);
    assert.match(swept.stderr, /The fleet's bill comes near \$0\.1\d+: stopping at the next step, to destroy it\./);
    assert.match(swept.stderr, /The fleet has cost about/);
    const there = journal(cloud, "cut-short");
    assert.ok(there.size > 0 && there.size < MANY);
    assert.deepEqual(cloud.digitalocean.list("droplets"), []);
  });
});

/** Two workers, and a cloud that gives one of them no machine. */
async function withCloudBut(missing: string, act: (cloud: Cloud) => Promise<void>): Promise<void> {
  await withHosts((hosts) => {
    const create: Machines["create"] = async (droplet, userData) => {
      if (!String(droplet.name).endsWith(missing)) await hosts.machines.create(droplet, userData);
    };
    return withCloud({ machines: { ...hosts.machines, create } }, async (cloud) => {
      await cloud.configure({ cloud: "digitalocean", sshFrom: HERE, workers: "2" });
      await act(cloud);
    });
  });
}

/** A clock that is fast by so many minutes. */
function later(minutes: number): string {
  return `const Real=Date,ahead=${minutes * 60_000};globalThis.Date=class extends Real{constructor(...a){a.length?super(...a):super(Real.now()+ahead)}static now(){return Real.now()+ahead}}`;
}

const journal = (cloud: Cloud, folder: string) => journalledResults(join(cloud.project, folder));

function idOf(cloud: Cloud, name: string): string {
  return String(cloud.digitalocean.list("droplets").find((each) => String(each.name).endsWith(name))!.id);
}

/** Waits for so many finished trials, while the command runs. */
async function finished(cloud: Cloud, command: Command, trials: number): Promise<void> {
  const folder = "stormy";
  while (journal(cloud, folder).size < trials) {
    assert.equal(command.child.exitCode, null, `it ended too early:\n${command.said.stderr}`);
    await sleep(100);
  }
}

function fine(ended: Ended): Ended {
  assert.equal(ended.code, 0, `${ended.stdout}\n${ended.stderr}`);
  return ended;
}
