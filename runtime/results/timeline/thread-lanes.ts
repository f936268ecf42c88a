/**
 * A lane per thread from what the threads told. Clocks of many machines are never
 * quite one clock: a span that ends before it begins becomes an instant, one far
 * outside the sweep is brought to its edge, one that overlaps another of its own
 * lane is marked. All are shown and counted; none is an error.
 */
import type { JournalLine } from "../journal.ts";
import { type Lane, type Span, spanOf } from "./span.ts";

export interface Lanes {
  /** Workers in natural order (worker-2 before worker-10), threads by number. */
  lanes: Lane[];
  /** How many spans ended before they began, and how many lay far outside the sweep. */
  reversed: number;
  outside: number;
}

/** Further outside the journal's own times, in ms, no machine of a sweep can have been at work. */
const FAR = 3_600_000;
/** Spans of one clock touch, to rounding; those of a fleet are brought to one clock, which is good to some tens of ms when machines are busy. */
const TOUCH = 1;
const OVERLAP = 100;

export function lanesOf(lines: readonly JournalLine[]): Lanes {
  const [first, last] = extent(lines);
  const byName = new Map<string, Lane>();
  let [reversed, outside] = [0, 0];
  for (const line of lines) {
    if (line.type !== "activity") continue;
    const { worker, thread } = line.activity;
    const span = spanOf(line.activity);
    const clamp = (t: number) => Math.min(last + FAR, Math.max(first - FAR, t));
    if (clamp(span.from) !== span.from || clamp(span.to) !== span.to) outside++;
    [span.from, span.to] = [clamp(span.from), clamp(span.to)];
    if (span.to < span.from) {
      reversed++;
      span.from = span.to;
    }
    const key = JSON.stringify([worker, thread]);
    const lane = byName.get(key) ?? { worker, thread, spans: [] };
    byName.set(key, lane);
    lane.spans.push(span);
  }
  const lanes = [...byName.values()];
  for (const lane of lanes) tidy(lane);
  return { lanes: lanes.sort(naturally), reversed, outside };
}

/** Sorts a lane, joins what touches and is one thing, and marks what overlaps; what is inferred fills the room that is left. */
export function tidy(lane: Lane): void {
  const joined: Span[] = [];
  let reach = Number.NEGATIVE_INFINITY;
  for (const span of lane.spans.sort((a, b) => a.from - b.from || a.to - b.to)) {
    const before = joined.at(-1);
    const inferred = span.kind === "lost" || span.kind === "running";
    const sameThing = before?.kind === span.kind && before.trial === span.trial;
    if (sameThing && Math.abs(span.from - before.to) <= TOUCH) {
      before.to = Math.max(before.to, span.to);
    } else {
      span.overlaps = !inferred && span.from < reach - OVERLAP;
      joined.push(span);
    }
    if (!inferred) reach = Math.max(reach, span.to);
  }
  lane.spans = joined;
}

function extent(lines: readonly JournalLine[]): [number, number] {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const { at } of lines) [first, last] = [Math.min(first, at), Math.max(last, at)];
  return [first, last];
}

const NATURAL = new Intl.Collator("en", { numeric: true });

function naturally(a: Lane, b: Lane): number {
  return (
    NATURAL.compare(a.worker, b.worker) || (a.worker < b.worker ? -1 : a.worker > b.worker ? 1 : a.thread - b.thread)
  );
}
