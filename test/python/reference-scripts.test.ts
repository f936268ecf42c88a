/**
 * Every script of the reference folder, where that stands beside the project,
 * parses and is inside the subset. The models are stubs here: what the scripts
 * compute is tested by the rooms that own the models.
 */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { compileScript } from "../../runtime/python/compile/program.ts";
import { Module } from "../../runtime/python/values/module.ts";

const folder = fileURLToPath(new URL("../../../shared/reference", import.meta.url));
const MODELS =
  "spec_nx utils spec_adaptive spec_inhom soft_nx mag_refl interdiff sxrd sxrd2 sxrd_mult symmetries lib.base " +
  "lib.physical_constants lib.resolution";
const modules = new Map(
  MODELS.split(" ").map((name) => [`models.${name}`, () => new Module(`models.${name}`, new Map())] as const),
);

const here = existsSync(folder);
test("scripts of the reference folder are inside the subset", {
  skip: !here && "../shared/reference is not here",
}, () => {
  let count = 0;
  for (const file of globSync(`${folder}/**/*.json`)) {
    const { script } = JSON.parse(readFileSync(file, "utf8")) as { script?: string };
    if (script === undefined) continue;
    count++;
    compileScript(script, { fileName: file, modules, globals: new Map() });
  }
  assert.ok(count > 0, "the folder holds no script");
});
