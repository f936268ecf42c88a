import assert from "node:assert/strict";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { after, test } from "node:test";
import type { ParameterRow, Project } from "../../runtime/gx/project.ts";
import { readProject } from "../../runtime/gx/read.ts";
import { bestRows, errorText, writeBestHgx } from "../../runtime/results/genx.ts";
import { sweepResults } from "../helpers/sweep-results.ts";

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "best-hgx-"));
after(() => fs.rmSync(scratch, { recursive: true }));

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

test("best.hgx is the user's file with the best in it", async () => {
  const source = new URL("../../examples/oxide-film/fit.gx", import.meta.url);
  const project = await readProject(fs.readFileSync(source), "fit.gx");
  const made = sweepResults().fits[0]!;
  const fitted = project.parameters.filter((row) => row.fit && row.name.trim() !== "");
  const curve = (n: number, value: number) => new Float64Array(n).fill(value);
  const fit = {
    ...made,
    parameters: fitted.map((row, i) => ({
      ...made.parameters[0]!,
      name: row.name,
      best: row.min + i,
      barLow: -1,
      barHigh: 2,
    })),
    datasets: project.datasets.map(({ x }) => ({
      ...made.datasets[0]!,
      ySim: curve(x.values.length, 0.5),
      residual: curve(x.values.length, -2),
    })),
  };
  const file = path.join(scratch, "best.hgx");
  await writeBestHgx(file, project, fit);

  const again = await readProject(fs.readFileSync(file), "best.hgx");
  assert.equal(again.script, project.script);
  assert.equal(again.fomFunction, project.fomFunction);
  assert.deepEqual(again.parameters, bestRows(project, fit));
  assert.equal(again.parameters.find((row) => row.fit)?.error, "(-1.000e+00, 2.000e+00,)");
  again.datasets.forEach((set, i) => {
    assert.deepEqual(set.ySim.values, fit.datasets[i]!.ySim);
    assert.deepEqual(set.yFom.values, fit.datasets[i]!.residual);
    assert.deepEqual(set.y, project.datasets[i]!.y);
  });
});
