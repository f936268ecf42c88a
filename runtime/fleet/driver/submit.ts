/**
 * How a sweep gets onto the fleet: its file once, under its hash; its entry, as
 * `fleet ls` shows it; its claims; and the jobs. Everything may be done twice: a
 * resumed driver does all of it again, and so does one that finds after a crash of
 * Redis that the last second is missing.
 *
 * BullMQ silently ignores a job under an id that it knows, also when that job has
 * failed: failed ones are retried by name.
 */
import { Job as BullJob, Queue } from "bullmq";
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

/** The file, if it is not there. Only after the entry, which keeps it: another sweep of this file that leaves takes it along otherwise. */
export async function putProject(redis: Redis, { project, file }: Submission): Promise<void> {
  if ((await redis.exists(keys.project(project))) === 1) return;
  await redis.hset(keys.project(project), { name: file.name, bytes: Buffer.from(file.bytes) });
}

/** Of these jobs, those that BullMQ has to be told of: unknown to it, or failed. */
export interface Missing {
  unknown: (readonly TrialSpec[])[];
  /** Ids. */
  failed: string[];
}

export async function missingJobs(
  redis: Redis,
  queue: Queue<Job>,
  jobs: readonly (readonly TrialSpec[])[],
): Promise<Missing> {
  const missing: Missing = { unknown: [], failed: [] };
  for (const some of chunks(jobs)) {
    const ids = some.map(idOf);
    const pipeline = redis.pipeline();
    for (const id of ids) pipeline.exists(queue.toKey(id));
    pipeline.zmscore(queue.toKey("failed"), ...ids);
    const replies = ((await pipeline.exec()) ?? []).map(([error, reply]) => {
      if (error) throw error;
      return reply;
    });
    const failed = replies.pop() as (string | null)[];
    for (const [i, job] of some.entries()) {
      if (replies[i] === 0) missing.unknown.push(job);
      else if (failed[i] !== null) missing.failed.push(ids[i]!);
    }
  }
  return missing;
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
        data: { format: FORMAT, project, trials: [...trials] },
        opts: { ...JOB_OPTIONS, jobId: idOf(trials) },
      })),
    );
  }
}

/** Lets a failed job run again. @returns why it had failed */
export async function retryJob(queue: Queue<Job>, id: string): Promise<string> {
  const job = await BullJob.fromId<Job>(queue, id);
  const why = job?.failedReason ?? "";
  // It may have been retried by another driver meanwhile, or be gone.
  await job?.retry("failed", { resetAttemptsMade: true, resetAttemptsStarted: true }).catch(() => {});
  return why;
}

/** Takes jobs out of the queue that no worker has begun. */
export async function removeJobs(queue: Queue<Job>, ids: readonly string[]): Promise<void> {
  for (const some of chunks(ids, AT_ONCE)) await Promise.all(some.map((id) => queue.remove(id)));
}

/** @param trials  all that the plan puts into one job */
export function idOf(trials: readonly TrialSpec[]): string {
  return jobId(trials.map(({ id }) => id));
}
