/** Files that are wrong by accident or on purpose: each ends in one clear message, as text, and nothing in them runs. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { unzipSync, zipSync } from "fflate";
import { GxError } from "../../runtime/errors.ts";
import { readProject, readProjectFile } from "../../runtime/gx/read.ts";
import { createHdf5, type Hdf5Writer } from "../../runtime/hdf5.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { gxAppendedTo, gxWith, pickled } from "../helpers/gx-files.ts";

const GX = join(GOLDEN, "genx/fo15_limit_range.gx");
const HGX = join(GOLDEN, "genx/fo15_limit_range.hgx");
const folder = mkdtempSync(join(tmpdir(), "gx-"));

async function refusal(reading: Promise<unknown>): Promise<string> {
  const error = await reading.then(
    () => assert.fail("it was read"),
    (e) => e,
  );
  assert.ok(error instanceof GxError, String(error?.stack));
  return `${error.code}  ${error.message}`;
}
const reading = (bytes: Uint8Array | string) =>
  refusal(readProject(typeof bytes === "string" ? Buffer.from(bytes) : bytes, "fit.gx"));

test("a path that leads nowhere, to a folder, or to an empty file says so", async () => {
  mkdirSync(join(folder, "sub"));
  writeFileSync(join(folder, "empty.gx"), "");
  const at = (name: string) => refusal(readProjectFile(join(folder, name)));
  assert.equal(await at("no.gx"), `GX_FILE_UNREADABLE  ${folder}/no.gx cannot be opened: there is no such file`);
  assert.equal(
    await at("empty.gx/fit.gx"),
    `GX_FILE_UNREADABLE  ${folder}/empty.gx/fit.gx cannot be opened: there is no such file`,
  );
  assert.equal(await at("sub"), `GX_FILE_UNREADABLE  ${folder}/sub is a folder`);
  assert.equal(await at("empty.gx"), "GX_FILE_UNREADABLE  empty.gx is empty");
  assert.equal(await refusal(readProjectFile("/dev/zero")), "GX_FILE_UNREADABLE  /dev/zero is not a regular file");
});

test("a file that is not GenX's says what it is not", async () => {
  assert.equal(
    await reading("# x y\n1 2\n"),
    "GX_FILE_UNREADABLE  fit.gx is neither a .gx (zip) nor a .hgx (HDF5) file",
  );
  assert.equal(
    await reading("PK, but no zip archive"),
    "GX_FILE_UNREADABLE  fit.gx cannot be read: its zip archive is cut short (the directory at its end is missing)",
  );
  assert.equal(
    await reading(zipSync({ "readme.txt": Buffer.from("hello") })),
    'GX_PROJECT_INCOMPLETE  fit.gx is not a whole GenX file: there is no part "script" in it',
  );
});

test("a file cut short, at any tenth of its length, says so", async () => {
  for (const path of [GX, HGX]) {
    const bytes = readFileSync(path);
    for (let tenth = 1; tenth < 10; tenth++) {
      assert.match(
        await reading(bytes.subarray(0, Math.floor((bytes.length * tenth) / 10))),
        /^GX_FILE_UNREADABLE {2}fit\.gx cannot be read/,
      );
    }
  }
});

test("a changed byte in a .gx is found by its checksum", async () => {
  const bytes = readFileSync(GX);
  bytes[Math.floor(bytes.length / 2)]! ^= 1;
  assert.match(
    await reading(bytes),
    /^GX_FILE_UNREADABLE {2}fit\.gx cannot be read: part ".*" is damaged \(its checksum does not match\)$/,
  );
});

test("of two parts with one name the last counts, as in GenX, whose Python appends", async () => {
  const before = readFileSync(GX);
  const saved = gxAppendedTo(GX, { script: pickled("# saved again") });
  assert.equal((await readProject(before, "fit.gx")).script.includes("# saved again"), false);
  assert.equal((await readProject(saved, "fit.gx")).script, "# saved again");
});

test("a part with an extra field before its content, as other programs write them, is read", async () => {
  const parts = Object.entries(unzipSync(readFileSync(GX)));
  const extra = { 28789: new Uint8Array(300) };
  const bytes = zipSync(Object.fromEntries(parts.map(([name, content]) => [name, [content, { extra }]])));
  assert.deepEqual((await readProject(bytes, "fit.gx")).datasets, (await readProjectFile(GX)).datasets);
});

test("a pickle that asks for anything but data is refused by name, in whichever part it hides", async () => {
  const asks: [pickle: string, name: string][] = [
    ["cos\nsystem\n(S'touch pwned'\ntR.", "os.system"],
    ["cposix\nsystem\n(S'touch pwned'\ntR.", "posix.system"],
    ["\x80\x04\x8c\x08builtins\x8c\x04eval\x93\x8c\x011\x85R.", "builtins.eval"],
    ["c__builtin__\ngetattr\n.", "__builtin__.getattr"],
    ["(isubprocess\nPopen\n.", "subprocess.Popen"],
    ["(cshutil\nrmtree\nS'/'\no.", "shutil.rmtree"],
    ["cnumpy.testing._private.utils\nrunstring\n.", "numpy.testing._private.utils.runstring"],
    ["cnumpy\nload\n.", "numpy.load"],
    ["c__proto__\nconstructor\n.", "__proto__.constructor"],
    ["cgenxx.evil\nrun\n.", "genxx.evil.run"],
    ["Ppersistent\n.", "an object stored elsewhere (persistent id)"],
    ["\x82\x01.", "the extension registry"],
  ];
  for (const part of ["script", "data", "parameters", "fomfunction"]) {
    for (const [pickle, name] of asks) {
      assert.equal(
        await reading(gxWith(GX, { [part]: pickle })),
        `GX_PICKLE_REFUSED  fit.gx, part "${part}" asks for ${name}, which is not data`,
      );
    }
  }
});

test("the optimiser's part only holds settings: what is not GenX's in it is a note, and nothing of it is run", async () => {
  const notes = async (optimizer: string) => (await readProject(gxWith(GX, { optimizer }), "fit.gx")).notes;
  const warning = (name: string) => [
    `fit.gx, part "optimizer" mentions ${name}, which GenX does not write. Nothing in it was run; do not open the file in GenX or Python, which would run it.`,
  ];
  assert.deepEqual(await notes("cos\nsystem\n(S'touch pwned'\ntR."), warning("os.system"));
  assert.deepEqual(await notes("(isubprocess\nPopen\n."), warning("subprocess.Popen"));
  assert.deepEqual(await notes("Ppersistent\n."), warning("an object stored elsewhere (persistent id)"));
  assert.deepEqual(await notes("\x82\x01."), warning("the extension registry"));
  assert.match((await notes("]a."))[0]!, /is damaged: its operations do not fit together .*The settings are those of/);
  assert.match((await notes("N0".repeat(1_500_000) + "N."))[0]!, /takes more than 2000000 steps/);
});

test("what GenX of 2008 to 2019 kept of Python in its optimiser is read without a word", async () => {
  const state = (value: string) => `(idiffev\nDiffEv\np0\n(dS'km'\nF0.35\nsS'kept'\n${value}sb.`;
  const kept = [
    "cmultiprocessing\ncpu_count\n",
    "c__builtin__\ngetattr\n(g0\nS'rand_1_bin'\ntR",
    "cdiffev\ndefualt_autosave\n",
    "c__builtin__\nint\n",
    "c__builtin__\nset\n((lI1\natR",
    "ccopy_reg\n_reconstructor\n(cdiffev\nCircBuffer\nc__builtin__\nobject\nNtR",
    "cnumpy\nfloat64\n",
    "L123L\n",
    "S'\\xe5\\xe4\\xf6'\n",
    "V\\u00e5\n",
    "cwx._gdi\nColour\n(I1\nI2\nI3\ntR",
    "ccollections\ndefaultdict\n(c__builtin__\nlist\ntR",
  ];
  for (const value of kept) {
    const project = await readProject(gxWith(GX, { optimizer: state(value) }), "fit.gx");
    assert.deepEqual([project.notes, project.optimiser.km, project.python], [[], 0.35, 3], value);
  }
  const scheme = "(idiffev\nDiffEv\np0\n(dS'create_trial'\nc__builtin__\ngetattr\n(g0\nS'rand_either_or'\ntRsb.";
  assert.equal((await readProject(gxWith(GX, { optimizer: scheme }), "fit.gx")).optimiser.scheme, "rand_either_or");
});

test("a pickle that is damaged says where", async () => {
  const script = async (pickle: string) => {
    const prefix = 'GX_FILE_UNREADABLE  fit.gx, part "script" is damaged: ';
    const message = await reading(gxWith(GX, { script: pickle }));
    assert.ok(message.startsWith(prefix), message);
    return message.slice(prefix.length);
  };
  assert.equal(await script("X\xff\xff\xff\x7fabc"), "it ends too early (byte 5 of 8)");
  assert.equal(await script("]a."), "its operations do not fit together (byte 2 of 3)");
  assert.equal(await script("."), "its operations do not fit together (byte 1 of 1)");
  assert.equal(await script("(."), "its operations do not fit together (byte 2 of 2)");
  assert.equal(await script("\xff."), "0xff is no pickle operation (byte 1 of 2)");
  assert.equal(await script("\x80\x06."), "pickle protocol 6 is newer than 5 (byte 2 of 3)");
  assert.equal(await script("g7\n."), "it refers to something that it has not stored (byte 3 of 4)");
  assert.equal(await script("I12x\n."), "a number in it is not one (byte 5 of 6)");
});

test("nesting, self-reference and a billion laughs cost no more than their text", async () => {
  const started = performance.now();
  const deep = "]".repeat(100_000) + "a".repeat(99_999) + ".";
  assert.match(await reading(gxWith(GX, { data: deep })), /^GX_PROJECT_INCOMPLETE/);
  assert.match(await reading(gxWith(GX, { script: "(lp0\ng0\na." })), /part "script" is not text$/);
  const laughs =
    "(lp0\n" + Array.from({ length: 60 }, (_, i) => `(lp${i + 1}\n${`g${i}\na`.repeat(10)}`).join("") + ".";
  assert.match(await reading(gxWith(GX, { data: laughs })), /^GX_PROJECT_INCOMPLETE/);
  assert.match(await reading(gxWith(GX, { data: "N0".repeat(1_500_000) + "N." })), /takes more than 2000000 steps/);
  assert.ok(performance.now() - started < 10_000);
});

test("one array named again and again is counted each time it would be built", async () => {
  const array =
    "cnumpy.core.multiarray\n_reconstruct\np0\n(cnumpy\nndarray\n(I0\ntS'b'\ntRp1\n" +
    "cnumpy\ndtype\n(S'u1'\nI0\nI1\ntRp2\n0" +
    `S'${"a".repeat(4_000_000)}'\np3\n0`;
  const again = "g1\n(I1\n(I4000000\ntg2\nI00\ng3\ntb0".repeat(1000);
  assert.match(await reading(gxWith(GX, { data: `${array}${again}N.` })), /is damaged: it unpacks to more than 256 MB/);
});

test("a zip bomb stops at its declared size, and a declared size at the limit", async () => {
  const honest = zipSync({ script: new Uint8Array(257 * 1024 * 1024) }, { level: 1 });
  assert.equal(
    await reading(honest),
    "GX_FILE_UNREADABLE  fit.gx cannot be read: its parts unpack to more than 256 MB",
  );
  // The same bomb with a modest size in its directory (offset 24 of the entry before the 22-byte end record).
  const lying = Uint8Array.from(honest);
  const entry = lying.length - 22 - 46 - "script".length;
  new DataView(lying.buffer).setUint32(entry + 24, 1000, true);
  assert.equal(
    await reading(lying),
    'GX_FILE_UNREADABLE  fit.gx cannot be read: part "script" is damaged (it does not inflate to the size that it declares)',
  );
});

test("a .gx without a part, or with another thing in its place, names the part", async () => {
  for (const part of ["script", "data", "parameters"]) {
    assert.equal(
      await reading(gxWith(GX, { [part]: null })),
      `GX_PROJECT_INCOMPLETE  fit.gx is not a whole GenX file: there is no part "${part}" in it`,
    );
  }
  assert.match(
    await reading(gxWith(GX, { script: "I5\n." })),
    /^GX_PROJECT_INCOMPLETE .* its part "script" is not text$/,
  );
  assert.match(await reading(gxWith(GX, { data: "N." })), /^GX_PROJECT_INCOMPLETE .* there is no data set in it$/);
  assert.match(await reading(gxWith(GX, { parameters: "N." })), /^GX_PROJECT_INCOMPLETE .* no parameter table in it$/);
  const row = "(iparameters\nParameters\n(dS'data'\n(l(lS'mid.setD'\naS'ten'\naI01\naF0\naF1\naS'-'\naasb.";
  assert.equal(
    await reading(gxWith(GX, { parameters: row })),
    'GX_PARAMETER  fit.gx, part "parameters", row 1: expected name, value, fit, min, max, error',
  );
});

test("a .gx without configuration, figure of merit or optimiser falls back to GenX's defaults", async () => {
  const bytes = gxWith(GX, { config: null, fomfunction: null, optimizer: null });
  const { fomFunction, solver, optimiser } = await readProject(bytes, "fit.gx");
  assert.equal(fomFunction, "log");
  assert.deepEqual(solver, { ignoreNan: true, ignoreInf: true, limitFitRange: false, fitXMin: 0, fitXMax: 180 });
  assert.deepEqual([optimiser.km, optimiser.kr, optimiser.popMult, optimiser.scheme], [0.7, 0.7, 3, "best_1_bin"]);
});

/** A small .hgx, whole but for what `change` leaves out or adds. */
function hgx(
  parts: Partial<Record<"script" | "parameters" | "data", (file: Hdf5Writer) => void>>,
): Promise<Uint8Array> {
  const whole = {
    script: (file: Hdf5Writer) => file.text("/current/script", "def Sim(data):\n    return [d.x for d in data]\n"),
    parameters: (file: Hdf5Writer) => {
      for (const i of [0, 5]) file.texts(`/current/parameters/data col ${i}`, ["a.setB"]);
      for (const i of [1, 2, 3, 4]) file.numbers(`/current/parameters/data col ${i}`, [1]);
    },
    data: (file: Hdf5Writer) => {
      for (const name of ["x", "y", "error"]) file.numbers(`/current/data/datasets/0/${name}`, [1, 2, 3]);
    },
  };
  return createHdf5((file) => {
    file.group("/current");
    for (const part of Object.values({ ...whole, ...parts })) part(file);
  });
}

test("a .hgx needs script, parameters and data; everything else falls back to GenX's defaults", async () => {
  const project = await readProject(await hgx({}), "fit.hgx");
  assert.equal(project.fomFunction, "log");
  assert.equal(project.datasets[0]!.name, "New Data");
  assert.equal(project.datasets[0]!.commands.error, "e");
  // GenX stores the style of each data set; that one was never changed by hand.
  assert.deepEqual(project.datasets[0]!.style, (await readProjectFile(HGX)).datasets[0]!.style);
  const nothing = () => {};
  const start = "GX_PROJECT_INCOMPLETE  fit.gx is not a whole GenX file: ";
  assert.equal(await reading(await hgx({ script: nothing })), `${start}/current holds no script`);
  assert.equal(
    await reading(await hgx({ parameters: nothing })),
    `${start}/current/parameters is not a parameter table`,
  );
  assert.equal(await reading(await hgx({ data: nothing })), `${start}/current/data/datasets holds no data set`);
});

test("columns that do not belong together are named with their lengths; a missing y or error is NaN", async () => {
  const lengths = (y: number[]) =>
    hgx({
      data: (file) => {
        file.numbers("/current/data/datasets/0/x", [1, 2, 3]);
        file.numbers("/current/data/datasets/0/y", y);
      },
    });
  assert.equal(
    await reading(await lengths([1, 2])),
    'GX_PROJECT_INCOMPLETE  fit.gx, data set 0 ("New Data"): x has 3 points and y has 2',
  );
  const { datasets } = await readProject(await lengths([]), "fit.hgx");
  assert.deepEqual([...datasets[0]!.y.values, ...datasets[0]!.error.values], new Array(6).fill(Number.NaN));
});

test("a column named __proto__ is a column", async () => {
  const bytes = await hgx({
    data: (file) => {
      file.numbers("/current/data/datasets/0/x", [1]);
      file.numbers("/current/data/datasets/0/extra_data/__proto__", [7]);
    },
  });
  const { extra } = (await readProject(bytes, "fit.hgx")).datasets[0]!;
  assert.deepEqual(Object.keys(extra), ["__proto__"]);
  assert.equal(({} as { values?: unknown }).values, undefined);
});

test("after a file that the HDF5 library chokes on, good files still read", async () => {
  const bytes = readFileSync(HGX);
  bytes.fill(0xff, 96, 600);
  assert.match(await reading(bytes), /^GX_FILE_UNREADABLE {2}fit\.gx cannot be read as HDF5: /);
  assert.equal((await readProjectFile(HGX)).datasets.length, 1);
});

test("an extra column of text is named, because a script does not find it", async () => {
  const bytes = await hgx({
    data: (file) => {
      file.numbers("/current/data/datasets/0/x", [1, 2]);
      file.texts("/current/data/datasets/0/extra_data/label", ["a", "b"]);
      file.numbers("/current/data/datasets/0/extra_data/h", [1, 2]);
    },
  });
  const { notes, datasets } = await readProject(bytes, "fit.hgx");
  assert.deepEqual(Object.keys(datasets[0]!.extra), ["h"]);
  assert.deepEqual(notes, [
    'fit.hgx, data set 0 ("New Data"): the extra column `label` holds no numbers and cannot be used here.',
  ]);
});

test("so is one in a .gx", async () => {
  // As protocol 0 writes a data set whose extra_data is {'label': ['a', 'b'], 'h': [1]}.
  const column = "(lF1.0\nas";
  const extra = `(dS'label'\n(lS'a'\naS'b'\nasS'h'\n${column}s`;
  const columns = `(dS'x'\n${column}S'y'\n${column}S'error'\n${column}S'extra_data'\n${extra}`;
  const data = `(idata\nDataList\n(dS'items'\n(l(idata\nDataSet\n${columns}basb.`;
  const { notes, datasets } = await readProject(gxWith(GX, { data }), "fit.gx");
  assert.deepEqual(Object.keys(datasets[0]!.extra), ["h"]);
  assert.ok(
    notes.some((note) => note.includes("the extra column `label` holds no numbers")),
    notes.join(),
  );
});
