/** Numbers for people: shares, times, counts and units. Measured values, which a verdict needs as well, are in text.ts. */

import { significant } from "../text.ts";

export { type Measured, measured, plusMinus, significant } from "../text.ts";

/** 0.42 → "42 %". */
export function percent(fraction: number): string {
  return Number.isFinite(fraction) ? `${Math.round(100 * fraction)} %` : "–";
}

/** Of the threads that computed. @param seconds  NaN where a version that did not measure it computed some */
export function cpuTime(seconds: number): string {
  return Number.isNaN(seconds) ? "not recorded" : duration(seconds);
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
