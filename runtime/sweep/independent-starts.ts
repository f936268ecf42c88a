/**
 * Which trials began at one start, and so say nothing of one another. All methods of a
 * sweep share its starts (plan-sweep.ts). Trials that begin at the file's own values
 * differ by their dice alone: where these decided nothing, because a descent from there
 * is what all of them do, one is the other again, to the last bit, and confirms nothing.
 */
import { sha256 } from "./hash.ts";
import { hasFom, type RankedTrial } from "./rank.ts";

/** @returns string[trials]  a name for each trial's start */
export function startNames(trials: readonly RankedTrial[]): string[] {
  const first = new Map<string, string>();
  return trials.map(({ spec: { start, seed, method, settings }, result }) => {
    const own = JSON.stringify([start, seed]);
    if (start.kind !== "guess" || !hasFom(result)) return own;
    const { best, evaluations, convergence } = result;
    const run = sha256(JSON.stringify([method, settings, best, evaluations, convergence]));
    if (!first.has(run)) first.set(run, own);
    return first.get(run)!;
  });
}
