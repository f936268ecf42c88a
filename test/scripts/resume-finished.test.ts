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
  const again = await command("sweep", ["--resume", out, "--local"]);
  assert.equal(again.code, 0, again.stderr);
  assert.match(again.stderr, /3 of 3 trials are done already/);
  assert.match(again.stdout, /Figure of merit[\s\S]*stays as it was\.\n$/);
  assert.deepEqual(snapshot(), before);
});
