/*
 * Scales and axes shared by all charts of the report. Ticks are our own: uPlot's
 * log axes label decades only, and a figure of merit often stays within one.
 */

/**
 * @typedef {import("../chart-data.ts").FitCharts} FitCharts
 * @typedef {(number | null)[]} Numbers
 * @typedef {[low: number, high: number]} Extent
 */

/**
 * A scale over [low, high]; log by 10 where asked.
 * @type {(low: number, high: number, log: boolean) => uPlot.Scale}
 */
function scale(low, high, log) {
  /** @type {Extent} */
  const range = high > low ? [low, high] : log ? [low / 2, low * 2] : [low - 1, high + 1];
  return { time: false, auto: false, distr: log ? 3 : 1, log: 10, range };
}

/**
 * The extent of the numbers, null ones left out; [1, 1] of none.
 * @type {(...lists: Numbers[]) => Extent}
 */
function extent(...lists) {
  let low = Infinity;
  let high = -Infinity;
  for (const list of lists) {
    for (const v of list) {
      if (v === null) continue;
      if (v < low) low = v;
      if (v > high) high = v;
    }
  }
  return low <= high ? [low, high] : [1, 1];
}

/**
 * Some room around the extent: a share of its length, or of its decades.
 * @type {(range: Extent, log: boolean, share?: number) => Extent}
 */
function padded([low, high], log, share = 0.06) {
  if (log) {
    const factor = Math.max(1.15, (high / low) ** share);
    return [low / factor, high * factor];
  }
  const pad = (high - low || Math.abs(high) || 1) * share;
  return [low - pad, high + pad];
}

/** @type {(label: string | undefined, log: boolean, options?: uPlot.Axis) => uPlot.Axis} */
function axis(label, log, options = {}) {
  const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
  return {
    label,
    labelFont: font,
    font,
    labelSize: 18,
    labelGap: 0,
    stroke: colour("soft"),
    grid: { stroke: colour("rule"), width: 1 },
    ticks: { stroke: colour("rule"), width: 1, size: 5 },
    border: { show: true, stroke: colour("soft"), width: 1 },
    ...(log ? { splits: (u, i, low, high) => logTicks(low, high, room(u, i)), filter: (_u, ticks) => ticks } : {}),
    values: (_u, ticks) =>
      ticks.map((tick) => tickText(tick, log && (ticks[ticks.length - 1] >= 1e4 || ticks[0] < 1e-3))),
    ...options,
  };
}

/**
 * How many labels an axis has room for: about 52 pixels of width each, or 26 of height.
 * @type {(u: uPlot, i: number) => number}
 */
function room(u, i) {
  return i === 0 ? (u.width - 70) / 52 : (u.height - 40) / 26;
}

/**
 * 1, 2 and 5 of each decade where there is room, else 1 and 3, else decades; below one decade what a linear axis would have.
 * @type {(low: number, high: number, most: number) => number[]}
 */
function logTicks(low, high, most) {
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  /** @type {[factors: number[], every: number][]} */
  const choices = [
    [[1, 2, 5], 1],
    [[1, 3], 1],
    [[1], 1],
    [[1], 2],
    [[1], 3],
    [[1], 5],
    [[1], 10],
  ];
  for (const [factors, every] of choices) {
    const ticks = [];
    for (let e = first; e <= last; e++) {
      if (e % every === 0) ticks.push(...factors.map((f) => Number(`${f}e${e}`)));
    }
    const seen = ticks.filter((t) => t >= low * 0.9999 && t <= high * 1.0001);
    if (seen.length < 2) break;
    if (seen.length <= most) return seen;
  }
  return linearTicks(low, high);
}

/** @type {(low: number, high: number) => number[]} */
function linearTicks(low, high) {
  const rough = (high - low) / 3;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * (rough / unit > 5 ? 5 : rough / unit > 2 ? 2 : 1);
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(Number((i * step).toPrecision(10)));
  return ticks;
}

/**
 * 0.02, 1500, 10⁻⁷, 2×10⁵, with a true minus; in `powers` of ten where all of the axis is to be written so.
 * @type {(value: number | null | undefined, powers: boolean) => string}
 */
function tickText(value, powers) {
  if (value === null || value === undefined) return "";
  const size = Math.abs(value);
  const plain = powers ? size === 1 || size === 10 : size >= 1e-3 && size < 1e5;
  if (size === 0 || plain) return String(Number(value.toPrecision(6))).replace("-", "−");
  const [mantissa, exponent] = Number(value.toPrecision(6)).toExponential().split("e");
  const raised = [...String(Number(exponent))].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
  if (mantissa === "1" || mantissa === "-1") return `${mantissa === "1" ? "" : "−"}10${raised}`;
  return `${mantissa.replace("-", "−")}×10${raised}`;
}
