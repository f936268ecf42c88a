/**
 * Bessel functions of real order, J and Y, and the modified I and K: Temme's series for small x, Steed's continued fractions for larger
 * x, recurrence in the stable direction from there to the order asked for, and Hankel's series for J and Y at large x.
 *
 *   N. M. Temme, J. Comput. Phys. 19 (1975) 324 and 21 (1976) 343; A. R. Barnett et al., Comput. Phys. Commun. 8 (1974) 377
 *   NIST Digital Library of Mathematical Functions, chapter 10; the Taylor coefficients of 1/Γ: Abramowitz and Stegun, 6.1.34
 */
const RECIPROCAL_GAMMA = [
  1, 0.5772156649015329, -0.6558780715202538, -0.0420026350340952, 0.1665386113822915, -0.0421977345555443,
  -0.009621971527877, 0.007218943246663, -0.0011651675918591, -0.0002152416741149, 0.0001280502823882,
  -0.0000201348547807, -0.0000012504934821, 0.000001133027232, -2.056338417e-7, 6.116095e-9, 5.0020075e-9,
  -1.1812746e-9, 1.043427e-10, 7.7823e-12, -3.6968e-12, 5.1e-13, -2.06e-14, -5.4e-15, 1.4e-15,
];

const TINY = 1e-300;
const MOST = 100_000;

/** (1/Γ(1−μ) − 1/Γ(1+μ)) / 2μ, their mean, and both: |μ| ≤ 1/2 */
function temmeGammas(mu: number): { odd: number; even: number; plus: number; minus: number } {
  let [odd, even, power] = [0, 0, 1];
  for (let k = 0; k < RECIPROCAL_GAMMA.length; k += 2) {
    even += RECIPROCAL_GAMMA[k]! * power;
    odd -= (RECIPROCAL_GAMMA[k + 1] ?? 0) * power;
    power *= mu * mu;
  }
  return { odd, even, plus: even - mu * odd, minus: even + mu * odd };
}

/** What both series of Temme start from. */
function temmeStart(mu: number, x: number) {
  const log = Math.log(2 / x);
  const sigma = mu * log;
  const angle = Math.PI * mu;
  const { odd, even, plus, minus } = temmeGammas(mu);
  const bend = Math.abs(sigma) < 1e-15 ? 1 : Math.sinh(sigma) / sigma;
  const fact = Math.abs(angle) < 1e-15 ? 1 : angle / Math.sin(angle);
  return { f: fact * (odd * Math.cosh(sigma) + even * bend * log), grow: Math.exp(sigma), plus, minus, angle };
}

/** @param v  ≥ 0  @param x  > 0 */
function ordinary(v: number, x: number): { j: number; y: number } {
  if (x > 25 && x > (v * v) / 2) return hankel(v, x);
  const turns = x < 2 ? Math.floor(v + 0.5) : Math.max(0, Math.floor(v - x + 1.5));
  const mu = v - turns;
  const wronskian = 2 / (Math.PI * x);
  // J'/J at v by Lentz's method, with the sign of J.
  let sign = 1;
  let h = v / x || TINY;
  let [b, c, d] = [(2 * v) / x, h, 0];
  for (let k = 0; k < MOST; k++) {
    b += 2 / x;
    d = 1 / (b - d || TINY);
    c = b - 1 / c || TINY;
    h *= c * d;
    if (d < 0) sign = -sign;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  // Down to the order μ, from any size.
  const first = sign * 1e-250;
  let [j, slope, fact] = [first, h * first, v / x];
  let scale = 1;
  for (let k = turns; k >= 1; k--) {
    const below = fact * j + slope;
    fact -= 1 / x;
    slope = fact * below - j;
    j = below;
    if (Math.abs(j) > 1e250) {
      j *= 1e-250;
      slope *= 1e-250;
      scale *= 1e-250;
    }
  }
  const ratio = slope / (j || TINY);
  let jMu: number;
  let [yMu, yNext] = [0, 0];
  if (x < 2) {
    const start = temmeStart(mu, x);
    let f = (2 / Math.PI) * start.f;
    let p = start.grow / (start.plus * Math.PI);
    let q = 1 / (start.grow * Math.PI * start.minus);
    const half = start.angle / 2;
    const r = Math.PI * half * (Math.abs(half) < 1e-15 ? 1 : Math.sin(half) / half) ** 2;
    let power = 1;
    let [sum, sumNext] = [f + r * q, p];
    for (let k = 1; k < MOST; k++) {
      f = (k * f + p + q) / (k * k - mu * mu);
      power *= (-x * x) / 4 / k;
      p /= k - mu;
      q /= k + mu;
      const term = power * (f + r * q);
      sum += term;
      sumNext += power * p - k * term;
      if (Math.abs(term) < (1 + Math.abs(sum)) * Number.EPSILON) break;
    }
    yMu = -sum;
    yNext = (-sumNext * 2) / x;
    jMu = wronskian / ((mu / x) * yMu - yNext - ratio * yMu);
  } else {
    const { p, q } = steed(mu, x);
    const gamma = (p - ratio) / q;
    jMu = Math.sqrt(wronskian / ((p - ratio) * gamma + q)) * (j < 0 ? -1 : 1);
    yMu = jMu * gamma;
    const slopeMu = gamma === 0 ? q * jMu : yMu * (p + q / gamma);
    yNext = (mu / x) * yMu - slopeMu;
  }
  for (let k = 1; k <= turns; k++) [yMu, yNext] = [yNext, ((2 * (mu + k)) / x) * yNext - yMu];
  return { j: (first / j) * scale * jMu, y: yMu };
}

/** p + iq of the second continued fraction. */
function steed(mu: number, x: number): { p: number; q: number } {
  let a = 0.25 - mu * mu;
  let [p, q] = [-0.5 / x, 1];
  const br = 2 * x;
  let bi = 2;
  let fact = a / x / (p * p + q * q);
  let [cr, ci] = [br + q * fact, bi + p * fact];
  let size = br * br + bi * bi;
  let [dr, di] = [br / size, -bi / size];
  let [lr, li] = [cr * dr - ci * di, cr * di + ci * dr];
  [p, q] = [p * lr - q * li, p * li + q * lr];
  for (let k = 2; k < MOST; k++) {
    a += 2 * (k - 1);
    bi += 2;
    dr = a * dr + br;
    di = a * di + bi;
    if (Math.abs(dr) + Math.abs(di) < TINY) dr = TINY;
    fact = a / (cr * cr + ci * ci);
    cr = br + cr * fact;
    ci = bi - ci * fact;
    if (Math.abs(cr) + Math.abs(ci) < TINY) cr = TINY;
    size = dr * dr + di * di;
    dr /= size;
    di /= -size;
    [lr, li] = [cr * dr - ci * di, cr * di + ci * dr];
    [p, q] = [p * lr - q * li, p * li + q * lr];
    if (Math.abs(lr - 1) + Math.abs(li) < Number.EPSILON) break;
  }
  return { p, q };
}

function hankel(v: number, x: number): { j: number; y: number } {
  let [p, q, term] = [0, 0, 1];
  for (let k = 0; k < 200; k++) {
    const before = term;
    if (k % 2 === 0) p += k % 4 === 0 ? term : -term;
    else q += k % 4 === 1 ? term : -term;
    term *= (4 * v * v - (2 * k + 1) ** 2) / ((k + 1) * 8 * x);
    if (Math.abs(term) < Number.EPSILON / 8 || (k > v && Math.abs(term) > Math.abs(before))) break;
  }
  const size = Math.sqrt(2 / (Math.PI * x));
  // cos and sin of x − (v/2 + 1/4)π, with the turns of the order taken apart.
  const turn = ((v / 2 + 0.25) % 2) * Math.PI;
  const [cosX, sinX, cosT, sinT] = [Math.cos(x), Math.sin(x), Math.cos(turn), Math.sin(turn)];
  const [cos, sin] = [cosX * cosT + sinX * sinT, sinX * cosT - cosX * sinT];
  return { j: size * (p * cos - q * sin), y: size * (p * sin + q * cos) };
}

/** Jᵥ(x). NaN for x < 0, unless the order is whole. */
export function besselJ(v: number, x: number): number {
  if (Number.isNaN(v) || Number.isNaN(x)) return Number.NaN;
  if (x < 0) return Number.isInteger(v) ? (v % 2 === 0 ? 1 : -1) * besselJ(v, -x) : Number.NaN;
  if (x === Infinity) return 0;
  if (x === 0) return v === 0 ? 1 : v > 0 || Number.isInteger(v) ? 0 : Infinity;
  if (v >= 0) return ordinary(v, x).j;
  if (Number.isInteger(v)) return (v % 2 === 0 ? 1 : -1) * ordinary(-v, x).j;
  const { j, y } = ordinary(-v, x);
  return Math.cos(Math.PI * v) * j + Math.sin(Math.PI * v) * y;
}

/** Yᵥ(x), x ≥ 0 */
export function besselY(v: number, x: number): number {
  if (Number.isNaN(v) || !(x >= 0)) return Number.NaN;
  if (x === Infinity) return 0;
  if (x === 0) return -Infinity;
  if (v >= 0) return ordinary(v, x).y;
  const { j, y } = ordinary(-v, x);
  if (Number.isInteger(v)) return (v % 2 === 0 ? 1 : -1) * y;
  return Math.cos(Math.PI * v) * y - Math.sin(Math.PI * v) * j;
}

/** e⁻ˣ Iᵥ(x) and eˣ Kᵥ(x), v ≥ 0, x > 0 */
function modified(v: number, x: number): { i: number; k: number } {
  const turns = Math.floor(v + 0.5);
  const mu = v - turns;
  let h = v / x || TINY;
  let [b, c, d] = [(2 * v) / x, h, 0];
  for (let n = 0; n < MOST; n++) {
    b += 2 / x;
    d = 1 / (b + d);
    c = b + 1 / c;
    h *= c * d;
    if (Math.abs(c * d - 1) < Number.EPSILON) break;
  }
  const first = 1e-250;
  let [i, slope, fact] = [first, h * first, v / x];
  let scale = 1;
  for (let n = turns; n >= 1; n--) {
    const below = fact * i + slope;
    fact -= 1 / x;
    slope = fact * below + i;
    i = below;
    if (i > 1e250) {
      i *= 1e-250;
      slope *= 1e-250;
      scale *= 1e-250;
    }
  }
  const ratio = slope / i;
  let [kMu, kNext] = [0, 0];
  if (x < 2) {
    const start = temmeStart(mu, x);
    let { f } = start;
    let [p, q] = [(0.5 * start.grow) / start.plus, 0.5 / (start.grow * start.minus)];
    let [sum, sumNext, power] = [f, p, 1];
    for (let n = 1; n < MOST; n++) {
      f = (n * f + p + q) / (n * n - mu * mu);
      power *= (x * x) / 4 / n;
      p /= n - mu;
      q /= n + mu;
      sum += power * f;
      sumNext += power * (p - n * f);
      if (Math.abs(power * f) < Math.abs(sum) * Number.EPSILON) break;
    }
    kMu = sum * Math.exp(x);
    kNext = sumNext * (2 / x) * Math.exp(x);
  } else {
    const a1 = 0.25 - mu * mu;
    let b2 = 2 * (1 + x);
    let d2 = 1 / b2;
    let [part, whole] = [d2, d2];
    let [q1, q2, q, c2] = [0, 1, a1, a1];
    let a = -a1;
    let s = 1 + q * part;
    for (let n = 2; n < MOST; n++) {
      a -= 2 * (n - 1);
      c2 = (-a * c2) / n;
      const next = (q1 - b2 * q2) / a;
      [q1, q2] = [q2, next];
      q += c2 * next;
      b2 += 2;
      d2 = 1 / (b2 + a * d2);
      part *= b2 * d2 - 1;
      whole += part;
      s += q * part;
      if (Math.abs((q * part) / s) < Number.EPSILON) break;
    }
    kMu = Math.sqrt(Math.PI / (2 * x)) / s;
    kNext = (kMu * (mu + x + 0.5 - a1 * whole)) / x;
  }
  const iMu = 1 / x / (ratio * kMu - ((mu / x) * kMu - kNext));
  for (let n = 1; n <= turns; n++) [kMu, kNext] = [kNext, ((2 * (mu + n)) / x) * kNext + kMu];
  return { i: (first / i) * scale * iMu, k: kMu };
}

/** Iᵥ(x), or e^−|x| Iᵥ(x) */
export function besselI(v: number, x: number, scaled = false): number {
  if (Number.isNaN(v) || Number.isNaN(x)) return Number.NaN;
  if (x < 0) return Number.isInteger(v) ? (v % 2 === 0 ? 1 : -1) * besselI(v, -x, scaled) : Number.NaN;
  if (x === 0) return v === 0 ? 1 : v > 0 || Number.isInteger(v) ? 0 : Infinity;
  if (x === Infinity) return scaled ? 0 : Infinity;
  const grow = scaled ? 1 : Math.exp(x);
  if (v >= 0 || Number.isInteger(v)) return modified(Math.abs(v), x).i * grow;
  const { i, k } = modified(-v, x);
  return grow * (i + (2 / Math.PI) * Math.sin(-Math.PI * v) * k * Math.exp(-2 * x));
}

/** Kᵥ(x), or eˣ Kᵥ(x) */
export function besselK(v: number, x: number, scaled = false): number {
  if (Number.isNaN(v) || !(x >= 0)) return Number.NaN;
  if (x === 0) return Infinity;
  if (x === Infinity) return 0;
  return modified(Math.abs(v), x).k * (scaled ? 1 : Math.exp(-x));
}
