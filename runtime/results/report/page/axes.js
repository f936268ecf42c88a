/*
 * Scales and axes shared by all charts of the report. Ticks are our own: uPlot's
 * log axes label decades only, and a figure of merit often stays within one.
 */
"use strict";

/** The page's colours, read from its style so that light, dark and print need no second list. */
function colour(name) {
  return getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();
}

/** A scale over [low, high]; log by 10 where asked. */
function scale(low, high, log) {
  const range = high > low ? [low, high] : log ? [low / 2, low * 2] : [low - 1, high + 1];
  return { time: false, auto: false, distr: log ? 3 : 1, log: 10, range };
}

/** The extent of the numbers, null ones left out; [1, 1] of none. */
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

/** Some room around the extent: a share of its length, or of its decades. */
function padded([low, high], log, share = 0.06) {
  if (log) {
    const factor = Math.max(1.15, (high / low) ** share);
    return [low / factor, high * factor];
  }
  const pad = (high - low || Math.abs(high) || 1) * share;
  return [low - pad, high + pad];
}

function axis(label, log, options = {}) {
  const font = '12px system-ui, -apple-system, "Segoe UI", Roboto, sans-serif';
  return {
    label,
    labelFont: font,
    font,
    labelSize: 18,
    labelGap: 2,
    stroke: colour("soft"),
    grid: { stroke: colour("rule"), width: 1 },
    ticks: { stroke: colour("rule"), width: 1, size: 5 },
    border: { show: true, stroke: colour("soft"), width: 1 },
    ...(log ? { splits: (_u, _i, low, high) => logTicks(low, high), filter: (_u, ticks) => ticks } : {}),
    values: (_u, ticks) => ticks.map(tickText),
    ...options,
  };
}

/** Decades, thinned to seven; below three decades also 2 and 5; below one what a linear axis would have. */
function logTicks(low, high) {
  const decades = Math.log10(high / low);
  const first = Math.floor(Math.log10(low));
  const last = Math.ceil(Math.log10(high));
  const every = Math.max(1, Math.ceil(decades / 7));
  const factors = decades < 3 ? [1, 2, 5] : [1];
  let ticks = [];
  for (let e = first; e <= last; e++) {
    if (e % every === 0) for (const f of factors) ticks.push(Number(`${f}e${e}`));
  }
  ticks = ticks.filter((t) => t >= low * 0.9999 && t <= high * 1.0001);
  return ticks.length >= 2 ? ticks : linearTicks(low, high);
}

function linearTicks(low, high) {
  const rough = (high - low) / 3;
  const unit = 10 ** Math.floor(Math.log10(rough));
  const step = unit * (rough / unit > 5 ? 5 : rough / unit > 2 ? 2 : 1);
  const ticks = [];
  for (let i = Math.ceil(low / step); i * step <= high; i++) ticks.push(Number((i * step).toPrecision(10)));
  return ticks;
}

/** 0.02, 1500, 10⁻⁷, 2×10⁵, with a true minus. */
function tickText(value) {
  if (value === null || value === undefined) return "";
  const size = Math.abs(value);
  if (size === 0 || (size >= 1e-3 && size < 1e5)) return String(Number(value.toPrecision(6))).replace("-", "−");
  const [mantissa, exponent] = Number(value.toPrecision(6)).toExponential().split("e");
  const raised = [...String(Number(exponent))].map((c) => (c === "-" ? "⁻" : "⁰¹²³⁴⁵⁶⁷⁸⁹"[Number(c)])).join("");
  if (mantissa === "1" || mantissa === "-1") return `${mantissa === "1" ? "" : "−"}10${raised}`;
  return `${mantissa.replace("-", "−")}×10${raised}`;
}
