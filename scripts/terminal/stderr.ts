/** What a command says on the way: on stderr, as wide as the terminal, without characters that would move the cursor. */

import { wrap } from "../../runtime/results/wrap.ts";
import { printable } from "../../runtime/text.ts";

export function writeStderr(text: string): void {
  for (const line of text.split("\n")) console.error(wrapped(line, process.stderr.columns));
}

/** A line of a table stays one. @param width  undefined where nobody's eyes are, 0 in a terminal that does not know */
export function wrapped(line: string, width: number | undefined): string {
  const safe = printable(line);
  return !width || line.startsWith("  ") ? safe : wrap(safe, width);
}
