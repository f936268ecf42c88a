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
  /** What was likely meant by a number that is out of range. */
  meant?(value: number): number | undefined;
}

/** A parser for one number of the option. */
export function numberOf(option: string, { min = -Infinity, max = Infinity, whole = false, meant }: Range = {}) {
  const kind = `${whole ? "a whole number" : "a number"}${rangeText(min, max)}`;
  return (text: string): number => {
    const value = text.trim() === "" ? Number.NaN : Number(text);
    if (Number.isFinite(value) && min <= value && value <= max && (!whole || Number.isSafeInteger(value))) return value;
    throw new GxError("GX_USAGE", `--${option} takes ${kind}, not "${text}"${likely(text, meant)}`);
  };
}

/** A parser for a list of them: "0.5,0.7". */
export function numbersOf(option: string, range?: Range) {
  const one = numberOf(option, range);
  return (text: string): number[] => {
    refuseDecimalComma(option, text, range?.whole === true);
    return text.split(",").map(one);
  };
}

/**
 * A comma stands between values, and in much of the world in the middle of one. "0,5" is either; so is "0,5,0,7",
 * and neither is guessed at. A list that has a point in it, or whose values cannot be the halves of one, is a list.
 */
function refuseDecimalComma(option: string, text: string, whole: boolean): void {
  const parts = text.split(",").map((part) => part.trim());
  if (whole || parts.length % 2 !== 0 || !parts.every((part) => /^\d+$/.test(part))) return;
  const pairs = parts.flatMap((part, i) => (i % 2 === 0 ? [`${part}.${parts[i + 1]}`] : []));
  // "5,50" per cent is a list; nobody writes 0 as the first of two values of a kind, or 07 as a number.
  if (!parts.some((part) => /^0/.test(part))) return;
  const list = parts.map((part) => `${Number(part)}.0`).join(",");
  throw new GxError(
    "GX_USAGE",
    `--${option} ${text}: did you mean ${pairs.join(" and ")} (write ${pairs.join(",")}) or ${parts.length} values (write ${list})?`,
  );
}

/** "0,5" where one number is taken; and what the option itself knows. */
function likely(text: string, meant: Range["meant"]): string {
  const value = Number(text);
  const likely = /^\s*-?\d+,\d+\s*$/.test(text)
    ? text.trim().replace(",", ".")
    : text.trim() !== "" && Number.isFinite(value)
      ? meant?.(value)
      : undefined;
  return likely === undefined ? "" : `: did you mean ${likely}?`;
}

function rangeText(min: number, max: number): string {
  if (min > -Infinity && max < Infinity) return ` from ${min} to ${max}`;
  return min > -Infinity ? ` of at least ${min}` : "";
}
