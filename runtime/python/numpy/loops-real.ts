/**
 * The inner loops of real arithmetic, over plain buffers. A loop takes a start
 * and a step for each operand; a step of 0 repeats one number, which is how a
 * scalar meets an array without being spread out. bool and int64 are stored as
 * float64 (array.ts), so one loop often serves three kinds; those marked `int`
 * keep integers whole and free of -0.
 *
 * The commonest operations are written out: a call of a function per element
 * costs more than the addition in it.
 */

/** out[oi + k·os] = f(a[ai + k·as]) for k = 0 … n-1. */
export type UnaryLoop = (
  n: number,
  a: Float64Array,
  ai: number,
  as: number,
  out: Float64Array,
  oi: number,
  os: number,
) => void;

/** out[oi + k·os] = f(a[ai + k·as], b[bi + k·bs]) for k = 0 … n-1. */
export type BinaryLoop = (
  n: number,
  a: Float64Array,
  ai: number,
  as: number,
  b: Float64Array,
  bi: number,
  bs: number,
  out: Float64Array,
  oi: number,
  os: number,
) => void;

export function each(f: (x: number) => number): UnaryLoop {
  return (n, a, ai, as, out, oi, os) => {
    for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = f(a[ai]!);
  };
}

export function eachPair(f: (x: number, y: number) => number): BinaryLoop {
  return (n, a, ai, as, b, bi, bs, out, oi, os) => {
    for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os) out[oi] = f(a[ai]!, b[bi]!);
  };
}

export const add: BinaryLoop = (n, a, ai, as, b, bi, bs, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os) out[oi] = a[ai]! + b[bi]!;
};
export const subtract: BinaryLoop = (n, a, ai, as, b, bi, bs, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os) out[oi] = a[ai]! - b[bi]!;
};
export const multiply: BinaryLoop = (n, a, ai, as, b, bi, bs, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os) out[oi] = a[ai]! * b[bi]!;
};
export const divide: BinaryLoop = (n, a, ai, as, b, bi, bs, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os) out[oi] = a[ai]! / b[bi]!;
};
/** 0 · -1 is 0 for integers, not -0. */
export const multiplyInt: BinaryLoop = (n, a, ai, as, b, bi, bs, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, bi += bs, oi += os) out[oi] = a[ai]! * b[bi]! + 0;
};

export const copy: UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = a[ai]!;
};
export const negative: UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = -a[ai]!;
};
export const absolute: UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = Math.abs(a[ai]!);
};
export const square: UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = a[ai]! * a[ai]!;
};
export const sqrt: UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = Math.sqrt(a[ai]!);
};
export const exp: UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = Math.exp(a[ai]!);
};
export const log: UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = Math.log(a[ai]!);
};
export const sin: UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = Math.sin(a[ai]!);
};
export const cos: UnaryLoop = (n, a, ai, as, out, oi, os) => {
  for (let k = 0; k < n; k++, ai += as, oi += os) out[oi] = Math.cos(a[ai]!);
};

/** C's pow, which answers 1 where JavaScript's says NaN: 1^NaN, (±1)^±∞. */
export function pow(x: number, y: number): number {
  if (x === 1 || (x === -1 && (y === Infinity || y === -Infinity))) return 1;
  return x ** y;
}

/** Python's remainder: the sign of the divisor. */
export function modulo(x: number, y: number): number {
  const rest = x % y;
  if (rest === 0) return y < 0 || Object.is(y, -0) ? -0 : 0;
  return rest < 0 !== y < 0 && !Number.isNaN(rest) && Number.isFinite(y) ? rest + y : restAtInfinity(rest, y);
}

/** -1 % inf is inf in Python: adding the divisor is right there too. */
function restAtInfinity(rest: number, y: number): number {
  return rest < 0 !== y < 0 && !Number.isNaN(rest) ? y : rest;
}

export function floorDivide(x: number, y: number): number {
  if (y === 0) return x / y;
  const rest = modulo(x, y);
  const quotient = (x - rest) / y;
  if (quotient === 0) return x / y < 0 ? -0 : 0;
  const floor = Math.floor(quotient);
  return quotient - floor > 0.5 ? floor + 1 : floor;
}

/** Integers: nothing is divided by zero, the answer is 0 (numpy warns as well). */
export function moduloInt(x: number, y: number): number {
  return y === 0 ? 0 : modulo(x, y) + 0;
}
export function floorDivideInt(x: number, y: number): number {
  return y === 0 ? 0 : (x - modulo(x, y)) / y + 0;
}

/** To the nearest integer, halves to the even one. */
export function rint(x: number): number {
  if (!(Math.abs(x) < 4503599627370496)) return x;
  const nearest = Math.round(x);
  const rounded = Math.abs(x % 1) === 0.5 && nearest % 2 !== 0 ? nearest - 1 : nearest;
  return rounded === 0 && (x < 0 || Object.is(x, -0)) ? -0 : rounded;
}

/** √(x² + y²) without overflow, and faster than Math.hypot in the usual range. */
export function hypot(x: number, y: number): number {
  const sum = x * x + y * y;
  return sum > 1e-290 && sum < 1e300 ? Math.sqrt(sum) : Math.hypot(x, y);
}
