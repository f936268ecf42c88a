/** The pages keep to the code: tables of errors and differences, links, commands. */
import assert from "node:assert/strict";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { ERRORS } from "../runtime/errors.ts";

const ROOT = resolve(import.meta.dirname, "..");
const pages = [
  "README.md",
  ...globSync("{docs,examples,runtime,infra,provisioning,test,bench}/**/*.md", { cwd: ROOT }),
];

test("docs/errors.md is the table of runtime/errors.ts", () => {
  const page = readFileSync(join(ROOT, "docs/errors.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(GX_\w+)` \| ([^|]+) \|/gm)].map(([, code, meaning]) => [code, meaning!.trim()]);
  assert.deepEqual(Object.fromEntries(rows), { ...ERRORS });
});

test("links between pages lead somewhere", () => {
  for (const page of pages) {
    for (const [, link] of readFileSync(join(ROOT, page), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      assert.ok(existsSync(resolve(ROOT, dirname(page), link!)), `${page} links to ${link}`);
    }
  }
});

test("every `npm run` that a page names is a script of package.json, and every script is named in the README", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const page of pages) {
    for (const [, name] of readFileSync(join(ROOT, page), "utf8").matchAll(/npm run (?:--silent )?([a-z]+)/g)) {
      assert.ok(name! in scripts, `${page} names npm run ${name}`);
    }
  }
});
