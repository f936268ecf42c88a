/** What runtime/study/run-sweep.ts writes down, and when: pools that only tell what they are told to. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { FleetPool } from "../../runtime/pool/fleet-pool.ts";
import type { Pool, PoolEvents } from "../../runtime/pool/pool.ts";
import { readJournal } from "../../runtime/results/journal.ts";
import { localTarget } from "../../runtime/study/compute-target.ts";
import { collectSweep, detachSweep, runSweep, type SweepEvents } from "../../runtime/study/run-sweep.ts";
import { startSweep } from "../../runtime/study/start-sweep.ts";
import { journalLines } from "../helpers/journal-lines.ts";
import { FILM, temporaryFolder } from "../scripts/command.ts";

async function started(t: TestContext) {
  const folder = join(temporaryFolder(t), "sweep");
  const sweep = await startSweep({ file: FILM, methods: ["best_1_bin"], generations: 2, folder }, localTarget(1));
  return { folder, sweep, id: sweep.trials[0]!.id };
}

/** Every event of a pool, once. */
function tellAll(events: PoolEvents, id: string): void {
  events.progress({ id, index: 0, evaluations: 30, generation: 1, bestFom: 0.25 });
  events.activity({ worker: "this machine", thread: 0, doing: "computing", from: 1, to: 2, trial: 0 });
  events.log("a line of the script");
  events.say("a sentence of the pool");
  events.workers(3);
}

/** A listener that looks into the journal at each event. */
function witness(folder: string, heard: string[]): SweepEvents {
  const hear = (type: string, what: string) => {
    assert.equal(journalLines(folder).at(-1)!.type, type, "the journal has it first");
    heard.push(what);
  };
  return {
    progress: ({ bestFom }) => hear("progress", `progress ${bestFom}`),
    activity: ({ doing }) => hear("activity", doing),
    log: (line) => hear("log", line),
    say: (line) => hear("log", line),
    workers: (count) => heard.push(`${count} workers`),
  };
}

const ALL = ["progress 0.25", "computing", "a line of the script", "a sentence of the pool", "3 workers"];

test("every event of a pool is in the journal before anybody hears of it", async (t) => {
  const { folder, sweep, id } = await started(t);
  const heard: string[] = [];
  const pool: Pool = {
    description: "a pool",
    run: async (_trials, events) => tellAll(events, id),
    close: async () => {},
  };
  assert.equal(await runSweep(sweep, pool, witness(folder, heard)), "complete");
  assert.deepEqual(heard, ALL);
  const { where, ending } = readJournal(folder);
  assert.deepEqual([where, ending], ["a pool", "complete"]);
});

test("of a trial's progress the journal has a word every ten seconds, and the listener all", async (t) => {
  t.mock.timers.enable({ apis: ["Date"], now: 1_800_000_000_000 });
  const { folder, sweep, id } = await started(t);
  const other = sweep.trials[1]!.id;
  let heard = 0;
  const pool: Pool = {
    description: "a pool",
    async run(_trials, events) {
      for (let half = 0; half <= 50; half++) {
        for (const trial of [id, other]) {
          events.progress({ id: trial, index: 0, evaluations: half, generation: 1, bestFom: 1 });
        }
        t.mock.timers.tick(500);
      }
    },
    close: async () => {},
  };
  await runSweep(sweep, pool, { progress: () => heard++ });
  const noted = journalLines(folder).flatMap((line) => (line.type === "progress" ? [line.progress] : []));
  assert.equal(heard, 102);
  assert.deepEqual(
    noted.map(({ id, evaluations }) => [id, evaluations]),
    [0, 20, 40].flatMap((evaluations) => [id, other].map((trial) => [trial, evaluations])),
  );
});

test("a sweep that is left to a fleet, and one that is collected, say where and how they were left", async (t) => {
  for (const [act, left, ending] of [
    [detachSweep, 6, "detached"],
    [collectSweep, { missing: 0, goesOn: false }, "complete"],
    [collectSweep, { missing: 2, goesOn: true }, "detached"],
  ] as const) {
    const { folder, sweep, id } = await started(t);
    const heard: string[] = [];
    let closed = 0;
    const answer = async (_trials: unknown, events: PoolEvents) => {
      tellAll(events, id);
      return left;
    };
    const pool = { description: "a fleet", submit: answer, collect: answer, close: async () => void closed++ };
    assert.deepEqual(await act(sweep, pool as unknown as FleetPool, witness(folder, heard)), left);
    assert.deepEqual(heard, ALL);
    const journal = readJournal(folder);
    assert.deepEqual([journal.where, journal.ending, closed], ["a fleet", ending, 1]);
  }
});

test("a folder that nobody named carries the local time", async (t) => {
  const home = process.cwd();
  const zone = process.env.TZ;
  t.mock.timers.enable({ apis: ["Date"], now: Date.UTC(2026, 10, 30, 22, 30) });
  process.env.TZ = "Asia/Kolkata";
  process.chdir(temporaryFolder(t));
  try {
    const { folder, journal } = await startSweep({ file: FILM, generations: 2 }, localTarget(1));
    journal.close();
    assert.match(folder, /2026-12-01T04-00-00/);
  } finally {
    process.chdir(home);
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;
  }
});
