/*
 * What of the timeline is seen: a stretch of running time, in milliseconds, and
 * how tall a lane is. Everything that draws or points asks here.
 */

/** @type {(id: string) => HTMLCanvasElement} */
const canvasOf = (id) => /** @type {HTMLCanvasElement} */ (byId(id));

/** @type {(canvas: HTMLCanvasElement) => CanvasRenderingContext2D} */
const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * @typedef {import("../page-data.ts").TimelineChart} TimelineChart
 * @typedef {TimelineChart["workers"][number]} ChartWorker
 * @typedef {object} Lane  one thread
 * @property {string} worker
 * @property {number} thread
 * @property {number} threads  of its worker
 * @property {number[]} present  from, to, from, to, …
 * @property {number} n  spans
 * @property {Float64Array} from
 * @property {Float64Array} to
 * @property {Float64Array} reach
 * @property {Uint8Array} kind
 * @property {Uint8Array} flags
 * @property {Int32Array} trial
 */

/** @type {TimelineChart} */
const DATA = JSON.parse(byId("data").textContent);
const KIND = { fetching: 0, computing: 1, checkpointing: 2, running: 3, lost: 4 };
const OVERLAPS = 8;
const GUESSED = 16;

/** Shares of time are stacked in this order, from the bottom of a lane. */
const STACK = [KIND.computing, KIND.running, KIND.checkpointing, KIND.fetching, KIND.lost];
/** How much of a lane's height a kind takes: what differs in colour differs in shape. */
const HEIGHT = [0.5, 1, 0.75, 1, 1];

/**
 * One per thread: typed arrays, and `reach`, the latest end so far, by which a moment's spans are found.
 * @type {Lane[]}
 */
const LANES = DATA.workers.flatMap((worker) => worker.lanes.map((lane) => laneOf(worker, lane)));

/** @type {(worker: ChartWorker, lane: ChartWorker["lanes"][number]) => Lane} */
function laneOf(worker, { thread, present, spans }) {
  const n = spans.length / 4;
  const lane = {
    worker: worker.name,
    thread,
    threads: worker.lanes.length,
    present,
    n,
    from: new Float64Array(n),
    to: new Float64Array(n),
    reach: new Float64Array(n),
    kind: new Uint8Array(n),
    flags: new Uint8Array(n),
    trial: new Int32Array(n),
  };
  let from = 0;
  let reach = 0;
  for (let i = 0; i < n; i++) {
    from += spans[4 * i];
    lane.from[i] = from;
    lane.to[i] = from + spans[4 * i + 1];
    lane.reach[i] = reach = Math.max(reach, lane.to[i]);
    lane.kind[i] = spans[4 * i + 2] & 7;
    lane.flags[i] = spans[4 * i + 2] & 24;
    lane.trial[i] = spans[4 * i + 3];
  }
  return lane;
}

/**
 * The first span that ends at or after this moment.
 * @type {(lane: Lane, moment: number) => number}
 */
function firstAt(lane, moment) {
  let [low, high] = [0, lane.n];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (lane.reach[middle] < moment) low = middle + 1;
    else high = middle;
  }
  return low;
}

const WHOLE = { from: 0, to: Math.max(1, DATA.length) };
const SHORTEST = 5;
const view = { from: WHOLE.from, to: WHOLE.to, stretch: 1 };

/**
 * @param at  the moment that stays where it is
 * @type {(factor: number, at?: number) => void}
 */
function zoom(factor, at = (view.from + view.to) / 2) {
  const most = WHOLE.to - WHOLE.from;
  const length = Math.min(most, Math.max(Math.min(SHORTEST, most), (view.to - view.from) * factor));
  const share = (at - view.from) / (view.to - view.from);
  show(at - share * length, length);
}

/** @type {(ms: number) => void} */
function pan(ms) {
  show(view.from + ms, view.to - view.from);
}

/** @type {(from: number, length: number) => void} */
function show(from, length) {
  view.from = Math.min(Math.max(WHOLE.from, from), WHOLE.to - length);
  view.to = view.from + length;
  redraw();
}

const isWhole = () => view.from <= WHOLE.from && view.to >= WHOLE.to;

/** In CSS pixels. `gutter` is where names stand; `row` a lane; `gap` between workers. */
const size = { width: 0, gutter: 0, plot: 0, ratio: 1, row: 12, gap: 4, height: 0, tops: /** @type {number[]} */ ([]) };

function measure() {
  const scroller = byId("scroller");
  const printing = document.documentElement.classList.contains("printing");
  size.width = scroller.clientWidth;
  size.ratio = Math.min(3, Math.max(printing ? 2 : 1, devicePixelRatio));
  const longest = LANES.reduce((most, { worker }) => Math.max(most, worker.length), 0);
  size.gutter = Math.round(Math.min(longest * 6.5 + 30, Math.max(64, size.width * 0.2), 180));
  size.plot = Math.max(20, size.width - size.gutter - 1);
  const room = printing ? 860 : Math.max(260, 0.62 * innerHeight);
  const single = LANES.every(({ threads }) => threads === 1);
  /** @type {(gap: number) => number} */
  const fitted = (gap) => (room - DATA.workers.length * gap) / LANES.length;
  size.gap = single ? 1 : fitted(6) > 6 ? 6 : 2;
  size.row = Math.min(
    60,
    Math.max(2, Math.round(Math.min(22, Math.max(printing ? 1 : 3, fitted(size.gap))) * view.stretch)),
  );
  size.tops = [];
  let y = 2;
  LANES.forEach((lane, i) => {
    if (i > 0 && LANES[i - 1].worker !== lane.worker) y += size.gap;
    size.tops.push(y);
    y += size.row + (size.row > 6 ? 1 : 0);
  });
  size.height = y + 2;
}

/** @type {(moment: number) => number} */
const toX = (moment) => size.gutter + ((moment - view.from) / (view.to - view.from)) * size.plot;
/** @type {(x: number) => number} */
const toMoment = (x) => view.from + ((x - size.gutter) / size.plot) * (view.to - view.from);

const FONT = '11px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';

/**
 * A canvas of this size in CSS pixels, its context scaled so that these are its units.
 * @type {(canvas: HTMLCanvasElement, width: number, height: number) => CanvasRenderingContext2D}
 */
function prepared(canvas, width, height) {
  const [w, h] = [Math.round(width * size.ratio), Math.round(height * size.ratio)];
  if (canvas.width !== w || canvas.height !== h) [canvas.width, canvas.height] = [w, h];
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  const ctx = contextOf(canvas);
  ctx.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
  ctx.font = FONT;
  ctx.textBaseline = "middle";
  return ctx;
}

let waiting = false;
function redraw() {
  if (waiting) return;
  waiting = true;
  requestAnimationFrame(() => {
    waiting = false;
    guarded(drawAll);
  });
}

function drawAll() {
  drawLanes();
  drawHeader();
}
