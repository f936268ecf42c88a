/**
 * The gamma function and its logarithm (C. Lanczos, SIAM J. Numer. Anal. B 1 (1964) 86, with P. Godfrey's coefficients for g = 607/128),
 * its derivatives by recurrence and Stirling's series, and the incomplete gamma and beta functions by series and continued fractions.
 *
 *   NIST Digital Library of Mathematical Functions, chapters 5 and 8
 */
const GODFREY = [
  0.9999999999999971, 57.15623566586292, -59.59796035547549, 14.136097974741746, -0.4919138160976202,
  3.399464998481189e-5, 4.652362892704858e-5, -9.837447530487956e-5, 0.0001580887032249125, -0.00021026444172410488,
  0.00021743961811521265, -0.0001643181065367639, 8.441822398385275e-5, -2.6190838401581408e-5, 3.6899182659531625e-6,
];

/** NaN at 0, −1, −2 … */
export function gamma(x: number): number {
  if (x === Number.POSITIVE_INFINITY) return x;
  if (x <= 0 && Number.isInteger(x)) return Number.NaN;
  if (Number.isInteger(x) && x <= 23) return factorialFloat(x - 1);
  if (x < 0.5) return Math.PI / (Math.sin(Math.PI * x) * gamma(1 - x));
  const t = x - 1 + 607 / 128 + 0.5;
  // The power is taken in two halves: it overflows before the product does.
  const half = t ** ((x - 0.5) / 2);
  return Math.sqrt(2 * Math.PI) * half * Math.exp(-t) * half * lanczosSum(x - 1);
}

/** log |Γ(x)|, NaN at 0, −1, −2 … */
export function logGamma(x: number): number {
  if (!Number.isFinite(x)) return Number.isNaN(x) ? x : Number.POSITIVE_INFINITY;
  if (x <= 0 && Number.isInteger(x)) return Number.NaN;
  if (x === 1 || x === 2) return 0;
  if (x < 0.5) return Math.log(Math.PI / Math.abs(Math.sin(Math.PI * x))) - logGamma(1 - x);
  const t = x - 1 + 607 / 128 + 0.5;
  return 0.5 * Math.log(2 * Math.PI) + (x - 0.5) * Math.log(t) - t + Math.log(lanczosSum(x - 1));
}

function lanczosSum(x: number): number {
  let sum = GODFREY[0]!;
  for (let i = 1; i < GODFREY.length; i++) sum += GODFREY[i]! / (x + i);
  return sum;
}

export function factorialFloat(n: number): number {
  let product = 1;
  for (let i = 2; i <= n; i++) product *= i;
  return product;
}

/** B₂ₖ, k from 1 */
const BERNOULLI = [
  1 / 6,
  -1 / 30,
  1 / 42,
  -1 / 30,
  5 / 66,
  -691 / 2730,
  7 / 6,
  -3617 / 510,
  43867 / 798,
  -174611 / 330,
  854513 / 138,
];

/** ψ(x) = Γ'(x)/Γ(x) */
export function digamma(x: number): number {
  if (Number.isNaN(x) || x === -Infinity) return Number.NaN;
  if (x === 0) return 1 / x < 0 ? Infinity : -Infinity;
  if (x < 0) {
    if (Number.isInteger(x)) return Number.NaN;
    return digamma(1 - x) - Math.PI / Math.tan(Math.PI * x);
  }
  // Near its zero what is small there would be a difference of what is not.
  if (Math.abs(x - ZERO) < 0.3) return nearZero(x);
  let [at, sum] = [x, 0];
  for (; at < 10; at++) sum -= 1 / at;
  const square = 1 / (at * at);
  let power = square;
  let series = 0;
  for (const [k, b] of BERNOULLI.entries()) {
    series += (b / (2 * k + 2)) * power;
    power *= square;
  }
  return sum + Math.log(at) - 0.5 / at - series;
}

/** The zero of ψ above 0, and what a double leaves of it. */
const ZERO = 1.4616321449683622;
const ZERO_REST = 9.549995429965697e-17;

/** Taylor's series around the zero: ψ⁽ᵏ⁾/k! = (−1)ᵏ⁺¹ ζ(k + 1, zero). */
function nearZero(x: number): number {
  const step = x - ZERO - ZERO_REST;
  let [power, sum] = [step, 0];
  for (let k = 1; k < 40; k++) {
    sum += (k % 2 === 1 ? 1 : -1) * hurwitzZeta(k + 1, ZERO) * power;
    power *= step;
  }
  return sum;
}

/** ζ(s, q) = Σ (q + k)⁻ˢ, s > 1, q > 0: Euler's and Maclaurin's sum. */
export function hurwitzZeta(s: number, q: number): number {
  if (s === 1) return Infinity;
  if (!(s > 1) || Number.isNaN(q)) return Number.NaN;
  if (q <= 0) return Number.isInteger(q) ? Infinity : Number.NaN;
  let sum = 0;
  let at = q;
  for (; at < 10 + q; at++) sum += at ** -s;
  sum += at ** (1 - s) / (s - 1) + 0.5 * at ** -s;
  let [rising, power] = [s, at ** (-s - 1)];
  for (const [k, b] of BERNOULLI.entries()) {
    const n = 2 * k + 2;
    sum += (b / factorialFloat(n)) * rising * power;
    rising *= (s + n - 1) * (s + n);
    power /= at * at;
  }
  return sum;
}

/** ψ⁽ⁿ⁾(x), x > 0 */
export function polygamma(n: number, x: number): number {
  if (n === 0) return digamma(x);
  return (n % 2 === 1 ? 1 : -1) * gamma(n + 1) * hurwitzZeta(n + 1, x);
}

/** Riemann's ζ, by its functional equation below 1. */
export function zeta(x: number): number {
  if (x > 1) return hurwitzZeta(x, 1);
  if (x === 1) return Infinity;
  if (x === 0) return -0.5;
  if (x < 0)
    return x % 2 === 0 ? 0 : 2 ** x * Math.PI ** (x - 1) * Math.sin((Math.PI * x) / 2) * gamma(1 - x) * zeta(1 - x);
  // 0 < x < 1: Euler and Maclaurin hold there, too, but the first term is not a sum.
  let sum = 0;
  let at = 1;
  for (; at < 20; at++) sum += at ** -x;
  sum += at ** (1 - x) / (x - 1) + 0.5 * at ** -x;
  let [rising, power] = [x, at ** (-x - 1)];
  for (const [k, b] of BERNOULLI.entries()) {
    const n = 2 * k + 2;
    sum += (b / factorialFloat(n)) * rising * power;
    rising *= (x + n - 1) * (x + n);
    power /= at * at;
  }
  return sum;
}

/** xᵃ e⁻ˣ / Γ(a), without the digits that large logarithms lose: x is near a there. */
function gammaTerm(a: number, x: number): number {
  if (a < 20) return (Math.exp(-x) * x ** a) / gamma(a);
  // Γ(a) by Stirling: √(2π/a) (a/e)ᵃ · e^{1/12a …}
  const [u, square] = [(x - a) / a, 1 / (a * a)];
  let [correction, power] = [0, 1 / a];
  for (let k = 0; k < 8; k++) {
    correction += (BERNOULLI[k]! / ((2 * k + 1) * (2 * k + 2))) * power;
    power *= square;
  }
  const exponent = Math.abs(u) < 0.5 ? a * logOnePlusMinus(u) : a * Math.log(x / a) - (x - a);
  return Math.sqrt(a / (2 * Math.PI)) * Math.exp(exponent - correction);
}

/** log(1 + u) − u */
function logOnePlusMinus(u: number): number {
  if (Math.abs(u) > 0.3) return Math.log1p(u) - u;
  let [power, sum] = [u, 0];
  for (let k = 2; k < 60; k++) {
    power *= -u;
    sum += power / k;
    if (Math.abs(power) < 1e-18 * Math.abs(sum)) break;
  }
  return sum;
}

const MOST_TERMS = 10_000;

/** The share of Γ(a) below x, and above it. */
export function incompleteGamma(a: number, x: number): { lower: number; upper: number } {
  if (Number.isNaN(a) || Number.isNaN(x) || a < 0 || x < 0) return { lower: Number.NaN, upper: Number.NaN };
  if (a === 0) return x === 0 ? { lower: Number.NaN, upper: Number.NaN } : { lower: 1, upper: 0 };
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === Infinity) return a === Infinity ? { lower: Number.NaN, upper: Number.NaN } : { lower: 1, upper: 0 };
  if (x < a + 1) {
    let [term, sum] = [1 / a, 1 / a];
    for (let k = 1; k < MOST_TERMS && term > 1e-17 * sum; k++) {
      term *= x / (a + k);
      sum += term;
    }
    const lower = sum * gammaTerm(a, x);
    // A small a leaves little above: by itself, not as a difference.
    if (x < 1.1 && a < 0.5 && lower > 0.5) return { lower, upper: smallUpper(a, x) };
    return { lower, upper: 1 - lower };
  }
  // Lentz's continued fraction.
  let b = x + 1 - a;
  let c = 1 / 1e-300;
  let d = 1 / b;
  let h = d;
  for (let k = 1; k < MOST_TERMS; k++) {
    const by = -k * (k - a);
    b += 2;
    d = 1 / (by * d + b || 1e-300);
    c = b + by / c || 1e-300;
    h *= d * c;
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  const upper = h * gammaTerm(a, x);
  return { lower: 1 - upper, upper };
}

/** 1 − xᵃ/Γ(a+1) · (1 − a Σ …), with the differences taken first (W. Gautschi, ACM TOMS 5 (1979) 466). */
function smallUpper(a: number, x: number): number {
  const power = Math.expm1(a * Math.log(x) - logGamma(1 + a));
  let [term, sum] = [1, 0];
  for (let k = 1; k < 200; k++) {
    term *= -x / k;
    const part = term / (a + k);
    sum += part;
    if (Math.abs(part) < 1e-18 * Math.abs(sum)) break;
  }
  return -power - a * sum * (1 + power);
}

/** I_x(a, b) and 1 − I_x(a, b) */
export function incompleteBeta(a: number, b: number, x: number): { lower: number; upper: number } {
  if (!(a > 0 && b > 0 && x >= 0 && x <= 1)) return { lower: Number.NaN, upper: Number.NaN };
  if (x === 0) return { lower: 0, upper: 1 };
  if (x === 1) return { lower: 1, upper: 0 };
  if (x > (a + 1) / (a + b + 2)) {
    const turned = betaFraction(b, a, 1 - x, Math.log1p(-x), Math.log(x));
    return { lower: 1 - turned, upper: turned };
  }
  const lower = betaFraction(a, b, x, Math.log(x), Math.log1p(-x));
  return { lower, upper: 1 - lower };
}

function betaFraction(a: number, b: number, x: number, logX: number, logRest: number): number {
  const front = Math.exp(a * logX + b * logRest - logBeta(a, b)) / a;
  let [c, d] = [1, 1 - ((a + b) * x) / (a + 1) || 1e-300];
  d = 1 / d;
  let h = d;
  for (let m = 1; m < MOST_TERMS; m++) {
    for (const by of [
      (m * (b - m) * x) / ((a + 2 * m - 1) * (a + 2 * m)),
      (-(a + m) * (a + b + m) * x) / ((a + 2 * m) * (a + 2 * m + 1)),
    ]) {
      d = 1 / (1 + by * d || 1e-300);
      c = 1 + by / c || 1e-300;
      h *= d * c;
    }
    if (Math.abs(d * c - 1) < 1e-16) break;
  }
  return front * h;
}

/** log B(a, b) */
export function logBeta(a: number, b: number): number {
  const [small, large] = a < b ? [a, b] : [b, a];
  if (large < 20) return Math.log(Math.abs((gamma(small) / gamma(small + large)) * gamma(large)));
  return logGamma(small) + logGammaDifference(large, small);
}

/** log Γ(a) − log Γ(a + b) for large a, by Stirling's series. */
function logGammaDifference(a: number, b: number): number {
  const series = (x: number): number => {
    let [sum, power] = [0, 1 / x];
    for (let k = 0; k < 8; k++) {
      sum += (BERNOULLI[k]! / ((2 * k + 1) * (2 * k + 2))) * power;
      power /= x * x;
    }
    return sum;
  };
  return b - (a + b - 0.5) * Math.log1p(b / a) - b * Math.log(a) + series(a) - series(a + b);
}
