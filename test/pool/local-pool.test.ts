import assert from "node:assert/strict";
import { test } from "node:test";
import { GxError } from "../../runtime/errors.ts";
import { localPool } from "../../runtime/pool/local-pool.ts";
import type { PoolEvents } from "../../runtime/pool/pool.ts";
import type { Activity } from "../../runtime/sweep/activity.ts";
import type { TrialProgress, TrialResult } from "../../runtime/sweep/trial.ts";
import { specs } from "../helpers/trials.ts";

const runner = new URL("./fake-runner.ts", import.meta.url);
const file = { name: "fit.gx", bytes: new Uint8Array(0) };
const never = new AbortController().signal;

/** Listens to a pool and keeps what it said. */
function listen(onProgress: () => void = () => {}) {
  const heard = {
    results: [] as TrialResult[],
    lines: [] as string[],
    progress: [] as TrialProgress[],
    activities: [] as Activity[],
  };
  const events: PoolEvents = {
    progress: (event) => {
      heard.progress.push(event);
      onProgress();
    },
    finished: (result) => heard.results.push(result),
    activity: (activity) => heard.activities.push(activity),
    log: (line) => heard.lines.push(line),
    say: () => {},
    workers: () => {},
  };
  return { heard, events };
}

const byIndex = (results: TrialResult[]) => results.toSorted((a, b) => a.index - b.index);

test("two threads give the same results as one, each trial once", async () => {
  const trials = specs(...Array<string>(9).fill("plain"));
  const [one, two] = [listen(), listen()];
  await localPool(file, 1, { runner }).run(trials, one.events, never);
  await localPool(file, 2, { runner }).run(trials, two.events, never);
  assert.deepEqual(
    one.heard.results.map((r) => r.index),
    [0, 1, 2, 3, 4, 5, 6, 7, 8],
  );
  assert.deepEqual(byIndex(two.heard.results), one.heard.results);
});

test("what a script prints comes out as log lines", async () => {
  const { heard, events } = listen();
  await localPool(file, 1, { runner }).run(specs("plain", "plain"), events, never);
  assert.deepEqual(heard.lines, ["trial 0", "trial 1"]);
});

test("of what a script prints in one trial the first twenty lines come out, and a word that there was more", async () => {
  const { heard, events } = listen();
  await localPool(file, 1, { runner }).run(specs("chatty", "plain"), events, never);
  assert.equal(heard.lines.length, 22);
  assert.deepEqual(heard.lines.slice(19), [
    "line 20",
    "(what the script prints further in this trial is left out)",
    "trial 1",
  ]);
});

test("a thread tells what it did, without gaps: fetched the file, then computed each trial", async () => {
  const { heard, events } = listen();
  const began = Date.now();
  await localPool(file, 1, { runner }).run(specs("plain", "plain"), events, never);
  assert.deepEqual(
    heard.activities.map(({ worker, thread, doing, trial }) => [worker, thread, doing, trial]),
    [
      ["this machine", 0, "fetching", undefined],
      ["this machine", 0, "computing", 0],
      ["this machine", 0, "computing", 1],
    ],
  );
  const times = heard.activities.flatMap(({ from, to }) => [from, to]);
  assert.deepEqual(times.toSorted(), times);
  assert.ok(began <= times[0]! && times.at(-1)! <= Date.now());
});

test("a thread that dies fails its trial only, and another takes its place", async () => {
  const { heard, events } = listen();
  await localPool(file, 1, { runner }).run(specs("plain", "die", "plain", "die"), events, never);
  assert.deepEqual(
    heard.results.map((r) => r.status),
    ["complete", "failed", "complete", "failed"],
  );
  assert.equal(heard.results[1]!.error, "The thread that ran it died: it ended with code 3.");
});

test("a thread that dies of an error says of which", async () => {
  const { heard, events } = listen();
  await localPool(file, 1, { runner }).run(specs("late throw", "plain", "plain"), events, never);
  // It costs one trial: the next, or that one, if the thread is gone before its result was heard of.
  assert.equal(heard.results.length, 3);
  assert.deepEqual(
    heard.results.flatMap((r) => r.error ?? []),
    ["The thread that ran it died: too late."],
  );
});

test("an error of the user's in a trial fails that trial and nothing else", async () => {
  const { heard, events } = listen();
  await localPool(file, 2, { runner }).run(specs("raise", "plain"), events, never);
  assert.deepEqual(
    byIndex(heard.results).map((r) => [r.status, r.error]),
    [
      ["failed", "too many steps"],
      ["complete", undefined],
    ],
  );
});

test("a defect in a trial lets the others finish and then ends the run", async () => {
  const { heard, events } = listen();
  await assert.rejects(localPool(file, 1, { runner }).run(specs("throw", "plain"), events, never), /a defect/);
  assert.deepEqual(
    heard.results.map((r) => r.status),
    ["failed", "complete"],
  );
});

test("a file that cannot be opened ends the run with its own error", async () => {
  const { heard, events } = listen();
  await assert.rejects(
    localPool({ ...file, name: "refused.gx" }, 2, { runner }).run(specs("plain", "plain"), events, never),
    (error) => error instanceof GxError && error.code === "GX_SCRIPT_SYNTAX" && error.advice === "Write it again.",
  );
  assert.deepEqual(heard.results, []);
});

test("a stop ends running trials as partial and starts no other", async () => {
  const controller = new AbortController();
  const { heard, events } = listen(() => controller.abort());
  await localPool(file, 2, { runner }).run(specs("endless", "endless", "plain", "plain"), events, controller.signal);
  assert.deepEqual(
    byIndex(heard.results).map((r) => [r.index, r.status]),
    [
      [0, "partial"],
      [1, "partial"],
    ],
  );
});

test("a listener that throws ends the run instead of hanging it", async () => {
  const { events } = listen();
  events.finished = () => {
    throw new GxError("GX_OUTPUT", "the disk is full");
  };
  await assert.rejects(
    localPool(file, 2, { runner }).run(specs("plain", "endless"), events, never),
    /the disk is full/,
  );
});
