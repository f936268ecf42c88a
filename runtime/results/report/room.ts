/**
 * How much of a sweep its report shows: as much as can be seen, and no more than a page
 * of a few megabytes holds, however many data sets, fits and trials there are. The
 * tables of results.h5 have all of it.
 */
import type { FitResults } from "../sweep-results.ts";

/** Of one fit. */
export interface Room {
  /** Points of a curve. */
  points: number;
  /** Trials whose convergence is drawn, of one method and settings. */
  lines: number;
  /** Rows of the list of trials. */
  rows: number;
  /** Dots of a strip on which trials agree; 0 for no strips. */
  dots: number;
  /** Whether the correlation of all parameters is. */
  correlation: boolean;
}

/** Of a curve: some four on each pixel. */
const POINTS = { most: 4000, least: 50 };
/** Of one fit. */
const MOST_ROWS = 500;
/** Of the whole page: numbers in curves, lines of convergence, rows, strips, dots on them, and cells of correlations. */
const PAGE = { numbers: 250_000, lines: 400, rows: 2000, strips: 500, dots: 16_000, cells: 20_000 };

export function roomFor(fits: readonly FitResults[]): Room {
  const total = (count: (fit: FitResults) => number) =>
    Math.max(
      1,
      fits.reduce((sum, fit) => sum + count(fit), 0),
    );
  const curves = total(
    ({ datasets, sld }) => 5 * datasets.length + sld.reduce((sum, { curves }) => sum + 1 + curves.length, 0),
  );
  const parameters = total((fit) => fit.parameters.length);
  return {
    points: Math.min(POINTS.most, Math.max(POINTS.least, Math.floor(PAGE.numbers / curves))),
    lines: Math.max(1, Math.floor(PAGE.lines / total(({ ranking }) => ranking.length))),
    rows: Math.min(MOST_ROWS, Math.max(1, Math.floor(PAGE.rows / fits.length))),
    dots: parameters > PAGE.strips ? 0 : Math.max(2, Math.floor(PAGE.dots / parameters / 2)),
    correlation: total(({ parameters }) => parameters.length ** 2) <= PAGE.cells,
  };
}

/** So many of a list, evenly taken, the first and the last among them; all where there is room. */
export function evenly<T>(items: readonly T[], most: number): readonly T[] {
  if (items.length <= most) return items;
  if (most === 1) return items.slice(-1);
  return Array.from({ length: most }, (_, i) => items[Math.round((i * (items.length - 1)) / (most - 1))]!);
}
