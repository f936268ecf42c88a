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

/** A text of any length for a pipe, no faster than it is read; the rest is dropped when nobody reads any more. */
export async function pipeToStdout(pieces: Iterable<string>): Promise<void> {
  let chunk = "";
  for (const piece of pieces) {
    chunk += piece;
    if (chunk.length < CHUNK) continue;
    await written(chunk);
    if (process.stdout.destroyed) return;
    chunk = "";
  }
  await written(chunk);
}

const CHUNK = 1 << 16;

function written(text: string): Promise<void> {
  return new Promise((resolve) => {
    process.stdout.write(text, () => resolve());
  });
}
