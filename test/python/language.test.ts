/** The language: every case of cases/*.txt prints here what CPython prints. */
import assert from "node:assert/strict";
import { readdirSync } from "node:fs";
import { describe, test } from "node:test";
import { printed, readCases } from "./cases.ts";

const files = readdirSync(new URL("cases", import.meta.url)).filter(
  (name) => name.endsWith(".txt") && name !== "refusals.txt",
);

for (const name of files) {
  describe(name.replace(".txt", ""), () => {
    for (const { title, script, expected } of readCases(name)) {
      test(title, () => assert.equal(printed(script), expected));
    }
  });
}
