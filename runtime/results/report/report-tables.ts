/**
 * The tables of report.html: methods compared, parameters, correlations, every
 * trial. They are plain HTML, so the numbers can be read, copied and printed
 * without JavaScript.
 */

import type { RankingRow } from "../../sweep/rank.ts";
import { counted } from "../../text.ts";
import { count, duration, percent, significant } from "../format.ts";
import { RANKS, reachedText, unsettledText, valleyText } from "../minima-text.ts";
import type { FitResults, ParameterResult, TrialRow } from "../sweep-results.ts";
import { type Html, html, NOTHING, prose } from "./html.ts";
import { measuredHtml, numberHtml } from "./number-html.ts";

export function parameterTable(fit: FitResults): Html {
  const row = (p: ParameterResult) => html`<tr>
<th scope="row">${p.name} ${boundFlag(p)}</th><td>${measuredHtml(p.best, p.uncertainty, [p.lower, p.upper])}</td>
<td>${numberHtml(p.barLow, 2)} / +${numberHtml(p.barHigh, 2)}</td><td>${numberHtml(p.start)}</td>
<td>${numberHtml(p.lower)}</td><td>${numberHtml(p.upper)}</td></tr>
`;
  const source = fit.uncertaintySource === "" ? "" : ` ± is one standard deviation: ${fit.uncertaintySource}.`;
  const chi2 = Number.isNaN(fit.reducedChiSquare) ? NOTHING : html` Reduced χ² ${numberHtml(fit.reducedChiSquare, 3)}.`;
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Parameter</th><th scope="col">Best</th><th scope="col">GenX’s FOM-level bars</th><th scope="col">In the file</th>
<th scope="col">Min</th><th scope="col">Max</th></tr></thead>
<tbody>${fit.parameters.map(row)}</tbody></table></div>
<p class="caption">Best parameters, in the units of the file.${source}${chi2} GenX’s FOM-level bars are no standard deviations: they say
how far a parameter reached among the evaluations that gave less than ${significant(fit.barLevel)} times the best figure of merit, of all trials that
came to it, which depends on that level and on how densely the methods looked there.</p>
${fit.notes.length === 0 ? NOTHING : html`<ul class="notes">${fit.notes.map((note) => html`<li>${prose(note)}</li>`)}</ul>`}`;
}

/** More minima than these are left to results.h5. */
const MINIMA_SHOWN = 6;

/** A column a minimum: there are few of them, and parameters may be many. */
export function minimaTable(fit: FitResults): Html {
  const [best, ...others] = fit.minima;
  if (best === undefined || others.length === 0) {
    const there = best?.members.length ?? 0;
    return html`<p class="caption">All that came to the bottom of a minimum ended at the best: ${counted(there, "trial")}, from ${counted(best?.starts ?? 0, "independent start")}. ${unsettledText(fit)}</p>`;
  }
  const minima = fit.minima.slice(0, MINIMA_SHOWN);
  const line = (title: string, cell: (minimum: FitResults["minima"][number]) => Html | string | number) =>
    html`<tr><th scope="row">${title}</th>${minima.map((minimum) => html`<td>${cell(minimum)}</td>`)}</tr>\n`;
  const rest = fit.minima.length - minima.length;
  return html`<div class="scroll"><table><thead><tr><th scope="col">Minimum</th>${minima.map(
    ({ rank }) => html`<th scope="col">${RANKS[rank]}</th>`,
  )}</tr></thead>
<tbody>${line("Figure of merit", ({ fom }) => numberHtml(fom))}${line("Trials that ended there", ({ members }) => members.length)}${line(
    "Independent starts among them",
    ({ starts }) => starts,
  )}${fit.parameters.map((p, i) => line(p.name, ({ best }) => numberHtml(best[i]!)))}</tbody></table></div>
<p class="caption">Where trials ended, each brought to the bottom of its minimum by the Levenberg–Marquardt method (${count(
    fit.polishEvaluations,
  )} evaluations), by which no figure of merit
rises. Fits as well: its figure of merit is within 5 % of the best, so that the data do not decide between the two. ${
    rest > 0 ? `${rest} more are in results.h5. ` : ""
  }${prose(valleyText(fit))} ${unsettledText(fit)}</p>`;
}

export function boundFlag(p: ParameterResult): Html {
  return p.atBound === "no" ? NOTHING : html`<strong class="flag">▲ at ${p.atBound} bound</strong>`;
}

export function rankingTable(fit: FitResults): Html {
  const row = (r: RankingRow) => html`<tr>
<th scope="row">${methodName(r)}</th><td>${r.successes} of ${r.trials + r.failed}</td><td>${percent(r.successRate)}</td>
<td>${numberHtml(r.bestFom, 4)}</td><td>${numberHtml(r.medianFom, 4)}</td><td>${count(r.expectedEvaluations)}</td>
<td>${duration(r.seconds)}</td><td class="words">${r.failed === 0 ? "" : `${r.failed} failed`}</td></tr>
`;
  return html`<div class="scroll"><table>
<thead><tr><th scope="col">Method</th><th scope="col">Reached</th><th scope="col">Rate</th><th scope="col">Best FOM</th>
<th scope="col">Median</th><th scope="col">Evaluations to target</th><th scope="col">Time</th><th scope="col"></th></tr></thead>
<tbody>${fit.ranking.map(row)}</tbody></table></div>
<p class="caption">Methods compared. The target is a figure of merit of ${numberHtml(fit.targetFom)} or less; evaluations to target is
how many one has to expect to spend until a trial reaches it; time is the mean of a trial.${reachedText(fit)} ${sharedSettings(fit.trials)}</p>`;
}

/** What all trials have in common; what they differ in stands beside the method's name. */
function sharedSettings(trials: readonly TrialRow[]): string {
  const texts = trials.map(({ spec }) => [
    ...Object.entries(WORDS).flatMap(([name, word]) =>
      name in spec.settings ? [`${word} ${spec.settings[name]}`] : [],
    ),
    ...limit(spec.maxEvaluations, "evaluations"),
    ...limit(Number(spec.settings["maxGenerations"] ?? Number.MAX_SAFE_INTEGER), "generations"),
  ]);
  const shared = (texts[0] ?? []).filter((text) => texts.every((list) => list.includes(text)));
  return shared.length === 0 ? "" : `All trials: ${shared.join(", ")}.`;
}

/** The settings that tell a reader something; the others follow from the file or from the plan. */
const WORDS: Record<string, string> = { km: "km", kr: "kr", popSize: "a population of" };

function limit(most: number, what: string): string[] {
  return most < Number.MAX_SAFE_INTEGER ? [`a budget of ${count(most)} ${what}`] : [];
}

export function methodName(row: RankingRow): Html {
  return row.settings === "" ? html`${row.method}` : html`${row.method} <span class="settings">${row.settings}</span>`;
}

/** Numbers in every cell: the shade is a second way to read them, not the only one. */
export function correlationTable(fit: FitResults): Html {
  const { correlation, parameters } = fit;
  if (correlation === undefined) return NOTHING;
  const cell = (r: number, i: number, j: number) => {
    if (i === j) return html`<td class="diagonal">1</td>`;
    const strength = Number.isFinite(r) ? Math.round(100 * Math.min(1, Math.abs(r))) : 0;
    const strong = Math.abs(r) >= 0.9 ? " strong" : "";
    return html`<td class="${r < 0 ? "negative" : "positive"}${strong}" style="--strength:${strength}%">${numberHtml(Number(r.toFixed(2)))}</td>`;
  };
  const heads = parameters.map((_, j) => html`<th scope="col">${j + 1}</th>`);
  const rows = parameters.map(
    (p, i) =>
      html`<tr><th scope="row"><span class="index">${i + 1}</span> ${p.name}</th>${parameters.map((_, j) =>
        cell(correlation[i]?.[j] ?? Number.NaN, i, j),
      )}</tr>\n`,
  );
  return html`<div class="scroll"><table class="correlation">
<thead><tr><td></td>${heads}</tr></thead><tbody>${rows}</tbody></table></div>
<p class="caption">Correlation of the parameters at the best. Bold: 0.9 or more either way, so that the data say little about the two apart.</p>`;
}

/** @param rows  more are left to results.h5 */
export function trialTable(fit: FitResults, rows: number): Html {
  const row = ({ spec, result }: TrialRow) => html`<tr>
<td>${spec.index}</td><td class="words">${spec.method}</td><td class="words">${startName(spec)}</td><td>${spec.seed}</td>
<td>${result === null ? "" : numberHtml(result.fom)}</td><td>${result === null ? "" : count(result.evaluations)}</td>
<td>${result === null ? "" : duration(result.seconds)}</td>
<td class="words">${result === null ? "not run" : (result.error ?? `${result.status}: ${result.stopReason}`)}</td></tr>
`;
  const left = fit.trials.length - rows;
  return html`<details class="trials"><summary>All ${fit.trials.length} trials</summary><div class="scroll"><table>
<thead><tr><th scope="col">Trial</th><th scope="col" class="words">Method</th><th scope="col" class="words">Start</th><th scope="col">Seed</th>
<th scope="col">FOM</th><th scope="col">Evaluations</th><th scope="col">Time</th><th scope="col" class="words">Ended</th></tr></thead>
<tbody>${fit.trials.slice(0, rows).map(row)}</tbody></table></div>
${left > 0 ? html`<p>${left} more are in results.h5.</p>` : NOTHING}</details>`;
}

export function startName({ start }: TrialRow["spec"]): string {
  if (start.kind === "spread") return `file's values ± ${significant(start.percent)} %`;
  return start.kind === "guess" ? "file's values" : "anywhere in bounds";
}
