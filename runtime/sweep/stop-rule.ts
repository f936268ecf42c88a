/**
 * When a sequence of tries has found its fit. It ends at the smallest prefix in which the
 * deepest minimum was found by so many tries; independent tries that come to one place
 * again and again, and to none deeper, are what tells that there is none. Only finds of
 * the deepest minimum count: how many others there are says nothing here.
 *
 * The rule sees complete prefixes only, so that it is the same rule on one thread and on a
 * hundred: a try that ends early waits for those before it. One that had ended past the
 * prefix is looked at all the same once the rule is fulfilled: if it lies deeper, the
 * prefix grows to include it, and the sweep goes on.
 */
import type { TrialResult } from "./trial.ts";

export interface StopRule {
  /** Tries that have to find the deepest minimum. */
  confidence: number;
  /** Of all tries of the fit together. */
  maxEvaluations: number;
  /** Tries that there are at most. */
  maxTries: number;
}

/** How a try ended; one that failed has no figure of merit and counts as a miss. */
export type TryEnd = Pick<TrialResult, "fom" | "best" | "evaluations" | "status">;

export interface Verdict {
  /** "searching": neither fulfilled nor at its limit yet. */
  state: "settled" | "spent" | "searching";
  /** Tries in the prefix that the verdict is about. */
  tries: number;
  /** The place of the deepest in it; undefined while none has a figure of merit. */
  best: number | undefined;
  /** Tries of the prefix that found its minimum. */
  hits: number;
  /** Of the prefix. */
  evaluations: number;
  /** Whether the prefix was fulfilled before, and grew because a later try that had ended lies deeper. */
  grew: boolean;
}

/**
 * @param ends  by their place in the sequence; undefined for one that has not ended
 * @param same  whether an end lies at the minimum where the deepest lies
 */
export function judge(
  ends: readonly (TryEnd | undefined)[],
  { confidence, maxEvaluations, maxTries }: StopRule,
  same: (end: TryEnd, deepest: TryEnd) => boolean,
): Verdict {
  const verdict: Verdict = { state: "searching", tries: 0, best: undefined, hits: 0, evaluations: 0, grew: false };
  /** The prefix has to reach so far, to include what had ended and lies deeper. */
  let least = 0;
  for (let n = 0; n < ends.length; n++) {
    const end = ends[n];
    if (end === undefined) break;
    verdict.tries = n + 1;
    verdict.evaluations += end.evaluations;
    if (hasFigure(end)) {
      const deepest = verdict.best === undefined ? undefined : ends[verdict.best]!;
      if (deepest === undefined || end.fom < deepest.fom) {
        verdict.best = n;
        verdict.hits = ends.slice(0, n + 1).filter((each) => hasFigure(each!) && same(each!, end)).length;
      } else if (same(end, deepest)) verdict.hits++;
    }
    if (n + 1 < least) continue;
    const settled = verdict.hits >= confidence;
    const spent = verdict.evaluations >= maxEvaluations || verdict.tries >= maxTries;
    if (!settled && !spent) continue;
    const deeper = firstDeeper(ends, n + 1, verdict, same);
    if (deeper === undefined || spent) return { ...verdict, state: settled ? "settled" : "spent" };
    least = deeper + 1;
    verdict.grew = true;
  }
  return verdict;
}

/** A try that was cut short has not ended. */
export function countsAsEnd({ status }: Pick<TrialResult, "status">): boolean {
  return status !== "partial";
}

function hasFigure({ fom, status }: TryEnd): boolean {
  return status !== "failed" && Number.isFinite(fom);
}

/** The first try past a prefix that has ended deeper than all of it, at another minimum. */
function firstDeeper(
  ends: readonly (TryEnd | undefined)[],
  from: number,
  { best }: Verdict,
  same: (end: TryEnd, deepest: TryEnd) => boolean,
): number | undefined {
  const deepest = best === undefined ? undefined : ends[best]!;
  for (let k = from; k < ends.length; k++) {
    const end = ends[k];
    if (end === undefined || !hasFigure(end)) continue;
    if (deepest === undefined || (end.fom < deepest.fom && !same(deepest, end))) return k;
  }
  return undefined;
}
