/**
 * A key of ours that holds another type than ours makes every command on it fail
 * for ever. It is deleted: what it held is lost already, and whoever misses it
 * (a claim, a job, a result) finds that out and puts it again.
 */
import type { Redis } from "ioredis";
import { keys } from "../redis/keys.ts";

export type KeyType = "string" | "list" | "set" | "zset" | "hash" | "stream";

/** KEYS, and their types as ARGV. */
const REMOVE = `
local gone = {}
for i, key in ipairs(KEYS) do
  local kind = redis.call('TYPE', key)['ok']
  if kind ~= 'none' and kind ~= ARGV[i] then
    redis.call('UNLINK', key)
    gone[#gone + 1] = key
  end
end
return gone`;

/** @returns those that were of another type */
export async function removeMistyped(
  redis: Redis,
  expected: readonly (readonly [string, KeyType])[],
): Promise<string[]> {
  return (await redis.eval(
    REMOVE,
    expected.length,
    ...expected.map(([key]) => key),
    ...expected.map(([, type]) => type),
  )) as string[];
}

/** All that lies in Redis of one trial. */
export function trialKeys(id: string): [string, KeyType][] {
  return [
    [keys.claims(id), "set"],
    [keys.result(id), "string"],
    [keys.checkpoint(id), "string"],
    [keys.crashes(id), "hash"],
    [keys.deadLetter(id), "string"],
    [keys.log(id), "list"],
  ];
}

/** What Redis says where a key holds another type, or no number where one is counted. */
export function isMistyped(error: unknown): boolean {
  return error instanceof Error && /WRONGTYPE|not an integer/.test(error.message);
}
