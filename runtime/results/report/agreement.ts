/**
 * How well good trials agree: one strip a parameter, from its lower to its upper
 * bound, with a dot for each trial that reached the target, a diamond at the
 * best, and a bar of one standard deviation either way. Drawn as SVG in per cent
 * of the strip, so that it fits any width and prints sharp.
 */
import { significant } from "../format.ts";
import type { FitResults, ParameterResult } from "../sweep-results.ts";
import { type Html, html, NOTHING } from "./html.ts";
import { numberHtml } from "./number.ts";
import { boundFlag } from "./tables.ts";

export function agreementStrips(fit: FitResults): Html {
  const good = fit.trials.flatMap(({ result }) =>
    result !== null && result.status !== "failed" && result.fom <= fit.targetFom ? [result.best] : [],
  );
  if (good.length === 0) return html`<p>No trial has reached the target yet.</p>`;
  return html`<div class="strips">${fit.parameters.map((p, j) =>
    strip(
      p,
      good.map((best) => best[j]!),
    ),
  )}</div>
<p class="caption">Where the ${good.length} trials that reached the target ended, each parameter between its bounds. Dots: trials;
diamond: the best; bar: ± one standard deviation. A second cluster of dots is a second solution.</p>`;
}

/** @param values  float[good trials]  where they ended, in the parameter's unit */
function strip(p: ParameterResult, values: number[]): Html {
  const at = (value: number) => `${(100 * clamp((value - p.lower) / (p.upper - p.lower))).toFixed(2)}%`;
  // Dots of equal values would hide each other: three rows in turn.
  const dots = values.map((v, i) => html`<circle cx="${at(v)}" cy="${9 + 5 * (i % 3)}" r="2.6"/>`);
  const bar =
    p.uncertainty > 0
      ? html`<line class="bar" x1="${at(p.best - p.uncertainty)}" x2="${at(p.best + p.uncertainty)}" y1="14" y2="14"/>`
      : NOTHING;
  const range = `${significant(Math.min(...values), 4)} to ${significant(Math.max(...values), 4)}`;
  return html`<div class="strip"><div class="name">${p.name} ${boundFlag(p)}</div>
<svg role="img" aria-label="${p.name}: ${range} within ${significant(p.lower)} to ${significant(p.upper)}" height="28" width="100%">
<line class="axis" x1="0" x2="100%" y1="14" y2="14"/><line class="axis" x1="0" x2="0" y1="4" y2="24"/><line class="axis" x1="100%" x2="100%" y1="4" y2="24"/>
${bar}${dots}<svg x="${at(p.best)}" y="14" overflow="visible"><path class="best" d="M0-7 6 0 0 7-6 0z"/></svg></svg>
<div class="bounds"><span>${numberHtml(p.lower)}</span><span class="range">ended at ${range}</span><span>${numberHtml(p.upper)}</span></div></div>
`;
}

const clamp = (fraction: number) => Math.min(1, Math.max(0, Number.isFinite(fraction) ? fraction : 0));
