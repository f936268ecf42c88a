/**
 * Files that cannot be fitted, from the command line: one message that says
 * what, where and what to do, exit code 1, no stack, and nothing on the disk.
 * A script that fails only in a part of the bounds is fitted all the same.
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { gxWith, pickled } from "../helpers/gx-files.ts";
import { command, FILM, temporaryFolder } from "./command.ts";

const SCRIPT: string = JSON.parse(readFileSync(FILM.replace(/gx$/, "json"), "utf8")).script;
const SIM = "def Sim(data):\n";

const withScript = (script: string) => gxWith(FILM, { script: pickled(script) });
const within = (code: string) => withScript(SCRIPT.replace(SIM, SIM + code));

const REFUSED: Record<string, [bytes: Uint8Array, stderr: RegExp]> = {
  "Python 2": [
    withScript(SCRIPT.replace(SIM, `print "hello"\n${SIM}`)),
    /^GX_SCRIPT_SYNTAX {2}bad\.gx, script line \d+: .*\n {4}print "hello"\n.*\nThis is Python 2: write print\(…\)/,
  ],
  "a module that is not here": [
    withScript(`import pandas as pd\npd.read_csv("x")\n${SCRIPT}`),
    /^GX_SCRIPT_UNSUPPORTED {2}bad\.gx, script line 2: there is no module 'pandas' here \(imported in line 1\)\n/,
  ],
  "an endless loop": [within("    while True: pass\n"), /^GX_SCRIPT_BUDGET {2}bad\.gx, script line \d+: /],
  "an exception": [
    within('    raise ValueError("no good")\n'),
    /^GX_SCRIPT_FAILED {2}bad\.gx, script line \d+: ValueError: no good\n/,
  ],
  "no Sim": [
    withScript("x = 1\n"),
    /^GX_PROJECT_INCOMPLETE {2}bad\.gx: the script defines no function Sim\(data\)\.\n/,
  ],
  "no return": [within("    return None\n"), /^GX_SIM_RESULT {2}bad\.gx: /],
  "a pickle that wants to run a program": [
    gxWith(FILM, { parameters: "cposix\nsystem\n(S'true'\ntR." }),
    /^GX_PICKLE_REFUSED {2}bad\.gx, part "parameters" asks for posix\.system, which is not data\n/,
  ],
  "half a file": [readFileSync(FILM).subarray(0, 3000), /^GX_FILE_UNREADABLE {2}bad\.gx cannot be read: .*cut short/],
};

for (const [what, [bytes, stderr]] of Object.entries(REFUSED)) {
  test(`${what}: sweep and simulate refuse it alike`, async (t) => {
    const folder = temporaryFolder(t);
    const [file, out] = [join(folder, "bad.gx"), join(folder, "sweep")];
    writeFileSync(file, bytes);
    const outcomes = await Promise.all([command("sweep", [file, "--out", out]), command("simulate", [file])]);
    for (const outcome of outcomes) {
      assert.match(outcome.stderr, stderr);
      assert.doesNotMatch(outcome.stderr, /\n\s+at |node:internal/, "no stack");
      assert.deepEqual([outcome.code, outcome.stdout], [1, ""]);
    }
    assert.ok(!existsSync(out), "nothing is left behind");
  });
}

test("a script that raises in a part of the bounds is fitted in the rest, and says so", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "part.gx");
  writeFileSync(file, within('    if mid.d > 185: raise ValueError("too thick")\n'));
  const args = ["--methods", "best_1_bin", "--repeats", "1", "--generations", "5"];
  const { code, stdout, stderr } = await command("sweep", [file, ...args, "--out", join(folder, "sweep"), "--json"]);
  assert.equal(code, 0, stderr);
  assert.equal(stderr.match(/ValueError: too thick/g)?.length, 1);
  assert.ok(JSON.parse(stdout).fits[0].bestFom > 0);
});

test("what a script prints is shown once each, and twenty lines of it at most", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "prints.gx");
  writeFileSync(file, within('    print("thickness", mid.d)\n'));
  const args = ["--methods", "best_1_bin", "--generations", "3", "--out", join(folder, "sweep")];
  const { code, stdout, stderr } = await command("sweep", [file, ...args]);
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /^thickness/m);
  const lines = stderr.split("\n").filter((line) => line.startsWith("thickness"));
  assert.ok(lines.length <= 20 && lines.length === new Set(lines).size, stderr);
  assert.match(stderr, /\(What the script prints further is in .*journal\.ndjson\.\)/);
});
