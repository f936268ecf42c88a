import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { after, test } from "node:test";
import { fileURLToPath } from "node:url";
import { readHdf5 } from "../../runtime/hdf5.ts";
import * as layout from "../../runtime/results/layout.ts";
import { resultsH5, writeResultsH5 } from "../../runtime/results/write-hdf5.ts";
import { sweepResults } from "../helpers/sweep-results.ts";

const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "results-h5-"));
after(() => fs.rmSync(scratch, { recursive: true }));

const PYTHON = process.env["META_GENX_PYTHON"];
const noPython = PYTHON === undefined && "META_GENX_PYTHON does not name a Python that has h5py";

test("what goes in comes out, to the last bit, NaN and infinity too", async () => {
  const results = sweepResults();
  const fit = results.fits[0]!;
  fit.ranking[0]!.expectedEvaluations = Number.POSITIVE_INFINITY;
  await readHdf5(await resultsH5(results), "results.h5", (file) => {
    const numbers = (item: string) => file.numbers(`/fits/0000/${item}`)!;
    assert.deepEqual(
      [...numbers("trials/fom").values],
      fit.trials.map((t) => t.result?.fom ?? Number.NaN),
    );
    assert.deepEqual(numbers("trials/best").shape, [36, 6]);
    assert.deepEqual([...numbers("trials/best").values.subarray(6, 12)], fit.trials[1]!.result!.best);
    assert.equal(numbers("ranking/expected_evaluations").values[0], Number.POSITIVE_INFINITY);
    assert.deepEqual(numbers("datasets/0001/y").values, fit.datasets[1]!.y);
    assert.deepEqual([...numbers("sld/0000/values").values.subarray(260)], [...fit.sld[0]!.curves[1]!.values]);
    assert.deepEqual([...numbers("parameters/at_bound").values], [0, 0, 0, 0, 0, -1]);
    assert.deepEqual(file.texts("/fits/0000/sld/0000/names"), ["Re sld", "Im sld"]);
    assert.deepEqual(file.texts("/fits/0000/trials/status")?.slice(4, 6), ["complete", "waiting"]);
    assert.equal(file.text("/project/plan"), results.planText);
    assert.deepEqual(Uint8Array.from(file.numbers("/project/file")!.values), results.project.bytes);
  });
});

test("a trial's convergence curve lies between its offsets", async () => {
  const results = sweepResults();
  await readHdf5(await resultsH5(results), "results.h5", (file) => {
    const column = (name: string) => file.numbers(`/fits/0000/convergence/${name}`)!.values;
    const [offsets, evaluations, foms] = [column("offsets"), column("evaluations"), column("fom")];
    results.fits[0]!.trials.forEach(({ result }, i) => {
      const curve = Array.from({ length: offsets[i + 1]! - offsets[i]! }, (_, j) => [
        evaluations[offsets[i]! + j],
        foms[offsets[i]! + j],
      ]);
      assert.deepEqual(curve, result?.convergence ?? []);
    });
  });
});

test("a sweep of which nothing has run yet, and several fits, can be written", async () => {
  const results = sweepResults();
  const fit = results.fits[0]!;
  const waiting = {
    ...fit,
    trials: fit.trials.map(({ spec }) => ({ spec, result: null })),
    ranking: [],
    sld: [],
    minima: [],
    bestTrial: -1,
    correlation: undefined,
    name: "10 K",
  };
  await readHdf5(await resultsH5({ ...results, fits: [fit, waiting] }), "results.h5", (file) => {
    assert.deepEqual(file.names("/fits"), ["0000", "0001"]);
    assert.equal(file.kind("/fits/0001/parameters/correlation"), "nothing");
    assert.deepEqual(file.numbers("/fits/0001/convergence/fom")?.shape, [0]);
    assert.deepEqual(file.texts("/fits/0001/ranking/method"), []);
    assert.deepEqual(file.numbers("/fits/0001/minima/fom")?.shape, [0]);
    assert.equal(file.kind("/fits/0001/minima/parameters"), "nothing");
    assert.deepEqual(file.numbers("/fits/0001/trials/best")?.shape, [36, 6]);
  });
});

test("which minimum each trial ended at, and where the minima lie, can be read back", async () => {
  const results = sweepResults();
  await readHdf5(await resultsH5(results), "results.h5", (file) => {
    const at = [...file.numbers("/fits/0000/trials/minimum")!.values];
    assert.deepEqual(at.slice(0, 10), [0, 0, 0, 0, 0, -1, -1, 1, 1, -1]);
    assert.deepEqual(file.numbers("/fits/0000/minima/parameters")?.shape, [2, 6]);
    assert.deepEqual(file.texts("/fits/0000/minima/rank"), ["best", "worse"]);
  });
});

test("an odd name neither breaks the file nor loses its rest", async () => {
  const results = sweepResults();
  results.fits[0]!.parameters[0]!.name = "a\0b/ü \u{1F9EA}";
  await readHdf5(await resultsH5(results), "results.h5", (file) => {
    assert.equal(file.texts("/fits/0000/parameters/name")?.[0], "a\uFFFDb/ü \u{1F9EA}");
  });
});

test("h5py reads every item of the layout with its type, shape, unit and meaning", { skip: noPython }, async () => {
  const results = sweepResults();
  const file = path.join(scratch, "results.h5");
  await writeResultsH5(file, results);
  const script = fileURLToPath(new URL("hdf5_reader.py", import.meta.url));
  const seen = JSON.parse(execFileSync(PYTHON!, [script, file], { encoding: "utf8", maxBuffer: 1e9 }));

  const fit = results.fits[0]!;
  const lengths: Record<string, number> = {
    bytes: results.project.bytes.length,
    t: 36,
    "t+1": 37,
    d: 6,
    n: 180,
    m: 260,
    c: 2,
    q: 2,
    r: 3,
    s: 1,
    k: fit.trials.reduce((sum, t) => sum + (t.result?.convergence.length ?? 0), 0),
  };
  const dtypes = { float64: "float64", int64: "int64", uint8: "uint8", text: "object" };
  const expected = new Map<string, layout.DataItem<never>>();
  const expect = (place: string, items: layout.DataItem<never>[]) => {
    for (const item of items) expected.set(`${place}/${item.path}`, item);
  };
  expect("", layout.ROOT_ITEMS);
  expect("/fits/0000", layout.FIT_ITEMS);
  for (const i of fit.datasets.keys()) expect(`/fits/0000/datasets/000${i}`, layout.DATASET_ITEMS);
  for (const i of fit.sld.keys()) expect(`/fits/0000/sld/000${i}`, layout.SLD_ITEMS);

  assert.deepEqual(Object.keys(seen.datasets).sort(), [...expected.keys()].sort());
  for (const [place, item] of expected) {
    const { dtype, shape, attributes } = seen.datasets[place];
    assert.equal(dtype, dtypes[item.type], place);
    assert.deepEqual(shape, item.shape[0] === 1 ? [] : item.shape.map((l) => lengths[l]), place);
    assert.deepEqual(attributes, { unit: item.unit, meaning: item.meaning }, place);
  }
  const value = (item: string) => seen.datasets[item].value;
  assert.deepEqual(
    value("/fits/0000/parameters/best"),
    fit.parameters.map((p) => p.best),
  );
  assert.deepEqual(
    value("/fits/0000/trials/method"),
    fit.trials.map((t) => t.spec.method),
  );
  assert.equal(value("/project/plan"), results.planText);
  assert.equal(seen.datasets["/project/file"].sha256, results.project.sha256);
  assert.equal(seen.groups["/"].format_version, layout.FORMAT_VERSION);
  assert.equal(seen.groups["/fits/0000"].trust_sentence, fit.trust.sentence);
  assert.equal(seen.groups["/fits/0000/sld/0000"].unit, "1e-6 Å⁻²");
});

test("the Python in docs/results-h5.md runs as it stands", { skip: noPython }, async () => {
  const page = fs.readFileSync(new URL("../../docs/results-h5.md", import.meta.url), "utf8");
  const example = page.match(/```python\n([\s\S]*?)```/)![1]!;
  const results = sweepResults();
  await writeResultsH5(path.join(scratch, "results.h5"), results);
  const printed = execFileSync(PYTHON!, ["-c", example], { cwd: scratch, encoding: "utf8" });
  assert.match(printed, /^17 of 34 independent starts/);
  assert.match(printed, /^film\.setD {16}138\.023 ± 0\.13$/m);
  assert.deepEqual(Uint8Array.from(fs.readFileSync(path.join(scratch, "again.gx"))), results.project.bytes);
});
