/*
 * Fills the page's empty chart boxes and keeps them right: at another width, in
 * another colour scheme, on paper, with other axes. A chart that fails says so
 * on the page; the tables hold without it.
 */

/** @type {FitCharts[]} */
const FITS = JSON.parse(byId("data").textContent);
/** @type {Wishes[]} */
const wishes = FITS.map((fit) => ({ logX: false, logY: fit.datasets.some((set) => set.logY) }));
/** @type {Map<Element, uPlot>} */
const drawn = new Map();

/** @type {() => NodeListOf<HTMLElement>} */
const chartBoxes = () => document.querySelectorAll(".chart");

function drawAll() {
  for (const box of chartBoxes()) {
    if (box.closest("details:not([open])") === null) guarded(() => draw(box));
  }
}

/** @type {(box: HTMLElement) => void} */
function draw(box) {
  drawn.get(box)?.destroy();
  box.replaceChildren();
  const { kind = "", index } = box.dataset;
  const f = Number(box.dataset.fit);
  const { options, data, names } = CHARTS[kind](FITS[f], Number(index), wishes[f]);
  const isPair = kind === "data" || kind === "residual";
  const size = () => ({ width: box.clientWidth, height: box.clientHeight });
  const chart = new uPlot(
    {
      ...size(),
      padding: [8, 10, 0, 0],
      legend: { show: false },
      // The data and the residuals below them move and zoom together.
      cursor: isPair
        ? { sync: { key: `${f}/${index}`, scales: ["x", null] }, y: false }
        : { show: kind === "sld", y: false },
      ...options,
    },
    data,
    box,
  );
  drawn.set(box, chart);
  if (names !== undefined && box.nextElementSibling === null) box.after(seriesList(names, options.series));
}

/**
 * Names of a chart's lines beside a piece of each. Names are text, whatever they hold.
 * @type {(names: string[], series: uPlot.Series[]) => HTMLElement}
 */
function seriesList(names, series) {
  const list = document.createElement("ul");
  list.className = "series";
  names.forEach((name, i) => {
    const item = document.createElement("li");
    const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
    const line = document.createElementNS("http://www.w3.org/2000/svg", "line");
    for (const [key, value] of Object.entries({ width: "28", height: "8", "aria-hidden": "true" }))
      svg.setAttribute(key, value);
    const dashes = (series[i + 1].dash ?? []).join(" ");
    const shape = { x1: "0", x2: "28", y1: "4", y2: "4", "stroke-width": "2", "stroke-dasharray": dashes };
    for (const [key, value] of Object.entries(shape)) line.setAttribute(key, value);
    line.style.stroke = `var(--${SERIES_COLOURS[i % 6]})`;
    svg.append(line);
    item.append(svg, name);
    list.append(item);
  });
  return list;
}

/** @type {(box: HTMLElement) => void} */
function setUpToggles(box) {
  const f = Number(box.dataset.fit);
  const [logX, logY] = box.querySelectorAll("input");
  logY.checked = wishes[f].logY;
  logX.checked = wishes[f].logX;
  box.addEventListener("change", () => {
    wishes[f] = { logX: logX.checked, logY: logY.checked };
    sayHidden(f);
    drawAll();
  });
  box.hidden = false;
  sayHidden(f);
}

/**
 * A log axis hides what is not above 0: the page says how much that is. Data of both signs have none.
 * @type {(f: number) => void}
 */
function sayHidden(f) {
  const onLog = FITS[f].datasets.filter(({ signed }) => wishes[f].logY && !signed);
  const hidden = onLog.flatMap(({ y }) => y).filter((v) => v !== null && v <= 0).length;
  const place = document.querySelector(`.hidden-points[data-fit="${f}"]`);
  if (place === null) return;
  place.textContent = hidden === 0 ? "" : `${hidden} of the points lie at or below 0 and have no place on a log axis.`;
}

/** @type {(error: unknown) => void} */
function showError(error) {
  const box = document.getElementById("page-error");
  if (box === null) return;
  box.textContent = `A chart could not be drawn (${error instanceof Error ? error.message : error}). The tables hold without it.`;
  box.hidden = false;
}

addEventListener("error", (event) => showError(event.error ?? event.message));
/** @type {NodeListOf<HTMLElement>} */
const toggles = document.querySelectorAll(".toggles");
for (const box of toggles) guarded(() => setUpToggles(box));
for (const fit of document.querySelectorAll("details.fit")) fit.addEventListener("toggle", drawAll);
drawAll();

let width = innerWidth;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let pending;
addEventListener("resize", () => {
  if (innerWidth === width) return;
  width = innerWidth;
  clearTimeout(pending);
  pending = setTimeout(drawAll, 100);
});
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
addEventListener("beforeprint", () => {
  document.documentElement.classList.add("printing");
  drawAll();
});
addEventListener("afterprint", () => {
  document.documentElement.classList.remove("printing");
  drawAll();
});
