/** The driver's link to machines that really boot: waited for, given a bundle, rebooted, and one that never comes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { connectRedis } from "../../runtime/worker/redis.ts";
import { readFleet } from "../../runtime/worker/workers.ts";
import { type FleetLink, fleetBundle, linkFleet } from "../../scripts/cloud/link.ts";
import { type FleetOutputs, readOutputs } from "../../scripts/cloud/outputs.ts";
import { newKeys } from "../helpers/sshd.ts";
import { HERE, type Hosts, withHosts } from "./hosts/hosts.ts";
import { succeeded, withCloud } from "./with-cloud.ts";
import { withoutFleet } from "./with-fleet.ts";

/** On a machine that is busy with other things. */
const BOOT_SECONDS = 300;

test("the driver waits for its machines, ships the bundle, outlives a reboot of the head, and names a machine that never boots", {
  skip: withoutFleet(),
}, async (t) => {
  const said: string[] = [];
  const say = (line: string) => {
    said.push(line);
  };
  await withOneThatNeverBoots(async (outputs) => {
    const { "worker-02": absent, ...present } = outputs.workerAddresses;
    const link = await linkFleet({ ...outputs, workerAddresses: present }, { bootSeconds: BOOT_SECONDS }, say);
    try {
      await t.test("each machine is ready, and each change was said once", async () => {
        assert.deepEqual(
          link.machines.map(({ name, state }) => `${name} ${state}`),
          ["head ready", "worker-01 ready"],
        );
        const cores = Number((await link.run("worker-01", "nproc")).output);
        assert.equal(link.cores, cores);
        assert.deepEqual(new Set(said).size, said.length);
        assert.match(said.join("\n"), /^worker-01: ready, \d+ cores? \(\d+ s\)$/m);
      });

      await t.test("a bundle is published once, and the workers run it", async () => {
        assert.equal(await link.currentBundle(), undefined);
        const { file, sha256 } = await fleetBundle(outputs.architecture, () => {});
        const began = performance.now();
        await link.publish(file, say);
        t.diagnostic(`published and running after ${((performance.now() - began) / 1000).toFixed(1)} s`);
        assert.equal(await link.currentBundle(), sha256);
        const redis = await connectRedis(link.redis);
        const { workers } = await readFleet(redis);
        redis.disconnect();
        assert.deepEqual(
          workers.map(({ host, bundle }) => [host, bundle]),
          Array.from({ length: link.cores }, () => ["worker-01", sha256]),
        );
        const before = said.length;
        await link.publish(file, say);
        assert.doesNotMatch(said.slice(before).join("\n"), /MB/);
        assert.doesNotMatch((await link.run("head", "ls -A")).output, /upload/);
      });

      await t.test("while the head reboots, the tunnel waits, and then has what Redis had", () => rebooted(link));

      await t.test("a machine that never boots is named, and the others are used", async () => {
        const old = { ...outputs, startedAt: new Date(0) };
        const other = await linkFleet(old, { bootSeconds: 20 }, say);
        await other.close();
        assert.deepEqual(
          other.machines.map(({ name, state }) => `${name} ${state}`),
          ["head ready", "worker-01 ready", "worker-02 failed"],
        );
        assert.match(other.machines[2]!.why!, /^no SSH: (there is no way to it|no answer)$/);
        assert.ok(absent);
      });

      await t.test("a head with another host key is refused at once", async () => {
        const hostKeys = { ...outputs.hostKeys, head: newKeys().public };
        await assert.rejects(linkFleet({ ...outputs, hostKeys }, { bootSeconds: BOOT_SECONDS }, say), {
          code: "GX_CLOUD",
          message: /is not this fleet's head/,
        });
      });

      await t.test("nothing that was said holds a secret", () => {
        const { password } = new URL(outputs.redisUrlTunnel);
        const [, keyLine] = outputs.privateKey.split("\n");
        assert.ok(password.length > 20 && keyLine!.length > 20);
        assert.ok(!said.some((line) => line.includes(password) || line.includes(keyLine!)));
        assert.ok(!link.redis.shown.includes(password));
      });
    } finally {
      await link.close();
    }
  });
});

async function rebooted(link: FleetLink): Promise<void> {
  const redis = await connectRedis(link.redis);
  try {
    const server = async () => /run_id:(\w+)/.exec(await redis.info("server"))![1]!;
    const before = await server();
    await redis.set("mgx:kept", "reboot");
    await link.run("head", "sudo systemctl reboot").catch(() => {});
    for (let tries = 0; (await server()) === before; tries++) {
      assert.ok(tries < 600, "the head does not go down");
      await sleep(100);
    }
    assert.equal(await redis.get("mgx:kept"), "reboot");
    assert.equal((await link.run("worker-01", "hostname")).output, "worker-01\n");
    assert.equal((await link.run("head", "hostname")).output, "head\n");
  } finally {
    redis.disconnect();
  }
}

async function withOneThatNeverBoots(act: (outputs: FleetOutputs) => Promise<void>): Promise<void> {
  const someBoot = ({ machines }: Hosts): Hosts["machines"] => ({
    ...machines,
    create: async (droplet, userData) => {
      if (!String(droplet.name).endsWith("worker-02")) await machines.create(droplet, userData);
    },
    destroy: async (droplet) => {
      if (!String(droplet.name).endsWith("worker-02")) await machines.destroy(droplet);
    },
  });
  await withHosts((hosts) =>
    withCloud({ machines: someBoot(hosts) }, async (cloud) => {
      await cloud.configure({ cloud: "digitalocean", sshFrom: HERE, workers: "2" });
      succeeded(await cloud.pulumi("up", "--yes", "--skip-preview"));
      await act(readOutputs("test", await cloud.outputs()));
    }),
  );
}
