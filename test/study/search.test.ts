/** A search by the functions of runtime/study: the same tries, prefix and verdict on any number of threads, stopped, resumed and loaded. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { Pool } from "../../runtime/pool/pool.ts";
import { readPlan } from "../../runtime/results/plan-file.ts";
import { localTarget } from "../../runtime/study/compute-target.ts";
import { loadResults } from "../../runtime/study/load-results.ts";
import { resumeSweep } from "../../runtime/study/resume-sweep.ts";
import { runSweep } from "../../runtime/study/run-sweep.ts";
import { planStudy, type StudySpec, startSweep } from "../../runtime/study/start-sweep.ts";
import type { TrialResult } from "../../runtime/sweep/trial.ts";
import { command, FILM, temporaryFolder } from "../scripts/command.ts";

const folderFor = (t: TestContext, name = "sweep") => join(temporaryFolder(t), name);

/** What a search says, without how long it took. */
async function said(folder: string) {
  const { results } = await loadResults(folder);
  const [fit] = results.fits;
  const trials = fit!.trials.map(({ spec, result }) => ({ spec, result: withoutTime(result!) }));
  return { finished: results.finished, search: fit!.search, best: fit!.parameters, trust: fit!.trust, trials };
}
const withoutTime = ({ seconds: _, cpuSeconds: __, ...result }: TrialResult) => result;

async function searched(folder: string, threads: number, spec: Partial<StudySpec> = {}) {
  const target = localTarget(threads);
  const sweep = await startSweep({ file: FILM, ...spec, folder }, target);
  assert.equal(await runSweep(sweep, target.pool(sweep)), "complete");
  return said(folder);
}

test("one thread and three give the same tries, the same prefix and the same verdict", async (t) => {
  const one = await searched(folderFor(t, "one"), 1);
  assert.deepEqual(await searched(folderFor(t, "three"), 3), one);
  assert.ok(one.finished);
  assert.ok(one.search!.settled);
  assert.equal(one.search!.hitsOfBest, 5);
  assert.equal(one.trials.length, one.search!.tries);
  assert.equal(one.trust.verdict, "trust", one.trust.sentence);
  assert.match(one.trust.sentence, /^Found by 5 of \d+ independent tries\. In calibration fits such a finding was /);
});

test("plan.json holds the rule, and the tries with their names follow from it", async (t) => {
  const folder = folderFor(t);
  const { plan } = await startSweep({ file: FILM, folder, seed: 3 }, localTarget(1));
  const { planText, plan: read } = readPlan(folder);
  assert.ok(!planText.includes("trials"));
  assert.equal(read.format, 2);
  assert.deepEqual(read.trials, plan.trials);
  assert.ok(read.trials.length > 20);
  const again = await planStudy({ file: FILM, seed: 3 }, localTarget(4));
  assert.deepEqual(again.plan.trials, plan.trials);
});

test("more confidence takes more tries, of which the first are the same; fewer evaluations end it unsettled", async (t) => {
  const five = await searched(folderFor(t, "five"), 2);
  const eight = await searched(folderFor(t, "eight"), 2, { confidence: 8 });
  assert.equal(eight.search!.hitsOfBest, 8);
  assert.deepEqual(eight.trials.slice(0, five.trials.length), five.trials);
  const short = await searched(folderFor(t, "short"), 2, { maxEvaluations: 300 });
  assert.ok(short.finished && !short.search!.settled);
  assert.match(short.trust.sentence, /^Not settled: found by \d of \d+ independent tr/);
  assert.notEqual(short.trust.verdict, "trust");
});

test("stopped after any try and resumed, it ends as one that was not", async (t) => {
  const whole = await searched(folderFor(t, "whole"), 1, { confidence: 8 });
  for (const after of [1, 3, 5]) {
    const folder = folderFor(t, `stopped-${after}`);
    const target = localTarget(2);
    const stop = new AbortController();
    let ended = 0;
    const sweep = await startSweep({ file: FILM, confidence: 8, folder }, target);
    const finished = () => {
      if (++ended === after) stop.abort();
    };
    await runSweep(sweep, target.pool(sweep), { finished }, stop.signal);
    const then = await said(folder);
    assert.ok(!then.finished);
    if (then.search!.tries > 0) assert.match(then.trust.sentence, /^Not settled yet: found by \d of \d+ independent/);
    const resumed = await resumeSweep(folder, target.numerics);
    await runSweep(resumed, target.pool(resumed));
    assert.deepEqual(await said(folder), whole);
    const over = await resumeSweep(folder, target.numerics);
    assert.deepEqual(over.trials, []);
    over.journal.close();
  }
});

test("a try that ended past the verdict, and lies deeper, makes the search go on, which is said", async (t) => {
  const folder = folderFor(t);
  const target = localTarget(1);
  const sweep = await startSweep({ file: FILM, folder, confidence: 2 }, target);
  // The third try had ended before the second, and found another minimum, which is deeper.
  const end = (place: number, fom: number, best: number[]) => {
    const { id, index, fit } = sweep.trials[place]!;
    const rest = { start: best, evaluations: 50, generations: 1, seconds: 0, cpuSeconds: 0, stopReason: "converged" };
    return { id, index, fit, status: "complete" as const, fom, best, ...rest, convergence: [], fomLevelBars: [] };
  };
  const { lower, upper } = sweep.project.fits[0]!.fit.objective;
  const [low, high] = [0.3, 0.7].map((part) => [...lower].map((from, i) => from + part * (upper[i]! - from)));
  const pool: Pool = {
    description: "a pool of this test",
    async run(_, events, stop) {
      events.finished(end(0, 5, low!));
      events.finished(end(2, 1, high!));
      events.finished(end(1, 5, low!));
      assert.ok(!stop.aborted);
      events.finished(end(3, 1, high!));
      assert.ok(stop.aborted);
      // Behind the verdict nothing counts.
      events.finished(end(4, 0.1, low!));
    },
    async close() {},
  };
  await runSweep(sweep, pool);
  const { results } = await loadResults(folder, { polishing: "none" });
  const { search, trust } = results.fits[0]!;
  assert.deepEqual([search!.tries, search!.hitsOfBest, search!.grew, search!.settled], [4, 2, true, true]);
  assert.match(trust.sentence, /it went on when a later try lay deeper/);
});

test("the command says what is usual and what is most, and its JSON has what was found by which arm", async (t) => {
  const folder = folderFor(t);
  const { code, stdout, stderr } = await command("sweep", [FILM, "--local", "--json", "--out", folder]);
  assert.equal(code, 0, stderr);
  assert.match(
    stderr,
    /Independent tries until 5 of them found the best fit: usually about .*, at most about .* evaluations\)/,
  );
  const [fit] = JSON.parse(stdout).fits;
  assert.deepEqual([fit.settled, fit.hitsOfBest], [true, 5]);
  assert.ok(fit.tries >= 5 && fit.evaluations >= fit.evaluationsToBest && fit.evaluationsToBest > 0);
  assert.equal(
    fit.arms.reduce((sum: number, arm: { tries: number }) => sum + arm.tries, 0),
    fit.tries,
  );
  assert.equal(
    fit.arms.reduce((sum: number, arm: { hits: number }) => sum + arm.hits, 0),
    5,
  );
  assert.ok(fit.trust.wrongPercent < 2);
});
