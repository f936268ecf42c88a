/**
 * Numbers for people. A measured value is given to the second significant digit
 * of its uncertainty, as the GUM (JCGM 100:2008, 7.2.6) and, nearly, the
 * Particle Data Group do: 138.02 ± 0.13. Value and uncertainty always end at the
 * same decimal place and share their power of ten.
 */

/** A value and its uncertainty as text that belongs together: `(mantissa ± uncertainty)e exponent`. */
export interface Measured {
  value: string;
  /** "" when there is none. */
  uncertainty: string;
  /** Power of ten that both are to be multiplied by. */
  exponent: number;
}

/** Outside 1e-3 … 1e6 people want a power of ten. */
const PLAIN = { above: -3, below: 6 } as const;

/** @param u  one standard deviation, in the unit of `value`; NaN or 0 when unknown */
export function measured(value: number, u: number): Measured {
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
  return { value: (value / scale).toFixed(decimals), uncertainty: (rounded / scale).toFixed(decimals), exponent };
}

/** "138.02 ± 0.13", "(1.234 ± 0.012)e-6", or the value alone. */
export function plusMinus(value: number, u: number): string {
  const m = measured(value, u);
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

/** 0.42 → "42 %". */
export function percent(fraction: number): string {
  return Number.isFinite(fraction) ? `${Math.round(100 * fraction)} %` : "–";
}

/** Seconds as people say them: "0.42 s", "12 s", "3 min 05 s", "2 h 07 min". */
export function duration(seconds: number): string {
  if (!Number.isFinite(seconds)) return "–";
  if (seconds < 9.95) return `${significant(seconds, 2)} s`;
  const s = Math.round(seconds);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min ${two(s % 60)} s`;
  const minutes = Math.round(s / 60);
  return `${Math.floor(minutes / 60)} h ${two(minutes % 60)} min`;
}

/** Evaluations: 950, "12 400", "1.3e6"; "never" for an infinite expectation. */
export function count(n: number): string {
  if (Number.isNaN(n)) return "–";
  if (!Number.isFinite(n)) return "never";
  if (n >= 1e6) return significant(n, 3);
  return String(n < 1e4 ? Math.round(n) : Number(n.toPrecision(3))).replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

const RAISED: Record<string, string> = { "-": "⁻", "+": "⁺" };
for (const [digit, sign] of [..."⁰¹²³⁴⁵⁶⁷⁸⁹"].entries()) RAISED[digit] = sign;
const LOWERED: Record<string, string> = { e: "ₑ" };
for (const [digit, sign] of [..."₀₁₂₃₄₅₆₇₈₉"].entries()) LOWERED[digit] = sign;

/** A unit in TeX, as GenX writes it, for people: `10^{-6}\\AA^{-2}` → 10⁻⁶ Å⁻². What has no such sign stays as it is. */
export function unitText(tex: string): string {
  const signs = (text: string, all: Record<string, string>) =>
    [...text].every((c) => c in all) ? [...text].map((c) => all[c]).join("") : undefined;
  return tex
    .replace(/\^\{([^}]*)\}/g, (whole, text: string) => signs(text, RAISED) ?? whole)
    .replace(/_\{([^}]*)\}|_(\w)(?!\w)/g, (whole, many?: string, one = "") => signs(many ?? one, LOWERED) ?? whole)
    .replace(/([⁰¹²³⁴-⁹])\\AA/g, "$1 \\AA")
    .replaceAll("\\AA", "Å");
}

const two = (n: number) => String(n).padStart(2, "0");

/** The power of ten of the first digit. Through toExponential, because log10(1000) may fall short of 3. */
function decade(x: number): number {
  return x === 0 ? Number.NEGATIVE_INFINITY : Number(x.toExponential(15).split("e")[1]);
}
