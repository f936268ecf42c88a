/** best.hgx holds everything that the input held, and the changes; h5py's part is in genx-opens.test.ts. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import * as h5wasm from "h5wasm";
import type { Project } from "../../runtime/gx/project.ts";
import { readProject, readProjectFile } from "../../runtime/gx/read.ts";
import { markedPython2, python2Note } from "../../runtime/gx/script.ts";
import { writeHgx } from "../../runtime/gx/write.ts";
import { GOLDEN } from "../helpers/golden.ts";

for (const name of ["fo15_limit_range.gx", "dc01_commands.hgx", "dc03_big_compressed.gx", "py2_sx07_q_full_rel.gx"]) {
  test(`${name}, written with changes, reads back as itself with the changes`, async () => {
    const project = await readProjectFile(join(GOLDEN, "genx", name));
    const parameters = project.parameters.map((row) => ({
      ...row,
      value: row.value * 1.5,
      error: "(-1.0e-01, 2.0e-01,)",
    }));
    const ySim = project.datasets.map(({ x }) => x.values.map((q) => Math.exp(-q)));
    const yFom = project.datasets.map(({ x }) => x.values.map(Math.sin));
    const again = await readProject(await writeHgx(project, { parameters, ySim, yFom }), "best.hgx");

    const expected = structuredClone(project);
    expected.parameters = parameters;
    // Only its last line says whose the script is: a .hgx is GenX 3's.
    if (project.python === 2) {
      expected.script = markedPython2(project.script);
      expected.notes = [python2Note("best.hgx")];
    }
    expected.datasets.forEach((data, i) => {
      data.ySim = { values: ySim[i]!, type: "float64" };
      data.yFom = { values: yFom[i]!, type: "float64" };
    });
    assert.deepEqual(comparable(again), comparable(expected));
  });
}

test("curves that the fit did not change stay as they were, and a batch writes its main fit", async () => {
  const project = await readProjectFile(join(GOLDEN, "gx/batch_film_series.hgx"));
  const bytes = await writeHgx(project, { parameters: project.parameters, ySim: [] });
  const again = await readProject(bytes, "best.hgx");
  assert.deepEqual(comparable(again), comparable({ ...project, batch: [] }));
});

test("groups say what they hold as GenX's do, so that a NeXus reader finds the curve to plot", async () => {
  const path = join(GOLDEN, "genx/fo15_limit_range.hgx");
  const project = await readProjectFile(path);
  const ours = await attributes(await writeHgx(project, { parameters: project.parameters, ySim: [] }));
  const theirs = await attributes(readFileSync(path));
  assert.deepEqual(ours, theirs);
  assert.deepEqual(theirs["/current"], { NX_class: "NXentry", default: "data" });
});

/** Of the groups on the way to a data set. */
async function attributes(bytes: Uint8Array): Promise<Record<string, Record<string, unknown>>> {
  const { FS } = await h5wasm.ready;
  FS.writeFile("read.hgx", bytes);
  const file = new h5wasm.File("read.hgx", "r");
  const paths = ["/current", "/current/data", "/current/data/datasets", "/current/data/datasets/0"];
  const of = (path: string) => {
    const { attrs } = file.get(path) as h5wasm.Group;
    return Object.fromEntries(Object.entries(attrs).map(([name, { value }]) => [name, value]));
  };
  const found = Object.fromEntries(paths.map((path) => [path, of(path)]));
  file.close();
  return found;
}

function comparable({ fileName: _, format: __, config: ___, ...rest }: Project): unknown {
  return structuredClone({ ...rest, datasets: rest.datasets.map(({ meta: _, ...set }) => set) });
}
