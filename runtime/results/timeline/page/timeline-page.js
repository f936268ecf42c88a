/*
 * Starts the timeline and keeps it right: at another width, in another colour
 * scheme, on paper. A chart that fails says so on the page; the tables hold
 * without it.
 */

/** @type {(error: unknown) => void} */
function showError(error) {
  const box = document.getElementById("page-error");
  if (box === null) return;
  box.textContent = `The chart could not be drawn (${error instanceof Error ? error.message : error}). The tables hold without it.`;
  box.hidden = false;
}

addEventListener("error", (event) => showError(event.error ?? event.message));

function begin() {
  const chart = document.getElementById("timeline");
  if (chart === null) return;
  chart.hidden = false;
  measure();
  drawAll();
  listen();
  new ResizeObserver(fit).observe(byId("scroller"));
  addEventListener("resize", fit);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
  addEventListener("beforeprint", () => onPaper(true));
  addEventListener("afterprint", () => onPaper(false));
}

function fit() {
  measure();
  redraw();
}

/** @type {(printing: boolean) => void} */
function onPaper(printing) {
  document.documentElement.classList.toggle("printing", printing);
  hideTooltip();
  measure();
  guarded(drawAll);
}

guarded(begin);
