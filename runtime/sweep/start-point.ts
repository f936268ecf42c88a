/**
 * Where a trial begins. The file's guess as it is; each parameter moved by up to
 * ± a spread in per cent of its value (of its bounds' width where the value is
 * 0, which has no per cents), uniformly, and kept within the bounds; or uniform
 * in the bounds.
 */
import { Random } from "../optimisers/random.ts";

/** Where a trial begins: the file's values, those ± a spread, or anywhere in the bounds. */
export type Start = { kind: "guess" } | { kind: "spread"; percent: number } | { kind: "uniform" };

/** Parts the dice of the start from those of the optimiser, which has the same seed. */
const STREAM = 0x5ba27;

/**
 * @param guess  float[d]  the file's own values
 * @returns float[d]
 */
export function startPoint(
  start: Start,
  seed: number,
  guess: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): Float64Array {
  const random = new Random(seed ^ STREAM);
  return guess.map((value, i) => {
    const [min, max] = [lower[i]!, upper[i]!];
    if (start.kind === "guess") return value;
    const u = random.uniform();
    if (start.kind === "uniform") return min + u * (max - min);
    const reach = (start.percent / 100) * (Math.abs(value) || max - min);
    return Math.min(max, Math.max(min, value + (2 * u - 1) * reach));
  });
}

/**
 * Within which bounds a search looks for its own starts: near the file's values where
 * that is asked for, and anywhere otherwise.
 * @returns float[d] each; nothing where it is anywhere
 */
export function startBox(
  start: Start,
  guess: Float64Array,
  lower: Float64Array,
  upper: Float64Array,
): { startLower?: Float64Array; startUpper?: Float64Array } {
  if (start.kind !== "spread") return {};
  const within = (value: number, i: number) => Math.min(upper[i]!, Math.max(lower[i]!, value));
  const reach = guess.map((value, i) => (start.percent / 100) * (Math.abs(value) || upper[i]! - lower[i]!));
  return {
    startLower: guess.map((value, i) => within(value - reach[i]!, i)),
    startUpper: guess.map((value, i) => within(value + reach[i]!, i)),
  };
}
