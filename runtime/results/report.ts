/**
 * report.html: a sweep's results as one self-contained page, fit to be put into
 * supplementary material as it is. No network: the chart library (uPlot), the
 * style, the script and the data are all inside. Without JavaScript the tables
 * still hold every number.
 *
 * Names in it come from the GenX file and are not to be trusted. They are
 * escaped (report/html.ts), and a content security policy lets nothing run but
 * the two scripts whose hashes it names.
 */
import { cpuTime, duration } from "./format.ts";
import { fitCharts } from "./report/chart-data.ts";
import { asset, selfContained } from "./report/document.ts";
import { fitSection, MARKS } from "./report/fit.ts";
import { Html, html, NOTHING } from "./report/html.ts";
import { numberHtml } from "./report/number-html.ts";
import { type Room, roomFor } from "./report/room.ts";
import type { FitResults, SweepResults } from "./sweep-results.ts";

/** The text of report.html. */
export function writeReport(results: SweepResults): string {
  const { fileName } = results.project;
  const room = roomFor(results.fits);
  return selfContained({
    title: `${fileName}: sweep results`,
    style: asset(import.meta.resolve("uplot/dist/uPlot.min.css")) + own("style.css"),
    body: html`<header><p class="kicker">Sweep results${results.finished ? "" : " so far: the sweep is not finished"}</p><h1>${fileName}</h1></header>
<noscript><p class="notice">The charts need JavaScript. The tables do not.</p></noscript>
<p class="notice" id="page-error" hidden></p>
<main>${results.fits.length === 1 ? fitSection(results.fits[0]!, 0, room) : severalFits(results.fits, room)}</main>
${footer(results)}`,
    data: results.fits.map((fit) => fitCharts(fit, room)),
    scripts: [
      own("pixel-ratio.js") + asset(import.meta.resolve("uplot/dist/uPlot.iife.min.js")),
      ["common.js", "axes.js", "charts.js", "report-page.js"].map(own).join("\n"),
    ],
  });
}

/** A table of all fits first; each opens below it, the first one open. */
function severalFits(fits: readonly FitResults[], room: Room): Html {
  const row = (fit: FitResults, f: number) => html`<tr><th scope="row"><a href="#fit-${f}">${fit.name}</a></th>
<td>${numberHtml(fit.bestFom)}</td><td class="words">${MARKS[fit.trust.verdict].sign} ${MARKS[fit.trust.verdict].word}</td></tr>
`;
  return html`<div class="scroll"><table><thead><tr><th scope="col">Fit</th><th scope="col">Best FOM</th><th scope="col" class="words">Trust</th></tr></thead><tbody>${fits.map(row)}</tbody></table></div>
<p class="caption">The fits of this file.</p>
${fits.map(
  (fit, f) =>
    html`<details class="fit" id="fit-${f}" ${f === 0 ? new Html("open") : NOTHING}><summary>${fit.name}</summary>${fitSection(fit, f, room)}</details>`,
)}`;
}

function footer({ software, project, timing, created, asked }: SweepResults): Html {
  const rows: [string, string][] = [
    ["File", `${project.fileName}, sha256 ${project.sha256}`],
    ...(asked.command === "" ? [] : [["Command", asked.command] as [string, string]]),
    ["Seed", String(asked.seed)],
    ["Software", `${software.name} ${software.version}, ${software.platform}`],
    ["Numerics", software.numerics],
    ["Ran", `${duration(timing.wall)} on ${timing.where}, CPU time ${cpuTime(timing.cpu)}`],
    ["Written", created],
  ];
  return html`<footer><h2>Provenance</h2><dl>${rows.map(([term, text]) => html`<div><dt>${term}</dt><dd>${text}</dd></div>`)}</dl>
<p>The same file, settings and seeds give the same numbers wherever the numerics are the same. Every trial is in results.h5.</p>
<h2>How to cite</h2>
<p>Give the software and version above, and the papers on GenX, whose model files and algorithms these are: M. Björck and G. Andersson,
<cite>J. Appl. Cryst.</cite> 40, 1174 (2007); A. Glavic and M. Björck, <cite>J. Appl. Cryst.</cite> 55, 1063 (2022).</p></footer>`;
}

function own(file: string): string {
  return asset(new URL(`report/page/${file}`, import.meta.url).href);
}
