/** What the terminal and the report both say of where trials ended: polished or not, and at which minima. */

import { openNames } from "../sweep/determined.ts";
import { endsPolished } from "../sweep/methods.ts";
import { counted } from "../text.ts";
import { significant } from "./format.ts";
import type { FitResults } from "./sweep-results.ts";

type Minimum = FitResults["minima"][number];

/** Fraction of a parameter's bounds. */
const DIFFERS = 0.02;

export const RANKS = { best: "The best", rival: "Fits as well", valley: "The same fit", worse: "Fits worse" } as const;

/** The two parameters in which a minimum is farthest from the best, in parts of their bounds; the second only if it differs. */
export function farthest({ parameters }: FitResults, { best }: Minimum): string {
  return parameters
    .map((p, i) => ({ name: p.name, value: best[i]!, apart: Math.abs(best[i]! - p.best) / (p.upper - p.lower) }))
    .sort((a, b) => b.apart - a.apart)
    .filter(({ apart }, place) => place === 0 || (place === 1 && apart > DIFFERS))
    .map(({ name, value }) => `${name} ${significant(value, 4)}`)
    .join(", ");
}

/** What "the same fit" means, where a minimum is one. */
export function valleyText({ minima, trust }: FitResults): string {
  if (!minima.some(({ rank }) => rank === "valley")) return "";
  const open = trust.determination ? [...openNames(trust.determination)].map((name) => `\`${name}\``) : [];
  const names = open.length > 0 ? `, ${new Intl.ListFormat("en").format(open)}` : "";
  return `The same fit: it differs from the best only in what the data do not determine${names}.`;
}

/** One sentence on trials that ended at no minimum; "" when there are none. */
export function unsettledText({ unsettled }: FitResults): string {
  const n = unsettled.length;
  if (n === 0) return "";
  return `${counted(n, "trial")} ended short of any minimum, and ${n === 1 ? "was" : "were"} left there.`;
}

/** The best trial's own figure of merit where polishing changed it visibly; else "". */
export function polishText({ bestFom, trialFom }: FitResults): string {
  const before = significant(trialFom, 4);
  return before === significant(bestFom, 4) ? "" : `the best trial ended at ${before} and was polished`;
}

/** The figure of merit at the file's own values, which may give none. */
export function startText({ startFom }: FitResults, digits = 5): string {
  return Number.isFinite(startFom) ? `${significant(startFom, digits)} in the file` : "none at the file's own values";
}

/** What "reached" counts, beside the target; where all trials are polished there is no more to know. */
export function reachedText({ trials }: FitResults): string {
  const ended = trials.filter(({ result }) => result !== null);
  const uncounted = ended.every(({ spec }) => endsPolished(spec))
    ? ""
    : " Trials count as they ended, not as polished afterwards.";
  const suffix = ended.some(({ spec }) => spec.method.endsWith("+lm"))
    ? " +lm: the trial ends by the Levenberg–Marquardt method, from the best that the scheme found."
    : "";
  return `${uncounted}${suffix}`;
}
