/**
 * A scout: two looks a parameter, where it begins and anywhere in the bounds, and from
 * the best of them a descent through a growing range. Half of the scouts, by their dice, draw
 * thicknesses from those that the fringes of the data speak for: the right number of
 * fringes is what a descent cannot find by itself.
 */
import { checkSettings } from "./check-bounds.ts";
import { checkDescent, GrowingRangeDescent } from "./growing-range.ts";
import type { Batch, Optimiser, Problem, SavedState, StopReason } from "./optimiser.ts";
import { Random } from "./random.ts";
import { StagedSearch } from "./staged-search.ts";
import { drawThicknesses, uniformPoint } from "./start-box.ts";

export type ScoutSettings = {
  /** Points looked at before the descent, for each parameter. */
  readonly looksPerParameter: number;
};

export const scout: Optimiser<ScoutSettings> = {
  name: "scout",
  defaults: { looksPerParameter: 2 },
  start(problem, settings, seed) {
    checkDescent(scout.name, problem);
    checkSettings(scout.name, settings, {
      looksPerParameter: ["above 0", settings.looksPerParameter > 0],
    });
    return new Scout(problem, settings, seed);
  },
  resume(problem, settings, state) {
    const { seed } = state["search"] as { seed: number };
    const run = scout.start(problem, settings, seed) as Scout;
    run.restore(state);
    return run;
  },
};

/** float[n][d] */
function looks(problem: Problem, { looksPerParameter }: ScoutSettings, seed: number): Float64Array {
  const random = new Random(seed);
  const d = problem.start.length;
  const byFringes = random.uniform() < 0.5;
  const points = Array.from({ length: Math.ceil(looksPerParameter * d) }, (_, i) => {
    if (i === 0) return problem.start;
    const point = uniformPoint(problem, random);
    return byFringes ? drawThicknesses(problem, point, random) : point;
  });
  const all = new Float64Array(points.length * d);
  for (const [i, point] of points.entries()) all.set(point, i * d);
  return all;
}

class Scout extends StagedSearch {
  readonly #problem: Problem;
  readonly #settings: ScoutSettings;
  readonly #seed: number;
  #descent: GrowingRangeDescent | undefined;

  constructor(problem: Problem, settings: ScoutSettings, seed: number) {
    super(problem.start);
    [this.#problem, this.#settings, this.#seed] = [problem, settings, seed];
  }

  protected *search(): Generator<Batch, StopReason, Float64Array> {
    if (this.#descent === undefined) {
      const candidates = looks(this.#problem, this.#settings, this.#seed);
      yield { candidates, count: candidates.length / this.best.length };
      // Where none gave a number, the descent sees that there is no way down.
      this.#descent = new GrowingRangeDescent(this.#problem, this.best);
      this.completed();
    }
    return yield* this.#descent.steps(() => this.completed());
  }

  protected override state(): SavedState {
    return { seed: this.#seed, descent: this.#descent?.save() ?? null };
  }

  protected override restoreState({ descent }: SavedState): void {
    if (descent === null) return;
    this.#descent = new GrowingRangeDescent(this.#problem, this.#problem.start);
    this.#descent.restore(descent as SavedState);
  }
}
