/** What a command was asked for, on stdout: pages of text, without characters that a terminal would obey. */
import { printableLines } from "../../runtime/text.ts";

/** @param page  lines, each with its end */
export function writeStdout(page: string): void {
  process.stdout.write(printableLines(page));
}

/** Columns of the terminal that shows stdout; endless where there is none, or one that does not know. */
export function stdoutWidth(): number {
  return process.stdout.columns || Number.POSITIVE_INFINITY;
}
