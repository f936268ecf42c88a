/**
 * Simulations that cannot be meant, in words: 0 at every point, NaN at every point; and where there is no figure of
 * merit, nowhere above 0, or none at all because the script raises.
 */
import type { GxError } from "../errors.ts";

/**
 * @param curves  float[n] per data set
 * @param figure  of merit that they have
 * @returns a clause, "the simulation is 0 at every point"; "" where nothing is odd about any data set in use
 */
export function oddText(
  datasets: readonly { readonly name: string; readonly use: boolean }[],
  curves: readonly Float64Array[],
  figure: number,
): string {
  const used = datasets.flatMap(({ name, use }, k) =>
    use && curves[k]!.length > 0 ? { name, odd: oddity(curves[k]!, Number.isFinite(figure)) } : [],
  );
  return [...Map.groupBy(used, ({ odd }) => odd)]
    .flatMap(([odd, sets]) => {
      if (odd === "") return [];
      const names = new Intl.ListFormat("en").format(sets.map(({ name }) => `\`${name}\``));
      return `the simulation ${sets.length === used.length ? "" : `of ${names} `}is ${odd}`;
    })
    .join(", ");
}

function oddity(curve: Float64Array, hasFigure: boolean): string {
  if (curve.every((value) => value === 0)) return "0 at every point";
  if (curve.every(Number.isNaN)) return "NaN at every point";
  // An asymmetry may well be below 0 throughout, but then its figure of merit takes no logarithm.
  return !hasFigure && curve.every((value) => !(value > 0)) ? "nowhere above 0" : "";
}

/** @param odd  what `oddText` says */
export function noFigureText(figure: number, odd: string): string {
  const why = odd === "" ? "look for data or simulated values at or below 0, and for zero error bars" : odd;
  return `The figure of merit at the file's own values is ${figure}: ${why}.`;
}

/** @param odd  what `oddText` says, if anything */
export function asSentence(odd: string): string {
  return `${odd[0]!.toUpperCase()}${odd.slice(1)}.`;
}

export function raisesText({ message }: GxError): string {
  return `At the file's own values the script raises; what begins elsewhere goes on. ${message}`;
}
