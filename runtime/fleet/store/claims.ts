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
import { TRIALS } from "./caps.ts";

/** Trials in one call: a script holds everybody else up. */
const CHUNK = 500;

/** Of Redis's memory. */
const CACHE_SHARE = 0.25;
/** Bytes, for a server without a maxmemory of its own. */
const ASSUMED_MEMORY = 2 ** 30;

/** A result that is of another type, or a count that is no number, stands in nobody's way. */
const SIZES = `
local function size(id)
  local bytes = redis.pcall('STRLEN', '${keys.result("")}' .. id)
  return type(bytes) == 'number' and bytes or 0
end
local function count(bytes)
  if type(redis.pcall('INCRBY', '${keys.cacheBytes}', bytes)) ~= 'number' then
    redis.call('DEL', '${keys.cacheBytes}')
    local sum = 0
    for _, id in ipairs(redis.call('ZRANGE', '${keys.cache}', 0, -1)) do sum = sum + size(id) end
    redis.call('SET', '${keys.cacheBytes}', sum)
  end
end
local function total()
  if redis.call('EXISTS', '${keys.cacheBytes}') == 0 then return 0 end
  count(0)
  return tonumber(redis.call('GET', '${keys.cacheBytes}'))
end
`;

const CLAIM = `${SIZES}
local sweep = ARGV[1]
for i = 2, #ARGV do
  local id = ARGV[i]
  redis.call('SADD', '${keys.wanted("")}' .. sweep, id)
  redis.call('SADD', '${keys.claims("")}' .. id, sweep)
  if redis.call('ZREM', '${keys.cache}', id) == 1 then
    count(-size(id))
  end
end`;

const RELEASE = `${SIZES}
local sweep, limit = ARGV[1], tonumber(ARGV[2])
local now = redis.call('TIME')[1]
for i = 3, #ARGV do
  local id = ARGV[i]
  redis.call('SREM', '${keys.wanted("")}' .. sweep, id)
  redis.call('SREM', '${keys.claims("")}' .. id, sweep)
  if redis.call('EXISTS', '${keys.claims("")}' .. id) == 0 then
    redis.call('DEL', '${keys.deadLetter("")}' .. id, '${keys.checkpoint("")}' .. id, '${keys.crashes("")}' .. id, '${keys.log("")}' .. id)
    if size(id) > 0 and redis.call('ZADD', '${keys.cache}', 'NX', now, id) == 1 then count(size(id)) end
  end
end
while total() > limit do
  local oldest = redis.call('ZPOPMIN', '${keys.cache}')[1]
  if not oldest then
    redis.call('DEL', '${keys.cacheBytes}')
    break
  end
  count(-size(oldest))
  redis.call('DEL', '${keys.result("")}' .. oldest)
end`;

const LEAVE = `
local sweep, project = ARGV[1], ARGV[2]
if redis.call('EXISTS', '${keys.wanted("")}' .. sweep) == 1 then return 0 end
redis.call('DEL', '${keys.sweep("")}' .. sweep, '${keys.events("")}' .. sweep)
redis.call('ZREM', '${keys.sweeps}', sweep)
for _, other in ipairs(redis.call('ZRANGE', '${keys.sweeps}', 0, -1)) do
  if redis.pcall('HGET', '${keys.sweep("")}' .. other, 'project') == project then return 1 end
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

/** KEYS: claims. ARGV: a sweep. */
const CLAIMED_BY_OTHERS = `
local found = {}
for i, key in ipairs(KEYS) do
  found[i] = redis.call('SCARD', key) > redis.call('SISMEMBER', key, ARGV[1]) and 1 or 0
end
return found`;

/** Of these trials, those that another sweep claims too. */
export async function claimedByOthers(redis: Redis, sweep: string, ids: readonly string[]): Promise<Set<string>> {
  const others = new Set<string>();
  for (const some of chunks(ids)) {
    const found = (await redis.eval(CLAIMED_BY_OTHERS, some.length, ...some.map(keys.claims), sweep)) as number[];
    for (const [i, claimed] of found.entries()) if (claimed === 1) others.add(some[i]!);
  }
  return others;
}

/** KEYS: what a sweep claims. ARGV: how many of the first. What is no trial leaves it. */
const CLAIMED = `
local found = {}
local cursor = '0'
repeat
  local reply = redis.call('SSCAN', KEYS[1], cursor, 'COUNT', 1000)
  cursor = reply[1]
  for _, id in ipairs(reply[2]) do
    if #id == 64 and #found < tonumber(ARGV[1]) then found[#found + 1] = id
    else redis.call('SREM', KEYS[1], id) end
  end
until cursor == '0'
return found`;

/** The trials that a sweep claims. */
export async function claimedBy(redis: Redis, sweep: string): Promise<string[]> {
  const ids = (await redis.eval(CLAIMED, 1, keys.wanted(sweep), TRIALS)) as string[];
  return [...new Set(ids)];
}

/** Bytes that results may take once nobody claims them. @param info  the reply to INFO */
export function cacheLimitOf(info: string): number {
  const memory = Number(/^maxmemory:(\d+)/m.exec(info)?.[1] ?? 0) || ASSUMED_MEMORY;
  return Math.floor(CACHE_SHARE * memory);
}

export function* chunks<T>(items: readonly T[], size = CHUNK): Generator<T[]> {
  for (let i = 0; i < items.length; i += size) yield items.slice(i, i + size);
}
