/** The numbers in test/golden/genx are GenX's: GenX computes them again. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { GOLDEN } from "../helpers/golden.ts";

const python = process.env["META_GENX_PYTHON"];
const skip = python ? false : "META_GENX_PYTHON does not name a Python that has genx3";

test("GenX computes the golden numbers again", { skip }, async () => {
  const folder = join(GOLDEN, "genx");
  const { stdout } = await promisify(execFile)(python!, [join(folder, "verify.py"), folder], { maxBuffer: 1e8 });
  const deviations = Object.entries(JSON.parse(stdout.trim().split("\n").at(-1)!) as Record<string, number>);
  assert.ok(deviations.length > 70);
  for (const [name, deviation] of deviations) assert.ok(deviation <= 1e-12, `${name}: ${deviation}`);
});
