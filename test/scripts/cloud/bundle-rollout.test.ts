/** The wait for workers that run the bundle, with heartbeats in a real Redis; machines are what they were asked to run. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { keys } from "../../../runtime/fleet/redis/keys.ts";
import { awaitRollout, rolloutText, type WorkerMachine } from "../../../scripts/cloud/bundle-rollout.ts";
import type { SshConnection } from "../../../scripts/cloud/ssh-connection.ts";
import { type RedisServer, withoutRedis, withRedis } from "../../helpers/redis.ts";

const skip = withoutRedis;
const [NEW, OLD] = ["b".repeat(64), "a".repeat(64)];

test("machines without a worker of the bundle start theirs anew, and are waited for", { skip }, async () => {
  await withRedis({}, async (redis) => {
    await beat(redis, "worker-01", 1, NEW);
    await beat(redis, "worker-01", 2, NEW);
    await beat(redis, "worker-02", 1, OLD);
    const one = machine("worker-01", async () => assert.fail("its workers run the bundle already"));
    const two = machine("worker-02", async () => {
      await beat(redis, "worker-02", 1, NEW);
      await beat(redis, "worker-02", 2, NEW);
    });
    const said: string[] = [];
    await awaitRollout(redis.address, [one, two], NEW, (line) => said.push(line));
    assert.deepEqual(two.asked, ["sudo -n systemctl restart --no-block 'meta-genx-worker@*.service'"]);
    assert.deepEqual(said, ["4 of 4 workers run this bundle"]);
  });
});

test("one that does not come in time is named with what its launcher says, and the others are used", {
  skip,
}, async () => {
  await withRedis({}, async (redis) => {
    await beat(redis, "worker-01", 1, NEW);
    await beat(redis, "worker-01", 2, NEW);
    const late = machine("worker-02", async (command) => {
      if (command.includes("journalctl")) return "meta-genx launcher: is the disk full?\n";
    });
    const said: string[] = [];
    const machines = [machine("worker-01", async () => {}), late];
    await awaitRollout(redis.address, machines, NEW, (line) => said.push(line), undefined, 100);
    assert.deepEqual(said, [
      "2 of 4 workers run this bundle; not yet: worker-02 (0 of 2)",
      "worker-02: meta-genx launcher: is the disk full?",
    ]);
    await assert.rejects(
      awaitRollout(redis.address, [late], NEW, () => {}, undefined, 100),
      {
        code: "GX_CLOUD",
        message: "No worker of this fleet runs the bundle:\nworker-02: meta-genx launcher: is the disk full?",
      },
    );
  });
});

test("the wait can be given up", { skip }, async () => {
  await withRedis({}, async (redis) => {
    const stop = new AbortController();
    const asked = async () => stop.abort("Ctrl-C");
    await assert.rejects(
      awaitRollout(redis.address, [machine("worker-01", asked)], NEW, () => {}, stop.signal),
      (reason) => reason === "Ctrl-C",
    );
  });
});

test("what is said of workers: how many run the bundle, and which machines lack some", () => {
  const machines = ["worker-01", "worker-02", "worker-03"].map((name) => ({ connection: { name }, cores: 2 }));
  const beats = (host: string, bundle: string, n = 2) => Array.from({ length: n }, () => ({ host, bundle }));
  const some = [...beats("worker-01", "new"), ...beats("worker-02", "new", 1), ...beats("worker-03", "old")];
  assert.equal(
    rolloutText(some, machines, "new"),
    "3 of 6 workers run this bundle; not yet: worker-02 (1 of 2), worker-03 (0 of 2)",
  );
  const all = machines.flatMap(({ connection }) => beats(connection.name, "new"));
  // Workers of whom nobody asked count nothing: a machine may have been made larger by now.
  assert.equal(rolloutText([...all, ...beats("worker-01", "new")], machines, "new"), "6 of 6 workers run this bundle");
});

function machine(name: string, act: (command: string) => Promise<unknown>): WorkerMachine & { asked: string[] } {
  const asked: string[] = [];
  const run = async (command: string) => {
    asked.push(command);
    return { code: 0, output: String((await act(command)) ?? "") };
  };
  return { connection: { name, run } as SshConnection, cores: 2, asked };
}

async function beat(redis: RedisServer, host: string, core: number, bundle: string): Promise<void> {
  const worker = `${host}.${core}`;
  const numbers = { pid: 1, load: 0, memory: 100, trials: 0, evaluations: 0, rate: 0, started: 1, seen: 1 };
  const facts = { worker, host, numerics: "n", bundle, node: "v24", arch: "x64", trial: "", ...numbers };
  await redis.admin("hset", keys.worker(worker), ...Object.entries(facts).flat());
  await redis.admin("zadd", keys.workers, Date.now(), worker);
}
