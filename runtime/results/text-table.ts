/**
 * Tables for a terminal, numbers to the right, in two looks: without a frame,
 * columns parted by two blanks, for a few short facts; within a frame, where a
 * cell may take several lines. Names come from the file: control characters,
 * which could move the cursor, are shown as marks.
 */
import { printable } from "../text.ts";

export interface Column {
  title: string;
  align?: "left" | "right";
}

type Cells = readonly string[];

/** Without a frame. */
export function tableText(columns: readonly Column[], rows: readonly Cells[]): string {
  const lines = [columns.map(({ title }) => title), ...rows.map((row) => row.map(printable))];
  const widths = columns.map((_, i) => lines.reduce((most, line) => Math.max(most, line[i]!.length), 0));
  return lines.map((line) => `  ${padded(columns, line, widths).join("  ").trimEnd()}\n`).join("");
}

/**
 * Within a frame. A cell's line that is longer than its column goes on in the next.
 * @param rows  printable text, with newlines where a cell has several lines
 * @param widths  of the columns, without the blank on either side
 */
export function framedTable(columns: readonly Column[], rows: readonly Cells[], widths: readonly number[]): string {
  const rule = (left: string, middle: string, right: string) =>
    `${left}${widths.map((width) => "─".repeat(width + 2)).join(middle)}${right}`;
  const row = (cells: Cells) => {
    const stacks = cells.map((cell, i) => cell.split("\n").flatMap((line) => pieces(line.trim(), widths[i]!)));
    const height = Math.max(...stacks.map(({ length }) => length));
    return Array.from({ length: height }, (_, k) => {
      const line = stacks.map((stack) => stack[k] ?? "");
      return `│ ${padded(columns, line, widths).join(" │ ")} │`;
    });
  };
  return [
    rule("┌", "┬", "┐"),
    ...row(columns.map(({ title }) => title)),
    rule("├", "┼", "┤"),
    ...rows.flatMap(row),
    rule("└", "┴", "┘"),
  ].join("\n");
}

function padded(columns: readonly Column[], cells: Cells, widths: readonly number[]): string[] {
  return cells.map((cell, i) => (columns[i]!.align === "right" ? cell.padStart(widths[i]!) : cell.padEnd(widths[i]!)));
}

function pieces(line: string, width: number): string[] {
  return line.match(new RegExp(`.{1,${width}}`, "gu")) ?? [""];
}
