/** The numbers of the timeline as text: key figures, how each worker's time was spent, the sessions. They hold without JavaScript. */
import { count, duration } from "../format.ts";
import { type Html, html, NOTHING } from "../report/html.ts";
import type { Timeline } from "./build-timeline.ts";
import { plainText } from "./page-data.ts";
import { type Shares, utilisation } from "./utilisation.ts";

export function keyFigures({ shares, threads, atOnce, workers, wall, trials, sessions }: Timeline): Html {
  const results = trials.flatMap(({ result }) => result ?? []);
  const failed = results.filter(({ status }) => status === "failed").length;
  const partial = results.filter(({ status }) => status === "partial").length;
  const exceptions = [failed > 0 ? `${failed} failed` : "", partial > 0 ? `${partial} cut short` : ""].filter(Boolean);
  const items: [string, string, string][] = [
    ["Utilisation", share(utilisation(shares)), "of threads × wall was computing"],
    [
      "Threads",
      String(atOnce),
      `${atOnce < threads ? `at once, ${threads} in all, ` : ""}of ${workers.length === 1 ? "one worker" : `${workers.length} workers`}`,
    ],
    ["Wall", duration(wall / 1000), sessions.length === 1 ? "in one session" : `in ${sessions.length} sessions`],
    ["Trials", count(results.length - partial), [`of ${count(trials.length)} planned`, ...exceptions].join(", ")],
  ];
  return html`<dl class="key">${items.map(
    ([term, value, note]) => html`<div><dt>${term}</dt><dd><b>${value}</b> <span>${note}</span></dd></div>`,
  )}</dl>`;
}

/** What a lane's colours mean, in the order in which they are stacked; `key` is also their class in style.css. */
export const LEGEND: readonly { key: string; title: string; about: string; of: (shares: Shares) => number }[] = [
  { key: "computing", title: "Computing", about: "", of: (s) => s.computing + s.running },
  { key: "checkpointing", title: "Checkpointing", about: "", of: (s) => s.checkpointing },
  { key: "fetching", title: "Fetching", about: "opening the file, waiting for the next job", of: (s) => s.fetching },
  { key: "lost", title: "Lost", about: "computed by a thread that was gone before it told of it", of: (s) => s.lost },
  { key: "idle", title: "Idle", about: "", of: (s) => s.idle },
];

/** Of more workers than these the table is folded up, all but the line of the whole. */
const WORKERS_SHOWN = 30;

export function workerTable({ workers, shares }: Timeline): Html {
  const row = (name: string, threads: number, trials: Html, s: Shares) => html`<tr>
<th scope="row" class="${name.length > 24 ? "" : "short"}">${name}</th>${LEGEND.map(({ of }) => html`<td>${share(of(s) / s.wall)}</td>`)}
<td class="bar">${bar(s)}</td><td>${trials}</td><td>${threads}</td><td>${duration(s.wall / 1000)}</td></tr>
`;
  const rows = workers.map(({ name, lanes, trials, shares: s }) =>
    row(plainText(name), lanes.length, html`${count(trials)}`, s),
  );
  const threads = workers.reduce((sum, { lanes }) => sum + lanes.length, 0);
  const whole = workers.length > 1 ? row("All", threads, NOTHING, shares) : NOTHING;
  const table = (
    body: Html[],
  ) => html`<div class="scroll"><table class="workers"><thead><tr><th scope="col">Worker</th>${LEGEND.map(({ title }) => html`<th scope="col">${title}</th>`)}
<th scope="col" class="bar"></th><th scope="col">Trials</th><th scope="col">Threads</th><th scope="col">Threads × wall</th></tr></thead>
<tbody>${body}</tbody></table></div>`;
  return html`${
    workers.length > WORKERS_SHOWN
      ? html`${table([whole])}<details><summary>Each of the ${workers.length} workers</summary>${table(rows)}</details>`
      : table([whole, ...rows])
  }
<p class="caption">How each worker’s time was spent. A thread counts in a spell of the sweep from its first sign of life until the spell ends, or until it was
gone for good. Trials: all that the worker computed, wholly or in part, so that one that was handed on counts for both.</p>`;
}

export function sessionTable({ sessions }: Timeline): Html {
  const row = ({ from, to, where, ending }: Timeline["sessions"][number], i: number) => html`<tr><td>${i + 1}</td>
<td>${clock(from)}</td><td>${duration((to - from) / 1000)}</td><td>${i === 0 ? "" : duration((from - sessions[i - 1]!.to) / 1000)}</td>
<td class="words">${plainText(where)}</td><td class="words">${endingText(ending, i === sessions.length - 1)}</td></tr>
`;
  return html`<div class="scroll"><table class="sessions"><thead><tr><th scope="col">Session</th><th scope="col">Began</th><th scope="col">Lasted</th>
<th scope="col">After a pause of</th><th scope="col" class="words">Ran on</th><th scope="col" class="words">Ended</th></tr></thead><tbody>${sessions.map(row)}</tbody></table></div>`;
}

function endingText(ending: string, last: boolean): string {
  if (ending !== "") return plainText(ending);
  return last ? "runs still, or was killed" : "killed";
}

function bar(shares: Shares): Html {
  const piece = (key: string, ms: number) =>
    html`<i class="${key}" style="width:${(100 * ms) / shares.wall || 0}%"></i>`;
  return html`<div class="shares" aria-hidden="true">${LEGEND.map(({ key, of }) => piece(key, of(shares)))}</div>`;
}

/** "97.3 %" */
export function share(fraction: number): string {
  return Number.isFinite(fraction) ? `${(100 * fraction).toFixed(1)} %` : "–";
}

/** "2026-11-21 13:41:47 UTC" */
export function clock(moment: number): string {
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? "–" : `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}
