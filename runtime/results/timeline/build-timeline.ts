/**
 * A sweep's journal → what its timeline shows: sessions, lanes of spans, how each
 * worker's time was spent, marks, and sentences for what a reader should know.
 * Pure; page/ and ../timeline.ts make an HTML page of it.
 */
import type { TrialResult, TrialSpec } from "../../sweep/trial.ts";
import type { JournalContents, JournalLine } from "../journal.ts";
import { inferSpans } from "./inferred-spans.ts";
import { notesOf } from "./notes.ts";
import { type Session, type Spell, sessionsOf, spellsOf } from "./running-time.ts";
import type { Lane } from "./span.ts";
import { lanesOf } from "./thread-lanes.ts";
import { presence, type Shares, sharesOf, total } from "./utilisation.ts";

export interface TimelineWorker {
  name: string;
  lanes: (Lane & { present: [from: number, to: number][] })[];
  shares: Shares;
  /** How many different trials it computed, wholly or in part. */
  trials: number;
}

export interface Mark {
  kind: "log" | "failed";
  /** ms since 1970. */
  at: number;
  text: string;
  /** Of a failed trial. */
  trial: number | undefined;
}

export interface TimelineTrial {
  spec: TrialSpec;
  result: TrialResult | undefined;
}

export interface Timeline {
  sessions: Session[];
  spells: Spell[];
  workers: TimelineWorker[];
  /** Of all threads. */
  shares: Shares;
  threads: number;
  /** The most that were there at one moment: a killed worker and its successor never are together. */
  atOnce: number;
  /** ms: all spells. */
  wall: number;
  marks: Mark[];
  trials: TimelineTrial[];
  /** A sentence for each thing that is not as it should be. */
  notes: string[];
}

export type TimelineSource = Pick<JournalContents, "results" | "ending" | "problems"> & {
  lines: JournalLine[];
  trials: readonly TrialSpec[];
};

export function timelineOf({ lines, results, ending, problems, trials }: TimelineSource): Timeline {
  const sessions = sessionsOf(lines);
  const { lanes, reversed, outside } = lanesOf(lines);
  inferSpans(lanes, lines, ending === "");
  const spells = spellsOf(sessions, lanes);
  const present = presence(lanes, spells);
  const workers = workersOf(lanes, present);
  return {
    sessions,
    spells,
    workers,
    shares: total(workers.map(({ shares }) => shares)),
    threads: lanes.length,
    atOnce: mostAtOnce(present.flat()),
    wall: spells.reduce((sum, { from, to }) => sum + to - from, 0),
    marks: marksOf(lines),
    trials: trials.map((spec) => ({ spec, result: results.get(spec.id) })),
    notes: [...notesOf(lanes, reversed, outside), ...problems],
  };
}

function workersOf(lanes: readonly Lane[], present: readonly [number, number][][]): TimelineWorker[] {
  const workers = new Map<string, TimelineWorker["lanes"]>();
  for (const [i, lane] of lanes.entries()) {
    if (!workers.has(lane.worker)) workers.set(lane.worker, []);
    workers.get(lane.worker)!.push({ ...lane, present: present[i]! });
  }
  return [...workers].map(([name, own]) => ({
    name,
    lanes: own,
    shares: total(own.map((lane) => sharesOf(lane.spans, lane.present))),
    trials: new Set(
      own.flatMap(({ spans }) => spans.flatMap(({ trial, kind }) => (kind === "fetching" ? [] : (trial ?? [])))),
    ).size,
  }));
}

function marksOf(lines: readonly JournalLine[]): Mark[] {
  return lines.flatMap((line): Mark[] => {
    if (line.type === "log") return [{ kind: "log", at: line.at, text: line.line, trial: undefined }];
    if (line.type !== "trial" || line.result.status !== "failed") return [];
    return [{ kind: "failed", at: line.at, text: line.result.error ?? "", trial: line.result.index }];
  });
}

function mostAtOnce(stretches: readonly (readonly [from: number, to: number])[]): number {
  const steps = stretches.flatMap(([from, to]): [number, number][] => [
    [from, 1],
    [to, -1],
  ]);
  let [now, most] = [0, 0];
  for (const [, step] of steps.sort((a, b) => a[0] - b[0] || a[1] - b[1])) {
    now += step;
    most = Math.max(most, now);
  }
  return most;
}
