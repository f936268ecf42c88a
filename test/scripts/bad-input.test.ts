/**
 * Files that are wrong in every way that we know, given to the commands: one
 * message that says what, where and what to do, exit code 1, no stack, nothing
 * on stdout and nothing written.
 */
import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { createHdf5 } from "../../runtime/hdf5.ts";
import { gxWith } from "../helpers/gx-files.ts";
import { command, FILM, temporaryFolder } from "./command.ts";

interface Parts {
  script?: string;
  rows?: readonly (readonly [name: string, value: number, fit: number, min: number, max: number])[];
  y?: number[];
  error?: number[];
  use?: number;
  fom?: string;
}

const X = [0.05, 0.1, 0.15, 0.2];
const SCRIPT = "class Film:\n    d = 1.0\nfilm = Film()\ndef Sim(data):\n    return [film.d*d.x for d in data]\n";
const ROW = ["film.d", 1, 1, 0.5, 2] as const;

/** A small fit as `.hgx`. */
function fit({ script = SCRIPT, rows = [ROW], y = X, error = X, use = 1, fom = "diff" }: Parts): Promise<Uint8Array> {
  return createHdf5((file) => {
    file.group("/current");
    file.text("/current/script", script);
    file.text("/current/config", `[solver]\nfigure of merit = ${fom}\n`);
    const columns = (i: number) => rows.map((row) => row[i] as number);
    file.texts(
      "/current/parameters/data col 0",
      rows.map(([name]) => name),
    );
    for (const i of [1, 2, 3, 4]) file.numbers(`/current/parameters/data col ${i}`, columns(i));
    file.texts(
      "/current/parameters/data col 5",
      rows.map(() => "-"),
    );
    const set = "/current/data/datasets/0";
    for (const [name, values] of Object.entries({ x: X, y, error })) file.numbers(`${set}/${name}`, values);
    file.numbers(`${set}/use`, [use]);
  });
}

/** What a command says about such a file; checked for everything that holds of any refusal. */
async function said(t: Parameters<typeof temporaryFolder>[0], script: string, parts: Parts | Uint8Array) {
  const folder = temporaryFolder(t);
  const path = join(folder, "fit.hgx");
  writeFileSync(path, parts instanceof Uint8Array ? parts : await fit(parts));
  const out = join(folder, "out");
  const args = script === "sweep" ? [path, "--out", out, "--repeats", "1", "--budget-evaluations", "100"] : [path];
  const { code, stdout, stderr } = await command(script, args);
  assert.doesNotMatch(stderr, /\n\s+at |node:internal|defect of meta-genx \(/);
  assert.deepEqual([code, stdout], [1, ""], stderr);
  assert.deepEqual(
    readdirSync(folder).filter((name) => name !== "out"),
    ["fit.hgx"],
  );
  assert.ok(!existsSync(join(out, "plan.json")), "nothing is begun");
  return stderr;
}

/** Through `simulate`: the script's own faults. */
const SCRIPTS: Record<string, [script: string, message: RegExp]> = {
  "no script": ["", /^GX_PROJECT_INCOMPLETE {2}fit\.hgx: the script defines no function Sim\(data\)\.\nLet the script/],
  "a script without Sim": ["x = 1", /^GX_PROJECT_INCOMPLETE {2}fit\.hgx: the script defines no function Sim/],
  "a Sim that is no function": ["Sim = 5", /^GX_PROJECT_INCOMPLETE .* no function Sim/],
  "a syntax error": [
    "def Sim(data)\n    return 1\n",
    /^GX_SCRIPT_SYNTAX {2}fit\.hgx, script line 1: .*\n {4}def Sim\(data\)\n +\^/,
  ],
  "a missing bracket": ["x = (1,\ndef Sim(data): pass\n", /^GX_SCRIPT_SYNTAX {2}fit\.hgx, script line \d: /],
  "wrong indentation": ["def Sim(data):\nreturn 1\n", /^GX_SCRIPT_SYNTAX {2}fit\.hgx, script line 2: /],
  "Python 2's print": [
    "print 'hello'\n",
    /^GX_SCRIPT_SYNTAX .*line 1: [\s\S]*\nThis is Python 2: write print\(…\) with parentheses/,
  ],
  "Python 2's except": [
    "try: pass\nexcept ValueError, e: pass\n",
    /^GX_SCRIPT_SYNTAX .*line 2: [\s\S]*This is Python 2/,
  ],
  "an unknown import": [
    "import mylab\nmylab.f()\n",
    /^GX_SCRIPT_UNSUPPORTED {2}fit\.hgx, script line 2: there is no module 'mylab' here/,
  ],
  "a refused construct": ["async def f(): pass\n", /^GX_SCRIPT_UNSUPPORTED {2}fit\.hgx, script line 1: /],
  "a wrong attribute": [
    "import models.spec_nx as m\nl = m.Layer(d=1)\nl.thickness\n",
    /^GX_SCRIPT_FAILED .*line 3: AttributeError: .*thickness/,
  ],
  "a wrong name": ["def Sim(data):\n    return simulated\n", /^GX_SCRIPT_FAILED .*line 2: NameError: name 'simulated'/],
  "a Sim of no arguments": [
    "def Sim(): pass\n",
    /^GX_SCRIPT_FAILED .*TypeError: Sim\(\) takes 0 positional arguments but 1 was given/,
  ],
  "a Sim that gives nothing": [
    "def Sim(data): pass\n",
    /^GX_SIM_RESULT {2}fit\.hgx: Sim\(data\) returned no list of curves\.\nIt must return/,
  ],
  "a Sim that gives two": [
    "def Sim(data): return [1, 2]\n",
    /^GX_SIM_RESULT .*returned 2 curve\(s\) for 1 data set\(s\)/,
  ],
  "a Sim that gives a short one": [
    "def Sim(data): return [[1.0]]\n",
    /^GX_SIM_RESULT .*returned 1 point\(s\) for data set 0, which has 4/,
  ],
  "a Sim that gives a text": [
    "def Sim(data): return ['abcd']\n",
    /^GX_SIM_RESULT .*not a row of numbers for data set 0/,
  ],
  "a Sim that changes how many points there are": [
    "def Sim(data):\n    data[0].y = data[0].y[:2]\n    return [data[0].x]\n",
    /^GX_SIM_RESULT .*the script gives data set 0 2 point\(s\) where the file has 4\.\nChoose the points in GenX/,
  ],
  "a loop without end": [
    "while True: pass\n",
    /^GX_SCRIPT_BUDGET {2}fit\.hgx, script line 1: the script took more steps.*\nIs there a loop/,
  ],
  "a list without end": [
    "x = []\nwhile True: x.append([x])\n",
    /^GX_SCRIPT_BUDGET {2}fit\.hgx, script line 2: the script (needs more memory|took more)/,
  ],
  "recursion without end": [
    "def f(): return f()\nf()\n",
    /^GX_SCRIPT_BUDGET {2}fit\.hgx, script line \d: RecursionError/,
  ],
  "an array that is too large": [
    "import numpy as np\nnp.arange(0, 1e12)\n",
    /^GX_SCRIPT_BUDGET .*line 2: an array of 1000000000000 numbers/,
  ],
};
for (const [title, [script, message]] of Object.entries(SCRIPTS)) {
  test(`simulate refuses a script with ${title}`, async (t) =>
    assert.match(await said(t, "simulate", { script, rows: [] }), message));
}

/** Through `sweep`: what makes a fit impossible, though one evaluation may work. */
const FITS: Record<string, [parts: Parts, message: RegExp]> = {
  "no row": [{ rows: [] }, /^GX_PARAMETER {2}fit\.hgx: no row of the parameter table is set to be fitted\.\nTick Fit/],
  "no fitted row": [
    { rows: [["film.d", 1, 0, 0, 2]] },
    /^GX_PARAMETER {2}fit\.hgx: no row of the parameter table is set/,
  ],
  "a parameter that does not exist": [
    { rows: [["film.dd", 1, 1, 0, 2]] },
    /^GX_SCRIPT_FAILED {2}fit\.hgx, parameter `film\.dd`: AttributeError/,
  ],
  "a parameter that is no name": [
    { rows: [["film.d +", 1, 1, 0, 2]] },
    /^GX_SCRIPT_SYNTAX {2}fit\.hgx, parameter `film\.d \+`: /,
  ],
  "a parameter that is a sum": [
    { rows: [["film.d + 1", 1, 1, 0, 2]] },
    /^GX_PARAMETER {2}fit\.hgx: parameter `film\.d \+ 1` is neither/,
  ],
  "min above max": [
    { rows: [["film.d", 1, 1, 2, 0]] },
    /^GX_PARAMETER {2}fit\.hgx: parameter `film\.d` \(row 1\) has value 1, min 2 and max 0\.\nA fitted/,
  ],
  "min equal to max": [{ rows: [["film.d", 1, 1, 1, 1]] }, /^GX_PARAMETER .*min 1 and max 1/],
  "a bound that is NaN": [{ rows: [["film.d", 1, 1, Number.NaN, 1]] }, /^GX_PARAMETER .*min NaN and max 1/],
  "an infinite bound": [{ rows: [["film.d", 1, 1, 0, Infinity]] }, /^GX_PARAMETER .*max Infinity/],
  "a value that is NaN": [{ rows: [["film.d", Number.NaN, 1, 0, 1]] }, /^GX_PARAMETER .*value NaN/],
  "an unknown figure of merit": [{ fom: "constructor" }, /^GX_FOM {2}.*constructor/],
  "no used data set": [{ use: 0 }, /^GX_(FOM|PROJECT_INCOMPLETE) /],
  "data of NaN alone": [
    { y: X.map(() => Number.NaN) },
    /^GX_FOM {2}fit\.hgx: the figure of merit diff is (0|NaN) whatever the parameters: no point of the data counts\.\nLook for/,
  ],
  "error bars of zero under chi²": [
    { error: X.map(() => 0), fom: "chi2bars" },
    /^GX_FOM {2}fit\.hgx: the figure of merit chi2bars is (0|NaN) whatever/,
  ],
};
for (const [title, [parts, message]] of Object.entries(FITS)) {
  test(`sweep refuses a fit with ${title}`, async (t) => assert.match(await said(t, "sweep", parts), message));
}

test("a file that is cut short, in either container", async (t) => {
  const hgx = await fit({});
  assert.match(
    await said(t, "inspect", hgx.subarray(0, hgx.length / 2)),
    /^GX_FILE_UNREADABLE {2}fit\.hgx cannot be read as HDF5: /,
  );
  const gx = readFileSync(FILM);
  assert.match(await said(t, "inspect", gx.subarray(0, gx.length / 2)), /^GX_FILE_UNREADABLE {2}fit\.hgx /);
});

test("a hostile pickle runs nothing and is named", async (t) => {
  const hostile = gxWith(FILM, { script: "cos\nsystem\n(S'touch escaped'\ntR." });
  assert.equal(
    (await said(t, "simulate", hostile)).split("\n")[0],
    'GX_PICKLE_REFUSED  fit.hgx, part "script" asks for os.system, which is not data',
  );
  assert.ok(!existsSync("escaped"));
});
