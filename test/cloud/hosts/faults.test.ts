/** Machines that delete themselves, or are taken away: what then still runs, what is still there, and that `npm run down` copes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { TOKEN } from "../with-cloud.ts";
import { withFleet, withoutFleet } from "../with-fleet.ts";
import { droplets, goesDown, TIMER_SECONDS, timeIsOver, until } from "./ends.ts";
import { HERE } from "./hosts.ts";
import { ec2Client, hostId, instances } from "./instances.ts";

const skip = withoutFleet();

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
