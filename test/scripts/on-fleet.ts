/**
 * Sweeps on a fleet as a user runs them: a real redis-server, worker processes, driver
 * processes. The truth is the same sweep on this machine's threads.
 */
import assert from "node:assert/strict";
import type { ChildProcess } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";
import { readJournal } from "../../runtime/results/journal.ts";
import type { TrialResult } from "../../runtime/sweep/trial.ts";
import { journalLines } from "../helpers/journal-lines.ts";
import { type RedisServer, withoutRedis, withRedis } from "../helpers/redis.ts";
import { startWorker, type WorkerProcess } from "../helpers/worker.ts";
import { command, FILM, type Outcome, temporaryFolder } from "./command.ts";

const LONGEST_MS = 180_000;

export const SMALL = ["--methods", "best_1_bin,jade_best", "--repeats", "2", "--generations", "20"];
/** Trials that nobody waits to the end for. */
export const ENDLESS = ["--methods", "best_1_bin", "--starts", "guess", "--budget-evaluations", "1000000000"];

export interface Fleet {
  redis: RedisServer;
  /** Runs a script as a user does who has META_GENX_REDIS set. */
  run(script: string, args: string[], watch?: (child: ChildProcess) => void): Promise<Outcome>;
  /** Starts that many more; resolves when they are ready. */
  workers(count: number): Promise<WorkerProcess[]>;
  folder(name: string): string;
}

/** Each test has a fleet of its own: what another has computed is no news. */
export function onFleet(name: string, act: (fleet: Fleet, t: TestContext) => Promise<void>) {
  test(name, { skip: withoutRedis }, (t) =>
    withRedis({}, async (redis) => {
      const home = temporaryFolder(t);
      const started: WorkerProcess[] = [];
      const fleet: Fleet = {
        redis,
        run: (script, args, watch) => command(script, args, watch, redis.env),
        async workers(count) {
          const more = Array.from({ length: count }, () => startWorker(redis));
          started.push(...more);
          await Promise.all(more.map((worker) => worker.says(/Ready/)));
          return more;
        },
        folder: (folder) => join(home, folder),
      };
      try {
        await act(fleet, t);
      } finally {
        await Promise.all(started.map((worker) => worker.kill()));
      }
    }),
  );
}

/** What the journal says of each trial, without how long it took; each trial exactly once. */
export function resultsIn(folder: string): Omit<TrialResult, "seconds" | "cpuSeconds">[] {
  const { results } = readJournal(folder);
  const ended = journalLines(folder).filter((line) => line.type === "trial" && line.result.status !== "partial");
  assert.equal(ended.length, [...results.values()].filter(({ status }) => status !== "partial").length, "once each");
  return [...results.values()]
    .toSorted((a, b) => a.index - b.index)
    .map(({ seconds: _, cpuSeconds: __, ...rest }) => rest);
}

/** The same trials on the threads of this machine: a result is the same wherever and however often it is computed, so once will do. */
export function locally(fleet: Fleet, args: readonly string[]): Promise<Omit<TrialResult, "seconds" | "cpuSeconds">[]> {
  const known = computed.get(args.join(" "));
  if (known) return known;
  const results = (async () => {
    const folder = fleet.folder("local");
    const { code, stderr } = await fleet.run("sweep", [FILM, ...args, "--local", "--out", folder]);
    assert.equal(code, 0, stderr);
    assert.match(stderr, /It runs here, on \d threads? of this machine, and costs nothing\./);
    return resultsIn(folder);
  })();
  computed.set(args.join(" "), results);
  return results;
}
const computed = new Map<string, Promise<Omit<TrialResult, "seconds" | "cpuSeconds">[]>>();

export const listed = async (fleet: Fleet) => JSON.parse((await fleet.run("fleet", ["ls", "--json"])).stdout);
/** Sweeps on the fleet. */
export const count = async ({ redis }: Fleet) => Number(await redis.admin("ZCARD", "mgx:sweeps"));

/** Resolves when it is so. @throws when that takes longer than on any machine */
export async function until(what: () => boolean | Promise<boolean>): Promise<void> {
  const began = performance.now();
  while (!(await what())) {
    if (performance.now() - began > LONGEST_MS) throw new Error(`waited in vain for ${what}`);
    await sleep(50);
  }
}

export const journalHas = (folder: string, text: string) => () => {
  const file = join(folder, "journal.ndjson");
  return existsSync(file) && readFileSync(file, "utf8").includes(text);
};

/** Nothing is left in Redis of a sweep but results that are kept for the next. */
export async function assertClean({ redis }: Fleet): Promise<void> {
  const kept = /^mgx:(result:|cache|workers?$|worker:)/;
  // A worker may be about to see that nobody wants its trial any more.
  await until(async () => ((await redis.admin("KEYS", "mgx:*")) as string[]).every((key) => kept.test(key)));
}
