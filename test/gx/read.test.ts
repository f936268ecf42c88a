/** Every container that GenX saved for us reads to what GenX itself says is in it (the .json beside it). */
import assert from "node:assert/strict";
import { copyFileSync, mkdtempSync, readdirSync, readFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import type { Project } from "../../runtime/gx/project.ts";
import { hashProject, readProject, readProjectFile } from "../../runtime/gx/read.ts";
import { containers, GOLDEN, type GoldenCase, readGolden, referenceFolder } from "../helpers/golden.ts";

const OURS = [...containers(join(GOLDEN, "genx"), /./), ...containers(join(GOLDEN, "gx"), /./)];
const BATCH = join(GOLDEN, "gx/batch_film_series.hgx");

test("each container holds the script, parameters, data, figure of merit and options that GenX reports", async () => {
  for (const { path, name, json } of OURS) assertHolds(await readProjectFile(path), readGolden(json), name);
});

test("so does each reference container outside this repository", {
  skip: referenceFolder ? false : "no ../shared/reference",
}, async () => {
  for (const folder of readdirSync(referenceFolder!, { withFileTypes: true })) {
    if (!folder.isDirectory()) continue;
    for (const { path, name, json } of containers(join(referenceFolder!, folder.name), /./)) {
      assertHolds(await readProjectFile(path), readGolden(json), name);
    }
  }
});

test("a .gx and a .hgx of one fit differ in nothing but the container", async () => {
  for (const { path } of OURS.filter(({ name }) => name.endsWith(".gx") && !name.startsWith("py2"))) {
    const gx = await readProjectFile(path);
    const hgx = await readProjectFile(path.replace(/\.gx$/, ".hgx"));
    assert.deepEqual(comparable(gx), comparable(hgx), path);
  }
});

test("what a file is shows in its content, not in its name", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gx-"));
  copyFileSync(join(GOLDEN, "genx/fo15_limit_range.hgx"), join(folder, "named.gx"));
  const project = await readProjectFile(join(folder, "named.gx"));
  assert.deepEqual([project.format, project.fileName], ["hgx", "named.gx"]);
});

test("a Python 2 file keeps the settings of its pickled optimiser", async () => {
  const { optimiser } = await readProjectFile(join(GOLDEN, "genx/py2_fo10_chi2bars.gx"));
  assert.equal(optimiser.km, 0.5);
  assert.equal(optimiser.kr, 0.7);
  assert.equal(optimiser.popSize, 10);
  assert.equal(optimiser.usePopMult, false);
  assert.equal(optimiser.scheme, "best_1_bin");
  assert.equal(optimiser.allowedFomDiscrepancy, 1e-10);
  assert.equal(optimiser.maxLogElements, 100_000);
});

test("the members of a batch come in order, each with its own data and parameters, under shared options", async () => {
  const { batch, solver } = await readProjectFile(BATCH);
  const sequence = JSON.parse(readFileSync(BATCH.replace(".hgx", ".json"), "utf8")).sequence;
  assert.equal(batch.length, sequence.length);
  batch.forEach(({ name, sequenceValue, project }, i) => {
    const expected = sequence[i];
    assert.equal(name, expected.group);
    assert.equal(sequenceValue, expected.value);
    assert.equal(project.fomFunction, expected.fomfunction);
    assert.deepEqual(
      project.parameters.map((row) => row.value),
      expected.parameters.map((row: { value: number }) => row.value),
    );
    assert.deepEqual([...project.datasets[0]!.y.values], expected.y);
    assert.deepEqual(project.solver, solver);
  });
});

test("two data sets of one pickled array do not share memory", async () => {
  const { datasets } = await readProjectFile(join(GOLDEN, "genx/fo15_limit_range.gx"));
  assert.deepEqual(datasets[0]!.x, datasets[0]!.xRaw);
  assert.notEqual(datasets[0]!.x.values.buffer, datasets[0]!.xRaw.values.buffer);
});

test("a project's hash is the sha256 of its file", () => {
  assert.equal(
    hashProject(new TextEncoder().encode("abc")),
    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  );
});

test("many files can be read at once", async () => {
  const bytes = readFileSync(join(GOLDEN, "genx/fo15_limit_range.hgx"));
  const projects = await Promise.all([1, 2, 3].map((n) => readProject(bytes, `${n}.hgx`)));
  assert.deepEqual(
    projects.map(({ fileName }) => fileName),
    ["1.hgx", "2.hgx", "3.hgx"],
  );
});

/** What the reader may leave to the container: its name, and the configuration's text. */
function comparable(project: Project): unknown {
  const { fileName: _, format: __, config: ___, ...rest } = project;
  // Records read in this thread have no prototype, those from the reading thread have.
  return structuredClone(rest);
}

function assertHolds(project: Project, golden: GoldenCase, name: string): void {
  if (golden.script !== undefined) assert.equal(project.script.trimEnd(), golden.script.trimEnd(), name);
  assert.equal(project.fomFunction, golden.fomfunction, name);
  assert.equal(project.parameters.length, golden.parameters.length, name);
  golden.parameters.forEach((row, i) => {
    // The optimiser cases list names and bounds only.
    for (const [key, value] of Object.entries(row))
      assert.deepEqual(project.parameters[i], { ...project.parameters[i], [key]: value }, name);
  });
  if (golden.solver !== undefined) assertOptions(project, golden.solver, name);
  golden.datasets?.forEach((data, i) => {
    const { x, y, error, extra, commands, ...ours } = project.datasets[i]!;
    assert.equal(ours.name, data.name, name);
    assert.equal(ours.use, data.use, name);
    assert.deepEqual([...x.values], data.x, name);
    assert.deepEqual([...y.values], data.y, name);
    assert.deepEqual([...error.values], data.error, name);
    assert.deepEqual(Object.keys(extra).sort(), Object.keys(data.extra).sort(), name);
    for (const [column, values] of Object.entries(data.extra))
      assert.deepEqual([...extra[column]!.values], values, name);
    assert.deepEqual(
      [commands.x, commands.y, commands.error],
      [data.commands["x"], data.commands["y"], data.commands["e"]],
    );
  });
}

function assertOptions({ solver, optimiser }: Project, expected: Record<string, unknown>, name: string): void {
  assert.deepEqual(
    solver,
    {
      ignoreNan: expected["ignore_fom_nan"],
      ignoreInf: expected["ignore_fom_inf"],
      limitFitRange: expected["limit_fit_range"],
      fitXMin: expected["fit_xmin"],
      fitXMax: expected["fit_xmax"],
    },
    name,
  );
  const settings = expected["optimizer"] as Record<string, unknown>;
  // GenX cannot read the optimiser of Python 2 files; its .json holds GenX's own settings there.
  if (settings["cls"] !== "DiffEv" || name.startsWith("py2_") || name === "slicing.gx") return;
  assert.deepEqual(
    optimiser,
    {
      km: settings["km"],
      kr: settings["kr"],
      usePopMult: settings["use_pop_mult"],
      popMult: settings["pop_mult"],
      popSize: settings["pop_size"],
      scheme: settings["create_trial"],
      useMaxGenerations: settings["use_max_generations"],
      maxGenerations: settings["max_generations"],
      maxGenerationMult: settings["max_generation_mult"],
      minParameterSpread: settings["min_parameter_spread"],
      useStartGuess: settings["use_start_guess"],
      useBoundaries: settings["use_boundaries"],
      allowedFomDiscrepancy: settings["allowed_fom_discrepancy"],
      maxLogElements: settings["max_log_elements"],
      errorbarLevel: settings["errorbar_level"],
    },
    name,
  );
}
