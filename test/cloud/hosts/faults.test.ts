/** Machines that end themselves, or are taken away: what then still runs, what is still there, and that `npm run down` copes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { traces } from "../traces.ts";
import { TOKEN } from "../with-cloud.ts";
import { type Fleet, withFleet, withoutFleet } from "../with-fleet.ts";
import { HERE } from "./hosts.ts";
import { ec2Client, hostId, instances } from "./instances.ts";

const skip = withoutFleet();
/** The dead-man timer looks each minute; this machine is busy with other things. */
const TIMER_SECONDS = 180;

test("on EC2 the dead-man timer ends the machines, and the instances are gone", { skip }, async () => {
  const before = traces();
  await withFleet({ cloud: "aws", workers: "1" }, async (fleet) => {
    await timeIsOver(fleet, "worker-01", "head");
    await until("all instances are terminated", TIMER_SECONDS, async () => {
      const all = await instances(ec2Client(fleet.cloud.moto!));
      return all.length === 2 && all.every(({ State }) => State!.Name === "terminated");
    });
    await goesDown(fleet);
  });
  assert.deepEqual(traces(), before);
});

test("with a token the dead-man timer deletes the droplets, the head's own last", { skip }, async () => {
  await withFleet({ workers: "2", deleteToken: TOKEN }, async (fleet) => {
    const { cloud, ssh, head } = fleet;
    // In place of https://api.digitalocean.com.
    const api = await cloud.digitalocean.alsoAt(HERE);
    await ssh.run(head, `echo META_GENX_API=${api} | sudo tee --append /etc/meta-genx/dead-man.env`);
    await timeIsOver(fleet, "head");
    const seen: string[] = [];
    await until("all droplets are deleted", TIMER_SECONDS, async () => {
      const names = droplets(fleet).map(({ name }) => name);
      seen.push(names.join(" "));
      return names.length === 0;
    });
    // Never a worker without the head that has to delete it.
    assert.deepEqual(
      seen.filter((names) => names.includes("worker") && !names.includes("head")),
      [],
    );
    await goesDown(fleet);
  });
});

test("without a token droplets power off at their end, and are there and billed until they are destroyed", {
  skip,
}, async () => {
  await withFleet({ workers: "1" }, async (fleet) => {
    await timeIsOver(fleet, "worker-01", "head");
    await until("both are off", TIMER_SECONDS, async () => droplets(fleet).every(({ status }) => status === "off"));
    assert.equal(droplets(fleet).length, 2);
    await goesDown(fleet);
    assert.deepEqual(droplets(fleet), []);
  });
});

test("a spot instance hands its work back as soon as EC2 says that it takes it, and the others stay well", {
  skip,
}, async (t) => {
  await withFleet({ cloud: "aws", workers: "2", spot: "true" }, async (fleet) => {
    const { cloud, hosts, ssh, head, workers } = fleet;
    const taken = workers["worker-01"]!;
    const all = await instances(ec2Client(cloud.moto!));
    const { InstanceId } = all.find((each) => each.PrivateIpAddress === taken)!;

    await t.test("root of a worker reaches the metadata address, and who runs fits does not", async () => {
      const url = "http://169.254.169.254/latest";
      const ask = `T=$(curl -s -m 5 -X PUT -H "X-aws-ec2-metadata-token-ttl-seconds: 60" ${url}/api/token); curl -s -m 5 -H "X-aws-ec2-metadata-token: $T" ${url}`;
      assert.equal(await hosts.inside(hostId(InstanceId!), `${ask}/meta-data/instance-id`), InstanceId);
      // The very text that has Redis's password in it.
      assert.match(await hosts.inside(hostId(InstanceId!), `${ask}/user-data`), /META_GENX_REDIS_PASSWORD/);
      const script = `curl -sS -m 5 ${url}/user-data; echo code $?`;
      const asWorker = `setpriv --reuid meta-genx --regid meta-genx --clear-groups sh -c '${script}'`;
      assert.match(await hosts.inside(hostId(InstanceId!), asWorker), /^curl: \(7\) .*\ncode 7\n$/);
    });

    const health = async (address: string, via?: string) =>
      await ssh.run(address, "sudo meta-genx-health", via === undefined ? {} : { via });
    const well = [await health(head), await health(workers["worker-02"]!, head)];
    assert.deepEqual(
      well.map(({ code }) => code),
      [0, 0],
      well.map(({ output }) => output).join(""),
    );

    fleet.instances!.takeBack(taken, 60);
    const services = "systemctl is-active meta-genx-workers.service meta-genx-worker@1.service";
    await until("its services have ended", 55, async () => {
      return /^inactive\ninactive\n$/.test((await ssh.run(taken, services, { via: head })).output);
    });
    await until("it is terminated", 90, async () => {
      const now = await instances(ec2Client(cloud.moto!));
      return now.find((each) => each.InstanceId === InstanceId)!.State!.Name === "terminated";
    });
    assert.deepEqual([await health(head), await health(workers["worker-02"]!, head)], well);
  });
});

/** As if maxHours had gone by since the first boot of each of these. */
async function timeIsOver({ ssh, head, workers }: Fleet, ...names: string[]): Promise<void> {
  for (const name of names) {
    const via = name === "head" ? {} : { via: head };
    const { code, output } = await ssh.run(
      name === "head" ? head : workers[name]!,
      "echo 1 | sudo tee /var/lib/meta-genx/ends-at",
      via,
    );
    assert.equal(code, 0, output);
  }
}

function droplets({ cloud }: Fleet) {
  return cloud.digitalocean.list("droplets");
}

/** `npm run down`, whatever became of the machines. */
async function goesDown({ cloud }: Fleet): Promise<void> {
  const { code, stdout, stderr } = await cloud.run("down", "--yes");
  assert.equal(code, 0, stdout + stderr);
  const left = JSON.parse(cloud.state()).checkpoint.latest?.resources ?? [];
  assert.deepEqual(
    left.filter(({ type }: { type: string }) => !type.startsWith("pulumi:")),
    [],
  );
}

async function until(what: string, seconds: number, is: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + seconds * 1000; !(await is()); await sleep(100)) {
    if (Date.now() > end) assert.fail(`after ${seconds} s it does not hold: ${what}`);
  }
}
