/**
 * What `npm run fleet` does to the sweeps of others and one's own, from any
 * terminal: look, cancel, purge. A sweep's claims are its own, so taking them back
 * takes nothing from another sweep that waits for the same trial.
 */
import type { Queue } from "bullmq";
import type { Redis } from "ioredis";
import { GxError } from "../../errors.ts";
import { didYouMean } from "../../text.ts";
import { keys, PREFIX } from "../redis/keys.ts";
import { readHashes, readNames } from "../store/bounded-read.ts";
import { WORD_CHARACTERS } from "../store/caps.ts";
import { chunks, claimedBy, leave, release } from "../store/claims.ts";
import { JOB, type Job, SWEEP, type SweepFacts } from "../store/protocol.ts";
import type { FleetConnection } from "./connection.ts";
import { openQueue, redisTime, removeJobs } from "./submit.ts";

export interface ListedSweep extends SweepFacts {
  /** Trials that it waits for. */
  left: number;
  /** Of these, those whose result lies in Redis, or that are dead letters. */
  ready: number;
  /** Seconds since its driver was last there. */
  silent: number;
}

/** Seconds for which a cancelled sweep's entry waits for its driver to read it: one that is silent may only be asleep. */
const CANCELLED_STAYS = 3600;

/** Sweeps that are listed, the newest, and milliseconds by which Redis's clock may have jumped back. */
const SWEEPS = 1000;
const AHEAD_MS = 60_000;
const FIELDS = Object.keys(SWEEP.shape);

/** In the order in which they began. */
export async function listSweeps(redis: Redis): Promise<ListedSweep[]> {
  const now = await redisTime(redis);
  const listed: ListedSweep[] = [];
  for (const name of (await readNames(redis, keys.sweeps, SWEEPS, 0, now + AHEAD_MS)).toReversed()) {
    const [entry = {}] = await readHashes(redis, [keys.sweep(name)], FIELDS, WORD_CHARACTERS);
    const facts = SWEEP.safeParse(entry);
    // It was cancelled, and its driver never came to read that.
    if (Object.keys(entry).length === 0) await redis.zrem(keys.sweeps, name);
    if (!facts.success || facts.data.sweep !== name) continue;
    const wanted = await claimedBy(redis, name);
    const ready = await countReady(redis, wanted);
    listed.push({ ...facts.data, left: wanted.length, ready, silent: Math.max(0, now - facts.data.seen) / 1000 });
  }
  return listed;
}

/** @param text  a name or the beginning of one @throws GxError GX_USAGE */
export function sweepNamed(text: string, sweeps: readonly ListedSweep[]): ListedSweep {
  const fitting = sweeps.filter(({ sweep }) => sweep.startsWith(text));
  if (fitting.length === 1) return fitting[0]!;
  const names = sweeps.map(({ sweep }) => sweep);
  throw new GxError(
    "GX_USAGE",
    fitting.length === 0 ? `There is no sweep "${text}" on this fleet` : `"${text}" is the beginning of several sweeps`,
    fitting.length === 0 ? didYouMean(text, names) : `There are: ${fitting.map(({ sweep }) => sweep).join(", ")}.`,
  );
}

/** Takes back what this sweep claims, and the jobs that nobody waits for any more. A driver that is there hears of it and ends. */
export async function cancelSweep({ redis, cacheLimit }: FleetConnection, facts: ListedSweep): Promise<void> {
  const { sweep, project, numerics, seen } = facts;
  await redis.eval(CANCEL, 3, keys.sweep(sweep), keys.events(sweep), keys.project(project), project);
  await release(redis, sweep, await claimedBy(redis, sweep), cacheLimit);
  await removeUnclaimed(redis, openQueue(redis, numerics));
  // Nobody drives a detached sweep.
  if (seen === 0) await leave(redis, sweep, project);
}

/** What nobody needs any more goes with it, but for the entry. A Redis that is full lets a script go on whose first write needs no memory: so it can be emptied. */
const CANCEL = `
redis.call('DEL', KEYS[2])
redis.call('HSET', KEYS[1], 'cancelled', 1)
redis.call('EXPIRE', KEYS[1], ${CANCELLED_STAYS})
for _, other in ipairs(redis.call('ZRANGE', '${keys.sweeps}', 0, -1)) do
  local entry = redis.pcall('HMGET', '${keys.sweep("")}' .. other, 'project', 'cancelled')
  if entry[1] == ARGV[1] and entry[2] ~= '1' then return end
end
redis.call('DEL', KEYS[3])`;

/** As `cancelSweep`, and deletes the results that only this sweep waited for. */
export async function purgeSweep(fleet: FleetConnection, facts: ListedSweep): Promise<void> {
  const { redis } = fleet;
  const wanted = await claimedBy(redis, facts.sweep);
  await cancelSweep(fleet, facts);
  for (const some of chunks(wanted)) await redis.eval(DELETE_RESULTS, 0, ...some);
}

const DELETE_RESULTS = `
for _, id in ipairs(ARGV) do
  if redis.call('EXISTS', '${keys.claims("")}' .. id) == 0 then
    if redis.call('ZREM', '${keys.cache}', id) == 1 then
      redis.call('DECRBY', '${keys.cacheBytes}', redis.call('STRLEN', '${keys.result("")}' .. id))
    end
    redis.call('DEL', '${keys.result("")}' .. id)
  end
end`;

/** Deletes what there is of sweeps that were purged, all results and all queues. What a driver that is there has to read stays, and the workers. */
export async function purgeAll(redis: Redis): Promise<void> {
  const sweeps = await redis.zrange(keys.sweeps, "0", "-1");
  const staying = new Set([keys.workers, ...(sweeps.length > 0 ? [keys.sweeps] : []), ...sweeps.map(keys.sweep)]);
  for (const pattern of [`${PREFIX}*`, "bull:trials-*"]) {
    for (let cursor = "0", first = true; first || cursor !== "0"; first = false) {
      const [next, found] = await redis.scan(cursor, "MATCH", pattern, "COUNT", 1000);
      cursor = next;
      const gone = found.filter((key) => !staying.has(key) && !key.startsWith(keys.worker("")));
      if (gone.length > 0) await redis.unlink(...gone);
    }
  }
}

/** Of trials that are to be tried again. */
export async function forgetDeadLetters(redis: Redis, ids: readonly string[]): Promise<void> {
  for (const some of chunks(ids)) await redis.unlink(some.flatMap((id) => [keys.deadLetter(id), keys.crashes(id)]));
}

async function countReady(redis: Redis, ids: readonly string[]): Promise<number> {
  let ready = 0;
  for (const some of chunks(ids)) {
    ready += await redis.exists(...some.map(keys.result));
    ready += await redis.exists(...some.map(keys.deadLetter));
  }
  return ready;
}

/** Jobs that wait or have failed, and none of whose trials anybody claims. One that runs is left: its worker sees it. */
async function removeUnclaimed(redis: Redis, queue: Queue<Job>): Promise<void> {
  const jobs = await queue.getJobs(["waiting", "delayed", "prioritized", "failed"]);
  for (const some of chunks(jobs, 100)) {
    const pipeline = redis.pipeline();
    const ids = some.map((job) => {
      const data = JOB.safeParse(job?.data);
      return data.success ? data.data.trials.map(({ id }) => keys.claims(id)) : [];
    });
    for (const claims of ids) pipeline.exists(...(claims.length > 0 ? claims : [PREFIX]));
    const replies = (await pipeline.exec()) ?? [];
    const gone: string[] = [];
    for (const [i, [error, claimed]] of replies.entries()) {
      if (error) throw error;
      if (claimed === 0 && some[i]?.id) gone.push(some[i].id);
    }
    await removeJobs(queue, gone);
  }
}
