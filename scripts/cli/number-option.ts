/**
 * Numbers as they are typed on a command line, checked at the door: text that is
 * no number, or not one that the option can take, is a GX_USAGE that names the
 * option and the text, and what was likely meant where only one thing can be.
 */
import { GxError } from "../../runtime/errors.ts";

interface Range {
  min?: number;
  /** In place of `min`, where that itself cannot be. */
  above?: number;
  max?: number;
  whole?: boolean;
  /** Mostly below 1: who writes 7 or 70 means 0.7. */
  fraction?: boolean;
  /** A sign for it may follow. */
  percent?: boolean;
}

/** A parser for one number of the option. */
export function numberOf(option: string, range: Range = {}) {
  return (text: string): number => {
    const value = read(text, range);
    // 1.000 may be one or a thousand.
    if (isIn(range, value) && !(range.whole && hasThousands(text))) return value;
    const meant = readings(text, range).filter((each) => isIn(range, each));
    const list = range.whole && text.includes(",") ? ": one number, and no list" : "";
    const hint = meant.length > 0 ? `: did you mean ${meant.join(" or ")}?` : list;
    throw new GxError("GX_USAGE", `--${option} takes ${kindText(range)}, not "${text}"${hint}`);
  };
}

/** A parser for a list of them: "0.5,0.7". */
export function numbersOf(option: string, range: Range = {}) {
  const one = numberOf(option, range);
  return (text: string): number[] => {
    const parts = text.split(",");
    if (!range.whole) refuseDecimalComma(option, text, range);
    else if (hasThousands(text) && parts.some((part) => /^0/.test(part))) one(text);
    const otherwise = text.trim().split(/\s*[;/|]\s*|\s+/);
    if (otherwise.length > 1 && otherwise.every((part) => readings(part, range).some((each) => isIn(range, each)))) {
      const list = otherwise.map((part) => readings(part, range).find((each) => isIn(range, each))).join(",");
      throw new GxError("GX_USAGE", `--${option} ${text}: a list has commas: did you mean ${list}?`);
    }
    return parts.map(one);
  };
}

/** What a text may be as a number: with a decimal comma, a typographic minus, thousands set apart, or in per cent. */
export function readings(text: string, { whole, fraction, percent }: Range = {}): number[] {
  const signed = text.trim().replace(/^[–—−]\s*/, "-");
  const plain = fraction || percent ? signed.replace(/\s*%$/, "") : signed;
  if (plain === "") return [];
  const found = [Number(plain)];
  if (hasThousands(plain)) found.unshift(Number(plain.replace(/[^\d-]/g, "")));
  if (!whole && /^-?\d*,\d+$/.test(plain)) found.push(Number(plain.replace(",", ".")));
  if (whole && /^[\d.]+k$/i.test(plain)) found.push(1000 * Number(plain.slice(0, -1)));
  if (fraction)
    found.push(...found.filter((value) => Number.isInteger(value) && value > 2 && value <= 100).map(inTenthsOrPercent));
  return found.filter(Number.isFinite);
}

/**
 * A comma stands between values, and in much of the world in the middle of one. "0,5" is either; so is "0,5,0,7",
 * and neither is guessed at where both can be. A list that has a point in it is a list, and so is "5,50": nobody writes
 * 0 as the first of two values of a kind, or 07 as a number.
 */
function refuseDecimalComma(option: string, text: string, range: Range): void {
  const parts = text.split(",").map((part) => part.trim());
  if (parts.length % 2 !== 0 || !parts.every((part) => /^\d+$/.test(part))) return;
  const pairs = parts.flatMap((part, i) => (i % 2 === 0 ? [`${part}.${parts[i + 1]}`] : []));
  if (!pairs.every((pair) => isIn(range, Number(pair)))) return;
  const canBeList = parts.every((part) => isIn(range, Number(part)));
  if (canBeList && !range.fraction && !parts.some((part) => /^0/.test(part))) return;
  const list = parts.map((part) => `${Number(part)}.0`).join(",");
  const numbers = `${pairs.join(" and ")}${canBeList || pairs.length > 1 ? ` (write ${pairs.join(",")})` : ""}`;
  const values = canBeList ? ` or ${parts.length} values (write ${list})` : "";
  throw new GxError("GX_USAGE", `--${option} ${text}: did you mean ${numbers}${values}?`);
}

/** 7 or 70 instead of 0.7. */
function inTenthsOrPercent(value: number): number {
  return value < 10 ? value / 10 : value / 100;
}

/** "10,000", "10.000", "10 000", "10_000", "10'000". */
function hasThousands(text: string): boolean {
  return /^-?[1-9]\d{0,2}([.,\s_'’]\d{3})+$/.test(text.trim());
}

function read(text: string, { percent }: Range): number {
  const digits = percent ? text.replace(/\s*%\s*$/, "") : text;
  return digits.trim() === "" ? Number.NaN : Number(digits);
}

function isIn({ min = -Infinity, above = -Infinity, max = Infinity, whole }: Range, value: number): boolean {
  return (
    Number.isFinite(value) && min <= value && above < value && value <= max && (!whole || Number.isSafeInteger(value))
  );
}

function kindText({ min, above, max, whole }: Range): string {
  const kind = whole ? "a whole number" : "a number";
  if (above !== undefined) return `${kind} above ${above}${max === undefined ? "" : `, ${max} at most`}`;
  if (min === undefined) return kind;
  return max === undefined ? `${kind} of at least ${min}` : `${kind} from ${min} to ${max}`;
}
