/** Which faults a file is given, and which of them a seed draws. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { drawOrder, mutantsOf } from "./mutants.ts";

/** `operator: the line as it becomes`, for each mutant. */
function becomes(code: string): string[] {
  return mutantsOf("a.ts", code).map(({ operator, becomes }) => `${operator}: ${becomes}`);
}

test("comparisons, signs and logic are swapped, each for its neighbour", () => {
  assert.deepEqual(becomes("export const inside = low <= x && x < high;"), [
    "logic: export const inside = low <= x || x < high;",
    "comparison: export const inside = low < x && x < high;",
    "comparison: export const inside = low <= x && x <= high;",
  ]);
  assert.deepEqual(becomes("export const f = (x: number) => -x * k;"), [
    "sign: export const f = (x: number) => -x / k;",
    "sign: export const f = (x: number) =>  x * k;",
  ]);
  assert.deepEqual(becomes("export const f = () => n++;"), ["sign: export const f = () => n--;"]);
});

test("constants change: a whole number by one, others by a tenth, and a word is emptied", () => {
  assert.deepEqual(becomes("export const all = [0, 7, 0.5, true];"), [
    "constant: export const all = [1, 7, 0.5, true];",
    "constant: export const all = [0, 8, 0.5, true];",
    "constant: export const all = [0, 7, 0.55, true];",
    "constant: export const all = [0, 7, 0.5, false];",
  ]);
  assert.deepEqual(becomes('export const unit = "min";'), ['constant: export const unit = "";']);
});

test("conditions are negated, statements dropped, and a function returns before its end", () => {
  const code = "function f() {\n  if (ready) start();\n  finish();\n}";
  assert.deepEqual(becomes(code), [
    "condition: if (!(ready)) start();",
    "drop: ;",
    "return: return; if (ready) start();",
    "drop: if (ready) ;",
    "drop: ;",
  ]);
});

test("types, comments, imports, messages and joined texts are no places for a fault", () => {
  const code = `
    import { a } from "a";
    export { b } from "b";
    interface Shape { sides: 3 | 4 }
    type Kind = "round" | "square";
    const kind = "round and red" as Kind; // true
    const text = "a: " + a;
    const other = import("./other.ts");
    function fail(): never { throw new Error("broken"); }`;
  assert.deepEqual(becomes(code), ["drop: function fail(): never { ; }"]);
});

test("the same seed draws the same, one on each line, and keeps what it drew when other lines change", () => {
  const code = Array.from({ length: 40 }, (_, k) => `export const f${k} = (x: number) => x < ${k} + 1;`).join("\n");
  const drawn = (text: string, seed: number) => drawOrder(mutantsOf("a.ts", text), seed).map(({ becomes }) => becomes);
  const first = drawn(code, 1);
  assert.deepEqual(drawn(code, 1), first);
  assert.equal(first.length, 40);
  assert.notDeepEqual(drawn(code, 2).slice(0, 5), first.slice(0, 5));
  assert.deepEqual(drawn(`// new\n${code}`, 1), first);
});
