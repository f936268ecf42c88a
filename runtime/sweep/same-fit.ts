/**
 * Whether two ends of trials lie at one minimum: each parameter the same, to within 2 % of
 * its bounds' width or two standard uncertainties, the figure of merit within 5 %, and the
 * same numbers of points counting. What the data do not determine may differ: it makes no
 * other minimum.
 */
import type { Objective } from "../optimisers/objective.ts";
import type { Counts } from "./counted-points.ts";
import type { TrialResult } from "./trial.ts";

/** Fractions of the bounds' width: the same value, and the most that an uncertainty may stretch that to. */
const SAME = 0.02;
const SAME_AT_MOST = 0.1;
/** Of the best figure of merit: as good. */
const NEAR = 0.05;
export type End = Pick<TrialResult, "fom" | "best">;
export type SameFit = (end: End, minimum: End) => boolean;

/** @param uncertainty  float[d]  standard uncertainties at the minimum, NaN for what the data do not determine; undefined when unknown */
export function sameFit(
  { lower, upper }: Objective,
  uncertainty: readonly number[] | undefined,
  counts: Counts,
): SameFit {
  const reach = [...lower].map((low, i) => {
    const width = upper[i]! - low;
    if (uncertainty === undefined) return SAME * width;
    const u = uncertainty[i]!;
    return Number.isFinite(u)
      ? Math.max(SAME * width, Math.min(2 * u, SAME_AT_MOST * width))
      : Number.POSITIVE_INFINITY;
  });
  return (end, minimum) =>
    end.fom <= nearTo(minimum.fom) &&
    end.best.every((v, i) => Math.abs(v - minimum.best[i]!) <= reach[i]!) &&
    String(counts(end.best)) === String(counts(minimum.best));
}

/** Not 1.05 × fom: a log likelihood may be below 0. */
export function nearTo(fom: number): number {
  return fom + NEAR * Math.abs(fom);
}
