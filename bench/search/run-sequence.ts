/** One sequence of tries on one problem, one try after the other as a single thread would run them, until the stop rule ends it. */
import { optimiserNamed } from "../../runtime/optimisers/registry.ts";
import { SEARCH_DEFAULTS } from "../../runtime/sweep/plan-search.ts";
import { sameAsDeepest } from "../../runtime/sweep/same-as-deepest.ts";
import { judge, type TryEnd, type Verdict } from "../../runtime/sweep/stop-rule.ts";
import { runTrial } from "../../runtime/sweep/trial.ts";
import { evolutionConstants, TRY_STARTS, tries } from "../../runtime/sweep/try-sequence.ts";
import type { SearchProblem } from "./problems.ts";

export interface ArmCount {
  name: string;
  tries: number;
  hits: number;
  evaluations: number;
}

export interface SequenceRun {
  problem: string;
  parameters: number;
  seed: number;
  state: Verdict["state"];
  tries: number;
  hits: number;
  evaluations: number;
  /** Of the deepest that it found. */
  fom: number;
  /** float[tries]  figures of merit at the ends, and the evaluations spent until then: for what is asked once the best is known. */
  ends: { fom: number; spent: number; arm: string }[];
  cpuSeconds: number;
}

export function runSequence(
  { name, project, objective }: SearchProblem,
  seed: number,
  confidence: number,
): SequenceRun {
  const parameters = objective.names.length;
  const began = process.threadCpuUsage();
  const sequence = tries({
    fit: 0,
    parameters,
    evolution: evolutionConstants(project.optimiser, parameters),
    seed,
    starts: TRY_STARTS,
  });
  const rule = {
    confidence,
    maxEvaluations: SEARCH_DEFAULTS.evaluationsPerParameter * parameters,
    maxTries: Number.POSITIVE_INFINITY,
  };
  const same = sameAsDeepest(objective);
  const ends: TryEnd[] = [];
  const told: SequenceRun["ends"] = [];
  let verdict: Verdict;
  let spent = 0;
  do {
    const { nominal: _, ...spec } = sequence.next().value;
    const hooks = { proceed: () => true };
    const result = runTrial(
      { ...spec, id: "", index: ends.length },
      objective,
      optimiserNamed(spec.optimiser),
      1.05,
      hooks,
    );
    spent += result.evaluations;
    ends.push(result);
    told.push({ fom: result.fom, spent, arm: spec.method });
    verdict = judge(ends, rule, same);
  } while (verdict.state === "searching");
  const { user, system } = process.threadCpuUsage(began);
  return {
    problem: name,
    parameters,
    seed,
    state: verdict.state,
    tries: verdict.tries,
    hits: verdict.hits,
    evaluations: verdict.evaluations,
    fom: ends[verdict.best!]?.fom ?? Number.NaN,
    ends: told,
    cpuSeconds: (user + system) / 1e6,
  };
}
