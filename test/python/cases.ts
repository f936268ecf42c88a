/**
 * The case files: a title after `### `, a script, `==>`, what it prints. What it
 * should print comes from CPython (cases/make.py), or from us in refusals.txt.
 */
import { readFileSync } from "node:fs";
import { GxError } from "../../runtime/errors.ts";
import { compileScript } from "../../runtime/python/compile/program.ts";

export interface Case {
  title: string;
  script: string;
  expected: string;
}

export function readCases(name: string): Case[] {
  const text = readFileSync(new URL(`cases/${name}`, import.meta.url), "utf8");
  return text
    .split(/^### /m)
    .slice(1)
    .map((part) => {
      const [title] = part.split("\n", 1) as [string];
      const [script, expected] = part.slice(title.length + 1).split(/^==>\n?/m) as [string, string?];
      return { title, script: script.trimEnd(), expected: (expected ?? "").trimEnd() };
    });
}

/** What a script prints; an exception that nothing catches ends it with its last line, as in the case files. */
export function printed(script: string): string {
  let out = "";
  const print = (line: string) => {
    out += `${line}\n`;
  };
  try {
    compileScript(script, {
      fileName: "fit.gx",
      modules: new Map(),
      globals: new Map([["__name__", "__main__"]]),
      print,
    }).run();
  } catch (error) {
    if (!(error instanceof GxError)) throw error;
    // Message: `fit.gx, script line 12: KeyError: 'a'`, then the line itself.
    out += `${error.message.split("\n")[0]!.replace(/^fit\.gx, [^:]*: /, "")}\n`;
  }
  return out.trimEnd();
}
