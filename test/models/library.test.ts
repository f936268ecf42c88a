/** models.lib.…: the functions that a script can call itself give GenX's numbers; classes to derive from behave as GenX's. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { modelModules } from "../../runtime/models/index.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";
import { NdArray } from "../../runtime/python/numpy/array.ts";
import { cast } from "../../runtime/python/numpy/convert.ts";
import { itemsOf } from "../../runtime/python/operators.ts";
import { Complex } from "../../runtime/python/values/complex.ts";
import { PyList, PyTuple } from "../../runtime/python/values/sequence.ts";
import type { PyValue, Value } from "../../runtime/python/values/value.ts";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";

const groups = JSON.parse(readFileSync(join(GOLDEN, "library/library.json"), "utf8")) as {
  preamble: string;
  cases: [string, number[]][];
}[];

function run(script: string) {
  const program = compileScript(script, { fileName: "test.gx", modules: modelModules(), globals: new Map() });
  program.run();
  return program;
}

/** As make.py writes them: Re and Im of complex numbers in turn. */
function flat(value: Value): number[] {
  if (value instanceof PyTuple || value instanceof PyList) return itemsOf(value).flatMap(flat);
  if (value instanceof NdArray) return [...cast(value).buffer];
  if (value instanceof Complex) return [value.re, value.im];
  return [typeof value === "number" ? value : (value as PyValue).toFloat()!];
}

for (const { preamble, cases } of groups) {
  const library = run(preamble);
  for (const [expression, expected] of cases) {
    test(`as GenX has it: ${expression}`, () => {
      const found = flat(library.expression(expression, "a case").evaluate());
      assert.equal(found.length, expected.length);
      assertClose(found, expected, 1e-9);
    });
  }
}

test("an integral over more points than an evaluation has time for ends by the budget", () => {
  const script =
    "from models.lib.xmcd_moment import kk_int\nfrom numpy import arange\nkk_int(arange(2e5) + 1, arange(2e5))";
  assert.throws(() => run(script), /more steps than one evaluation may/);
  const fine = "from models.lib.xmcd_moment import Spectrum2p\nSpectrum2p().add_background('fe', de=1e-6)";
  assert.throws(() => run(fine), /kk_emax \/ de, the points of the integral, must be 1000000 at most/);
});
