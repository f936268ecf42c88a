/*
 * The four kinds of chart. Each function takes a fit's data, which item of it,
 * and the reader's wishes for log axes, and returns what uPlot needs: `options`
 * without a size, and `data` (x first, then a list a series).
 */

/**
 * @typedef {{ logX: boolean, logY: boolean }} Wishes
 * @typedef {{ options: Omit<uPlot.Options, "width" | "height">, data: uPlot.AlignedData, names?: string[] }} Chart
 */

const NO_LINE = () => null;
/** Pixels that the x axis takes from the plot's height, its label aside, and those between two labels. */
const X_AXIS = { size: 28, space: 70 };
const DASHES = [[], [8, 4], [2, 3], [10, 3, 2, 3]];
const SERIES_COLOURS = ["c1", "c2", "c3", "c4", "c5", "c6"];

/**
 * Points with error bars, the best curve as a line.
 * @type {(fit: FitCharts, i: number, wishes: Wishes) => Chart}
 */
function dataChart(fit, i, wishes) {
  const { x, y, error, ySim, signed } = fit.datasets[i];
  const logX = wishes.logX;
  const logY = wishes.logY && !signed;
  /** @type {(v: number | null) => number | null} */
  const shown = (v) => (logY && v !== null && !(v > 0) ? null : v);
  const [ys, sims] = [y.map(shown), ySim.map(shown)];
  const [low, high] = extent(ys, sims);
  // One stray point next to nothing must not squeeze the curve into the upper half of a log axis.
  const floor = logY && sims.some((v) => v !== null) ? Math.max(low, extent(sims)[0] / 30) : low;
  const yRange = padded([floor, high], logY);
  return {
    options: {
      scales: { x: scale(...xRange(fit.datasets[i], logX), logX), y: scale(...yRange, logY) },
      axes: [axis(undefined, logX, { values: () => [], size: 8 }), axis("y", logY, { size: 58 })],
      series: [
        {},
        {
          paths: NO_LINE,
          stroke: colour("data"),
          points: { show: true, size: 4.5, width: 1, stroke: colour("data"), fill: colour("paper") },
        },
        { stroke: colour("curve"), width: 2, points: { show: false } },
      ],
      hooks: { drawAxes: [(u) => errorBars(u, x, y, error, yRange)] },
    },
    data: [positive(x, logX), ys, sims],
  };
}

/** @type {(fit: FitCharts, i: number, wishes: Wishes) => Chart} */
function residualChart(fit, i, wishes) {
  const { x, residual, xLabel } = fit.datasets[i];
  const [low, high] = extent(residual);
  const range = padded([Math.min(low, 0), Math.max(high, 0)], false, 0.1);
  return {
    options: {
      scales: { x: scale(...xRange(fit.datasets[i], wishes.logX), wishes.logX), y: scale(...range, false) },
      axes: [
        axis(xLabel, wishes.logX, X_AXIS),
        axis("residual", false, { size: 58, splits: () => symmetricTicks(range) }),
      ],
      series: [
        {},
        { paths: NO_LINE, points: { show: true, size: 3.5, width: 0, fill: colour("data"), stroke: colour("data") } },
      ],
      hooks: { drawAxes: [(u) => horizontal(u, 0, colour("curve"), [])] },
    },
    data: [positive(x, wishes.logX), residual],
  };
}

/** @type {(fit: FitCharts, i: number, wishes: Wishes) => Chart} */
function sldChart(fit, i) {
  const { quantity, unit, z, curves } = fit.sld[i];
  const lists = curves.map(({ values }) => values);
  return {
    options: {
      scales: { x: scale(...extent(z), false), y: scale(...padded(extent(...lists), false), false) },
      axes: [axis("z (Å)", false, X_AXIS), axis(unit === "" ? quantity : `${quantity} (${unit})`, false, { size: 58 })],
      series: [
        {},
        ...curves.map((_, c) => ({
          stroke: colour(SERIES_COLOURS[c % 6]),
          dash: DASHES[c % 4],
          width: 2,
          points: { show: false },
        })),
      ],
    },
    data: [z, ...lists],
    names: curves.map(({ name }) => name),
  };
}

/**
 * One method's trials in colour before all others in grey. The lines are drawn by hand: each trial has its own x.
 * @type {(fit: FitCharts, i: number, wishes: Wishes) => Chart}
 */
function convergenceChart(fit, i) {
  const all = fit.convergence.flat();
  const x = extent(all.flatMap((c) => c.evaluations.filter((n) => n > 0)));
  const foms = all.flatMap((c) => c.fom).filter((f) => f !== null && f > 0);
  const target = fit.targetFom !== null && fit.targetFom > 0 ? fit.targetFom : undefined;
  if (target !== undefined) foms.push(target);
  const y = padded(extent(foms), true);
  const ink = colour(SERIES_COLOURS[i % 6]);
  return {
    options: {
      scales: { x: scale(...padded(x, true, 0.01), true), y: scale(...y, true) },
      axes: [axis("evaluations", true, X_AXIS), axis("best FOM", true, { size: 52 })],
      series: [{}, { show: false }],
      hooks: {
        draw: [
          (u) => {
            const others = fit.convergence.filter((_, j) => j !== i).flat();
            for (const curve of others) staircase(u, curve, colour("grey-line"), 0.75);
            const own = fit.convergence[i];
            for (const curve of own) staircase(u, curve, ink, curve === own[own.length - 1] ? 2.5 : 1);
            if (target !== undefined) horizontal(u, target, colour("ink"), [5, 4]);
          },
        ],
      },
    },
    data: [x, y],
  };
}

/** @type {Record<string, typeof dataChart>} */
const CHARTS = { data: dataChart, residual: residualChart, sld: sldChart, convergence: convergenceChart };

/** @type {(set: { x: number[] }, logX: boolean) => Extent} */
function xRange({ x }, logX) {
  return padded(extent(positive(x, logX)), logX, 0.015);
}

/**
 * uPlot wants x without gaps: on a log axis what is not above 0 goes to the least that is, off the left edge's inside.
 * @type {(x: number[], log: boolean) => number[]}
 */
function positive(x, log) {
  if (!log) return x;
  const least = x.find((v) => v > 0) ?? 1;
  return x.map((v) => (v > 0 ? v : least / 1e6));
}

/**
 * Four ticks at most, 0 among them.
 * @type {(range: Extent) => number[]}
 */
function symmetricTicks([low, high]) {
  const reach = Math.max(-low, high);
  const unit = 10 ** Math.floor(Math.log10(reach));
  const step = unit * (reach / unit >= 5 ? 5 : reach / unit >= 2 ? 2 : 1);
  return [-step, 0, step].filter((t) => t >= low && t <= high);
}

/**
 * Draws within the plot area only, in the canvas's own pixels.
 * @type {(u: uPlot, ink: string, width: number, draw: (ctx: CanvasRenderingContext2D) => void) => void}
 */
function inside(u, ink, width, draw) {
  const { ctx, bbox } = u;
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  ctx.strokeStyle = ink;
  ctx.lineWidth = width * devicePixelRatio;
  ctx.beginPath();
  draw(ctx);
  ctx.stroke();
  ctx.restore();
}

/**
 * On a log axis a bar that reaches 0 or below goes down to the axis.
 * @type {(u: uPlot, x: number[], y: Numbers, error: Numbers, range: Extent) => void}
 */
function errorBars(u, x, y, error, [floor]) {
  const log = u.scales.y.distr === 3;
  inside(u, colour("soft"), 1, (ctx) => {
    x.forEach((xi, i) => {
      const e = error[i];
      const yi = y[i];
      if (e === null || !(e > 0) || yi === null || (log && !(yi > 0)) || (u.scales.x.distr === 3 && !(xi > 0))) return;
      const px = u.valToPos(xi, "x", true);
      ctx.moveTo(px, u.valToPos(yi + e, "y", true));
      ctx.lineTo(px, u.valToPos(log ? Math.max(yi - e, floor) : yi - e, "y", true));
    });
  });
}

/** @type {(u: uPlot, value: number, ink: string, dash: number[]) => void} */
function horizontal(u, value, ink, dash) {
  inside(u, ink, 1.25, (ctx) => {
    ctx.setLineDash(dash.map((d) => d * devicePixelRatio));
    const py = u.valToPos(value, "y", true);
    ctx.moveTo(u.bbox.left, py);
    ctx.lineTo(u.bbox.left + u.bbox.width, py);
  });
}

/**
 * The best so far stays until it is beaten.
 * @type {(u: uPlot, curve: FitCharts["convergence"][number][number], ink: string, width: number) => void}
 */
function staircase(u, { evaluations, fom }, ink, width) {
  inside(u, ink, width, (ctx) => {
    /** @type {number | null} */
    let py = null;
    evaluations.forEach((n, i) => {
      const best = fom[i];
      if (!(n > 0) || best === null || !(best > 0)) return;
      const px = u.valToPos(n, "x", true);
      if (py === null) ctx.moveTo(px, u.valToPos(best, "y", true));
      else ctx.lineTo(px, py);
      py = u.valToPos(best, "y", true);
      ctx.lineTo(px, py);
    });
  });
}
