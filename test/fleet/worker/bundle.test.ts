/**
 * A fleet as it will be: the true bundle, served to launchers, which run workers
 * on a real Redis, for a driver that is a checkout of the same sources.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { publish } from "../../../runtime/bundles/publish.ts";
import type { Bundle } from "../../../scripts/bundle/build.ts";
import { buildIn, copyProject, unpack } from "../../helpers/built-bundle.ts";
import { type Launcher, startLauncher, until } from "../../helpers/bundle.ts";
import { type RedisServer, withoutRedis, withRedis } from "../../helpers/redis.ts";
import { openSlowClients, rssMb, serverProcess } from "../../helpers/slow-clients.ts";
import { FILM } from "../../scripts/command.ts";

const folder = mkdtempSync(join(tmpdir(), "meta-genx-fleet-"));
const checkout = join(folder, "checkout");
const unpacked = join(folder, "unpacked");
const served = join(folder, "served");
let bundle: Bundle;

const skip = process.platform === "linux" ? withoutRedis : "a bundle is for Linux";

before(async () => {
  if (skip) return;
  copyProject(checkout);
  bundle = await buildIn(checkout);
  unpack(bundle.file, unpacked);
});

after(() => rmSync(folder, { recursive: true, force: true }));

test("fifty slow clients fetch the bundle while jobs run, and neither is disturbed", {
  skip,
}, async (t) => {
  await withFleet(bundle, async ({ redis, server, launchers }) => {
    const sweep = (seed: number) => [
      "--methods",
      "best_1_bin",
      "--repeats",
      "2",
      "--generations",
      "60",
      "--seed",
      `${seed}`,
    ];
    const quiet = await sweepOn(redis, sweep(1));
    const pingQuiet = await slowestPing(redis, 1000);

    const before = rssMb(server.pid);
    const slow = openSlowClients(server.url, bundle.name, 50, 200_000);
    await until(
      () => slow.received().every((bytes) => bytes > 0),
      () => slow.received().join(),
    );
    const [began, had] = [performance.now(), slow.received()];
    const [busy, ping] = await Promise.all([sweepOn(redis, sweep(2)), slowestPing(redis, 1000)]);
    const seconds = (performance.now() - began) / 1000;
    const rates = slow.received().map((bytes, i) => (bytes - had[i]!) / seconds / 1000);
    const grown = rssMb(server.pid) - before;
    const inTheMidst = slow.received().filter((bytes) => bytes < bundle.bytes.bundle).length;
    t.diagnostic(
      `6 trials: ${quiet.seconds.toFixed(1)} s without, ${busy.seconds.toFixed(1)} s with 50 clients; slowest of them ` +
        `${Math.min(...rates).toFixed(0)} of 200 kB/s; server +${grown.toFixed(0)} MB; slowest PING ${pingQuiet.toFixed(0)} and ${ping.toFixed(0)} ms`,
    );

    assert.equal(inTheMidst, 50);
    assert.deepEqual(busy.results, (await sweepHere(sweep(2))).results);
    assert.deepEqual(quiet.results, (await sweepHere(sweep(1))).results);
    // No more than a machine that does other things beside these tests explains.
    assert.ok(busy.seconds < 3 * quiet.seconds + 5, `${busy.seconds} s, not ${quiet.seconds} s`);
    assert.ok(Math.min(...rates) > 50, "no client starves");
    assert.ok(grown < 150, `the server took ${grown} MB more`);

    slow.hurry();
    assert.deepEqual([...new Set(await slow.ended())], [bundle.sha256]);
    for (const launcher of launchers) assert.doesNotMatch(launcher.said(), /ended with code|GX_/);
  });
});

test("a bundle becomes current while a sweep runs: workers hand back, the new ones go on, and every trial is there bit for bit", {
  skip,
}, async () => {
  const file = join(checkout, "scripts/worker.ts");
  writeFileSync(file, `${readFileSync(file, "utf8")}// another bundle with the same numbers\n`);
  const next = await buildIn(checkout);
  assert.notEqual(next.name, bundle.name);
  assert.equal(next.numerics, bundle.numerics);
  await withFleet(next, async ({ redis, launchers }) => {
    const args = ["--methods", "best_1_bin", "--starts", "guess,uniform", "--repeats", "2", "--generations", "1500"];
    const sweeping = sweepOn(redis, args);
    // Trials are under way.
    while (((await redis.admin("KEYS", "mgx:checkpoint:*")) as string[]).length === 0) await sleep(50);
    // One that the launchers have run before, so that they need not fetch it.
    await publish(bundle.file, served);
    const { results } = await sweeping;
    for (const { said } of launchers) {
      await until(() => said().match(/Ready\./g)?.length === 2, said);
      assert.match(said(), /handing back what is under way/);
      assert.doesNotMatch(said(), /ended with code|killed|GX_|strike/);
    }
    const all = launchers.map(({ said }) => said()).join("\n");
    assert.match(all, /goes on after \d+ evaluations/);
    assert.equal(results.length, 4);
    assert.deepEqual(results, (await sweepHere(args)).results);
  });
});

interface Fleet {
  redis: RedisServer;
  server: { url: string; pid: number };
  launchers: Launcher[];
}

/** Redis, the bundle's own server, and two launchers that share a folder, each with a worker that is ready. */
async function withFleet(first: Bundle, act: (fleet: Fleet) => Promise<void>): Promise<void> {
  await withRedis({}, async (redis) => {
    await publish(first.file, served);
    const server = await serverProcess(served, unpacked);
    const env = { ...redis.env, META_GENX_LAUNCHER_GRACE: "30", META_GENX_WORKER_CHECKPOINT: "0.3" };
    const launchers = ["one", "two"].map((name) =>
      startLauncher(["sh"], server.url, join(folder, "cache"), { name, words: [], env }),
    );
    try {
      for (const each of launchers) await until(() => /Ready\./.test(each.said()), each.said);
      await act({ redis, server, launchers });
    } finally {
      await Promise.all(launchers.map((each) => each.end()));
      await server.end();
    }
  });
}

interface Swept {
  seconds: number;
  /** Each trial's result but for how long it took. */
  results: unknown[];
}

function sweepOn(redis: RedisServer, args: readonly string[]): Promise<Swept> {
  return sweep([...args, "--redis", redis.url], { META_GENX_REDIS_PASSWORD: redis.password });
}

function sweepHere(args: readonly string[]): Promise<Swept> {
  return sweep([...args, "--local"], {});
}

async function sweep(args: readonly string[], env: NodeJS.ProcessEnv): Promise<Swept> {
  const out = mkdtempSync(join(folder, "sweep-"));
  const began = performance.now();
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [join(checkout, "scripts/sweep.ts"), FILM, ...args, "--json", "--out", join(out, "out")],
    { env: { ...process.env, ...env }, maxBuffer: 1e9 },
  );
  const seconds = (performance.now() - began) / 1000;
  const trials = JSON.parse(stdout).fits[0].trials as { result: { seconds: number; cpuSeconds: number } }[];
  return { seconds, results: trials.map(({ result: { seconds: _, cpuSeconds: __, ...rest } }) => rest) };
}

/** Milliseconds. */
async function slowestPing(redis: RedisServer, duration: number): Promise<number> {
  const end = performance.now() + duration;
  let slowest = 0;
  while (performance.now() < end) {
    const began = performance.now();
    await redis.admin("PING");
    slowest = Math.max(slowest, performance.now() - began);
    await sleep(20);
  }
  return slowest;
}
