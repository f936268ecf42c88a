/** Words of messages. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { counted, didYouMean, printable, printableJson, printableLines } from "../runtime/text.ts";

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

test("a name that was begun is told how it may go on", () => {
  assert.equal(
    didYouMean("jade", ["best_1_bin", "jade_best", "jade_best+lm"]),
    "Did you mean jade_best or jade_best+lm?",
  );
});

test("where none is like it, all are named in their own order; of more than fifteen the twelve nearest", () => {
  const names = Array.from({ length: 16 }, (_, i) => `name${"x".repeat(16 - i)}`);
  assert.equal(didYouMean("q", [...names.slice(1), "namex"]), `There are: ${names.slice(1).join(", ")}.`);
  assert.equal(didYouMean("q", names), `There are: ${names.slice(4).join(", ")}, ….`);
  assert.equal(didYouMean("q", []), "There are none.");
});

const COMMANDS = [
  "\u0000",
  "\u001b",
  "\u007f",
  "\u009b",
  "\u061c",
  "\u200e",
  "\u202a",
  "\u202e",
  "\u2066",
  "\u2069",
  "\u2028",
  "\ufeff",
];

test("what a terminal or an eye would obey is shown as a mark, everything else as it is", () => {
  for (const command of COMMANDS)
    assert.equal(printable(`a${command}b`), "a\ufffdb", command.codePointAt(0)!.toString(16));
  assert.equal(printable("Å⁻¹ – 你好 😀 e\u0301 \u200d"), "Å⁻¹ – 你好 😀 e\u0301 \u200d");
  assert.equal(printable("half \ud83d"), "half \ufffd");
  assert.equal(printable("a\n\tb"), "a\ufffd\ufffdb");
  assert.equal(printableLines("a\n\tb\r\n\u001b[2J"), "a\n\tb\ufffd\n\ufffd[2J");
});

test("JSON keeps its meaning and loses its commands", () => {
  const value = { name: COMMANDS.join("-"), lines: "a\nb" };
  const json = printableJson(JSON.stringify(value, null, 2));
  assert.deepEqual(JSON.parse(json), value);
  assert.equal(printableLines(json), json);
});
