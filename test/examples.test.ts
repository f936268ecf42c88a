/**
 * The examples that are fits are run as their READMEs say, with few trials, and end
 * at the values that their data were made with.
 *
 * u, the standard uncertainty that the sweep states, must be at most 5 % of the
 * width of the bounds, and the truth must lie within 2 u.
 */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";

const ROOT = resolve(import.meta.dirname, "..");
const run = promisify(execFile);

interface Row {
  name: string;
  best: number;
  uncertainty: number;
  lower: number;
  upper: number;
}

for (const file of globSync("examples/*/fit.gx", { cwd: ROOT })) {
  const folder = dirname(file);
  test(`${folder}: the command of its README finds the truth`, async () => {
    const [, command] = readFileSync(join(ROOT, folder, "README.md"), "utf8").match(
      /```sh\nnpm run sweep -- (.*)\n```/,
    )!;
    assert.equal(command, `${folder}/fit.gx`);
    const out = join(mkdtempSync(join(tmpdir(), "meta-genx-")), "sweep");
    const options = ["--methods", "best_1_bin,best_either_or", "--repeats", "1", "--out", out, "--json"];
    const { stdout } = await run("node", [join(ROOT, "scripts/sweep.ts"), command!, ...options], { cwd: ROOT });

    const { parameters } = JSON.parse(stdout).fits[0] as { parameters: Row[] };
    const truth = JSON.parse(readFileSync(join(ROOT, folder, "truth.json"), "utf8")).parameters as Record<
      string,
      number
    >;
    assert.deepEqual(parameters.map(({ name }) => name).sort(), Object.keys(truth).sort());
    for (const { name, best, uncertainty: u, lower, upper } of parameters) {
      assert.ok(u > 0 && u <= 0.05 * (upper - lower), `${name}: u = ${u}`);
      assert.ok(Math.abs(best - truth[name]!) <= 2 * u, `${name}: ${best} ± ${u}, truth ${truth[name]}`);
    }
    for (const file of ["plan.json", "journal.ndjson", "results.h5", "best.hgx", "report.html"]) {
      assert.ok(existsSync(join(out, file)), file);
    }
    rmSync(dirname(out), { recursive: true });
  });
}
