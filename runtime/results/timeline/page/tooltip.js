/*
 * What lies under a pointer, a finger or the keyboard's choice, in words. All of
 * it is set as text: names and log lines are strangers' words.
 */

/** @typedef {{ lane: number, span: number, many: number }} Place  `many`: how many spans lie there */

/** Places in LANES and in its spans; -1 for none. */
let chosen = { lane: -1, span: -1 };

const NAMES = ["Fetching", "Computing", "Checkpointing", "Computing still", "Lost"];

/**
 * What is at this place of the lanes, y from the top of all lanes.
 * @type {(x: number, y: number) => Place}
 */
function found(x, y) {
  const l = size.tops.findLastIndex((top) => top <= y);
  if (l < 0 || y > size.tops[l] + size.row + size.gap || x < size.gutter) return { lane: -1, span: -1, many: 0 };
  const lane = LANES[l];
  const [moment, pixel] = [toMoment(x), (view.to - view.from) / size.plot];
  const lower = y > size.tops[l] + size.row / 2;
  let [span, many, distance] = [-1, 0, Number.POSITIVE_INFINITY];
  for (let i = firstAt(lane, moment - 3 * pixel); i < lane.n && lane.from[i] <= moment + 3 * pixel; i++) {
    if (lane.to[i] >= moment - pixel / 2 && lane.from[i] <= moment + pixel / 2) many++;
    const away = Math.max(lane.from[i] - moment, moment - lane.to[i], 0);
    const better = away < distance || (away === distance && (lane.flags[i] & OVERLAPS ? lower : false));
    if (better) [span, distance] = [i, away];
  }
  return { lane: l, span, many };
}

/**
 * The lines of text about it, the first one its title.
 * @type {(place: Place, moment: number) => string[]}
 */
function linesAbout({ lane: l, span: i, many }, moment) {
  const lane = LANES[l];
  const place = lane.threads > 1 || lane.thread > 0 ? `${lane.worker}, thread ${lane.thread}` : lane.worker;
  if (i < 0) return [isPresent(lane, moment) ? "Idle" : "Not there", place, clockText(moment)];
  if (many > 3) return severalLines(lane, place, moment);
  const took = lane.to[i] - lane.from[i];
  return [
    `${NAMES[lane.kind[i]]} ${lengthText(took)}`,
    ...trialLines(lane.trial[i]),
    `${timeText(lane.from[i], 1)} – ${timeText(lane.to[i], 1)} (${clock(lane.from[i])} – ${clock(lane.to[i])} UTC)`,
    place + (lane.flags[i] & GUESSED ? " (a guess: the thread itself never said)" : ""),
    ...(lane.flags[i] & OVERLAPS ? ["Overlaps an earlier span of this thread: clocks differed"] : []),
  ];
}

/** @type {(trial: number) => string[]} */
function trialLines(trial) {
  if (trial < 0) return [];
  const [method, settings, ended] = DATA.trials.slice(5 * trial, 5 * trial + 3).map(Number);
  const [fom, evaluations] = DATA.trials.slice(5 * trial + 3, 5 * trial + 5);
  if (method === undefined) return [`Trial ${trial}, which the plan does not have`];
  const figures = [
    ...(fom === null ? [] : [`FOM ${fom}`]),
    ...(evaluations === null ? [] : [`${evaluations} evaluations`]),
    DATA.texts[ended],
  ];
  return [`Trial ${trial}: ${DATA.texts[method]}`, DATA.texts[settings], figures.join(", ")];
}

/**
 * Too many to tell one by one: how this pixel's time was spent.
 * @type {(lane: Lane, place: string, moment: number) => string[]}
 */
function severalLines(lane, place, moment) {
  const pixel = (view.to - view.from) / size.plot;
  const [from, to] = [moment - pixel / 2, moment + pixel / 2];
  const time = [0, 0, 0, 0, 0];
  const trials = new Set();
  let n = 0;
  for (let i = firstAt(lane, from); i < lane.n && lane.from[i] <= to; i++) {
    if (lane.to[i] < from) continue;
    n++;
    time[lane.kind[i]] += Math.max(0, Math.min(to, lane.to[i]) - Math.max(from, lane.from[i]));
    if (lane.trial[i] >= 0) trials.add(lane.trial[i]);
  }
  const parts = time.flatMap((ms, k) =>
    ms > 0 ? [`${NAMES[k].toLowerCase()} ${Math.round((100 * ms) / pixel)} %`] : [],
  );
  return [
    `${n} spans within ${lengthText(pixel)}`,
    parts.join(", "),
    `${trials.size} trials; zoom in to see each`,
    clockText(moment),
    place,
  ];
}

/**
 * Log lines, failed trials and sessions near a place of the header.
 * @type {(x: number) => string[]}
 */
function linesOfMarks(x) {
  /** @type {(at: number) => boolean} */
  const near = (at) => Math.abs(toX(at) - x) <= 4;
  const session = DATA.sessions.findIndex(({ at }, i) => i > 0 && near(at));
  const lines =
    session < 0
      ? []
      : [`Resumed: session ${session + 1}`, `on ${DATA.sessions[session].where}`, clockText(DATA.sessions[session].at)];
  const marks = [];
  for (let m = 0; m < DATA.marks.length; m += 4) if (near(DATA.marks[m])) marks.push(DATA.marks.slice(m, m + 4));
  marks.sort((a, b) => b[1] - a[1]);
  for (const [at, failed, text, trial] of marks.slice(0, 4)) {
    lines.push(failed ? `Trial ${trial} failed` : "Log line", DATA.texts[text], clockText(at));
  }
  if (marks.length > 4) lines.push(`and ${marks.length - 4} more marks here`);
  return lines;
}

/** @type {(lane: Lane, moment: number) => boolean} */
function isPresent({ present }, moment) {
  for (let i = 0; i < present.length; i += 2) if (present[i] <= moment && moment <= present[i + 1]) return true;
  return false;
}

/**
 * A moment of running time, and what the clock said.
 * @type {(moment: number) => string}
 */
function clockText(moment) {
  return `${timeText(moment, 1)} (${clock(moment)} UTC)`;
}

/** @type {(moment: number) => string} */
function clock(moment) {
  const spell = DATA.spells.findLast(([start]) => start <= moment) ?? DATA.spells[0];
  const date = new Date(spell[1] + moment - spell[0]);
  return Number.isNaN(date.getTime()) ? "?" : date.toISOString().slice(11, 23);
}

/** @type {(ms: number) => string} */
function lengthText(ms) {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${Number((ms / 1000).toPrecision(3))} s`;
  return timeText(ms, 1000) + (ms < 3_600_000 ? " min" : " h");
}

/**
 * Shows the lines beside a place of the chart, within it.
 * @type {(lines: string[], x: number, y: number) => void}
 */
function showTooltip(lines, x, y) {
  const tooltip = byId("tooltip");
  tooltip.replaceChildren(
    ...lines.filter(Boolean).map((text, i) => {
      const line = document.createElement(i === 0 ? "strong" : "span");
      line.textContent = text;
      return line;
    }),
  );
  tooltip.hidden = lines.length === 0;
  if (tooltip.hidden) return;
  const box = /** @type {HTMLElement} */ (tooltip.parentElement);
  const left = x + 14 + tooltip.offsetWidth > box.clientWidth ? x - 14 - tooltip.offsetWidth : x + 14;
  tooltip.style.left = `${Math.max(0, Math.min(left, box.clientWidth - tooltip.offsetWidth))}px`;
  tooltip.style.top = `${y + 16 + tooltip.offsetHeight > box.clientHeight + 40 ? Math.max(0, y - 12 - tooltip.offsetHeight) : y + 16}px`;
}

function hideTooltip() {
  byId("tooltip").hidden = true;
  if (chosen.lane < 0) return;
  chosen = { lane: -1, span: -1 };
  redraw();
}
