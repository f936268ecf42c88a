/**
 * The text of a script with its name, for messages that show the line and put a
 * caret under the place:
 *
 *     fit.gx, script line 12: `async def` is outside the script subset
 *         async def load(data):
 *         ^^^^^
 */
import { type ErrorCode, GxError } from "../../errors.ts";

export interface Place {
  lineno: number;
  /** In UTF-8 bytes, as Python counts. */
  col_offset: number;
  end_lineno?: number;
  end_col_offset?: number;
}

export class Source {
  readonly text: string;
  /** What the user calls it: the file. */
  readonly fileName: string;
  /** Within that file: "script", or "parameter row 3" for a text that is one line. */
  readonly where: string;
  readonly lines: readonly string[];

  /** The line that was asked for last: there may be many places on one. */
  private counted: { line: number; columns: number[] | undefined } = { line: 0, columns: undefined };

  constructor(text: string, fileName: string, where = "script") {
    // A form feed is white space to Python and a byte order mark is nothing.
    this.text = text.replace(/^\ufeff/, "").replaceAll("\f", " ");
    this.fileName = fileName;
    this.where = where;
    this.lines = this.text.split(/\r\n|\r|\n/);
  }

  /** `fit.gx, script line 12`. */
  locate(line: number): string {
    const within = this.where === "script" ? `script line ${line}` : this.where;
    return line > 0 || this.where !== "script" ? `${this.fileName}, ${within}` : `${this.fileName}, script`;
  }

  line(line: number): string {
    return this.lines[line - 1] ?? "";
  }

  /** The text between two byte columns of one line. */
  slice(place: Place): string {
    const line = this.line(place.lineno);
    const end = place.end_lineno === place.lineno ? place.end_col_offset : undefined;
    return line.slice(
      this.column(place.lineno, place.col_offset),
      this.column(place.lineno, end ?? Number.POSITIVE_INFINITY),
    );
  }

  /** @param width  how many characters to underline; by default the place's own, on its first line */
  error(code: ErrorCode, place: Place, reason: string, advice?: string, width?: number): GxError {
    const line = this.line(place.lineno);
    const column = this.column(place.lineno, Math.max(0, place.col_offset));
    // Of a very long line, the part around the place.
    const from = column > LONGEST ? column - LONGEST / 2 : 0;
    const shown = line.slice(from, from + LONGEST).trimStart();
    const indent = Math.min(from + LONGEST, line.length) - shown.length;
    const length = Math.min(width ?? this.slice(place).trimEnd().length, indent + shown.length - column);
    // Counted in characters as they are seen, not in UTF-16 units.
    const before = Array.from(line.slice(indent, column)).length;
    const caret = " ".repeat(before) + "^".repeat(Math.max(1, length));
    const picture = shown === "" ? "" : `\n    ${shown.trimEnd()}\n    ${caret}`;
    return new GxError(code, `${this.locate(place.lineno)}: ${reason}${picture}`, advice);
  }

  /** Character column of a byte column. */
  private column(number: number, bytes: number): number {
    if (this.counted.line !== number) this.counted = { line: number, columns: columnsOf(this.line(number)) };
    const { columns } = this.counted;
    return columns ? (columns[Math.min(bytes, columns.length - 1)] ?? 0) : Math.min(bytes, this.line(number).length);
  }
}

/** Characters of a line that a message shows. */
export const LONGEST = 200;

/** The character column of every byte of the line in UTF-8, and of its end; undefined when they are the same. */
export function columnsOf(line: string): number[] | undefined {
  if (/^[\0-\x7f]*$/.test(line)) return undefined;
  const columns: number[] = [];
  let column = 0;
  for (const character of line) {
    const code = character.codePointAt(0)!;
    const bytes = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    columns.push(column);
    column += character.length;
    // A place inside a character counts as the one after it.
    for (let k = 1; k < bytes; k++) columns.push(column);
  }
  columns.push(column);
  return columns;
}
