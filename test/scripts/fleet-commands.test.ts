/** Sweeps from another terminal: cancelled, retried, purged; and what can be wrong with a fleet. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { DEAD_LETTER } from "../../runtime/fleet/store/protocol.ts";
import { readJournal } from "../../runtime/results/journal.ts";
import { withoutRedis, withRedis } from "../helpers/redis.ts";
import { command, FILM } from "./command.ts";
import {
  assertClean,
  count,
  ENDLESS,
  journalHas,
  listed,
  locally,
  onFleet,
  resultsIn,
  SMALL,
  until,
} from "./on-fleet.ts";

onFleet("a sweep that is cancelled from another terminal ends; what another waits for goes on", async (fleet) => {
  const [a, b] = [fleet.folder("a"), fleet.folder("b")];
  const both = Promise.all([
    fleet.run("sweep", [FILM, ...SMALL, "--out", a]),
    fleet.run("sweep", [FILM, ...SMALL, "--out", b]),
  ]);
  await until(async () => (await count(fleet)) === 2);
  const cancelled = await fleet.run("fleet", ["cancel", a]);
  assert.equal(cancelled.code, 0, cancelled.stderr);
  assert.match(cancelled.stderr, /12 trials are not waited for any more/);
  await until(async () => (await count(fleet)) === 1);
  await fleet.workers(1);
  const [first, second] = await both;
  assert.equal(first.code, 1);
  assert.match(first.stderr, /GX_FLEET {2}This sweep was taken off the fleet from another terminal\n/);
  assert.equal(second.code, 0, second.stderr);
  assert.equal(resultsIn(b).length, 12);
  await assertClean(fleet);
});

onFleet("a cancelled trial stops at once, and its worker is free for others", async (fleet) => {
  const [worker] = await fleet.workers(1);
  const out = fleet.folder("endless");
  const driver = fleet.run("sweep", [FILM, ...ENDLESS, "--repeats", "2", "--out", out]);
  await until(journalHas(out, '"type":"progress"'));
  assert.equal((await fleet.run("fleet", ["cancel", (await listed(fleet)).sweeps[0].sweep.slice(0, 8)])).code, 0);
  assert.equal((await driver).code, 1);
  assert.equal((await fleet.run("sweep", [FILM, ...SMALL, "--out", fleet.folder("next")])).code, 0);
  await assertClean(fleet);
  assert.ok(worker);
});

onFleet("a Redis that gets full: a clear word, and --resume once there is room", async (fleet) => {
  const out = fleet.folder("full");
  await fleet.redis.admin("CONFIG", "SET", "maxmemory", "1mb");
  const full = await fleet.run("sweep", [FILM, ...SMALL, "--out", out]);
  assert.equal(full.code, 1);
  assert.match(full.stderr, /GX_REDIS_FULL {2}redis:\S+: Redis is full: its maxmemory is reached\nGive it more memory/);
  await fleet.redis.admin("CONFIG", "SET", "maxmemory", "100mb");
  await fleet.workers(1);
  const resumed = await fleet.run("sweep", ["--resume", out]);
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.deepEqual(resultsIn(out), await locally(fleet, SMALL));
});

onFleet("a Redis that is full can be emptied, and --resume on it says that it is full", async (fleet) => {
  const out = fleet.folder("filled");
  assert.equal((await fleet.run("sweep", [FILM, ...SMALL, "--out", out, "--detach"])).code, 0);
  await fleet.redis.admin("CONFIG", "SET", "maxmemory", "1mb");
  const full = await fleet.run("sweep", ["--resume", out]);
  assert.equal(full.code, 1);
  assert.match(full.stderr, /GX_REDIS_FULL {2}redis:\S+: Redis is full/);
  const purged = await fleet.run("fleet", ["purge", out, "--yes"]);
  assert.equal(purged.code, 0, purged.stderr);
  await fleet.redis.admin("CONFIG", "SET", "maxmemory", "100mb");
  await assertClean(fleet);
});

onFleet("workers of another version are named, before anything is written", async (fleet) => {
  const now = Date.now();
  const old = {
    worker: "old.1",
    host: "old",
    pid: 1,
    numerics: "0ld".repeat(21),
    bundle: "",
    node: "v22.18.0",
    arch: "x64",
  };
  const rest = { load: 0, memory: 100, trials: 0, evaluations: 0, trial: "", rate: 0, started: now, seen: now };
  await fleet.redis.admin("HSET", "mgx:worker:old.1", ...Object.entries({ ...old, ...rest }).flat());
  await fleet.redis.admin("ZADD", "mgx:workers", now, "old.1");
  const out = fleet.folder("old");
  const { code, stderr } = await fleet.run("sweep", [FILM, ...SMALL, "--out", out]);
  assert.equal(code, 1);
  assert.match(
    stderr,
    /^GX_FLEET {2}The workers of this fleet compute with another version than this driver: 0ld0ld0l \(Node v22\.18\.0, x64\) there, \w{8} /,
  );
  assert.match(stderr, /Start the workers again from this version/);
  assert.ok(!existsSync(out));
});

onFleet("a driver that only waits for workers is there, and a second one on its folder is refused", async (fleet) => {
  const out = fleet.folder("waits");
  const driver = fleet.run("sweep", [FILM, ...SMALL, "--out", out]);
  await until(async () => (await count(fleet)) === 1);
  const journal = join(out, "journal.ndjson");
  // As if it had written nothing for long.
  utimesSync(journal, 1, 1);
  await until(() => statSync(journal).mtimeMs > Date.now() - 30_000);
  const second = await fleet.run("sweep", ["--resume", out]);
  assert.equal(second.code, 1);
  assert.match(second.stderr, /^GX_OUTPUT {2}.*: this sweep is running still, as process \d+\n/);
  assert.equal((await fleet.run("fleet", ["cancel", out])).code, 0);
  assert.equal((await driver).code, 1);
});

onFleet("purge --all ends a driver that is there, and what it leaves is nothing", async (fleet) => {
  const driver = fleet.run("sweep", [FILM, ...SMALL, "--out", fleet.folder("purged")]);
  await until(async () => (await count(fleet)) === 1);
  assert.equal((await fleet.run("fleet", ["purge", "--all", "--yes"])).code, 0);
  const { code, stderr } = await driver;
  assert.equal(code, 1);
  assert.match(stderr, /GX_FLEET {2}This sweep was taken off the fleet/);
  await assertClean(fleet);
});

onFleet("a trial that was set aside is named with its log, and runs again by fleet retry", async (fleet) => {
  const out = fleet.folder("aside");
  assert.equal((await fleet.run("sweep", [FILM, ...SMALL, "--out", out, "--detach"])).code, 0);
  const { id, index, fit } = JSON.parse(readFileSync(join(out, "plan.json"), "utf8")).trials[3];
  // As a worker leaves it that was the third to be taken down.
  const numbers = { fom: "Infinity", best: [], start: [], evaluations: 0, generations: 0, seconds: 0 };
  const rest = { status: "failed", stopReason: DEAD_LETTER, convergence: [], fomLevelBars: [] };
  const error = "It took its worker down three times: killed.\nThe end of its log:\nabout to take all memory";
  await fleet.redis.admin("SET", `mgx:aside:${id}`, JSON.stringify({ id, index, fit, ...numbers, ...rest, error }));
  await fleet.workers(1);
  const { code, stderr } = await fleet.run("sweep", ["--resume", out]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /12 of 12 trials \(1 failed\)/);
  assert.match(
    stderr,
    /Set aside: trial 3 \(\w+\)\. It took [^\n]*\n[^\n]*\nabout to take all memory\nThey run again with:\n {2}npm run fleet -- retry /,
  );
  const again = await fleet.run("fleet", ["retry", out]);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /11 of 12 trials are done already/);
  const { results } = readJournal(out);
  const found = [...results.values()]
    .toSorted((a, b) => a.index - b.index)
    .map(({ seconds: _, cpuSeconds: __, ...result }) => result);
  assert.deepEqual(found, await locally(fleet, SMALL));
  await assertClean(fleet);
});

onFleet("a sweep that was left to a fleet and goes on here says that the fleet may have it still", async (fleet) => {
  const out = fleet.folder("elsewhere");
  assert.equal((await fleet.run("sweep", [FILM, ...SMALL, "--out", out, "--detach"])).code, 0);
  const { code, stderr } = await fleet.run("sweep", ["--resume", out, "--local"]);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /Note: it was on the fleet at redis:\S+ before\. If it is there still: npm run\s+fleet -- cancel /,
  );
  assert.equal((await fleet.run("fleet", ["cancel", out])).code, 0);
  // The entry stays for a driver that might still be there to read it.
  assert.deepEqual(await fleet.redis.admin("KEYS", "mgx:claims:*"), []);
});

onFleet("purge says what is lost, asks for --yes, and then leaves nothing", async (fleet) => {
  const out = fleet.folder("purged");
  assert.equal((await fleet.run("sweep", [FILM, ...SMALL, "--out", out, "--detach"])).code, 0);
  const asked = await fleet.run("fleet", ["purge", out]);
  assert.equal(asked.code, 1);
  assert.match(
    asked.stderr,
    /12 trials to come, 0 results not collected yet; [^\n]*\.\nGX_USAGE {2}Nothing was deleted yet/,
  );
  assert.equal(await count(fleet), 1);
  assert.equal((await fleet.run("fleet", ["purge", "--all", "--yes"])).code, 0);
  assert.deepEqual(await fleet.redis.admin("KEYS", "*"), []);
  const gone = await fleet.run("fleet", ["collect", out]);
  assert.match(gone.stderr, /12 trials are missing, and this fleet does not go on with the sweep/);
  const unknown = await fleet.run("fleet", ["cancel", "abc"]);
  assert.match(unknown.stderr, /^GX_USAGE {2}There is no sweep "abc" on this fleet\n/);
});

test("fleet without a Redis, and without a sweep to work on", { skip: withoutRedis }, async () => {
  const nowhere = await command("fleet", ["ls"], undefined, { META_GENX_REDIS: "" });
  assert.match(
    nowhere.stderr,
    /^GX_USAGE {2}There is no fleet: (no stack is selected|Pulumi is not in PATH)\nName a Redis by --redis or META_GENX_REDIS, or make a fleet: npm run up\n/,
  );
  const closed = await command("fleet", ["ls", "--redis", "redis://127.0.0.1:1"]);
  assert.match(closed.stderr, /^GX_REDIS_UNREACHABLE {2}redis:\/\/127\.0\.0\.1:1: nobody listens there\n/);
  const nothing = await command("fleet", ["collect", "--redis", "redis://127.0.0.1:1"]);
  assert.match(nothing.stderr, /^GX_USAGE {2}Name the folder of its results\n/);
  assert.deepEqual([nowhere.code, closed.code, nothing.code], [1, 1, 1]);
});

test("a sweep with a wrong URL or password ends before it reads the file", { skip: withoutRedis }, () =>
  withRedis({}, async ({ url }) => {
    const wrong = await command("sweep", ["no-such.gx", "--redis", url], undefined, {
      META_GENX_REDIS_PASSWORD: "guess",
    });
    assert.match(wrong.stderr, /^GX_REDIS_DENIED {2}redis:\S+: Redis does not know this user with this password\n/);
    const closed = await command("sweep", ["no-such.gx", "--redis", "redis://127.0.0.1:1"]);
    assert.match(closed.stderr, /^GX_REDIS_UNREACHABLE {2}/);
    assert.deepEqual([wrong.code, closed.code], [1, 1]);
  }),
);
