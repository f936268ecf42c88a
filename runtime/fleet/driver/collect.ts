/**
 * What comes back from the fleet. Results are looked for under the trials' names,
 * which is the truth; the stream of events only says sooner that there is one, and
 * carries what is not kept: progress, log lines, activities, partial results.
 */
import type { Redis } from "ioredis";
import type { TrialResult } from "../../sweep/trial.ts";
import { keys } from "../redis/keys.ts";
import { type Read, readStrings } from "../store/bounded-read.ts";
import { EVENT_BYTES, REPLY_BYTES, RESULT_BYTES } from "../store/caps.ts";
import { chunks } from "../store/claims.ts";
import { DELIVERED, EVENT, type FleetEvent, resultSchema } from "../store/protocol.ts";

/** Results in one reply. */
const CHUNK = 100;
/** Questions under way together: over a tunnel an answer takes its time, and there may be 100,000 trials. */
const AT_ONCE = 10;
const EVENTS = 1000;
/** An entry of the stream that says to be so much later than now, in seconds, would hide all that come after it. */
const AHEAD = 3600;

/** What lies under a trial's name, or came by the stream of events. */
export type Arrival = {
  id: string;
  /** Who delivered it, as far as it says; or "". */
  worker: string;
} & ({ result: TrialResult } | { result?: undefined; wrong: string });

/** What there is of these trials: results, and dead letters. */
export async function fetchResults(redis: Redis, ids: readonly string[]): Promise<Arrival[]> {
  const found: Arrival[] = [];
  for (const some of chunks(ids, CHUNK * AT_ONCE)) {
    const parts = await Promise.all([...chunks(some, CHUNK)].map((part) => fetchSome(redis, part)));
    found.push(...parts.flat());
  }
  return found;
}

async function fetchSome(redis: Redis, ids: readonly string[]): Promise<Arrival[]> {
  const results = await readStrings(redis, ids.map(keys.result), RESULT_BYTES);
  const without = ids.filter((_, i) => results[i]!.kind === "none");
  const letters = await readStrings(redis, without.map(keys.deadLetter), RESULT_BYTES);
  return [
    ...ids.flatMap((id, i) => arrivalOf(id, results[i]!, "complete", "failed")),
    ...without.flatMap((id, i) => arrivalOf(id, letters[i]!, "failed")),
  ];
}

/** @param statuses  those that may lie under the key */
function arrivalOf(id: string, read: Read, ...statuses: TrialResult["status"][]): Arrival[] {
  if (read.kind === "none") return [];
  if (read.kind === "unfit") return [{ id, worker: "", wrong: read.why }];
  try {
    const stored = DELIVERED.parse(JSON.parse(read.text));
    const result = resultSchema.parse(stored) as TrialResult;
    const { worker } = stored;
    if (result.id !== id) return [{ id, worker, wrong: "it is of another trial" }];
    if (!statuses.includes(result.status))
      return [{ id, worker, wrong: `a ${result.status} result has no place there` }];
    return [{ id, worker, result }];
  } catch {
    return [{ id, worker: "", wrong: "it is no result of a trial" }];
  }
}

export interface EventBatch {
  events: FleetEvent[];
  /** Where to read on. */
  last: string;
  /** There may be more at once. */
  more: boolean;
}

/** KEYS: the stream. ARGV: what was read last, how many, bytes of one, bytes of all, seconds ahead. What is too large is passed over. */
const READ_EVENTS = `
local last, count, cap, left = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4])
local latest = (redis.call('TIME')[1] + ARGV[5]) * 1000
local found = {}
while #found < count and left > 0 do
  local entries = redis.call('XRANGE', KEYS[1], '(' .. last, '+', 'COUNT', 10)
  if #entries == 0 then return {last, 0, found} end
  for _, entry in ipairs(entries) do
    if tonumber(string.match(entry[1], '^%d+')) > latest then
      redis.call('DEL', KEYS[1])
      return {'0', 0, found}
    end
    last = entry[1]
    local size = 0
    for _, word in ipairs(entry[2]) do size = size + #word end
    if size <= cap then
      found[#found + 1] = entry[2]
      left = left - size
    end
  end
end
return {last, 1, found}`;

/** @param last  what was read last; "0" for everything that is there */
export async function readEvents(redis: Redis, sweep: string, last: string): Promise<EventBatch> {
  const asked = [last, EVENTS, EVENT_BYTES, REPLY_BYTES, AHEAD];
  const reply = await redis.eval(READ_EVENTS, 1, keys.events(sweep), ...asked);
  const [next, more, entries] = reply as [string, 0 | 1, string[][]];
  return { events: entries.flatMap(parsed), last: next, more: more === 1 };
}

/** Forgets what was read, so that a driver that takes over begins behind it. */
export async function forgetEvents(redis: Redis, sweep: string, last: string): Promise<void> {
  const [ms, number] = last.split("-");
  if (number !== undefined) await redis.xtrim(keys.events(sweep), "MINID", `${ms}-${BigInt(number) + 1n}`);
}

/** An event of a kind that a later version has is passed over. */
function parsed(fields: readonly string[]): FleetEvent[] {
  const text = fields[fields.indexOf("event") + 1] ?? "";
  try {
    return [EVENT.parse(JSON.parse(text)) as FleetEvent];
  } catch {
    return [];
  }
}
