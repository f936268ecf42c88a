/**
 * What the timeline's chart draws, as compact JSON: four small numbers a span, and
 * each different text once. Times are running time (running-time.ts) in whole
 * milliseconds; `spells` leads back to the clock.
 */
import { printable } from "../../text.ts";
import { startName } from "../report/report-tables.ts";
import type { Timeline, TimelineTrial } from "./build-timeline.ts";
import { runningTime } from "./running-time.ts";
import { KINDS, type Lane } from "./span.ts";

/** Flags beside a span's kind, which is its place in KINDS. */
export const SPAN_FLAGS = { overlaps: 8, guessed: 16 } as const;

export interface TimelineChart {
  /** ms */
  length: number;
  /** The most threads that were there at one moment. */
  atOnce: number;
  /** Per spell: running time at its begin, and the clock's (ms since 1970). */
  spells: [start: number, clock: number][];
  sessions: { at: number; clock: number; where: string; ending: string }[];
  workers: { name: string; lanes: { thread: number; present: number[]; spans: number[] }[] }[];
  texts: string[];
  /** Per trial of the plan, in its order: three places in `texts` (method, settings and start; how it ended), its figure of merit, its evaluations. */
  trials: (number | null)[];
  /** Per mark: running time, 0 for a log line or 1 for a failed trial, place in `texts`, trial or -1. */
  marks: number[];
}

/** Texts are cut to so many characters; and of a script that prints without end, the journal has the rest. */
const LONGEST = 400;
const MOST_TEXTS = 5000;
const MOST_MARKS = 50_000;

export function timelineChart(timeline: Timeline): TimelineChart {
  const { spells, sessions, workers } = timeline;
  const time = (moment: number) => Math.round(runningTime(spells, moment));
  const texts = new Texts();
  return {
    length: Math.round(timeline.wall),
    atOnce: timeline.atOnce,
    spells: spells.map(({ start, from }) => [Math.round(start), Math.round(from)]),
    sessions: sessions.map(({ from, where, ending }) => ({
      at: time(from),
      clock: Math.round(from),
      where: plainText(where),
      ending: plainText(ending),
    })),
    workers: workers.map(({ name, lanes }) => ({
      name: plainText(name),
      lanes: lanes.map((lane) => ({
        thread: lane.thread,
        present: lane.present.flat().map(time),
        spans: spansOf(lane, time),
      })),
    })),
    trials: timeline.trials.flatMap((trial) => trialOf(trial, texts)),
    marks: timeline.marks
      .slice(0, MOST_MARKS)
      .flatMap(({ kind, at, text, trial }) => [time(at), kind === "log" ? 0 : 1, texts.place(text), trial ?? -1]),
    texts: texts.list,
  };
}

/** From (as the step from the span before), length, kind with flags, trial or -1. */
function spansOf({ spans }: Lane, time: (moment: number) => number): number[] {
  let before = 0;
  return spans.flatMap(({ kind, from, to, trial, overlaps, guessed }) => {
    const step = time(from) - before;
    before += step;
    const flags = (overlaps ? SPAN_FLAGS.overlaps : 0) + (guessed ? SPAN_FLAGS.guessed : 0);
    return [step, Math.max(0, time(to) - before), KINDS.indexOf(kind) + flags, trial ?? -1];
  });
}

/** Settings that tell a reader something; the others follow from the file or from the plan. */
const SETTINGS: Record<string, string> = { km: "km", kr: "kr", popSize: "population" };

function trialOf({ spec, result }: TimelineTrial, texts: Texts): (number | null)[] {
  const settings = Object.entries(SETTINGS).flatMap(([key, word]) =>
    key in spec.settings ? [`${word} ${spec.settings[key]}`] : [],
  );
  const fit = spec.fit > 0 ? [`fit ${spec.fit + 1}`] : [];
  const ended = result
    ? `${result.status}${result.status === "failed" ? "" : `: ${result.stopReason}`}`
    : "no result yet";
  const fom = result?.fom ?? Number.NaN;
  return [
    texts.place(spec.method),
    texts.place([...fit, ...settings, `from ${startName(spec)}`].join(", ")),
    texts.place(ended),
    Number.isFinite(fom) ? Number(fom.toPrecision(6)) : null,
    result?.evaluations ?? null,
  ];
}

/** Each different text once. */
class Texts {
  readonly list: string[] = [];
  readonly #places = new Map<string, number>();

  place(text: string): number {
    const plain = this.list.length < MOST_TEXTS ? plainText(text) : "(in journal.ndjson)";
    if (!this.#places.has(plain)) this.#places.set(plain, this.list.push(plain) - 1);
    return this.#places.get(plain)!;
  }
}

/** Without control characters and without those that turn the direction of writing, and not too long. */
export function plainText(text: string): string {
  const plain = printable(text);
  return plain.length > LONGEST ? `${plain.slice(0, LONGEST).toWellFormed()}…` : plain;
}
