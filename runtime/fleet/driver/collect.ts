/**
 * What comes back from the fleet. Results are looked for under the trials' names,
 * which is the truth; the stream of events only says sooner that there is one, and
 * carries what is not kept: progress, log lines, activities, partial results.
 */
import type { Redis } from "ioredis";
import { GxError } from "../../errors.ts";
import type { TrialResult } from "../../sweep/trial.ts";
import { keys } from "../redis/keys.ts";
import { chunks } from "../store/claims.ts";
import { EVENT, type FleetEvent, resultSchema } from "../store/protocol.ts";

/** Results in one reply. */
const CHUNK = 100;
/** Questions under way together: over a tunnel an answer takes its time, and there may be 100,000 trials. */
const AT_ONCE = 10;
const EVENTS = 1000;

/** What there is of these trials: results, and dead letters. */
export async function fetchResults(redis: Redis, ids: readonly string[]): Promise<TrialResult[]> {
  const found: TrialResult[] = [];
  for (const some of chunks(ids, CHUNK * AT_ONCE)) {
    const parts = await Promise.all([...chunks(some, CHUNK)].map((part) => fetchSome(redis, part)));
    found.push(...parts.flat());
  }
  return found;
}

async function fetchSome(redis: Redis, ids: readonly string[]): Promise<TrialResult[]> {
  const results = await redis.mget(ids.map(keys.result));
  const without = ids.filter((_, i) => results[i] === null);
  const letters = without.length === 0 ? [] : await redis.mget(without.map(keys.deadLetter));
  const found = (names: readonly string[], texts: readonly (string | null)[], key: (id: string) => string) =>
    texts.flatMap((text, i) => (text === null ? [] : [read(text, names[i]!, key(names[i]!))]));
  return [...found(ids, results, keys.result), ...found(without, letters, keys.deadLetter)];
}

/** A result that is not what its name says is said so, and never put into a journal. */
function read(text: string, id: string, key: string): TrialResult {
  try {
    const result = resultSchema.parse(JSON.parse(text)) as TrialResult;
    if (result.id === id && result.status !== "partial") return result;
  } catch {
    // As below.
  }
  throw new GxError(
    "GX_FLEET",
    `Redis holds as ${key} what is no result of that trial`,
    "Whoever may write there has spoilt it. Delete this key, and go on by --resume: the trial is computed again.",
  );
}

export interface EventBatch {
  events: FleetEvent[];
  /** Where to read on. */
  last: string;
  /** There may be more at once. */
  more: boolean;
}

/** @param last  what was read last; "0" for everything that is there */
export async function readEvents(redis: Redis, sweep: string, last: string): Promise<EventBatch> {
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
