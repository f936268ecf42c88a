/** Who is stopped before a fleet shrinks, and how, with a real sshd. Machines that boot are in test/cloud/hosts/fleet.test.ts. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { drain, leaving, type Roster, stopWorkers } from "../../infra/drain.ts";
import { newKeys, withoutSshd, withSshd } from "../helpers/sshd.ts";

const host = (last: number) => ({ address: `10.0.0.${last}`, hostKey: `ssh-ed25519 ${last}` });
const head = { id: "1", ...host(1) };

test("workers that are not in the fleet any more are stopped, and those that were made anew; nobody else", () => {
  const before: Roster = { head, workers: { "worker-01": host(2), "worker-02": host(3), "worker-03": host(4) } };
  const after: Roster = { head, workers: { "worker-01": host(2), "worker-02": { ...host(3), address: "10.0.0.9" } } };
  assert.deepEqual(leaving(before, after), { "worker-02": host(3), "worker-03": host(4) });
  assert.deepEqual(leaving(after, after), {});
  assert.deepEqual(leaving({ head, workers: {} }, before), {});
});

test("with another head the queue is another one, and nobody is stopped", () => {
  const before: Roster = { head, workers: { "worker-01": host(2) } };
  assert.deepEqual(leaving(before, { head: { ...head, id: "2" }, workers: {} }), {});
  // A head that was resized has another address and is the same.
  const resized = { head: { ...head, address: "10.0.0.7" }, workers: {} };
  assert.deepEqual(leaving(before, resized), before.workers);
});

test("when the roster changes, those that leave it are stopped; nobody is asked for a key when none does", {
  skip: withoutSshd,
}, async () => {
  await withSshd(async (sshd) => {
    const here = { address: "127.0.0.1", hostKey: sshd.target.hostKey };
    const stopped = join(sshd.folder, "stopped");
    sshd.program("sudo", `echo "$@" >>${stopped}`);
    const roster = (...names: string[]): Roster => ({
      head: { id: "1", ...here },
      workers: Object.fromEntries(names.map((name) => [name, here])),
    });
    const nobody = () => assert.fail("a key was asked for");
    await drain(roster("worker-01"), roster("worker-01", "worker-02"), nobody, sshd.port);
    await drain(roster("worker-01", "worker-02"), roster("worker-01"), async () => sshd.target, sshd.port);
    assert.match(readFileSync(stopped, "utf8"), /^timeout .*\n$/);
  });
});

test("workers are stopped by way of the head, each on its own: one that is a stranger or refuses is named", {
  skip: withoutSshd,
}, async () => {
  await withSshd(async (sshd) => {
    // The head and all workers are one machine here.
    const here = { address: "127.0.0.1", hostKey: sshd.target.hostKey };
    const stopped = join(sshd.folder, "stopped");
    sshd.program("sudo", `#!/bin/sh\necho "$@" >>${stopped}\n`);
    const stop = (workers: Record<string, typeof here>) => stopWorkers(here, workers, sshd.target, sshd.port);

    const stranger = { ...here, hostKey: newKeys().public };
    assert.deepEqual(await stop({ "worker-02": here, "worker-03": stranger, "worker-04": here }), [
      "worker-03 could not be stopped first, and other workers go on from the last checkpoint: worker-03: it shows another host key than the one that the stack made for it",
    ]);
    const command = "timeout 120 systemctl stop meta-genx-workers.service meta-genx-worker@*.service\n";
    assert.equal(readFileSync(stopped, "utf8"), command.repeat(2));

    sshd.program("sudo", "#!/bin/sh\necho Failed to stop >&2\nexit 1\n");
    assert.deepEqual(await stop({ "worker-02": here }), [
      "worker-02 could not be stopped first, and other workers go on from the last checkpoint: worker-02: Failed to stop",
    ]);

    await sshd.kill();
    // The wire to it is still there.
    assert.deepEqual(await stop({ "worker-02": here, "worker-03": here }), [
      "worker-02, worker-03 could not be stopped first, and other workers go on from the last checkpoint: head: it ends the connection at once",
    ]);
  });
});
