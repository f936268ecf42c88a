/**
 * Which optimiser, in which settings, found the fit, how often and how fast. A
 * trial has *reached the target* when its figure of merit is within 5 % of the
 * best of the whole sweep. How much work a method is, luck included, is the
 * expected running time: what all its trials spent until the target, or in vain,
 * for each time that it was reached,
 *
 *     ERT = Σ evaluations / number of successes.
 *
 * A trial that was cut short counts like any other: what it spent is spent, and it
 * has not reached the target.
 *
 *   N. Hansen, A. Auger, R. Ros, O. Mersmann, T. Tušar & D. Brockhoff,
 *   Optim. Methods Softw. 36, 114 (2021)
 */
import { median } from "../math/median.ts";
import type { TrialResult, TrialSpec } from "./trial.ts";

export interface RankedTrial {
  spec: TrialSpec;
  /** null: not run (yet) */
  result: TrialResult | null;
}

export interface Ranking {
  /** The best trial's place in the list; -1 while no trial has a figure of merit. */
  bestTrial: number;
  /** NaN while there is none. */
  bestFom: number;
  targetFom: number;
  /** Best first: least expected evaluations, then least median. */
  rows: RankingRow[];
}

/** One method in one setting. What is not known is NaN. */
export interface RankingRow {
  method: string;
  /** The settings in which the sweep's rows differ, "km 0.7, pop 50"; "" when they all share them. */
  settings: string;
  /** Places in the list of the trials that are compared here, those not run yet too. */
  members: number[];
  /** Trials that ended, complete or partial. */
  trials: number;
  failed: number;
  /** Trials that reached the target. */
  successes: number;
  /** Of all that ended or failed. */
  successRate: number;
  bestFom: number;
  medianFom: number;
  /** Infinity when the target was never reached. */
  expectedEvaluations: number;
  /** s, mean of a trial */
  seconds: number;
}

/** How near to the best is good, as a fraction of the best. */
const NEAR = 0.05;

/**
 * @param trials  of one fit, in the order of the plan
 * @param known  the best figure of merit that is known, where that is below what any trial ended with
 */
export function rankTrials(trials: readonly RankedTrial[], known?: number): Ranking {
  const bestTrial = bestOf(trials);
  const bestFom = trials[bestTrial]?.result?.fom ?? Number.NaN;
  const least = known ?? bestFom;
  // Not 1.05 × best: a log likelihood may be below 0.
  const targetFom = least + NEAR * Math.abs(least);
  const settingsText = describeDifferences(trials.map(({ spec }) => spec.settings));
  const rows = [...Map.groupBy(trials.keys(), (i) => rowKey(trials[i]!.spec)).values()].map((members) => {
    const { method, settings } = trials[members[0]!]!.spec;
    const results = members.flatMap((i) => trials[i]!.result ?? []);
    return { method, settings: settingsText(settings), members, ...figures(results, targetFom) };
  });
  return { bestTrial, bestFom, targetFom, rows: rows.sort(byMerit) };
}

/** Whether a trial has a figure of merit that can be compared. */
export function hasFom(result: TrialResult | null): result is TrialResult {
  return result !== null && result.status !== "failed" && Number.isFinite(result.fom);
}

function bestOf(trials: readonly RankedTrial[]): number {
  let best = -1;
  trials.forEach(({ result }, i) => {
    if (hasFom(result) && (best < 0 || result.fom < trials[best]!.result!.fom)) best = i;
  });
  return best;
}

function figures(results: readonly TrialResult[], target: number): Omit<RankingRow, "method" | "settings" | "members"> {
  const foms = results.filter(hasFom).map((result) => result.fom);
  const failed = results.filter((result) => result.status === "failed").length;
  const successes = foms.filter((fom) => fom <= target).length;
  const spent = results.reduce((sum, result) => sum + evaluationsTo(target, result), 0);
  const none = results.length === 0;
  return {
    trials: results.length - failed,
    failed,
    successes,
    successRate: none ? Number.NaN : successes / results.length,
    // Not Math.min(...foms): a call takes some 120,000 arguments at most.
    bestFom: foms.length === 0 ? Number.NaN : foms.reduce((a, b) => Math.min(a, b)),
    medianFom: median(foms),
    expectedEvaluations: successes === 0 ? Number.POSITIVE_INFINITY : spent / successes,
    seconds: none ? Number.NaN : results.reduce((sum, result) => sum + result.seconds, 0) / results.length,
  };
}

/** Up to the generation at which the target was reached, or to the end. */
function evaluationsTo(target: number, result: TrialResult): number {
  return result.convergence.find(([, fom]) => fom <= target)?.[0] ?? result.evaluations;
}

function rowKey({ method, optimiser, settings }: TrialSpec): string {
  return JSON.stringify([method, optimiser, Object.entries(settings).sort()]);
}

/** Names of settings as a table has room for them. */
const SHORT: Record<string, string> = { popSize: "pop", maxGenerations: "generations", minParameterSpread: "spread" };

function describeDifferences(all: readonly TrialSpec["settings"][]): (settings: TrialSpec["settings"]) => string {
  const keys = [...new Set(all.flatMap(Object.keys))].filter((key) => key !== "scheme");
  // A method without such a setting does not make it one in which the others differ.
  const values = (key: string) => all.map((settings) => settings[key]).filter((value) => value !== undefined);
  const differing = keys.filter((key) => new Set(values(key)).size > 1);
  return (settings) =>
    differing
      .filter((key) => settings[key] !== undefined)
      .map((key) => `${SHORT[key] ?? key} ${settings[key]}`)
      .join(", ");
}

function byMerit(a: RankingRow, b: RankingRow): number {
  return (
    ascending(a.expectedEvaluations, b.expectedEvaluations) ||
    ascending(a.medianFom, b.medianFom) ||
    a.method.localeCompare(b.method, "en") ||
    a.settings.localeCompare(b.settings, "en")
  );
}

/** NaN last. */
function ascending(a: number, b: number): number {
  if (a === b) return 0;
  if (Number.isNaN(a) || Number.isNaN(b)) return Number(Number.isNaN(a)) - Number(Number.isNaN(b));
  return a - b;
}
