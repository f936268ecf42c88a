/**
 * Who waits for which trial, kept in Redis. A sweep *claims* the trials that it
 * waits for and gives a claim back once the result is safe in its journal, or when
 * it does not want it any more. A result that nobody claims becomes cache: the next
 * sweep that asks for the same trial has it at once, and the oldest leave when they
 * take more than their share of the memory.
 *
 * Each step is one Lua script, so that no driver sees another's half done; and each
 * may be done twice, because a command whose answer was lost is sent again.
 */
import type { Redis } from "ioredis";
import { keys } from "../redis/keys.ts";

/** Trials in one call: a script holds everybody else up. */
const CHUNK = 500;

/** Of Redis's memory. */
const CACHE_SHARE = 0.25;
/** Bytes, for a server without a maxmemory of its own. */
const ASSUMED_MEMORY = 2 ** 30;

const CLAIM = `
local sweep = ARGV[1]
for i = 2, #ARGV do
  local id = ARGV[i]
  redis.call('SADD', '${keys.wanted("")}' .. sweep, id)
  redis.call('SADD', '${keys.claims("")}' .. id, sweep)
  if redis.call('ZREM', '${keys.cache}', id) == 1 then
    redis.call('DECRBY', '${keys.cacheBytes}', redis.call('STRLEN', '${keys.result("")}' .. id))
  end
end`;

const RELEASE = `
local sweep, limit = ARGV[1], tonumber(ARGV[2])
local now = redis.call('TIME')[1]
for i = 3, #ARGV do
  local id = ARGV[i]
  redis.call('SREM', '${keys.wanted("")}' .. sweep, id)
  redis.call('SREM', '${keys.claims("")}' .. id, sweep)
  if redis.call('EXISTS', '${keys.claims("")}' .. id) == 0 then
    redis.call('DEL', '${keys.deadLetter("")}' .. id, '${keys.checkpoint("")}' .. id, '${keys.crashes("")}' .. id, '${keys.log("")}' .. id)
    local size = redis.call('STRLEN', '${keys.result("")}' .. id)
    if size > 0 and redis.call('ZADD', '${keys.cache}', 'NX', now, id) == 1 then
      redis.call('INCRBY', '${keys.cacheBytes}', size)
    end
  end
end
while tonumber(redis.call('GET', '${keys.cacheBytes}') or 0) > limit do
  local oldest = redis.call('ZPOPMIN', '${keys.cache}')[1]
  if not oldest then
    redis.call('DEL', '${keys.cacheBytes}')
    break
  end
  redis.call('DECRBY', '${keys.cacheBytes}', redis.call('STRLEN', '${keys.result("")}' .. oldest))
  redis.call('DEL', '${keys.result("")}' .. oldest)
end`;

const LEAVE = `
local sweep, project = ARGV[1], ARGV[2]
if redis.call('EXISTS', '${keys.wanted("")}' .. sweep) == 1 then return 0 end
redis.call('DEL', '${keys.sweep("")}' .. sweep, '${keys.events("")}' .. sweep)
redis.call('ZREM', '${keys.sweeps}', sweep)
for _, other in ipairs(redis.call('ZRANGE', '${keys.sweeps}', 0, -1)) do
  if redis.call('HGET', '${keys.sweep("")}' .. other, 'project') == project then return 1 end
end
redis.call('DEL', '${keys.project("")}' .. project)
return 1`;

/** Says that this sweep waits for these trials. What is in the cache is taken out of it, so that it stays. */
export async function claim(redis: Redis, sweep: string, ids: readonly string[]): Promise<void> {
  for (const some of chunks(ids)) await redis.eval(CLAIM, 0, sweep, ...some);
}

/**
 * Gives claims back: of trials whose result is in the journal, or that nobody wants any more. Of a trial that no other sweep
 * claims the result becomes cache, and checkpoint, log, count of crashes and dead letter go.
 * @param cacheLimit  bytes; see `cacheLimitOf`
 */
export async function release(redis: Redis, sweep: string, ids: readonly string[], cacheLimit: number): Promise<void> {
  for (const some of chunks(ids)) await redis.eval(RELEASE, 0, sweep, cacheLimit, ...some);
}

/** Takes the sweep off the list if it waits for nothing any more; its file too, if no other sweep needs it. @returns whether it did */
export async function leave(redis: Redis, sweep: string, project: string): Promise<boolean> {
  return (await redis.eval(LEAVE, 0, sweep, project)) === 1;
}

/** Of these trials, those that another sweep claims too. */
export async function claimedByOthers(redis: Redis, sweep: string, ids: readonly string[]): Promise<Set<string>> {
  const others = new Set<string>();
  for (const some of chunks(ids)) {
    const pipeline = redis.pipeline();
    for (const id of some) pipeline.smembers(keys.claims(id));
    const replies = (await pipeline.exec()) ?? [];
    for (const [i, [error, claimants]] of replies.entries()) {
      if (error) throw error;
      if ((claimants as string[]).some((name) => name !== sweep)) others.add(some[i]!);
    }
  }
  return others;
}

/** Bytes that results may take once nobody claims them. @param info  the reply to INFO */
export function cacheLimitOf(info: string): number {
  const memory = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0) || ASSUMED_MEMORY;
  return Math.floor(CACHE_SHARE * memory);
}

export function* chunks<T>(items: readonly T[], size = CHUNK): Generator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
