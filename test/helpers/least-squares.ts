/** Problems of least squares with known answers: test/golden/optimisers/least-squares.json and the models that its data belong to. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { GOLDEN } from "./golden.ts";

export interface NistProblem {
  name: string;
  /** float[2][n] */
  starts: number[][];
  /** float[n] */
  certified: number[];
  /** float[n]  certified standard deviations */
  deviation: number[];
  /** Certified sum of squares. */
  squares: number;
  x: number[];
  y: number[];
}

interface Bounded {
  x: number[];
  y: number[];
  cases: { lower: number[]; upper: number[]; start: number[]; best: number[]; squares: number }[];
}

/** y ≈ Σ b_i x^i by least absolute deviations. */
interface Absolute {
  x: number[];
  y: number[];
  best: number[];
  sum: number;
}

export const GOLDEN_LEAST_SQUARES = JSON.parse(readFileSync(join(GOLDEN, "optimisers/least-squares.json"), "utf8")) as {
  nist: NistProblem[];
  bounded: Bounded;
  absolute: Absolute[];
};

type Model = (b: ArrayLike<number>, x: number) => number;

const { exp } = Math;
/** Σ b_i x^i */
const polynomial = (x: number, ...b: number[]) => b.reduceRight((sum, c) => sum * x + c, 0);
const bell = (x: number, height: number, centre: number, width: number) => height * exp(-(((x - centre) / width) ** 2));

/** As NIST states them, b counted from 0. */
export const MODELS: Record<string, Model> = {
  Misra1a: (b, x) => b[0]! * (1 - exp(-b[1]! * x)),
  Chwirut2: (b, x) => exp(-b[0]! * x) / (b[1]! + b[2]! * x),
  Lanczos3: (b, x) => b[0]! * exp(-b[1]! * x) + b[2]! * exp(-b[3]! * x) + b[4]! * exp(-b[5]! * x),
  Gauss1: (b, x) => b[0]! * exp(-b[1]! * x) + bell(x, b[2]!, b[3]!, b[4]!) + bell(x, b[5]!, b[6]!, b[7]!),
  Kirby2: (b, x) => polynomial(x, b[0]!, b[1]!, b[2]!) / polynomial(x, 1, b[3]!, b[4]!),
  MGH09: (b, x) => (b[0]! * (x * x + x * b[1]!)) / (x * x + x * b[2]! + b[3]!),
  MGH10: (b, x) => b[0]! * exp(b[1]! / (x + b[2]!)),
  Thurber: (b, x) => polynomial(x, b[0]!, b[1]!, b[2]!, b[3]!) / polynomial(x, 1, b[4]!, b[5]!, b[6]!),
  BoxBOD: (b, x) => b[0]! * (1 - exp(-b[1]! * x)),
  Rat43: (b, x) => b[0]! / (1 + exp(b[1]! - b[2]! * x)) ** (1 / b[3]!),
  Eckerle4: (b, x) => (b[0]! / b[1]!) * exp(-0.5 * ((x - b[2]!) / b[1]!) ** 2),
  Bennett5: (b, x) => b[0]! * (b[1]! + x) ** (-1 / b[2]!),
};

export const decay: Model = (b, x) => b[0]! * exp(-b[1]! * x) + b[2]!;
