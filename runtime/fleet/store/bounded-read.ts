/**
 * Reading what somebody else may have written: Redis looks at type and size first
 * and hands over only what is small enough, so that no value, however large, ever
 * comes to the one who asks.
 */
import type { Redis } from "ioredis";
import { NAME, REPLY_BYTES } from "./caps.ts";

export type Read =
  /** There is no such key. */
  | { kind: "none" }
  | { kind: "text"; text: string }
  /** It is there, and cannot be what we put there. */
  | { kind: "unfit"; why: string };

/** KEYS: strings. ARGV: bytes of one, bytes of all. */
const STRINGS = `
local cap, left = tonumber(ARGV[1]), tonumber(ARGV[2])
local found = {}
for i, key in ipairs(KEYS) do
  local size = redis.pcall('STRLEN', key)
  if type(size) == 'table' then found[i] = {'type'}
  elseif size == 0 and redis.call('EXISTS', key) == 0 then found[i] = {'none'}
  elseif size > cap then found[i] = {'size', size}
  elseif size > left then found[i] = {'later'}
  else
    left = left - size
    found[i] = {'text', redis.call('GET', key)}
  end
end
return found`;

/** @param cap  bytes of one value */
export async function readStrings(redis: Redis, keys: readonly string[], cap: number): Promise<Read[]> {
  const found = new Map<string, Read>();
  for (let left = [...new Set(keys)]; left.length > 0; ) {
    const replies = (await redis.eval(STRINGS, left.length, ...left, cap, Math.max(cap, REPLY_BYTES))) as [
      string,
      (string | number)?,
    ][];
    for (const [i, [kind, value]] of replies.entries()) {
      const key = left[i]!;
      if (kind === "none") found.set(key, { kind });
      if (kind === "text") found.set(key, { kind, text: String(value) });
      if (kind === "type") found.set(key, { kind: "unfit", why: "it is of the wrong type" });
      if (kind === "size") found.set(key, { kind: "unfit", why: `it takes ${value} bytes, and at most ${cap} may` });
    }
    left = left.filter((key) => !found.has(key));
  }
  return keys.map((key) => found.get(key)!);
}

/** KEYS: hashes. ARGV: bytes of a field, the fields. */
const HASHES = `
local cap = tonumber(ARGV[1])
local found = {}
for i, key in ipairs(KEYS) do
  local fit = true
  for f = 2, #ARGV do
    local size = redis.pcall('HSTRLEN', key, ARGV[f])
    if type(size) == 'table' or size > cap then
      fit = false
      break
    end
  end
  found[i] = fit and redis.call('HMGET', key, unpack(ARGV, 2)) or {}
end
return found`;

/** @param cap  bytes of one field @returns for each key its fields, without those that are not there; nothing of a hash that is none, or too large */
export async function readHashes(
  redis: Redis,
  keys: readonly string[],
  fields: readonly string[],
  cap: number,
): Promise<Record<string, string>[]> {
  if (keys.length === 0) return [];
  const replies = (await redis.eval(HASHES, keys.length, ...keys, cap, ...fields)) as (string | null)[][];
  return replies.map((values) =>
    Object.fromEntries(fields.flatMap((field, i) => (values[i] == null ? [] : [[field, values[i]]]))),
  );
}

/** KEYS: a sorted set of names and times. ARGV: how many at most, from and to when. What is no name leaves it, and what is of another time. */
const NAMES = `
redis.call('ZREMRANGEBYSCORE', KEYS[1], '-inf', '(' .. ARGV[2])
redis.call('ZREMRANGEBYSCORE', KEYS[1], '(' .. ARGV[3], '+inf')
local found = {}
for _, name in ipairs(redis.call('ZREVRANGE', KEYS[1], 0, ARGV[1] - 1)) do
  if #name <= 100 and string.find(name, '^[%w_.-]+$') then found[#found + 1] = name
  else redis.call('ZREM', KEYS[1], name) end
end
return found`;

/** Names, the newest first. @param from  @param to  milliseconds since 1970, by Redis's clock */
export async function readNames(redis: Redis, key: string, most: number, from: number, to: number): Promise<string[]> {
  const names = (await redis.eval(NAMES, 1, key, most, from, to)) as string[];
  return names.filter((name) => NAME.test(name));
}
