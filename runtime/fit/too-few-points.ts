/**
 * A fit of p parameters wants more than p points. Most figures of merit are divided
 * by N − p, GenX's count of points and parameters: at 0 they are infinite, and below
 * it their sign is turned, so that the worst fit has the least.
 */
import { counted } from "../text.ts";

/** GenX's N and p: all points of the data sets in use, and the rows of the table that are set to be fitted. */
export interface Freedom {
  points: number;
  fitted: number;
}

/** @param counting  points that enter the figure of merit @returns a sentence; "" where there are enough */
export function tooFewText({ points, fitted }: Freedom, counting = points): string {
  if (fitted === 0 || Math.min(points, counting) > fitted) return "";
  const of = counting < points ? `, of which ${counting} count` : "";
  const sign =
    points < fitted
      ? `: N − p is ${points - fitted}, which turns the sign of a figure of merit that is divided by it`
      : points === fitted
        ? ": N − p is 0, by which most figures of merit are divided"
        : "";
  return `${counted(fitted, "parameter")} ${fitted === 1 ? "is" : "are"} fitted to ${counted(points, "point")} of data${of}${sign}.`;
}
