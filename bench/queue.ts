/**
 * What a queue costs: equal trials over workers that are processes of their own,
 * through a real Redis, and what their threads did, by the activities that they
 * tell. Two figures:
 *
 *     busy   computing and checkpointing, over threads × wall
 *     queue  from the end of one trial to the beginning of the next of the same
 *            thread (delivered, acknowledged, the next one taken), over the same
 *
 * Wall is from the first thing that any thread did to the last. What is left is
 * opening the project, and waiting for the last trial of another thread.
 */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import type { Redis } from "ioredis";
import { GxError } from "../runtime/errors.ts";
import { addJobs, openQueue, register } from "../runtime/fleet/driver/submit.ts";
import { connectRedis, redisAddress } from "../runtime/fleet/redis/connect.ts";
import { keys } from "../runtime/fleet/redis/keys.ts";
import { claim } from "../runtime/fleet/store/claims.ts";
import { EVENT, type FleetEvent } from "../runtime/fleet/store/protocol.ts";
import { readBytes } from "../runtime/gx/read.ts";
import type { Activity } from "../runtime/sweep/activity.ts";
import { seedFrom, sha256 } from "../runtime/sweep/hash.ts";
import { numericsVersion } from "../runtime/sweep/numerics.ts";
import { openRunner, type ProjectFile } from "../runtime/sweep/runner.ts";
import type { TrialSpec } from "../runtime/sweep/trial.ts";

const FILE = fileURLToPath(new URL("../test/golden/optimiser/op1_xray_film_5par.gx", import.meta.url));
const SWEEP = "bench";

export interface QueueSettings {
  trials: number;
  /** Each lasts about that long on an idle core. */
  seconds: number;
  workers: number;
  /** Path of the script that is a worker. */
  script: string;
}

export interface QueueShares {
  /** s */
  wall: number;
  threads: number;
  trials: number;
  /** Mean time of computing of a trial, s. */
  trial: number;
  /** Of threads × wall. */
  busy: number;
  queue: number;
  fetching: number;
  /** Milliseconds from one trial to the next, of half of them. */
  gap: number;
}

/** @throws GxError without a redis-server @param say  takes a line about what is being done */
export async function measureQueue(settings: QueueSettings, say: (line: string) => void): Promise<QueueShares> {
  const { trials: count, seconds, workers, script } = settings;
  const file = { name: basename(FILE), bytes: await readBytes(FILE) };
  const evaluations = Math.round(seconds * (await speedOf(file)));
  say(`${count} trials of ${evaluations} evaluations, about ${seconds} s each, over ${workers} workers …`);
  const trials = equalTrials(count, evaluations);

  const folder = mkdtempSync(join(tmpdir(), "meta-genx-bench-"));
  const port = await freePort();
  const env = { META_GENX_REDIS: `redis://127.0.0.1:${port}`, META_GENX_WORKER_MEMORY: "2000" };
  const children = [launchRedis(folder, port)];
  try {
    await sleep(500);
    const redis = await connectRedis(redisAddress(env.META_GENX_REDIS, env)!);
    const queue = openQueue(redis, numericsVersion());
    try {
      for (let i = 0; i < workers; i++) {
        const options = { env: { ...process.env, ...env, META_GENX_WORKER_NAME: `worker-${i}` } };
        children.push(spawn(process.execPath, [script], { ...options, stdio: ["ignore", "ignore", "inherit"] }));
      }
      while ((await redis.zcard(keys.workers)) < workers) await sleep(50);
      const project = sha256(file.bytes);
      const jobs = trials.map((trial) => [trial]);
      const facts = { sweep: SWEEP, file, project, numerics: numericsVersion(), trials: count, jobs, folder };
      await register(redis, facts);
      await claim(
        redis,
        SWEEP,
        trials.map(({ id }) => id),
      );
      await addJobs(queue, project, jobs);
      for (let done = 0; done < count; ) {
        await sleep(500);
        done = await redis.exists(trials.map(({ id }) => keys.result(id)));
      }
      // The last activity is told just before its result.
      return shares(await activitiesOf(redis));
    } finally {
      await queue.close();
      redis.disconnect();
    }
  } finally {
    for (const child of children) child.kill("SIGKILL");
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  }
}

/** @param activities  of each thread, one after the other */
export function shares(activities: readonly Activity[]): QueueShares {
  const lanes = Map.groupBy(activities, ({ worker, thread }) => `${worker} ${thread}`);
  const whole =
    lanes.size * (Math.max(...activities.map(({ to }) => to)) - Math.min(...activities.map(({ from }) => from)));
  const lasted = (some: readonly Activity[]) => some.reduce((sum, { from, to }) => sum + to - from, 0);
  const work = activities.filter(({ doing }) => doing !== "fetching");
  const trials = new Set(work.map(({ trial }) => trial)).size;
  const gaps = [...lanes.values()].flatMap((lane) => {
    const sorted = lane.toSorted((a, b) => a.from - b.from);
    return sorted.slice(1).flatMap((next, i) => {
      const last = sorted[i]!;
      return next.trial === last.trial || last.doing === "fetching" ? [] : [next.from - last.to];
    });
  });
  return {
    wall: whole / lanes.size / 1000,
    threads: lanes.size,
    trials,
    trial: lasted(work) / trials / 1000,
    busy: lasted(work) / whole,
    queue: gaps.reduce((sum, gap) => sum + gap, 0) / whole,
    fetching: lasted(activities.filter(({ doing }) => doing === "fetching")) / whole,
    gap: gaps.toSorted((a, b) => a - b)[Math.floor(gaps.length / 2)] ?? 0,
  };
}

/** Trials of one method that end after the same number of evaluations; only their seeds differ. */
function equalTrials(count: number, evaluations: number): TrialSpec[] {
  return Array.from({ length: count }, (_, index) => ({
    id: sha256(`bench ${index} ${evaluations}`),
    index,
    fit: 0,
    method: "best_1_bin",
    optimiser: "differential-evolution",
    settings: { scheme: "best_1_bin", popSize: 25, maxGenerations: 1e9 },
    start: { kind: "uniform" },
    seed: seedFrom({ bench: index }),
    maxEvaluations: evaluations,
  }));
}

/** Evaluations per second of a thread that is warm. */
async function speedOf(file: ProjectFile): Promise<number> {
  const { run } = await openRunner(file, () => {});
  const quick = { proceed: () => true };
  run(equalTrials(1, 30_000)[0]!, quick);
  const { evaluations, seconds } = run(equalTrials(1, 60_000)[0]!, quick);
  return evaluations / seconds;
}

function launchRedis(folder: string, port: number): ChildProcess {
  const options = { port, dir: folder, bind: "127.0.0.1", save: "", appendonly: "yes", loglevel: "warning" };
  const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn("redis-server", args, { stdio: "ignore" });
  child.on("error", () => {
    throw new GxError(
      "GX_USAGE",
      "There is no redis-server in PATH",
      "Install Redis; the queue is measured on a real one.",
    );
  });
  return child;
}

async function activitiesOf(redis: Redis): Promise<Activity[]> {
  const entries = await redis.xrange(keys.events(SWEEP), "-", "+");
  const events = entries.map(([, [, text]]) => EVENT.parse(JSON.parse(text!)) as FleetEvent);
  return events.flatMap((event) => (event.kind === "activity" ? [event.activity] : []));
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
