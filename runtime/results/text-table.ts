/**
 * Tables for a terminal, numbers to the right, in two looks: without a frame,
 * columns parted by two blanks, for a few short facts; within a frame, where a
 * cell may take several lines. What is too wide for the terminal is a list. Names come from the file: control characters,
 * which could move the cursor, are shown as marks.
 */
import { printable } from "../text.ts";

export interface Column {
  title: string;
  align?: "left" | "right";
}

type Cells = readonly string[];

/** Without a frame; where it is wider than `width`, two lines a row. A column in which nothing stands is left out. */
export function tableText(
  columns: readonly Column[],
  rows: readonly Cells[],
  width = Number.POSITIVE_INFINITY,
): string {
  const used = columns.map((_, i) => rows.length === 0 || rows.some((row) => row[i] !== ""));
  const shown = columns.filter((_, i) => used[i]);
  const titles = shown.map(({ title }) => title);
  const cells = rows.map((row) => row.filter((_, i) => used[i]).map(printable));
  const lines = [titles, ...cells];
  const widths = shown.map((_, i) => lines.reduce((most, line) => Math.max(most, line[i]!.length), 0));
  const table = lines.map((line) => `  ${padded(shown, line, widths).join("  ").trimEnd()}`);
  if (table.every(({ length }) => length <= width)) return `${table.join("\n")}\n`;
  return cells.map(([first, ...others]) => `  ${first}\n    ${facts(titles, others).join("; ")}\n`).join("");
}

/** A table as one line a value: what stands in its first column, and below it the others by their titles. */
export function listLines(titles: readonly string[], rows: readonly Cells[]): string[] {
  return rows.flatMap(([first, ...others]) => [first!, ...facts(titles, others).map((fact) => `  ${fact}`)]);
}

/** @param cells  of a row, without its first */
function facts(titles: readonly string[], cells: Cells): string[] {
  return cells.flatMap((cell, i) => (cell === "" ? [] : [titles[i + 1], cell].filter(Boolean).join(": ")));
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
