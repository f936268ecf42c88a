/** Ticks and their labels on the report's charts: the page's own script, run in a context of its own. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { runInNewContext } from "node:vm";

interface Axes {
  logTicks(low: number, high: number, most: number): number[];
  axis(label: string, log: boolean): { values(chart: null, ticks: number[]): string[] };
}
const script = readFileSync(new URL("../../runtime/results/report/page/axes.js", import.meta.url), "utf8");
const { logTicks, axis }: Axes = runInNewContext(`${script}; ({ logTicks, axis })`, { colour: () => "#000" });

/** Arrays of another context have another prototype. */
const ticks = (low: number, high: number, most: number) => [...logTicks(low, high, most)];
const labels = (values: number[], log = true) => [...axis("", log).values(null, values)];

test("an axis over decades has as many ticks as there is room for", () => {
  assert.deepEqual(ticks(1, 1000, 12), [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000]);
  assert.deepEqual(ticks(1, 1000, 9), [1, 3, 10, 30, 100, 300, 1000]);
  assert.deepEqual(ticks(1, 1000, 6), [1, 10, 100, 1000]);
  assert.deepEqual(ticks(1, 1000, 3), [1, 100]);
  assert.deepEqual(ticks(1e-9, 1000, 5), [1e-9, 1e-6, 1e-3, 1, 1000]);
  assert.deepEqual(ticks(1e-20, 1, 5), [1e-20, 1e-15, 1e-10, 1e-5, 1]);
  assert.deepEqual(ticks(1e-20, 1, 4), [1e-20, 1e-10, 1]);
});

test("within a decade it has those of a linear axis", () => {
  assert.deepEqual(ticks(2, 3, 12), [2, 2.2, 2.4, 2.6, 2.8, 3]);
  assert.deepEqual(ticks(0.0131, 0.0148, 12), [0.0135, 0.014, 0.0145]);
});

test("labels are plain where all are easily read, and powers of ten where one is large or small", () => {
  assert.deepEqual(labels([1, 10, 100, 1000]), ["1", "10", "100", "1000"]);
  assert.deepEqual(labels([10, 100, 1000, 10_000]), ["10", "10²", "10³", "10⁴"]);
  assert.deepEqual(labels([2e-4, 1e-3, 1]), ["2×10⁻⁴", "10⁻³", "1"]);
  assert.deepEqual(labels([-20_000, 0, 20_000], false), ["−20000", "0", "20000"]);
  assert.deepEqual(labels([-2e5, -1e5, 0], false), ["−2×10⁵", "−10⁵", "0"]);
});
