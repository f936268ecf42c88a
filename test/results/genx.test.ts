import assert from "node:assert/strict";
import { test } from "node:test";
import type { ParameterRow, Project } from "../../runtime/gx/project.ts";
import { bestRows, errorText } from "../../runtime/results/genx.ts";
import { sweepResults } from "../helpers/sweep-results.ts";

test("error texts are written as GenX's %.3e does", () => {
  assert.equal(errorText(-1, 2), "(-1.000e+00, 2.000e+00,)");
  assert.equal(errorText(-1.23456e-10, 4.5e123), "(-1.235e-10, 4.500e+123,)");
  assert.equal(errorText(0, 0.05), "(0.000e+00, 5.000e-02,)");
  assert.equal(errorText(Number.NaN, Number.NaN), "-");
});

test("fitted rows carry the best in their order, others stay as they are", () => {
  const fit = sweepResults().fits[0]!;
  const row = (name: string, fitted: boolean): ParameterRow => ({
    name,
    value: 7,
    fit: fitted,
    min: 0,
    max: 9,
    error: "old",
  });
  const names = fit.parameters.map((p) => p.name);
  const parameters = [
    row("fixed", false),
    row("", true),
    ...names.map((name) => row(name, true)),
    row("film.setD", false),
  ];
  const rows = bestRows({ parameters } as Project, fit);
  assert.deepEqual(rows.slice(0, 2), parameters.slice(0, 2), "a fitted row without a name is no parameter");
  assert.deepEqual(rows.at(-1), parameters.at(-1));
  assert.deepEqual(
    rows.slice(2, -1).map((r) => r.value),
    fit.parameters.map((p) => p.best),
  );
  assert.equal(rows[2]!.error, "(-1.837e-01, 2.230e-01,)");
  assert.deepEqual([rows[2]!.min, rows[2]!.max, rows[2]!.fit], [0, 9, true]);
});
