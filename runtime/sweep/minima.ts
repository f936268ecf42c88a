/**
 * The minima that a sweep found: where its trials' ends lie once they are
 * polished. The deepest is the fit; the others are what a reader must know of,
 * because one that is as deep fits the data as well, and one that is not tells how
 * easily a single fit goes wrong.
 *
 * Ends are taken from the best down, those first that are the best of their
 * start. One that lies at a known minimum (each parameter the same, to within 2 %
 * of its bounds' width or two standard uncertainties, and the figure of merit
 * within 5 %) is counted there. Any other is polished roughly, unless its trial
 * ended so already ("+lm" in plan.ts), and either lies at a known one then, or is
 * a new one. At last the best and what fits as well are polished finely.
 *
 * An end at which fewer points count than at the file's values, or at another start's
 * end, is no bottom, however low: it is polished from where its points are back, and
 * lies where that leads if it is lower still. Ends at which not the same numbers of
 * points count are never one minimum.
 *
 * What it may cost is a tenth of what those trials did that are to be polished, and
 * no more than a thousand ends are: a sweep of very many trials has shown its minima
 * by then. Ends that are left when it is spent, and those that come to no bottom, are
 * unsettled.
 */
import type { Objective } from "../optimisers/objective.ts";
import { type Counts, countsOf, totalCounted, withPointsBack } from "./counted-points.ts";
import { startNames } from "./independent-starts.ts";
import { type Polished, polish } from "./polish.ts";
import { hasFom, type RankedTrial } from "./rank.ts";
import { type End, nearTo, type SameFit, sameFit } from "./same-fit.ts";
import type { TrialResult } from "./trial.ts";

export interface Minimum {
  fom: number;
  /** float[d] */
  best: number[];
  /** The best of the trials that ended there, as its place in the list, and its own figure of merit. */
  trial: number;
  trialFom: number;
  /** Places of the trials that ended there. */
  members: number[];
  /** Independent starts among them. */
  starts: number;
  /**
   * "rival": as good a fit as the best, to within 5 % of the figure of merit; "valley": one that differs from the best
   * only in what the data do not determine (trust.ts finds that).
   */
  rank: "best" | "rival" | "valley" | "worse";
}

export interface Minima {
  /** The deepest first; empty while no trial has a figure of merit. */
  found: Minimum[];
  /** Places of the trials that ended at none of them. */
  unsettled: number[];
  /** Spent on polishing. */
  evaluations: number;
}

/** Of the evaluations of all trials; but so many Jacobians at least. */
const SHARE = 0.1;
const LEAST_ITERATIONS = 20;
/** Ends that are polished. */
const MOST_POLISHED = 1000;

/**
 * @param unpolished  evaluations of the trials that did not end at a bottom
 * @returns how many evaluations polishing them may take
 */
export function polishingBudget(parameters: number, unpolished: number): number {
  return Math.max(SHARE * unpolished, LEAST_ITERATIONS * (2 * parameters + 2));
}

export interface MinimaOptions {
  /** "none" takes ends as they are, for a look at a sweep that goes on. */
  polishing?: "all" | "none" | undefined;
  /** Of this objective. */
  counts?: Counts;
  /** Told how many of the trials are looked at. */
  looked?: ((trials: number) => void) | undefined;
}

/**
 * @param trials  of one fit
 * @param uncertaintyAt  float[d]  standard uncertainties at a point, NaN for what the data do not determine; undefined when unknown
 */
export function findMinima(
  objective: Objective,
  trials: readonly RankedTrial[],
  uncertaintyAt: (best: Float64Array) => readonly number[] | undefined,
  { polishing = "all", counts = countsOf(objective), looked = () => {} }: MinimaOptions = {},
): Minima {
  const ends = [...trials.entries()].flatMap(([trial, { result }]) => (hasFom(result) ? [{ trial, result }] : []));
  ends.sort((a, b) => a.result.fom - b.result.fom);
  const names = startNames(trials);
  const startOf = (trial: number) => names[trial]!;
  const champions = [...Map.groupBy(ends, ({ trial }) => startOf(trial)).values()].map(([champion]) => champion!);
  const total = ({ best }: Pick<TrialResult, "best">) => totalCounted(counts(best));
  const most = [{ best: [...objective.start] }, ...champions.map(({ result }) => result)]
    .map(total)
    .reduce((a, b) => (b > a || Number.isNaN(a) ? b : a));
  const atBottom = (result: TrialResult) => isPolished(result) && !(total(result) < most);
  const leaders = new Set(champions);
  const unpolished = ends.reduce((sum, end) => {
    const { result } = end;
    return sum + ((leaders.has(end) ? atBottom(result) : isPolished(result)) ? 0 : result.evaluations);
  }, 0);
  const d = objective.names.length;
  const [least, budget] = polishing === "none" ? [0, 0] : [polishingBudget(d, 0), polishingBudget(d, unpolished)];
  const found: Omit<Minimum, "starts" | "rank">[] = [];
  const unsettled: number[] = [];
  let evaluations = 0;
  let followed = 0;
  let same: SameFit | undefined;

  for (const [done, { trial, result }] of [...new Set([...leaders, ...ends])].entries()) {
    looked(done);
    const known = found.find((minimum) => same!(result, minimum));
    if (known) {
      known.members.push(trial);
      continue;
    }
    const spent = evaluations >= budget || followed >= MOST_POLISHED;
    if (spent && !atBottom(result) && found.length > 0) {
      unsettled.push(trial);
      continue;
    }
    const left = Math.ceil(budget - evaluations);
    const polished =
      atBottom(result) || budget === 0
        ? { ...result, evaluations: 0, settled: atBottom(result) && !objective.penalised }
        : total(result) < most
          ? polishWithPointsBack(objective, result, most, left)
          : polish(objective, result, left, "roughly");
    evaluations += polished.evaluations;
    if (polished.evaluations > 0) followed++;
    const { fom, best } = polished;
    same ??= sameFit(objective, uncertaintyAt(Float64Array.from(best)), counts);
    const there = found.find((minimum) => same!(polished, minimum));
    if (there) {
      there.members.push(trial);
      if (fom < there.fom) Object.assign(there, { fom, best });
    } else if (polished.settled || found.length === 0) {
      found.push({ fom, best, trial, trialFom: result.fom, members: [trial] });
    } else {
      unsettled.push(trial);
    }
  }
  found.sort((a, b) => a.fom - b.fom);
  const asGood = found.filter(({ fom }) => fom <= nearTo(found[0]!.fom));
  for (const [i, minimum] of asGood.entries()) {
    const left = Math.max(budget - evaluations, i === 0 ? least : 0);
    if (left <= 0) break;
    const { fom, best, evaluations: spent } = polish(objective, minimum, Math.ceil(left), "finely");
    Object.assign(minimum, { fom, best });
    evaluations += spent;
  }
  found.sort((a, b) => a.fom - b.fom);
  const good = found.length > 0 ? nearTo(found[0]!.fom) : Number.NaN;
  const ranked = found.map((minimum, i) => ({
    ...minimum,
    starts: new Set(minimum.members.map(startOf)).size,
    rank: i === 0 ? ("best" as const) : minimum.fom <= good ? ("rival" as const) : ("worse" as const),
  }));
  return { found: ranked, unsettled, evaluations };
}

/** Where the best trial ended, as it is: nothing has to be computed for that. */
export function bestAlone(trials: readonly RankedTrial[]): Minima {
  const ends = [...trials.entries()].flatMap(([trial, { result }]) => (hasFom(result) ? [{ trial, result }] : []));
  ends.sort((a, b) => a.result.fom - b.result.fom);
  const [best, ...others] = ends;
  const found = (best ? [best] : []).map(({ trial, result: { fom, best } }) => ({
    fom,
    best,
    trial,
    trialFom: fom,
    members: [trial],
    starts: 1,
    rank: "best" as const,
  }));
  return { found, unsettled: others.map(({ trial }) => trial), evaluations: 0 };
}

/** Its trial ended by Levenberg and Marquardt's method, which came to a bottom. */
function isPolished({ stopReason }: TrialResult): boolean {
  return stopReason === "converged";
}

/** An end that lost points, as it is, unless it is lower still with its points back. */
function polishWithPointsBack(
  objective: Objective,
  { fom, best }: End,
  most: number,
  maxEvaluations: number,
): Polished {
  const begin = withPointsBack(objective, best, most);
  const tried = 2 * (best.length + 1);
  const back = begin && polish(objective, begin, maxEvaluations, "roughly");
  const evaluations = tried + (back?.evaluations ?? 0);
  return back && back.fom < fom ? { ...back, evaluations } : { fom, best, evaluations, settled: false };
}
