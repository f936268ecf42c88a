import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import vm from "node:vm";
import { fitCharts } from "../../runtime/results/report/chart-data.ts";
import { html, jsonScript, prose } from "../../runtime/results/report/html.ts";
import { roomFor } from "../../runtime/results/report/room.ts";
import { writeReport } from "../../runtime/results/report.ts";
import type { FitResults } from "../../runtime/results/sweep-results.ts";
import { hasFom } from "../../runtime/sweep/rank.ts";
import { sweepResults } from "../helpers/sweep-results.ts";

const charted = (fit: FitResults) => fitCharts(fit, roomFor([fit]));

const HOSTILE = `"'></script><script>alert(1)</script><img src=x onerror=alert(2)>&amp;\u2028`;

test("the page holds what a reader of a paper asks for, without JavaScript", () => {
  const text = writeReport(sweepResults());
  const words = markup(text).replace(/<[^>]*>/g, "");
  for (const expected of [
    /film\.gx/,
    /With caution\. 17 of 34 independent starts/,
    /Figure of merit, logbars/,
    /138\.02&nbsp;±&nbsp;0\.13/,
    /\(1\.0&nbsp;±&nbsp;2\.4\)&#8239;×&#8239;10−9/,
    /▲ at lower bound/,
    /Reduced χ² 1\.13/,
    /jade_best\s*5 of 12\s*42 %/,
    /not counted in the figure of merit/,
    /All 36 trials/,
    /All trials: km 0\.7, kr 0\.7, a population of 50, a budget of 6\u202f000 evaluations\./,
    /ZeroDivisionError/,
    /meta-genx 0\.1\.0/,
  ]) {
    assert.match(words, expected);
  }
});

test("each figure of a parameter stands under its own heading", () => {
  const table = markup(writeReport(sweepResults())).match(
    /<table>(?:(?!<\/table>).)*GenX’s FOM-level bars.*?<\/table>/s,
  )![0];
  const headings = [...table.matchAll(/<th scope="col">(.*?)<\/th>/gs)].map(([, text]) => text);
  const [, row] = table.match(/<tr>\s*<th scope="row">film\.setD (.*?)<\/tr>/s)!;
  const cells = [...row!.matchAll(/<td>(.*?)<\/td>/gs)].map(([, text]) => text!.replaceAll("&nbsp;", " "));
  assert.deepEqual(Object.fromEntries(headings.map((heading, i) => [heading, cells[i - 1] ?? "film.setD"])), {
    Parameter: "film.setD",
    Best: "138.02 ± 0.13",
    // The bars reach from 0.1837 below the best to 0.2230 above it.
    "GenX’s FOM-level bars": "−0.18 / +0.22",
    "In the file": "150",
    Min: "50",
    Max: "250",
  });
});

test("the page asks the network for nothing, and lets only its own scripts run", () => {
  const text = writeReport(sweepResults());
  assert.match(
    text,
    /Content-Security-Policy" content="default-src &#39;none&#39;; style-src &#39;unsafe-inline&#39;; script-src &#39;sha256-/,
  );
  assert.doesNotMatch(text, /<(link|img|iframe|object|embed|base|form)\b/i);
  assert.doesNotMatch(text, /<script[^>]* src/i);
  assert.doesNotMatch(text, /@import|url\(/);
});

test("names from the file cannot become markup, wherever they stand", () => {
  const results = sweepResults();
  const fit = results.fits[0]!;
  results.project.fileName = HOSTILE;
  results.timing.where = HOSTILE;
  fit.fomFunction = HOSTILE;
  fit.uncertaintySource = HOSTILE;
  fit.residualLabel = HOSTILE;
  fit.notes = [HOSTILE, `\`${HOSTILE}\``];
  fit.trust.sentence = HOSTILE;
  for (const p of fit.parameters) p.name = HOSTILE;
  for (const set of fit.datasets) Object.assign(set, { name: HOSTILE, xLabel: HOSTILE });
  for (const profile of fit.sld) {
    Object.assign(profile, { dataset: HOSTILE, unit: HOSTILE });
    for (const curve of profile.curves) curve.name = HOSTILE;
  }
  for (const row of fit.ranking) Object.assign(row, { method: HOSTILE, settings: HOSTILE });
  for (const trial of fit.trials) {
    trial.spec.method = HOSTILE;
    if (trial.result) Object.assign(trial.result, { stopReason: HOSTILE, error: HOSTILE });
  }
  for (const fits of [[fit], [fit, { ...fit, name: HOSTILE }]]) {
    const text = writeReport({ ...results, fits });
    assert.equal(text.match(/<script/g)?.length, writeReport(sweepResults()).match(/<script/g)?.length);
    assert.doesNotMatch(text, /<img/);
    assert.doesNotMatch(text, /alert\(1\)<\/script>/);
  }
});

test("data in the page are JSON that gives the numbers back", () => {
  const charts = sweepResults().fits.map(charted);
  const text = writeReport(sweepResults()).match(/id="data">(.*?)<\/script>/s)![1]!;
  assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify(charts)));
  const set = charts[0]!.datasets[0]!;
  assert.equal(set.y[40], null, "a masked point is a gap");
  assert.equal(set.logY, true);
});

test("curves are sorted by x, and points without an x are left out", () => {
  const fit = sweepResults().fits[0]!;
  const nothing = Float64Array.of(0, 0, 0, 0);
  fit.datasets = [
    {
      name: "",
      use: true,
      points: 4,
      counted: 4,
      countedAtStart: 4,
      xLabel: "x",
      x: Float64Array.of(3, Number.NaN, 1, 2),
      y: Float64Array.of(30, 99, -10, 20),
      error: nothing,
      ySim: nothing,
      residual: nothing,
    },
  ];
  const set = charted(fit).datasets[0]!;
  assert.deepEqual(set.x, [1, 2, 3]);
  assert.deepEqual(set.y, [-10, 20, 30]);
  assert.equal(set.logY, false, "a third of the points below 0 is no case for a log axis");
});

test("data of both signs stay on a linear axis, and noise about nothing does not make data so", () => {
  const fit = sweepResults().fits[0]!;
  const [set] = fit.datasets;
  const of = (f: (i: number) => number, error: number) =>
    charted({
      ...fit,
      datasets: [{ ...set!, y: set!.x.map((_, i) => f(i)), error: set!.x.map(() => error) }],
    }).datasets[0]!;
  const asymmetry = of((i) => (i % 9 === 0 ? -0.3 : 0.001 * 10 ** (i / 15)), 0.01);
  assert.deepEqual([asymmetry.signed, asymmetry.logY], [true, false]);
  const noise = of((i) => (i % 9 === 0 ? -0.015 : 0.001 * 10 ** (i / 15)), 0.01);
  assert.deepEqual([noise.signed, noise.logY], [false, true]);
});

test("of data of both signs the page draws no logarithmic axis, whatever is ticked", () => {
  const context = chartsOfThePage();
  const fit = charted(sweepResults().fits[0]!);
  const scale = (signed: boolean) => {
    Object.assign(context, { fit: { ...fit, datasets: [{ ...fit.datasets[0]!, signed }] } });
    return vm.runInContext("dataChart(fit, 0, { logX: false, logY: true }).options.scales.y.distr", context);
  };
  assert.deepEqual([scale(false), scale(true)], [3, 1]);
});

test("an axis writes powers of ten with their minus, and so it does numbers below 0", () => {
  const context = Object.assign(chartsOfThePage(), { fit: charted(sweepResults().fits[0]!) });
  const labels = (logY: boolean, ticks: number[]) =>
    vm.runInContext(
      `dataChart(fit, 0, { logX: false, logY: ${logY} }).options.axes[1].values(null, [${ticks}])`,
      context,
    );
  assert.deepEqual([...labels(true, [1e-7, 2e-7, 1, 1e5])], ["10⁻⁷", "2×10⁻⁷", "1", "10⁵"]);
  assert.deepEqual([...labels(false, [-0.02, 0, 0.02])], ["−0.02", "0", "0.02"]);
  assert.deepEqual([...labels(false, [-1e-7, -2e-12])], ["−10⁻⁷", "−2×10⁻¹²"]);
});

test("a convergence curve keeps its first and last point, and no more than the eye sees", () => {
  const fit = sweepResults().fits[0]!;
  const curve = Array.from({ length: 5000 }, (_, i): [number, number] => [i + 1, 1 / (i + 1)]);
  fit.trials[0]!.result!.convergence = curve;
  fit.ranking[0]!.members = [0];
  const { evaluations } = charted(fit).convergence[0]![0]!;
  assert.equal(evaluations[0], 1);
  assert.equal(evaluations.at(-1), 5000);
  assert.ok(evaluations.length < 160, String(evaluations.length));
});

test("minima, notes and what GenX's bars are stand in the page's own words", () => {
  const results = sweepResults();
  const [fit] = results.fits;
  fit!.minima.push({ ...fit!.minima[1]!, rank: "rival" });
  const text = markup(writeReport(results));
  assert.match(
    text,
    /<h2>Minima<\/h2>[\s\S]*The best<\/th><th scope="col">Fits worse<\/th><th scope="col">Fits as well/,
  );
  assert.match(text, /Trials that ended there<\/th><td>5<\/td><td>2<\/td>/);
  assert.match(text, /812 evaluations[\s\S]*1 trial ended short of any minimum/);
  assert.match(text, /GenX’s FOM-level bars are no standard deviations: [\s\S]* less than 1\.05 times/);
  assert.match(text, /<li><code>inst\.setIbkg<\/code> is at its lower bound/);
  assert.match(text, /1\.43 in the file; the best trial ended at 0\.03123 and was polished/);
});

test("a profile of the mass density is a plot of its own that says so", () => {
  const results = sweepResults();
  const [fit] = results.fits;
  const profile = { ...fit!.sld[0]!, quantity: "mass density" as const, unit: "g/cm³" };
  const text = markup(writeReport({ ...results, fits: [{ ...fit!, sld: [fit!.sld[0]!, profile] }] }));
  assert.match(text, /<figcaption>x-ray, 1\.54 Å: mass density<\/figcaption>/);
  assert.match(text, /aria-label="x-ray, 1\.54 Å: mass density against depth"/);
  assert.match(text, /aria-label="x-ray, 1\.54 Å: scattering length density against depth"/);
});

test("a sweep of which nothing has ended, and one without optional parts, have a page too", () => {
  const results = sweepResults();
  const fit = results.fits[0]!;
  const empty = {
    ...fit,
    bestFom: Number.NaN,
    targetFom: Number.NaN,
    bestTrial: -1,
    minima: [],
    trials: fit.trials.map(({ spec }) => ({ spec, result: null })),
    correlation: undefined,
    sld: [],
    notes: [],
    trust: { ...fit.trust, verdict: "doubt" as const, sentence: "No trial has ended." },
  };
  const text = markup(writeReport({ ...results, finished: false, fits: [empty] }));
  assert.match(text, /Do not trust it yet/);
  assert.match(text, /so far: the sweep is not finished/);
  assert.doesNotMatch(text, /best curve\.|data-kind="convergence"|<h2>(Parameters|Methods)/);
  assert.doesNotMatch(text, /undefined|\[object|<h2>Correlations|<h2>Scattering/);
});

test("html escapes what is not Html, and prose marks names", () => {
  assert.equal(html`<p title="${`a"b`}">${"<&>'"}</p>`.text, `<p title="a&#34;b">&#60;&#38;&#62;&#39;</p>`);
  assert.equal(prose("see `a<b` now").text, "see <code>a&#60;b</code> now");
  assert.equal(jsonScript(["</script>", "\u2028"]).text, '["\\u003c/script\\u003e","\ufffd"]');
});

/** The page's own drawing functions, without a browser. */
function chartsOfThePage(): vm.Context {
  const page = (name: string) =>
    readFileSync(new URL(`../../runtime/results/report/page/${name}`, import.meta.url), "utf8");
  const context = vm.createContext({
    document: { documentElement: {} },
    getComputedStyle: () => ({ getPropertyValue: () => "black" }),
  });
  vm.runInContext(`${page("common.js")}\n${page("axes.js")}\n${page("charts.js")}`, context);
  return context;
}

/** The page without its scripts and its style. */
function markup(text: string): string {
  return text.replace(/<script[\s\S]*?<\/script>|<style>[\s\S]*?<\/style>/g, "");
}

test("a report of 200 data sets, of 200 fits or of 20,000 trials stays under 5 MB, and says what it leaves out", () => {
  const results = sweepResults();
  const fit = results.fits[0]!;
  const long = (n: number) => Float64Array.from({ length: n }, (_, i) => Math.sin(i / 50) / 3);
  const set = (n: number): FitResults["datasets"][number] => ({
    ...fit.datasets[0]!,
    ...{
      x: Float64Array.from({ length: n }, (_, i) => i),
      y: long(n),
      error: long(n),
      ySim: long(n),
      residual: long(n),
    },
  });
  const profile = {
    ...fit.sld[0]!,
    z: long(20_000),
    curves: ["Re", "Im"].map((name) => ({ name, values: long(20_000) })),
  };
  const big = {
    "data sets": [{ ...fit, datasets: Array(200).fill(set(1000)), sld: Array(200).fill(profile) }],
    fits: Array.from({ length: 200 }, (_, i) => ({
      ...fit,
      name: `member ${i}`,
      datasets: [set(1000)],
      sld: [profile],
    })),
    trials: [
      {
        ...fit,
        trials: Array.from({ length: 20_000 }, (_, i) => fit.trials[i % fit.trials.length]!),
        ranking: fit.ranking.map((row) => ({ ...row, members: Array.from({ length: 6000 }, (_, i) => i) })),
      },
    ],
    "points in one data set": [{ ...fit, datasets: [set(1_000_000)], sld: [] }],
  };
  for (const [what, fits] of Object.entries(big)) {
    const page = writeReport({ ...results, fits });
    assert.ok(page.length < 5e6, `${what}: ${page.length} bytes`);
    assert.match(page, /points at most are drawn|are drawn, from the best to the worst/, what);
  }
  assert.doesNotMatch(writeReport(results), /at most (is|are) drawn|are drawn, from the best/);
});

test("a curve of a million points keeps its extremes among 4,000", () => {
  const fit = sweepResults().fits[0]!;
  const n = 1_000_000;
  const y = Float64Array.from({ length: n }, (_, i) => 1 + 0.1 * Math.sin(i / 9));
  y[345_678] = 50;
  y[777_777] = -50;
  const flat = new Float64Array(n).fill(1);
  const set = { ...fit.datasets[0]!, x: Float64Array.from(flat.keys()), y, error: flat, ySim: flat, residual: flat };
  const chart = charted({ ...fit, datasets: [set], sld: [] }).datasets[0]!;
  assert.ok(chart.x.length <= 4000 && chart.x.length > 1000, String(chart.x.length));
  assert.deepEqual([chart.x[0], chart.x.at(-1)], [0, n - 1]);
  for (const i of [345_678, 777_777]) assert.equal(chart.y[chart.x.indexOf(i)], y[i]);
});

test("trials that came to the best only once polished are named beside those that reached the target", () => {
  const results = sweepResults();
  const [fit] = results.fits as [FitResults];
  const short = [...fit.trials.keys()].filter(
    (row) => hasFom(fit.trials[row]!.result) && fit.trials[row]!.result!.fom > fit.targetFom,
  );
  const page = (members: number[]) => {
    const [best, ...others] = fit.minima;
    return writeReport({ ...results, fits: [{ ...fit, minima: [{ ...best!, members }, ...others] }] }).replaceAll(
      "\n",
      " ",
    );
  };
  const said = `rings: the ${short.length} that did not`;
  assert.ok(page([fit.bestTrial]).includes(`${said}; diamond`));
  assert.ok(
    page([fit.bestTrial, ...short.slice(0, 2)]).includes(
      `${said}, as they ended; polished afterwards, 2 of these came to the best; diamond`,
    ),
  );
  assert.ok(
    page([fit.bestTrial, ...short]).includes(
      `${said}, as they ended; polished afterwards, all of these came to the best; diamond`,
    ),
  );
});
