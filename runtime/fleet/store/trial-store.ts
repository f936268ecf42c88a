/**
 * What a worker reads and writes of a trial in Redis. Each act is one Lua script,
 * so that it happens whole or not at all: a worker that is killed, or a Redis that
 * comes back with what it knew a second ago, leaves a trial either with a result or
 * still to be run, and never something in between.
 *
 * A script whose connection broke is sent again and may then have run twice. The
 * second run changes nothing that matters: the first result stays, a crash counts
 * once per attempt, and an event that is published twice is a hint that is given twice.
 *
 * Redis may run out of memory. It then refuses a script at its first write, so in
 * each script the first write is one that needs memory.
 */
import type { Redis } from "ioredis";
import { z } from "zod";
import { jsonText } from "../../results/json-numbers.ts";
import type { TrialCheckpoint, TrialResult } from "../../sweep/trial.ts";
import { keys } from "../redis/keys.ts";
import { CHECKPOINT_BYTES, WORD_CHARACTERS } from "./caps.ts";
import { isMistyped, removeMistyped, trialKeys } from "./mistyped.ts";
import { type FleetEvent, FORMAT, type StoredCheckpoint } from "./protocol.ts";

/** So often in a row may a trial take its worker down without getting any further. */
export const MAX_CRASHES = 3;
/** Events of a sweep that are kept: hints, of which a driver misses none as long as it reads along. */
const EVENTS_KEPT = 10_000;
const LOG_LINES_KEPT = 30;

export type Beginning =
  /** Nobody claims it: what lay there of it is gone. */
  | { state: "unwanted" }
  /** It has a result, or is a dead letter ("aside"); whoever claims it was told again. */
  | { state: "done" | "aside" }
  /** All who claim it asked their running trials to end. */
  | { state: "stopped" }
  /** It took its workers down too often: `why` the last time, and its last log lines. */
  | { state: "crashed"; why: string; log: string[] }
  /** Run it. */
  | { state: "wanted"; checkpoint: string | undefined; crashCount: number };

export interface TrialStatus {
  /** Redis's time, milliseconds since 1970. */
  time: number;
  /** How many claim the trial. */
  sweeps: number;
  /** All of them asked to stop. */
  stopped: boolean;
  /** Another worker has delivered its result. */
  done: boolean;
}

/** The beginning of others, whose KEYS[1] is the trial's claims: who claims it, whether all of them asked to stop, and how to tell them. */
const CLAIMANTS = `
local sweeps = redis.call('SMEMBERS', KEYS[1])
local stopped = #sweeps > 0
for _, sweep in ipairs(sweeps) do
  if redis.pcall('HGET', '${keys.sweep("")}' .. sweep, 'stop') ~= '1' then stopped = false end
end
local function publish(event)
  for _, sweep in ipairs(sweeps) do
    redis.pcall('XADD', '${keys.events("")}' .. sweep, 'MAXLEN', '~', ${EVENTS_KEPT}, '*', 'event', event)
  end
end
`;

/**
 * KEYS: claims, result, checkpoint, crashes, log, dead letter. ARGV: the attempt, the events "there is a result" and
 * "it is a dead letter", the worker.
 */
const BEGIN = `${CLAIMANTS}
if #sweeps == 0 then
  redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
  return {'unwanted'}
end
if redis.call('EXISTS', KEYS[2]) == 1 then publish(ARGV[2]) return {'done'} end
if redis.call('EXISTS', KEYS[6]) == 1 then publish(ARGV[3]) return {'aside'} end
if stopped then return {'stopped'} end
local count = tonumber(redis.call('HGET', KEYS[4], 'count') or '0') or 0
if redis.call('HGET', KEYS[4], 'run') ~= ARGV[1] then
  if count >= ${MAX_CRASHES} then
    local why = redis.call('HGET', KEYS[4], 'why') or ''
    local worker = redis.call('HGET', KEYS[4], 'worker') or ''
    local log = {}
    for _, line in ipairs(redis.call('LRANGE', KEYS[5], -${LOG_LINES_KEPT}, -1)) do
      log[#log + 1] = string.sub(line, 1, ${WORD_CHARACTERS})
    end
    return {'crashed', string.sub(why, 1, ${WORD_CHARACTERS}), string.sub(worker, 1, 100), log}
  end
  redis.call('HSET', KEYS[4], 'run', ARGV[1], 'worker', ARGV[4], 'count', count + 1)
  redis.call('HDEL', KEYS[4], 'why')
  count = count + 1
end
if redis.call('STRLEN', KEYS[3]) > ${CHECKPOINT_BYTES} then redis.call('DEL', KEYS[3]) end
return {'wanted', redis.call('GET', KEYS[3]) or '', count}
`;

/** KEYS: claims, result or dead letter, checkpoint, crashes, log. */
const END = `${CLAIMANTS}
local first
if #sweeps > 0 then
  first = redis.call('SET', KEYS[2], ARGV[1], 'NX')
  publish(ARGV[2])
end
redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
if first then return 1 end
return 0
`;

/** KEYS: claims, result, checkpoint, crashes. A checkpoint that is further than the beginning says that the trial is not at fault. */
const CHECKPOINT = `
if redis.call('SCARD', KEYS[1]) == 0 or redis.call('EXISTS', KEYS[2]) == 1 then return 0 end
redis.call('SET', KEYS[3], ARGV[1])
if redis.call('HGET', KEYS[4], 'run') == ARGV[2] then redis.call('HSET', KEYS[4], 'count', 0) end
return 1
`;

/** KEYS: crashes. Back to what it was before this attempt. */
const UNDO_CRASH = `
if redis.call('HGET', KEYS[1], 'run') ~= ARGV[1] then return 0 end
local count = tonumber(redis.call('HGET', KEYS[1], 'count') or '0') or 0
if count > 1 then
  redis.call('HSET', KEYS[1], 'count', count - 1)
  redis.call('HDEL', KEYS[1], 'run')
else
  redis.call('DEL', KEYS[1])
end
return 1
`;

/** KEYS: crashes. */
const NOTE_CAUSE = `
if redis.call('HGET', KEYS[1], 'run') == ARGV[1] then redis.call('HSET', KEYS[1], 'why', ARGV[2]) end
`;

/** KEYS: claims, result, checkpoint, crashes, log. */
const DISCARD = `
if redis.call('SCARD', KEYS[1]) == 0 or redis.call('EXISTS', KEYS[2]) == 1 then
  redis.call('DEL', KEYS[3], KEYS[4], KEYS[5])
end
`;

/** KEYS: claims, result. */
const READ_STATUS = `${CLAIMANTS}
local time = redis.call('TIME')
return {time[1], time[2], #sweeps, stopped and 1 or 0, redis.call('EXISTS', KEYS[2])}
`;

/** KEYS: claims, log. A sweep that has left gets no events any more, which nobody would ever delete. */
const PUBLISH = `${CLAIMANTS}
publish(ARGV[1])
if #sweeps > 0 and ARGV[2] then
  redis.call('RPUSH', KEYS[2], ARGV[2])
  redis.call('LTRIM', KEYS[2], -${LOG_LINES_KEPT}, -1)
end
`;

export class TrialStore {
  readonly #redis: Redis;
  readonly #worker: string;

  constructor(redis: Redis, worker: string) {
    this.#redis = redis;
    this.#worker = worker;
  }

  /** A script over keys of this trial. One of them that is of another type is deleted, and the script runs again. */
  async #run(trial: string, script: string, keyNames: string[], ...args: string[]): Promise<unknown> {
    const run = () => this.#redis.eval(script, keyNames.length, ...keyNames, ...args);
    try {
      return await run();
    } catch (error) {
      if (!isMistyped(error) || (await removeMistyped(this.#redis, trialKeys(trial))).length === 0) throw error;
      return await run();
    }
  }

  /** Looks how a trial stands, and if it is to be run, counts a crash in advance. @param run  a name for this attempt */
  async begin(trial: string, run: string): Promise<Beginning> {
    const event = (kind: "result" | "aside") => eventText({ kind, trial });
    const reply = await this.#run(
      trial,
      BEGIN,
      [...bequest(trial, keys.result(trial)), keys.deadLetter(trial)],
      run,
      event("result"),
      event("aside"),
      this.#worker,
    );
    const [state, ...rest] = reply as [Beginning["state"], ...unknown[]];
    if (state === "wanted") {
      const [checkpoint, crashCount] = rest as [string, number];
      return { state, checkpoint: checkpoint || undefined, crashCount };
    }
    if (state === "crashed") {
      const [why, worker, log] = rest as [string, string, string[]];
      return { state, why: why || `worker ${worker} did not come back from it`, log };
    }
    return { state };
  }

  /** @returns whether it is the first under this name */
  async deliver(result: TrialResult): Promise<boolean> {
    return await this.#end(keys.result(result.id), result, { kind: "result", trial: result.id });
  }

  async deadLetter(result: TrialResult): Promise<boolean> {
    return await this.#end(keys.deadLetter(result.id), result, { kind: "aside", trial: result.id });
  }

  async #end(key: string, result: TrialResult, event: FleetEvent): Promise<boolean> {
    const { id } = result;
    const delivered = jsonText({ ...result, worker: this.#worker });
    const reply = await this.#run(id, END, bequest(id, key), delivered, eventText(event));
    return reply === 1;
  }

  /** Only while somebody claims the trial and there is no result. */
  async checkpoint(trial: string, run: string, stored: StoredCheckpoint): Promise<void> {
    const touched = [keys.claims(trial), keys.result(trial), keys.checkpoint(trial), keys.crashes(trial)];
    await this.#run(trial, CHECKPOINT, touched, jsonText(stored), run);
  }

  async forgetCheckpoint(trial: string): Promise<void> {
    await this.#redis.del(keys.checkpoint(trial));
  }

  /** This attempt ended in order: it is no crash. */
  async undoCrash(trial: string, run: string): Promise<void> {
    await this.#run(trial, UNDO_CRASH, [keys.crashes(trial)], run);
  }

  /** Why the trial took its thread down, for whoever makes a dead letter of it. */
  async noteCause(trial: string, run: string, why: string): Promise<void> {
    await this.#run(trial, NOTE_CAUSE, [keys.crashes(trial)], run, why);
  }

  /** What this attempt left behind of a trial that has a result by now, or that nobody wants any more. */
  async discard(trial: string): Promise<void> {
    await this.#run(trial, DISCARD, bequest(trial, keys.result(trial)));
  }

  async readStatus(trial: string): Promise<TrialStatus> {
    const reply = await this.#run(trial, READ_STATUS, [keys.claims(trial), keys.result(trial)]);
    const [seconds, micros, sweeps, stopped, done] = reply as [string, string, number, number, number];
    return {
      time: Number(seconds) * 1000 + Number(micros) / 1000,
      sweeps,
      stopped: stopped === 1,
      done: done === 1,
    };
  }

  /** To all who claim the trial. Hints: whoever does not hear them loses nothing. */
  async publishEvent(trial: string, event: FleetEvent): Promise<void> {
    const line = event.kind === "log" ? [event.line] : [];
    await this.#run(trial, PUBLISH, [keys.claims(trial), keys.log(trial)], eventText(event), ...line);
  }
}

/** Claims, where its end lies, and what it leaves behind: the first five KEYS of most scripts. */
function bequest(trial: string, end: string): string[] {
  return [keys.claims(trial), end, keys.checkpoint(trial), keys.crashes(trial), keys.log(trial)];
}

function eventText(event: FleetEvent): string {
  return jsonText(event);
}

/** @returns undefined for what another version wrote, or what is no checkpoint */
export function readCheckpoint(text: string, numerics: string): TrialCheckpoint | undefined {
  try {
    const stored = CHECKPOINT_SHAPE.parse(JSON.parse(text));
    return stored.numerics === numerics ? (stored.checkpoint as unknown as TrialCheckpoint) : undefined;
  } catch {
    return undefined;
  }
}

const CHECKPOINT_SHAPE = z.object({
  format: z.literal(FORMAT),
  numerics: z.string(),
  checkpoint: z.object({
    state: z.looseObject({}),
    tally: z.looseObject({ evaluations: z.number() }),
    convergence: z.array(z.tuple([z.number(), z.number()])),
    seconds: z.number(),
    cpuSeconds: z.number(),
  }),
});
