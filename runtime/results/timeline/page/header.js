/*
 * Above the lanes: the time axis, how many threads computed, and the marks (log
 * lines, failed trials, resumed sessions).
 */

const HEADER = { axis: 22, load: 34, marks: 18 };

function drawHeader() {
  const height = HEADER.axis + HEADER.load + HEADER.marks;
  const ctx = prepared(canvasOf("header"), size.width, height);
  ctx.clearRect(0, 0, size.width, height);
  drawAxis(ctx, height);
  drawLoad(ctx);
  drawMarks(ctx);
}

const STEPS = [
  1, 2, 5, 10, 20, 50, 100, 200, 500, 1e3, 2e3, 5e3, 1e4, 2e4, 3e4, 6e4, 12e4, 3e5, 6e5, 12e5, 18e5, 36e5, 72e5, 108e5,
  216e5, 432e5, 864e5, 1728e5, 6048e5,
];

/** @type {(ctx: CanvasRenderingContext2D, height: number) => void} */
function drawAxis(ctx, height) {
  const length = view.to - view.from;
  const most = Math.max(2, size.plot / 78);
  const step = STEPS.find((s) => length / s <= most) ?? 864e5 * Math.ceil(length / most / 864e5);
  ctx.strokeStyle = colour("rule");
  ctx.fillStyle = colour("soft");
  ctx.lineWidth = 1;
  ctx.beginPath();
  for (let t = Math.ceil(view.from / step) * step; t <= view.to; t += step) {
    const x = Math.round(toX(t)) + 0.5;
    ctx.moveTo(x, HEADER.axis - 5);
    ctx.lineTo(x, height);
    const text = timeText(t, step);
    const half = ctx.measureText(text).width / 2;
    ctx.textAlign = "left";
    ctx.fillText(text, Math.min(Math.max(x - half, size.gutter), size.width - 2 * half), HEADER.axis / 2 - 1);
  }
  ctx.stroke();
}

/**
 * Running time: "12:05" is twelve minutes, "1:02:03" an hour; "12:05.25" where steps are that fine.
 * @type {(ms: number, step: number) => string}
 */
function timeText(ms, step) {
  const digits = step >= 1000 ? 0 : step >= 100 ? 1 : step >= 10 ? 2 : 3;
  const total = Math.round(ms);
  const seconds = ((total % 60_000) / 1000).toFixed(digits).padStart(digits === 0 ? 2 : digits + 3, "0");
  const minutes = Math.floor(total / 60_000);
  const hours = Math.floor(minutes / 60);
  return hours > 0 ? `${hours}:${String(minutes % 60).padStart(2, "0")}:${seconds}` : `${minutes}:${seconds}`;
}

/**
 * Of the most threads that were there at once, those that computed.
 * @type {(ctx: CanvasRenderingContext2D) => void}
 */
function drawLoad(ctx) {
  const columnsOf = Math.round(size.plot);
  const [top, bottom] = [HEADER.axis + 2, HEADER.axis + HEADER.load];
  const shares = new Float32Array(columnsOf * 5);
  for (const lane of LANES) accumulate(lane, shares, columnsOf);
  ctx.fillStyle = colour("idle");
  ctx.fillRect(size.gutter, top, size.plot, bottom - top);
  ctx.fillStyle = colour("computing");
  for (let x = 0; x < columnsOf; x++) {
    const busy = Math.min(1, (shares[5 * x + KIND.computing] + shares[5 * x + KIND.running]) / DATA.atOnce);
    ctx.fillRect(size.gutter + x, bottom - busy * (bottom - top), 1, busy * (bottom - top));
  }
  ctx.fillStyle = colour("soft");
  ctx.textAlign = "left";
  const label = ["Threads computing", "Computing", "Busy"].find(
    (text) => ctx.measureText(text).width < size.gutter - 34,
  );
  if (label) ctx.fillText(label, 0, (top + bottom) / 2);
  ctx.textAlign = "right";
  ctx.fillText(String(DATA.atOnce), size.gutter - 6, top + 5);
  ctx.fillText("0", size.gutter - 6, bottom - 5);
}

/** @type {(ctx: CanvasRenderingContext2D) => void} */
function drawMarks(ctx) {
  const [top, middle] = [HEADER.axis + HEADER.load + 2, HEADER.axis + HEADER.load + 8];
  ctx.fillStyle = colour("soft");
  ctx.textAlign = "left";
  if (DATA.marks.length > 0) ctx.fillText("Marks", 0, middle);
  let last = [-9, -9];
  for (let m = 0; m < DATA.marks.length; m += 4) {
    const x = toX(DATA.marks[m]);
    const failed = DATA.marks[m + 1];
    if (x < size.gutter || x > size.width || x - last[failed] < (failed ? 5 : 1)) continue;
    last = last.with(failed, x);
    if (failed) cross(ctx, x, middle, 3.5);
    else ctx.fillRect(x - 0.5, top, 1, 10);
  }
  ctx.strokeStyle = colour("pause");
  ctx.lineWidth = 1.5;
  ctx.setLineDash([4, 3]);
  for (const { at } of DATA.sessions.slice(1)) {
    const x = toX(at);
    if (x < size.gutter || x > size.width) continue;
    ctx.beginPath();
    ctx.moveTo(x, HEADER.axis);
    ctx.lineTo(x, HEADER.axis + HEADER.load + HEADER.marks);
    ctx.stroke();
  }
  ctx.setLineDash([]);
}
