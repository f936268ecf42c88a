import assert from "node:assert/strict";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { measureQueue, shares } from "../../bench/queue.ts";
import type { Activity } from "../../runtime/sweep/activity.ts";
import { withoutRedis } from "../helpers/redis.ts";

test("busy and queue are shares of threads × wall, by what the threads told", () => {
  const did = (worker: string, doing: Activity["doing"], from: number, to: number, trial?: number) => ({
    worker,
    thread: 0,
    doing,
    from,
    to,
    trial,
  });
  const told = shares([
    did("a", "fetching", 0, 100),
    did("a", "computing", 100, 400, 0),
    did("a", "checkpointing", 400, 410, 0),
    did("a", "computing", 410, 500, 0),
    did("a", "computing", 504, 1000, 2),
    did("b", "fetching", 10, 110),
    did("b", "computing", 110, 600, 1),
    did("b", "computing", 610, 900, 3),
  ]);
  assert.equal(told.threads, 2);
  assert.equal(told.trials, 4);
  assert.equal(told.wall, 1);
  assert.equal(told.busy, (400 + 496 + 490 + 290) / 2000);
  assert.equal(told.queue, (4 + 10) / 2000);
  assert.equal(told.fetching, 200 / 2000);
  assert.equal(told.trial, (400 + 496 + 490 + 290) / 4000);
});

test("a real queue is measured from the first trial to the last", { skip: withoutRedis }, async () => {
  const script = fileURLToPath(new URL("../../scripts/worker.ts", import.meta.url));
  const said: string[] = [];
  const told = await measureQueue({ trials: 4, seconds: 0.2, workers: 1, script }, (line) => said.push(line));
  assert.match(said.join(), /^4 trials of \d+ evaluations, about 0\.2 s each, over 1 workers/);
  assert.equal(told.trials, 4);
  assert.ok(
    told.threads >= 1 && told.trial > 0 && told.busy > 0 && told.busy <= 1 && told.queue >= 0,
    JSON.stringify(told),
  );
});
