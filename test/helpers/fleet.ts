/** What a driver does of a sweep, in few words: for tests of the worker alone. */
import { readFileSync } from "node:fs";
import { basename } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Redis } from "ioredis";
import { compileFit } from "../../runtime/fit/compile.ts";
import { addJobs, openQueue, register } from "../../runtime/fleet/driver/submit.ts";
import { connectRedis, type RedisAddress } from "../../runtime/fleet/redis/connect.ts";
import { keys } from "../../runtime/fleet/redis/keys.ts";
import { claim } from "../../runtime/fleet/store/claims.ts";
import { EVENT, type FleetEvent } from "../../runtime/fleet/store/protocol.ts";
import { readProject } from "../../runtime/gx/read.ts";
import { resultSchema } from "../../runtime/results/schemas.ts";
import { sha256 } from "../../runtime/sweep/hash.ts";
import { numericsVersion } from "../../runtime/sweep/numerics.ts";
import { planSweep, type SweepSpec } from "../../runtime/sweep/plan-sweep.ts";
import { fitsOf, openRunner, type ProjectFile } from "../../runtime/sweep/runner.ts";
import type { TrialResult, TrialSpec } from "../../runtime/sweep/trial.ts";
import { type RedisServer, type RedisSettings, withRedis } from "./redis.ts";
import { startWorker, type WorkerOptions, type WorkerProcess } from "./worker.ts";

export function projectFile(path: string): ProjectFile {
  return { name: basename(path), bytes: readFileSync(path) };
}

/** The plan of a sweep over this file, as `npm run sweep` makes it. */
export async function trialsOf(file: ProjectFile, spec: SweepSpec): Promise<TrialSpec[]> {
  const project = await readProject(file.bytes, file.name);
  const fits = fitsOf(project).map((fit) => ({
    parameters: compileFit(fit).objective.lower.length,
    settings: fit.optimiser,
  }));
  const facts = { projectHash: sha256(file.bytes), numerics: numericsVersion(), kernel: "typescript", fits };
  return planSweep(facts, spec).trials;
}

/** The same trials in this process, one after the other: what a fleet's results are held against. */
export async function directly(file: ProjectFile, trials: readonly TrialSpec[]): Promise<TrialResult[]> {
  const runner = await openRunner(file, () => {});
  return trials.map((trial) => runner.run(trial, { proceed: () => true }));
}

export interface Client {
  redis: Redis;
  /** Puts file, entry, claims and jobs. @param jobs  trials that run one after the other */
  submit(sweep: string, file: ProjectFile, jobs: readonly (readonly TrialSpec[])[]): Promise<void>;
  /** A job with this payload, whatever it is. */
  add(id: string, data: unknown): Promise<void>;
  /** Waits for the results, or the verdicts of "set aside", of all of them. */
  results(trials: readonly TrialSpec[], seconds?: number): Promise<TrialResult[]>;
  events(sweep: string): Promise<FleetEvent[]>;
  /** Waits until it holds. */
  until(holds: () => Promise<boolean>, seconds?: number): Promise<void>;
  /** How many jobs BullMQ has in each state. */
  counts(): Promise<Record<string, number>>;
  close(): Promise<void>;
}

/** A Redis of its own, a client of it, and workers that end with the test. */
export async function withFleet(
  settings: RedisSettings,
  act: (fleet: {
    server: RedisServer;
    client: Client;
    worker(options?: WorkerOptions): WorkerProcess;
  }) => Promise<void>,
): Promise<void> {
  await withRedis(settings, async (server) => {
    const client = await openClient(server.address);
    const workers: WorkerProcess[] = [];
    try {
      await act({
        server,
        client,
        worker(options) {
          const started = startWorker(server, options);
          workers.push(started);
          return started;
        },
      });
    } finally {
      await client.close();
      await Promise.all(workers.map((each) => each.kill()));
    }
  });
}

async function openClient(address: RedisAddress): Promise<Client> {
  const redis = await connectRedis(address);
  const numerics = numericsVersion();
  const queue = openQueue(redis, numerics);
  const client: Client = {
    redis,
    async submit(sweep, file, jobs) {
      const project = sha256(file.bytes);
      const trials = jobs.flat();
      await register(redis, { sweep, file, project, numerics, trials: trials.length, jobs, folder: "here" });
      await claim(
        redis,
        sweep,
        trials.map(({ id }) => id),
      );
      await addJobs(queue, project, jobs);
    },
    async add(jobId, data) {
      await queue.add("trials", data as never, { jobId, attempts: 3, removeOnComplete: true });
    },
    async results(trials, seconds = 60) {
      const ids = trials.map(({ id }) => id);
      let texts: (string | null)[] = [];
      await client.until(async () => {
        const results = await redis.mget(ids.map(keys.result));
        const asides = await redis.mget(ids.map(keys.deadLetter));
        texts = results.map((text, i) => text ?? asides[i]!);
        return texts.every((text) => text !== null);
      }, seconds);
      return texts.map((text) => resultSchema.parse(JSON.parse(text!)) as TrialResult);
    },
    async events(sweep) {
      const entries = await redis.xrange(keys.events(sweep), "-", "+");
      return entries.map(([, [, text]]) => EVENT.parse(JSON.parse(text!)) as FleetEvent);
    },
    async until(holds, seconds = 60) {
      const limit = performance.now() + 1000 * seconds;
      while (!(await holds())) {
        if (performance.now() > limit) throw new Error(`not within ${seconds} s: ${holds}`);
        await sleep(50);
      }
    },
    counts: () => queue.getJobCounts(),
    async close() {
      await Promise.race([queue.close(), sleep(1000)]);
      redis.disconnect();
    },
  };
  return client;
}

/** A result without what a clock says. */
export function timeless(result: TrialResult): TrialResult {
  return { ...result, seconds: 0, cpuSeconds: 0 };
}
