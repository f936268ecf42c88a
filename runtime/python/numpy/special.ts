/**
 * scipy.special: the error functions, of which interface profiles are made.
 *
 * erf and erfc divide the axis as W. J. Cody does (Math. Comp. 23 (1969) 631)
 * with the coefficients of Sun's fdlibm (s_erf.c, 1993): below 0.84375 a
 * rational function of x², up to 1.25 one about 1, then exp(-x²)/x times one of
 * 1/x². Errors stay about one unit of the last place.
 *
 * wofz is J. A. C. Weideman's rational series (SIAM J. Numer. Anal. 31 (1994)
 * 1497), good to about 1e-13 of |w|, and voigt_profile its real part, scaled.
 */
import { spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";
import type { Value } from "../values/value.ts";
import { asArray, cast, unwrap, zeros } from "./convert.ts";
import { exp as complexExp, quotient } from "./loops-complex.ts";
import { define } from "./signature.ts";
import { broadcastShape, broadcastTo } from "./strided-loop.ts";

export function specialTable(): [string, Value][] {
  return [
    ofReal("erf", erf),
    ofReal("erfc", erfc),
    define("wofz(z)", (z: Value) => {
      const result = cast(asArray(z, "complex128"));
      const { buffer } = result;
      spendMany(4 * buffer.length);
      for (let k = 0; k < buffer.length; k += 2) faddeeva(buffer[k]!, buffer[k + 1]!, buffer, k);
      return unwrap(result);
    }),
    define("voigt_profile(x, sigma, gamma)", (...args: (Value | undefined)[]) => {
      const arrays = args.map((value) => asArray(value!, "float64"));
      const shape = broadcastShape(...arrays.map((array) => array.shape));
      const [x, sigma, gamma] = arrays.map((array) => cast(broadcastTo(array, shape)).buffer);
      const result = zeros("float64", shape);
      for (let k = 0; k < result.buffer.length; k++) result.buffer[k] = voigt(x![k]!, sigma![k]!, gamma![k]!);
      return unwrap(result);
    }),
  ];
}

function ofReal(name: string, f: (x: number) => number): [string, Value] {
  return define(`${name}(x)`, (x: Value) => {
    if (asArray(x).dtype === "complex128") throw pyError("TypeError", `${name} of a complex number is not supported`);
    const result = cast(asArray(x, "float64"));
    spendMany(2 * result.size);
    for (let k = 0; k < result.buffer.length; k++) result.buffer[k] = f(result.buffer[k]!);
    return unwrap(result);
  });
}

/** Numerator and denominator, lowest power first. */
type Rational = readonly [readonly number[], readonly number[]];

/** erf(x)/x - 1 in x², |x| < 0.84375 */
const CENTRE: Rational = [
  [0.12837916709551256, -0.3250421072470015, -0.02848174957559851, -0.005770270296489442, -0.000023763016656650163],
  [1, 0.39791722395915535, 0.0650222499887673, 0.005081306281875766, 0.00013249473800432164, -0.000003960228278775368],
];
/** erf(x) - AT_ONE in |x| - 1, 0.84375 ≤ |x| < 1.25 */
const ABOUT_ONE: Rational = [
  [
    -0.0023621185607526594, 0.41485611868374833, -0.3722078760357013, 0.31834661990116175, -0.11089469428239668,
    0.035478304325618236, -0.002166375594868791,
  ],
  [
    1, 0.10642088040084423, 0.540397917702171, 0.07182865441419627, 0.12617121980876164, 0.01363708391202905,
    0.011984499846799107,
  ],
];
const AT_ONE = 0.8450629115104675;
/** ln(x·exp(x²)·erfc(x)) + 0.5625 in 1/x², up to 1/0.35 */
const TAIL: Rational = [
  [
    -0.009864944034847148, -0.6938585727071818, -10.558626225323291, -62.375332450326006, -162.39666946257347,
    -184.60509290671104, -81.2874355063066, -9.814329344169145,
  ],
  [
    1, 19.651271667439257, 137.65775414351904, 434.56587747522923, 645.3872717332679, 429.00814002756783,
    108.63500554177944, 6.570249770319282, -0.0604244152148581,
  ],
];
/** The same from 1/0.35 to 28 */
const FAR_TAIL: Rational = [
  [
    -0.0098649429247001, -0.799283237680523, -17.757954917754752, -160.63638485582192, -637.5664433683896,
    -1025.0951316110772, -483.5191916086514,
  ],
  [
    1, 30.33806074348246, 325.7925129965739, 1536.729586084437, 3199.8582195085955, 2553.0504064331644,
    474.52854120695537, -22.44095244658582,
  ],
];

function ratio([above, below]: Rational, x: number): number {
  return polynomial(above, x) / polynomial(below, x);
}
function polynomial(coefficients: readonly number[], x: number): number {
  let sum = 0;
  for (let k = coefficients.length - 1; k >= 0; k--) sum = sum * x + coefficients[k]!;
  return sum;
}

export function erf(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) return x + x * ratio(CENTRE, x * x);
  if (Number.isNaN(x)) return x;
  if (size >= 6) return Math.sign(x);
  return Math.sign(x) * (size < 1.25 ? AT_ONE + ratio(ABOUT_ONE, size - 1) : 1 - tail(size));
}

export function erfc(x: number): number {
  const size = Math.abs(x);
  if (size < 0.84375) {
    const curve = x * ratio(CENTRE, x * x);
    return x < 0.25 ? 1 - (x + curve) : 0.5 - (x - 0.5 + curve);
  }
  if (Number.isNaN(x)) return x;
  if (size >= 28) return x > 0 ? 0 : 2;
  const far = size < 1.25 ? 1 - AT_ONE - ratio(ABOUT_ONE, size - 1) : tail(size);
  return x > 0 ? far : 2 - far;
}

const HEAD = new Float64Array(1);
const HEAD_WORDS = new Uint32Array(HEAD.buffer);

/** erfc(x), x ≥ 1.25. exp(-x²) by way of a rounded x, whose square is exact. */
function tail(x: number): number {
  HEAD[0] = x;
  HEAD_WORDS[0] = 0;
  const head = HEAD[0]!;
  const correction = ratio(x < 1 / 0.35 ? TAIL : FAR_TAIL, 1 / (x * x));
  return (Math.exp(-head * head - 0.5625) * Math.exp((head - x) * (head + x) + correction)) / x;
}

/** Terms of the series, its scale, and its coefficients, highest power first: made at first use. */
const TERMS = 48;
const SCALE = Math.sqrt(TERMS / Math.SQRT2);
let series: Float64Array | undefined;

function seriesCoefficients(): Float64Array {
  const points = 4 * TERMS;
  const coefficients = new Float64Array(TERMS);
  for (let n = 1; n <= TERMS; n++) {
    let sum = 0;
    for (let j = -points / 2 + 1; j < points / 2; j++) {
      const angle = (2 * Math.PI * j) / points;
      const t = SCALE * Math.tan(angle / 2);
      sum += Math.exp(-t * t) * (SCALE * SCALE + t * t) * Math.cos(n * angle);
    }
    coefficients[TERMS - n] = sum / points;
  }
  return coefficients;
}

const PAIR = new Float64Array(4);

/** w(z) = exp(-z²)·erfc(-iz) → out[k], out[k+1] */
export function faddeeva(re: number, im: number, out: Float64Array, k: number): void {
  if (im < 0) {
    // w(z) = 2·exp(-z²) - w(-z)
    complexExp(im * im - re * re, -2 * re * im, PAIR, 2);
    const [growRe, growIm] = [2 * PAIR[2]!, 2 * PAIR[3]!];
    faddeeva(-re, -im, out, k);
    out[k] = growRe - out[k]!;
    out[k + 1] = growIm - out[k + 1]!;
    return;
  }
  series ??= seriesCoefficients();
  // Z = (L + iz)/(L - iz); iz = -im + i·re
  quotient(SCALE - im, re, SCALE + im, -re, PAIR, 0);
  const [zr, zi] = [PAIR[0]!, PAIR[1]!];
  let sumRe = 0;
  let sumIm = 0;
  for (let n = 0; n < TERMS; n++) {
    const next = sumRe * zr - sumIm * zi + series[n]!;
    sumIm = sumRe * zi + sumIm * zr;
    sumRe = next;
  }
  // w = 2·sum/(L - iz)² + (1/√π)/(L - iz)
  const [dr, di] = [SCALE + im, -re];
  quotient(2 * sumRe, 2 * sumIm, dr, di, PAIR, 0);
  quotient(PAIR[0]! + 1 / Math.sqrt(Math.PI), PAIR[1]!, dr, di, out, k);
}

function voigt(x: number, sigma: number, gamma: number): number {
  if (sigma === 0) return gamma === 0 ? (x === 0 ? Infinity : 0) : gamma / (Math.PI * (x * x + gamma * gamma));
  if (gamma === 0) return Math.exp((-0.5 * x * x) / (sigma * sigma)) / (sigma * Math.sqrt(2 * Math.PI));
  const width = sigma * Math.SQRT2;
  faddeeva(x / width, gamma / width, PAIR, 2);
  return PAIR[2]! / (sigma * Math.sqrt(2 * Math.PI));
}
