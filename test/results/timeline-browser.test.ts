/**
 * timeline.html in a real browser, headless: what is drawn where, zoom, pan,
 * hover and keys, hostile names, a hundred thousand spans. Needs a Chromium:
 * META_GENX_CHROMIUM names one, or /usr/bin/chromium is there.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { JournalLine } from "../../runtime/results/journal.ts";
import { type TimelineSource, timelineOf } from "../../runtime/results/timeline/build-timeline.ts";
import { writeTimeline } from "../../runtime/results/timeline.ts";
import { type Page, noBrowser as skip, withPage } from "../helpers/browser.ts";
import { BEGAN, fleetJournal, trialResult, trialSpec } from "../helpers/fleet-journal.ts";

test("lanes are drawn in the colours of what their threads did", { skip }, async () => {
  await withPage(pageOf(simple()), {}, async (page) => {
    await noErrors(page);
    // 0–1 s fetching, in half the height; 1–8 s computing; 8–10 s idle.
    assert.equal(await colourAt(page, 500, 0.8), await ink(page, "fetching"));
    assert.equal(await colourAt(page, 500, 0.2), await ink(page, "idle"));
    assert.equal(await colourAt(page, 4000, 0.2), await ink(page, "computing"));
    assert.equal(await colourAt(page, 9000, 0.5), await ink(page, "idle"));
  });
});

test("what overlaps has the lower half of its lane", { skip }, async () => {
  const source = simple();
  source.lines.push(did("worker-1.17", "fetching", 3000, 5000));
  await withPage(pageOf(source), {}, async (page) => {
    for (const down of [0.6, 0.9]) {
      assert.equal(await colourAt(page, 4000, down), await ink(page, "fetching"));
      for (const moment of [2000, 7000]) assert.equal(await colourAt(page, moment, down), await ink(page, "computing"));
    }
  });
});

test("each step of the time axis has a line, and lanes their workers' names", { skip }, async () => {
  await withPage(pageOf(simple()), {}, async (page) => {
    const opacity = (moment: number, aside = 0) =>
      page.value(`document.getElementById("header").getContext("2d").getImageData(
        Math.round(toX(${moment})) + ${aside}, HEADER.axis - 3, 1, 1).data[3]`);
    for (const second of [1000, 2000, 5000]) {
      assert.equal(await opacity(second), 255);
      assert.equal(await opacity(second, 3), 0);
    }
    const common = (...names: string[]) => page.value(`commonStart(${JSON.stringify(names)})`);
    assert.equal(await common("node-10", "node-12"), "node-".length);
    assert.equal(await common("a.b.c", "a.b.d"), "a.b.".length);
    assert.equal(await common("left", "right"), 0);
    assert.equal(await common("alone"), 0);
  });
});

test("the wheel zooms at the pointer, dragging and shift move, double-click and 0 show all", { skip }, async () => {
  await withPage(pageOf(simple()), {}, async (page) => {
    const { x, y } = await place(page, 4000);
    await page.wheel(x, y, -300);
    const zoomed = await view(page);
    const length = zoomed.to - zoomed.from;
    assert.ok(length < 4000 && length > 3500, `e⁻¹ of 10 s, not ${length}`);
    assert.ok(Math.abs((await place(page, 4000)).x - x) < 1.5, "what is under the pointer stays there");

    await page.mouse("mousePressed", x, y);
    await page.mouse("mouseMoved", x + 60, y);
    await page.mouse("mouseMoved", x + 100, y);
    await page.mouse("mouseReleased", x + 100, y);
    const dragged = await view(page);
    assert.ok(Math.abs((await place(page, 4000)).x - x - 100) < 3);
    assert.equal(Math.round(dragged.to - dragged.from), Math.round(length));

    await page.wheel(x, y, 0, 50);
    assert.ok((await view(page)).from > dragged.from);
    await page.value("document.getElementById('lanes').focus()");
    await page.key("0");
    assert.deepEqual(await view(page), { from: 0, to: 10_000 });
    await page.key("+");
    assert.deepEqual(await view(page), { from: 2500, to: 7500 });
    await page.key("ArrowRight");
    assert.deepEqual(await view(page), { from: 3750, to: 8750 });
    for (let i = 0; i < 30; i++) await page.key("+");
    const { from, to } = await view(page);
    assert.ok(to - from >= 5 - 1e-9, "there is nothing to be seen between milliseconds");
    await page.value("document.querySelector('[data-act=all]').click()");
    assert.deepEqual(await view(page), { from: 0, to: 10_000 });
    await noErrors(page);
  });
});

test("hovering tells trial, method, settings, figure of merit, times and worker", { skip }, async () => {
  await withPage(pageOf(simple()), {}, async (page) => {
    const { x, y } = await place(page, 4000);
    await page.mouse("mouseMoved", x, y);
    const said = await tooltip(page);
    for (const expected of [
      /^Computing 7 s\n/,
      /Trial 5: jade_best\+lm/,
      /km 0\.7, kr 0\.7, population 40, from file's values ± 20 %/,
      /FOM 0\.013605, 4125 evaluations, complete: evaluations/,
      /0:01\.000 – 0:08\.000 \(08:30:01\.000 – 08:30:08\.000 UTC\)/,
      /worker-1\.17/,
    ]) {
      assert.match(said, expected);
    }
    await page.mouse("mouseMoved", (await place(page, 9000)).x, y);
    assert.match(await tooltip(page), /^Idle\nworker-1\.17/);
    await page.mouse("mouseMoved", (await place(page, 2000)).x, (await headerBottom(page)) - 6);
    assert.match(await tooltip(page), /^Log line\nhello <b>world<\/b>/);
    await page.mouse("mouseMoved", 5, 5);
    assert.equal(await tooltip(page), "");
  });
});

test("the keyboard goes from span to span, and each is read out", { skip }, async () => {
  await withPage(pageOf(simple()), {}, async (page) => {
    await page.value("document.getElementById('lanes').focus()");
    const said = () => page.value<string>("document.getElementById('said').textContent");
    const pixels = () =>
      page.value<string>(`new Promise((done) => requestAnimationFrame(() =>
      done(document.getElementById("lanes").toDataURL())))`);
    const nothing = await pixels();
    await page.key("ArrowDown");
    assert.match(await said(), /^Computing 7 s\. Trial 5/);
    assert.notEqual(await pixels(), nothing, "what is chosen is framed");
    await page.key("ArrowLeft", true);
    assert.match(await said(), /^Fetching 1 s\./);
    await page.key("Escape");
    assert.equal(await tooltip(page), "");
    assert.equal(await pixels(), nothing);
  });
});

test("a finger's tap tells, two fingers zoom", { skip }, async () => {
  await withPage(pageOf(simple()), { width: 390, height: 844, mobile: true, ratio: 2 }, async (page) => {
    const { x, y } = await place(page, 4000);
    const touch = (type: string, points: number[][]) =>
      page.send("Input.dispatchTouchEvent", {
        type,
        touchPoints: points.map(([px, py], id) => ({ x: px, y: py, id })),
      });
    await touch("touchStart", [[x, y]]);
    await touch("touchEnd", []);
    assert.match(await tooltip(page), /^Computing 7 s/);
    await touch("touchStart", [[x - 30, y]]);
    await touch("touchStart", [
      [x - 30, y],
      [x + 30, y],
    ]);
    for (const reach of [50, 70, 90]) {
      await touch("touchMove", [
        [x - reach, y],
        [x + reach, y],
      ]);
    }
    await touch("touchEnd", []);
    const { from, to } = await view(page);
    assert.ok(to - from < 5000, `${from}–${to}`);
    assert.ok(from < 4000 && 4000 < to);
    assert.ok(
      (await page.value<number>("document.documentElement.scrollWidth")) <= 390,
      "nothing sticks out of a phone's screen",
    );
    await noErrors(page);
  });
});

test("a hostile name stays a name, and were a script to slip in, the policy would not run it", { skip }, async () => {
  const mark = "document.documentElement.dataset.pwned=1";
  const hostile = `"'></script><script>${mark}</script><img src=x onerror="${mark}">`;
  const source = simple(hostile);
  const text = pageOf({ ...source, problems: [hostile] }).replace("<main>", `<main><script>${mark}</script>`);
  await withPage(text, {}, async (page) => {
    const { x, y } = await place(page, 4000);
    await page.mouse("mouseMoved", x, y);
    assert.match(await tooltip(page), /<img src=x/);
    assert.equal(await page.value("document.documentElement.dataset.pwned"), undefined);
    assert.equal(await page.value("document.querySelectorAll('img').length"), 0);
  });
});

test("a fleet with kills and an interruption is drawn in both schemes and on paper", { skip }, async () => {
  const text = pageOf(fleetJournal({ pause: 30_000_000 }));
  for (const dark of [false, true]) {
    await withPage(text, { width: 800, dark }, async (page) => {
      await noErrors(page);
      assert.ok(await page.value<boolean>("LANES.some(lane => lane.kind.includes(KIND.lost))"));
      const screen = await page.value<string>("colour('paper')");
      await page.value("dispatchEvent(new Event('beforeprint'))");
      assert.equal(await page.value("colour('paper')"), "#fff");
      assert.ok(
        await page.value<boolean>("document.getElementById('lanes').clientHeight >= size.height"),
        "all lanes are on the paper",
      );
      await page.value("dispatchEvent(new Event('afterprint'))");
      assert.equal(await page.value("colour('paper')"), screen);
      await noErrors(page);
    });
  }
});

test("degenerate journals open without an error", { skip }, async () => {
  const nothing: TimelineSource = { lines: [], results: new Map(), ending: "", problems: [], trials: [] };
  const instant = did("a", "computing", 0, 0, 3);
  for (const lines of [[], [instant], [did("a", "computing", 0, -1e300, 3), did("a", "fetching", 1e300, 5)]]) {
    await withPage(pageOf({ ...nothing, lines }), {}, async (page) => {
      await noErrors(page);
      if (lines.length > 0) await page.value("zoom(0.5); drawAll(); choose(1, 0)");
      await noErrors(page);
    });
  }
});

test("a hundred thousand spans on four hundred lanes open, and are drawn again in a moment", { skip }, async () => {
  const source = fleetJournal({ workers: 100, threads: 4, trials: 27_000, kills: 0, checkpoints: 2000 });
  const spans = source.lines.filter(({ type }) => type === "activity").length;
  assert.ok(spans > 100_000, String(spans));
  await withPage(pageOf(source), { width: 1600, ratio: 2 }, async (page) => {
    await noErrors(page);
    const times = await page.value<number[]>(`[1, 0.5, 0.5, 0.1, 0.1, 4, 10].map((factor) => {
      zoom(factor, 0.4 * WHOLE.to);
      image = null;
      const began = performance.now();
      drawAll();
      return performance.now() - began;
    })`);
    // 0.05 to 0.1 s on one core of 2026 that has nothing else to do.
    assert.ok(Math.min(...times) < 1000, `redrawn in ${times.map(Math.round)} ms`);
    const shares = await page.value<number>(`(() => {
      ACTS.all();
      const shares = new Float32Array(1000 * 5);
      for (const lane of LANES) accumulate(lane, shares, 1000);
      let computing = 0;
      for (let x = 0; x < 1000; x++) computing += shares[5 * x + KIND.computing];
      return computing / 1000;
    })()`);
    const { shares: truth, wall } = timelineOf(source);
    assert.ok(
      Math.abs(shares - truth.computing / wall) < 0.005 * shares,
      "spans thinner than a pixel keep their share",
    );
  });
});

function pageOf(source: TimelineSource): string {
  return writeTimeline({ fileName: "fit.gx", finished: true, software: "meta-genx", timeline: timelineOf(source) });
}

/** One worker, 10 s: fetches for one, computes for seven, idles for two. */
function simple(name = "worker-1.17"): TimelineSource {
  const result = trialResult(5);
  return {
    lines: [
      { type: "session", where: "a test", at: BEGAN },
      did(name, "fetching", 0, 1000),
      { type: "log", line: "hello <b>world</b>", at: BEGAN + 2000 },
      did(name, "computing", 1000, 8000, 5),
      { type: "trial", result, at: BEGAN + 8000 },
      { type: "end", reason: "complete", at: BEGAN + 10_000 },
    ],
    results: new Map([[result.id, result]]),
    ending: "complete",
    problems: [],
    trials: Array.from({ length: 6 }, (_, i) => trialSpec(i)),
  };
}

function did(worker: string, doing: "fetching" | "computing", from: number, to: number, trial?: number): JournalLine {
  const activity = { worker, thread: 0, doing, from: BEGAN + from, to: BEGAN + to, trial };
  return { type: "activity", activity, at: BEGAN + Math.max(0, Math.min(to, 1e7)) };
}

function view(page: Page): Promise<{ from: number; to: number }> {
  return page.value("({ from: view.from, to: view.to })");
}

/** Where a moment of the first lane is on the screen. */
function place(page: Page, moment: number): Promise<{ x: number; y: number }> {
  return page.value(`(() => {
    const box = document.getElementById("lanes").getBoundingClientRect();
    return { x: box.left + toX(${moment}), y: box.top + size.tops[0] + size.row / 2 };
  })()`);
}

function headerBottom(page: Page): Promise<number> {
  return page.value("document.getElementById('header').getBoundingClientRect().bottom");
}

/** The colour of the first lane's pixel. @param down  0 at the lane's top, 1 at its bottom */
function colourAt(page: Page, moment: number, down: number): Promise<string> {
  return page.value(`[...document.getElementById("lanes").getContext("2d").getImageData(
    Math.round(toX(${moment}) * size.ratio), Math.round((size.tops[0] + ${down} * size.row) * size.ratio), 1, 1).data].join()`);
}

function ink(page: Page, name: string): Promise<string> {
  return page.value(`(() => {
    const ctx = document.createElement("canvas").getContext("2d");
    ctx.fillStyle = colour("${name}");
    ctx.fillRect(0, 0, 1, 1);
    return [...ctx.getImageData(0, 0, 1, 1).data].join();
  })()`);
}

/** What the page tells beside the pointer, once it has drawn; "" for nothing. */
function tooltip(page: Page): Promise<string> {
  return page.value(`new Promise((done) => requestAnimationFrame(() => {
    const box = document.getElementById("tooltip");
    done(box.hidden ? "" : [...box.children].map((line) => line.textContent).join("\\n"));
  }))`);
}

async function noErrors(page: Page): Promise<void> {
  assert.deepEqual(page.errors, []);
  const box = "document.getElementById('page-error')";
  assert.equal(await page.value(`${box} === null || ${box}.hidden || ${box}.textContent`), true);
}
