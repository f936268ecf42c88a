/** Where searches draw their points: uniform in the box of starts, with thicknesses from the fringes where the data speak for some. */
import type { Problem } from "./optimiser.ts";
import type { Random } from "./random.ts";

/** @returns float[d] */
export function uniformPoint(
  { lower, upper, startLower = lower, startUpper = upper }: Problem,
  random: Random,
): Float64Array {
  return startLower.map((low, i) => low + random.uniform() * (startUpper[i]! - low));
}

/** This share of thicknesses stays as it was drawn: a layer that the fringes say nothing of. */
const LEFT = 0.25;
/** How far around a value: of itself, or of what the data can tell apart, whichever is less. */
const OF_ITSELF = 0.05;
const OF_RESOLUTION = 0.35;

/** The same point with thicknesses that the fringes speak for. @returns float[d], within the box of starts */
export function drawThicknesses(problem: Problem, point: Float64Array, random: Random): Float64Array {
  const { lower, upper, startLower = lower, startUpper = upper } = problem;
  const drawn = point.slice();
  for (const { parameter, values, resolution } of problem.hints?.thicknesses ?? []) {
    const [low, high] = [startLower[parameter]!, startUpper[parameter]!];
    const possible = values.filter((value) => value > low && value < high);
    if (possible.length === 0 || random.uniform() < LEFT) continue;
    const value = possible[random.integer(possible.length)]!;
    const spread = Math.min(OF_ITSELF * Math.abs(value), OF_RESOLUTION * resolution);
    drawn[parameter] = Math.min(high, Math.max(low, value + spread * random.normal()));
  }
  return drawn;
}
