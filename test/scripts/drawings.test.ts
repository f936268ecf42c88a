/** After the trials nothing is lost: what fails there becomes a note in all that a sweep leaves. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { readProjectFile } from "../../runtime/gx/read.ts";
import { gxWith, pickled } from "../helpers/gx-files.ts";
import { command, FILM, temporaryFolder } from "./command.ts";

test("a script that raises when it is to draw gives parameters, curves and every file, exit code 0, and a note in each", async (t) => {
  const folder = temporaryFolder(t);
  const file = join(folder, "film.gx");
  const { script } = await readProjectFile(FILM);
  const wrapped = `${script}
_undrawn = Sim
def Sim(data):
    curves = _undrawn(data)
    if _sim:
        raise ValueError('nothing to draw')
    return curves
`;
  writeFileSync(file, gxWith(FILM, { script: pickled(wrapped) }));
  const out = join(folder, "out");
  const args = ["--methods", "best_1_bin", "--repeats", "1", "--generations", "5", "--local", "--out", out];
  const swept = await command("sweep", [file, ...args]);
  assert.equal(swept.code, 0, swept.stderr);
  assert.match(swept.stdout.replaceAll(/\s+/g, " "), /Depth profiles are left out, .* nothing to draw/);
  for (const name of ["report.html", "best.hgx", "results.h5"]) assert.ok(existsSync(join(out, name)), name);
  assert.match(readFileSync(join(out, "report.html"), "utf8"), /Depth profiles are left out/);
  const shown = await command("results", [out, "--json"]);
  const [fit] = JSON.parse(shown.stdout).fits;
  assert.ok(fit.bestFom > 0 && fit.notes.some((note: string) => note.startsWith("Depth profiles are left out")));
  const simulated = await command("simulate", [join(out, "best.hgx"), "--json"]);
  assert.equal(simulated.code, 0, simulated.stderr);
  assert.equal(JSON.parse(simulated.stdout).notes.length, 1);
});
