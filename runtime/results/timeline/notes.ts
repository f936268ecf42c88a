/** What a reader should know of a timeline besides what it shows, a sentence each. */
import type { Lane } from "./span.ts";

/** Two threads at one trial for less than this, in ms, is a hand-over. */
const MOMENT = 250;

export function notesOf(lanes: readonly Lane[], reversed: number, outside: number): string[] {
  const spans = lanes.flatMap((lane) => lane.spans);
  const lost = spans.filter(({ kind }) => kind === "lost").length;
  const several = new Set(lanes.map(({ worker }) => worker)).size > 1;
  const guessed = several ? spans.filter((span) => span.guessed).length : 0;
  const overlaps = spans.filter((span) => span.overlaps).length;
  const twice = computedTwice(lanes);
  const said: [number, string][] = [
    [
      lost,
      `${lost === 1 ? "One stretch of computing was" : `${lost} stretches of computing were`} lost: a trial progressed there, but its thread was gone before it told of it.`,
    ],
    [
      guessed,
      `On which thread ${guessed === 1 ? "one stretch" : `${guessed} stretches`} without a word from its thread took place is a guess, by which thread was free.`,
    ],
    [
      twice.length,
      `Computed by two threads at the same time: ${listed("trial", twice)}. One of them had been given up and was woken; both give the same numbers, and the first counts.`,
    ],
    [
      overlaps,
      `${overlaps === 1 ? "One span overlaps" : `${overlaps} spans overlap`} an earlier one of the same thread and ${overlaps === 1 ? "is" : "are"} drawn in the lower half of its lane: clocks differed.`,
    ],
    [
      reversed,
      `${reversed === 1 ? "One span ends" : `${reversed} spans end`} before it begins and is shown as an instant: a clock was set back.`,
    ],
    [
      outside,
      `${outside === 1 ? "One span lies" : `${outside} spans lie`} more than an hour outside the sweep and was brought to that edge: a clock is wrong.`,
    ],
  ];
  return said.flatMap(([n, sentence]) => (n > 0 ? [sentence] : []));
}

/** Trials of which two lanes computed for more than a moment at once, by their place in the plan. */
function computedTwice(lanes: readonly Lane[]): number[] {
  const byTrial = new Map<number, { lane: Lane; from: number; to: number }[]>();
  for (const lane of lanes) {
    for (const { kind, trial, from, to } of lane.spans) {
      if (kind !== "computing" || trial === undefined) continue;
      if (!byTrial.has(trial)) byTrial.set(trial, []);
      byTrial.get(trial)!.push({ lane, from, to });
    }
  }
  const clash = (spans: { lane: Lane; from: number; to: number }[]) => {
    const sorted = spans.toSorted((a, b) => a.from - b.from);
    let reach = sorted[0]!;
    for (const span of sorted.slice(1)) {
      if (span.lane !== reach.lane && Math.min(span.to, reach.to) - span.from > MOMENT) return true;
      if (span.to > reach.to) reach = span;
    }
    return false;
  };
  return [...byTrial].flatMap(([trial, spans]) => (clash(spans) ? [trial] : [])).sort((a, b) => a - b);
}

function listed(noun: string, numbers: readonly number[]): string {
  const SHOWN = 8;
  const rest = numbers.length - SHOWN;
  const text = numbers.slice(0, SHOWN).join(", ");
  return `${noun}${numbers.length === 1 ? "" : "s"} ${text}${rest > 0 ? ` and ${rest} more` : ""}`;
}
