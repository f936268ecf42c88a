/**
 * What a driver and the workers of a fleet say to one another: the payload of a
 * job, the events of a sweep, a worker's heartbeat, a sweep's entry. All of it
 * goes through Redis as JSON and is checked where it is read.
 *
 * How a trial gets from a plan into a journal:
 *
 *     driver  puts the file, its sweep's entry and its claims; adds jobs
 *     worker  takes a job; for each of its trials that somebody claims and that
 *             has no result: runs it, from its checkpoint if there is one; puts
 *             the result under the trial's name (first write wins), and tells
 *             every sweep that claims it
 *     driver  reads the result, appends it to the journal (fsync), and only then
 *             acknowledges: its claim goes, and a result that nobody claims any
 *             more becomes cache, which may be dropped
 *
 * Whatever dies in between, a claim without a result is found again by the next
 * look of a driver, which adds the job once more under the same id.
 */
import { z } from "zod";
import { activitySchema, progressSchema, resultSchema } from "../../results/schemas.ts";
import type { Activity } from "../../sweep/activity.ts";
import { sha256 } from "../../sweep/hash.ts";
import type { TrialCheckpoint, TrialProgress, TrialResult, TrialSpec } from "../../sweep/trial.ts";
import { NAME, WORD_CHARACTERS } from "./caps.ts";

/** Raised when an older worker or driver could not understand the newer. */
export const FORMAT = 1;

/** The stopReason of a dead letter: a failed result that stands for a trial which took its workers down. `fleet retry` finds it by that. */
export const DEAD_LETTER = "set aside";

/** Payload of a BullMQ job: trials of one file that one worker runs one after the other. */
export interface Job {
  format: typeof FORMAT;
  /** sha256 of the file's bytes; the file lies under keys.project. */
  project: string;
  trials: TrialSpec[];
}

/** A job's id: the same trials are the same job, whoever adds it. BullMQ refuses ids with a colon. @param ids  of the trials, all that the plan puts together */
export function jobId(ids: readonly string[]): string {
  return sha256(ids.join("\n"));
}

/**
 * What goes into the stream of every sweep that claims the trial, as the one field "event" of an entry, written by `jsonText`
 * (a figure of merit may be infinite). Times are Redis's (TIME), in milliseconds since 1970. A trial is known by its id: the
 * place in the plan that a worker knows is that of the sweep that added the job, and a driver puts its own in.
 */
export type FleetEvent =
  /** There is a result under this name. */
  | { kind: "result"; trial: string }
  /** Stopped before its end because the sweep was: never stored, so this is the only copy. */
  | { kind: "partial"; result: TrialResult; worker?: string | undefined }
  | { kind: "aside"; trial: string }
  | { kind: "progress"; progress: TrialProgress }
  | { kind: "log"; trial: string; worker: string; line: string }
  /** `trial`: the id of the one that it was for. */
  | { kind: "activity"; activity: Activity; trial?: string | undefined };

/** A checkpoint as it lies in Redis: with what wrote it, so that nobody goes on from what it cannot read. */
export interface StoredCheckpoint {
  format: typeof FORMAT;
  numerics: string;
  checkpoint: TrialCheckpoint;
}

/** A worker's heartbeat. */
export interface WorkerFacts {
  /** "host.pid", a letter or digit or .-_ each. */
  worker: string;
  host: string;
  pid: number;
  /** Its numerics version: it takes jobs of that queue. */
  numerics: string;
  /** The hash of its bundle; "" in a checkout. */
  bundle: string;
  /** process.version and process.arch, of which the numerics version depends too. */
  node: string;
  arch: string;
  /** Load average of a minute, of the machine. */
  load: number;
  /** MB of the process. */
  memory: number;
  /** Since it started. */
  trials: number;
  evaluations: number;
  /** Of the trial that runs, by name; "" while idle. */
  trial: string;
  /** Evaluations per second of the trial that runs; 0 while idle. */
  rate: number;
  /** Redis's time. */
  started: number;
  seen: number;
}

/** A sweep's entry, as `fleet ls` shows it. */
export interface SweepFacts {
  sweep: string;
  /** The file's name, and its sha256. */
  file: string;
  project: string;
  numerics: string;
  /** In the plan. */
  trials: number;
  /** Where the driver keeps the journal: host and folder, for people. */
  folder: string;
  /** Redis's time: when it was submitted, and when its driver was last there; 0 when it was left to the fleet. */
  begun: number;
  seen: number;
  /** 1 when the driver asked running trials to end as partial. */
  stop: 0 | 1;
  /** 1 when `fleet cancel` took its claims back: its driver, if there is one, ends. */
  cancelled: 0 | 1;
}

/** A sweep's name: from its plan, which holds the moment at which it was made. So a driver that resumes finds its own claims. */
export function sweepName(planText: string): string {
  return sha256(planText).slice(0, 16);
}

/** Trials are checked in full by their thread; here it matters that the shape is ours. */
export const JOB = z.object({
  format: z.literal(FORMAT),
  project: z.string().regex(/^[0-9a-f]{64}$/),
  trials: z.array(z.looseObject({ id: z.string(), index: z.number(), fit: z.number() })).min(1),
});

/** A result as it lies in Redis, written by `jsonText`: with the name of the worker that delivered it, which is no part of it. */
export { resultSchema } from "../../results/schemas.ts";
export const DELIVERED = z.looseObject({ worker: z.string().regex(NAME).catch("") });

/** A word of a worker or a sweep. */
const word = z.string().max(WORD_CHARACTERS);
const name = z.string().regex(NAME);
const count = z.number().int().nonnegative();
/** Of a trial, a file or a version; "" for none. */
const hash = z.string().regex(/^[0-9a-f]{0,64}$/);
/** As text, in a field of a hash. */
const amount = z.coerce.number().nonnegative();

export const EVENT = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("result"), trial: hash }),
  z.object({ kind: z.literal("partial"), result: resultSchema, worker: name.optional().catch(undefined) }),
  z.object({ kind: z.literal("aside"), trial: hash }),
  z.object({ kind: z.literal("progress"), progress: progressSchema.extend({ evaluations: count, generation: count }) }),
  z.object({ kind: z.literal("log"), trial: hash, worker: name, line: z.string() }),
  z.object({
    kind: z.literal("activity"),
    activity: activitySchema
      .extend({ worker: name, thread: count.max(1023), trial: count.optional() })
      .refine(({ from, to }) => from <= to),
    trial: hash.optional(),
  }),
]);

/** A heartbeat as it lies in Redis: each field a field of the hash, as text. */
export const WORKER = z.object({
  worker: name,
  host: name,
  pid: amount,
  numerics: name,
  bundle: hash,
  node: name,
  arch: name,
  load: amount,
  memory: amount,
  trials: amount,
  evaluations: amount,
  trial: hash,
  rate: amount,
  started: amount,
  seen: amount,
});

/** A sweep's entry, likewise. */
export const SWEEP = z.object({
  sweep: name,
  file: word,
  project: hash,
  numerics: name,
  trials: amount,
  folder: word,
  begun: amount,
  seen: amount,
  stop: z.coerce.number().pipe(z.union([z.literal(0), z.literal(1)])),
  cancelled: z.coerce.number().pipe(z.union([z.literal(0), z.literal(1)])),
});
