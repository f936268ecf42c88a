/**
 * A copy of the checkout in a temporary folder, which faults are put into: nobody who
 * edits, commits or runs the tree meets one. What the tests leave behind lies in the
 * same folder, and goes with it.
 */
import { createHash } from "node:crypto";
import { cpSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";

const NOT_COPIED = ["node_modules", ".git", ".cache", "sweeps", "bundles"];

export interface Scratch {
  /** The copy of the checkout. */
  code: string;
  /** Where the tests' own temporary files go. */
  temporary: string;
  remove(): void;
}

export function makeScratch(root: string): Scratch {
  const folder = mkdtempSync(join(tmpdir(), "mutants-"));
  const code = join(folder, "code");
  const temporary = join(folder, "tmp");
  mkdirSync(temporary);
  cpSync(root, code, {
    recursive: true,
    filter: (path) => join(root, basename(path)) !== path || !NOT_COPIED.includes(basename(path)),
  });
  symlinkSync(join(root, "node_modules"), join(code, "node_modules"));
  // What a test's process still writes while it ends makes a folder that is not empty.
  return { code, temporary, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) };
}

/** One hash over the contents and names of the files that match. */
export function hashOf(root: string, patterns: readonly string[]): string {
  const hash = createHash("sha256");
  const exclude = [...NOT_COPIED, "**/node_modules"];
  for (const file of globSync(patterns, { cwd: root, exclude }).sort()) {
    if (statSync(join(root, file)).isFile()) hash.update(`${file}\0`).update(readFileSync(join(root, file)));
  }
  return hash.digest("hex").slice(0, 16);
}
