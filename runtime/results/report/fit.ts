/**
 * One fit of the report, from the verdict down to the last trial. Charts are
 * empty boxes that say what belongs in them; page/charts.js fills them.
 */
import { counted } from "../../text.ts";
import { count, cpuTime } from "../format.ts";
import { polishText, startText } from "../minima-text.ts";
import { pointsText } from "../points-text.ts";
import type { FitResults } from "../sweep-results.ts";
import { agreementStrips } from "./agreement.ts";
import { type Html, html, NOTHING, prose } from "./html.ts";
import { numberHtml } from "./number-html.ts";
import {
  correlationTable,
  methodName,
  minimaTable,
  parameterTable,
  rankingTable,
  trialTable,
} from "./report-tables.ts";
import type { Room } from "./room.ts";

export const MARKS = {
  trust: { sign: "✓", word: "Trust it" },
  caution: { sign: "!", word: "With caution" },
  doubt: { sign: "✕", word: "Do not trust it yet" },
} as const;

/** @param f  place among the fits, from 0 */
export function fitSection(fit: FitResults, f: number, room: Room): Html {
  return html`${verdict(fit)}
${keyFigures(fit)}
${dataFigures(fit, f, room)}
${fit.bestTrial < 0 ? NOTHING : findings(fit, f, room)}
${trialTable(fit, room.rows)}`;
}

function dataFigures(fit: FitResults, f: number, { points }: Room): Html {
  const curve = fit.bestTrial < 0 ? html`.` : html`; line: the best curve. Below: ${fit.residualLabel}.`;
  return html`<h2>Data${fit.bestTrial < 0 ? "" : " and best curve"}</h2>
<div class="toggles" data-fit="${f}" hidden><label><input type="checkbox" name="logx"> log x</label> <label><input type="checkbox" name="logy"> log y</label>
<span>Drag to zoom, double-click to go back.</span></div>
<div class="grid ${fit.datasets.length > 1 ? "two" : "one"}">${fit.datasets.map((set, i) =>
    figure(
      html`${set.name}${set.use ? NOTHING : html` <em>not counted in the figure of merit</em>`}`,
      html`${chart("data", f, i, `${set.name}: data with error bars and best curve`)}${chart("residual", f, i, `${set.name}: residuals`)}`,
    ),
  )}</div>
<p class="caption">Points: measured, with error bars${curve}${leftOut(Math.max(...fit.datasets.map(({ x }) => x.length)), points)} <span class="hidden-points" data-fit="${f}"></span></p>
<ul class="notes">${pointsText(fit.datasets).map((line) => html`<li>${line}</li>`)}</ul>`;
}

/** What there is once a trial has ended. */
function findings(fit: FitResults, f: number, room: Room): Html {
  return html`<h2>Parameters</h2>
${parameterTable(fit)}
${
  fit.sld.length === 0
    ? NOTHING
    : html`<h2>Scattering length density</h2>
<div class="grid ${fit.sld.length > 1 ? "two" : "one"}">${fit.sld.map((profile, i) =>
        figure(
          html`${profile.dataset}${profile.quantity === "mass density" ? ": mass density" : ""}`,
          chart("sld", f, i, `${profile.dataset}: ${profile.quantity} against depth`),
        ),
      )}</div>
<p class="caption">Depth profile of the best parameters, substrate on the left.${leftOut(Math.max(...fit.sld.map(({ z }) => z.length)), room.points)}</p>`
}
<h2>Agreement between starts</h2>
${room.dots === 0 ? html`<p>Where each trial ended is in results.h5.</p>` : agreementStrips(fit, room.dots)}
<h2>Minima</h2>
${minimaTable(fit)}
<h2>Methods</h2>
${rankingTable(fit)}
<div class="grid three">${fit.ranking.map((row, i) =>
    figure(methodName(row), chart("convergence", f, i, `${row.method}: best figure of merit against evaluations`)),
  )}</div>
<p class="caption">Best figure of merit so far against evaluations, one line a trial: this method's in colour, its best one bold, all others
grey; dashed: the target.${
    fit.ranking.some(({ members }) => members.length > room.lines)
      ? ` Of each method ${counted(room.lines, "trial")} at most ${room.lines === 1 ? "is" : "are"} drawn, from the best to the worst.`
      : ""
  }</p>
${correlations(fit, room)}`;
}

function correlations(fit: FitResults, room: Room): Html {
  if (fit.correlation === undefined) return NOTHING;
  return html`<h2>Correlations</h2>${room.correlation ? correlationTable(fit) : html`<p>The correlation matrix is in results.h5.</p>`}`;
}

/** @param points  of the longest of the curves */
function leftOut(points: number, shown: number): string {
  return points > shown
    ? ` Of longer curves ${count(shown)} points at most are drawn, the extremes among them; results.h5 has ${count(points)}.`
    : "";
}

function verdict(fit: FitResults): Html {
  const mark = MARKS[fit.trust.verdict];
  return html`<p class="verdict ${fit.trust.verdict}"><span class="sign" aria-hidden="true">${mark.sign}</span>
<span><strong>${mark.word}.</strong> ${prose(fit.trust.sentence)}</span></p>`;
}

function keyFigures(fit: FitResults): Html {
  const ended = fit.trials.flatMap(({ result }) => result ?? []);
  const evaluations = ended.reduce((sum, r) => sum + r.evaluations, 0);
  const seconds = ended.reduce((sum, r) => sum + r.cpuSeconds, 0);
  const items: [string, Html, string][] = [
    [
      `Figure of merit, ${fit.fomFunction}`,
      numberHtml(fit.bestFom),
      [startText(fit, 4), polishText(fit)].filter(Boolean).join("; "),
    ],
    fit.search
      ? ["Tries", html`${fit.search.tries}`, `${fit.search.hitsOfBest} of them found the best`]
      : [
          "Trials",
          html`${ended.length}`,
          ended.length === fit.trials.length ? "all that were planned" : `of ${fit.trials.length} planned`,
        ],
    ["Evaluations", html`${count(evaluations)}`, `CPU time ${cpuTime(seconds)}`],
    [
      "Parameters",
      html`${fit.parameters.length}`,
      `${fit.parameters.filter((p) => p.atBound !== "no").length} at a bound`,
    ],
  ];
  return html`<dl class="key">${items.map(
    ([term, value, note]) => html`<div><dt>${term}</dt><dd><b>${value}</b> <span>${note}</span></dd></div>`,
  )}</dl>`;
}

function figure(title: Html, content: Html): Html {
  return html`<figure><figcaption>${title}</figcaption>${content}</figure>\n`;
}

function chart(kind: string, fit: number, index: number, label: string): Html {
  return html`<div class="chart ${kind}" role="img" aria-label="${label}" data-kind="${kind}" data-fit="${fit}" data-index="${index}"></div>`;
}
