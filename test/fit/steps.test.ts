/** Where a model has numbers in float32, as GenX: its figure of merit is GenX's, and residuals have slopes all the same. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { differencesAt, jacobianColumns } from "../../runtime/optimisers/finite-differences.ts";
import type { Objective } from "../../runtime/optimisers/objective.ts";
import { assertNear } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";

test("the slope by a density is that over a hundred steps of float32", async () => {
  const project = await readProjectFile(join(GOLDEN, "genx/id03_offset_scan.gx"));
  // A row for the density of a layer, and no other.
  const [row] = project.parameters;
  project.parameters.splice(0, project.parameters.length, {
    ...row!,
    name: "A.dens",
    value: 0.0849,
    min: 0.05,
    max: 0.12,
  });
  const { objective } = compileFit(project);
  const { residualCount: m, lower, upper } = objective;
  const x = Float64Array.of(0.0849);
  const residuals = (value: number) => {
    const out = new Float64Array(m);
    objective.residuals!(Float64Array.of(value), out);
    return out;
  };
  const { points } = differencesAt(x, lower, upper);
  const around = Float64Array.from([...points].flatMap((value) => [...residuals(value)]));
  const [column] = jacobianColumns(differencesAt(x, lower, upper), residuals(0.0849), around);
  const wide = 0.002;
  const [high, low] = [residuals(0.0849 + wide), residuals(0.0849 - wide)];
  const largest = Math.max(...column!.map(Math.abs));
  for (const [k, slope] of column!.entries()) {
    assert.ok(Math.abs(slope - (high[k]! - low[k]!) / 2 / wide) < 0.02 * largest, `residual ${k}`);
  }
  assertNear(figure(objective, 0.0849), objective.evaluate(x), 1e-15);
});

function figure(objective: Objective, value: number): number {
  return objective.residuals!(Float64Array.of(value), new Float64Array(objective.residualCount));
}
