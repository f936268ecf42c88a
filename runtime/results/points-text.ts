/**
 * How many points of each data set count: what `inspect`, `simulate`, `sweep` and
 * the report say in the same words. Some figures of merit leave points out (the
 * logarithm of what is not positive, an error bar of 0, NaN), and a fit that loses
 * points has less to add up: so the number is said even where nothing is amiss.
 */

/** A data set, its points inside the fit range (0 when it is not in use), and those that enter the figure of merit. */
export interface CountedPoints {
  name: string;
  points: number;
  counted: number;
  /** At the file's own values, beside a fit; NaN where nothing can be computed there. */
  countedAtStart?: number;
}

/** So many data sets are told one by one; of more, only those that lose points, up to the second number. */
const FEW = 6;
const MOST = 20;

/** A sentence for each data set that is in use; where there are many, one for all of which every point counts. */
export function pointsText(datasets: readonly CountedPoints[]): string[] {
  const used = datasets.filter(({ points }) => points > 0);
  if (used.length === 0) return ["No point of any data set is in use and inside the fit range."];
  const loses = ({ points, counted, countedAtStart = points }: CountedPoints) =>
    counted !== points || countedAtStart !== points;
  const told = used.length <= FEW ? used : used.filter(loses).slice(0, MOST);
  const others = used.filter((set) => !told.includes(set));
  const sum = (of: "points" | "counted") => others.reduce((total, set) => total + set[of], 0);
  const rest = `${told.length === 0 ? `All ${others.length}` : `The other ${others.length}`} data sets`;
  return [
    ...told.map((set) => `${set.name}: ${oneText(set)}.`),
    ...(others.length === 0 ? [] : [`${rest}: ${sum("counted")} of ${sum("points")} points count.`]),
  ];
}

function oneText({ points, counted, countedAtStart }: CountedPoints): string {
  // Before any trial has ended there is no best.
  const best = Number.isNaN(counted) ? "" : `${counted} of ${points} points count`;
  if (countedAtStart === undefined) return best;
  const start = Number.isNaN(countedAtStart)
    ? "at the file's values nothing can be computed"
    : best === ""
      ? `${countedAtStart} of ${points} points count at the file's values`
      : countedAtStart === counted
        ? "as many at the file's values"
        : `${countedAtStart} at the file's values`;
  return [best, start].filter((part) => part !== "").join(", ");
}
