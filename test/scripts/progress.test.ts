/** What a user sees while a sweep runs. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { WriteStream } from "node:tty";
import type { TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";
import { SweepProgress } from "../../scripts/cli/progress.ts";
import { showSweep } from "../../scripts/terminal/progress-display.ts";

const trials = ["jade_best", "best_1_bin", "rand_1_bin"].map(
  (method, i): TrialSpec => ({
    id: `${i}`,
    index: 10 + i,
    fit: 0,
    method,
    optimiser: "differential-evolution",
    settings: { popSize: 50, maxGenerations: Number.MAX_SAFE_INTEGER },
    start: { kind: "guess" },
    seed: 1,
    maxEvaluations: 1000,
  }),
);
const result = (index: number, fom: number, status: TrialResult["status"] = "complete"): TrialResult => ({
  id: `${index - 10}`,
  index,
  fit: 0,
  status,
  fom,
  best: [],
  start: [],
  evaluations: 1000,
  generations: 19,
  seconds: 1,
  cpuSeconds: 1,
  stopReason: "evaluations",
  convergence: [],
  fomLevelBars: [],
});
const running = (index: number, evaluations: number, bestFom: number) => ({
  id: "",
  index,
  evaluations,
  generation: 1,
  bestFom,
});

test("before the first news there is only the count", () => {
  assert.deepEqual(new SweepProgress(trials).facts(1), ["0 of 3 trials"]);
});

test("what was done before a sweep was resumed is counted, and says nothing of the speed", () => {
  const progress = new SweepProgress(trials);
  for (const index of [10, 11]) progress.finished(result(index, 0.002 * index), "known");
  assert.deepEqual(progress.facts(1), ["2 of 3 trials", "best FOM 0.02 (jade_best)"]);
  assert.equal(progress.fraction, 2 / 3);
});

test("on a fleet it says how many workers there are, also when there is none", () => {
  const progress = new SweepProgress(trials);
  const said = [0, 1, 40].map((workers) => {
    progress.workers = workers;
    return progress.facts(1)[1];
  });
  assert.deepEqual(said, ["no worker", "1 worker", "40 workers"]);
});

test("the rate is that of the time in which workers were there", () => {
  const progress = new SweepProgress(trials);
  progress.workers = 0;
  progress.facts(60);
  progress.workers = 1;
  progress.finished(result(10, 0.5));
  assert.equal(progress.facts(70).at(-1), "100 evaluations/s");
});

test("what was computed before this run counts as done, and says nothing of the speed", () => {
  const progress = new SweepProgress(trials);
  progress.finished(result(10, 0.5), "known");
  assert.deepEqual(progress.facts(1), ["1 of 3 trials", "best FOM 0.5 (jade_best)"]);
});

test("the best FOM has the name of the method that found it, whether its trial has ended or not", () => {
  const progress = new SweepProgress(trials);
  progress.finished(result(10, 0.5));
  progress.progress(running(12, 250, 0.25));
  assert.ok(progress.facts(1).includes("best FOM 0.25 (rand_1_bin)"));
});

test("the time left is what is left to evaluate at the rate so far", () => {
  const progress = new SweepProgress(trials);
  progress.finished(result(10, 0.5));
  progress.progress(running(11, 500, 0.6));
  // 1500 of 3000 in 10 s.
  assert.deepEqual(progress.facts(10).slice(1), ["about 10 s left", "best FOM 0.5 (jade_best)", "150 evaluations/s"]);
});

test("no time left is told before it is known within a factor of two", () => {
  const told = (progress: SweepProgress, seconds: number) => progress.facts(seconds).find((fact) => /left$/.test(fact));
  const fresh = new SweepProgress(trials);
  fresh.progress(running(10, 500, 0.5));
  assert.equal(told(fresh, 5), undefined, "no trial has ended");
  const early = new SweepProgress(trials);
  early.finished({ ...result(10, 0.5), evaluations: 100 });
  assert.equal(told(early, 1), undefined, "the next may take ten times as many");
  const slower = new SweepProgress(trials);
  slower.finished(result(10, 0.5));
  assert.equal(told(slower, 1), "about 2 s left");
  slower.progress(running(11, 20, 0.5));
  assert.equal(told(slower, 40), undefined, "a speed of 1000 became one of less than 1");
});

test("the time left that is told is right within a factor of two, whatever trials take of their budgets", () => {
  for (const [what, least, share] of [
    ["all", 50, () => 1],
    ["a tenth", 40, () => 0.1],
    ["a tenth or all, in turn", 0, (i: number) => (i % 2 === 0 ? 0.1 : 1)],
    ["a half or all, in turn", 30, (i: number) => (i % 2 === 0 ? 0.5 : 1)],
    ["between two fifths and all", 30, (i: number) => 0.4 + 0.6 * ((i * 0.618) % 1)],
  ] as const) {
    const many = Array.from({ length: 60 }, (_, i): TrialSpec => ({ ...trials[i % 3]!, id: `${i}`, index: 10 + i }));
    const spent = many.map((_, i) => Math.round(1000 * share(i)));
    const progress = new SweepProgress(many);
    let done = 0;
    const whole = spent.reduce((sum, n) => sum + n, 0);
    let told = 0;
    for (const [i, n] of spent.entries()) {
      done += n;
      progress.finished({ ...result(10 + i, 0.5), evaluations: n });
      const text = progress.facts(done / 100).find((fact) => fact.endsWith("left"));
      if (text === undefined) continue;
      const [, minutes = 0, seconds] = /about (?:(\d+) min )?([\d.]+) s left/.exec(text)!;
      const [guess, truth] = [60 * Number(minutes) + Number(seconds), (whole - done) / 100];
      assert.ok(
        guess < 2.05 * truth && guess > truth / 2.05,
        `${what}: ${guess} s told, ${truth} s left after ${i + 1}`,
      );
      told++;
    }
    assert.ok(told >= least, `${what}: told ${told} times`);
  }
});

test("lines of 80 and of 45 columns keep the time left", () => {
  for (const columns of [80, 45]) {
    const [progress, out] = [new SweepProgress(trials), stream(true)];
    out.columns = columns;
    progress.workers = 12;
    progress.finished(result(10, 1.23456e-7));
    const live = showSweep(progress, out);
    assert.match(out.text, /about .* left/, `${columns} columns`);
    live.end();
  }
});

test("failed trials are counted, and an infinite FOM is no best", () => {
  const progress = new SweepProgress(trials);
  progress.finished(result(10, Number.POSITIVE_INFINITY, "failed"));
  assert.deepEqual(progress.facts(1).slice(0, 2), ["1 of 3 trials (1 failed)", "1\u202f000 evaluations/s"]);
});

test("the fits of a batch have no best FOM in common", () => {
  const progress = new SweepProgress(trials.map((trial, fit) => ({ ...trial, fit })));
  progress.finished(result(10, 0.5));
  assert.deepEqual(progress.facts(1).slice(1), ["about 2 s left", "1\u202f000 evaluations/s"]);
});

/** A stream that keeps what is written to it. */
function stream(isTTY: boolean): WriteStream & { text: string } {
  const made = {
    isTTY,
    columns: 60,
    text: "",
    write(text: string) {
      made.text += text;
      return true;
    },
  };
  return made as unknown as WriteStream & { text: string };
}

test("when it is over there is no time left to tell, and what was cut short is said", () => {
  const progress = new SweepProgress(trials);
  progress.finished({ ...result(10, 0.5, "partial"), evaluations: 100 });
  assert.deepEqual(progress.facts(1, "over"), [
    "1 of 3 trials (1 cut short)",
    "best FOM 0.5 (jade_best)",
    "100 evaluations/s",
  ]);
});

test("without a terminal there are plain lines and no control characters", () => {
  const [progress, out] = [new SweepProgress(trials), stream(false)];
  const live = showSweep(progress, out);
  progress.finished(result(10, 0.5));
  live.line("the script says \u001b[2Jhello");
  live.end();
  assert.match(out.text, /^the script says \uFFFD\[2Jhello\n1 of 3 trials, best FOM 0\.5 \(jade_best\), .*\n$/);
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is looked for
  assert.doesNotMatch(out.text, /[\u0000-\u0009\u000b-\u001f]/);
});

test("a log has a line every two seconds at first, every ten later, and the last", (t) => {
  t.mock.timers.enable({ apis: ["setInterval"] });
  let now = 0;
  t.mock.method(performance, "now", () => now);
  const [progress, out] = [new SweepProgress(trials), stream(false)];
  const live = showSweep(progress, out);
  const linesAt: number[] = [];
  for (; now < 60_000; now += 500, t.mock.timers.tick(500)) {
    if (out.text.split("\n").length - 1 > linesAt.length) linesAt.push(now / 1000);
  }
  live.end();
  assert.deepEqual(linesAt, [2, 4, 6, 8, 10, 12, 14, 16, 18, 28, 38, 48, 58]);
  assert.equal(out.text.split("\n").length - 1, linesAt.length + 1);
});

test("a narrow terminal gets whole facts only", () => {
  const [progress, out] = [new SweepProgress(trials), stream(true)];
  const live = showSweep(progress, out);
  progress.finished({ ...result(10, 0.0136534), evaluations: 123_456 });
  out.text = "";
  out.columns = 45;
  live.end();
  assert.ok(out.text.endsWith("\nbest FOM 0.013653 (jade_best)\n"), JSON.stringify(out.text));
});

test("on a narrow terminal the bar gives way to the words, which stay whole", () => {
  const out = stream(true);
  const progress = {
    fraction: 0.5,
    facts: () => ["1234 of 2468 trials (12 failed, 3 cut short)", "best FOM 0.5 (best_1_bin+lm)"],
  };
  for (const [columns, bar] of [
    [80, "████████████░░░░░░░░░░░░ "],
    [54, "████░░░░ "],
    [45, ""],
  ] as const) {
    Object.assign(out, { columns, text: "" });
    showSweep(progress, out).end();
    assert.ok(out.text.startsWith(`${bar}1234 of 2468 trials (12 failed, 3 cut short)\nbest FOM`), out.text);
  }
});

test("a line after the end draws over nothing, and a command in it is not broken", () => {
  const out = stream(true);
  const live = showSweep({ fraction: 1, facts: () => ["1 of 1 trials"] }, out);
  live.end();
  out.text = "";
  out.columns = 30;
  const command = "  npm run sweep -- --resume sweeps/fit-2026-11-21T08-30-00";
  live.line(command);
  assert.equal(out.text, `${command}\n`);
});

test("on a terminal one block is drawn over itself, and other lines go above it", () => {
  const [progress, out] = [new SweepProgress(trials), stream(true)];
  const live = showSweep(progress, out);
  const before = out.text.split("\n").length - 1;
  live.line("hello");
  live.end();
  assert.ok(out.text.startsWith("░░░░░░░░░░░░░░░░░░░░░░░░ 0 of 3 trials\n"));
  assert.ok(out.text.includes(`\u001b[${before}A\u001b[Jhello\n`), JSON.stringify(out.text));
});
