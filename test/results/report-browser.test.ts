/**
 * report.html in a real browser, headless: charts are drawn, nothing fails, and
 * hostile names do not run. Needs a Chromium: META_GENX_CHROMIUM names one, or
 * /usr/bin/chromium is there.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { writeReport } from "../../runtime/results/report.ts";
import type { SweepResults } from "../../runtime/results/sweep-results.ts";
import { CHROMIUM, CHROMIUM_FLAGS, noBrowser as skip, withPage } from "../helpers/browser.ts";
import { sweepResults } from "../helpers/sweep-results.ts";

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "report-browser-"));
after(() => fs.rmSync(scratch, { recursive: true, force: true }));

test("every chart of the page is drawn, and no error is shown", { skip }, async () => {
  const dom = await load(sweepResults());
  // 3 data sets with residuals, 2 profiles, 3 methods
  assert.equal(dom.match(/<canvas/g)?.length, 3 * 2 + 2 + 3);
  assert.match(dom, /<p class="notice" id="page-error" hidden="">/);
  assert.match(dom, /<ul class="series">.*Re sld.*Im sld/s);
  assert.match(dom, /\d+ of the points lie at or below 0/);
});

test("charts are drawn for a fine screen even on a coarse one, so that they print well", { skip }, async () => {
  await withPage(writeReport(sweepResults()), {}, async (page) => {
    assert.equal(await page.value("devicePixelRatio"), 2);
    assert.equal(
      await page.value("(({ width, clientWidth }) => width / clientWidth)(document.querySelector('canvas'))"),
      2,
    );
  });
  await withPage(writeReport(sweepResults()), { ratio: 3 }, async (page) => {
    assert.equal(await page.value("devicePixelRatio"), 3);
  });
});

test("of several fits the first is drawn at once", { skip }, async () => {
  const results = sweepResults();
  const fit = results.fits[0]!;
  const dom = await load({ ...results, fits: ["10 K", "20 K", "30 K"].map((name) => ({ ...fit, name })) });
  assert.equal(dom.match(/<canvas/g)?.length, 11);
  assert.match(dom, /<p class="notice" id="page-error" hidden="">/);
});

test("degenerate data are drawn without an error", { skip }, async () => {
  const results = sweepResults();
  const fit = results.fits[0]!;
  const flat = (value: number, n: number) => new Float64Array(n).fill(value);
  const set = (n: number, y: number) => ({
    ...fit.datasets[0]!,
    x: flat(1, n),
    y: flat(y, n),
    error: flat(Number.NaN, n),
    ySim: flat(Number.NaN, n),
    residual: flat(Number.NaN, n),
  });
  fit.datasets = [set(0, 0), set(1, 0), set(5, -1), set(5, Number.NaN), set(3, Number.POSITIVE_INFINITY)];
  fit.sld = [
    { dataset: "", quantity: "mass density", unit: "", z: flat(0, 1), curves: [{ name: "one", values: flat(0, 1) }] },
  ];
  for (const { result } of fit.trials) if (result) result.convergence = [[0, Number.POSITIVE_INFINITY]];
  fit.targetFom = Number.NaN;
  const dom = await load(results);
  assert.equal(dom.match(/<canvas/g)?.length, 5 * 2 + 1 + 3);
  assert.match(dom, /<p class="notice" id="page-error" hidden="">/);
});

test("a hostile name stays a name", { skip }, async () => {
  const mark = "document.documentElement.dataset.pwned=1";
  const hostile = `"'></script><script>${mark}</script><img src=x onerror="${mark}"><svg onload="${mark}">`;
  const results = sweepResults();
  const fit = results.fits[0]!;
  results.project.fileName = hostile;
  fit.trust.sentence = `\`${hostile}\``;
  for (const p of fit.parameters) p.name = hostile;
  for (const item of fit.datasets) Object.assign(item, { name: hostile, xLabel: hostile });
  for (const profile of fit.sld) for (const curve of profile.curves) curve.name = hostile;
  for (const row of fit.ranking) row.method = hostile;
  const dom = await load(results);
  assert.doesNotMatch(dom, /data-pwned/);
  assert.doesNotMatch(dom, /<img/);
  assert.equal(dom.match(/<canvas/g)?.length, 11);
});

test("were a script to slip in, the page's policy would not run it", { skip }, async () => {
  const text = writeReport(sweepResults()).replace(
    "<main>",
    `<main><script>document.documentElement.dataset.pwned=1</script>`,
  );
  assert.doesNotMatch(await loadText(text), /data-pwned="1"/);
});

function load(results: SweepResults): Promise<string> {
  return loadText(writeReport(results));
}

/** The page's DOM after its scripts have run. */
async function loadText(text: string): Promise<string> {
  const folder = fs.mkdtempSync(path.join(scratch, "page-"));
  const file = path.join(folder, "report.html");
  fs.writeFileSync(file, text);
  const flags = [...CHROMIUM_FLAGS, `--user-data-dir=${path.join(folder, "profile")}`, "--window-size=1200,900"];
  const options = { timeout: 60_000, maxBuffer: 1e8 };
  const { stdout } = await promisify(execFile)(CHROMIUM, [...flags, "--dump-dom", pathToFileURL(file).href], options);
  // The library and the page's own script say "canvas" too.
  return stdout.replace(/<script[\s\S]*?<\/script>/g, "");
}
