/**
 * What a reader must know before using uncertainties, a sentence each: which
 * parameters sit on a bound, which move together, and what the reduced χ² says
 * about the error bars and the model.
 *
 * χ² of ν degrees of freedom scatters by √(2/ν) of itself when error bars and
 * model are right, so that it is far from 1 only when it is off by many times that.
 */
import { boundAt } from "./trust.ts";

/** Correlations above this, either way, leave little to be said about the two apart. */
const STRONG = 0.9;
/** Off by this factor at least, and by so many times the scatter. */
const FAR = 1.5;
const SCATTERS = 5;

export function boundNotes(
  names: readonly string[],
  best: ArrayLike<number>,
  lower: ArrayLike<number>,
  upper: ArrayLike<number>,
): string[] {
  return names.flatMap((name, i) => {
    const bound = boundAt(best[i]!, lower[i]!, upper[i]!);
    return bound === "no"
      ? []
      : `\`${name}\` is at its ${bound} bound: its uncertainty holds as if the bound were not there.`;
  });
}

/** @param correlation  float[n][n]; NaN where unknown */
export function correlationNotes(names: readonly string[], correlation: readonly (readonly number[])[]): string[] {
  const pairs = names.flatMap((_, i) =>
    names.slice(0, i).flatMap((_, j) => {
      const r = correlation[i]![j]!;
      return Math.abs(r) > STRONG
        ? { pair: `\`${names[j]}\` and \`${names[i]}\` (${r.toFixed(2).replace("-", "−")})`, r }
        : [];
    }),
  );
  if (pairs.length === 0) return [];
  const named = new Intl.ListFormat("en").format(
    pairs.sort((a, b) => Math.abs(b.r) - Math.abs(a.r)).map(({ pair }) => pair),
  );
  return [
    `Strongly correlated: ${named}. A change of the one is nearly made up for by a change of the other, so that the data say little about them apart.`,
  ];
}

/**
 * @param reduced  Σr² / freedom, r in units of the error bars
 * @param freedom  points less parameters
 */
export function chiSquareNotes(reduced: number, freedom: number): string[] {
  const far = Math.max(FAR, 1 + SCATTERS * Math.sqrt(2 / freedom));
  const factor = Math.sqrt(reduced).toPrecision(2);
  if (reduced > far) {
    return [
      `Reduced χ² is ${Number(reduced.toPrecision(3))}, far above 1: the error bars are too small, or the model misses something that the data show. Scaled to the scatter of the residuals, ± would be ${factor} times as large.`,
    ];
  }
  if (reduced < 1 / far) {
    return [
      `Reduced χ² is ${Number(reduced.toPrecision(3))}, far below 1: the error bars are larger than the data scatter. Scaled to the scatter of the residuals, ± would be ${factor} times as large.`,
    ];
  }
  return [];
}
