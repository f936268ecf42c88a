/** A script that asks mag_refl for one thing after another, as scripts do: spellings, setters, functions of the energy. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { modelModules } from "../../runtime/models/index.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";
import type { PyList } from "../../runtime/python/values/sequence.ts";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { floats } from "../helpers/spec-nx.ts";

const FOLDER = join(GOLDEN, "mag-refl-script");

test("a script has GenX's curves, whatever was asked before", () => {
  const script = readFileSync(join(FOLDER, "script.py"), "utf8");
  const { out } = JSON.parse(readFileSync(join(FOLDER, "script.json"), "utf8")) as { out: number[][] };
  const program = compileScript(script, { fileName: "script.py", modules: modelModules(), globals: new Map() });
  program.run();
  const curves = (program.get("out") as PyList).items;
  assert.equal(curves.length, out.length);
  out.forEach((expected, k) => {
    // Where an asymmetry passes through 0 GenX has no more digits.
    assertClose(floats(curves[k]!), expected, 2e-5, `curve ${k}`);
  });
});
