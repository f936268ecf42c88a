/**
 * What an optimiser sees of a fit. `evaluate` is a pure function of x: whatever
 * was evaluated before, the same x gives the same number.
 */
import type { SearchHints } from "./optimiser.ts";

export interface Objective {
  /** One per fitted parameter, in the order of the file's table. */
  readonly names: readonly string[];
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** The file's own values of the fitted parameters. */
  readonly start: Float64Array;
  /** Figure of merit at x; may be NaN or infinite. */
  evaluate(x: Float64Array): number;
  /** How many residuals `residuals` writes; 0 when the figure of merit has none. */
  readonly residualCount: number;
  /**
   * "sigma": residuals are in units of the error bars, so their covariance stands as it is.
   * "relative": their scale is unknown, and the covariance is to be scaled by their variance.
   */
  readonly residualKind: "sigma" | "relative" | "none";
  /** Whether the figure of merit adds up the residuals' squares or their absolute values. */
  readonly residualSum: "squares" | "absolutes";
  /** The figure of merit has penalties of which the residuals know nothing: a descent by them may end short of a minimum. */
  readonly penalised?: boolean;
  /**
   * @param out float[residualCount] receives the residuals at x
   * @param counts uint8[residualCount] receives 1 for each residual whose point enters the figure of merit at x, and 0 for
   *               one whose point does not: that residual is 0, and no measurement
   * @returns the figure of merit at x, as `evaluate` gives it
   */
  residuals?(x: Float64Array, out: Float64Array, counts?: Uint8Array): number;
  /** What a search may know beforehand; worked out when first asked for. */
  readonly hints?: SearchHints;
  /** How many points of each data set enter the figure of merit at x; absent where all do, whatever x is. */
  countedOf?(x: Float64Array): readonly number[];
}
