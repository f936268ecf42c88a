/**
 * Sweeps on a fleet as a user runs them: real redis-server, worker processes, driver
 * processes. The truth is the same sweep on this machine's threads.
 */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readJournal } from "../../runtime/results/journal.ts";
import type { TrialResult } from "../../runtime/sweep/trial.ts";
import { SET_ASIDE } from "../../runtime/worker/protocol.ts";
import { type RedisServer, withoutRedis, withRedis } from "../helpers/redis.ts";
import { startWorker, type WorkerProcess } from "../helpers/worker.ts";
import { command, FILM, type Outcome, temporaryFolder } from "./command.ts";

const SMALL = ["--methods", "best_1_bin,jade_best", "--repeats", "2", "--generations", "20"];
/** Trials that nobody waits to the end for. */
const ENDLESS = ["--methods", "best_1_bin", "--starts", "guess", "--budget-evaluations", "1000000000"];

interface Fleet {
  redis: RedisServer;
  /** Runs a script as a user does who has META_GENX_REDIS set. */
  run(script: string, args: string[], watch?: (child: ChildProcess) => void): Promise<Outcome>;
  /** Starts that many more; resolves when they are ready. */
  workers(count: number): Promise<WorkerProcess[]>;
  folder(name: string): string;
}

/** Each test has a fleet of its own: what another has computed is no news. */
function onFleet(name: string, act: (fleet: Fleet, t: TestContext) => Promise<void>) {
  test(name, { skip: withoutRedis }, (t) =>
    withRedis({}, async (redis) => {
      const home = temporaryFolder(t);
      const started: WorkerProcess[] = [];
      const fleet: Fleet = {
        redis,
        run: (script, args, watch) => command(script, args, watch, redis.env),
        async workers(count) {
          const more = Array.from({ length: count }, () => startWorker(redis));
          started.push(...more);
          await Promise.all(more.map((worker) => worker.says(/Ready/)));
          return more;
        },
        folder: (folder) => join(home, folder),
      };
      try {
        await act(fleet, t);
      } finally {
        await Promise.all(started.map((worker) => worker.kill()));
      }
    }),
  );
}

/** What the journal says of each trial, without how long it took; each trial exactly once. */
function resultsIn(folder: string): Omit<TrialResult, "seconds">[] {
  const { lines, results } = readJournal(folder);
  const ended = lines.filter((line) => line.type === "trial" && line.result.status !== "partial");
  assert.equal(ended.length, [...results.values()].filter(({ status }) => status !== "partial").length, "once each");
  return [...results.values()].toSorted((a, b) => a.index - b.index).map(({ seconds: _, ...rest }) => rest);
}

/** The same trials on the threads of this machine: a result is the same wherever and however often it is computed, so once will do. */
function locally(fleet: Fleet, args: readonly string[]): Promise<Omit<TrialResult, "seconds">[]> {
  const known = computed.get(args.join(" "));
  if (known) return known;
  const results = (async () => {
    const folder = fleet.folder("local");
    const { code, stderr } = await fleet.run("sweep", [FILM, ...args, "--local", "--out", folder]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /It runs here, on \d threads? of this machine, and costs nothing\./);
    return resultsIn(folder);
  })();
  computed.set(args.join(" "), results);
  return results;
}
const computed = new Map<string, Promise<Omit<TrialResult, "seconds">[]>>();

const listed = async (fleet: Fleet) => JSON.parse((await fleet.run("fleet", ["ls", "--json"])).stdout);
/** Sweeps on the fleet. */
const count = async ({ redis }: Fleet) => Number(await redis.admin("ZCARD", "mgx:sweeps"));

/** Resolves when it is so; the test's own time limit is the only one. */
async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await what())) await sleep(50);
}

const journalHas = (folder: string, text: string) => () => {
  const file = join(folder, "journal.ndjson");
  return existsSync(file) && readFileSync(file, "utf8").includes(text);
};

/** Nothing is left in Redis of a sweep but results that are kept for the next. */
async function assertClean({ redis }: Fleet): Promise<void> {
  const left = (await redis.admin("KEYS", "mgx:*")) as string[];
  const kept = /^mgx:(result:|cache|workers?$|worker:)/;
  assert.deepEqual(
    left.filter((key) => !kept.test(key)),
    [],
  );
}

for (const some of [1, 4]) {
  onFleet(`${some} of a fleet's workers give what local threads give, and nobody hears the password`, async (fleet) => {
    const { redis } = fleet;
    const workers = await fleet.workers(some);
    const out = fleet.folder("fleet");
    const secrets: string[] = [];
    const { code, stdout, stderr } = await fleet.run(
      "sweep",
      [FILM, ...SMALL, "--redis", redis.url, "--out", out],
      (child) => {
        // What every user of the machine can see while it runs.
        child.stderr!.once("data", () => {
          for (const { pid } of [child, ...workers]) secrets.push(readFileSync(`/proc/${pid}/cmdline`, "utf8"));
        });
      },
    );
    assert.equal(code, 0, stderr);
    assert.match(
      stderr,
      new RegExp(`It runs on the fleet at ${redis.url} \\(${some} workers? on 1 machine\\), version \\w{8} `),
    );
    assert.match(stderr, /what the machines cost is not known here/);
    assert.match(stderr, new RegExp(`12 of 12 trials, ${some} workers?, best FOM`));
    assert.equal(resultsIn(out).length, 12);
    assert.deepEqual(resultsIn(out), await locally(fleet, SMALL));
    await assertClean(fleet);

    assert.equal(secrets.length, some + 1);
    const dump = (await redis.admin("EVAL", DUMP, 0)) as string[];
    const files = ["plan.json", "journal.ndjson", "results.h5", "report.html", "best.hgx"];
    const places = [
      ...secrets,
      stdout,
      stderr,
      ...workers.map((worker) => worker.log()),
      ...dump,
      ...files.map((file) => readFileSync(join(out, file), "latin1")),
    ];
    assert.ok(
      dump.some((text) => text.includes("best_1_bin") || text.includes("convergence")),
      "the dump shows contents",
    );
    assert.deepEqual(
      places.filter((text) => text.includes(redis.password)).map((text) => text.slice(0, 80)),
      [],
    );
  });
}

/** Every key with its content, as far as it is text. */
const DUMP = `
local all = {}
for _, key in ipairs(redis.call('KEYS', '*')) do
  all[#all + 1] = key
  all[#all + 1] = redis.call('DUMP', key)
  if redis.call('TYPE', key).ok == 'string' then all[#all + 1] = redis.call('GET', key) end
end
return all`;

onFleet("two drivers with trials in common: each gets its own, and no trial is computed twice", async (fleet) => {
  const [a, b] = [fleet.folder("a"), fleet.folder("b")];
  const both = Promise.all([
    fleet.run("sweep", [FILM, ...SMALL, "--out", a]),
    fleet.run("sweep", [FILM, "--methods", "jade_best", ...SMALL.slice(2), "--out", b]),
  ]);
  await until(async () => (await count(fleet)) === 2);
  await fleet.workers(1);
  const [first, second] = await both;
  assert.deepEqual([first.code, second.code], [0, 0], first.stderr + second.stderr);
  assert.match(
    first.stderr,
    /No worker is there; the trials wait\. Start one on any machine.*npm run worker -- --redis /,
  );
  const [all, some] = [resultsIn(a), resultsIn(b)];
  const ofJade = new Map(all.map((result) => [result.id, result]));
  assert.equal(some.length, 6);
  // The same results, at the places that they have in the other plan.
  assert.deepEqual(
    some,
    some.map(({ id, index }) => ({ ...ofJade.get(id)!, index })),
  );
  assert.deepEqual(all, await locally(fleet, SMALL));
  const [worker] = (await listed(fleet)).workers;
  assert.equal(worker.trials, 12);
  await assertClean(fleet);
});

onFleet("what was computed before is taken from the cache, without any worker", async (fleet) => {
  const [worker] = await fleet.workers(1);
  assert.equal((await fleet.run("sweep", [FILM, ...SMALL, "--out", fleet.folder("first")])).code, 0);
  await worker!.kill();
  const { code, stderr } = await fleet.run("sweep", [FILM, ...SMALL, "--out", fleet.folder("again")]);
  assert.equal(code, 0);
  assert.match(stderr, /12 of 12 trials had been computed before/);
  assert.deepEqual(resultsIn(fleet.folder("again")), resultsIn(fleet.folder("first")));
});

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

onFleet("detached, looked at, collected in part and in whole", async (fleet) => {
  const out = fleet.folder("detached");
  const detached = await fleet.run("sweep", [FILM, ...SMALL, "--out", out, "--detach"]);
  assert.equal(detached.code, 0, detached.stderr);
  assert.match(detached.stderr, /12 of 12 trials are left to the fleet as sweep [0-9a-f]{16}\./);
  const early = await fleet.run("fleet", ["collect", out]);
  assert.equal(early.code, 0, early.stderr);
  assert.match(early.stderr, /12 of 12 trials are still missing; they go on without a driver/);
  assert.match((await fleet.run("fleet", ["ls"])).stdout, /^No worker is there\.\n\n1 sweep\n/);
  await fleet.workers(2);
  await until(async () => ((await fleet.redis.admin("KEYS", "mgx:result:*")) as string[]).length === 12);
  assert.equal((await listed(fleet)).sweeps[0].ready, 12);
  const collected = await fleet.run("fleet", ["collect", out]);
  assert.equal(collected.code, 0, collected.stderr);
  assert.match(collected.stderr, /^12 results were taken in from redis:/m);
  assert.deepEqual(resultsIn(out), await locally(fleet, SMALL));
  assert.ok(existsSync(join(out, "best.hgx")));
  await assertClean(fleet);
});

onFleet("a driver that is killed twice goes on by --resume, as if nothing had happened", async (fleet) => {
  const args = ["--methods", "best_1_bin", "--repeats", "3", "--generations", "150"];
  const out = fleet.folder("killed");
  await fleet.workers(1);
  const killAfter = (trials: number) => (child: ChildProcess) => {
    const watch = setInterval(() => {
      const file = join(out, "journal.ndjson");
      if (!existsSync(file) || readFileSync(file, "utf8").split('"type":"trial"').length <= trials) return;
      clearInterval(watch);
      child.kill("SIGKILL");
    }, 20);
    child.once("exit", () => clearInterval(watch));
  };
  await fleet.run("sweep", [FILM, ...args, "--out", out], killAfter(1));
  await fleet.run("sweep", ["--resume", out], killAfter(3));
  const { code, stderr } = await fleet.run("sweep", ["--resume", out]);
  assert.equal(code, 0, stderr);
  assert.deepEqual(resultsIn(out), await locally(fleet, args));
  await assertClean(fleet);
});

onFleet("Ctrl-C brings partial results, frees the workers and leaves nothing; --resume ends it", async (fleet) => {
  await fleet.workers(1);
  const out = fleet.folder("cut");
  const stopped = await fleet.run("sweep", [FILM, ...ENDLESS, "--repeats", "2", "--out", out, "--json"], (child) => {
    until(journalHas(out, '"type":"progress"')).then(() => child.kill("SIGINT"));
  });
  assert.equal(stopped.code, 1);
  assert.match(stopped.stderr, /Stopping at the next step/);
  assert.match(stopped.stderr, /go on with: npm run sweep -- --resume \S+ --redis redis:\/\/fleet@/);
  const results = [...readJournal(out).results.values()];
  assert.deepEqual(
    results.map(({ status }) => status),
    ["partial"],
  );
  assert.ok(results[0]!.evaluations > 0);
  await assertClean(fleet);
  const resumed = await fleet.run("sweep", ["--resume", out, "--time", "3s"]);
  assert.equal(resumed.code, 0, resumed.stderr);
  assert.match(resumed.stderr, /The time is up/);
  await assertClean(fleet);
});

onFleet("a worker that dies is told of, and another does what it was at", async (fleet) => {
  const [worker] = await fleet.workers(1);
  const args = ["--methods", "best_1_bin", "--starts", "guess", "--repeats", "1", "--generations", "2500"];
  const out = fleet.folder("lost");
  const driver = fleet.run("sweep", [FILM, ...args, "--out", out]);
  await until(journalHas(out, '"type":"progress"'));
  await worker!.kill();
  const lost = `Worker ${worker!.name} is not heard of any more; what it was at goes to another.`;
  await until(journalHas(out, lost));
  await fleet.workers(1);
  const { code, stderr } = await driver;
  assert.equal(code, 0, stderr);
  assert.ok(stderr.includes(lost), stderr);
  assert.deepEqual(resultsIn(out), await locally(fleet, args));
});

onFleet("Redis killed and back again: the sweep waits, says so, and ends as if nothing had happened", async (fleet) => {
  const args = ["--methods", "best_1_bin", "--repeats", "2", "--generations", "150"];
  const out = fleet.folder("crash");
  await fleet.workers(2);
  const driver = fleet.run("sweep", [FILM, ...args, "--out", out]);
  await until(journalHas(out, '"type":"trial"'));
  await fleet.redis.kill();
  await until(journalHas(out, "is lost; waiting for it. Nothing is lost."));
  await fleet.redis.restart();
  const { code, stderr } = await driver;
  assert.equal(code, 0, stderr);
  assert.match(stderr, /is there again\./);
  assert.deepEqual(resultsIn(out), await locally(fleet, args));
  await assertClean(fleet);
});

onFleet("Ctrl-C while Redis is away does not keep the user", async (fleet) => {
  await fleet.workers(1);
  const out = fleet.folder("away");
  const { code, stderr } = await fleet.run("sweep", [FILM, ...ENDLESS, "--repeats", "1", "--out", out], (child) => {
    until(journalHas(out, '"type":"progress"'))
      .then(() => fleet.redis.kill())
      .then(() => child.kill("SIGINT"));
  });
  assert.equal(code, 1);
  assert.match(stderr, /does not answer\. What is there of this sweep stays: --resume goes on/);
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

onFleet("a trial that was set aside is named with its log, and runs again by fleet retry", async (fleet) => {
  const out = fleet.folder("aside");
  assert.equal((await fleet.run("sweep", [FILM, ...SMALL, "--out", out, "--detach"])).code, 0);
  const { id, index, fit } = JSON.parse(readFileSync(join(out, "plan.json"), "utf8")).trials[3];
  // As a worker leaves it that was the third to be taken down.
  const numbers = { fom: "Infinity", best: [], start: [], evaluations: 0, generations: 0, seconds: 0 };
  const rest = { status: "failed", stopReason: SET_ASIDE, convergence: [], fomLevelBars: [] };
  const error = "It took its worker down three times: killed.\nThe end of its log:\nabout to take all memory";
  await fleet.redis.admin("SET", `mgx:aside:${id}`, JSON.stringify({ id, index, fit, ...numbers, ...rest, error }));
  await fleet.workers(1);
  const { code, stderr } = await fleet.run("sweep", ["--resume", out]);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /12 of 12 trials \(1 failed\)/);
  assert.match(
    stderr,
    /Set aside: trial 3 \(\w+\)\. It took [^\n]*\n[^\n]*\nabout to take all memory\nThey run again with: npm run fleet -- retry /,
  );
  const again = await fleet.run("fleet", ["retry", out]);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /11 of 12 trials are done already/);
  const { results } = readJournal(out);
  const found = [...results.values()].toSorted((a, b) => a.index - b.index).map(({ seconds: _, ...result }) => result);
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
    /Note: it was on the fleet at redis:\S+ \(no worker yet\) before\. If it is there still: npm run\s+fleet -- cancel /,
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
  assert.match(gone.stderr, /12 trials are missing, and this Redis knows nothing of the sweep/);
  const unknown = await fleet.run("fleet", ["cancel", "abc"]);
  assert.match(unknown.stderr, /^GX_USAGE {2}There is no sweep "abc" on this fleet\n/);
});

test("fleet without a Redis, and without a sweep to work on", { skip: withoutRedis }, async () => {
  const nowhere = await command("fleet", ["ls"], undefined, { META_GENX_REDIS: "" });
  assert.match(
    nowhere.stderr,
    /^GX_USAGE {2}It is not said which fleet\nName its Redis by --redis or META_GENX_REDIS\.\n/,
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
