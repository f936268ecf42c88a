/** A fleet of machines that boot loses a worker: the one that goes is stopped first, the others notice nothing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { succeeded } from "../with-cloud.ts";
import { withFleet, withoutFleet } from "../with-fleet.ts";

test("a plain `pulumi up` with fewer workers stops the services of those that go, deletes them, and touches no other", {
  skip: withoutFleet(),
}, async () => {
  await withFleet({ workers: "2" }, async ({ cloud, hosts, ssh, head, workers, outputs }) => {
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
  });
});
