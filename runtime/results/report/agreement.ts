/**
 * How well trials agree: two strips a parameter, one from its lower to its
 * upper bound, one close up. A dot for each trial that reached the target, a
 * ring (within the bounds only) for each that ended elsewhere, a diamond at the
 * best, and a bar of one standard deviation either way. Drawn as SVG in per cent
 * of the strip, so that it fits any width and prints sharp.
 */
import { hasFom } from "../../sweep/rank.ts";
import type { TrialResult } from "../../sweep/trial.ts";
import { significant } from "../format.ts";
import type { FitResults, ParameterResult } from "../sweep-results.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { numberHtml } from "./number-html.ts";
import { boundFlag } from "./report-tables.ts";
import { evenly } from "./room.ts";

/** @param most  dots, and as many rings, that a strip has room for */
export function agreementStrips(fit: FitResults, most: number): Html {
  const ended = fit.trials.map(({ result }) => result).filter(hasFom);
  const [good, others] = [true, false].map((reached) =>
    ended.filter(({ fom }) => fom <= fit.targetFom === reached),
  ) as [TrialResult[], TrialResult[]];
  const [dots, rings] = [byFom(good, most), byFom(others, most)];
  const came = cameByPolishing(fit);
  const some = dots.length < good.length || rings.length < others.length;
  return html`<div class="strips">${fit.parameters.map((p, j) =>
    strips(
      p,
      dots.map((best) => best[j]!),
      rings.map((best) => best[j]!),
    ),
  )}</div>
<p class="caption">Where trials ended, each parameter within its bounds and close up. Dots: the ${good.length} that reached the target;
${others.length === 0 ? NOTHING : html`rings: the ${others.length} that did not${came === 0 ? NOTHING : `, as they ended; polished afterwards, ${came === others.length ? "all" : came} of these came to the best`}; `}diamond: the best; bar: ± one standard deviation. A second cluster of dots is a second
solution; a cluster of rings is a local minimum, or where trials ran out of evaluations.${some ? ` Of more than ${most} of either so many are drawn, from the best to the worst.` : ""}</p>`;
}

/** Trials that did not reach the target, and lie at the best all the same once polished, as the table of minima counts them. */
function cameByPolishing({ trials, minima, targetFom }: FitResults): number {
  const atBest = minima.filter(({ rank }) => rank === "best" || rank === "valley").flatMap(({ members }) => members);
  return atBest.filter((row) => !(trials[row]!.result!.fom <= targetFom)).length;
}

/** float[d][≤ most]  Where they ended. */
function byFom(results: readonly TrialResult[], most: number): number[][] {
  if (results.length <= most) return results.map(({ best }) => best);
  return evenly(
    results.toSorted((a, b) => a.fom - b.fom),
    most,
  ).map(({ best }) => best);
}

/**
 * @param values  float[good trials]  where they ended, in the parameter's unit
 * @param others  float[trials that did not reach the target]
 */
function strips(p: ParameterResult, values: number[], others: number[]): Html {
  const u = p.uncertainty > 0 ? p.uncertainty : 0;
  const low = Math.min(p.best - u, ...values);
  const high = Math.max(p.best + u, ...values);
  const room = 0.05 * (high - low) || 1e-6 * (p.upper - p.lower);
  return html`<div class="strip"><div class="name">${p.name} ${boundFlag(p)}</div>
${strip(p, values, others, p.lower, p.upper, "within bounds")}${strip(p, values, [], low - room, high + room, "close up")}</div>
`;
}

function strip(p: ParameterResult, values: number[], others: number[], from: number, to: number, what: string): Html {
  const at = (value: number) => `${(100 * clamp((value - from) / (to - from))).toFixed(2)}%`;
  // Dots of equal values would hide each other: three rows in turn.
  const dots = values.map((v, i) => html`<circle cx="${at(v)}" cy="${9 + 5 * (i % 3)}" r="2.6"/>`);
  const rings = others.map((v, i) => html`<circle class="other" cx="${at(v)}" cy="${9 + 5 * (i % 3)}" r="2.6"/>`);
  const bar =
    p.uncertainty > 0
      ? html`<line class="bar" x1="${at(p.best - p.uncertainty)}" x2="${at(p.best + p.uncertainty)}" y1="14" y2="14"/>`
      : NOTHING;
  const ends = `${significant(from)} to ${significant(to)}`;
  return html`<div><svg role="img" aria-label="${p.name} ${what}, ${ends}" height="28" width="100%">
<line class="axis" x1="0" x2="100%" y1="14" y2="14"/><line class="axis" x1="0" x2="0" y1="6" y2="22"/><line class="axis" x1="100%" x2="100%" y1="6" y2="22"/>
${bar}${rings}${dots}<svg x="${at(p.best)}" y="14" overflow="visible"><path class="best" d="M0-7 6 0 0 7-6 0z"/></svg></svg>
<div class="ends"><span>${numberHtml(from)}</span><span>${what}</span><span>${numberHtml(to)}</span></div></div>`;
}

const clamp = (fraction: number) => Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0));
