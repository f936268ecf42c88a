/** The pages keep to the code: tables of errors and differences, links, commands with their options, settings and outputs. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { promisify } from "node:util";
import { ERRORS } from "../runtime/errors.ts";
import { defaults, deploy } from "./helpers/fake-cloud.ts";
import { codeIn, PAGES } from "./helpers/pages.ts";

const ROOT = resolve(import.meta.dirname, "..");
test("docs/errors.md is the table of runtime/errors.ts", () => {
  const page = readFileSync(join(ROOT, "docs/errors.md"), "utf8");
  const rows = [...page.matchAll(/^\| `(GX_\w+)` \| ([^|]+) \|/gm)].map(([, code, meaning]) => [code, meaning!.trim()]);
  assert.deepEqual(Object.fromEntries(rows), { ...ERRORS });
});

test("links between pages lead somewhere", () => {
  for (const page of PAGES) {
    for (const [, link] of readFileSync(join(ROOT, page), "utf8").matchAll(/\]\((?!https?:|#)([^)#]+)[^)]*\)/g)) {
      assert.ok(existsSync(resolve(ROOT, dirname(page), link!)), `${page} links to ${link}`);
    }
  }
});

test("every `npm run` that a page names is a script of package.json", () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  for (const page of PAGES) {
    for (const [, name] of readFileSync(join(ROOT, page), "utf8").matchAll(/npm run (?:--silent )?([a-z]+)/g)) {
      assert.ok(name! in scripts, `${page} names npm run ${name}`);
    }
  }
});

test("files and folders of the project that a page names are there", () => {
  for (const page of PAGES) {
    for (const [path] of codeIn(page).matchAll(
      /(?<![\w./-])(runtime|scripts|infra|provisioning|test|examples|docs)\/[\w*./-]*\w/g,
    )) {
      if (path.includes("NAME")) continue;
      assert.ok(globSync(path, { cwd: ROOT }).length > 0, `${page} names ${path}`);
    }
  }
});

test("links to a heading of a page find it", () => {
  for (const page of PAGES) {
    for (const [, path, anchor] of readFileSync(join(ROOT, page), "utf8").matchAll(
      /\]\((?!https?:)([^)#]*)#([^)]+)\)/g,
    )) {
      const target = path === "" ? page : join(dirname(page), path!);
      const headings = [...readFileSync(join(ROOT, target), "utf8").matchAll(/^#+ (.+)$/gm)].map(([, text]) =>
        slug(text!),
      );
      assert.ok(headings.includes(anchor!), `${page} links to ${path}#${anchor}`);
    }
  }
});

test("every option that a page gives to a command is in the command's --help", async () => {
  const helps = new Map<string, string>();
  for (const page of PAGES) {
    for (const [, name, rest] of codeIn(page).matchAll(/npm run (?:--silent )?([a-z]+) -- (.*)/g)) {
      for (const [option] of rest!.matchAll(/(?<=^|\s)--[a-z][a-z-]*/g)) {
        if (!helps.has(name!)) helps.set(name!, await helpOf(name!));
        assert.match(helps.get(name!)!, new RegExp(`${option}(?![a-z-])`), `${page}: npm run ${name} -- ${option}`);
      }
    }
  }
  assert.ok(helps.has("sweep") && helps.has("results"));
});

test("every setting and every output that a page names with pulumi is one", async () => {
  const { outputs } = await deploy({ cloud: "digitalocean", sshFrom: "203.0.113.7" });
  const settings = [...Object.keys(defaults()), "deleteToken"];
  const named = { "config set": settings, "stack output": Object.keys(outputs) };
  for (const page of PAGES) {
    for (const [, command, name] of codeIn(page).matchAll(/pulumi (config set|stack output) (?:--\w+ )*([a-z]\w*)/g)) {
      assert.ok(named[command as "config set"].includes(name!), `${page}: pulumi ${command} ${name}`);
    }
  }
});

async function helpOf(name: string): Promise<string> {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8"));
  const [program, ...args] = scripts[name].replace(/^exec /, "").split(" ");
  const { stdout } = await promisify(execFile)(program, [...args, "--help"], { cwd: ROOT });
  return stdout;
}

/** As GitHub names headings. */
function slug(heading: string): string {
  return heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, "")
    .replaceAll(" ", "-");
}
