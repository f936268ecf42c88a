import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import type { GxError } from "../../runtime/errors.ts";
import { FIGURES_OF_MERIT, type FomData, figureOfMerit } from "../../runtime/fit/fom.ts";
import type { SolverOptions } from "../../runtime/gx/project.ts";
import { assertClose, assertNear } from "../helpers/close.ts";
import { GOLDEN, readGolden } from "../helpers/golden.ts";

const everyPoint: SolverOptions = { ignoreNan: true, ignoreInf: true, limitFitRange: false, fitXMin: 0, fitXMax: 180 };
const columns = (set: { x: number[]; y: number[]; error: number[]; use: boolean }): FomData => ({
  x: Float64Array.from(set.x),
  y: Float64Array.from(set.y),
  error: Float64Array.from(set.error),
  use: set.use,
});

for (const file of readdirSync(join(GOLDEN, "genx")).filter((name) => name.endsWith(".json"))) {
  test(`from GenX's simulation follows GenX's figure of merit: ${file}`, () => {
    const golden = readGolden(join(GOLDEN, "genx", file));
    const solver: SolverOptions = {
      ignoreNan: golden.solver.ignore_fom_nan as boolean,
      ignoreInf: golden.solver.ignore_fom_inf as boolean,
      limitFitRange: golden.solver.limit_fit_range as boolean,
      fitXMin: golden.solver.fit_xmin as number,
      fitXMax: golden.solver.fit_xmax as number,
    };
    const data = golden.datasets.map(columns);
    const fitted = golden.parameters.filter((row) => row.fit).length;
    const fom = figureOfMerit(golden.fomfunction, data, solver, fitted);
    const simulated = golden.datasets.map((set) => Float64Array.from(set.y_sim));

    assertNear(fom.total(simulated), golden.fom, 1e-12, "fom");
    const points = data.map((set) => new Float64Array(set.y.length));
    fom.points(simulated, points);
    golden.datasets.forEach((set, k) => {
      assertClose(points[k]!, set.y_fom, 1e-9, `y_fom of ${set.name}`);
      assertNear(fom.individual(points[k]!), golden.fom_individual[k]!, 1e-11, `fom of ${set.name}`);
    });
  });
}

test("the squares of the residuals add up to chi²", () => {
  const data = [columns({ x: [1, 2, 3], y: [4, 5, 6], error: [1, 2, 0.5], use: true })];
  const fom = figureOfMerit("chi2bars", data, everyPoint, 1);
  const S = [Float64Array.of(3, 7, 6.5)];
  const r = new Float64Array(3);
  fom.residuals(S, r);
  assertClose(r, [1, -1, -1], 1e-15);
  assert.equal(fom.total(S), 3 / 2);
});

test("a perfect simulation has a figure of merit of 0, whichever is chosen", () => {
  const data = [columns({ x: [1, 2, 3], y: [0.4, 0.5, 0.6], error: [1, 2, 0.5], use: true })];
  for (const name of Object.keys(FIGURES_OF_MERIT)) {
    assert.equal(figureOfMerit(name, data, everyPoint, 1).total([data[0]!.y]), 0, name);
  }
});

test("which figures of merit are divided by N − p: as GenX's are", () => {
  const data = [columns({ x: [1, 2, 3], y: [0.4, 0.5, 0.6], error: [1, 2, 0.5], use: true })];
  const S = [Float64Array.of(0.3, 0.7, 0.9)];
  const divided = Object.keys(FIGURES_OF_MERIT).filter((name) => {
    const [one, two] = [1, 2].map((p) => figureOfMerit(name, data, everyPoint, p).total(S));
    assert.ok(two === one || two === 2 * one!, name);
    return two !== one;
  });
  assert.deepEqual(divided, ["diff", "log", "sqrt", "sintth4", "Norm", "chi2bars", "chibars", "logbars"]);
});

test("a residual that does not count is 0, whatever stood in its place", () => {
  const data = [columns({ x: [1, 2, 3], y: [1, 10, 100], error: [1, 1, 1], use: true })];
  const r = Float64Array.of(7, 7, 7);
  const upToTwo = { ...everyPoint, limitFitRange: true, fitXMin: 0, fitXMax: 2 };
  figureOfMerit("log", data, upToTwo, 1).residuals([Float64Array.of(-1, 1, 1)], r);
  assert.deepEqual([...r], [0, 1, 0]);
});

test("only NaN is ignored when only NaN is to be ignored", () => {
  const data = [columns({ x: [1, 2], y: [-1, 10], error: [1, 1], use: true })];
  const onlyNan = { ...everyPoint, ignoreInf: false };
  assert.equal(figureOfMerit("log", data, onlyNan, 1).total([Float64Array.of(1, 1)]), 1);
  assert.equal(figureOfMerit("log", data, onlyNan, 1).total([Float64Array.of(1, 0)]), Infinity);
});

test("an unknown figure of merit and a file with nothing in use are refused", () => {
  const set = columns({ x: [1], y: [1], error: [1], use: false });
  const refused = (name: string, use: boolean, message: RegExp) =>
    assert.throws(() => figureOfMerit(name, [{ ...set, use }], everyPoint, 1), { code: "GX_FOM", message });
  refused("diff", false, /No data set is in use/);
  refused("mine", true, /"mine" is not one of GenX's own/);
  refused("constructor", true, /is not one of/);
  const advised = (name: string, advice: RegExp) =>
    assert.throws(
      () => figureOfMerit(name, [{ ...set, use: true }], everyPoint, 1),
      (error: GxError) => advice.test(error.advice!),
    );
  advised("R1_weighted_2", /^"R1" is GenX's own that takes its place\. Choose one of .*\blog\b.* in GenX/);
  advised("RedChi2", /^"chi2bars" is GenX's own/);
  advised("mine", /^Choose one of /);
});

test("a simulation that is nowhere a number has no figure of merit", () => {
  const data = [columns({ x: [1, 2], y: [1, 10], error: [1, 1], use: true })];
  const fom = figureOfMerit("log", data, everyPoint, 1);
  assert.ok(Number.isNaN(fom.total([Float64Array.of(Number.NaN, -1)])));
  assert.equal(fom.total([Float64Array.of(Number.NaN, 10)]), 0);
});

test("a point counts inside the fit range, where what it adds is a number: by data set, and beside its residual", () => {
  const n = { x: [1, 2, 3, 4], error: [1, 1, 0, 1] };
  const data = [
    columns({ ...n, y: [1, 10, 100, 1000], use: true }),
    columns({ ...n, y: [1, 10, 100, 1000], use: false }),
    columns({ ...n, y: [-1, 10, 100, 1000], use: true }),
  ];
  const twoOn = { ...everyPoint, limitFitRange: true, fitXMin: 1.5, fitXMax: 9 };
  const flat = Float64Array.of(1, 1, 1, 1);
  const S = [Float64Array.of(-1, 1, 0, Number.NaN), flat, flat];
  const asked = (name: string, solver: SolverOptions) => {
    const fom = figureOfMerit(name, data, solver, 1);
    const counts = new Uint8Array(8).fill(7);
    fom.residuals(S, new Float64Array(8), counts);
    return [fom.pointsOf, fom.countedOf(S), [...counts]];
  };
  assert.deepEqual(asked("log", everyPoint), [
    [4, 0, 4],
    [1, 0, 3],
    [0, 1, 0, 0, 0, 1, 1, 1],
  ]);
  assert.deepEqual(asked("log", twoOn), [
    [3, 0, 3],
    [1, 0, 3],
    [0, 1, 0, 0, 0, 1, 1, 1],
  ]);
  // An error bar of 0 weighs without end; a curve below 0 is no matter without a logarithm.
  assert.deepEqual(asked("chi2bars", everyPoint), [
    [4, 0, 4],
    [2, 0, 3],
    [1, 1, 0, 0, 1, 1, 0, 1],
  ]);
});
