/**
 * Which trials go together into one job of the queue. A job costs the queue well
 * under a millisecond, and what a worker was doing when it died is done again from
 * its last checkpoint: so a job lasts about three seconds by the speed that was
 * measured when the sweep was planned, or is a single trial where that lasts
 * longer. A short sweep gets shorter jobs, so that a hundred workers have some
 * each.
 *
 * Pure, and a function of what plan.json holds: a driver that goes on with a sweep
 * makes the same jobs, which have the same names.
 */
import { expectedEvaluations } from "../../sweep/plan-sweep.ts";
import type { TrialSpec } from "../../sweep/trial.ts";

/** Seconds. */
const LONGEST = 3;
const SHORTEST = 0.3;
/** Jobs that a sweep is to have at least, as long as they last SHORTEST. */
const MANY = 100;
/** A trial's spec takes some 500 bytes; a job is to stay under 100 kB. */
const MOST_TRIALS = 100;

/**
 * @param trials  all of the plan, in its order
 * @param secondsPerEvaluation  one per fit, as measured; without, each trial is a job
 */
export function groupTrials(
  trials: readonly TrialSpec[],
  secondsPerEvaluation: readonly number[] | undefined,
): TrialSpec[][] {
  const expected = trials.map(
    (trial) => expectedEvaluations(trial) * (secondsPerEvaluation?.[trial.fit] ?? Number.POSITIVE_INFINITY),
  );
  const all = expected.reduce((sum, seconds) => sum + seconds, 0);
  const target = Math.min(LONGEST, Math.max(SHORTEST, all / MANY));
  const jobs: TrialSpec[][] = [];
  let filled = 0;
  for (const [i, trial] of trials.entries()) {
    const job = jobs.at(-1);
    if (job && filled + expected[i]! <= target && job.length < MOST_TRIALS) {
      job.push(trial);
      filled += expected[i]!;
    } else {
      jobs.push([trial]);
      filled = expected[i]!;
    }
  }
  return jobs;
}
