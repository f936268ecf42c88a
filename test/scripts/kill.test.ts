/**
 * kill -9 at any moment: a plan of 48 trials, and a search of as many tries, are
 * killed five times while they compute, and resumed; their trials are those of an
 * undisturbed one, bit for bit, and their files whole.
 */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { after, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { loadResults } from "../../runtime/study/load-results.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { journalledResults } from "../helpers/raw-journal.ts";

const ROOT = resolve(import.meta.dirname, "../..");
const SWEEP = join(ROOT, "scripts/sweep.ts");
const FILE = join(GOLDEN, "optimiser/op1_xray_film_5par.gx");
const SEARCHED = join(GOLDEN, "optimiser/op2_multilayer_8par.gx");
const PLAN = ["--repeats", "8", "--starts", "uniform", "--budget-evaluations", "9000", "--workers", "2"];

const folder = mkdtempSync(join(tmpdir(), "meta-genx-kill-"));
after(() => rmSync(folder, { recursive: true, force: true }));

const start = (args: string[]) => spawn(process.execPath, [SWEEP, ...args], { stdio: "ignore" });
const ended = (child: ReturnType<typeof start>) =>
  new Promise<number | null>((done) => child.once("exit", (code) => done(code)));

/** Starts it, kills it five times while trials are computing, and lets the last one end. @returns how many had ended at each kill */
async function throughStorms(first: string[], stormy: string, most: number): Promise<number[]> {
  const deaths: number[] = [];
  for (let kill = 0; kill < 5; kill++) {
    const child = start(kill === 0 ? [...first, "--out", stormy] : ["--resume", stormy]);
    const exit = ended(child);
    let alive = true;
    exit.then(() => {
      alive = false;
    });
    const before = journalledResults(stormy).size;
    // At least one more trial has ended and others are under way; then a little further, to hit any moment.
    while (alive && journalledResults(stormy).size < before + 2) await sleep(10);
    await sleep(37 * kill);
    assert.ok(journalledResults(stormy).size < most, "trials were computing");
    child.kill("SIGKILL");
    assert.equal(await exit, null);
    deaths.push(journalledResults(stormy).size);
  }
  assert.equal(await ended(start(["--resume", stormy])), 0);
  for (const file of ["results.h5", "report.html", "best.hgx"]) assert.ok(existsSync(join(stormy, file)), file);
  return deaths;
}

test("a sweep that is killed five times and resumed has the trials of one that was not", {
  timeout: 300_000,
}, async () => {
  const [calm, stormy] = [join(folder, "calm"), join(folder, "stormy")];
  assert.equal(await ended(start([FILE, ...PLAN, "--out", calm])), 0);
  const expected = journalledResults(calm);
  assert.equal(expected.size, 48);
  const deaths = await throughStorms([FILE, ...PLAN], stormy, expected.size);
  assert.deepEqual(new Map([...journalledResults(stormy)].sort()), new Map([...expected].sort()));
  console.log(`killed after ${deaths.join(", ")} of ${expected.size} trials`);
});

test("a search that is killed five times and resumed comes to the verdict of one that was not, by the same tries", {
  timeout: 300_000,
}, async () => {
  const [calm, stormy] = [join(folder, "calm-search"), join(folder, "stormy-search")];
  const search = [SEARCHED, "--confidence", "25", "--workers", "2"];
  assert.equal(await ended(start([...search, "--out", calm])), 0);
  const found = async (out: string) => {
    const [fit] = (await loadResults(out)).results.fits;
    const tries = fit!.trials.map(({ result }) => ({ ...result, seconds: 0, cpuSeconds: 0 }));
    return { search: fit!.search, tries, best: fit!.parameters, trust: fit!.trust };
  };
  const expected = await found(calm);
  assert.ok(expected.tries.length >= 48, `${expected.tries.length} tries`);
  const deaths = await throughStorms(search, stormy, expected.tries.length);
  assert.deepEqual(await found(stormy), expected);
  console.log(`killed after ${deaths.join(", ")} of ${expected.tries.length} tries`);
});
