/** A journal's lines → lanes, utilisation, what is inferred: small cases with numbers worked out by hand. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalLine } from "../../runtime/results/journal.ts";
import type { Timeline } from "../../runtime/results/timeline/build-timeline.ts";
import { timelineOf } from "../../runtime/results/timeline/build-timeline.ts";
import { runningTime } from "../../runtime/results/timeline/running-time.ts";
import { utilisation } from "../../runtime/results/timeline/utilisation.ts";
import type { Activity } from "../../runtime/sweep/activity.ts";
import { fleetJournal, trialResult, trialSpec } from "../helpers/fleet-journal.ts";

const T0 = 1_800_000_000_000;

test("utilisation is computing over threads × wall", () => {
  // Two threads for 10 s each. Thread 0: fetches 1 s, computes 7 s. Thread 1: computes 4 s, saves 0.5 s, computes 4.5 s, idles 1 s.
  const { shares, threads, atOnce, wall } = timeline([
    session(0),
    did("a", 0, "fetching", 0, 1000),
    did("a", 0, "computing", 1000, 8000, 0),
    did("a", 1, "computing", 0, 4000, 1),
    did("a", 1, "checkpointing", 4000, 4500, 1),
    did("a", 1, "computing", 4500, 9000, 1),
    end(10_000),
  ]);
  assert.deepEqual([threads, atOnce, wall], [2, 2, 10_000]);
  assert.deepEqual(shares, {
    fetching: 1000,
    computing: 15_500,
    checkpointing: 500,
    running: 0,
    lost: 0,
    idle: 3000,
    wall: 20_000,
  });
  assert.equal(utilisation(shares), 0.775);
});

test("a thread counts from its first sign of life", () => {
  const { workers } = timeline([
    session(0),
    did("early", 0, "computing", 0, 10_000, 0),
    did("late", 0, "computing", 6000, 8000, 1),
    end(10_000),
  ]);
  const late = workers.find(({ name }) => name === "late")!.shares;
  assert.deepEqual([late.computing, late.idle, late.wall], [2000, 2000, 4000]);
});

test("where spans of one thread overlap, time counts once, and the overlap is marked and said", () => {
  const { shares, workers, notes } = timeline([
    session(0),
    did("a", 0, "computing", 0, 6000, 0),
    did("a", 0, "computing", 4000, 9000, 1),
    did("a", 0, "fetching", 8000, 9500),
    end(10_000),
  ]);
  assert.deepEqual([shares.computing, shares.fetching, shares.idle], [9000, 500, 500]);
  assert.deepEqual(
    workers[0]!.lanes[0]!.spans.map(({ overlaps }) => overlaps),
    [false, true, true],
  );
  assert.match(notes.join(), /2 spans overlap an earlier one/);
});

test("spans that touch and are one thing are joined", () => {
  const spans = spansOf(
    timeline([
      session(0),
      did("a", 0, "computing", 0, 1000, 0),
      did("a", 0, "computing", 1000, 2000, 0),
      did("a", 0, "computing", 2000, 3000, 1),
      end(3000),
    ]),
  );
  assert.deepEqual(spans, ["computing 0 0–2000", "computing 1 2000–3000"]);
});

test("workers are sorted as people count, threads of one worker together", () => {
  const { workers } = timeline([
    session(0),
    ...["node-10", "node-2", "node-1"].flatMap((name) =>
      [1, 0].map((thread) => did(name, thread, "computing", 0, 100, 0)),
    ),
  ]);
  assert.deepEqual(
    workers.map(({ name, lanes }) => [name, lanes.map(({ thread }) => thread)]),
    [
      ["node-1", [0, 1]],
      ["node-2", [0, 1]],
      ["node-10", [0, 1]],
    ],
  );
});

test("clocks that are wrong are shown and said, whatever they say", () => {
  const { workers, notes, shares } = timeline([
    session(0),
    did("a", 0, "computing", 5000, 4000, 0),
    did("b", 0, "computing", -1e300, 1e300, 1),
    end(10_000),
  ]);
  assert.deepEqual(
    workers[0]!.lanes[0]!.spans.map(({ from, to }) => [from - T0, to - T0]),
    [[4000, 4000]],
  );
  assert.match(notes.join(), /One span ends before it begins.*One span lies more than an hour outside/);
  assert.ok(Number.isFinite(shares.wall) && shares.wall < 1e8);
});

test("an interruption is left out of running time, and counts for nothing", () => {
  const { spells, wall, shares, sessions } = timeline([
    session(0),
    did("a", 0, "computing", 0, 4000, 0),
    session(1_004_000),
    did("a", 0, "computing", 1_004_000, 1_010_000, 1),
    end(1_010_000),
  ]);
  assert.equal(wall, 10_000);
  assert.equal(utilisation(shares), 1);
  assert.equal(sessions.length, 2);
  assert.equal(runningTime(spells, T0 + 1_005_000), 5000);
  assert.equal(runningTime(spells, T0 + 500_000), 4000);
});

test("workers that go on while their driver is away leave no interruption", () => {
  const { spells } = timeline([
    session(0),
    progress(1000, 0, 10),
    session(60_000),
    did("a", 0, "computing", 500, 62_000, 0),
    end(63_000),
  ]);
  assert.equal(spells.length, 1);
});

test("a killed worker's last stretch is inferred from progress, on the lane that told of the trial", () => {
  const result = timeline([
    session(0),
    did("a", 0, "fetching", 0, 100),
    did("b", 0, "fetching", 0, 100),
    did("a", 0, "computing", 100, 2000, 0),
    did("a", 0, "checkpointing", 2000, 2010, 0),
    progress(2600, 0, 30),
    progress(3100, 0, 35),
    // a is killed; b goes on from the checkpoint
    did("b", 0, "computing", 5000, 9000, 0),
    trial(9000, 0),
    end(10_000),
  ]);
  assert.deepEqual(spansOf(result, "a"), [
    "fetching undefined 0–100",
    "computing 0 100–2000",
    "checkpointing 0 2000–2010",
    "lost 0 2010–3100",
  ]);
  assert.match(result.notes.join(), /One stretch of computing was lost/);
  assert.doesNotMatch(result.notes.join(), /guess/);
  // Gone with its last sign: what came later is not its idleness.
  assert.equal(result.workers[0]!.shares.wall, 3100);
  assert.equal(result.workers[0]!.shares.lost, 1090);
});

test("a lane that took nothing while others began anew is gone with its last sign, in whichever order they did", () => {
  const { workers } = timeline([
    session(0),
    did("a", 0, "computing", 0, 2000, 0),
    did("b", 0, "computing", 0, 1000, 1),
    did("b", 0, "computing", 20_000, 30_000, 2),
    did("c", 0, "computing", 1000, 30_000, 3),
    end(30_000),
  ]);
  assert.deepEqual(
    workers.map(({ shares }) => shares.wall),
    [2000, 30_000, 29_000],
  );
});

test("where no lane had told of the trial, the lane is a guess, and said to be one", () => {
  const result = timeline([
    session(0),
    did("a", 0, "computing", 0, 2000, 0),
    did("b", 0, "computing", 0, 1000, 1),
    did("a", 0, "computing", 2000, 8000, 2),
    progress(1600, 3, 12),
    progress(2600, 3, 22),
    did("c", 0, "computing", 5000, 9000, 3),
    end(10_000),
  ]);
  assert.deepEqual(spansOf(result, "b"), ["computing 1 0–1000", "lost 3 1000–2600"]);
  assert.match(result.notes.join(), /is a guess/);
});

test("progress that comes late, after the span was told, is no loss", () => {
  const { shares } = timeline([
    session(0),
    did("a", 0, "computing", 0, 2000, 0),
    progress(2900, 0, 90),
    trial(2950, 0),
    end(3000),
  ]);
  assert.equal(shares.lost, 0);
});

test("what progressed when the journal ends is running, unless the session ended", () => {
  const lines = [session(0), did("a", 0, "fetching", 0, 100), progress(700, 0, 5), progress(1200, 0, 9)];
  assert.deepEqual(spansOf(timeline(lines)), ["fetching undefined 0–100", "running 0 100–1200"]);
  assert.equal(utilisation(timeline(lines).shares), 1100 / 1200);
  assert.deepEqual(spansOf(timeline([...lines, end(1300)])), ["fetching undefined 0–100", "lost 0 100–1200"]);
});

test("a killed and resumed sweep of this machine shows what was lost", () => {
  const result = timeline([
    session(0),
    did("this machine", 0, "computing", 0, 1000, 0),
    did("this machine", 1, "computing", 0, 1200, 1),
    progress(1600, 2, 10),
    progress(1800, 3, 10),
    progress(2100, 2, 20),
    session(60_000),
    did("this machine", 0, "computing", 60_000, 62_000, 2),
    did("this machine", 1, "computing", 60_000, 62_000, 3),
    end(62_000),
  ]);
  const lost = result.workers[0]!.lanes.map(({ spans }) => spans.filter(({ kind }) => kind === "lost").length);
  assert.deepEqual(lost, [1, 1]);
});

test("what a killed session computed is lost, even while the next session computes it again", () => {
  const result = timeline([
    session(0),
    did("this machine", 0, "fetching", 0, 100),
    progress(700, 0, 5),
    progress(1200, 0, 9),
    session(5000),
    did("this machine", 0, "fetching", 5000, 5100),
    progress(5700, 0, 5),
  ]);
  assert.deepEqual(spansOf(result), [
    "fetching undefined 0–100",
    "lost 0 100–1200",
    "fetching undefined 5000–5100",
    "running 0 5100–5700",
  ]);
});

test("a thread that is silent while others take up fresh trials long after was gone", () => {
  const later = [3, 6, 9, 12, 15].map((s) => did("b", 0, "computing", 1000 * s, 1000 * s + 3000, s));
  const gone = (lines: JournalLine[]) =>
    timeline([
      session(0),
      did("a", 0, "computing", 0, 2000, 0),
      did("b", 0, "computing", 0, 3000, 1),
      ...lines,
      end(20_000),
    ]).workers[0]!.shares.wall;
  assert.equal(gone(later), 2000);
  // With nothing left to take, it was there and idle.
  assert.equal(gone(later.slice(0, 2)), 20_000);
});

test("two threads at one trial at the same time are told of", () => {
  const { notes } = timeline([
    session(0),
    did("frozen", 0, "computing", 0, 40_000, 0),
    did("other", 0, "computing", 31_000, 39_000, 0),
    end(41_000),
  ]);
  assert.match(notes.join(), /Computed by two threads at the same time: trial 0\./);
});

test("failed trials and log lines are marks", () => {
  const { marks } = timeline([
    session(0),
    did("a", 0, "computing", 0, 900, 41),
    { type: "log", line: "hello", at: T0 + 500 },
    { type: "trial", result: trialResult(41, "failed"), at: T0 + 900 },
  ]);
  assert.deepEqual(
    marks.map(({ kind, at, trial }) => [kind, at - T0, trial]),
    [
      ["log", 500, undefined],
      ["failed", 900, 41],
    ],
  );
});

test("an empty journal, and one without activities, have a timeline too", () => {
  for (const lines of [[], [session(0)], [session(0), progress(500, 0, 1), trial(900, 0), end(1000)]]) {
    const result = timeline(lines);
    assert.equal(result.threads, 0);
    assert.ok(Number.isNaN(utilisation(result.shares)));
  }
});

test("of a fleet with kills every moment counts once, and every killed worker's time ends", () => {
  const result = timelineOf(fleetJournal());
  for (const worker of result.workers) {
    const { wall, ...parts } = worker.shares;
    const sum = Object.values(parts).reduce((a, b) => a + b);
    assert.ok(Math.abs(sum - wall) < 1e-6 * wall, worker.name);
  }
  const computed = fleetJournal()
    .lines.flatMap((line) => (line.type === "activity" && line.activity.doing === "computing" ? [line.activity] : []))
    .reduce((sum, { from, to }) => sum + to - from, 0);
  assert.ok(
    Math.abs(result.shares.computing - computed) < 1,
    "no spans overlap there, so their sum is the computing time",
  );
});

function timeline(lines: JournalLine[]): Timeline {
  const ending = lines.findLast(({ type }) => type === "end" || type === "session");
  const results = new Map(
    lines.flatMap((line) => (line.type === "trial" ? [[line.result.id, line.result] as const] : [])),
  );
  return timelineOf({
    lines,
    results,
    ending: ending?.type === "end" ? ending.reason : "",
    problems: [],
    trials: Array.from({ length: 50 }, (_, i) => trialSpec(i)),
  });
}

function spansOf({ workers }: Timeline, name = workers[0]!.name): string[] {
  const worker = workers.find((one) => one.name === name)!;
  return worker.lanes.flatMap(({ spans }) =>
    spans.map(({ kind, trial, from, to }) => `${kind} ${trial} ${from - T0}–${to - T0}`),
  );
}

function session(at: number): JournalLine {
  return { type: "session", where: "2 threads", at: T0 + at };
}

function end(at: number): JournalLine {
  return { type: "end", reason: "complete", at: T0 + at };
}

/** As it stands in a journal: written when it is over. */
function did(
  worker: string,
  thread: number,
  doing: Activity["doing"],
  from: number,
  to: number,
  trial?: number,
): JournalLine {
  const at = T0 + Math.min(Math.max(from, to), 1e7);
  return { type: "activity", activity: { worker, thread, doing, from: T0 + from, to: T0 + to, trial }, at };
}

function progress(at: number, index: number, evaluations: number): JournalLine {
  return {
    type: "progress",
    progress: { id: `trial-${index}`, index, evaluations, generation: 1, bestFom: 1 },
    at: T0 + at,
  };
}

function trial(at: number, index: number): JournalLine {
  return { type: "trial", result: trialResult(index), at: T0 + at };
}
