/**
 * Whether the best fit describes the data at all, which starts that agree with
 * one another cannot tell.
 *
 * **χ².** Where the figure of merit is in units of error bars, the reduced χ²,
 * Σr²/(m − n) over the m points that count, is 1 ± √(2/(m − n)) for a right model
 * with right bars. That holds, too, where absolute values are added up: their least
 * lies n (π/2 − 1) above the least of the squares, on the average. Above 2, and by more
 * than five times its scatter above 1, the model is doubted. Below 1/2 the bars are
 * larger than the scatter, which speaks against the bars alone.
 *
 * Bars that equal the data are none: GenX fills them in for a file of two columns.
 * Such data sets are left out; they weigh so little beside those with bars that the
 * parameters are all taken off the others' points.
 *
 * **Runs.** Right residuals change sides as often as chance would have it
 * (runs-test.ts), whatever their unit. This needs a figure of merit that follows the
 * data everywhere, in units of the bars or on a scale of logarithms or roots; one of
 * plain differences does not care where weak points lie. Of the others, what looks like
 * structure has to be there still when each point has the weight of its own noise
 * (even-residuals.ts). Curves that follow the data to 1e-4 are not tested: no
 * measurement is that good, but a calculated curve is.
 *
 *   W. H. Press et al., Numerical Recipes, 3rd ed. (2007), 15.1   χ²
 */
import { median } from "../math/median.ts";
import { type Runs, runsTest, type SignedPoints } from "./runs-test.ts";

/** One data set in use, beside the best curve; float[n] each. */
export interface ComparedSet extends SignedPoints {
  y: ArrayLike<number>;
  ySim: ArrayLike<number>;
  /** Each point's signed term of the figure of merit. */
  residual: ArrayLike<number>;
  /** Points that enter the figure of merit. */
  counted: number;
  /** No error bars, only the data again. */
  barsAreData: boolean;
}

export interface ChiSquare {
  /** Σr² / freedom, and how far it scatters about 1: √(2 / freedom). */
  reduced: number;
  scatter: number;
  judgement: "as expected" | "too large" | "too small";
}

export interface FitQuality {
  /** Absent where error bars are not used, are none, or are no more than parameters. */
  chiSquare?: ChiSquare;
  /** Absent where the residuals are not tested. */
  runs?: Runs;
  /** Whether they have structure that chance has not. */
  structured: boolean;
}

const TOO_LARGE = 2;
const SCATTERS = 5;
const TOO_SMALL = 1 / 2;
/** The whole fit's chance of a false alarm. */
const LEVEL = 1e-3;
/** What is structure at that level has to be there still, at this one, when points have the weight of their own noise. */
const STILL = 1e-2;
/** As a fraction of the data. */
const CALCULATED = 1e-4;

/**
 * @param about.terms  what a point's term is: r², |r|, or neither in units of error bars
 * @param about.even  whether the figure of merit follows weak points as well
 * @param evenly  the residuals of the same data sets after a fit that weighs points by their own noise; asked for only when needed
 */
export function judgeQuality(
  sets: readonly ComparedSet[],
  parameters: number,
  about: { terms: "squares" | "absolutes" | "no sigma"; even: boolean },
  evenly: () => readonly ArrayLike<number>[] | undefined,
): FitQuality {
  const barred = about.terms === "no sigma" ? [] : sets.filter(({ barsAreData }) => !barsAreData);
  const squares = about.terms === "squares" ? Math.abs : (F: number) => F * F;
  const sum = barred.reduce(
    (total, { residual }) =>
      Array.from(residual).reduce((part, F) => (Number.isFinite(F) ? part + squares(F) : part), total),
    0,
  );
  const chiSquare = judgeChiSquare(
    sum,
    barred.reduce((m, { counted }) => m + counted, 0),
    parameters,
  );
  if (!about.even || isCalculated(sets)) return { ...(chiSquare && { chiSquare }), structured: false };
  const runs = runsTest(sets);
  return { ...(chiSquare && { chiSquare }), runs, structured: runs.chance < LEVEL && staysStructured(sets, evenly()) };
}

/** @returns undefined where there are no more points than parameters */
export function judgeChiSquare(sumOfSquares: number, points: number, parameters: number): ChiSquare | undefined {
  const freedom = points - parameters;
  if (!(freedom > 0)) return undefined;
  const reduced = sumOfSquares / freedom;
  const scatter = Math.sqrt(2 / freedom);
  const large = reduced > TOO_LARGE && reduced > 1 + SCATTERS * scatter;
  return { reduced, scatter, judgement: large ? "too large" : reduced < TOO_SMALL ? "too small" : "as expected" };
}

function staysStructured(sets: readonly ComparedSet[], even: readonly ArrayLike<number>[] | undefined): boolean {
  return even === undefined || runsTest(sets.map((set, k) => ({ ...set, residual: even[k]! }))).chance < STILL;
}

function isCalculated(sets: readonly ComparedSet[]): boolean {
  const apart = sets.flatMap(({ y, ySim }) =>
    Array.from(y, (value, i) => Math.abs(ySim[i]! - value) / Math.abs(value)).filter(Number.isFinite),
  );
  return apart.length > 0 && median(apart) < CALCULATED;
}

/** What a verdict says of it: against the model, and of the bars. */
export function qualityClauses({ chiSquare, runs, structured }: FitQuality): { against: string[]; aside: string[] } {
  const { judgement = "as expected", reduced = Number.NaN, scatter = Number.NaN } = chiSquare ?? {};
  const expected = `reduced χ² is ${Number(reduced.toPrecision(3))}, and 1 ± ${Number(scatter.toPrecision(2))} is to be expected`;
  return {
    against: [
      ...(judgement === "too large"
        ? [`the model does not describe the data, or their error bars are too small (${expected})`]
        : []),
      ...(structured && runs
        ? [
            `the residuals${runs.where === "" ? "" : ` of ${runs.where}`} have structure (their sign changes ${runs.runs - 1} times along x, and ${Math.round(runs.expected - 1)} times are to be expected of chance)`,
          ]
        : []),
    ],
    aside: judgement === "too small" ? [`the error bars are larger than the scatter (${expected})`] : [],
  };
}
