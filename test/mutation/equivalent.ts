/**
 * Mutants that no test can notice, because the program does the same with and without
 * them: equivalent.json names each by its line, what the line becomes, and the reason.
 */
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Mutant, mutantsOf } from "./mutants.ts";

export interface Equivalent {
  file: string;
  was: string;
  becomes: string;
  reason: string;
}

export function readEquivalents(root: string): Equivalent[] {
  const path = join(root, "test/mutation/equivalent.json");
  return existsSync(path) ? JSON.parse(readFileSync(path, "utf8")) : [];
}

export function equivalenceOf(mutant: Mutant, list: readonly Equivalent[]): Equivalent | undefined {
  return list.find((entry) => entry.file === mutant.file && isOf(entry, mutant));
}

/** Entries whose code is no longer there: the list has to stay true. */
export function outdated(root: string, list: readonly Equivalent[]): Equivalent[] {
  return list.filter((entry) => {
    const path = join(root, entry.file);
    if (!existsSync(path)) return true;
    return !mutantsOf(entry.file, readFileSync(path, "utf8")).some((mutant) => isOf(entry, mutant));
  });
}

function isOf({ was, becomes }: Equivalent, mutant: Mutant): boolean {
  return mutant.was === was && mutant.becomes === becomes;
}
