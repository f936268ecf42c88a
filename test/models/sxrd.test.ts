/** models.sxrd and models.sxrd2 against GenX, script by script (test/golden/sxrd). */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { itemsOf } from "../../runtime/python/operators.ts";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";
import { numbersOf, runScript } from "../helpers/model-script.ts";

type Row = number[] | { re: number[]; im: number[] };
const { cases } = JSON.parse(readFileSync(join(GOLDEN, "sxrd/cases.json"), "utf8")) as {
  cases: { name: string; script: string; out: Row[] }[];
};

for (const { name, script, out } of cases) {
  test(`the numbers of GenX: ${name}`, () => {
    const rows = itemsOf(runScript(script).get("out")!).map(numbersOf);
    assert.equal(rows.length, out.length);
    out.forEach((expected, k) => {
      const numbers = Array.isArray(expected) ? expected : expected.re.flatMap((re, i) => [re, expected.im[i]!]);
      // A part that cancels is as exact as the whole.
      assertComplex(rows[k]!, numbers, !Array.isArray(expected), `row ${k}`);
    });
  });
}

function assertComplex(actual: number[], expected: number[], pairs: boolean, what: string): void {
  if (!pairs) {
    assertClose(actual, expected, 1e-9, what);
    return;
  }
  assert.equal(actual.length, expected.length, what);
  for (let i = 0; i < expected.length; i += 2) {
    const size = Math.hypot(expected[i]!, expected[i + 1]!);
    const off = Math.hypot(actual[i]! - expected[i]!, actual[i + 1]! - expected[i + 1]!);
    assert.ok(off <= 1e-9 * size, `${what}, point ${i / 2}: ${off / size} from GenX's ${size}`);
  }
}
