/**
 * Scripts as users write them (test/golden/scripts: classes of their own,
 * generators, several instruments, tables of materials, exec, decorators, …),
 * each run by GenX and here: the same curves, the same figure of merit.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { compileFit } from "../../runtime/fit/compile.ts";
import { assertClose, assertNear } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { projectOf } from "../helpers/project.ts";

interface Golden {
  datasets: { x: number[]; y: number[]; error: number[]; y_sim: number[] }[];
  rows: [name: string, value: number][];
  fom: number | string;
}

const folder = join(GOLDEN, "scripts");
const golden = JSON.parse(readFileSync(join(folder, "scripts.json"), "utf8")).scripts as Record<string, Golden>;

test("there are scripts to run", () => assert.ok(Object.keys(golden).length >= 25));

for (const [name, { datasets, rows, fom }] of Object.entries(golden)) {
  test(name, () => {
    const script = readFileSync(join(folder, `${name}.py`), "utf8");
    const simulation = compileFit(projectOf(script, datasets, rows)).simulate();
    datasets.forEach(({ y_sim }, k) => {
      assertClose(simulation.datasets[k]!.ySim, y_sim, 1e-9, `curve ${k}`);
    });
    if (typeof fom === "number") assertNear(simulation.fom, fom, 1e-8, "fom");
  });
}
