/**
 * Numbers as they are typed on a command line, checked at the door: text that is
 * no number, or not one that the option can take, is a GX_USAGE that names the
 * option and the text.
 */
import { GxError } from "../../runtime/errors.ts";

interface Range {
  min?: number;
  max?: number;
  whole?: boolean;
}

/** A parser for one number of the option. */
export function numberOf(option: string, { min = -Infinity, max = Infinity, whole = false }: Range = {}) {
  const kind = `${whole ? "a whole number" : "a number"}${rangeText(min, max)}`;
  return (text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && min <= value && value <= max && (!whole || Number.isSafeInteger(value))) return value;
    throw new GxError("GX_USAGE", `--${option} takes ${kind}, not "${text}"`);
  };
}

/** A parser for a list of them: "0.5,0.7". */
export function numbersOf(option: string, range?: Range) {
  const one = numberOf(option, range);
  return (text: string): number[] => text.split(",").map(one);
}

function rangeText(min: number, max: number): string {
  if (min > -Infinity && max < Infinity) return ` from ${min} to ${max}`;
  return min > -Infinity ? ` of at least ${min}` : "";
}
