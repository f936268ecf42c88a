/**
 * A text file line by line, however long it is: a string of JavaScript ends at half a
 * gigabyte, and memory soon after. The file is read in blocks; a line that goes on into
 * the next block is put together. One that is longer than anything that is ever written
 * is passed over.
 */
import * as fs from "node:fs";

const BLOCK = 1 << 18;
/** Bytes. A trial's line holds its convergence, which may be some megabytes. */
const LONGEST_LINE = 1 << 28;
const NEWLINE = 0x0a;

/**
 * @param take  given each line without its end; its number, from 1; and whether it has an end. The text is undefined where
 * the line is too long
 */
export function readLines(
  file: string,
  take: (line: string | undefined, number: number, ended: boolean) => void,
): void {
  const fd = fs.openSync(file, "r");
  try {
    const block = Buffer.allocUnsafe(BLOCK);
    let begun: Buffer[] = [];
    let length = 0;
    let number = 0;
    const add = (part: Buffer) => {
      length += part.length;
      if (length <= LONGEST_LINE) begun.push(Buffer.from(part));
      else begun = [];
    };
    const end = (ended: boolean) => {
      take(length <= LONGEST_LINE ? Buffer.concat(begun).toString("utf8") : undefined, ++number, ended);
      [begun, length] = [[], 0];
    };
    for (let read = fs.readSync(fd, block); read > 0; read = fs.readSync(fd, block)) {
      const bytes = block.subarray(0, read);
      const first = bytes.indexOf(NEWLINE);
      if (first < 0) {
        add(bytes);
        continue;
      }
      add(bytes.subarray(0, first));
      end(true);
      const last = bytes.lastIndexOf(NEWLINE);
      if (last > first)
        for (const line of bytes.toString("utf8", first + 1, last).split("\n")) take(line, ++number, true);
      if (last + 1 < read) add(bytes.subarray(last + 1));
    }
    if (length > 0) end(false);
  } finally {
    fs.closeSync(fd);
  }
}
