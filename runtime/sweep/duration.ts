/**
 * How long a sweep lasts: what its trials take, at the speed that was measured before the
 * plan, with all threads busy to the end. A planned sweep takes its budgets at the most,
 * and then polishes what they leave. A search ends as a rule long before its limit: what is
 * usual comes from many searches for known fits (bench/README.md).
 */
import { GxError } from "../errors.ts";
import type { Objective } from "../optimisers/objective.ts";
import { Random } from "../optimisers/random.ts";
import { endsPolished } from "./methods.ts";
import { polishingBudget } from "./minima.ts";
import type { SearchRule } from "./plan-search.ts";
import { expectedEvaluations, type Plan } from "./plan-sweep.ts";
import type { TrialSpec } from "./trial.ts";

/** Evaluations for each fitted parameter after which half of all searches had ended. */
const USUAL_PER_PARAMETER = 1000;

/** Seconds. */
export interface Duration {
  longest: number;
  /** Of a search. */
  usual?: number;
}

/**
 * @param parameters  fitted ones of each fit
 * @param secondsPerEvaluation  one per fit, as measured
 */
export function durationOf(
  { trials, search }: Plan & { search?: SearchRule | undefined },
  parameters: readonly number[],
  secondsPerEvaluation: readonly number[],
  threads: number,
): Duration {
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  const parallel = Math.min(threads, trials.length);
  if (search) {
    const seconds = (evaluations: (fit: number) => number) =>
      sum(search.fits.map((_, f) => evaluations(f) * secondsPerEvaluation[f]!)) / parallel;
    const longest = seconds((f) => search.fits[f]!.maxEvaluations);
    return {
      longest,
      usual: Math.min(
        longest,
        seconds((f) => USUAL_PER_PARAMETER * parameters[f]!),
      ),
    };
  }
  const each = (trial: TrialSpec) => secondsPerEvaluation[trial.fit]!;
  const work = sum(trials.map((trial) => expectedEvaluations(trial) * each(trial)));
  const polishing = parameters.map((count, f) => {
    const left = trials.filter((trial) => trial.fit === f && !endsPolished(trial));
    return polishingBudget(count, sum(left.map(expectedEvaluations))) * secondsPerEvaluation[f]!;
  });
  return { longest: work / parallel + sum(polishing) };
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
