/**
 * timeline.html: which thread of which worker did what, when, as one
 * self-contained page made of a sweep's journal. The chart needs JavaScript; the
 * numbers stand below it as text. Like report.html it loads nothing, and takes
 * names and log lines from strangers as text only.
 */

import { counted } from "../text.ts";
import { duration } from "./format.ts";
import { asset, selfContained } from "./report/document.ts";
import { type Html, html, NOTHING } from "./report/html.ts";
import type { Timeline } from "./timeline/build-timeline.ts";
import { plainText, timelineChart } from "./timeline/page-data.ts";
import { clock, keyFigures, LEGEND, sessionTable, share, workerTable } from "./timeline/timeline-tables.ts";

export interface TimelinePage {
  /** Name of the GenX file. */
  fileName: string;
  /** False while trials of the plan have no complete result. */
  finished: boolean;
  /** "meta-genx 0.1.0" */
  software: string;
  timeline: Timeline;
}

/** The text of timeline.html. */
export function writeTimeline({ fileName, finished, software, timeline }: TimelinePage): string {
  const name = plainText(fileName);
  const began = timeline.sessions[0]?.from ?? Number.NaN;
  return selfContained({
    title: `${name}: timeline`,
    style: asset(new URL("report/page/style.css", import.meta.url).href) + own("style.css"),
    body: html`<header><p class="kicker">Timeline of a sweep${finished ? "" : " so far: the sweep is not finished"}</p><h1>${name}</h1></header>
<main>${keyFigures(timeline)}
${timeline.threads === 0 ? html`<p class="notice">The journal does not say what any thread was doing: nothing has run yet, or an older version wrote it.</p>` : chart(timeline)}
${timeline.notes.length === 0 ? NOTHING : html`<ul class="notes">${timeline.notes.map((note) => html`<li>${plainText(note)}</li>`)}</ul>`}
${timeline.threads === 0 ? NOTHING : html`<h2>Workers</h2>${workerTable(timeline)}`}
<h2>Sessions</h2>
${sessionTable(timeline)}</main>
<footer><p>Began ${clock(began)}; made by ${software} from the sweep’s journal.ndjson.</p></footer>`,
    data: timelineChart(timeline),
    scripts: [
      [
        asset(new URL("report/page/common.js", import.meta.url).href),
        ...["view.js", "lanes.js", "header.js", "tooltip.js", "input.js", "timeline-page.js"].map(own),
      ].join("\n"),
    ],
  });
}

function chart(timeline: Timeline): Html {
  const lanes = `${counted(timeline.threads, "lane")} over ${duration(timeline.wall / 1000)}`;
  return html`<h2>Timeline</h2>
<noscript><p class="notice">The chart needs JavaScript. The tables do not.</p></noscript>
<p class="notice" id="page-error" hidden></p>
<div class="timeline" id="timeline" hidden>
<div class="toolbar" role="group" aria-label="View">
<button type="button" data-act="in" title="Zoom in (+)">+<span> Zoom in</span></button><button type="button" data-act="out" title="Zoom out (−)">−<span> Zoom out</span></button>
<button type="button" data-act="left" title="Earlier (←)" aria-label="Earlier">◀</button><button type="button" data-act="right" title="Later (→)" aria-label="Later">▶</button>
<button type="button" data-act="all" title="Show all (0)">All</button>
<button type="button" data-act="taller" title="Taller lanes (t)">Taller</button><button type="button" data-act="flatter" title="Flatter lanes (f)">Flatter</button>
</div>
<div class="chart-box"><canvas id="header" aria-hidden="true"></canvas>
<div id="scroller"><div id="lanes-height"><canvas id="lanes" tabindex="0" role="img" aria-label="A lane per thread: ${lanes}. The numbers are in the tables below." aria-describedby="keys"></canvas></div></div>
<div id="tooltip" hidden></div></div>
<p id="said" class="unseen" aria-live="polite"></p>
${legend(timeline)}
<p class="caption" id="keys">Zoom with the wheel, two fingers, + and −; move by dragging or ← and →; double-click or 0 shows all. ↑ and ↓ choose a lane, Shift with ← or → goes
from span to span. The time axis is running time: interruptions are left out. Where spans are thinner than a pixel, the height of each colour is its share.</p>
</div>`;
}

/** What is there to be seen; shares belong to what every sweep has. */
function legend(timeline: Timeline): Html {
  const { shares, workers, marks, sessions } = timeline;
  const lanes = workers.flatMap((worker) => worker.lanes);
  const wall = shares.wall;
  const kinds = LEGEND.filter(({ key, of }) => key !== "lost" || of(shares) > 0).map(
    ({ key, title, about, of }) =>
      html`<li><i class="${key}"></i>${title} <b>${share(of(shares) / wall)}</b>${about === "" ? NOTHING : html` <span>(${about})</span>`}</li>`,
  );
  const partly = lanes.some(
    ({ present }) => present.reduce((sum, [from, to]) => sum + to - from, 0) < 0.95 * timeline.wall,
  );
  const others: [boolean, Html][] = [
    [shares.running > 0, html`<li><i class="running"></i>Computing still</li>`],
    [partly, html`<li><i class="absent"></i>Not there</li>`],
    [marks.some(({ kind }) => kind === "failed"), html`<li><b class="cross">✕</b>Trial failed or set aside</li>`],
    [marks.some(({ kind }) => kind === "log"), html`<li><i class="tick"></i>Log line</li>`],
    [sessions.length > 1, html`<li><i class="pause"></i>Interrupted and resumed</li>`],
  ];
  return html`<ul class="legend">${[...kinds, ...others.flatMap(([seen, item]) => (seen ? [item] : []))]}</ul>`;
}

function own(file: string): string {
  return asset(new URL(`timeline/page/${file}`, import.meta.url).href);
}
