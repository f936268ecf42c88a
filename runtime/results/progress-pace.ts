/**
 * How often a trial's progress is worth a line of the journal. Threads report twice a
 * second, which is for the screen; ten thousand trials of an hour would fill a disk with it.
 */
import type { TrialProgress } from "../sweep/trial.ts";

const EVERY_MS = 10_000;

/** @returns whether a trial's progress is due: its first, and then one every ten seconds */
export function progressPace(): (progress: Pick<TrialProgress, "id">, at: number) => boolean {
  const noted = new Map<string, number>();
  return ({ id }, at) => {
    // A clock that was set back is no reason for silence.
    if (Math.abs(at - (noted.get(id) ?? Number.NEGATIVE_INFINITY)) < EVERY_MS) return false;
    noted.set(id, at);
    return true;
  };
}
