import assert from "node:assert/strict";
import { test } from "node:test";
import { groupTrials } from "../../../runtime/fleet/driver/group.ts";
import type { TrialSpec } from "../../../runtime/sweep/trial.ts";
import { trial } from "../../helpers/trials.ts";

/** Trials of a thousand evaluations. */
const trials = (count: number, fits = 1): TrialSpec[] =>
  Array.from({ length: count }, (_, i) => ({
    ...trial(null).spec,
    fit: i % fits,
    settings: { popSize: 10, maxGenerations: 1e6 },
  }));
const sizes = (jobs: TrialSpec[][]) => jobs.map((job) => job.length);

test("every trial is in one job, in the order of the plan", () => {
  const all = trials(137);
  assert.deepEqual(groupTrials(all, [1e-4]).flat(), all);
});

test("trials of 0.5 s in a long sweep: six to a job of three seconds", () => {
  assert.deepEqual(sizes(groupTrials(trials(1200), [5e-4])), Array<number>(200).fill(6));
});

test("a trial that lasts longer is a job by itself, also beside short ones", () => {
  assert.deepEqual(sizes(groupTrials(trials(4), [10])), [1, 1, 1, 1]);
  const mixed = groupTrials(trials(400, 2), [1e-4, 10]);
  assert.ok(mixed.every((job) => job.length === 1));
});

test("a short sweep still has jobs for many workers, of a third of a second at least", () => {
  // 50 trials of 0.1 s.
  const jobs = sizes(groupTrials(trials(50), [1e-4]));
  assert.ok(jobs.length >= 16, `${jobs}`);
  assert.ok(
    jobs.slice(0, -1).every((size) => size >= 2),
    `${jobs}`,
  );
});

test("without a measured speed each trial is a job; the quickest are a hundred to a job", () => {
  assert.deepEqual(sizes(groupTrials(trials(3), undefined)), [1, 1, 1]);
  assert.deepEqual(sizes(groupTrials(trials(250), [1e-9])), [100, 100, 50]);
});
