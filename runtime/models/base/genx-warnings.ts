/**
 * Where a running script meets something that GenX computes otherwise, and it matters:
 * a sentence for the user, once. docs/genx-differences.md lists them all.
 */
let met = new Set<string>();

/** A new script begins. */
export function forgetDifferences(): void {
  met = new Set();
}

export function meetDifference(sentence: string): void {
  met.add(sentence);
}

/** In the order in which the script met them. */
export function differencesMet(): string[] {
  return [...met];
}
