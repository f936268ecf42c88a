/**
 * Differential evolution, and then Levenberg and Marquardt's method from the best
 * that it found: a population finds the right valley in few evaluations, and the
 * descent finds its bottom in fewer still. The best so far is never given up: the
 * descent takes no step that raises the figure of merit.
 *
 * Evolution ends by its own stop rules, or at the first completed generation at or
 * past `searchEvaluations`; the descent when it has converged, or when the caller
 * says so. A best from which no descent can begin (outside the bounds, where
 * evolution may leave them, or with residuals that are no numbers) is the end.
 */
import { checkSettings } from "./check-bounds.ts";
import { type DifferentialEvolutionSettings, differentialEvolution } from "./differential-evolution.ts";
import { type LevenbergMarquardtSettings, levenbergMarquardt } from "./levenberg-marquardt.ts";
import type { Batch, Optimisation, Optimiser, Problem, SavedState, StopReason } from "./optimiser.ts";

export type PolishedEvolutionSettings = DifferentialEvolutionSettings &
  LevenbergMarquardtSettings & {
    /** Evaluations after which evolution ends; the descent's are not among them. */
    readonly searchEvaluations: number;
  };

export const polishedEvolution: Optimiser<PolishedEvolutionSettings> = {
  name: `${differentialEvolution.name}+${levenbergMarquardt.name}`,
  defaults: {
    ...levenbergMarquardt.defaults,
    ...differentialEvolution.defaults,
    // Within an uncertainty of the bottom, which tells minima apart; absolute values creep towards their least.
    fomTolerance: 1e-4,
    maxIterations: 200,
    searchEvaluations: Number.MAX_SAFE_INTEGER,
  },
  start(problem, settings, seed) {
    check(settings);
    return new PolishedEvolution(problem, settings, differentialEvolution.start(problem, settings, seed));
  },
  resume(problem, settings, state) {
    check(settings);
    const search = differentialEvolution.resume(problem, settings, state["search"] as SavedState);
    const saved = state["descent"] as SavedState | null;
    const descent = saved === null ? undefined : levenbergMarquardt.resume(problem, settings, saved);
    return new PolishedEvolution(problem, settings, search, descent);
  },
};

function check(settings: PolishedEvolutionSettings): void {
  checkSettings(polishedEvolution.name, settings, { searchEvaluations: ["above 0", settings.searchEvaluations > 0] });
}

class PolishedEvolution implements Optimisation {
  readonly #problem: Problem;
  readonly #settings: PolishedEvolutionSettings;
  readonly #search: Optimisation;
  #descent: Optimisation | undefined;

  constructor(
    problem: Problem,
    settings: PolishedEvolutionSettings,
    search: Optimisation,
    descent?: Optimisation | undefined,
  ) {
    this.#problem = problem;
    this.#settings = settings;
    this.#search = search;
    this.#descent = descent;
  }

  get best(): Float64Array {
    return this.#leader.best;
  }
  get bestFom(): number {
    return this.#leader.bestFom;
  }
  get generation(): number {
    return this.#search.generation + (this.#descent?.generation ?? 0);
  }
  get evaluations(): number {
    return this.#search.evaluations + (this.#descent?.evaluations ?? 0);
  }

  *steps(): Generator<Batch, StopReason, Float64Array> {
    if (this.#descent === undefined) {
      const reason = yield* this.#searching();
      const { lower, upper, residualCount = 0 } = this.#problem;
      const { best, bestFom } = this.#search;
      const inside = best.every((v, i) => lower[i]! <= v && v <= upper[i]!);
      if (!Number.isFinite(bestFom) || !inside || residualCount === 0) return reason;
      this.#descent = levenbergMarquardt.start({ ...this.#problem, start: best.slice() }, this.#settings, 0);
    }
    return yield* this.#descent.steps();
  }

  save(): SavedState {
    return { search: this.#search.save(), descent: this.#descent?.save() ?? null };
  }

  get #leader(): Optimisation {
    const descent = this.#descent;
    return descent !== undefined && descent.bestFom <= this.#search.bestFom ? descent : this.#search;
  }

  /** Evolution's own steps, until it ends or its evaluations are spent. */
  *#searching(): Generator<Batch, StopReason, Float64Array> {
    const search = this.#search;
    const steps = search.steps();
    let step = steps.next(new Float64Array(0));
    for (let noted = -1; !step.done; ) {
      const completed = search.generation !== noted && search.evaluations > 0;
      if (completed) noted = search.generation;
      if (completed && search.evaluations >= this.#settings.searchEvaluations) return "generations";
      step = steps.next(yield step.value);
    }
    return step.value;
  }
}
