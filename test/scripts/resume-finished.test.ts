import assert from "node:assert/strict";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { command, FILM, temporaryFolder } from "./command.ts";

test("to resume a sweep that is over shows it, and changes no byte and no time in its folder", async (t) => {
  const out = join(temporaryFolder(t), "out");
  const args = ["--methods", "best_1_bin", "--repeats", "1", "--generations", "5", "--local"];
  const swept = await command("sweep", [FILM, ...args, "--seed", "7", "--out", out]);
  assert.equal(swept.code, 0, swept.stderr);
  const snapshot = () =>
    readdirSync(out).map((name) => [name, statSync(join(out, name)).mtimeMs, readFileSync(join(out, name), "hex")]);
  const before = snapshot();
  assert.ok(before.length >= 6);
  assert.match(readFileSync(join(out, "report.html"), "utf8"), /npm run sweep -- .*--seed 7/);
  const again = await command("sweep", ["--resume", out, "--local", "--json"]);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /3 of 3 trials are done already/);
  const { asked, timing } = JSON.parse(again.stdout);
  assert.deepEqual([asked.seed, asked.options.seed, asked.options.repeats], [7, "7", "1"]);
  assert.ok(timing.cpu > 0);
  assert.deepEqual(snapshot(), before);
});
