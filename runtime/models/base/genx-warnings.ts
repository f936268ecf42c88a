/**
 * Where a running script meets something that GenX computes otherwise, and it matters:
 * a sentence for the user, once. docs/genx-differences.md lists them all.
 */
import { perSession } from "../../python/session-state.ts";

const met = perSession(() => new Set<string>());

export function meetDifference(sentence: string): void {
  met().add(sentence);
}

/** Those of the session that runs, in the order in which its script met them. */
export function differencesMet(): string[] {
  return [...met()];
}
