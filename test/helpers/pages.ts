/** The project's pages, and the code in them. */
import { globSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const ROOT = resolve(import.meta.dirname, "../..");

/** From the project's root. */
export const PAGES: string[] = [
  "README.md",
  ...globSync("{docs,examples,runtime,infra,provisioning,test,bench}/**/*.md", { cwd: ROOT }),
];

/** Blocks of code and code in a line, a line each. */
export function codeIn(page: string): string {
  const text = readFileSync(join(ROOT, page), "utf8");
  const block = /^ *```\w*\n(.*?)^ *```$/gms;
  const blocks = [...text.matchAll(block)].map(([, code]) => code!.replaceAll("\\\n", " "));
  const spans = [...text.replace(block, "").matchAll(/`([^`]+)`/g)].map(([, code]) => code!.replaceAll("\n", " "));
  return [...blocks, ...spans].join("\n");
}
