/** The driver's link to machines that really boot, or do not: waited for, given a bundle, rebooted, closed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { GxError } from "../../../runtime/errors.ts";
import { readFleet } from "../../../runtime/fleet/driver/workers.ts";
import { connectRedis } from "../../../runtime/fleet/redis/connect.ts";
import { type FleetLink, fleetBundle, linkFleet } from "../../../scripts/cloud/link.ts";
import { type FleetOutputs, readOutputs } from "../../../scripts/cloud/stack-outputs.ts";
import { commandLines, newKeys } from "../../helpers/sshd.ts";
import { traces } from "../traces.ts";
import { succeeded, withCloud } from "../with-cloud.ts";
import { withoutFleet } from "../with-fleet.ts";
import { table } from "./firewall.ts";
import { HERE, type Hosts, withHosts } from "./hosts.ts";

/** On a machine that is busy with other things. */
const BOOT_SECONDS = 300;

test("the driver's link to a fleet, of whose three workers one boots badly and one not at all", {
  skip: withoutFleet(),
}, async (t) => {
  const before = traces();
  // Meanwhile the machines boot.
  const building = fleetBundle("x64", () => {});
  const said: string[] = [];
  const say = (line: string) => {
    said.push(line);
  };
  await withFailingWorkers(async (outputs, closeHead) => {
    const { "worker-03": absent, ...there } = outputs.workerAddresses;
    assert.ok(absent);
    const link = await linkFleet({ ...outputs, workerAddresses: there }, { bootSeconds: BOOT_SECONDS }, say);
    try {
      await t.test("a machine that is ready, and one whose first boot failed, with the end of its log", async () => {
        assert.deepEqual(statesOf(link), ["head ready", "worker-01 ready", "worker-02 failed"]);
        const { why, log } = link.machines[2]!;
        assert.match(why!, /^cloud-init failed: .*runcmd/);
        assert.match(log!, /^the disk is on fire$/m);
        const cores = Number((await link.run("worker-01", "nproc")).output);
        assert.equal(link.cores, cores);
        assert.match(said.join("\n"), /^worker-01: ready, \d+ cores? \(\d+ s\)$/m);
        assert.match(said.join("\n"), /^ {4}the disk is on fire$/m);
        assert.equal(new Set(said).size, said.length, "a change is said once");
      });

      await t.test("the bundle is published once, and the workers run it", async () => {
        assert.equal(await link.currentBundle(), undefined);
        const { file, sha256 } = await building;
        const began = performance.now();
        await link.publish(file, say);
        t.diagnostic(`published, and run by all workers, after ${((performance.now() - began) / 1000).toFixed(1)} s`);
        assert.equal(await link.currentBundle(), sha256);
        const redis = await connectRedis(link.redis);
        const { workers } = await readFleet(redis);
        redis.disconnect();
        const mine = workers.filter(({ host }) => host === "worker-01").map(({ bundle }) => bundle);
        assert.deepEqual(mine, Array.from({ length: link.cores }).fill(sha256));
        const lines = said.length;
        await link.publish(file, say);
        assert.doesNotMatch(said.slice(lines).join("\n"), /MB/);
        assert.doesNotMatch((await link.run("head", "ls -A")).output, /upload/);
      });

      await t.test("while the head reboots the tunnel waits, and then has what Redis had", () => rebooted(link));

      await t.test("a machine that never boots is named, and the others are used", async () => {
        const workerAddresses = { "worker-01": there["worker-01"]!, "worker-03": absent };
        const old = { ...outputs, workerAddresses, startedAt: new Date(0) };
        const other = await linkFleet(old, { bootSeconds: 10 }, say);
        await other.close();
        assert.deepEqual(statesOf(other), ["head ready", "worker-01 ready", "worker-03 failed"]);
        assert.match(other.machines[2]!.why!, /^no SSH: (there is no way to it|no answer)$/);
      });

      await t.test("a head, or a worker, with another host key is refused", async () => {
        const strange = (name: string) => ({ ...outputs.hostKeys, [name]: newKeys().public });
        const head = { ...outputs, hostKeys: strange("head") };
        await refused(head, /^What answers at \S+ is not this fleet's head: it shows another host key/);
        const worker = {
          ...outputs,
          workerAddresses: { "worker-01": there["worker-01"]! },
          hostKeys: strange("worker-01"),
        };
        await refused(
          worker,
          /^None of the fleet's workers is ready:\nworker-01: failed: no SSH: it shows another host key/,
        );
      });

      await t.test("a head that this address may not reach says nothing, and what that means is said", async () => {
        await closeHead();
        const { advice } = await refused(outputs, /^The fleet's head at \S+ cannot be reached by SSH: no answer$/, 3);
        assert.match(advice!, /`pulumi config set sshFrom .*`npm run up`/);
      });

      await t.test("nothing that was said, and no process, shows a secret", () => {
        const { password } = new URL(outputs.redisUrlTunnel);
        const key = outputs.privateKey.split("\n")[1]!;
        assert.ok(password.length > 20 && key.length > 20);
        for (const secret of [password, key]) {
          assert.ok(![...said, commandLines(), link.redis.shown].some((text) => text.includes(secret)));
        }
      });
    } finally {
      await link.close();
    }
  });
  assert.deepEqual(traces(), before);

  async function refused(outputs: FleetOutputs, message: RegExp, bootSeconds = BOOT_SECONDS): Promise<GxError> {
    const error = await linkFleet(outputs, { bootSeconds }, say).catch((error: unknown) => error);
    assert.ok(error instanceof GxError && error.code === "GX_CLOUD", String(error));
    say(`${error.stack}\n${error.advice}`);
    assert.match(error.message, message);
    return error;
  }
});

function statesOf({ machines }: FleetLink): string[] {
  return machines.map(({ name, state }) => `${name} ${state}`);
}

async function rebooted(link: FleetLink): Promise<void> {
  const redis = await connectRedis(link.redis);
  try {
    const server = async () => /run_id:(\w+)/.exec(await redis.info("server"))![1]!;
    const before = await server();
    await redis.set("mgx:kept", "reboot");
    // It goes down before it can answer.
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

/** worker-02 ends its first boot with an error, worker-03 has none. */
async function withFailingWorkers(
  act: (outputs: FleetOutputs, closeHead: () => Promise<void>) => Promise<void>,
): Promise<void> {
  const failing = ({ machines }: Hosts): Hosts["machines"] => ({
    ...machines,
    create: async (droplet, userData) => {
      const name = String(droplet.name);
      if (name.endsWith("worker-03")) return;
      const fire = name.endsWith("worker-02") ? '- ["sh", "-c", "echo the disk is on fire; exit 3"]\n' : "";
      await machines.create(droplet, `${userData.trimEnd()}\n${fire}`);
    },
    destroy: async (droplet) => {
      if (!String(droplet.name).endsWith("worker-03")) await machines.destroy(droplet);
    },
  });
  await withHosts((hosts) =>
    withCloud({ machines: failing(hosts) }, async (cloud) => {
      await cloud.configure({ cloud: "digitalocean", sshFrom: HERE, workers: "3" });
      succeeded(await cloud.pulumi("up", "--yes", "--skip-preview"));
      const head = cloud.digitalocean.list("droplets").find(({ name }) => String(name).endsWith("head"))!;
      const close = () => hosts.setRules(String(head.id), table("drop", [], []));
      await act(readOutputs("test", await cloud.outputs()), close);
    }),
  );
}
