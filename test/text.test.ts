/** Words of messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, didYouMean } from "../runtime/text.ts";

test("one of a thing has no s, none and several have", () => {
  assert.deepEqual(
    [0, 1, 2].map((n) => counted(n, "trial")),
    ["0 trials", "1 trial", "2 trials"],
  );
});

test("a mistyped name is told the three most like it, nearest first, whatever their case", () => {
  const names = ["setDens", "setRough", "SETD", "setDD", "getFoo", "setD"];
  assert.equal(didYouMean("setd", names), "Did you mean SETD or setD or setDD?");
});

test("a long name may differ in a third of its letters, a short one in two", () => {
  assert.equal(didYouMean("resolution", ["resoluXXX"]), "There are: resoluXXX.");
  assert.equal(didYouMean("resolution", ["resolutXX"]), "Did you mean resolutXX?");
  assert.equal(didYouMean("b", ["box"]), "Did you mean box?");
  assert.equal(didYouMean("b", ["boxy"]), "There are: boxy.");
});

test("where none is like it, twelve are named, each once", () => {
  const names = Array.from({ length: 13 }, (_, i) => `name${"x".repeat(i)}`);
  assert.equal(didYouMean("q", [...names.slice(0, 12), "name"]), `There are: ${names.slice(0, 12).join(", ")}.`);
  assert.equal(didYouMean("q", names), `There are: ${names.slice(0, 12).join(", ")}, ….`);
  assert.equal(didYouMean("q", []), "There are none.");
});
