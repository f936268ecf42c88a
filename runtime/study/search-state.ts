/**
 * A search while it runs: takes in what its tries found, and knows when each of its fits
 * has been found. It is made anew from the journal by whoever goes on with it, or looks at
 * it, so that all of them come to one verdict.
 */

import type { Fit } from "../fit/compile.ts";
import { type SearchPlan, stopRule } from "../sweep/plan-search.ts";
import { sameAsDeepest } from "../sweep/same-as-deepest.ts";
import type { SameFit } from "../sweep/same-fit.ts";
import type { SearchReport } from "../sweep/search-report.ts";
import { countsAsEnd, judge, type TryEnd, type Verdict } from "../sweep/stop-rule.ts";
import type { TrialResult, TrialSpec } from "../sweep/trial.ts";

interface FitState {
  /** Its tries, in their order. */
  trials: readonly TrialSpec[];
  /** How they ended, by their place in that order. */
  ends: (TryEnd | undefined)[];
  same: SameFit;
  verdict: Verdict;
}

export class SearchState {
  readonly #plan: SearchPlan;
  readonly #fits: FitState[];
  /** By id: the fit, and the place in its order. */
  readonly #places = new Map<string, { fit: number; place: number }>();
  readonly #enough = new AbortController();

  /**
   * @param objectives  one per fit
   * @param known  results that there are already, in the order in which they came: what ended after a verdict does not change it
   */
  constructor(plan: SearchPlan, objectives: readonly Fit["objective"][], known: Iterable<TrialResult> = []) {
    this.#plan = plan;
    this.#fits = objectives.map((objective, fit) => {
      const trials = plan.trials.filter((trial) => trial.fit === fit);
      for (const [place, { id }] of trials.entries()) this.#places.set(id, { fit, place });
      const ends = trials.map(() => undefined);
      const same = sameAsDeepest(objective);
      return { trials, ends, same, verdict: judge(ends, stopRule(plan.search, fit, trials.length), same) };
    });
    for (const result of known) this.take(result);
  }

  /** Aborts once every fit is settled, or at its limit. */
  get enough(): AbortSignal {
    return this.#enough.signal;
  }

  /** One per fit. */
  get verdicts(): readonly Verdict[] {
    return this.#fits.map(({ verdict }) => verdict);
  }

  /** The tries that a verdict is about, in their order. */
  prefix(fit: number): readonly TrialSpec[] {
    const { trials, verdict } = this.#fits[fit]!;
    return trials.slice(0, verdict.tries);
  }

  /** Whether a try can still be of use. */
  wants({ fit }: TrialSpec): boolean {
    return this.#fits[fit]!.verdict.state === "searching";
  }

  /** What the tries of a fit found, up to the verdict. */
  report(fit: number): SearchReport {
    const { trials, ends, same, verdict } = this.#fits[fit]!;
    const { confidence, maxEvaluations } = stopRule(this.#plan.search, fit, trials.length);
    const deepest = verdict.best === undefined ? undefined : ends[verdict.best]!;
    const found = trials.slice(0, verdict.tries).map((trial, i) => {
      const end = ends[i]!;
      return { trial, evaluations: end.evaluations, hit: deepest !== undefined && same(end, deepest) };
    });
    const first = found.findIndex(({ hit }) => hit);
    const sum = (of: typeof found) => of.reduce((total, { evaluations }) => total + evaluations, 0);
    return {
      settled: verdict.state === "settled",
      over: verdict.state !== "searching",
      grew: verdict.grew,
      confidence,
      maxEvaluations,
      tries: verdict.tries,
      mostTries: trials.length,
      hitsOfBest: verdict.hits,
      evaluations: verdict.evaluations,
      evaluationsToBest: first < 0 ? Number.NaN : sum(found.slice(0, first + 1)),
      arms: [...Map.groupBy(found, ({ trial }) => trial.method)].map(([name, of]) => ({
        name,
        tries: of.length,
        hits: of.filter(({ hit }) => hit).length,
        evaluations: sum(of),
      })),
    };
  }

  take(result: TrialResult): void {
    const found = this.#places.get(result.id);
    if (found === undefined || !countsAsEnd(result)) return;
    const state = this.#fits[found.fit]!;
    // What was said once stands: a try that ends after it is past the prefix.
    if (state.verdict.state !== "searching") return;
    state.ends[found.place] = result;
    state.verdict = judge(state.ends, stopRule(this.#plan.search, found.fit, state.trials.length), state.same);
    this.#look();
  }

  #look(): void {
    if (this.verdicts.every(({ state }) => state !== "searching")) this.#enough.abort();
  }
}
