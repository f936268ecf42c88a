/**
 * Ends of trials, and the points that count there (fit/fom.ts says which). A
 * figure of merit that leaves points out is lowered by losing them, so that two
 * ends are of one kind only where the same numbers of points count, a descent must
 * not win by dropping any, and an end that did drop some is tried once more with
 * its points back.
 */
import { GxError } from "../errors.ts";
import type { Objective } from "../optimisers/objective.ts";

/** How many points of each data set count at x; undefined where all do or nothing can be computed. */
export function countedAt(objective: Objective, x: ArrayLike<number>): readonly number[] | undefined {
  return orNothing(() => objective.countedOf?.(Float64Array.from(x)));
}

/** The same of ends of trials, each asked for once. */
export type Counts = (end: readonly number[]) => readonly number[] | undefined;

export function countsOf(objective: Objective): Counts {
  const known = new WeakMap<readonly number[], readonly number[] | undefined>();
  return (end) => {
    if (!known.has(end)) known.set(end, countedAt(objective, end));
    return known.get(end);
  };
}

/** Of all data sets together. */
export function totalCounted(counts: readonly number[] | undefined): number {
  return counts === undefined ? Number.NaN : counts.reduce((sum, n) => sum + n, 0);
}

/** What a verdict has to know of the points that count. */
export interface CountedEnds {
  /** Points inside the fit range. */
  points: number;
  /** Those that count at the best, at the file's own values, and the most at the end of any start's best trial; NaN where unknown. */
  atBest: number;
  atStart: number;
  mostAtEnds: number;
  /** Whether the same numbers of points count at an end as at the best. */
  asAtBest(end: readonly number[]): boolean;
}

/**
 * @param ends  where the best trial of each start ended
 * @param points  inside the fit range, of each data set
 */
export function countEnds(
  objective: Objective,
  best: readonly number[],
  ends: readonly (readonly number[])[],
  points: readonly number[],
  counts = countsOf(objective),
): CountedEnds {
  const there = counts(best);
  const atEnds = ends.map((end) => totalCounted(counts(end)));
  return {
    points: totalCounted(points),
    atBest: totalCounted(there),
    atStart: totalCounted(countedAt(objective, objective.start)),
    mostAtEnds: atEnds.reduce((a, b) => (b > a || Number.isNaN(a) ? b : a), Number.NaN),
    asAtBest: (end) => String(counts(end)) === String(there),
  };
}

/** The same objective to a descent that loses none of the points that count where it begins: without them there is no number. */
export function keepingPoints(objective: Objective): Objective {
  const { residuals, residualCount } = objective;
  if (residuals === undefined) return objective;
  let kept: Uint8Array | undefined;
  return {
    ...objective,
    residuals(x, out) {
      // Of an objective that does not say, all count.
      const counts = new Uint8Array(residualCount).fill(1);
      const fom = residuals(x, out, counts);
      kept ??= counts;
      let lost = false;
      for (let k = 0; k < residualCount; k++) {
        if (counts[k] === kept[k] || kept[k] === 0) continue;
        out[k] = Number.NaN;
        lost = true;
      }
      return lost ? Number.POSITIVE_INFINITY : fom;
    },
  };
}

/**
 * An end that lost points, with as much of the file's own values in it as brings them back: one of them where that
 * does, else all. Of several such places the one with the lowest figure of merit.
 *
 * @param best  float[d]  where the trial ended
 * @param least  so many points are to count
 * @returns undefined where none does it
 */
export function withPointsBack(
  objective: Objective,
  best: readonly number[],
  least: number,
): { fom: number; best: number[] } | undefined {
  const { start } = objective;
  const places = [...best.map((_, i) => best.with(i, start[i]!)), [...start]];
  return places
    .flatMap((place) => {
      if (!(totalCounted(countedAt(objective, place)) >= least)) return [];
      const fom = orNothing(() => objective.evaluate(Float64Array.from(place)));
      return fom !== undefined && Number.isFinite(fom) ? { fom, best: place } : [];
    })
    .sort((a, b) => a.fom - b.fom)[0];
}

/** A point near an end may well be one where the script raises. */
function orNothing<T>(act: () => T): T | undefined {
  try {
    return act();
  } catch (error) {
    if (error instanceof GxError) return undefined;
    throw error;
  }
}
