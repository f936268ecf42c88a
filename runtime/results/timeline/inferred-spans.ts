/**
 * What no thread told of: a worker that is killed takes the word of its last
 * span with it. But the trial had reported progress. Where a trial progressed
 * and no lane says that it computed it, a span is inferred: "running" if nothing
 * speaks against its being computed still, else "lost".
 *
 * A progress line names no thread. The lane is the one that last told of the
 * trial, or else, as a guess, one that was free at the time: rather one that fell
 * silent then, and of those the one whose last span had ended most recently.
 */
import type { JournalLine } from "../journal.ts";
import type { Lane, Span } from "./span.ts";
import { tidy } from "./thread-lanes.ts";

/** By so much, in ms, may the clocks of a thread and of the journal differ. */
const SKEW = 250;
/** A last word of progress may be noted this much after the trial's end, in ms, when its result was on the way already. */
const DELAY = 2000;
/** A trial that is silent for longer, in ms, is no longer running. */
const SILENCE = 30_000;
/** A thread reports first after half a second, in ms. */
const FIRST_REPORT = 500;
/** More than these nobody has the patience to look for, or to look at. */
const MOST = 2000;

/** A stretch of a trial's progress of which no span tells. */
interface Attempt {
  trial: number;
  first: number;
  last: number;
  evaluations: number;
  /** When its session ended: the next one's begin. */
  until: number;
}

type Told = ReadonlyMap<number, readonly { lane: Lane; span: Span }[]>;

/**
 * Puts the inferred spans into their lanes.
 * @param open  whether the last session has not ended, as far as the journal says
 */
export function inferSpans(lanes: readonly Lane[], lines: readonly JournalLine[], open: boolean): void {
  const told = spansByTrial(lanes);
  const end = lines.at(-1)?.at ?? 0;
  const ended = new Set(lines.flatMap((line) => (line.type === "trial" ? [line.result.index] : [])));
  const toldLater = ({ trial, last }: Attempt) => (told.get(trial) ?? []).some(({ span }) => span.to > last);

  for (const attempt of attempts(lines, told).slice(0, MOST)) {
    const own = ownLane(told, attempt);
    const lane = own ?? likeliest(lanes, attempt);
    if (lane === undefined) continue;
    const since = before(lane, attempt.first);
    const sure = own !== undefined || attempt.first - since < DELAY;
    const runs = open && attempt.until > end && !ended.has(attempt.trial) && end - attempt.last < SILENCE;
    lane.spans.push({
      kind: runs && !toldLater(attempt) ? "running" : "lost",
      from: sure ? since : attempt.first - FIRST_REPORT,
      to: attempt.last,
      trial: attempt.trial,
      overlaps: false,
      guessed: own === undefined,
    });
  }
  for (const lane of lanes) tidy(lane);
}

function spansByTrial(lanes: readonly Lane[]): Told {
  const told = new Map<number, { lane: Lane; span: Span }[]>();
  for (const lane of lanes) {
    for (const span of lane.spans) {
      if (span.trial === undefined || span.kind === "fetching") continue;
      if (!told.has(span.trial)) told.set(span.trial, []);
      told.get(span.trial)!.push({ lane, span });
    }
  }
  return told;
}

/** A new attempt begins with each session, and where evaluations are fewer than they were. */
function attempts(lines: readonly JournalLine[], told: Told): Attempt[] {
  const found = new Set<Attempt>();
  const current = new Map<number, Attempt>();
  for (const line of lines) {
    if (line.type === "session") {
      for (const attempt of found) attempt.until = Math.min(attempt.until, line.at);
      current.clear();
    }
    if (line.type === "trial") {
      const attempt = current.get(line.result.index);
      if (attempt && line.result.status !== "failed" && isAfterword(attempt, told)) found.delete(attempt);
      current.delete(line.result.index);
    }
    if (line.type !== "progress") continue;
    const { index: trial, evaluations } = line.progress;
    const covered = ({ span }: { span: Span }) => span.from - SKEW <= line.at && line.at <= span.to + SKEW;
    const attempt = current.get(trial);
    if (told.get(trial)?.some(covered)) {
      current.delete(trial);
    } else if (attempt && evaluations >= attempt.evaluations) {
      [attempt.last, attempt.evaluations] = [line.at, evaluations];
    } else {
      const begun = { trial, first: line.at, last: line.at, evaluations, until: Number.POSITIVE_INFINITY };
      current.set(trial, begun);
      found.add(begun);
    }
  }
  return [...found];
}

/** Progress that a thread made before the end of what it told, and that came late: nobody computed the trial after it. */
function isAfterword({ trial, last }: Attempt, told: Told): boolean {
  const spans = told.get(trial) ?? [];
  return spans.some(({ span }) => last <= span.to + DELAY) && !spans.some(({ span }) => span.to > last);
}

/** The lane that told of this trial last before the attempt, unless it is known to have done something else. */
function ownLane(told: Told, attempt: Attempt): Lane | undefined {
  const earlier = (told.get(attempt.trial) ?? []).filter(({ span }) => span.to <= attempt.first);
  const latest = earlier.sort((a, b) => b.span.to - a.span.to)[0];
  return latest && before(latest.lane, attempt.first) <= latest.span.to + SKEW && isFree(latest.lane, attempt)
    ? latest.lane
    : undefined;
}

function likeliest(lanes: readonly Lane[], attempt: Attempt): Lane | undefined {
  let [lane, best]: [Lane | undefined, number] = [undefined, Number.NEGATIVE_INFINITY];
  for (const other of lanes) {
    const ended = before(other, attempt.first);
    const merit = ended + (fallsSilent(other, attempt) ? SILENCE : 0);
    if (merit > best && isFree(other, attempt)) [lane, best] = [other, merit];
  }
  return lane;
}

function fallsSilent({ spans }: Lane, { first, until }: Attempt): boolean {
  return !spans.some(({ from }) => from > first && from < until);
}

function isFree({ spans }: Lane, { first, last }: Attempt): boolean {
  return !spans.some(({ from, to }) => from < last - SKEW && to > first + SKEW);
}

/** When the lane's last span before this moment ended; -Infinity if there is none. */
function before({ spans }: Lane, moment: number): number {
  let latest = Number.NEGATIVE_INFINITY;
  for (const { to } of spans) if (to <= moment && to > latest) latest = to;
  return latest;
}
