/**
 * How large a sweep is when nobody says: as thorough as fits into the time that
 * a person waits for, and no longer. The speed is measured once, before the
 * plan; the plan is then written down and obeyed, also by a resume on a slower
 * machine.
 *
 * The ladder goes from the most thorough to the least: first fewer repeats, then
 * no variants of the file's own settings, then fewer evaluations, then fewer
 * methods. The lowest rung is taken even where it lasts longer, because less
 * would say nothing; its time is said beforehand.
 */
import { GxError } from "../errors.ts";
import type { Objective } from "../optimisers/objective.ts";
import { Random } from "../optimisers/random.ts";
import { endsPolished, polished } from "./methods.ts";
import { polishingBudget } from "./minima.ts";
import { expectedEvaluations, planSweep, type SweepFacts, type SweepSpec } from "./plan-sweep.ts";
import type { TrialSpec } from "./trial.ts";

/** Seconds that a sweep without options may last. */
export const PATIENCE = 100;

/** Methods that found the best fit of most problems in the fewest evaluations: kept when time is short. */
const QUICKEST = ["simplex_best_1_bin", "best_either_or"] as const;

type Rung = (own: string) => SweepSpec;
const LADDER: readonly Rung[] = [
  () => ({ repeats: 3, variants: true }),
  () => ({ repeats: 2, variants: true }),
  () => ({ repeats: 2 }),
  () => ({ repeats: 1 }),
  () => ({ repeats: 1, evaluationsPerParameter: 500 }),
  (own) => ({ repeats: 1, evaluationsPerParameter: 500, methods: [...new Set([own, ...QUICKEST])].map(polished) }),
  (own) => ({ repeats: 1, evaluationsPerParameter: 300, methods: [...new Set([own, QUICKEST[0]])].map(polished) }),
];

export interface SizedSweep {
  spec: SweepSpec;
  /** What it is expected to last. */
  seconds: number;
}

/**
 * @param asked  what was asked for, other than methods, settings, repeats and budget: starts and seed
 * @param secondsPerEvaluation  one per fit, as measured
 * @param patience  seconds
 */
export function sizeSweep(
  facts: SweepFacts,
  asked: SweepSpec,
  secondsPerEvaluation: readonly number[],
  threads: number,
  patience: number = PATIENCE,
): SizedSweep {
  const own = facts.fits[0]!.settings.scheme;
  const rungs = LADDER.map((rung) => ({ ...asked, ...rung(own) }));
  for (const [i, spec] of rungs.entries()) {
    const seconds = expectedSeconds(facts, spec, secondsPerEvaluation, threads);
    if (seconds <= patience || i === rungs.length - 1) return { spec, seconds };
  }
  throw new Error("the ladder has no rungs");
}

/** What a plan is expected to last, with all threads busy to the end of the trials, and one with polishing what they leave. */
export function expectedSeconds(
  facts: SweepFacts,
  spec: SweepSpec,
  secondsPerEvaluation: readonly number[],
  threads: number,
): number {
  const { trials } = planSweep(facts, spec);
  const each = (trial: TrialSpec) => secondsPerEvaluation[trial.fit]!;
  const work = trials.reduce((sum, trial) => sum + expectedEvaluations(trial) * each(trial), 0);
  const polishing = facts.fits.map(({ parameters }, f) => {
    const left = trials.filter((trial) => trial.fit === f && !endsPolished(trial));
    const unpolished = left.reduce((sum, trial) => sum + expectedEvaluations(trial), 0);
    return polishingBudget(parameters, unpolished) * secondsPerEvaluation[f]!;
  });
  return work / Math.min(threads, trials.length) + polishing.reduce((sum, seconds) => sum + seconds, 0);
}

/**
 * Seconds per evaluation, in the middle of the work of a fit: at points
 * anywhere in the bounds, by the middle one of the last few batches, because a
 * program is slow at first and a machine now and then. Half as much again is added
 * for the other threads, which share memory and caches.
 *
 * @param seconds  that measuring takes, or two evaluations of a slow model
 */
export function measureSpeed(
  objective: Objective,
  seconds: number,
  now: () => number = () => performance.now() / 1000,
): number {
  const random = new Random(1);
  const x = new Float64Array(objective.start.length);
  const began = now();
  const batches: number[] = [];
  do {
    const each = batches.at(-1) ?? Number.POSITIVE_INFINITY;
    const count = Math.max(1, Math.floor(seconds / BATCHES / Math.max(each, 1e-6)));
    const begun = now();
    for (let k = 0; k < count; k++) {
      for (let i = 0; i < x.length; i++) {
        x[i] = objective.lower[i]! + random.uniform() * (objective.upper[i]! - objective.lower[i]!);
      }
      evaluate(objective, x);
    }
    batches.push((now() - begun) / count);
  } while (now() - began < seconds || batches.length < 2);
  const last = batches.slice(-LAST).sort((a, b) => a - b);
  return 1.5 * last[(last.length - 1) >> 1]!;
}

/** In so many batches the time for measuring is divided, and so many of them, the last, count. */
const BATCHES = 8;
const LAST = 5;

/** A point at which the script raises takes its time too. */
function evaluate(objective: Objective, x: Float64Array): void {
  try {
    objective.evaluate(x);
  } catch (error) {
    if (!(error instanceof GxError)) throw error;
  }
}
