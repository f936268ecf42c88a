/*
 * The lanes, painted pixel by pixel into one image: a hundred thousand spans are
 * then no more work than the pixels they fall on. Each column of a lane holds the
 * share of its time that each kind took, exactly, so that spans thinner than a
 * pixel are neither lost nor blown up.
 */

/** @typedef {{ pixels: Uint32Array, w: number, y0: number, y1: number, first: number, last: number, inks: number[] }} PaintBox */

/** @type {ImageData | null} */
let image = null;
/** What the last image was painted of, so that a pointer that moves paints nothing anew. */
let painted = "";

function drawLanes() {
  const canvas = canvasOf("lanes");
  const scroller = byId("scroller");
  byId("lanes-height").style.height = `${size.height}px`;
  const height = Math.min(size.height, scroller.clientHeight || size.height);
  const ctx = prepared(canvas, size.width, height);
  const top = scroller.scrollTop;
  const inks = palette();
  const key = JSON.stringify([view, size.width, size.row, size.ratio, height, top, inks]);
  const [w, h] = [Math.round(size.plot * size.ratio), canvas.height];
  if (image === null || image.width !== w || image.height !== h) image = ctx.createImageData(w, h);
  if (key !== painted) paint(image, top, inks);
  painted = key;
  ctx.clearRect(0, 0, size.width, height);
  ctx.putImageData(image, Math.round(size.gutter * size.ratio), 0);
  drawNames(ctx, top, height);
  drawPauses(ctx, height);
  drawCrosses(ctx, top, height);
  drawChosen(ctx, top);
}

/**
 * The colours as the image holds them: a number a pixel, in the machine's order of bytes.
 * @type {() => number[]}
 */
function palette() {
  const names = ["fetching", "computing", "checkpointing", "running", "lost", "idle", "paper", "hatch"];
  const ctx = contextOf(document.createElement("canvas"));
  return names.map((name) => {
    ctx.fillStyle = colour(name);
    const hex = String(ctx.fillStyle);
    const [r, g, b] = [1, 3, 5].map((i) => Number.parseInt(hex.slice(i, i + 2), 16));
    return new Uint32Array(Uint8Array.of(r, g, b, 255).buffer)[0];
  });
}

const [IDLE, PAPER, HATCH] = [5, 6, 7];

/** @type {(target: ImageData, top: number, inks: number[]) => void} */
function paint(target, top, inks) {
  const { width: w, height: h } = target;
  const pixels = new Uint32Array(target.data.buffer);
  pixels.fill(inks[PAPER]);
  const shares = new Float32Array(w * 5);
  LANES.forEach((lane, i) => {
    const y0 = Math.round((size.tops[i] - top) * size.ratio);
    const y1 = Math.round((size.tops[i] - top + size.row) * size.ratio);
    if (y1 <= 0 || y0 >= h) return;
    const box = { pixels, w, y0, y1, first: Math.max(0, y0), last: Math.min(h, y1), inks };
    paintPresence(box, lane);
    shares.fill(0);
    accumulate(lane, shares, w);
    paintShares(box, shares);
    paintBorders(box, lane);
  });
}

/**
 * Where the thread was there: idle, until something is painted over it.
 * @type {(box: PaintBox, lane: Lane) => void}
 */
function paintPresence({ pixels, w, first, last, inks }, { present }) {
  for (let i = 0; i < present.length; i += 2) {
    const [x0, x1] = columns(present[i], present[i + 1], w);
    const [from, to] = [Math.max(0, Math.round(x0)), Math.min(w, Math.max(Math.round(x1), Math.round(x0) + 1))];
    if (to > from) for (let y = first; y < last; y++) pixels.fill(inks[IDLE], y * w + from, y * w + to);
  }
}

/** @type {(from: number, to: number, w: number) => [x0: number, x1: number]} */
function columns(from, to, w) {
  const scale = w / (view.to - view.from);
  return [(from - view.from) * scale, (to - view.from) * scale];
}

/**
 * Adds the share of each column's time that each kind takes.
 * `shares` is float[w][5].
 * @type {(lane: Lane, shares: Float32Array, w: number) => void}
 */
function accumulate(lane, shares, w) {
  for (let i = firstAt(lane, view.from); i < lane.n && lane.from[i] <= view.to; i++) {
    let [x0, x1] = columns(lane.from[i], lane.to[i], w);
    // Lost work is rare and what one looks for: never thinner than the eye sees.
    const least = lane.kind[i] === KIND.lost ? 1.5 : 0.1;
    if (x1 - x0 < least) x1 = x0 + least;
    x0 = Math.max(0, x0);
    x1 = Math.min(w, x1);
    if (!(x1 > x0)) continue;
    const k = lane.kind[i];
    const [a, b] = [Math.floor(x0), Math.min(w - 1, Math.floor(x1))];
    if (a === b) {
      shares[5 * a + k] += x1 - x0;
      continue;
    }
    shares[5 * a + k] += a + 1 - x0;
    for (let x = a + 1; x < b; x++) shares[5 * x + k] += 1;
    shares[5 * b + k] += x1 - b;
  }
}

/**
 * Stacks each column's shares from the bottom; equal columns beside each other are filled at once.
 * @type {(box: PaintBox, shares: Float32Array) => void}
 */
function paintShares(box, shares) {
  const { w, y0, y1 } = box;
  const height = y1 - y0;
  const edges = new Int16Array(5);
  let run = 0;
  const now = new Int16Array(5);
  for (let x = 0; x <= w; x++) {
    if (x < w) stack(shares, x, height, now);
    if (x > 0 && (x === w || now.some((edge, s) => edge !== edges[s]))) {
      fillStack(box, run, x, edges);
      run = x;
    }
    edges.set(now);
  }
}

/**
 * How high each kind of STACK reaches in a column, in pixels from the lane's bottom.
 * @type {(shares: Float32Array, x: number, height: number, edges: Int16Array) => void}
 */
function stack(shares, x, height, edges) {
  let sum = 0;
  for (let k = 0; k < 5; k++) sum += shares[5 * x + k];
  const scale = sum > 1 ? 1 / sum : 1;
  let reach = 0;
  for (let s = 0; s < 5; s++) {
    reach += shares[5 * x + STACK[s]] * scale * HEIGHT[STACK[s]];
    edges[s] = Math.round(reach * height);
  }
}

/** @type {(box: PaintBox, from: number, to: number, edges: Int16Array) => void} */
function fillStack({ pixels, w, y1, first, last, inks }, from, to, edges) {
  let below = 0;
  for (let s = 0; s < 5; s++) {
    const kind = STACK[s];
    for (let y = Math.max(first, y1 - edges[s]); y < Math.min(last, y1 - below); y++) {
      pixels.fill(inks[kind], y * w + from, y * w + to);
      if (kind >= KIND.running) hatch(pixels, w, y, from, to, inks[HATCH]);
    }
    below = edges[s];
  }
}

/** @type {(pixels: Uint32Array, w: number, y: number, from: number, to: number, ink: number) => void} */
function hatch(pixels, w, y, from, to, ink) {
  const period = Math.round(6 * size.ratio);
  for (let x = from; x < to; x++) if ((x + y) % period < period / 3) pixels[y * w + x] = ink;
}

/**
 * A line between two spans of one kind that touch, and the lower half of the lane for what overlaps.
 * @type {(box: PaintBox, lane: Lane) => void}
 */
function paintBorders({ pixels, w, y0, y1, first, last, inks }, lane) {
  const wide = 4 * size.ratio;
  const line = Math.max(1, Math.round(size.ratio / 1.5));
  for (let i = firstAt(lane, view.from); i < lane.n && lane.from[i] <= view.to; i++) {
    const [x0, x1] = columns(lane.from[i], lane.to[i], w);
    const left = Math.round(x0);
    if (lane.flags[i] & OVERLAPS) {
      const right = Math.min(w, Math.max(left + 1, Math.round(x1)));
      for (let y = Math.max(first, (y0 + y1) >> 1); y < last; y++) {
        const ink = y === (y0 + y1) >> 1 ? PAPER : lane.kind[i];
        if (right > Math.max(0, left)) pixels.fill(inks[ink], y * w + Math.max(0, left), y * w + right);
      }
    }
    if (x1 - x0 < wide || left < 0 || left >= w || i === 0 || lane.kind[i - 1] !== lane.kind[i]) continue;
    for (let y = first; y < last; y++) pixels.fill(inks[PAPER], y * w + left, y * w + Math.min(w, left + line));
  }
}

/**
 * A worker's name beside its first lane, and threads' numbers where there is room.
 * @type {(ctx: CanvasRenderingContext2D, top: number, height: number) => void}
 */
function drawNames(ctx, top, height) {
  const strong = colour("ink");
  const soft = colour("soft");
  let free = Number.NEGATIVE_INFINITY;
  LANES.forEach((lane, i) => {
    const y = size.tops[i] - top + size.row / 2;
    if (y < -20 || y > height + 20) return;
    const isFirst = i === 0 || LANES[i - 1].worker !== lane.worker;
    if (lane.threads > 1 && size.row >= 10) {
      ctx.fillStyle = soft;
      ctx.textAlign = "right";
      ctx.fillText(String(lane.thread), size.gutter - 6, y);
    }
    if (!isFirst || y < free) return;
    ctx.fillStyle = strong;
    ctx.textAlign = "left";
    ctx.fillText(
      shortened(ctx, lane.worker, size.gutter - (lane.threads > 1 && size.row >= 10 ? 26 : 6)),
      0,
      Math.max(y, 6),
    );
    free = y + 11;
  });
}

/**
 * Of a name that is too long first what all workers' names begin with is left out, then its middle: names of hosts differ at their ends.
 * @type {(ctx: CanvasRenderingContext2D, name: string, width: number) => string}
 */
function shortened(ctx, name, width) {
  if (ctx.measureText(name).width <= width) return name;
  const own = `…${name.slice(COMMON)}`;
  if (COMMON > 0 && ctx.measureText(own).width <= width) return own;
  const letters = [...name];
  for (let keep = letters.length - 1; keep > 1; keep--) {
    const head = Math.floor(keep / 3);
    const text = `${letters.slice(0, head).join("")}…${letters.slice(letters.length - (keep - head)).join("")}`;
    if (ctx.measureText(text).width <= width) return text;
  }
  return "…";
}

/** How many letters all names begin with, up to a mark between words. */
const COMMON = commonStart(DATA.workers.map(({ name }) => name));

/** @type {(names: string[]) => number} */
function commonStart([first = "", ...others]) {
  let n = first.length;
  for (const name of others) while (!name.startsWith(first.slice(0, n))) n--;
  while (n > 0 && /[\p{L}\p{N}]/u.test(first[n - 1])) n--;
  return others.length === 0 ? 0 : n;
}

/**
 * Where the sweep was interrupted and resumed.
 * @type {(ctx: CanvasRenderingContext2D, height: number) => void}
 */
function drawPauses(ctx, height) {
  ctx.save();
  ctx.strokeStyle = colour("pause");
  ctx.lineWidth = 1.5;
  ctx.setLineDash([4, 3]);
  ctx.beginPath();
  for (const { at } of DATA.sessions.slice(1)) {
    const x = toX(at);
    if (x < size.gutter || x > size.width) continue;
    ctx.moveTo(x, 0);
    ctx.lineTo(x, height);
  }
  ctx.stroke();
  ctx.restore();
}

/** Failed trials: lane and moment of their last span. */
const CROSSES = failedPlaces();

/** @type {() => { at: number, lane: number, trial: number }[]} */
function failedPlaces() {
  const failed = new Map();
  for (let m = 0; m < DATA.marks.length; m += 4) {
    if (DATA.marks[m + 1] === 1) failed.set(DATA.marks[m + 3], { at: -1, lane: -1, trial: DATA.marks[m + 3] });
  }
  if (failed.size === 0) return [];
  LANES.forEach((lane, l) => {
    for (let i = 0; i < lane.n; i++) {
      const place = failed.get(lane.trial[i]);
      if (place && lane.to[i] > place.at) Object.assign(place, { at: lane.to[i], lane: l });
    }
  });
  return [...failed.values()].filter(({ lane }) => lane >= 0);
}

/** @type {(ctx: CanvasRenderingContext2D, top: number, height: number) => void} */
function drawCrosses(ctx, top, height) {
  if (size.row < 4) return;
  const taken = new Set();
  for (const { at, lane } of CROSSES) {
    const x = toX(at);
    const y = size.tops[lane] - top + size.row / 2;
    const place = `${lane}/${Math.round(x / 6)}`;
    if (x < size.gutter || x > size.width + 4 || y < 0 || y > height || taken.has(place)) continue;
    taken.add(place);
    cross(ctx, x, y, Math.min(4, size.row / 3));
  }
}

/** @type {(ctx: CanvasRenderingContext2D, x: number, y: number, r: number) => void} */
function cross(ctx, x, y, r) {
  /** @type {[ink: string, width: number][]} */
  const strokes = [
    [colour("paper"), 4],
    [colour("failed"), 2],
  ];
  for (const [ink, width] of strokes) {
    ctx.strokeStyle = ink;
    ctx.lineWidth = width;
    ctx.beginPath();
    ctx.moveTo(x - r, y - r);
    ctx.lineTo(x + r, y + r);
    ctx.moveTo(x - r, y + r);
    ctx.lineTo(x + r, y - r);
    ctx.stroke();
  }
}

/**
 * Outlines all spans of the chosen one's trial, wherever they are, and marks the chosen lane.
 * @type {(ctx: CanvasRenderingContext2D, top: number) => void}
 */
function drawChosen(ctx, top) {
  if (chosen.lane < 0) return;
  ctx.save();
  ctx.strokeStyle = colour("ink");
  ctx.fillStyle = colour("ink");
  ctx.fillRect(size.gutter - 3, size.tops[chosen.lane] - top, 2, size.row);
  ctx.beginPath();
  ctx.rect(size.gutter, 0, size.plot, 1e6);
  ctx.clip();
  for (const [l, i] of chosen.span < 0 ? [] : spansOfTrial(chosen)) {
    const lane = LANES[l];
    if (lane.to[i] < view.from || lane.from[i] > view.to) continue;
    const [x0, x1] = [toX(lane.from[i]), toX(lane.to[i])];
    ctx.lineWidth = l === chosen.lane && i === chosen.span ? 2 : 1;
    ctx.strokeRect(x0, size.tops[l] - top - 0.5, Math.max(1, x1 - x0), size.row + 1);
  }
  ctx.restore();
}

/**
 * Places of each trial's spans, from when they are first asked for.
 * @type {Map<number, [lane: number, span: number][]> | undefined}
 */
let spansByTrial;

/** @type {(place: { lane: number, span: number }) => [lane: number, span: number][]} */
function spansOfTrial({ lane, span }) {
  const trial = LANES[lane].trial[span];
  if (trial < 0) return [[lane, span]];
  spansByTrial ??= placesByTrial();
  return spansByTrial.get(trial) ?? [];
}

/** @type {() => Map<number, [lane: number, span: number][]>} */
function placesByTrial() {
  /** @type {Map<number, [lane: number, span: number][]>} */
  const places = new Map();
  LANES.forEach(({ n, trial: trials }, l) => {
    for (let i = 0; i < n; i++) {
      const found = places.get(trials[i]);
      if (found) found.push([l, i]);
      else places.set(trials[i], [[l, i]]);
    }
  });
  return places;
}
