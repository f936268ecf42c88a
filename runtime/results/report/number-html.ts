/** Numbers of format.ts in HTML: powers of ten raised, minus signs as such. */
import { measured, significant } from "../format.ts";
import { type Html, html, NOTHING } from "./html.ts";

/** 138.02 ± 0.13, or (1.234 ± 0.012) × 10⁻⁶ */
export function measuredHtml(value: number, u: number, bounds?: [lower: number, upper: number]): Html {
  const m = measured(value, u, bounds);
  if (m.uncertainty === "") return numberHtml(value, 6);
  const pair = html`${minus(m.value)}&nbsp;±&nbsp;${m.uncertainty}`;
  return m.exponent === 0 ? pair : html`(${pair})${power(m.exponent)}`;
}

export function numberHtml(value: number, digits = 5): Html {
  if (Number.isNaN(value)) return html`–`;
  const [mantissa, exponent] = significant(value, digits).split("e");
  const text = mantissa === "inf" ? "∞" : mantissa === "-inf" ? "−∞" : minus(mantissa!);
  return html`${text}${exponent === undefined ? NOTHING : power(Number(exponent))}`;
}

function power(exponent: number): Html {
  return html`&#8239;×&#8239;10<sup>${minus(String(exponent))}</sup>`;
}

const minus = (text: string) => text.replace("-", "−");
