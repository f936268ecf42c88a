import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { shellLine } from "../../runtime/shell.ts";
import { askedBy } from "../../scripts/cli/asked.ts";

test("a shell takes a quoted line apart into the same words", () => {
  const words = ["a b", "it's", "$HOME", "", "--x=1", "`date`", "é;&", "~"];
  const said = execFileSync("sh", ["-c", `for word in ${shellLine(words)}; do printf '%s\\0' "$word"; done`], {
    encoding: "utf8",
  });
  assert.deepEqual(said.split("\0").slice(0, -1), words);
});

test("the command and its options are kept, and a password in an address is not", () => {
  const { command, options } = askedBy([
    "node",
    "/x/sweep.ts",
    "my fit.gx",
    "--seed",
    "7",
    "--local",
    "--redis=redis://me:top:s@cret@host:1",
  ]);
  assert.equal(command, "npm run sweep -- 'my fit.gx' --seed 7 --local --redis=redis://me@host:1");
  assert.deepEqual(options, { seed: "7", local: true, redis: "redis://me@host:1" });
});
