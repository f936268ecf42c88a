/**
 * GenX 3.8.13 opens best.hgx and gets the same figure of merit, from whichever
 * container and generation of GenX the fit came. Needs a Python that has genx3,
 * named by META_GENX_PYTHON; open_in_genx.py is the other half.
 */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { writeHgx } from "../../runtime/gx/write.ts";
import { assertNear } from "../helpers/close.ts";
import { GOLDEN, readGolden } from "../helpers/golden.ts";

const PYTHON = process.env["META_GENX_PYTHON"];
const skip = PYTHON === undefined && "META_GENX_PYTHON does not name a Python that has genx3";

/** What open_in_genx.py tells of one file. */
interface Opened {
  fom: number;
  fomfunction: string;
  parameters: [name: string, value: number, fit: boolean, min: number, max: number, error: string][];
  stored_y_sim: number[][];
  y_sim: number[][];
  names: string[];
  extra: string[][];
  use: boolean[];
  km: number;
  pop_size: number;
  create_trial: string;
  limit_fit_range: boolean;
}

const CASES = [
  "genx/fo15_limit_range.gx",
  "genx/fo15_limit_range.hgx",
  "genx/fo16_no_masking.gx",
  "genx/dc01_commands.gx",
  "genx/dc03_big_compressed.hgx",
  "genx/py2_fo10_chi2bars.gx",
  "genx/py2_sx07_q_full_rel.gx",
  "gx/batch_film_series.hgx",
];

test("GenX opens what we write and finds the same figure of merit, values, curves and settings", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "gx-"));
  const projects = await Promise.all(CASES.map((name) => readProjectFile(join(GOLDEN, name))));
  const files = await Promise.all(
    projects.map(async (project, i) => {
      const parameters = project.parameters.map((row) => ({ ...row, error: "(-1.0e-01, 2.0e-01,)" }));
      const ySim = project.datasets.map(({ x }) => x.values.map((q) => 1 / (1 + q * q)));
      const file = join(folder, `${i}.hgx`);
      writeFileSync(file, await writeHgx(project, { parameters, ySim }));
      return file;
    }),
  );

  for (const [i, opened] of openInGenx(files).entries()) {
    const name = CASES[i]!;
    const project = projects[i]!;
    const golden = readGolden(join(GOLDEN, name.replace(/\.h?gx$/, ".json")));
    assertNear(opened.fom, golden.fom, 1e-12, `${name}: figure of merit`);
    assert.equal(opened.fomfunction, golden.fomfunction, name);
    assert.deepEqual(
      opened.parameters,
      project.parameters.map(({ name, value, fit, min, max }) => [name, value, fit, min, max, "(-1.0e-01, 2.0e-01,)"]),
      name,
    );
    assert.deepEqual(
      opened.stored_y_sim,
      project.datasets.map(({ x }) => Array.from(x.values, (q) => 1 / (1 + q * q))),
      name,
    );
    assert.deepEqual(
      opened.names,
      project.datasets.map((data) => data.name),
      name,
    );
    assert.deepEqual(
      opened.extra,
      project.datasets.map(({ extra }) => Object.keys(extra).sort()),
      name,
    );
    assert.deepEqual(
      opened.use,
      project.datasets.map((data) => data.use),
      name,
    );
    const { optimiser, solver } = project;
    assert.deepEqual(
      [opened.km, opened.pop_size, opened.create_trial],
      [optimiser.km, optimiser.popSize, optimiser.scheme],
      name,
    );
    assert.equal(opened.limit_fit_range, solver.limitFitRange, name);
  }
});

function openInGenx(files: string[]): Opened[] {
  const helper = join(import.meta.dirname, "open_in_genx.py");
  const output = execFileSync(PYTHON!, [helper, ...files], {
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "ignore"],
  });
  return JSON.parse(output.slice(output.indexOf("[{"))) as Opened[];
}
