import assert from "node:assert/strict";
import { test } from "node:test";
import { brokenAt } from "../../runtime/results/json-place.ts";

test("the first character that cannot be there is named by line and column", () => {
  for (const [text, line, column] of [
    ['{"a":}', 1, 6],
    ['{"a" 1}', 1, 6],
    ['{\n  "a": 1,\n}', 3, 1],
    ["[1,\n 2 3]", 2, 4],
    ["[1,]", 1, 4],
    ["[1, 2]}", 1, 7],
    ['{"a": [1, {"b": 01}]}', 1, 17],
    ["[true,\n False]", 2, 2],
    ['["a\nb"]', 1, 2],
    ["{'a': 1}", 1, 2],
    ['["\\x"]', 1, 2],
    ["\u0000\u0000", 1, 1],
  ] as const) {
    assert.throws(() => JSON.parse(text), SyntaxError, text);
    assert.deepEqual(brokenAt(text), { line, column }, text);
  }
});

test("a text whose end is missing has no such character, wherever it was cut", () => {
  const text = '{"a": [1, -2.5e3, {"b": "x\\u00e9\\n", "c": null}], "d": {}, "e": [], "f": true}';
  assert.equal(brokenAt(text), undefined);
  for (let n = 0; n < text.length; n++) {
    assert.throws(() => JSON.parse(text.slice(0, n)), SyntaxError);
    assert.equal(brokenAt(text.slice(0, n)), undefined, text.slice(0, n));
  }
});
