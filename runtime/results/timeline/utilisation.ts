/**
 * How a thread's time was spent. A thread counts in a spell of the sweep
 * (running-time.ts) from its first sign of life in it until the spell ends, or
 * until it was gone: never heard of again, although its last trial was taken over by
 * another thread, or others still took up fresh trials long after. Utilisation is the
 * share that was computing:
 *
 *     Σ computing / (threads × wall)
 *
 * Where spans of one lane overlap, a moment counts once, for the first of ORDER.
 */
import type { Spell } from "./running-time.ts";
import { KINDS, type Kind, type Lane, lastSign, type Span } from "./span.ts";

/** All in ms; `wall` is the sum of the others. */
export type Shares = Record<Kind | "idle" | "wall", number>;

/** What one moment counts as when a lane tells two things of it. */
const ORDER: readonly Kind[] = ["computing", "running", "checkpointing", "fetching", "lost"];

/** An order, or a clock, may be off by this much, in ms. */
const SLACK = 100;

/** A thread that is there takes what waits at once; what another takes so much later, in ms, and had not before, this one was not there for. */
const WAITED = 10_000;

/** When each lane was there: one stretch per spell at most, in ms since 1970. */
export function presence(lanes: readonly Lane[], spells: readonly Spell[]): [from: number, to: number][][] {
  const begun = latestStarts(lanes);
  const fresh = firstStarts(lanes);
  const lastFresh = spells.map(({ to }) => fresh.findLast((start) => start <= to) ?? Number.NEGATIVE_INFINITY);
  return lanes.map((lane) => {
    const end = lastSign(lane);
    const trial = lane.spans.findLast(({ to }) => to === end)?.trial;
    const others = trial === undefined ? [] : [...(begun.get(trial) ?? [])].filter(([other]) => other !== lane);
    const takenOver = others.some(([, from]) => from > end - SLACK);
    return spells.flatMap((spell, s): [number, number][] => {
      const first = lane.spans.find(({ from, to }) => to >= spell.from && from <= spell.to);
      if (first === undefined) return [];
      const gone = end <= spell.to && (takenOver || lastFresh[s]! > end + WAITED);
      return [[first.from, gone ? end : spell.to]];
    });
  });
}

/** When each trial was begun for the first time, in that order. */
function firstStarts(lanes: readonly Lane[]): number[] {
  const begun = new Map<number, number>();
  for (const { spans } of lanes) {
    for (const { trial, from, kind } of spans) {
      if (trial !== undefined && kind !== "fetching") begun.set(trial, Math.min(begun.get(trial) ?? from, from));
    }
  }
  return [...begun.values()].sort((a, b) => a - b);
}

/** When each lane last began to work on each trial. */
function latestStarts(lanes: readonly Lane[]): Map<number, Map<Lane, number>> {
  const begun = new Map<number, Map<Lane, number>>();
  for (const lane of lanes) {
    for (const { trial, from, kind } of lane.spans) {
      if (trial === undefined || kind === "fetching") continue;
      if (!begun.has(trial)) begun.set(trial, new Map());
      begun.get(trial)!.set(lane, from);
    }
  }
  return begun;
}

/** @param present  as `presence` gives it for this lane */
export function sharesOf(spans: readonly Span[], present: readonly (readonly [number, number])[]): Shares {
  const shares = noTime();
  for (const [from, to] of present) {
    const wall = to - from;
    let busy = 0;
    for (const [kind, ms] of told(spans, from, to)) {
      shares[kind] += ms;
      busy += ms;
    }
    shares.idle += wall - busy;
    shares.wall += wall;
  }
  return shares;
}

export function total(all: readonly Shares[]): Shares {
  const sum = noTime();
  for (const shares of all) for (const key of Object.keys(sum) as (keyof Shares)[]) sum[key] += shares[key];
  return sum;
}

/** 0 to 1; NaN of no time at all. */
export function utilisation({ computing, running, wall }: Shares): number {
  return (computing + running) / wall;
}

function noTime(): Shares {
  return { ...(Object.fromEntries(KINDS.map((kind) => [kind, 0])) as Record<Kind, number>), idle: 0, wall: 0 };
}

/** Sweeps over the borders of spans and gives each piece to the first kind of ORDER that is on. */
function told(spans: readonly Span[], from: number, to: number): Map<Kind, number> {
  const borders = spans
    .filter((span) => span.to > from && span.from < to)
    .flatMap(({ kind, ...span }) => [
      { at: Math.max(from, span.from), kind, step: 1 },
      { at: Math.min(to, span.to), kind, step: -1 },
    ])
    .sort((a, b) => a.at - b.at);
  const on = new Map(ORDER.map((kind) => [kind, 0]));
  const time = new Map<Kind, number>();
  let since = from;
  for (const { at, kind, step } of borders) {
    const now = ORDER.find((one) => on.get(one)! > 0);
    if (now !== undefined) time.set(now, (time.get(now) ?? 0) + at - since);
    since = at;
    on.set(kind, on.get(kind)! + step);
  }
  return time;
}
