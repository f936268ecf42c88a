/**
 * The journal is the truth about a sweep; everything else in its folder can be
 * made again from it. The folder holds
 *
 *     plan.json       every trial, written before the first one runs
 *     journal.ndjson  append-only: one JSON object a line, in the order of events
 *
 * A finished trial is forced to the disk (fsync) before the sweep goes on, and so
 * are the names of folder, plan and journal before the first trial, so that a
 * power cut at any moment loses at most what was being computed. Progress
 * and log lines are not worth the wait. A process that dies while it writes
 * leaves a torn last line: the reader names it and goes on, and the next writer
 * begins a new line.
 *
 * A sweep of days writes more than fits into memory. So it is read line by line, and
 * of the lines nothing is kept but each trial's result and its latest progress.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { z } from "zod";
import { GxError } from "../errors.ts";
import type { Activity } from "../sweep/activity.ts";
import { sha256 } from "../sweep/hash.ts";
import type { TrialProgress, TrialResult } from "../sweep/trial.ts";
import { makeFolder, writeAtomically } from "./atomic-write.ts";
import { guarded } from "./disk-errors.ts";
import { syncFolder } from "./fsync.ts";
import { jsonText } from "./json-numbers.ts";
import { resultPacker } from "./packed-result.ts";
import { readLines } from "./read-lines.ts";
import { activitySchema, progressSchema, resultSchema } from "./schemas.ts";

export const PLAN_FILE = "plan.json";
export const JOURNAL_FILE = "journal.ndjson";

/**
 * One event. `plan` comes first, with the hash of plan.json; `session` opens each run of the program over this sweep,
 * `end` closes it unless it was killed.
 */
export type JournalEvent =
  | { type: "plan"; sha256: string }
  | { type: "session"; where: string; pid?: number | undefined }
  | { type: "trial"; result: TrialResult }
  | { type: "progress"; progress: TrialProgress }
  | { type: "activity"; activity: Activity }
  | { type: "log"; line: string }
  | { type: "end"; reason: string };

/** What is worth waiting for the disk. */
const DURABLE: readonly JournalEvent["type"][] = ["plan", "session", "trial", "end"];

/** An event as it stands in the file; `at` is milliseconds since 1970, UTC. */
export type JournalLine = JournalEvent & { at: number };

export interface Journal {
  readonly folder: string;
  append(event: JournalEvent): void;
  /** Says without a word that its writer is there still. */
  touch(): void;
  close(): void;
}

export interface JournalContents {
  /** One result under each trial's id, in the order in which they came: the first that is whole, or else the partial one that came farthest. */
  results: Map<string, TrialResult>;
  /** The latest word from each trial that has no result. */
  progress: Map<string, TrialProgress>;
  /** s, from first to last event, summed over sessions */
  wall: number;
  /** Where the last session ran, and how it ended: "" for one that runs still or was killed. */
  where: string;
  ending: string;
  /** Of the process that had it last. */
  pid: number | undefined;
  /** When its writer was there last, ms since 1970; 0 without a journal. */
  heard: number;
  /** A sentence per line that could not be read. */
  problems: string[];
}

/** Begins a sweep: makes the folder and writes the plan. Refuses a folder in which another sweep lies. */
export function createJournal(folder: string, planText: string): Journal {
  return guarded(folder, () => {
    makeFolder(folder);
    for (const file of [PLAN_FILE, JOURNAL_FILE]) {
      if (!fs.existsSync(path.join(folder, file))) continue;
      throw new GxError(
        "GX_OUTPUT",
        `${folder}: holds another sweep already (${file})`,
        "Go on with that one by --resume, or name another folder by --out.",
      );
    }
    writeAtomically(path.join(folder, PLAN_FILE), planText);
    const journal = openForAppend(folder);
    journal.append({ type: "plan", sha256: sha256(planText) });
    return journal;
  });
}

/** Goes on with a sweep whose plan is in the folder. */
export function resumeJournal(folder: string): Journal {
  return guarded(folder, () => openForAppend(folder));
}

/**
 * Everything that is in the folder, as far as it can be read.
 * @param take  is given every event, in order
 */
export function readJournal(folder: string, take: (line: JournalLine) => void = () => {}): JournalContents {
  const file = path.join(folder, JOURNAL_FILE);
  return guarded(folder, () => {
    const { hear, heard: contents } = listener();
    const problems = new Problems();
    const packed = resultPacker();
    const there = fs.existsSync(file);
    if (there) {
      readLines(file, (raw, number, ended) => {
        if (raw?.trim() === "") return;
        const line = raw === undefined ? undefined : parseLine(raw);
        if (line === undefined) return problems.add(number, raw, ended);
        const kept = line.type === "trial" ? { ...line, result: packed(line.result) } : line;
        hear(kept);
        take(kept);
      });
    }
    const heard = there ? fs.statSync(file).mtimeMs : 0;
    return { problems: problems.sentences(), heard, ...contents() };
  });
}

/** The hash of plan.json as it was when the sweep began; undefined where the journal does not say, as an older version's. */
export function writtenPlan(folder: string): string | undefined {
  const file = path.join(folder, JOURNAL_FILE);
  if (!fs.existsSync(file)) return undefined;
  return guarded(folder, () => {
    const begin = Buffer.alloc(FIRST_LINE);
    const fd = fs.openSync(file, "r");
    const length = fs.readSync(fd, begin, 0, FIRST_LINE, 0);
    fs.closeSync(fd);
    const line = parseLine(begin.toString("utf8", 0, length).split("\n")[0]!);
    return line?.type === "plan" ? line.sha256 : undefined;
  });
}

/** Bytes; more than such a line has. */
const FIRST_LINE = 512;

/** What could not be read, in sentences; more than a reader looks at are only counted. */
class Problems {
  readonly #said: string[] = [];
  #more = 0;

  /** @param raw  undefined for a line that was too long to be kept  @param ended  by a newline */
  add(number: number, raw: string | undefined, ended: boolean): void {
    if (this.#said.length === MOST_PROBLEMS) this.#more++;
    else {
      const why = ended ? "cannot be read" : "was cut short";
      const text = raw === undefined ? "it is too long" : JSON.stringify(raw.slice(0, 60));
      this.#said.push(`${JOURNAL_FILE} line ${number} ${why} and was left out: ${text}`);
    }
  }

  sentences(): string[] {
    if (this.#more === 0) return this.#said;
    return [...this.#said, `${JOURNAL_FILE}: ${this.#more} more lines cannot be read and were left out`];
  }
}

const MOST_PROBLEMS = 20;

function openForAppend(folder: string): Journal {
  const file = path.join(folder, JOURNAL_FILE);
  const fd = fs.openSync(file, "a+");
  syncFolder(folder);
  let torn = !endsWithNewline(fd);
  return {
    folder,
    append(event) {
      guarded(file, () => {
        const line = Buffer.from(`${torn ? "\n" : ""}${jsonText({ at: Date.now(), ...event })}\n`);
        // A write that fails half way leaves a torn line of ours.
        torn = true;
        for (let done = 0; done < line.length; ) done += fs.writeSync(fd, line, done);
        torn = false;
        if (DURABLE.includes(event.type)) fs.fsyncSync(fd);
      });
    },
    touch() {
      const now = new Date();
      guarded(file, () => fs.futimesSync(fd, now, now));
    },
    close() {
      fs.closeSync(fd);
    },
  };
}

function endsWithNewline(fd: number): boolean {
  const { size } = fs.fstatSync(fd);
  if (size === 0) return true;
  const last = Buffer.alloc(1);
  fs.readSync(fd, last, 0, 1, size - 1);
  return last[0] === 0x0a;
}

type Heard = Pick<JournalContents, "results" | "progress" | "wall" | "where" | "ending" | "pid">;

/** Hears a journal from its first line to its last, and keeps what a sweep is known by. */
function listener(): { hear(line: JournalLine): void; heard(): Heard } {
  const results = new Map<string, TrialResult>();
  const progress = new Map<string, TrialProgress>();
  let pid: number | undefined;
  let [where, ending, wall, from, to] = ["", "", 0, Number.NaN, Number.NaN];
  return {
    hear(line) {
      if (line.type === "session") {
        wall += (to - from) / 1000 || 0;
        from = line.at;
        ({ where, pid } = line);
        ending = "";
      }
      to = line.at;
      if (line.type === "end") ending = line.reason;
      if (line.type === "progress" && !results.has(line.progress.id)) progress.set(line.progress.id, line.progress);
      if (line.type !== "trial") return;
      const { id } = line.result;
      const earlier = results.get(id);
      if (earlier !== undefined && !supersedes(line.result, earlier)) return;
      // Behind those that came before it.
      results.delete(id);
      results.set(id, line.result);
      progress.delete(id);
    },
    heard: () => ({ results, progress, where, ending, pid, wall: wall + ((to - from) / 1000 || 0) }),
  };
}

/** A trial that is cut short again sooner than before tells nothing new. */
function supersedes(later: TrialResult, earlier: TrialResult): boolean {
  if (later.status === "partial") return earlier.status === "partial" && later.evaluations > earlier.evaluations;
  return earlier.status !== "complete";
}

function parseLine(raw: string): JournalLine | undefined {
  try {
    return LINE.parse(JSON.parse(raw));
  } catch {
    return undefined;
  }
}

const at = z.number();
const LINE = z.discriminatedUnion("type", [
  z.object({ type: z.literal("plan"), at, sha256: z.string() }),
  z.object({ type: z.literal("session"), at, where: z.string(), pid: z.number().optional() }),
  z.object({ type: z.literal("trial"), at, result: resultSchema }),
  z.object({ type: z.literal("progress"), at, progress: progressSchema }),
  z.object({ type: z.literal("activity"), at, activity: activitySchema }),
  z.object({ type: z.literal("log"), at, line: z.string() }),
  z.object({ type: z.literal("end"), at, reason: z.string() }),
]);
