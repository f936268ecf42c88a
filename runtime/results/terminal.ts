/**
 * A sweep's results as text for a terminal: per fit the methods compared, the
 * best parameters with their uncertainties, and last, where the eye ends, the
 * sentence on whether to trust them. Tables are at most `width` columns wide; a
 * terminal too narrow for a table gets one line a value. Names come from the
 * file, so control characters, which could move the cursor, are shown as marks.
 */
import type { RankingRow } from "../sweep/rank.ts";
import { counted, printableLines } from "../text.ts";
import { count, duration, percent, plusMinus, significant } from "./format.ts";
import { farthest, polishText, RANKS, reachedText, startText, unsettledText, valleyText } from "./minima-text.ts";
import { pointsText } from "./points-text.ts";
import type { FitResults, ParameterResult, SweepResults } from "./sweep-results.ts";
import { framedTable, listLines } from "./text-table.ts";
import { wrap } from "./wrap.ts";

/** Below this a table's columns would be cut. */
const TABLE_NEEDS = 60;
/** Other minima than these are left to results.h5. */
const MINIMA_SHOWN = 5;

/** @param width  columns of the terminal; 80 where there is none */
export function terminalText(results: SweepResults, width = 80): string {
  const ended = results.fits.flatMap((fit) => fit.trials.filter(({ result }) => result !== null)).length;
  const planned = results.fits.flatMap((fit) => fit.trials).length;
  const search = results.fits.every((fit) => fit.search !== undefined);
  const trials = search ? counted(ended, "try", "tries") : `${ended} of ${planned} trials`;
  const head =
    `${results.project.fileName}: ${trials} in ${duration(results.timing.wall)}` + ` on ${results.timing.where}`;
  return `${[wrap(head, width), ...results.fits.map((fit) => fitText(fit, width))].map(printableLines).join("\n\n")}\n`;
}

function fitText(fit: FitResults, width: number): string {
  if (fit.bestTrial < 0) return nothingYet(fit, width);
  const best = `Figure of merit (${fit.fomFunction}): ${significant(fit.bestFom)}, ${Number.isFinite(fit.startFom) ? "from " : ""}${startText(fit)}`;
  const polished = polishText(fit);
  const others = fit.minima.slice(1);
  const chiSquare = Number.isNaN(fit.reducedChiSquare) ? "" : ` Reduced χ² ${significant(fit.reducedChiSquare, 3)}.`;
  const parts = [
    `${fit.name === "" ? "" : `${fit.name}\n`}${best}${polished === "" ? "" : `; ${polished}`}`,
    table(["Method", "Reached", "Best FOM", "Median", "To target", "Time"], fit.ranking.map(rankingCells), width),
    `Target: a figure of merit of ${significant(fit.targetFom)} or less. To target: evaluations to expect until one trial reaches it.${reachedText(fit)}`,
    table(["Parameter", "Value", "Bounds", ""], fit.parameters.map(parameterCells), width),
    ...pointsText(fit.datasets),
    fit.uncertaintySource === "" ? "" : `± is one standard deviation: ${fit.uncertaintySource}.${chiSquare}`,
    ...fit.notes,
    table(
      ["Other minimum", "FOM", "Trials", "Starts", "Judgement"],
      others.slice(0, MINIMA_SHOWN).map(minimumCells(fit)),
      width,
    ),
    others.length > MINIMA_SHOWN ? `${others.length - MINIMA_SHOWN} more minima are in results.h5.` : "",
    valleyText(fit),
    unsettledText(fit),
    `${VERDICTS[fit.trust.verdict]}: ${fit.trust.sentence}`,
  ];
  return parts
    .filter((part) => part !== "")
    .map((part) => (part.includes("│") ? part : wrap(part, width)))
    .join("\n")
    .replaceAll("\u00a0", " ");
}

/** Before any trial has ended there are no numbers to put into tables. */
function nothingYet(fit: FitResults, width: number): string {
  const lines = [
    `Figure of merit (${fit.fomFunction}): ${startText(fit)}`,
    `${VERDICTS[fit.trust.verdict]}: ${fit.trust.sentence}`,
  ];
  return [...(fit.name === "" ? [] : [fit.name]), ...lines].map((line) => wrap(line, width)).join("\n");
}

export const VERDICTS = { trust: "Trust it", caution: "With caution", doubt: "Do not trust it yet" } as const;

/** What is not to be parted at its blanks. */
const unbroken = (text: string) => text.replaceAll(" ", "\u00a0");

function rankingCells(row: RankingRow): string[] {
  return [
    // "km 0.7" is not parted from its number.
    row.settings === "" ? row.method : `${row.method} ${row.settings.replace(/(\w) /g, "$1\u00a0")}`,
    `${row.successes}/${row.trials + row.failed} ${unbroken(percent(row.successRate))}`,
    significant(row.bestFom, 4),
    significant(row.medianFom, 4),
    count(row.expectedEvaluations),
    unbroken(duration(row.seconds)),
  ];
}

const minimumCells = (fit: FitResults) => (minimum: FitResults["minima"][number]) => [
  farthest(fit, minimum),
  significant(minimum.fom, 4),
  count(minimum.members.length),
  count(minimum.starts),
  RANKS[minimum.rank].toLowerCase(),
];

function parameterCells(p: ParameterResult): string[] {
  return [
    p.name,
    unbroken(plusMinus(p.best, p.uncertainty, [p.lower, p.upper])),
    unbroken(`${significant(p.lower, 4)} … ${significant(p.upper, 4)}`),
    p.atBound === "no" ? "" : unbroken(`at ${p.atBound} bound`),
  ];
}

/**
 * A column without a word is left out. Where all together would be too wide, the first column gives way between its
 * words; then titles do, then the blanks of other cells; and what still is too wide is a list.
 */
function table(allHeads: string[], allRows: string[][], width: number): string {
  if (allRows.length === 0) return "";
  const used = allHeads.map((title, i) => title !== "" || allRows.some((row) => row[i] !== ""));
  const head = allHeads.filter((_, i) => used[i]);
  const rows = allRows.map((row) => row.filter((_, i) => used[i]).map(printableLines));
  const whole = columnWidths(head, rows, (text) => [text]);
  const least = columnWidths(head, rows, words);
  const titled = head.map((title, i) => Math.max(longest(words(title)), ...rows.map((row) => row[i]!.length)));
  for (const others of [whole, titled, least]) {
    // A column has a blank on either side and a line to its right, and the table one more to its left.
    const first = Math.min(whole[0]!, width - others.slice(1).reduce((sum, w) => sum + w + 3, 2) - 2);
    if (width < TABLE_NEEDS || first < least[0]!) continue;
    const widths = [first, ...others.slice(1)];
    const wrapped = (row: readonly string[]) => row.map((cell, i) => wrap(cell, widths[i]!));
    return framedTable(
      wrapped(head).map((title, i) => ({ title, align: i === 0 ? "left" : "right" })),
      rows.map(wrapped),
      widths,
    );
  }
  return listLines(head, rows).join("\n");
}

const words = (text: string) => text.split(/[ \n]/);
const longest = (texts: readonly string[]) => Math.max(...texts.map(({ length }) => length));

function columnWidths(head: readonly string[], rows: readonly string[][], parts: (text: string) => string[]): number[] {
  return head.map((title, i) => longest([title, ...rows.map((row) => row[i]!)].flatMap(parts)));
}
