import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { inverse, Matrix } from "ml-matrix";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { Random } from "../../runtime/optimisers/random.ts";
import { estimateUncertainty } from "../../runtime/sweep/uncertainty.ts";
import { assertClose, assertNear } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";

/** An objective with these residuals, parameters a, b, c … between −10 and 10. */
function objective(
  n: number,
  residualCount: number,
  residuals: (x: Float64Array, k: number) => number,
  residualKind: Objective["residualKind"] = "sigma",
): Objective {
  return {
    names: [..."abcdefg"].slice(0, n),
    lower: new Float64Array(n).fill(-10),
    upper: new Float64Array(n).fill(10),
    start: new Float64Array(n),
    evaluate: () => 0,
    residualCount,
    residualKind,
    residualSum: "squares",
    residuals(x, out) {
      for (let k = 0; k < residualCount; k++) out[k] = residuals(x, k);
      return 0;
    },
  };
}

const scipy = JSON.parse(readFileSync(join(GOLDEN, "sweep/curve-fit.json"), "utf8")) as {
  t: number[];
  y: number[];
  sigma: number[];
  best: number[];
  covariance_absolute: number[][];
  covariance_relative: number[][];
  reduced_chi_square: number;
};
const decay = (x: Float64Array, k: number) =>
  (scipy.y[k]! - (x[0]! * Math.exp(-x[1]! * scipy.t[k]!) + x[2]!)) / scipy.sigma[k]!;

for (const [kind, covariance] of [
  ["sigma", scipy.covariance_absolute],
  ["relative", scipy.covariance_relative],
] as const) {
  test(`uncertainties and correlations of ${kind} residuals are those of scipy's curve_fit`, () => {
    const found = estimateUncertainty(objective(3, scipy.t.length, decay, kind), Float64Array.from(scipy.best))!;
    const expected = covariance.map((row, i) => Math.sqrt(row[i]!));
    assertClose(found.standard, expected, 1e-6);
    covariance.forEach((row, i) => {
      const correlation = row.map((c, j) => c / (expected[i]! * expected[j]!));
      assertClose(found.correlation[i]!, correlation, 1e-5);
    });
    assert.deepEqual(found.notes, []);
    if (kind === "sigma") assertNear(found.reducedChiSquare!, scipy.reduced_chi_square, 1e-12);
    else assert.equal(found.reducedChiSquare, undefined);
  });
}

test("for a model linear in its parameters the covariance is (AᵀA)⁻¹, in the bounds and at one", () => {
  const t = Array.from({ length: 12 }, (_, k) => 0.3 * k - 1);
  const A = new Matrix(t.map((v) => [1, v, v * v]));
  const expected = inverse(A.transpose().mmul(A));
  const residual = (x: Float64Array, k: number) => x[0]! + x[1]! * t[k]! + x[2]! * t[k]! ** 2 - Math.sin(k);
  for (const best of [
    [0.5, -1, 2],
    [10, -10, 2],
  ]) {
    const found = estimateUncertainty(objective(3, t.length, residual), Float64Array.from(best))!;
    assertClose(
      found.standard,
      [0, 1, 2].map((i) => Math.sqrt(expected.get(i, i))),
      1e-7,
    );
    assert.equal(found.notes.filter((note) => note.includes("bound")).length, best[0] === 10 ? 2 : 0);
  }
});

test("at a bound it says so, and no residual is asked for outside the bounds", () => {
  const measure = (x: Float64Array, k: number) => {
    assert.ok(x.every((v) => v >= -10 && v <= 10));
    return x[0]! + k * x[1]!;
  };
  const within = objective(2, 5, measure, "relative");
  const found = estimateUncertainty(within, Float64Array.of(10, -10))!;
  assert.deepEqual(found.notes, [
    "`a` is at its upper bound: its uncertainty holds as if the bound were not there.",
    "`b` is at its lower bound: its uncertainty holds as if the bound were not there.",
  ]);
});

test("parameters that the data cannot tell apart, or do not see, are named and have no uncertainty", () => {
  const product = objective(4, 20, (x, k) => 0.1 * (x[0]! * x[1]! - 5) * k + 0.1 * (x[2]! - 3));
  const found = estimateUncertainty(product, Float64Array.of(2, 3, 1, 5))!;
  assert.deepEqual(
    found.standard.map((u) => Number.isNaN(u)),
    [true, true, false, true],
  );
  assert.deepEqual([found.measured.undetermined, found.measured.withoutEffect], [[0, 1], [3]]);
  const alone = estimateUncertainty(
    objective(1, 20, (x) => x[0]! - 3),
    Float64Array.of(1),
  )!;
  assertNear(alone.standard[0]!, 1 / Math.sqrt(20), 1e-9);
});

test("a parameter without slope at the best is told from one without effect", () => {
  const square = objective(3, 20, (x, k) => 0.1 * x[0]! ** 2 * k + x[1]! - 0.3 * Math.sin(k));
  const found = estimateUncertainty(square, Float64Array.of(0, 1, 5))!;
  assert.deepEqual([found.measured.undetermined, found.measured.withoutEffect], [[], [2]]);
  assert.deepEqual(
    found.standard.map((u) => Number.isNaN(u)),
    [true, false, true],
  );
  assert.deepEqual(found.notes.slice(0, 1), [
    "No uncertainty is known of `a`: the curve has no slope there, as at a roughness of 0, though it changes farther off.",
  ]);
});

test("residuals that are not numbers are left out, and counted", () => {
  const found = estimateUncertainty(
    objective(1, 8, (x, k) => (k < 4 ? x[0]! : Number.NaN)),
    Float64Array.of(1),
  )!;
  assertNear(found.standard[0]!, 0.5, 1e-9);
  assert.deepEqual(found.notes, ["4 of 8 residuals are not finite numbers and were left out."]);
});

/** `of`, in which a point counts only where `counts` says so. */
function partly(of: Objective, counts: (x: Float64Array, k: number) => boolean): Objective {
  return {
    ...of,
    residuals(x, out, counted) {
      of.residuals!(x, out);
      for (let k = 0; k < out.length; k++) {
        const enters = counts(x, k);
        if (!enters) out[k] = 0;
        if (counted) counted[k] = Number(enters);
      }
      return 0;
    },
  };
}

test("points that do not count are no measurements: χ² and ± are those of the others alone", () => {
  const line = (x: Float64Array, k: number) => x[0]! + x[1]! * (k % 10) - Math.sin(k);
  for (const kind of ["sigma", "relative"] as const) {
    const best = Float64Array.of(0.1, 0.02);
    const alone = estimateUncertainty(objective(2, 20, line, kind), best)!;
    const among = estimateUncertainty(
      partly(objective(2, 60, line, kind), (_, k) => k < 20),
      best,
    );
    assert.deepEqual(among, alone);
  }
});

test("a parameter that makes points vanish has no uncertainty, and the others have that of the points that stay", () => {
  const line = (x: Float64Array, k: number) => x[0]! + x[1]! * k - Math.sin(k);
  const best = Float64Array.of(1, 0.5);
  const edge = partly(objective(2, 30, line), (x, k) => k < 20 || x[0]! >= 1);
  const found = estimateUncertainty(edge, best)!;
  assert.deepEqual([found.vanishing, Number.isNaN(found.standard[0]!)], [[0], true]);
  assert.equal(found.standard[1], estimateUncertainty(objective(2, 20, line), best)!.standard[1]);
  assert.deepEqual(
    found.notes.filter((note) => note.startsWith("No uncertainty")),
    [
      "No uncertainty is known of `a`: beside the best, points enter or leave the figure of merit as it changes, and what that adds or takes is no slope of the data's.",
    ],
  );
  // All 30 count at the best.
  const chi2 = [...Array(30).keys()].reduce((sum, k) => sum + line(best, k) ** 2, 0);
  assertNear(found.reducedChiSquare!, chi2 / 28, 1e-12);
});

test("fewer residuals than parameters determine nothing, without an error", () => {
  const found = estimateUncertainty(
    objective(3, 2, (x, k) => x[0]! + x[1]! + k * x[2]!, "relative"),
    Float64Array.of(1, 1, 1),
  )!;
  assert.ok(found.standard.every((u) => Number.isNaN(u)));
  assert.ok(found.notes.includes("2 residuals do not suffice for 3 parameters."));
});

test("a figure of merit without residuals has no uncertainties", () => {
  assert.equal(
    estimateUncertainty(
      objective(1, 0, () => 0, "none"),
      Float64Array.of(1),
    ),
    undefined,
  );
});

test("a fit of absolute values scatters as far as is said: the median of normal noise", () => {
  const random = new Random(7);
  const points = 101;
  const medians: number[] = [];
  const stated: number[] = [];
  for (let draw = 0; draw < 3000; draw++) {
    const y = Float64Array.from({ length: points }, () => random.normal());
    const best = y.toSorted()[points >> 1]!;
    medians.push(best);
    const location = { ...objective(1, points, (x, k) => y[k]! - x[0]!), residualSum: "absolutes" as const };
    stated.push(estimateUncertainty(location, Float64Array.of(best))!.standard[0]!);
  }
  const scatter = Math.sqrt(medians.reduce((sum, m) => sum + m * m, 0) / medians.length);
  assertNear(stated[0]!, scatter, 0.04);
});

test("an uncertainty wider than the bounds is said to be no determination", () => {
  const weak = objective(1, 50, (x, k) => 1e-3 * x[0]! + Math.sin(k));
  assert.ok(estimateUncertainty(weak, Float64Array.of(1))!.notes[0]!.startsWith("The uncertainty of `a` is wider"));
});

test("what moves together, and what χ² says, is put into words", () => {
  const residual = (scale: number) => (x: Float64Array, k: number) =>
    scale * (x[0]! + x[1]! * (1 + 0.01 * Math.cos(k)) + x[2]! * Math.sin(k) + Math.sin(7 * k));
  const notes = (scale: number) =>
    estimateUncertainty(objective(3, 200, residual(scale)), Float64Array.of(0, 0, 0))!.notes;
  const [pair, ...none] = notes(1.2);
  assert.match(pair!, /^Strongly correlated: `a` and `b` \(−1\.00\)\. A change/);
  assert.deepEqual(none, []);
  // √(200/197 · 100² / 2) = 71
  assert.match(
    notes(100)[1]!,
    /^Reduced χ² is 50\d0, far above 1: the error bars are too small, or the model .* ± would be 71 times as large\.$/,
  );
  assert.match(notes(0.1).at(-1)!, /^Reduced χ² is 0\.005\d*, far below 1: .* ± would be 0\.071 times as large\.$/);
});

test("a parameter that matters only near the file's value, far inside its bounds, is not without effect", () => {
  const peak = (x: Float64Array, k: number) => k - x[0]! - (Math.abs(x[1]! - 2) < 1 ? 5 : 0);
  const wide = objective(2, 8, peak);
  wide.lower[1] = -1e300;
  wide.upper[1] = 1e300;
  wide.start[1] = 2;
  const found = estimateUncertainty(wide, Float64Array.of(3.5, 7e299))!;
  assert.deepEqual(found.measured.withoutEffect, []);
  assert.match(found.notes.join(), /No uncertainty is known of `b`: the curve has no slope there/);
});
