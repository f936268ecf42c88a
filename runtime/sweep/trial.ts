/**
 * A trial: one optimiser run from one start with one seed and one set of
 * settings. It is a pure function of what its name hashes, so the same name is
 * the same result, bit for bit, wherever it runs.
 *
 * `runTrial` steps the optimiser: it evaluates each batch of candidates, keeps
 * the tally, and ends at the first completed generation at or past the budget,
 * at the optimiser's own stop rule, or when the caller says so.
 *
 * A script that raises at some x (a logarithm of a negative thickness, say) is
 * no reason to lose the others: that evaluation counts as FOM = Infinity, where
 * GenX ends the fit. Only if nothing in the first population gives a finite
 * number is the trial "failed", with the script's message. Whatever else is
 * thrown (the step budget, a defect of ours) ends the trial at once.
 */
import { type GxError, isOfOnePoint } from "../errors.ts";
import type { Objective } from "../optimisers/objective.ts";
import type { Optimiser, SavedState, Settings } from "../optimisers/optimiser.ts";
import { type Start, startBox, startPoint } from "./start-point.ts";
import { type SavedTally, Tally } from "./tally.ts";

export interface TrialSpec {
  /** sha256 of everything below, the project's hash and the numerics version. */
  id: string;
  /** Its place in the plan, from 0. */
  index: number;
  /** Which of the batch's fits it belongs to; 0 for a file with one fit. */
  fit: number;
  /** The scheme's name as users know it: "best_1_bin". Trials of one method and settings are compared as one row. */
  method: string;
  /** The optimiser in our own registry: "differential-evolution". */
  optimiser: string;
  settings: Settings;
  start: Start;
  seed: number;
  /** The trial ends at the first completed generation at or past this many evaluations. */
  maxEvaluations: number;
}

export interface TrialResult {
  id: string;
  index: number;
  fit: number;
  /** "partial": cut short by time or Ctrl-C, never a cache hit. "failed": the script raised. */
  status: "complete" | "partial" | "failed";
  fom: number;
  /** float[d], in the order of the objective's names. */
  best: number[];
  /** Where it began, float[d]. */
  start: number[];
  evaluations: number;
  generations: number;
  /** Seconds by the clock that it was computed, on all machines that had it together: not part of what "identical" means. */
  seconds: number;
  /** Seconds of processor time that its threads took, likewise; NaN where it was computed by a version that did not measure it. */
  cpuSeconds: number;
  stopReason: string;
  /** Best FOM against evaluations: one pair per generation at which it improved, and the last. */
  convergence: [evaluations: number, fom: number][];
  /** FOM-level bars as GenX gives them: [min − best, max − best] per parameter; empty without a best FOM above 0. */
  fomLevelBars: [number, number][];
  /** Message of a failed trial. */
  error?: string;
}

/** What a running trial reports: after every evaluation to its thread, which passes it on at most twice a second. */
export interface TrialProgress {
  id: string;
  index: number;
  evaluations: number;
  generation: number;
  bestFom: number;
}

/** What goes on a checkpoint, as plain JSON: the optimiser's state and the trial's own tally. */
export interface TrialCheckpoint {
  state: SavedState;
  tally: SavedTally;
  convergence: [evaluations: number, fom: number][];
  seconds: number;
  cpuSeconds: number;
}

export interface TrialHooks {
  /** Called after every evaluation, with an object that changes; false stops the trial, which is then partial. */
  proceed(progress: TrialProgress): boolean;
  /** Called after every completed generation from which a trial can be resumed. */
  generation?(save: () => TrialCheckpoint): void;
  /** Called when the script raises for the first time in this trial. */
  raised?(error: GxError): void;
}

/** @param barLevel  the file's `errorbar level`, for GenX's FOM-level bars */
export function runTrial<S extends Settings>(
  spec: TrialSpec,
  objective: Objective,
  optimiser: Optimiser<S>,
  barLevel: number,
  hooks: TrialHooks,
  from?: TrialCheckpoint,
): TrialResult {
  const clock = stopwatch(from);
  const { lower, upper, residualCount, residualSum } = objective;
  const d = lower.length;
  const start = startPoint(spec.start, spec.seed, objective.start, lower, upper);
  const problem = {
    lower,
    upper,
    start,
    residualCount,
    residualSum,
    ...startBox(spec.start, objective.start, lower, upper),
    get hints() {
      return objective.hints ?? {};
    },
  };
  const settings = { ...optimiser.defaults, ...spec.settings } as S;
  const optimisation = from
    ? optimiser.resume(problem, settings, from.state)
    : optimiser.start(problem, settings, spec.seed);
  const tally = new Tally(d, barLevel, from?.tally);
  const convergence = from ? [...from.convergence] : [];
  const progress: TrialProgress = { id: spec.id, index: spec.index, evaluations: 0, generation: 0, bestFom: 0 };
  let firstError: GxError | undefined;

  const end = (status: TrialResult["status"], stopReason: string, error?: string): TrialResult => {
    const last = convergence.at(-1);
    if (last?.[0] !== tally.evaluations) convergence.push([tally.evaluations, tally.bestFom]);
    return {
      id: spec.id,
      index: spec.index,
      fit: spec.fit,
      status,
      fom: tally.bestFom,
      best: [...tally.best],
      start: [...start],
      evaluations: tally.evaluations,
      generations: optimisation.generation,
      ...clock(),
      stopReason,
      convergence,
      fomLevelBars: tally.bars(),
      ...(error === undefined ? {} : { error }),
    };
  };

  const x = new Float64Array(d);
  let foms = new Float64Array(0);
  /** The last generation that was taken note of: none yet, not even the first population. */
  let noted = from ? optimisation.generation : -1;
  const steps = optimisation.steps();
  for (let step = steps.next(foms); ; step = steps.next(foms)) {
    const completed = optimisation.generation !== noted && tally.evaluations > 0;
    if (completed || step.done) {
      noted = optimisation.generation;
      if (tally.bestFom < (convergence.at(-1)?.[1] ?? Number.POSITIVE_INFINITY)) {
        convergence.push([tally.evaluations, tally.bestFom]);
      }
      if (!Number.isFinite(tally.bestFom)) return end("failed", "failed", whyNothing(firstError));
      if (step.done) return end("complete", step.value);
      if (tally.evaluations >= spec.maxEvaluations) return end("complete", "evaluations");
      hooks.generation?.(() => ({
        state: optimisation.save(),
        tally: tally.save(),
        convergence: [...convergence],
        ...clock(),
      }));
    }

    const { candidates, count, residuals } = step.value;
    if (foms.length !== count) foms = new Float64Array(count);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < d; j++) x[j] = candidates[i * d + j]!;
      try {
        foms[i] = residuals
          ? objective.residuals!(x, residuals.subarray(i * residualCount, (i + 1) * residualCount))
          : objective.evaluate(x);
      } catch (error) {
        if (!isOfOnePoint(error)) throw error;
        if (firstError === undefined) hooks.raised?.(error);
        firstError ??= error;
        foms[i] = Number.POSITIVE_INFINITY;
        // No numbers, where zeros would be a perfect fit that a descent runs after.
        residuals?.fill(Number.NaN, i * residualCount, (i + 1) * residualCount);
      }
      tally.add(x, foms[i]!);
      progress.evaluations = tally.evaluations;
      progress.generation = optimisation.generation;
      progress.bestFom = tally.bestFom;
      if (!hooks.proceed(progress)) return end("partial", "stopped");
    }
  }
}

type Spent = Pick<TrialResult, "seconds" | "cpuSeconds">;

/** @returns tells what this thread has spent from now on, added to what was spent before */
function stopwatch(before: Spent = { seconds: 0, cpuSeconds: 0 }): () => Spent {
  const began = performance.now();
  const spent = process.threadCpuUsage();
  return () => {
    const { user, system } = process.threadCpuUsage(spent);
    return {
      seconds: before.seconds + (performance.now() - began) / 1000,
      cpuSeconds: before.cpuSeconds + (user + system) / 1e6,
    };
  };
}

function whyNothing(error: GxError | undefined): string {
  const advice = error?.advice === undefined ? "" : ` ${error.advice}`;
  return error
    ? `${error.message}${advice} (at every one of the first candidates)`
    : "The figure of merit is not a finite number at any of the first candidates.";
}
