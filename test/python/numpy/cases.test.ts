/**
 * Some hundreds of lines of Python, run here and by numpy: kinds and shapes are
 * equal, whole numbers exactly, the rest to 1e-13 of their size (a complex
 * number's size is its modulus). make_cases.py wrote the answers.
 */
import { readFileSync } from "node:fs";
import test from "node:test";
import { type Answer, check, run } from "./answers.ts";

const { cases } = JSON.parse(readFileSync(new URL("cases.json", import.meta.url), "utf8")) as {
  cases: { line: string; answer: Answer }[];
};

const IMPORTS = [
  "import numpy as np",
  "from scipy.special import erf, erfc, wofz, voigt_profile",
  "from scipy.interpolate import interp1d",
];

/** Where the last digits are not ours to promise: a series, a fit, a solver. */
const TOLERANCE: [RegExp, number][] = [
  [/wofz|voigt_profile/, 1e-12],
  [/polyfit/, 1e-10],
];

for (const { line, answer } of cases) {
  test(line, () => check(run(line, IMPORTS), answer, TOLERANCE.find(([pattern]) => pattern.test(line))?.[1] ?? 1e-13));
}
