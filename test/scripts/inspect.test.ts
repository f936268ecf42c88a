/** `npm run inspect` says which modules a script asks for, whether all of them are here, and what to do where not. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { type TestContext, test } from "node:test";
import { scriptSupport } from "../../runtime/fit/support.ts";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { writeHgx } from "../../runtime/gx/write.ts";
import { allContainers } from "../helpers/golden.ts";
import { gxWith, pickled } from "../helpers/gx-files.ts";
import { command, FILM, temporaryFolder } from "./command.ts";

for (const { path, name } of allContainers()) {
  test(`all that ${basename(join(path, ".."))}/${name} imports is here`, async () => {
    const { imports, missing } = scriptSupport(await readProjectFile(path));
    assert.deepEqual(missing, []);
    assert.ok(imports.length > 0);
    for (const { module, isHere } of imports) assert.ok(isHere, module);
  });
}

const SCRIPT: string = JSON.parse(readFileSync(FILM.replace(/gx$/, "json"), "utf8")).script;

async function inspect(t: TestContext, script: string) {
  const file = join(temporaryFolder(t), "fit.gx");
  writeFileSync(file, gxWith(FILM, { script: pickled(script) }));
  const [text, json] = await Promise.all([command("inspect", [file]), command("inspect", [file, "--json"])]);
  assert.deepEqual([text.code, json.code, text.stderr, json.stderr], [0, 0, "", ""]);
  return { text: text.stdout, page: JSON.parse(json.stdout) };
}

test("a script with three modules that cannot be had: each is named, with its line, why and what to do", async (t) => {
  const used = 5 + SCRIPT.split("\n").length;
  const { text, page } = await inspect(
    t,
    `import mygeometry\nimport models.interdiff_ba as diffuse\nfrom models import sxrd_mult\nimport pandas\n${SCRIPT}\nmygeometry.f(diffuse, sxrd_mult)\n`,
  );
  assert.equal(page.fits, false);
  assert.deepEqual(
    page.notSupported.map(({ code, message }: { code: string; message: string }) => [code, message.split("\n")[0]]),
    [
      [
        "GX_SCRIPT_UNSUPPORTED",
        `fit.gx, script line ${used}: there is no module 'mygeometry' here (imported in line 1)`,
      ],
      ["GX_SCRIPT_UNSUPPORTED", "fit.gx, script line 1: there is no module 'mygeometry' here"],
      [
        "GX_SCRIPT_UNSUPPORTED",
        "fit.gx, script line 2: models.interdiff_ba leaves the physics to BornAgain, a program of its own that does not run here",
      ],
      [
        "GX_SCRIPT_UNSUPPORTED",
        "fit.gx, script line 3: models.sxrd_mult does not run in GenX 3.8 either, which asks numpy for np.int",
      ],
    ],
  );
  assert.match(page.notSupported[0].advice, /If mygeometry is a file of yours, put what you use of it into the script/);
  assert.match(page.notSupported[2].advice, /`import models\.interdiff as model` has the same layers/);
  assert.match(page.notSupported[3].advice, /models\.sxrd takes a list of slabs/);
  assert.deepEqual(
    page.imports
      .filter(({ supported }: { supported: boolean }) => !supported)
      .map(({ module }: { module: string }) => module),
    ["mygeometry", "models.interdiff_ba", "models.sxrd_mult", "pandas"],
  );
  assert.match(text, /\n {2}mygeometry +1 +no\n/);
  assert.match(text, /\n {2}pandas +4 +no, and not used\n/);
  assert.match(text, /\n {2}models\.spec_nx +\d+ +yes\n/);
  assert.match(text, /Can it be fitted here\?\n {2}No: GX_SCRIPT_UNSUPPORTED {2}fit\.gx, script line \d+/);
});

test("a function that a module has not is told before a line with it runs, and does not stop a fit without it", async (t) => {
  const later = "import models.spec_nx as nx\ndef unused():\n    return nx.DiffuseSpecular(1)\n";
  const { text, page } = await inspect(t, `${later}${SCRIPT}`);
  assert.equal(page.fits, true);
  assert.deepEqual(page.notSupported, []);
  assert.match(
    page.warnings[0],
    /script line 3: there is no 'DiffuseSpecular' in models\.spec_nx here[\s\S]*No line with it was run/,
  );
  const nx = page.imports.find(({ module }: { module: string }) => module === "models.spec_nx");
  assert.deepEqual(nx, {
    module: "models.spec_nx",
    line: 1,
    supported: false,
    used: true,
    missing: ["DiffuseSpecular"],
  });
  assert.match(text, /models\.spec_nx +1 +without DiffuseSpecular\n/);
});

test("a name that is imported and not there, and one that only the script's own alias hides", async (t) => {
  const { page } = await inspect(
    t,
    `from models.utils import fp, fq\nfrom numpy import linspace as fp\n${SCRIPT}\nfq.Si\n`,
  );
  assert.equal(page.fits, false);
  const said = page.notSupported.map(({ message }: { message: string }) => message).join("\n");
  assert.match(said, /there is no 'fq' in models\.utils here/);
});

test("an import that the script does without is no reason against a fit", async (t) => {
  const { page } = await inspect(t, `try:\n    import cupy as xp\nexcept ImportError:\n    xp = None\n${SCRIPT}`);
  assert.equal(page.fits, true);
  assert.deepEqual(page.imports[0], { module: "cupy", line: 2, supported: false, used: false, missing: [] });
});

test("a script that is no Python has no imports and says why", async (t) => {
  const { page } = await inspect(t, `import models.spec_nx as\n${SCRIPT}`);
  assert.deepEqual([page.fits, page.imports, page.models], [false, [], []]);
  assert.equal(page.notSupported[0].code, "GX_SCRIPT_SYNTAX");
});

test("a script that raises wherever it is tried is said once, and nothing is said to go on", async (t) => {
  const { text } = await inspect(t, SCRIPT.replace("def Sim(data):", "def Sim(data):\n    raise ValueError('never')"));
  assert.equal(text.split("ValueError: never").length, 2);
  assert.doesNotMatch(text, /goes on/);
});

test("one that raises at the file's values alone can be fitted, and that is said", async (t) => {
  const { text, page } = await inspect(
    t,
    SCRIPT.replace("def Sim(data):", "def Sim(data):\n    if mid.d > 165: raise ValueError('there')"),
  );
  assert.equal(page.fits, true);
  assert.match(text, /Yes\.\n {2}Note: At the file's own values the script raises; what begins elsewhere goes on\./);
});

test("a parameter that is NaN is said once by inspect, and by simulate; GenX's None for an error is nothing", async (t) => {
  const file = join(temporaryFolder(t), "fit.hgx");
  const project = await readProjectFile(FILM);
  const [first, ...others] = project.parameters.map((row) => ({ ...row, error: "None" }));
  writeFileSync(file, await writeHgx(project, { parameters: [{ ...first!, value: Number.NaN }, ...others], ySim: [] }));
  const { stdout } = await command("inspect", [file]);
  assert.match(stdout, /\n {2}Name +Value +Fit +Bounds\n/);
  assert.ok(stdout.includes(`No: GX_PARAMETER  fit.hgx: parameter \`${first!.name}\` (row 1) has value NaN`), stdout);
  assert.doesNotMatch(stdout, /Note:/);
  const simulated = await command("simulate", [file]);
  assert.match(simulated.stderr, /^Note: `.*` \(row 1 of the parameter table\) has no number for a value: NaN\.\n/);
});
