/** One sequence of tries on one problem, one try after the other as a single thread would run them, until the stop rule ends it. */
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { optimiserNamed } from "../../runtime/optimisers/registry.ts";
import { countsOf } from "../../runtime/sweep/counted-points.ts";
import { sameFit } from "../../runtime/sweep/same-fit.ts";
import { judge, type TryEnd, type Verdict } from "../../runtime/sweep/stop-rule.ts";
import { runTrial } from "../../runtime/sweep/trial.ts";
import { TRY_STARTS, tries } from "../../runtime/sweep/try-sequence.ts";
import { estimateUncertainty } from "../../runtime/sweep/uncertainty.ts";
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

/** Evaluations of a whole sequence, for each fitted parameter. */
export const MOST_PER_PARAMETER = 15_000;

export function runSequence(
  { name, project, objective }: SearchProblem,
  seed: number,
  confidence: number,
): SequenceRun {
  const parameters = objective.names.length;
  const began = process.threadCpuUsage();
  const sequence = tries({ fit: 0, parameters, settings: project.optimiser, seed, starts: TRY_STARTS });
  const rule = { confidence, maxEvaluations: MOST_PER_PARAMETER * parameters };
  const same = sameAsDeepest(objective);
  const ends: TryEnd[] = [];
  const told: SequenceRun["ends"] = [];
  let verdict: Verdict;
  let spent = 0;
  do {
    const spec = sequence.next().value;
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

/** Within the uncertainties at the deepest, which are estimated once for each that is. */
function sameAsDeepest(objective: Objective): (end: TryEnd, deepest: TryEnd) => boolean {
  const counts = countsOf(objective);
  const known = new WeakMap<object, ReturnType<typeof sameFit>>();
  return (end, deepest) => {
    let same = known.get(deepest);
    if (!same) {
      const found = estimateUncertainty(objective, Float64Array.from(deepest.best));
      same = sameFit(objective, found?.standard, counts);
      known.set(deepest, same);
    }
    return same(end, deepest);
  };
}
