/**
 * The best parameters as CSV for a spreadsheet: RFC 4180, UTF-8, CRLF. Numbers
 * are given in full, so that reading them back gives the same double. A text
 * from the file that a spreadsheet would run as a formula (it begins with = + -
 * @ or a control character) gets a leading apostrophe (OWASP, "CSV injection").
 */
import { printableLines } from "../text.ts";
import type { SweepResults } from "./sweep-results.ts";

const COLUMNS = [
  "fit",
  "parameter",
  "value",
  "uncertainty",
  "fom_bar_low",
  "fom_bar_high",
  "start",
  "lower",
  "upper",
  "at_bound",
];

export function parametersCsv(results: SweepResults): string {
  const rows = results.fits.flatMap((fit) =>
    fit.parameters.map((p) => [
      fit.name,
      p.name,
      p.best,
      p.uncertainty,
      p.barLow,
      p.barHigh,
      p.start,
      p.lower,
      p.upper,
      p.atBound,
    ]),
  );
  return [COLUMNS, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

/** An unknown number is an empty cell. */
function cell(value: string | number): string {
  if (typeof value === "number") return Number.isNaN(value) ? "" : String(value);
  const shown = printableLines(value);
  const safe = /^[=+\-@\t\r\n]/.test(value) ? `'${shown}` : shown;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
