/** A whole sweep on a disk that keeps no more than fsync promises. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { pathToFileURL } from "node:url";
import { command, FILM, temporaryFolder } from "./command.ts";

test("when a sweep has ended, a power cut takes no byte of its folder", async (t) => {
  const folder = temporaryFolder(t);
  const [disk, left] = [join(folder, "disk"), join(folder, "left")];
  mkdirSync(disk);
  mkdirSync(left);
  const small = ["--methods", "best_1_bin", "--starts", "guess", "--repeats", "2", "--budget-evaluations", "300"];
  const { code, stderr } = await command("sweep", [FILM, "--local", ...small, "--out", join(disk, "sweep")], () => {}, {
    META_GENX_TEST_DISK: disk,
    META_GENX_TEST_LEFT: left,
    NODE_OPTIONS: `--import=${pathToFileURL(join(import.meta.dirname, "../helpers/power-cut-at-exit.ts"))}`,
  });
  assert.equal(code, 0, stderr);
  const names = readdirSync(join(disk, "sweep")).toSorted();
  assert.deepEqual(names, ["best.hgx", "input.gx", "journal.ndjson", "plan.json", "report.html", "results.h5"]);
  for (const name of names) {
    const there = join(left, "sweep", name);
    assert.ok(existsSync(there), `${name} is gone`);
    assert.deepEqual(readFileSync(there), readFileSync(join(disk, "sweep", name)), name);
  }
});
