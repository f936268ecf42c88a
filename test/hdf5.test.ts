/** The door to HDF5: what is written reads back, as h5py would have written it too. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import h5wasm from "h5wasm";
import { GxError } from "../runtime/errors.ts";
import { createHdf5, isHdf5, readHdf5 } from "../runtime/hdf5.ts";

const PYTHON = process.env["META_GENX_PYTHON"];
const skip = PYTHON === undefined && "META_GENX_PYTHON does not name a Python that has h5py";

const LARGE = Float64Array.from({ length: 60_000 }, (_, i) => Math.sin(i));

function sample(): Promise<Uint8Array> {
  return createHdf5((file) => {
    file.group("/fit", { NX_class: "NXentry", version: 2, axes: ["x", "µ"] });
    file.numbers("/fit/curve", [1, Number.NaN, -Infinity], undefined, { unit: "Å" });
    file.numbers("/fit/table", [1, 2, 3, 4, 5, 6], [2, 3]);
    file.numbers("/fit/scalar", [2.5], []);
    file.numbers("/fit/none", [], [0, 2]);
    file.numbers("/fit/large", LARGE, [300, 200]);
    file.integers("/fit/count", [1, -2, 2 ** 40]);
    file.booleans("/fit/use", [true, false]);
    file.complex("/fit/amplitude", Float64Array.of(1, 2), Float64Array.of(3, 4));
    file.text("/fit/script", "α = 1\n");
    file.text("/fit/empty", "");
    file.texts("/fit/names", ["a", "", "ü"]);
    file.link("/fit/same", "/fit/curve");
  });
}

test("a file behind a user block is HDF5, wherever the format lets it begin", async () => {
  const bytes = await sample();
  for (const block of [512, 1024, 4096]) {
    const behind = new Uint8Array(block + bytes.length).fill(0x23, 0, block);
    behind.set(bytes, block);
    assert.ok(isHdf5(behind), `${block} bytes in front`);
    await readHdf5(behind, "sample.h5", (file) => assert.equal(file.text("/fit/script"), "α = 1\n"));
  }
  const astray = new Uint8Array(700 + bytes.length);
  astray.set(bytes, 700);
  assert.equal(isHdf5(astray), false);
  assert.equal(isHdf5(bytes.subarray(0, 4)), false);
});

test("numbers, text, truth values and complex numbers read back with their shape", async () => {
  const bytes = await sample();
  assert.ok(isHdf5(bytes));
  await readHdf5(bytes, "sample.h5", (file) => {
    assert.deepEqual(file.numbers("/fit/curve"), {
      values: Float64Array.of(1, Number.NaN, -Infinity),
      type: "float64",
      shape: [3],
    });
    assert.deepEqual(file.numbers("/fit/table")?.shape, [2, 3]);
    assert.deepEqual(file.numbers("/fit/scalar"), { values: Float64Array.of(2.5), type: "float64", shape: [] });
    assert.deepEqual(file.numbers("/fit/none")?.shape, [0, 2]);
    assert.deepEqual(file.numbers("/fit/large"), { values: LARGE, type: "float64", shape: [300, 200] });
    assert.deepEqual(file.numbers("/fit/count"), {
      values: Float64Array.of(1, -2, 2 ** 40),
      type: "int64",
      shape: [3],
    });
    assert.deepEqual([...file.numbers("/fit/use")!.values], [1, 0]);
    assert.deepEqual(file.numbers("/fit/amplitude"), {
      values: Float64Array.of(1, 2),
      imaginary: Float64Array.of(3, 4),
      type: "complex128",
      shape: [2],
    });
    assert.equal(file.text("/fit/script"), "α = 1\n");
    assert.equal(file.text("/fit/empty"), "");
    assert.deepEqual(file.texts("/fit/names"), ["a", "", "ü"]);
    assert.deepEqual(file.numbers("/fit/same"), file.numbers("/fit/curve"));
  });
});

test("asking for what is not there, or is another kind, gives undefined", async () => {
  await readHdf5(await sample(), "sample.h5", (file) => {
    assert.equal(file.kind("/fit"), "group");
    assert.equal(file.kind("/fit/curve"), "dataset");
    assert.equal(file.kind("/nothing"), "nothing");
    assert.equal(file.numbers("/nothing/here"), undefined);
    assert.equal(file.numbers("/fit/script"), undefined);
    assert.equal(file.text("/fit/curve"), undefined);
    assert.deepEqual(file.names("/fit/curve"), []);
    assert.deepEqual(file.names("/"), ["fit"]);
  });
});

test("a large column is compressed", async () => {
  const zeros = await createHdf5((file) => file.numbers("/zeros", new Float64Array(1_000_000)));
  assert.ok(zeros.length < 200_000);
});

test("bytes that are not HDF5 end in a message with the library's own reason", async () => {
  const bytes = (await sample()).subarray(0, 2000);
  await assert.rejects(
    readHdf5(bytes, "fit.hgx", () => 0),
    (error: GxError) => {
      assert.match(error.message, /^fit\.hgx cannot be read as HDF5: truncated file: eof = 2000/);
      return error instanceof GxError && error.code === "GX_FILE_UNREADABLE";
    },
  );
});

test("a data set that claims more than a file may unpack to is refused before it is read", async () => {
  const { FS } = await h5wasm.ready;
  const file = new h5wasm.File("/tmp/claims.h5", "w");
  const zeros = file.create_dataset({
    name: "zeros",
    data: [0],
    dtype: "<d",
    shape: [1],
    maxshape: [null],
    chunks: [1000],
  });
  zeros.resize([70_000_000]);
  file.close();
  const bytes = FS.readFile("/tmp/claims.h5");
  FS.unlink("/tmp/claims.h5");
  await assert.rejects(
    readHdf5(bytes, "fit.hgx", (file) => file.numbers("/zeros")),
    { code: "GX_FILE_UNREADABLE", message: /\/zeros asks for more than the 512 MB that a file may unpack to/ },
  );
});

test("nothing of a file stays in the library's memory, read, written or refused", async () => {
  await readHdf5(await sample(), "sample.h5", (file) => file.names("/"));
  await assert.rejects(readHdf5(new Uint8Array(100), "fit.hgx", () => 0));
  const { FS } = await h5wasm.ready;
  assert.deepEqual(FS.readdir("/tmp"), [".", ".."]);
});

test("h5py reads what we write, and we read what h5py writes", { skip }, async () => {
  const folder = mkdtempSync(join(tmpdir(), "h5-"));
  const ours = join(folder, "ours.h5");
  writeFileSync(ours, await sample());
  const script = `
import h5py, json, sys, numpy as np
with h5py.File(sys.argv[1]) as f:
    g = f["fit"]
    told = [dict(g.attrs)["NX_class"], float(g.attrs["version"]), list(g.attrs["axes"]), g["curve"].attrs["unit"],
            str(g["curve"].dtype), g["table"][()].tolist(), float(g["scalar"][()]), list(g["none"].shape), g["large"].compression,
            g["count"][()].tolist(), [bool(v) for v in g["use"]], str(g["amplitude"].dtype), g["script"][()].decode(),
            [t.decode() for t in g["names"]], g["same"][0]]
with h5py.File(sys.argv[2], "w") as f:
    f["bool"] = np.array([True, False]); f["flag"] = True; f["big"] = np.array([1.5, 2.5], dtype=">f8"); f["i4"] = np.int32(-3)
    f["bytes"] = "µ".encode(); f["text"] = "µ"; f["fixed"] = np.array([b"ab", b"c"]); f["complex"] = np.array([1 + 2j])
    f["lost"] = h5py.SoftLink("/nowhere"); f["out"] = h5py.ExternalLink("/etc/passwd", "/x"); f["void"] = np.void(b"x")
    f["pair"] = np.array([(1, 2)], dtype=[("x", "f8"), ("y", "f8")])
print(json.dumps(told))`;
  const theirs = join(folder, "theirs.h5");
  const told = execFileSync(PYTHON!, ["-c", script, ours, theirs], { encoding: "utf8" });
  assert.deepEqual(JSON.parse(told), [
    "NXentry",
    2,
    ["x", "µ"],
    "Å",
    "float64",
    [
      [1, 2, 3],
      [4, 5, 6],
    ],
    2.5,
    [0, 2],
    "gzip",
    [1, -2, 2 ** 40],
    [true, false],
    "complex128",
    "α = 1\n",
    ["a", "", "ü"],
    1,
  ]);
  await readHdf5(readFileSync(theirs), "theirs.h5", (file) => {
    assert.deepEqual([...file.numbers("/bool")!.values, ...file.numbers("/flag")!.values], [1, 0, 1]);
    assert.deepEqual([...file.numbers("/big")!.values, ...file.numbers("/i4")!.values], [1.5, 2.5, -3]);
    assert.deepEqual([file.text("/bytes"), file.text("/text"), file.texts("/fixed")], ["µ", "µ", ["ab", "c"]]);
    assert.deepEqual([...file.numbers("/complex")!.imaginary!], [2]);
    assert.deepEqual([file.kind("/lost"), file.kind("/out"), file.numbers("/void")], ["other", "other", undefined]);
    assert.equal(file.numbers("/pair"), undefined, "two numbers are no complex one");
  });
});
