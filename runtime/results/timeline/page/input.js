/*
 * Wheel, pointer, fingers, keys and buttons. A finger that moves up or down
 * scrolls the page, as everywhere; sideways it moves the view.
 */

function listen() {
  const canvas = byId("lanes");
  const header = byId("header");
  for (const surface of [canvas, header]) {
    surface.addEventListener("wheel", onWheel, { passive: false });
    surface.addEventListener("dblclick", () => show(WHOLE.from, WHOLE.to - WHOLE.from));
    listenToPointers(surface);
  }
  canvas.addEventListener("keydown", onKey);
  canvas.addEventListener("blur", hideTooltip);
  byId("scroller").addEventListener("scroll", redraw, { passive: true });
  /** @type {NodeListOf<HTMLElement>} */
  const buttons = document.querySelectorAll("[data-act]");
  for (const button of buttons) button.addEventListener("click", () => ACTS[button.dataset.act ?? ""]());
}

/** @type {Record<string, () => void>} */
const ACTS = {
  in: () => zoom(1 / 2),
  out: () => zoom(2),
  left: () => pan(-(view.to - view.from) / 4),
  right: () => pan((view.to - view.from) / 4),
  all: () => show(WHOLE.from, WHOLE.to - WHOLE.from),
  taller: () => stretchLanes(1.5),
  flatter: () => stretchLanes(1 / 1.5),
};

/** @type {(factor: number) => void} */
function stretchLanes(factor) {
  const before = size.row;
  const wished = view.stretch * factor;
  view.stretch = Math.min(20, Math.max(0.1, wished));
  measure();
  // A lane at its limit would otherwise need as many presses back as it took in vain.
  if (size.row === before) view.stretch /= factor;
  measure();
  redraw();
}

/** @type {(event: WheelEvent) => void} */
function onWheel(event) {
  const unit = event.deltaMode === 1 ? 16 : event.deltaMode === 2 ? size.plot : 1;
  const [dx, dy] = [event.deltaX * unit, event.deltaY * unit];
  const sideways = event.shiftKey ? dx || dy : Math.abs(dx) > Math.abs(dy) ? dx : 0;
  if (sideways !== 0) {
    event.preventDefault();
    pan((sideways / size.plot) * (view.to - view.from));
  } else if (!(dy > 0 && isWhole())) {
    // Turned further out than all there is, the wheel scrolls the page.
    event.preventDefault();
    zoom(Math.exp(Math.max(-1, Math.min(1, dy / 300))), toMoment(xIn(event)));
  }
}

/** @type {(event: MouseEvent) => number} */
const xIn = (event) => event.clientX - /** @type {HTMLElement} */ (event.currentTarget).getBoundingClientRect().left;

/** @type {(surface: HTMLElement) => void} */
function listenToPointers(surface) {
  const down = new Map();
  let moved = 0;
  const spread = () => {
    const xs = [...down.values()].map(({ x }) => x);
    return { middle: (Math.max(...xs) + Math.min(...xs)) / 2, width: Math.max(20, Math.max(...xs) - Math.min(...xs)) };
  };
  surface.addEventListener("pointerdown", (event) => {
    if (event.button !== 0) return;
    down.set(event.pointerId, { x: xIn(event), y: event.clientY });
    if (down.size === 1) moved = 0;
    surface.setPointerCapture(event.pointerId);
  });
  surface.addEventListener("pointermove", (event) => {
    const before = down.get(event.pointerId);
    if (before === undefined) {
      if (event.pointerType === "mouse") point(surface, event);
      return;
    }
    const old = spread();
    const scroller = byId("scroller");
    if (down.size === 1 && event.pointerType === "mouse") scroller.scrollTop -= event.clientY - before.y;
    moved += Math.abs(xIn(event) - before.x) + Math.abs(event.clientY - before.y);
    down.set(event.pointerId, { x: xIn(event), y: event.clientY });
    const now = spread();
    if (moved < 4) return;
    surface.classList.add("dragged");
    const held = toMoment(old.middle);
    const length = (view.to - view.from) * (down.size > 1 ? old.width / now.width : 1);
    const bounded = Math.min(WHOLE.to - WHOLE.from, Math.max(Math.min(SHORTEST, WHOLE.to - WHOLE.from), length));
    show(held - ((now.middle - size.gutter) / size.plot) * bounded, bounded);
    byId("tooltip").hidden = true;
  });
  for (const end of /** @type {const} */ (["pointerup", "pointercancel"])) {
    surface.addEventListener(end, (event) => {
      if (!down.delete(event.pointerId)) return;
      surface.classList.remove("dragged");
      if (end === "pointerup" && moved < 8 && down.size === 0) point(surface, event);
    });
  }
  surface.addEventListener("pointerleave", (event) => {
    if (event.pointerType === "mouse" && document.activeElement !== surface) hideTooltip();
  });
}

/**
 * Tells what is under the pointer.
 * @type {(surface: HTMLElement, event: PointerEvent) => void}
 */
function point(surface, event) {
  const x = xIn(event);
  const y = event.clientY - surface.getBoundingClientRect().top;
  if (surface.id === "header") {
    chosen = { lane: -1, span: -1 };
    showTooltip(linesOfMarks(x), x, y);
  } else {
    const place = found(x, y + byId("scroller").scrollTop);
    const again = place.lane === chosen.lane && place.span === chosen.span;
    chosen = { lane: place.lane, span: place.many > 3 ? -1 : place.span };
    showTooltip(place.lane < 0 ? [] : linesAbout(place, toMoment(x)), x, y + byId("header").offsetHeight);
    if (again) return;
  }
  redraw();
}

/** @type {(event: KeyboardEvent) => void} */
function onKey(event) {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  const act = {
    "+": ACTS.in,
    "=": ACTS.in,
    "-": ACTS.out,
    "−": ACTS.out,
    0: ACTS.all,
    t: ACTS.taller,
    f: ACTS.flatter,
    Home: () => show(WHOLE.from, view.to - view.from),
    End: () => show(WHOLE.to, view.to - view.from),
    ArrowLeft: () => (event.shiftKey ? choose(0, -1) : ACTS.left()),
    ArrowRight: () => (event.shiftKey ? choose(0, 1) : ACTS.right()),
    ArrowUp: () => choose(-1, 0),
    ArrowDown: () => choose(1, 0),
    Escape: hideTooltip,
  }[event.key];
  if (act === undefined) return;
  event.preventDefault();
  act();
}

/**
 * The next lane, or the next span of the lane; brings it into view and tells it.
 * @type {(lanes: number, spans: number) => void}
 */
function choose(lanes, spans) {
  const l = Math.min(LANES.length - 1, Math.max(0, chosen.lane + lanes));
  const lane = LANES[l];
  const middle = (view.from + view.to) / 2;
  let i = lanes === 0 && chosen.lane === l ? chosen.span + spans : Number.NaN;
  if (Number.isNaN(i) || chosen.span < 0)
    i = firstAt(lane, chosen.span < 0 ? middle : LANES[chosen.lane].from[chosen.span]);
  i = Math.min(lane.n - 1, Math.max(0, i));
  chosen = { lane: l, span: i };
  if (lane.to[i] < view.from || lane.from[i] > view.to) pan((lane.from[i] + lane.to[i]) / 2 - middle);
  const scroller = byId("scroller");
  const [top, bottom] = [size.tops[l], size.tops[l] + size.row];
  if (top < scroller.scrollTop || bottom > scroller.scrollTop + scroller.clientHeight) scroller.scrollTop = top - 20;
  const at = Math.min(Math.max((lane.from[i] + lane.to[i]) / 2, view.from), view.to);
  const lines = linesAbout({ lane: l, span: i, many: 1 }, at);
  showTooltip(lines, toX(at), top - scroller.scrollTop + size.row + byId("header").offsetHeight - 10);
  byId("said").textContent = lines.join(". ");
  redraw();
}
