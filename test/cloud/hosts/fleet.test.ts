/**
 * Machines that really boot: the text of the first boot, the firewalls, the keys, what
 * a fleet goes through until it ends itself, and that nothing of it stays. A boot takes
 * half a minute, so one fleet is asked all that asks for the same fleet.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { cloudInit } from "../../../provisioning/cloud-init.ts";
import { SSH_USER } from "../../../provisioning/facts.ts";
import { opensshPrivate, opensshPublic } from "../openssh.ts";
import { traces } from "../traces.ts";
import { succeeded } from "../with-cloud.ts";
import { type Fleet, withFleet, withoutFleet } from "../with-fleet.ts";
import { droplets, goesDown, TIMER_SECONDS, timeIsOver, until } from "./ends.ts";
import { ruleset } from "./firewall.ts";
import { STRANGER, withHosts, withoutHosts } from "./hosts.ts";
import { ec2Client, instances } from "./instances.ts";
import { createSsh } from "./ssh.ts";

const skip = withoutFleet();

test("a fleet on DigitalOcean boots, shrinks, is rebooted and ends itself, and leaves nothing when it is destroyed", {
  skip,
}, async (t) => {
  const before = traces();
  await withFleet({ workers: "2" }, async (fleet) => {
    await t.test("it is open to the driver's SSH and to nothing else", () => isOpenToDriver(fleet));
    await t.test(
      "a plain `pulumi up` with fewer workers stops the services of those that go, deletes them, and touches no other",
      () => shrinks(fleet),
    );
    await t.test("a head that is rebooted, and one that loses its power, comes back with what Redis had", () =>
      comesBack(fleet),
    );
    await t.test(
      "without a token droplets power off at their end, and are there and billed until they are destroyed",
      async () => {
        await timeIsOver(fleet, "worker-01", "head");
        await until("both are off", TIMER_SECONDS, async () => droplets(fleet).every(({ status }) => status === "off"));
        assert.equal(droplets(fleet).length, 2);
        await goesDown(fleet);
        assert.deepEqual(droplets(fleet), []);
      },
    );
  });
  assert.deepEqual(traces(), before);
});

test("on EC2 a fleet boots as well, ends itself, and leaves nothing", { skip }, async (t) => {
  const before = traces();
  await withFleet({ cloud: "aws", workers: "1" }, async (fleet) => {
    await t.test("its security groups let in the driver's SSH and nothing else", async () => {
      const { ssh, head, workers, outputs } = fleet;
      const worker = workers["worker-01"]!;
      assert.equal((await ssh.run(worker, "hostname", { via: head })).output, "worker-01\n");
      const tries = (address: string, port: number) => `timeout 3 bash -c '</dev/tcp/${address}/${port}' && echo open`;
      const redis = await ssh.run(worker, tries(outputs.headPrivateAddress as string, 6379), { via: head });
      assert.equal(redis.output, "open\n");
      assert.deepEqual(await Promise.all([open(head, 22), open(head, 6379), open(head, 8080)]), [true, false, false]);
      assert.match((await ssh.run(head, "true", { from: STRANGER })).output, /timed out/);
    });
    await t.test("the dead-man timer ends the machines, and the instances are gone", async () => {
      await timeIsOver(fleet, "worker-01", "head");
      await until("all instances are terminated", TIMER_SECONDS, async () => {
        const all = await instances(ec2Client(fleet.cloud.moto!));
        return all.length === 2 && all.every(({ State }) => State!.Name === "terminated");
      });
      await goesDown(fleet);
    });
  });
  assert.deepEqual(traces(), before);
});

test("a machine on which systemd-user-sessions fails lets the driver in all the same, at its first boot and later", {
  skip: withoutHosts(),
}, async () => {
  const [driver, own] = [generateKeyPairSync("ed25519"), generateKeyPairSync("ed25519")];
  const address = "198.18.77.21";
  const text = cloudInit("worker", {
    cloud: "digitalocean",
    name: "worker-01",
    driverKey: opensshPublic(driver.publicKey),
    hostKey: { private: opensshPrivate(own.privateKey), public: opensshPublic(own.publicKey) },
    maxHours: 1,
    head: "10.118.0.20",
    redisPassword: "of nobody",
    spot: false,
  });
  const v4 = [
    { type: "public", ip_address: address },
    { type: "private", ip_address: "10.118.0.21" },
  ];
  const files = {
    "etc/systemd/system/systemd-user-sessions.service.d/fails.conf": "[Service]\nExecStartPre=/bin/false\n",
  };
  const folder = mkdtempSync(join(tmpdir(), "meta-genx-keys-"));
  const privateKey = opensshPrivate(driver.privateKey);
  const ssh = createSsh({
    folder,
    user: SSH_USER,
    privateKey,
    hostKeys: { [address]: opensshPublic(own.publicKey) },
  });
  try {
    await withHosts(
      async (hosts) => {
        await hosts.machines.create({ id: 21, name: "worker-01", networks: { v4 } }, text);
        await ssh.reach(address, 120);
        assert.match((await ssh.run(address, "sudo cloud-init status --wait")).output, /status: done/);
        assert.match((await ssh.run(address, "systemctl --failed")).output, /systemd-user-sessions\.service/);

        await hosts.kill("21");
        await hosts.boot("21");
        await ssh.reach(address, 120);
        assert.match((await ssh.run(address, "systemctl --failed")).output, /systemd-user-sessions\.service/);
      },
      { files },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test("there are hosts for one test at a time, and a test that is killed leaves none", {
  skip: withoutHosts(),
}, async () => {
  const before = traces();
  const held = `
    import { withHosts } from ${JSON.stringify(join(import.meta.dirname, "hosts.ts"))};
    await withHosts(async ({ machines }) => {
      const v4 = [{ type: "public", ip_address: "198.18.77.99" }, { type: "private", ip_address: "10.118.0.99" }];
      await machines.create({ id: 99, name: "left-alone", networks: { v4 } }, "#cloud-config\\n{}\\n");
      console.log("up");
      await new Promise((resolve) => setTimeout(resolve, 600_000));
    });`;
  const child = spawn(process.execPath, ["--input-type=module-typescript", "--eval", held], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const gone = new Promise((resolve) => child.once("exit", resolve));
  await Promise.race([new Promise((resolve) => child.stdout.once("data", resolve)), gone]);
  assert.equal(child.exitCode, null, "the process that has the hosts ended");
  assert.notDeepEqual(traces(), before);
  await assert.rejects(
    withHosts(async () => {}),
    /^Error: Hosts are up already/,
  );

  child.kill("SIGKILL");
  await gone;
  for (let tries = 0; tries < 300 && JSON.stringify(traces()) !== JSON.stringify(before); tries++) await sleep(100);
  assert.deepEqual(traces(), before);
});

test("a firewall by tag lets in who has the tag, on that port; a droplet without one is open", () => {
  const droplet = (id: number, ...tags: string[]) => ({
    id,
    tags,
    networks: { v4: [{ ip_address: `198.18.77.${id}` }, { ip_address: `10.118.0.${id}` }] },
  });
  const [head, worker, other] = [droplet(20, "head"), droplet(21, "worker"), droplet(22)];
  const firewall = {
    tags: ["head"],
    inbound_rules: [{ protocol: "tcp", ports: "6379", sources: { tags: ["worker"] } }],
    outbound_rules: [{ protocol: "udp", ports: "53", destinations: { addresses: ["0.0.0.0/0", "::/0"] } }],
  };
  const rules = (each: typeof head) =>
    ruleset(each, [head, worker, other], [firewall])
      .split("\n")
      .map((line) => line.trim());
  assert.deepEqual(
    rules(head).filter((line) => /policy|dport/.test(line)),
    [
      "type filter hook input priority 0; policy drop;",
      "ip saddr 198.18.77.21 tcp dport 6379 accept",
      "ip saddr 10.118.0.21 tcp dport 6379 accept",
      "type filter hook output priority 0; policy drop;",
      "ip daddr 0.0.0.0/0 udp dport 53 accept",
      "ip6 daddr ::/0 udp dport 53 accept",
    ],
  );
  assert.equal(rules(other).filter((line) => /policy accept/.test(line)).length, 2);
});

async function isOpenToDriver({ cloud, ssh, head, workers, outputs }: Fleet): Promise<void> {
  const worker = workers["worker-01"]!;
  assert.equal((await ssh.run(head, "hostname")).output, "head\n");
  assert.equal((await ssh.run(worker, "hostname", { via: head })).output, "worker-01\n");
  // Systemds that share control groups end each other's services.
  assert.equal(new Set(traces().groups.map((path) => basename(path))).size, 3);

  const units = await ssh.run(worker, "systemctl is-active meta-genx-worker@1 meta-genx-dead-man.timer", {
    via: head,
  });
  assert.equal(units.output, "active\nactive\n");
  const { username, password } = new URL(outputs.redisUrl as string);
  const ping = `REDISCLI_AUTH=${password} redis-cli --user ${username} ping`;
  assert.equal((await ssh.run(head, ping)).output, "PONG\n");
  assert.match((await ssh.run(head, "redis-cli ping")).output, /NOAUTH/);

  // From the fleet: Redis is reached by a worker; a mirror, say, is not.
  const tries = (address: string, port: number) => `timeout 3 bash -c '</dev/tcp/${address}/${port}' && echo open`;
  const redis = await ssh.run(worker, tries(outputs.headPrivateAddress as string, 6379), { via: head });
  assert.equal(redis.output, "open\n");
  const web = await ssh.run(worker, tries("198.18.77.1", 80), { via: head });
  assert.notEqual(web.code, 0);
  assert.doesNotMatch(web.output, /open|refused/);

  // From outside: Redis, bundles, the worker itself, and SSH from an address that is not allowed.
  const [workerThing] = cloud.digitalocean.list("droplets").filter(({ name }) => String(name).endsWith("worker-01"));
  const { v4 } = workerThing!.networks as { v4: { ip_address: string }[] };
  assert.deepEqual(
    await Promise.all([open(head, 22), open(head, 6379), open(head, 8080), open(v4[0]!.ip_address, 22)]),
    [true, false, false, false],
  );
  assert.match((await ssh.run(head, "true", { from: STRANGER })).output, /timed out/);

  // A machine with another host key is not ours.
  const folder = join(cloud.folder, "other");
  mkdirSync(folder);
  const hostKeys = { [head]: opensshPublic(generateKeyPairSync("ed25519").publicKey) };
  const { sshUser, privateKey } = outputs as Record<string, string>;
  const other = createSsh({ folder, user: sshUser!, privateKey: privateKey!, hostKeys });
  assert.match((await other.run(head, "true")).output, /Host key verification failed/);
}

async function shrinks({ cloud, hosts, ssh, head, workers, outputs }: Fleet): Promise<void> {
  const unit = "meta-genx-worker@1";
  const state = async (address: string) =>
    (await ssh.run(address, `systemctl is-active ${unit}`, { via: head })).output.trim();
  const boots = async () =>
    await Promise.all([
      ssh.run(head, "cat /proc/1/stat | cut -d' ' -f22; systemctl show redis-server -p MainPID"),
      ssh.run(workers["worker-01"]!, `systemctl show ${unit} -p MainPID,ActiveEnterTimestamp`, { via: head }),
    ]);
  assert.equal(await state(workers["worker-02"]!), "active");
  const before = await boots();
  assert.match(before[1].output, /MainPID=[1-9]/);

  // What the machine is doing at the moment when the cloud is told to delete it.
  const seen: Record<string, string> = {};
  const { destroy } = hosts.machines;
  hosts.machines.destroy = async (droplet) => {
    const name = String(droplet.name).replace(/^meta-genx-test-/, "");
    const said = await ssh.run(workers[name]!, `sudo journalctl -o cat -u ${unit}`, { via: head });
    seen[name] = `${await state(workers[name]!)}\n${said.output}`;
    await destroy(droplet);
  };
  await cloud.configure({ workers: "1" });
  const { output } = succeeded(await cloud.pulumi("up", "--yes", "--skip-preview"));
  hosts.machines.destroy = destroy;

  assert.deepEqual(Object.keys(seen), ["worker-02"]);
  assert.match(seen["worker-02"]!, /^inactive\n/);
  assert.match(seen["worker-02"]!, /Deactivated successfully/);
  assert.match(output, /Stopping first, so that trials are handed back: worker-02\n/);
  assert.doesNotMatch(output, /could not be stopped/);
  assert.deepEqual(await boots(), before);
  // The key that it logged in with is in what nobody reads but the driver.
  const key = (outputs.privateKey as string).split("\n")[2]!;
  assert.ok(!output.includes(key) && !cloud.state().includes(key));
}

async function comesBack({ cloud, hosts, ssh, head, outputs }: Fleet): Promise<void> {
  const { username, password } = new URL(outputs.redisUrl as string);
  const redis = async (command: string) =>
    (await ssh.run(head, `REDISCLI_AUTH=${password} redis-cli --user ${username} ${command}`)).output.trim();
  const boots = async () => (await ssh.run(head, "cat /proc/sys/kernel/random/boot_id; stat -c %Y /proc/1")).output;
  const back = async (before: string) => {
    for (let tries = 0; tries < 120; tries++) {
      const now = await boots();
      if (now !== before && /^\S+\n\d+\n$/.test(now) && (await redis("ping")) === "PONG") return;
      await sleep(500);
    }
    throw new Error("The head does not come back");
  };

  assert.equal(await redis("set mgx:kept reboot"), "OK");
  let before = await boots();
  await ssh.run(head, "sudo systemctl reboot");
  await back(before);
  assert.equal(await redis("get mgx:kept"), "reboot");

  assert.equal(await redis("set mgx:kept power"), "OK");
  // Redis writes to its file each second.
  await sleep(3000);
  before = await boots();
  const [droplet] = cloud.digitalocean.list("droplets").filter(({ name }) => String(name).endsWith("head"));
  await hosts.kill(String(droplet!.id));
  assert.equal(await open(head, 22), false);
  await hosts.boot(String(droplet!.id));
  await back(before);
  assert.equal(await redis("get mgx:kept"), "power");
  // First boots are once: the dead-man timer's end has not moved, nothing was installed again.
  assert.match((await ssh.run(head, "cloud-init status")).output, /status: done/);
}

function open(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 3000 });
    const end = (is: boolean) => {
      socket.destroy();
      resolve(is);
    };
    socket.on("connect", () => end(true));
    socket.on("timeout", () => end(false));
    socket.on("error", () => end(false));
  });
}
