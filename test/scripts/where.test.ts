/** Paths are relative to where the user stands, who called npm there. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { copyFileSync, existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { FILM, temporaryFolder } from "./command.ts";

const ROOT = fileURLToPath(new URL("../../", import.meta.url)).replace(/\/$/, "");
const OWN = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^npm_|^INIT_CWD$/.test(name)));

function npm(cwd: string, args: string[]) {
  return spawnSync("npm", args, { cwd, encoding: "utf8", env: OWN });
}

test("npm --prefix takes a file beside the user, leaves the results there, and names a command that works there", (t) => {
  const folder = temporaryFolder(t);
  copyFileSync(FILM, join(folder, "my fit.gx"));
  const prefixed = ["--prefix", ROOT, "run", "--silent"];
  const options = ["--local", "--repeats", "1", "--mgen", "2", "--methods", "best_1_bin", "--out", "results"];
  const { status, stderr } = npm(folder, [...prefixed, "sweep", "--", "my fit.gx", ...options]);
  assert.equal(status, 0, stderr);
  assert.ok(existsSync(join(folder, "results/report.html")));
  const wrong = npm(folder, [...prefixed, "sweep", "--", "my fit.gx", "--bogus"]);
  assert.ok(wrong.stderr.includes(`\`npm --prefix ${ROOT} run sweep -- --help\``), wrong.stderr);
});

test("in a folder of the project a file beside the user is taken", () => {
  const { status, stdout } = npm(join(ROOT, "test/golden/optimiser"), [
    ...["run", "--silent", "inspect", "--", "op1_xray_film_5par.gx"],
  ]);
  assert.equal(status, 0);
  assert.match(stdout, /^op1_xray_film_5par\.gx /);
});
