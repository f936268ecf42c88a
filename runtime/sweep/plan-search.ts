/**
 * What to run where nobody says: for each fit of the file a sequence of independent tries
 * (try-sequence.ts) and the rule that ends it (stop-rule.ts). plan.json holds the rule, and
 * the tries with their names are computed from it: the same rule, file, seed and numerics
 * version give the same tries, wherever they run.
 *
 * A sequence is as long as its limit of evaluations allows by the nominal costs of its
 * tries; few sweeps come to that end. The sequences of a batch take turns.
 */
import { GxError } from "../errors.ts";
import { DEFAULTS, MOST_TRIALS, type Plan, type SweepFacts, type SweepSpec, trialId } from "./plan-sweep.ts";
import type { Start } from "./start-point.ts";
import type { StopRule } from "./stop-rule.ts";
import type { TrialSpec } from "./trial.ts";
import { type EvolutionConstants, evolutionConstants, TRY_STARTS, tries } from "./try-sequence.ts";

/** All that the tries follow from, besides file, seed, numerics version and kernel. */
export interface SearchRule {
  confidence: number;
  starts: readonly Start[];
  /** One per fit of the file. */
  fits: { parameters: number; evolution: EvolutionConstants; maxEvaluations: number }[];
}

export interface SearchPlan extends Plan {
  search: SearchRule;
}

export const SEARCH_DEFAULTS = { confidence: 5, evaluationsPerParameter: 15_000 } as const;

export function planSearch({ projectHash, numerics, kernel, fits }: SweepFacts, spec: SweepSpec): SearchPlan {
  const world = { projectHash, numerics, kernel };
  const seed = spec.seed ?? DEFAULTS.seed;
  const search: SearchRule = {
    confidence: spec.confidence ?? SEARCH_DEFAULTS.confidence,
    starts: spec.starts ?? TRY_STARTS,
    fits: fits.map(({ parameters, settings }) => ({
      parameters,
      evolution: evolutionConstants(settings, parameters),
      maxEvaluations: spec.maxEvaluations ?? SEARCH_DEFAULTS.evaluationsPerParameter * parameters,
    })),
  };
  return { seed, ...world, search, trials: triesOf(search, seed, world) };
}

/** All tries that a rule allows, in the order in which they begin. */
export function triesOf(
  { starts, fits }: SearchRule,
  seed: number,
  world: Pick<Plan, "projectHash" | "numerics" | "kernel">,
): TrialSpec[] {
  const sequences = fits.map(({ parameters, evolution, maxEvaluations }, fit) => ({
    left: maxEvaluations,
    sequence: tries({ fit, parameters, evolution, seed, starts }),
  }));
  const trials: TrialSpec[] = [];
  for (let open = sequences; open.length > 0; open = open.filter(({ left }) => left > 0)) {
    for (const each of open) {
      const { nominal, ...trial } = each.sequence.next().value;
      if (trials.length === MOST_TRIALS) throw tooMany();
      trials.push({ id: trialId(trial, world), index: trials.length, ...trial });
      each.left -= nominal;
    }
  }
  return trials;
}

function tooMany(): GxError {
  return new GxError(
    "GX_USAGE",
    `So many evaluations are more than ${MOST_TRIALS} tries`,
    "Give fewer by --max-evaluations.",
  );
}

/** The rule of one fit. */
export function stopRule({ confidence, fits }: SearchRule, fit: number, maxTries: number): StopRule {
  return { confidence, maxEvaluations: fits[fit]!.maxEvaluations, maxTries };
}
