/**
 * Whether to trust the best fit: how many independent starts ended there. A good
 * figure of merit alone shows little; the same parameters found again from other
 * starts, with other dice, show much.
 *
 * The methods of a sweep share their starts and seeds (plan.ts), so trials of
 * one start are not independent of one another: a start is judged by its best
 * trial. It *reached* the fit when that trial's figure of merit is within the
 * target, and *agrees* when besides each parameter is the best's, to within 2 %
 * of its bounds' width or to within its standard uncertainty. Where ends were
 * polished (minima.ts), the minimum that a trial's end lies at decides instead.
 * Parameters that the data leave open (determined.ts) are not asked to agree, and are
 * named.
 *
 * Starts that agree may agree on a wrong model: a fit that does not describe the data
 * (fit-quality.ts) is not trusted either.
 */

import { counted } from "../text.ts";
import { wrongPercent } from "./calibration.ts";
import type { CountedEnds } from "./counted-points.ts";
import { type Determination, determinationClauses, openNames } from "./determined.ts";
import { type FitQuality, qualityClauses } from "./fit-quality.ts";
import { startNames } from "./independent-starts.ts";
import type { Minimum } from "./minima.ts";
import { hasFom, type RankedTrial, type Ranking } from "./rank.ts";
import type { SearchReport } from "./search-report.ts";

export interface Trust {
  verdict: "trust" | "caution" | "doubt";
  /** One sentence for people. */
  sentence: string;
  /** Starts that have a figure of merit, those that reached the target, and of these those that agree. */
  starts: number;
  reached: number;
  agreeing: number;
  /** Trials, of whatever start, that ended at another minimum that fits as well. */
  rivalTrials: number;
  /** What the data leave open; absent where it is not known. */
  determination?: Determination;
  /** How well the best describes the data; absent where it is not known. */
  quality?: FitQuality;
  /** Of a search that is settled: how often such a finding was wrong in fits whose truth was known; NaN where that was not counted. */
  wrongPercent?: number;
}

/** The fitted parameters, d of each, in one order. */
export interface FittedParameters {
  names: readonly string[];
  lower: ArrayLike<number>;
  upper: ArrayLike<number>;
  /** One standard uncertainty at the best; NaN where there is none. Absent when not known at all. */
  uncertainty?: ArrayLike<number> | undefined;
  determination?: Determination | undefined;
  quality?: FitQuality | undefined;
  /** Where trials ended, polished, the deepest first; empty where none is known. */
  minima?: readonly Minimum[];
  /** Absent where all points count, whatever the parameters. */
  counted?: CountedEnds | undefined;
  /** Of a search: its tries decide, and not the starts. */
  search?: SearchReport | undefined;
}

/** Fractions of a parameter's bounds: the same value; the most that an uncertainty may stretch it to; at a bound. */
const SAME = 0.02;
const SAME_AT_MOST = 0.1;
const AT_BOUND = 1e-3;

/** So many parameters that agree are named; more are counted. */
const NAMED = 8;

/** So many agreeing starts, and at least half of all, are worth trust. */
const ENOUGH = 3;

export function judgeTrust(trials: readonly RankedTrial[], ranking: Ranking, parameters: FittedParameters): Trust {
  const best = trials[ranking.bestTrial]?.result;
  if (!best) {
    const nothing = "No trial has ended with a figure of merit, so there is nothing to trust";
    return {
      verdict: "doubt",
      sentence: sentence([nothing, ...shortfalls(trials)]),
      starts: 0,
      reached: 0,
      agreeing: 0,
      rivalTrials: 0,
    };
  }
  const minima = withValleys(parameters);
  const reference = minima[0]?.best ?? best.best;
  const homes = new Map(minima.flatMap((minimum) => minimum.members.map((i) => [i, minimum] as const)));
  const outcomes = trials.map(({ result }, i) =>
    outcomeOf(result, homes.get(i), reference, ranking.targetFom, parameters),
  );
  const starts = outcomeOfEachStart(trials, outcomes);
  const agreeing = starts.filter(({ kind }) => kind === "agrees");
  const rivals = starts.filter(({ kind }) => kind === "rival");
  const counts = { starts: starts.length, reached: agreeing.length + rivals.length, agreeing: agreeing.length };
  const rivalTrials = outcomes.filter((outcome) => outcome?.kind === "rival").length;

  const { determination, quality = { structured: false } } = parameters;
  const polished = agreeing.filter((outcome) => outcome.polished).length;
  const { search } = parameters;
  const [verdict, finding] = search
    ? searchVerdict(search)
    : verdictOn(counts, onWhich(parameters), polished, strays(rivals[0]?.values ?? reference, reference, parameters));
  const doubts = [
    ...zeroClauses(best.fom),
    ...boundClauses(reference, parameters),
    ...(determination ? determinationClauses(determination) : []),
    ...rivalClauses(minima, rivalTrials, trials),
  ];
  const sameStart = trials.length > 1 && trials.every(({ spec }) => spec.start.kind === "guess");
  if (!search && sameStart && counts.starts > 1) doubts.push("all of them began from the file's own values");
  const lost = lostPointsClauses(parameters.counted);
  const { against, aside } = qualityClauses(quality);
  const wrong = quality.chiSquare?.judgement === "too large";
  const clauses =
    wrong && verdict !== "doubt"
      ? [`The ${search ? "tries" : "starts"} agree, but ${against[0]}`, inMidSentence(finding)]
      : [finding, ...against];
  const rest = wrong && verdict !== "doubt" ? against.slice(1) : [];
  return {
    verdict:
      lost.length > 0 || wrong
        ? "doubt"
        : verdict === "trust" && doubts.length + against.length > 0
          ? "caution"
          : verdict,
    sentence: sentence([
      ...lost,
      ...(lost.length > 0 ? clauses.map(inMidSentence) : clauses),
      ...rest,
      ...doubts,
      ...aside,
      ...shortfalls(trials),
    ]),
    ...counts,
    rivalTrials,
    ...(determination && { determination }),
    ...(parameters.quality && { quality: parameters.quality }),
    ...(search?.settled && { wrongPercent: wrongPercent(search.confidence)?.percent ?? Number.NaN }),
  };
}

/** The minima, with those told apart that are no other fit. */
export function withValleys(parameters: FittedParameters): Minimum[] {
  const { minima = [] } = parameters;
  return minima.map((minimum) => {
    const same = minimum.rank === "rival" && isSameFit(minimum.best, minima[0]!.best, parameters);
    return same ? { ...minimum, rank: "valley" } : minimum;
  });
}

/** Which of its bounds a value sits on. */
export function boundAt(value: number, lower: number, upper: number): "no" | "lower" | "upper" {
  const margin = AT_BOUND * (upper - lower);
  if (value <= lower + margin) return "lower";
  return value >= upper - margin ? "upper" : "no";
}

/** Where a start led, in the order of merit: its trials, by whatever method, are judged by the best of them. */
const KINDS = ["agrees", "rival", "elsewhere"] as const;

interface Outcome {
  kind: (typeof KINDS)[number];
  /** float[d] */
  values: readonly number[];
  /** The trial came to it only by polishing. */
  polished: boolean;
}

/** @param home  the minimum that it ended at @returns undefined for a trial without a figure of merit */
function outcomeOf(
  result: RankedTrial["result"],
  home: Minimum | undefined,
  reference: readonly number[],
  targetFom: number,
  parameters: FittedParameters,
): Outcome | undefined {
  if (!hasFom(result)) return undefined;
  const polished = !(result.fom <= targetFom);
  if (home) {
    // What the data leave open makes no other fit.
    const alike = home.rank === "best" || home.rank === "valley";
    const kind = alike ? "agrees" : home.rank === "rival" ? "rival" : "elsewhere";
    return { kind, values: home.best, polished };
  }
  const same = polished
    ? strays(result.best, reference, parameters).length === 0
    : isSameFit(result.best, reference, parameters);
  return { kind: polished ? "elsewhere" : same ? "agrees" : "rival", values: result.best, polished: false };
}

function outcomeOfEachStart(trials: readonly RankedTrial[], outcomes: readonly (Outcome | undefined)[]): Outcome[] {
  const rank = ({ kind, polished }: Outcome) => 2 * KINDS.indexOf(kind) + Number(polished);
  const names = startNames(trials);
  const byStart = Map.groupBy(trials.keys(), (i) => names[i]!);
  return [...byStart.values()].flatMap((group) =>
    group
      .flatMap((i) => outcomes[i] ?? [])
      .sort((a, b) => rank(a) - rank(b))
      .slice(0, 1),
  );
}

/** Parameters that agree: all, or those that the data determine; by name where they are few. */
function onWhich({ names, determination }: FittedParameters): string {
  const open = determination ? openNames(determination) : new Set<string>();
  const determined = names.filter((name) => !open.has(name));
  if (determined.length === names.length) return "on the figure of merit and on every parameter";
  if (determined.length === 0) return "on the figure of merit";
  if (determined.length <= NAMED) return `on the figure of merit and on ${list(determined.map(quoted))}`;
  return `on the figure of merit and on the ${determined.length} parameters that the data determine`;
}

function isSameFit(end: readonly number[], reference: readonly number[], parameters: FittedParameters): boolean {
  return strays(end, reference, parameters).length === 0 && (parameters.counted?.asAtBest(end) ?? true);
}

/** Names of the parameters in which a fit is not the best one, the farthest first. */
function strays(values: readonly number[], best: readonly number[], parameters: FittedParameters): string[] {
  const { names, lower, upper, uncertainty, determination } = parameters;
  const open = determination ? openNames(determination) : new Set<string>();
  return names
    .map((name, i) => {
      const width = upper[i]! - lower[i]!;
      const sigma = uncertainty?.[i] ?? Number.NaN;
      const same = Math.max(SAME * width, Number.isFinite(sigma) ? Math.min(sigma, SAME_AT_MOST * width) : 0);
      return { name, distance: Math.abs(values[i]! - best[i]!), width, same };
    })
    .filter(({ name, distance, same }) => !open.has(name) && !(distance <= same))
    .sort((a, b) => b.distance / b.width - a.distance / a.width)
    .map(({ name }) => name);
}

function verdictOn(
  { starts, reached, agreeing }: Pick<Trust, "starts" | "reached" | "agreeing">,
  onWhat: string,
  polished: number,
  differing: readonly string[],
): [Trust["verdict"], string] {
  if (starts === 1) {
    return ["doubt", "Only one start has a result, so nothing confirms it: run more, from other starts"];
  }
  const others = reached - agreeing;
  const same = `reached the same figure of merit at other parameters (${quoted(differing[0] ?? "")} differs most)`;
  const elsewhere = `${others === 1 ? "one" : others} ${same}`;
  if (agreeing <= 1 && others > 0) {
    return [
      "doubt",
      `${starts === 2 ? `The other start ${same}` : `None of the other ${starts - 1} starts found these parameters, and ${elsewhere}`}: the data do not decide between them`,
    ];
  }
  if (agreeing <= 1) {
    return [
      "doubt",
      `${starts === 2 ? "The other start did not come" : `No other of the ${starts} starts came`} near the best figure of merit: give the trials more evaluations`,
    ];
  }
  const by = polished === 0 ? "" : polished === agreeing ? ", once polished" : `, ${polished} of them once polished`;
  const found = `${agreeing} of ${starts} independent starts agree ${onWhat}${by}`;
  if (others > 0) return ["caution", `${found}, but ${elsewhere}`];
  if (agreeing >= ENOUGH && 2 * agreeing >= starts) return ["trust", found];
  return ["caution", `Only ${found}`];
}

/** Independent tries that come to one place, and to none deeper. */
function searchVerdict({
  settled,
  over,
  grew,
  hitsOfBest,
  tries,
  confidence,
}: SearchReport): [Trust["verdict"], string] {
  const found = `${hitsOfBest} of ${tries} independent ${tries === 1 ? "try" : "tries"}`;
  const again = grew ? " (it went on when a later try lay deeper)" : "";
  if (settled) return ["trust", `Found by ${found}${again}${calibrated(confidence)}`];
  const verdict = hitsOfBest > 1 ? "caution" : "doubt";
  return [
    verdict,
    over ? `Not settled: found by ${found}${again}` : `Not settled yet: found by ${found} so far${again}`,
  ];
}

function inMidSentence(clause: string): string {
  return clause.charAt(0).toLowerCase() + clause.slice(1);
}

function calibrated(confidence: number): string {
  const wrong = wrongPercent(confidence);
  if (wrong === undefined) return "";
  const [percent, low, high] = [wrong.percent, wrong.low, wrong.high].map((value) => value.toFixed(1));
  const often = wrong.percent === 0 ? "never wrong" : `wrong in ${percent} %`;
  return `. In calibration fits such a finding was ${often} (95 % interval ${low} to ${high} %); those fits had no model error`;
}

function boundClauses(best: readonly number[], { names, lower, upper }: FittedParameters): string[] {
  const at = names.flatMap((name, i) => {
    const bound = boundAt(best[i]!, lower[i]!, upper[i]!);
    return bound === "no" ? [] : `${quoted(name)} at its ${bound} bound`;
  });
  return at.length === 0 ? [] : [`the fit ended with ${list(at)}, so the best may lie beyond`];
}

/** Points that are NaN are left out of most figures of merit; if all are, it is 0. */
function zeroClauses(fom: number): string[] {
  return fom === 0 ? ["a figure of merit of exactly 0 means, as a rule, that the simulation or the data are NaN"] : [];
}

/** Where points drop out there is less to add up: such a fit is no better than one that has them. */
function lostPointsClauses(counted: CountedEnds | undefined): string[] {
  if (counted === undefined) return [];
  const { points, atBest, atStart, mostAtEnds } = counted;
  const more = [
    ...(atBest < atStart ? [`${atStart} count at the file's own values`] : []),
    ...(atBest < mostAtEnds ? [`${mostAtEnds} where another start ended`] : []),
  ];
  if (more.length === 0) return [];
  return [
    `At the best fit only ${atBest} of ${points} points count, but ${list(more)}: points that drop out lower the figure of merit without a better fit`,
  ];
}

/** Trials, not starts: a start whose best trial found the best may have led others elsewhere. */
function rivalClauses(minima: readonly Minimum[], rivalTrials: number, trials: readonly RankedTrial[]): string[] {
  if (rivalTrials === 0) return [];
  const rivals = minima.filter(({ rank }) => rank === "rival").length;
  const others = rivals > 1 ? `${rivals} other minima that fit as well` : "another minimum that fits as well";
  return [`${rivalTrials} of ${counted(trials.length, "trial")} ended at ${others}`];
}

/** What of the plan is missing in the count. */
function shortfalls(trials: readonly RankedTrial[]): string[] {
  const count = (test: (trial: RankedTrial) => boolean) => trials.filter(test).length;
  const failed = count(({ result }) => result?.status === "failed");
  const partial = count(({ result }) => result?.status === "partial");
  const waiting = count(({ result }) => result === null);
  return [
    ...(failed > 0 ? [`${counted(failed, "trial")} failed`] : []),
    ...(partial > 0 ? [`${counted(partial, "trial")} ${partial === 1 ? "was" : "were"} cut short`] : []),
    ...(waiting > 0 ? [`${counted(waiting, "trial")} ${waiting === 1 ? "has" : "have"} not run`] : []),
  ];
}

function quoted(name: string): string {
  return `\`${name}\``;
}

function list(items: readonly string[]): string {
  return new Intl.ListFormat("en").format(items);
}

function sentence(clauses: readonly string[]): string {
  return `${clauses.join("; ")}.`;
}
