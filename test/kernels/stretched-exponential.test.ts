/** The cosine integral of a stretched exponential, against what is known of stable distributions. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { stretchedExponential } from "../../runtime/kernels/stretched-exponential.ts";
import { assertNear } from "../helpers/close.ts";

const Q = Array.from({ length: 400 }, (_, i) => 0.003 * 1.04 ** i);

test("h = ½ gives a Lorentzian", () => {
  const F = stretchedExponential(0.5);
  for (const q of Q.filter((each) => each < 300)) assertNear(F(q), 1 / (1 + q * q), 2e-10, `q = ${q}`);
});

test("h = 1 gives a Gaussian", () => {
  const F = stretchedExponential(1);
  for (const q of Q.filter((each) => each < 8)) {
    assertNear(F(q), (Math.sqrt(Math.PI) / 2) * Math.exp((-q * q) / 4), 2e-8, `q = ${q}`);
  }
  for (const q of Q.filter((each) => each >= 8)) assert.ok(F(q) < 1e-7 && F(q) >= 0, `q = ${q}`);
});

test("at small q it is its power series, where that converges", () => {
  for (const h of [0.55, 0.6, 0.75, 0.9, 0.99]) {
    const F = stretchedExponential(h);
    for (const q of [0.003, 0.01, 0.1, 0.3, 0.8]) {
      let sum = 0;
      for (let k = 0, factorial = 1; k < 60; factorial *= (2 * k + 1) * (2 * k + 2), k++) {
        const term = (gamma((2 * k + 1) / (2 * h)) / (2 * h)) * (q ** (2 * k) / factorial);
        if (!(term > 1e-18 && term < 1e6)) break;
        sum += k % 2 === 0 ? term : -term;
      }
      assertNear(F(q), sum, 2e-10, `h = ${h}, q = ${q}`);
    }
  }
});

test("at large q it is its asymptotic series, which converges below h = ½", () => {
  for (const [h, q] of [0.1, 0.2, 0.3, 0.4, 0.45].flatMap((h) => [3, 10, 50, 400].map((q) => [h, q] as const))) {
    let sum = 0;
    for (let k = 1, factorial = 1; k < 100; k++, factorial *= k) {
      const term = (gamma(2 * h * k + 1) / factorial) * Math.sin(Math.PI * h * k) * q ** (-2 * h * k - 1);
      if (!Number.isFinite(term)) break;
      sum += k % 2 === 1 ? term : -term;
    }
    assertNear(stretchedExponential(h)(q), sum, 1e-10, `h = ${h}, q = ${q}`);
  }
});

test("it is the integral, summed up over half waves", () => {
  // The integral over each half wave by Simpson's rule; their alternating sum, averaged until it stands still.
  const integral = (h: number, q: number) => {
    const sums: number[] = [0];
    for (let half = 0; half < 40; half++) {
      const [from, to] = [((half - 0.5) * Math.PI) / q, ((half + 0.5) * Math.PI) / q];
      // x = uᵖ makes the start smooth, where exp(−x^2h) is not.
      const p = half === 0 ? 4 : 1;
      const [a, b] = [Math.max(from, 0) ** (1 / p), to ** (1 / p)];
      const steps = 2000;
      let sum = 0;
      for (let i = 0; i <= steps; i++) {
        const u = a + ((b - a) * i) / steps;
        const f = Math.exp(-(u ** (2 * h * p))) * Math.cos(q * u ** p) * p * u ** (p - 1);
        sum += (i === 0 || i === steps ? 1 : i % 2 === 0 ? 2 : 4) * f;
      }
      sums.push(sums.at(-1)! + (sum * (b - a)) / steps / 3);
    }
    while (sums.length > 1) sums.splice(0, sums.length, ...sums.slice(1).map((value, i) => (value + sums[i]!) / 2));
    return sums[0]!;
  };
  for (const h of [0.25, 0.35, 0.6, 0.85]) {
    for (const q of [0.4, 1.3, 4]) assertNear(stretchedExponential(h)(q), integral(h, q), 2e-8, `h = ${h}, q = ${q}`);
  }
});

test("for every h it is a number, not below 0, and falls", () => {
  for (const h of [0, 1e-3, 0.01, 0.05, 0.2, 0.5, 0.77, 1]) {
    const F = stretchedExponential(h);
    let before = Number.POSITIVE_INFINITY;
    for (const q of [0, ...Q, 1e6, 1e12, Number.POSITIVE_INFINITY]) {
      const here = F(q);
      assert.ok(here >= 0 && here <= before * (1 + 1e-9) + 1e-14, `h = ${h}, q = ${q}: ${here} after ${before}`);
      before = here;
    }
  }
});

/** Lanczos's approximation, of 9 terms. */
function gamma(x: number): number {
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  const terms = [
    676.5203681218851, -1259.1392167224028, 771.3234287776531, -176.6150291621406, 12.507343278686905,
    -0.13857109526572012, 9.984369578019572e-6, 1.5056327351493116e-7,
  ];
  const sum = terms.reduce((all, term, i) => all + term / (x + i), 0.9999999999998099);
  const t = x + 6.5;
  return Math.sqrt(2 * Math.PI) * t ** (x - 0.5) * Math.exp(-t) * sum;
}
