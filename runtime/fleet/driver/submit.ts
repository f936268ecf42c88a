/**
 * How a sweep gets onto the fleet: its file once, under its hash; its entry, as
 * `fleet ls` shows it; its claims; and the jobs. Everything may be done twice: a
 * resumed driver does all of it again, and so does one that finds after a crash of
 * Redis that the last second is missing.
 *
 * BullMQ silently ignores a job under an id that it knows, also when that job has
 * failed: missing-jobs.ts finds such a job and takes it out before.
 */
import { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { ProjectFile } from "../../sweep/runner.ts";
import type { TrialSpec } from "../../sweep/trial.ts";
import { keys, queueName } from "../redis/keys.ts";
import { chunks } from "../store/claims.ts";
import { FORMAT, type Job, jobId, type SweepFacts } from "../store/protocol.ts";

/** A sweep as it is submitted. */
export interface Submission {
  /** Its name; see `sweepName`. */
  sweep: string;
  file: ProjectFile;
  /** sha256 of the file's bytes. */
  project: string;
  numerics: string;
  /** In the plan. */
  trials: number;
  /** All trials of the plan, those together that make a job. */
  jobs: readonly (readonly TrialSpec[])[];
  /** "host:folder" of the journal, for people. */
  folder: string;
}

/** BullMQ counts attempts of jobs that throw; a worker that dies is no attempt, and our own count of crashes decides there. */
const JOB_OPTIONS = {
  attempts: 5,
  backoff: { type: "fixed", delay: 500 },
  removeOnComplete: true,
  removeOnFail: false,
} as const;

/** Questions that are under way together: over a tunnel an answer takes its time, and there may be 100,000. */
const AT_ONCE = 200;

/** The queue of workers with this numerics version. */
export function openQueue(redis: Redis, numerics: string): Queue<Job> {
  const queue = new Queue<Job>(queueName(numerics), { connection: redis, streams: { events: { maxLen: 1000 } } });
  // What it says here it also says to whoever called it.
  queue.on("error", () => {});
  return queue;
}

/** Redis's clock, in milliseconds since 1970. */
export async function redisTime(redis: Redis): Promise<number> {
  const [seconds, microseconds] = await redis.time();
  return 1000 * Number(seconds) + Math.floor(Number(microseconds) / 1000);
}

/** Puts the sweep's entry and the file. */
export async function register(redis: Redis, submission: Submission): Promise<void> {
  const { sweep, file, project, numerics, trials, folder } = submission;
  const now = await redisTime(redis);
  const entry: Omit<SweepFacts, "begun"> = {
    sweep,
    file: file.name,
    project,
    numerics,
    trials,
    folder,
    seen: now,
    stop: 0,
    cancelled: 0,
  };
  await redis
    .multi()
    .hset(keys.sweep(sweep), { ...entry })
    .hsetnx(keys.sweep(sweep), "begun", now)
    .zadd(keys.sweeps, "NX", now, sweep)
    .persist(keys.sweep(sweep))
    .exec();
  await putProject(redis, submission);
}

/** The file, if it is not there as it has to be. Only after the entry, which keeps it: another sweep of this file that leaves takes it along otherwise. */
export async function putProject(
  redis: Redis,
  { project, file }: Submission,
  when: "it is not there" | "whatever is there" = "it is not there",
): Promise<void> {
  const key = keys.project(project);
  const sizes = await Promise.all(["name", "bytes"].map((field) => redis.hstrlen(key, field)));
  if (when === "it is not there" && sizes[0] === Buffer.byteLength(file.name) && sizes[1] === file.bytes.length) return;
  await redis
    .multi()
    .del(key)
    .hset(key, { name: file.name, bytes: Buffer.from(file.bytes) })
    .exec();
}

export async function addJobs(
  queue: Queue<Job>,
  project: string,
  jobs: readonly (readonly TrialSpec[])[],
): Promise<void> {
  for (const some of chunks(jobs, 200)) {
    await queue.addBulk(
      some.map((trials) => ({
        name: "trials",
        data: payload(project, trials),
        opts: { ...JOB_OPTIONS, jobId: idOf(trials) },
      })),
    );
  }
}

export function payload(project: string, trials: readonly TrialSpec[]): Job {
  return { format: FORMAT, project, trials: [...trials] };
}

/** Takes jobs out of the queue that no worker has begun. */
export async function removeJobs(queue: Queue<Job>, ids: readonly string[]): Promise<void> {
  for (const some of chunks(ids, AT_ONCE)) await Promise.all(some.map((id) => queue.remove(id)));
}

/** @param trials  all that the plan puts into one job */
export function idOf(trials: readonly TrialSpec[]): string {
  return jobId(trials.map(({ id }) => id));
}
