/**
 * Jobs that BullMQ has to be told of again. A job is a hash and an entry in one of
 * the queue's lists; either may be lost (a crash of Redis, a stranger's hand), and
 * BullMQ then waits for ever, or refuses the job for ever. What a look at Redis says
 * of a job is decided by `standingOf`; what is not in order is taken out whole and
 * added anew.
 */
import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import type { TrialSpec } from "../../sweep/trial.ts";
import { readHashes } from "../store/bounded-read.ts";
import { QUEUE_ENTRIES, WORD_CHARACTERS } from "../store/caps.ts";
import { chunks } from "../store/claims.ts";
import { removeMistyped } from "../store/mistyped.ts";
import type { Job } from "../store/protocol.ts";
import { idOf, payload } from "./submit.ts";

/** What Redis knows of a job. */
export interface JobTrace {
  /** TYPE of its key. */
  type: string;
  /** Of its payload, and those that the plan gives it. */
  bytes: number;
  expected: number;
  /** PTTL of its lock: -2 without one, -1 for one that never ends, which is none of ours. */
  lock: number;
  /** It is on a list, or in a set, of the queue; true where that is not known. */
  listed: boolean;
  failed: boolean;
}

/** "working": a worker has it. "fine": it waits. "failed": it ended badly. "missing": it is not there, or cannot be run as it is. */
export type Standing = "working" | "fine" | "failed" | "missing";

/** Two sweeps may number the same trial differently, and so have a payload of another length. */
const SLACK = 2;

/** Pure. */
export function standingOf({ type, bytes, expected, lock, listed, failed }: JobTrace): Standing {
  if (lock > 0) return "working";
  if (failed && type === "hash") return "failed";
  const whole = type === "hash" && bytes > 0 && bytes <= SLACK * expected;
  return whole && listed ? "fine" : "missing";
}

export interface Missing {
  jobs: (readonly TrialSpec[])[];
  /** Why each of those failed that did. */
  failed: Map<string, string>;
}

const LISTS = ["wait", "active", "paused"];
const SETS = ["failed", "delayed", "prioritized", "completed", "waiting-children"];

/** Of these jobs, those that have to be added again. */
export async function missingJobs(
  redis: Redis,
  queue: Queue<Job>,
  project: string,
  jobs: readonly (readonly TrialSpec[])[],
): Promise<Missing> {
  const missing: Missing = { jobs: [], failed: new Map() };
  if (jobs.length === 0) return missing;
  await removeMistyped(redis, [
    ...LISTS.map((name) => [queue.toKey(name), "list"] as const),
    ...SETS.map((name) => [queue.toKey(name), "zset"] as const),
    ...["marker", "pc:marker"].map((name) => [queue.toKey(name), "zset"] as const),
    ...["id", "pc", "limiter", "stalled-check"].map((name) => [queue.toKey(name), "string"] as const),
    [queue.toKey("stalled"), "set"],
    [queue.toKey("meta"), "hash"],
    [queue.toKey("events"), "stream"],
  ]);
  const failed: string[] = [];
  // Traces first: a job that ends between the two looks is gone from both, and its results are there.
  const traces = await tracesOf(redis, queue, project, jobs);
  const listed = await listedJobs(redis, queue);
  for (const [i, job] of jobs.entries()) {
    const id = idOf(job);
    const standing = standingOf({ ...traces[i]!, listed: listed?.has(id) ?? true });
    if (standing === "failed") failed.push(id);
    if (standing === "failed" || standing === "missing") missing.jobs.push(job);
  }
  for (const some of chunks(failed)) {
    const reasons = await readHashes(
      redis,
      some.map((id) => queue.toKey(id)),
      ["failedReason"],
      WORD_CHARACTERS,
    );
    for (const [i, id] of some.entries()) missing.failed.set(id, reasons[i]!["failedReason"] ?? "without a reason");
  }
  return missing;
}

async function tracesOf(
  redis: Redis,
  queue: Queue<Job>,
  project: string,
  jobs: readonly (readonly TrialSpec[])[],
): Promise<Omit<JobTrace, "listed">[]> {
  const traces: Omit<JobTrace, "listed">[] = [];
  for (const some of chunks(jobs)) {
    const names = some.map((job) => queue.toKey(idOf(job)));
    const found = (await redis.eval(TRACES, names.length, ...names, queue.toKey("failed"))) as [
      string,
      number,
      number,
      0 | 1,
    ][];
    for (const [i, [type, bytes, lock, failed]] of found.entries()) {
      const expected = Buffer.byteLength(JSON.stringify(payload(project, some[i]!)));
      traces.push({ type, bytes, expected, lock, failed: failed === 1 });
    }
  }
  return traces;
}

/** KEYS: jobs. ARGV: the set of failed ones. */
const TRACES = `
local found = {}
for i, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key)['ok']
  local bytes = kind == 'hash' and redis.call('HSTRLEN', key, 'data') or 0
  local id = string.match(key, '[^:]+$')
  found[i] = {kind, bytes, redis.call('PTTL', key .. ':lock'), redis.call('ZSCORE', ARGV[1], id) and 1 or 0}
end
return found`;

/** Ids of all jobs that are somewhere in the queue, at one moment; undefined when there are too many to look. */
async function listedJobs(redis: Redis, queue: Queue<Job>): Promise<Set<string> | undefined> {
  const names = [...LISTS, ...SETS].map((name) => queue.toKey(name));
  const found = (await redis.eval(LISTED, names.length, ...names, LISTS.length, QUEUE_ENTRIES)) as string[] | null;
  return found === null ? undefined : new Set(found);
}

/** KEYS: lists, then sorted sets. ARGV: how many lists, how many entries. */
const LISTED = `
local found, count = {}, 0
for i, key in ipairs(KEYS) do
  local list = i <= tonumber(ARGV[1])
  count = count + redis.call(list and 'LLEN' or 'ZCARD', key)
  if count > tonumber(ARGV[2]) then return nil end
  for _, id in ipairs(redis.call(list and 'LRANGE' or 'ZRANGE', key, 0, -1)) do
    if #id == 64 then found[#found + 1] = id end
  end
end
return found`;

/** Takes out whatever there is of these jobs, unless a worker has taken one meanwhile. */
export async function takeOut(redis: Redis, queue: Queue<Job>, ids: readonly string[]): Promise<void> {
  const names = [...LISTS, ...SETS].map((name) => queue.toKey(name));
  for (const some of chunks(ids, 100)) {
    await redis.eval(TAKE_OUT, names.length, ...names, LISTS.length, queue.toKey(""), ...some);
  }
}

/** KEYS as above. ARGV: how many lists, the beginning of a job's key, ids. */
const TAKE_OUT = `
for j = 3, #ARGV do
  local key = ARGV[2] .. ARGV[j]
  if redis.call('PTTL', key .. ':lock') <= 0 then
    for i, name in ipairs(KEYS) do
      if i <= tonumber(ARGV[1]) then redis.call('LREM', name, 0, ARGV[j])
      else redis.call('ZREM', name, ARGV[j]) end
    end
    redis.call('DEL', key, key .. ':lock')
  end
end`;
