/**
 * A descent through a growing range: first by the lowest 30 % of the points, then by
 * 60 %, then by all. Fringes far out are many and narrow, and make minima of their own;
 * the first ones are broad, and lead to the right one of these. Then follows a descent
 * with central differences to the bottom.
 *
 * On its own it is a search for many starts ("growing-range"); scout.ts begins one from
 * the best of a sample.
 *
 *   Levenberg and Marquardt's method: quick-descent.ts, levenberg-marquardt.ts
 */
import { GxError } from "../errors.ts";
import { checkProblem } from "./check-bounds.ts";
import { type LevenbergMarquardtSettings, levenbergMarquardt } from "./levenberg-marquardt.ts";
import type { Batch, Optimisation, Optimiser, Problem, SavedState, StopReason } from "./optimiser.ts";
import { QuickDescent, type QuickDescentOptions } from "./quick-descent.ts";
import { StagedSearch, stepsOf } from "./staged-search.ts";

/** Of the points, in each quick descent but the last ones, which see all. */
const SHARES = [0.3, 0.6] as const;
const PART = { maxIterations: 12, tolerance: 1e-2 } as const;
const WHOLE = { maxIterations: 100, tolerance: 1e-3 } as const;
/** Within an uncertainty of the bottom, which tells minima apart. */
export const BOTTOM: LevenbergMarquardtSettings = {
  ...levenbergMarquardt.defaults,
  fomTolerance: 1e-4,
  maxIterations: 200,
};

export type GrowingRangeSettings = Record<string, never>;

export const growingRange: Optimiser<GrowingRangeSettings> = {
  name: "growing-range",
  defaults: {},
  start(problem) {
    checkDescent(growingRange.name, problem);
    return new GrowingRange(problem);
  },
  resume(problem, settings, state) {
    const run = growingRange.start(problem, settings, 0) as GrowingRange;
    run.restore(state);
    return run;
  },
};

class GrowingRange extends StagedSearch {
  readonly #descent: GrowingRangeDescent;

  constructor(problem: Problem) {
    super(problem.start);
    this.#descent = new GrowingRangeDescent(problem, problem.start);
  }

  protected search(): Generator<Batch, StopReason, Float64Array> {
    return this.#descent.steps(() => this.completed());
  }
  protected override state(): SavedState {
    return this.#descent.save();
  }
  protected override restoreState(state: SavedState): void {
    this.#descent.restore(state);
  }
}

/** What every search that ends in a descent wants. @throws GxError GX_PARAMETER, GX_USAGE */
export function checkDescent(optimiser: string, problem: Problem): void {
  checkProblem(problem, true);
  if (problem.residualCount! > 0) return;
  throw new GxError("GX_USAGE", `${optimiser}: this figure of merit has no residuals.`, "Choose another method.");
}

/** The quick descents that a problem wants, one after the other. */
function stagesOf({ hints, residualCount = 0, residualSum }: Problem): QuickDescentOptions[] {
  const reach = hints?.reach;
  const shares = reach === undefined ? [] : SHARES;
  const part = (share: number) => Uint8Array.from({ length: residualCount }, (_, k) => Number(reach![k]! < share));
  const stages: QuickDescentOptions[] = shares.map((share) => ({ ...PART, norm: "squares", included: part(share) }));
  stages.push({ ...WHOLE, norm: "squares" });
  if (residualSum === "absolutes") stages.push({ ...WHOLE, norm: "absolutes" });
  return stages;
}

/** Part of an optimisation that keeps its own best: yields batches and takes back what came of them. */
export class GrowingRangeDescent {
  readonly #problem: Problem;
  readonly #stages: readonly QuickDescentOptions[];
  #stage = 0;
  #quick: QuickDescent;
  #bottom: Optimisation | undefined;

  /** @param start  float[d], within the bounds */
  constructor(problem: Problem, start: Float64Array) {
    this.#problem = problem;
    this.#stages = stagesOf(problem);
    this.#quick = new QuickDescent(problem, start, this.#stages[0]!);
  }

  /** @param completed  called after the first evaluation and after each iteration, when `save` gives a state to go on from */
  *steps(completed: () => void): Generator<Batch, StopReason, Float64Array> {
    for (; this.#bottom === undefined; this.#stage++) {
      yield* this.#quick.steps(completed);
      const next = this.#stages[this.#stage + 1];
      const { x } = this.#quick;
      if (next) this.#quick = new QuickDescent(this.#problem, x, next);
      else this.#bottom = levenbergMarquardt.start({ ...this.#problem, start: x }, BOTTOM, 0);
    }
    return yield* stepsOf(this.#bottom, completed);
  }

  save(): SavedState {
    return { stage: this.#stage, quick: this.#quick.save(), bottom: this.#bottom?.save() ?? null };
  }

  restore(state: SavedState): void {
    this.#stage = state["stage"] as number;
    const options = this.#stages[Math.min(this.#stage, this.#stages.length - 1)]!;
    this.#quick = new QuickDescent(this.#problem, this.#problem.start, options);
    this.#quick.restore(state["quick"] as SavedState);
    const bottom = state["bottom"] as SavedState | null;
    this.#bottom = bottom === null ? undefined : levenbergMarquardt.resume(this.#problem, BOTTOM, bottom);
  }
}
