/** What a worker says of a wrong address, a wrong password, a foreign job, a damaged file, a Redis that is full. */
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { test } from "node:test";
import { keys } from "../../../runtime/fleet/redis/keys.ts";
import { sha256 } from "../../../runtime/sweep/hash.ts";
import { projectFile, withFleet } from "../../helpers/fleet.ts";
import { withoutRedis, withRedis } from "../../helpers/redis.ts";
import { specs } from "../../helpers/trials.ts";
import { startWorker } from "../../helpers/worker.ts";

const FILE = projectFile("test/golden/optimiser/op1_xray_film_5par.gx");
const runner = new URL("../fake-runner.ts", import.meta.url);
const skip = withoutRedis;

/** @returns what it says on its way out, with exit code 1 and no stack */
async function refused(env: Record<string, string>): Promise<string> {
  const worker = startWorker({ env: {} }, { env });
  assert.equal(await worker.ended(), 1, worker.log());
  assert.doesNotMatch(worker.log(), /^ +at /m);
  return worker.log();
}

test("without an address, or with a wrong one, a worker says so and ends with 1", async () => {
  assert.match(await refused({ META_GENX_REDIS: "" }), /GX_USAGE {2}A worker has to know where Redis is/);
  assert.match(await refused({ META_GENX_REDIS: "http://here" }), /GX_USAGE {2}META_GENX_REDIS is no address/);
});

test("a worker that starts before Redis waits for it, says so, and then works", { skip }, async () => {
  await withFleet({}, async ({ server, client, worker }) => {
    await server.kill();
    const one = worker({ runner });
    await one.says(/nobody listens there; waiting for it/);
    await server.restart();
    await one.says(/Ready\./);
    const [spec] = specs("count");
    await client.submit("s1", FILE, [[spec!]]);
    await client.results([spec!]);
    await server.kill();
    const other = worker({ runner });
    await other.says(/waiting for it/);
    other.signal("SIGTERM");
    assert.equal(await other.ended(), 0, "it can be ended while it waits");
  });
});

test("a signal to `npm run worker` reaches the worker, which leaves in order", { skip }, async () => {
  await withRedis({}, async ({ env }) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) {
      const npm = spawn("npm", ["run", "worker"], {
        env: { ...process.env, ...env },
        stdio: ["ignore", "pipe", "inherit"],
      });
      const ended = new Promise((resolve) => npm.on("exit", resolve));
      let said = "";
      const leaves = new Promise<void>((resolve) => {
        npm.stdout.on("data", (chunk) => {
          said += chunk;
          if (/Ready\.\n$/.test(said)) npm.kill(signal);
        });
        npm.stdout.on("end", resolve);
      });
      await Promise.all([ended, leaves]);
      assert.match(said, new RegExp(`${signal}: handing back.*\n.* leaves after 0 trials`));
    }
  });
});

test("settings that make no sense are refused by name", async () => {
  const env = { META_GENX_REDIS: "redis://127.0.0.1:1" };
  assert.match(
    await refused({ ...env, META_GENX_WORKER_MEMORY: "12" }),
    /META_GENX_WORKER_MEMORY takes a number from 256 to 2000000, not "12"/,
  );
  assert.match(
    await refused({ ...env, META_GENX_WORKER_LOCK: "soon" }),
    /META_GENX_WORKER_LOCK takes a number from 1 to 2000000, not "soon"/,
  );
  assert.match(await refused({ ...env, META_GENX_WORKER_NAME: "a b" }), /A worker's name has letters/);
});

test("a wrong password, missing rights, a Redis that could lose work", { skip }, async () => {
  await withRedis({}, async ({ env }) => {
    const said = await refused({ ...env, META_GENX_REDIS_PASSWORD: "wrong-horse" });
    assert.match(said, /GX_REDIS_DENIED .*does not know this user with this password/);
    assert.doesNotMatch(said, /wrong-horse/);
  });
  await withRedis({ rights: "~mgx:* +@read" }, async ({ env }) => {
    assert.match(await refused(env), /GX_REDIS_DENIED .*may not do what a fleet needs/);
  });
  await withRedis({ config: { "maxmemory-policy": "allkeys-lru", appendonly: "no" } }, async ({ env }) => {
    const said = await refused(env);
    assert.match(said, /GX_REDIS_UNFIT .*drops data.*keeps nothing after a restart/s);
  });
});

test("a job of another format, or none of ours, is refused with a line, and the next one is done", {
  skip,
}, async () => {
  await withFleet({}, async ({ client, worker }) => {
    const one = worker({ runner });
    const [spec] = specs("count");
    const job = { project: sha256(FILE.bytes), trials: [spec] };
    await client.add("older", { ...job, format: 0 });
    await client.add("foreign", { hello: "world" });
    await client.add("nothing", null);
    await client.submit("s1", FILE, [[spec!]]);
    await client.results([spec!]);
    assert.match(one.log(), /Job older is refused: its format is 0, this worker's is 1/);
    assert.match(one.log(), /Job foreign is refused: its format is missing, this worker's is 1/);
    assert.match(one.log(), /Job nothing is refused/);
    await client.until(async () => (await client.counts())["failed"] === 3);
  });
});

test("a project that is missing or damaged in Redis fails its job with the reason, and not the worker", {
  skip,
}, async () => {
  await withFleet({}, async ({ client, worker }) => {
    const [damaged, missing, good] = specs("count", "count", "count");
    const other = { name: "other.gx", bytes: new Uint8Array([1]) };
    const third = { name: "third.gx", bytes: new Uint8Array([2]) };
    await client.submit("s1", other, [[damaged!]]);
    await client.submit("s2", third, [[missing!]]);
    await client.redis.hset(keys.project(sha256(other.bytes)), "bytes", "x");
    await client.redis.del(keys.project(sha256(third.bytes)));
    await client.submit("s3", FILE, [[good!]]);
    const one = worker({ runner });
    await client.results([good!]);
    await one.says(/cannot be done: project \w+ is damaged in Redis: its hash is another/);
    await one.says(/cannot be done: project \w+ is not in Redis/);
    await client.until(async () => (await client.counts())["failed"] === 2);
    for (const { id } of [damaged!, missing!]) {
      assert.equal(await client.redis.exists(keys.crashes(id)), 0, "it is not the trial's fault");
    }
  });
});

test("while Redis is full a worker keeps its result and says so; when there is room it is delivered", {
  skip,
}, async () => {
  await withFleet({}, async ({ server, client, worker }) => {
    const [spec] = specs("count").map((each) => ({ ...each, settings: { ms: 20 }, maxEvaluations: 100 }));
    const one = worker({ runner });
    await client.submit("s1", FILE, [[spec!]]);
    await one.says(/begins/);
    await server.admin("CONFIG", "SET", "maxmemory", "1");
    await one.says(/Redis does not take its result: OOM .*; trying again/);
    assert.equal(await client.redis.exists(keys.result(spec!.id)), 0);
    await server.admin("CONFIG", "SET", "maxmemory", "0");
    const [result] = await client.results([spec!]);
    assert.equal(result!.evaluations, 100);
    const computed = one.log().match(/begins/g)!.length;
    assert.equal(computed, 1, "it was not computed again");
  });
});

test("no secret is in a worker's log, its command line, its job or its results", { skip }, async () => {
  await withFleet({}, async ({ server, client, worker }) => {
    const trials = specs("count", "defect", "raise").map((each) => ({ ...each, settings: { ms: 10 } }));
    await client.submit("s1", FILE, [trials]);
    const one = worker({ runner });
    await client.results(trials);
    const command = execFileSync("ps", ["-o", "args=", "-p", String(one.pid)], { encoding: "utf8" });
    await server.kill();
    await one.says(/connection is lost/);
    await server.restart();
    await one.says(/connected again/);
    assert.match(command, /worker-main/);
    const kept = await everything(server);
    for (const text of [one.log(), command, kept]) assert.ok(!text.includes(server.password));
    assert.ok(kept.includes(trials[0]!.id));
  });
});

/** All that is in Redis, as text. */
async function everything({ admin }: { admin(command: string, ...args: string[]): Promise<unknown> }): Promise<string> {
  const names = (await admin("KEYS", "*")) as string[];
  const dumps = await Promise.all(names.map(async (name) => `${name} ${String(await admin("DUMP", name))}`));
  return dumps.join("\n");
}
