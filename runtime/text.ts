/**
 * Words of messages that more than one room writes: a number with its noun, what a
 * mistyped name may have meant, and numbers for people. A measured value is given to
 * the second significant digit of its uncertainty, as the GUM (JCGM 100:2008, 7.2.6)
 * and, nearly, the Particle Data Group do: 138.02 ± 0.13. Value and uncertainty
 * always end at the same decimal place and share their power of ten.
 */

/** "1 trial", "2 trials". For nouns that take an s. */
export function counted(n: number, noun: string, several = `${noun}s`): string {
  return `${n} ${n === 1 ? noun : several}`;
}

/**
 * What a reader's eye or terminal would obey instead of show: C0 and C1 controls, with the
 * sequences of a terminal among them; marks that turn the direction of writing; line and
 * paragraph separators; a byte order mark.
 */
const COMMANDS = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/gu;

/** On one line, safe to show: of text from a file, from Redis, or from a script. */
export function printable(text: string): string {
  return text.replace(COMMANDS, "\ufffd").toWellFormed();
}

/** The same of text of several lines; they stay, and so do its tabs. */
export function printableLines(text: string): string {
  return text.replace(COMMANDS, (c) => (c === "\n" || c === "\t" ? c : "\ufffd")).toWellFormed();
}

/** JSON that means the same and is safe to show. */
export function printableJson(json: string): string {
  return json.replace(COMMANDS, (c) => (c === "\n" ? c : `\\u${c.charCodeAt(0).toString(16).padStart(4, "0")}`));
}

/** A sentence that names the candidates most like `name`: "Did you mean film.setD?", or all of them when few. */
export function didYouMean(name: string, candidates: readonly string[]): string {
  const ranked = [...new Set(candidates)]
    .map((candidate) => ({ candidate, distance: editDistance(name.toLowerCase(), candidate.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  const isBegun = (candidate: string) => name.length > 2 && candidate.toLowerCase().startsWith(name.toLowerCase());
  const close = ranked
    .filter(({ candidate, distance }) => distance <= Math.max(2, name.length / 3) || isBegun(candidate))
    .slice(0, 3);
  if (close.length > 0) return `Did you mean ${close.map(({ candidate }) => candidate).join(" or ")}?`;
  const all = [...new Set(candidates)];
  if (all.length === 0) return "There are none.";
  // In their own order, and whole unless a good part is left out.
  if (all.length <= 15) return `There are: ${all.join(", ")}.`;
  const nearest = new Set(ranked.slice(0, 12).map(({ candidate }) => candidate));
  return `There are: ${all.filter((name) => nearest.has(name)).join(", ")}, ….`;
}

/** Levenshtein's distance, one row at a time. */
function editDistance(a: string, b: string): number {
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      row[j] = Math.min(row[j - 1]! + 1, previous[j]! + 1, previous[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1));
    }
    previous = row;
  }
  return previous[b.length]!;
}

/** A value and its uncertainty as text that belongs together: `(mantissa ± uncertainty)e exponent`. */
export interface Measured {
  value: string;
  /** "" when there is none. */
  uncertainty: string;
  /** Power of ten that both are to be multiplied by. */
  exponent: number;
}

const ALL: [number, number] = [-Infinity, Infinity];

/** Outside 1e-3 … 1e6 people want a power of ten. */
const PLAIN = { above: -3, below: 6 } as const;

/**
 * @param u  one standard deviation, in the unit of `value`; NaN or 0 when unknown
 * @param bounds  of the value: it is not rounded to outside them, however little is known of it
 */
export function measured(value: number, u: number, bounds: [lower: number, upper: number] = ALL): Measured {
  if (!Number.isFinite(value) || !(u > 0) || !Number.isFinite(u)) {
    return { value: significant(value, 6), uncertainty: "", exponent: 0 };
  }
  const top = Math.max(decade(Math.abs(value)), decade(u));
  // Where even the uncertainty has no digit after the point, "12000 ± 3000" would claim digits that are not known.
  const exponent = top >= PLAIN.above && top < PLAIN.below && decade(u) < 2 ? 0 : top;
  // toPrecision, not a division: u = 9.96 rounds up into the next decade and has its second digit one place earlier.
  const rounded = Number(u.toPrecision(2));
  // Beyond the 15th digit a double has nothing to say.
  const decimals = Math.min(15, Math.max(0, 1 - decade(rounded) + exponent));
  const scale = 10 ** exponent;
  const shown = (value / scale).toFixed(decimals);
  const isIn = (x: number) => bounds[0] <= x && x <= bounds[1];
  if (isIn(value) && !isIn(Number(`${shown}e${exponent}`))) {
    let digits = 3;
    while (digits < 15 && !isIn(Number(significant(value, digits)))) digits++;
    return { value: significant(value, digits), uncertainty: significant(u, 2), exponent: 0 };
  }
  return { value: shown, uncertainty: (rounded / scale).toFixed(decimals), exponent };
}

/** "138.02 ± 0.13", "(1.234 ± 0.012)e-6", or the value alone. */
export function plusMinus(value: number, u: number, bounds?: [lower: number, upper: number]): string {
  const m = measured(value, u, bounds);
  if (m.uncertainty === "") return m.value;
  return m.exponent === 0 ? `${m.value} ± ${m.uncertainty}` : `(${m.value} ± ${m.uncertainty})e${m.exponent}`;
}

/** At most `digits` significant digits, without padding: 0.25, 1.2346e-7. "NaN" and "inf" for what is no number. */
export function significant(value: number, digits = 5): string {
  if (Number.isNaN(value)) return "NaN";
  if (!Number.isFinite(value)) return value > 0 ? "inf" : "-inf";
  if (value === 0) return "0";
  const exponent = decade(Number(Math.abs(value).toPrecision(digits)));
  if (exponent >= PLAIN.above && exponent < PLAIN.below) return String(Number(value.toPrecision(digits)));
  const [mantissa, power] = value.toExponential(digits - 1).split("e");
  return `${Number(mantissa)}e${Number(power)}`;
}

/** The power of ten of the first digit. Through toExponential, because log10(1000) may fall short of 3. */
function decade(x: number): number {
  return x === 0 ? Number.NEGATIVE_INFINITY : Number(x.toExponential(15).split("e")[1]);
}
