/** The same sweep on a fleet and on this machine; two at once; stopped, killed, left alone and gone on with. */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readJournal } from "../../runtime/results/journal.ts";
import { FILM } from "./command.ts";
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
    assert.match(stderr, new RegExp(`12 of 12 trials, best FOM .*, ${some} workers?, `));
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

onFleet("detached, looked at, collected in part and in whole", async (fleet) => {
  const out = fleet.folder("detached");
  const detached = await fleet.run("sweep", [FILM, ...SMALL, "--out", out, "--detach"]);
  assert.equal(detached.code, 0, detached.stderr);
  assert.match(detached.stderr, /12 of 12 trials are left to the fleet as sweep [0-9a-f]{16}\./);
  const early = await fleet.run("fleet", ["collect", out]);
  assert.equal(early.code, 0, early.stderr);
  assert.match(early.stderr, /12 of 12 trials are still missing; they go on without a driver/);
  assert.match((await fleet.run("fleet", ["ls"])).stdout, /^No worker is there\.\n\n1 sweep\n.*\n.* 12 +12 +detached /);
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
  assert.match(stopped.stderr, /go on with:\n {2}npm run sweep -- --resume \S+ --redis redis:\/\/fleet@/);
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
