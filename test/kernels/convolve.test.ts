/** Smearing against GenX, numpy and integrals that are known. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gaussianKernel, gaussianKernelLength, varyingWeights } from "../../runtime/kernels/convolve.ts";
import { load } from "../../runtime/kernels/load.ts";
import { gaussianGrid, kAlphaGrid, normaliseWeights, trapezoidGrid } from "../../runtime/kernels/resolution.ts";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";

const golden = JSON.parse(readFileSync(join(GOLDEN, "kernels/kernels.json"), "utf8")) as {
  x: number[];
  curve: number[];
  convolutions: { sigma: number; range: number; result: number[] }[];
  varying: { label: string; sigma: number[]; result: number[] }[];
  lengths: [step: number, sigma: number, range: number, length: number][];
};
const { convolve, convolveVarying, integrate } = load();
const x = Float64Array.from(golden.x);
const curve = Float64Array.from(golden.curve);

test("the sampled Gaussian has as many points as numpy's arange", () => {
  for (const [step, sigma, range, length] of golden.lengths) {
    assert.equal(gaussianKernelLength(step, sigma, range), length, `arange(−${range}·${sigma}, …, ${step})`);
  }
});

test("a convolution with one resolution equals GenX's, also where the kernel is longer than the curve", () => {
  for (const { sigma, range, result } of golden.convolutions) {
    const out = new Float64Array(x.length);
    convolve(curve, gaussianKernel(x[1]! - x[0]!, sigma, range), out);
    assertClose(out, result, 1e-12, `σ ${sigma}`);
  }
});

test("a convolution with a resolution for each point equals GenX's", () => {
  for (const { label, sigma, result } of golden.varying) {
    const out = new Float64Array(x.length);
    convolveVarying(curve, varyingWeights(x, Float64Array.from(sigma)), out);
    assertClose(out, result, 1e-12, label);
  }
});

test("a steep curve loses nothing by leaving out the far weights", () => {
  const steep = x.map((at) => at ** -9);
  const sigma = new Float64Array(x.length).fill(0.02);
  const { first, row, weight } = varyingWeights(x, sigma);
  assert.ok(weight.length < x.length ** 2 / 2, "weights were left out");
  const out = new Float64Array(x.length);
  convolveVarying(steep, { first, row, weight }, out);
  const all = x.map((centre) => {
    const trapezoid = (value: (i: number) => number) => {
      let sum = 0;
      for (let i = 1; i < x.length; i++) sum += (value(i - 1) + value(i)) / 2;
      return sum;
    };
    const gauss = (i: number) => Math.exp(-(((x[i]! - centre) / 0.02) ** 2) / 2);
    return trapezoid((i) => steep[i]! * gauss(i)) / trapezoid(gauss);
  });
  assertClose(out, all, 1e-13);
});

test("points in any order, with the same points, weigh the same", () => {
  const sigma = x.map((at) => 0.04 * at);
  const straight = new Float64Array(x.length);
  convolveVarying(curve, varyingWeights(x, sigma), straight);
  // The trapezoid rule halves the two ends; only they know their neighbours, so compare a reversal.
  const backwards = new Float64Array(x.length);
  convolveVarying(curve.toReversed(), varyingWeights(x.toReversed(), sigma.toReversed()), backwards);
  assertClose(backwards.toReversed(), straight, 1e-13);
});

test("no smearing changes a constant, and a symmetric one no straight line", () => {
  const flat = new Float64Array(x.length).fill(0.3);
  const out = new Float64Array(x.length);
  convolve(flat, gaussianKernel(0.02, 0.05, 3), out);
  assertClose(out, flat, 1e-14, "kernel");
  convolveVarying(
    flat,
    varyingWeights(
      x,
      x.map((at) => 0.1 * at),
    ),
    out,
  );
  assertClose(out, flat, 1e-14, "varying");
  for (const [name, grid, weight, rows] of grids()) {
    integrate(new Float64Array(grid.length).fill(0.3), weight, out);
    assertClose(out, flat, 1e-13, name);
    if (name === "Kα") continue;
    integrate(grid.slice(), weight, out);
    assertClose(out, x, 1e-13, `${name} of ${rows} rows`);
  }
});

test("a Gaussian smears a parabola by its variance", () => {
  const points = 401;
  const [grid, weight] = [new Float64Array(points * x.length), new Float64Array(points * x.length)];
  gaussianGrid(x, Float64Array.of(0.03), points, 8, grid, weight);
  normaliseWeights(grid, weight, points);
  const out = new Float64Array(x.length);
  integrate(
    grid.map((at) => at * at),
    weight,
    out,
  );
  assertClose(
    out,
    x.map((at) => at * at + 0.03 ** 2),
    1e-12,
  );
});

test("a trapezoid smears a parabola by its variance", () => {
  const points = 4001;
  const [grid, weight] = [new Float64Array(points * x.length), new Float64Array(points * x.length)];
  trapezoidGrid(x, Float64Array.of(0.05), Float64Array.of(0.15), points, grid, weight);
  normaliseWeights(grid, weight, points);
  const out = new Float64Array(x.length);
  integrate(
    grid.map((at) => at * at),
    weight,
    out,
  );
  // Sum of two independent uniform errors, of widths (outer ± inner)/2.
  const variance = (0.1 ** 2 + 0.05 ** 2) / 12;
  assertClose(
    out,
    x.map((at) => at * at + variance),
    1e-6,
  );
});

function* grids(): Generator<[string, Float64Array, Float64Array, number]> {
  for (const [name, rows, lay] of [
    [
      "Gaussian",
      7,
      (g, w) =>
        gaussianGrid(
          x,
          x.map((at) => 0.02 * at),
          7,
          2.5,
          g,
          w,
        ),
    ],
    ["trapezoid", 9, (g, w) => trapezoidGrid(x, Float64Array.of(0.02), Float64Array.of(0.05), 9, g, w)],
    ["Kα", 10, (g, w) => kAlphaGrid(x, Float64Array.of(0.01), 0.9975, 2, 5, 2, g, w)],
  ] as [string, number, (g: Float64Array, w: Float64Array) => void][]) {
    const [grid, weight] = [new Float64Array(rows * x.length), new Float64Array(rows * x.length)];
    lay(grid, weight);
    normaliseWeights(grid, weight, rows);
    yield [name, grid, weight, rows];
  }
}
