import assert from "node:assert/strict";
import * as fs from "node:fs";
import { test } from "node:test";
import { PAGE, pageWithTables } from "./layout-tables.ts";

test("docs/results-h5.md says what layout.ts says", () => {
  const page = fs.readFileSync(PAGE, "utf8");
  assert.equal(page, pageWithTables(page), "run: node test/results/layout-tables.ts");
});
