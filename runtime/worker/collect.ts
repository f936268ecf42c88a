/**
 * What comes back from the fleet. Results are looked for under the trials' names,
 * which is the truth; the stream of events only says sooner that there is one, and
 * carries what is not kept: progress, log lines, activities, partial results.
 */
import type { Redis } from "ioredis";
import type { TrialResult } from "../sweep/trial.ts";
import { chunks } from "./claims.ts";
import { keys } from "./keys.ts";
import { EVENT, type FleetEvent, RESULT } from "./protocol.ts";

/** Results in one reply. */
const CHUNK = 100;
const EVENTS = 1000;

/** What there is of these trials: results, and verdicts on those that were set aside. */
export async function look(redis: Redis, ids: readonly string[]): Promise<TrialResult[]> {
  const found: TrialResult[] = [];
  for (const some of chunks(ids, CHUNK)) {
    const results = await redis.mget(some.map(keys.result));
    const without = some.filter((_, i) => results[i] === null);
    const aside = without.length === 0 ? [] : await redis.mget(without.map(keys.aside));
    for (const text of [...results, ...aside])
      if (text !== null) found.push(RESULT.parse(JSON.parse(text)) as TrialResult);
  }
  return found;
}

export interface News {
  events: FleetEvent[];
  /** Where to read on. */
  last: string;
  /** There may be more at once. */
  more: boolean;
}

/** @param last  what was read last; "0" for everything that is there */
export async function readEvents(redis: Redis, sweep: string, last: string): Promise<News> {
  const reply = await redis.xread("COUNT", EVENTS, "STREAMS", keys.events(sweep), last);
  const entries = reply?.[0]?.[1] ?? [];
  return {
    events: entries.flatMap(([, fields]) => parsed(fields ?? [])),
    last: entries.at(-1)?.[0] ?? last,
    more: entries.length === EVENTS,
  };
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
