/**
 * The table of elementwise operations: for each name and each kind of input,
 * the loop that computes it and the kind of its result. A new ufunc is a line
 * here. A kind that is missing from a line is refused with numpy's TypeError.
 */
import { pyError } from "../values/error.ts";
import type { DType } from "./array.ts";
import * as complex from "./loops-complex.ts";
import type { BinaryLoop, UnaryLoop } from "./loops-real.ts";
import * as real from "./loops-real.ts";

export interface Kernel<Loop> {
  readonly result: DType;
  /** True: operands are complex128 pairs. */
  readonly complex: boolean;
  readonly loop: Loop;
}

export interface Operation<Loop> {
  readonly name: string;
  readonly kernels: Partial<Record<DType, Kernel<Loop>>>;
  /** What an empty reduction gives, where there is such a number. */
  readonly identity?: number;
  /** A number takes ten nanoseconds and more, where a sum takes one. */
  readonly costly?: boolean;
}
export type UnaryOperation = Operation<UnaryLoop>;
export type BinaryOperation = Operation<BinaryLoop>;

function kernel<Loop>(loop: Loop, result: DType): Kernel<Loop> {
  return { loop, result, complex: false };
}
function complexKernel<Loop>(loop: Loop, result: DType = "complex128"): Kernel<Loop> {
  return { loop, result, complex: true };
}

/** Float in, float out; integers are taken as floats; complex where given. */
function floating<Loop>(loop: Loop, ofComplex?: Loop): Operation<Loop>["kernels"] {
  const asFloat = kernel(loop, "float64");
  const kernels = { bool: asFloat, int64: asFloat, float64: asFloat };
  return ofComplex ? { ...kernels, complex128: complexKernel(ofComplex) } : kernels;
}

/** A question: the answer is bool. */
function question<Loop>(loop: Loop, ofComplex?: Loop): Operation<Loop>["kernels"] {
  const asBool = kernel(loop, "bool");
  const kernels = { bool: asBool, int64: asBool, float64: asBool };
  return ofComplex ? { ...kernels, complex128: complexKernel(ofComplex, "bool") } : kernels;
}

/** Numbers stay what they are. */
function numeric<Loop>(int: Loop, float: Loop, ofComplex?: Loop, bool?: Loop): Operation<Loop>["kernels"] {
  return {
    ...(bool ? { bool: kernel(bool, "bool") } : {}),
    int64: kernel(int, "int64"),
    float64: kernel(float, "float64"),
    ...(ofComplex ? { complex128: complexKernel(ofComplex) } : {}),
  };
}

const { each, eachPair } = real;
const or = eachPair((x, y) => (x !== 0 || y !== 0 ? 1 : 0));
const and = eachPair((x, y) => (x !== 0 && y !== 0 ? 1 : 0));
const xor = eachPair((x, y) => ((x !== 0) !== (y !== 0) ? 1 : 0));
const not = each((x) => (x === 0 ? 1 : 0));
const truthful = (f: (a: boolean, b: boolean) => boolean): BinaryLoop =>
  complex.eachPairToReal((ar, ai, br, bi) => (f(ar !== 0 || ai !== 0, br !== 0 || bi !== 0) ? 1 : 0));

const powerInt = eachPair((x, y) => {
  if (y < 0) throw pyError("ValueError", "Integers to negative integer powers are not allowed.");
  return real.pow(x, y);
});

/** NaN wins, as in numpy. */
const larger = (x: number, y: number): number => (x >= y || Number.isNaN(x) ? x : y);
const smaller = (x: number, y: number): number => (x <= y || Number.isNaN(x) ? x : y);
/** Complex numbers are ordered by real, then imaginary part. */
const after = (ar: number, ai: number, br: number, bi: number): boolean => ar > br || (ar === br && ai > bi);
const choose = (first: (ar: number, ai: number, br: number, bi: number) => boolean): BinaryLoop =>
  complex.eachPair((ar, ai, br, bi, out, k) => {
    const takeFirst =
      Number.isNaN(ar) || Number.isNaN(ai) || (first(ar, ai, br, bi) && !Number.isNaN(br) && !Number.isNaN(bi));
    out[k] = takeFirst ? ar : br;
    out[k + 1] = takeFirst ? ai : bi;
  });
const sameComplex = complex.eachPairToReal((ar, ai, br, bi) => (ar === br && ai === bi ? 1 : 0));
const otherComplex = complex.eachPairToReal((ar, ai, br, bi) => (ar === br && ai === bi ? 0 : 1));
const order = (f: (difference: boolean, equal: boolean) => boolean): BinaryLoop =>
  complex.eachPairToReal((ar, ai, br, bi) => (f(after(ar, ai, br, bi), ar === br && ai === bi) ? 1 : 0));

const copyComplex = complex.each((re, im, out, k) => {
  out[k] = re;
  out[k + 1] = im;
});
const never = each(() => 0);
const integerOnly = (int: BinaryLoop, bool?: BinaryLoop): BinaryOperation["kernels"] => ({
  ...(bool ? { bool: kernel(bool, "bool") } : { bool: kernel(int, "int64") }),
  int64: kernel(int, "int64"),
});
/** Bitwise on 64 bits, through BigInt: rare enough not to matter. */
const bits = (f: (x: bigint, y: bigint) => bigint): BinaryLoop =>
  eachPair((x, y) => Number(BigInt.asIntN(64, f(BigInt(x), BigInt(y)))));

function greatestDivisor(x: number, y: number): number {
  let [a, b] = [Math.abs(x), Math.abs(y)];
  while (b > 0) [a, b] = [b, a % b];
  return a;
}

const DEGREE = Math.PI / 180;
const toDegrees = each((x) => x * (180 / Math.PI));
const toRadians = each((x) => x * DEGREE);
const logAddExp = (base: number) => (x: number, y: number) => {
  if (x === y) return x + Math.log(2) / base;
  return Math.max(x, y) + Math.log1p(Math.exp(-Math.abs(x - y) * base)) / base;
};

export const BINARY = {
  add: { identity: 0, kernels: numeric(real.add, real.add, complex.add, or) },
  subtract: { kernels: numeric(real.subtract, real.subtract, complex.subtract) },
  multiply: { identity: 1, kernels: numeric(real.multiplyInt, real.multiply, complex.multiply, and) },
  divide: { kernels: floating(real.divide, complex.divide) },
  floor_divide: {
    kernels: {
      ...numeric(eachPair(real.floorDivideInt), eachPair(real.floorDivide)),
      bool: kernel(eachPair(real.floorDivideInt), "int64"),
    },
  },
  remainder: {
    kernels: {
      ...numeric(eachPair(real.moduloInt), eachPair(real.modulo)),
      bool: kernel(eachPair(real.moduloInt), "int64"),
    },
  },
  fmod: {
    kernels: numeric(
      eachPair((x, y) => (y === 0 ? 0 : (x % y) + 0)),
      eachPair((x, y) => x % y),
    ),
  },
  power: {
    kernels: {
      ...numeric(powerInt, eachPair(real.pow), complex.eachPair(complex.power)),
      bool: kernel(powerInt, "int64"),
    },
  },
  float_power: { kernels: floating(eachPair(real.pow), complex.eachPair(complex.power)) },
  arctan2: { kernels: floating(eachPair(Math.atan2)) },
  hypot: { kernels: floating(eachPair(real.hypot)) },
  copysign: { kernels: floating(eachPair((x, y) => (y < 0 || Object.is(y, -0) ? -Math.abs(x) : Math.abs(x)))) },
  heaviside: { kernels: floating(eachPair((x, y) => (Number.isNaN(x) ? x : x > 0 ? 1 : x < 0 ? 0 : y))) },
  logaddexp: { kernels: floating(eachPair(logAddExp(1))) },
  logaddexp2: { kernels: floating(eachPair(logAddExp(Math.LN2))) },
  maximum: {
    kernels: numeric(
      eachPair(larger),
      eachPair(larger),
      choose((...z) => !after(z[2], z[3], z[0], z[1])),
      or,
    ),
  },
  minimum: {
    kernels: numeric(
      eachPair(smaller),
      eachPair(smaller),
      choose((...z) => !after(...z)),
      and,
    ),
  },
  fmax: {
    kernels: numeric(
      eachPair(larger),
      eachPair((x, y) => (Number.isNaN(x) ? y : x >= y || Number.isNaN(y) ? x : y)),
      undefined,
      or,
    ),
  },
  fmin: {
    kernels: numeric(
      eachPair(smaller),
      eachPair((x, y) => (Number.isNaN(x) ? y : x <= y || Number.isNaN(y) ? x : y)),
      undefined,
      and,
    ),
  },
  equal: {
    kernels: question(
      eachPair((x, y) => (x === y ? 1 : 0)),
      sameComplex,
    ),
  },
  not_equal: {
    kernels: question(
      eachPair((x, y) => (x !== y ? 1 : 0)),
      otherComplex,
    ),
  },
  less: {
    kernels: question(
      eachPair((x, y) => (x < y ? 1 : 0)),
      complex.eachPairToReal((ar, ai, br, bi) => (after(br, bi, ar, ai) ? 1 : 0)),
    ),
  },
  less_equal: {
    kernels: question(
      eachPair((x, y) => (x <= y ? 1 : 0)),
      complex.eachPairToReal((ar, ai, br, bi) => (after(br, bi, ar, ai) || (ar === br && ai === bi) ? 1 : 0)),
    ),
  },
  greater: {
    kernels: question(
      eachPair((x, y) => (x > y ? 1 : 0)),
      order((later) => later),
    ),
  },
  greater_equal: {
    kernels: question(
      eachPair((x, y) => (x >= y ? 1 : 0)),
      order((later, equal) => later || equal),
    ),
  },
  logical_and: {
    identity: 1,
    kernels: question(
      and,
      truthful((a, b) => a && b),
    ),
  },
  logical_or: {
    identity: 0,
    kernels: question(
      or,
      truthful((a, b) => a || b),
    ),
  },
  logical_xor: {
    identity: 0,
    kernels: question(
      xor,
      truthful((a, b) => a !== b),
    ),
  },
  bitwise_and: {
    identity: -1,
    kernels: integerOnly(
      bits((x, y) => x & y),
      and,
    ),
  },
  bitwise_or: {
    identity: 0,
    kernels: integerOnly(
      bits((x, y) => x | y),
      or,
    ),
  },
  bitwise_xor: {
    identity: 0,
    kernels: integerOnly(
      bits((x, y) => x ^ y),
      xor,
    ),
  },
  gcd: { kernels: { int64: kernel(eachPair(greatestDivisor), "int64") } },
  lcm: {
    kernels: {
      int64: kernel(
        eachPair((x, y) => (x === 0 || y === 0 ? 0 : Math.abs(x * y) / greatestDivisor(x, y))),
        "int64",
      ),
    },
  },
  left_shift: { kernels: integerOnly(bits((x, y) => (y < 0n || y > 63n ? 0n : x << y))) },
  right_shift: { kernels: integerOnly(bits((x, y) => (y < 0n || y > 63n ? (x < 0n ? -1n : 0n) : x >> y))) },
} satisfies Record<string, Omit<BinaryOperation, "name">>;

const sign = each((x) => (Number.isNaN(x) ? x : x > 0 ? 1 : x < 0 ? -1 : 0));
const plain = (loop: UnaryLoop, ofComplex?: UnaryLoop): UnaryOperation["kernels"] => ({
  ...numeric(real.copy, loop, ofComplex),
  bool: kernel(real.copy, "bool"),
});

export const UNARY = {
  negative: {
    kernels: numeric(
      each((x) => 0 - x),
      real.negative,
      complex.each((re, im, out, k) => {
        out[k] = -re;
        out[k + 1] = -im;
      }),
    ),
  },
  positive: { kernels: numeric(real.copy, real.copy, copyComplex) },
  absolute: {
    kernels: {
      ...numeric(real.absolute, real.absolute, undefined, real.copy),
      complex128: complexKernel(complex.eachToReal(real.hypot), "float64"),
    },
  },
  fabs: { kernels: floating(real.absolute) },
  square: {
    kernels: { ...numeric(real.square, real.square, complex.each(complex.square)), bool: kernel(real.square, "int64") },
  },
  sqrt: { kernels: floating(real.sqrt, complex.each(complex.sqrt)) },
  cbrt: { kernels: floating(each(Math.cbrt)) },
  reciprocal: {
    kernels: numeric(
      each((x) => Math.trunc(1 / x) + 0),
      each((x) => 1 / x),
      complex.each(complex.reciprocal),
    ),
  },
  exp: { kernels: floating(real.exp, complex.each(complex.exp)) },
  exp2: {
    kernels: floating(
      each((x) => 2 ** x),
      complex.each((re, im, out, k) => complex.exp(re * Math.LN2, im * Math.LN2, out, k)),
    ),
  },
  expm1: { kernels: floating(each(Math.expm1), complex.each(complex.expm1)) },
  log: { kernels: floating(real.log, complex.each(complex.log)) },
  log2: { kernels: floating(each(Math.log2), complex.each(complex.logBase(Math.LN2))) },
  log10: { kernels: floating(each(Math.log10), complex.each(complex.logBase(Math.LN10))) },
  log1p: { kernels: floating(each(Math.log1p), complex.each(complex.log1p)) },
  sin: { kernels: floating(real.sin, complex.each(complex.sin)) },
  cos: { kernels: floating(real.cos, complex.each(complex.cos)) },
  tan: { kernels: floating(each(Math.tan), complex.each(complex.tan)) },
  arcsin: { kernels: floating(each(Math.asin), complex.each(complex.arcsin)) },
  arccos: { kernels: floating(each(Math.acos), complex.each(complex.arccos)) },
  arctan: { kernels: floating(each(Math.atan), complex.each(complex.arctan)) },
  sinh: { kernels: floating(each(Math.sinh), complex.each(complex.sinh)) },
  cosh: { kernels: floating(each(Math.cosh), complex.each(complex.cosh)) },
  tanh: { kernels: floating(each(Math.tanh), complex.each(complex.tanh)) },
  arcsinh: { kernels: floating(each(Math.asinh), complex.each(complex.arcsinh)) },
  arccosh: { kernels: floating(each(Math.acosh), complex.each(complex.arccosh)) },
  arctanh: { kernels: floating(each(Math.atanh), complex.each(complex.arctanh)) },
  degrees: { kernels: floating(toDegrees) },
  radians: { kernels: floating(toRadians) },
  sign: { kernels: numeric(sign, sign, complex.each(complex.sign)) },
  floor: { kernels: plain(each(Math.floor)) },
  ceil: { kernels: plain(each(Math.ceil)) },
  trunc: { kernels: plain(each(Math.trunc)) },
  rint: {
    kernels: floating(
      each(real.rint),
      complex.each((re, im, out, k) => {
        out[k] = real.rint(re);
        out[k + 1] = real.rint(im);
      }),
    ),
  },
  conjugate: {
    kernels: {
      ...numeric(
        real.copy,
        real.copy,
        complex.each((re, im, out, k) => {
          out[k] = re;
          out[k + 1] = -im;
        }),
      ),
      bool: kernel(real.copy, "int64"),
    },
  },
  isnan: {
    kernels: question(
      each((x) => (Number.isNaN(x) ? 1 : 0)),
      complex.eachToReal((re, im) => (Number.isNaN(re) || Number.isNaN(im) ? 1 : 0)),
    ),
  },
  isfinite: {
    kernels: question(
      each((x) => (Number.isFinite(x) ? 1 : 0)),
      complex.eachToReal((re, im) => (Number.isFinite(re) && Number.isFinite(im) ? 1 : 0)),
    ),
  },
  isinf: {
    kernels: question(
      each((x) => (Math.abs(x) === Infinity ? 1 : 0)),
      complex.eachToReal((re, im) => (Math.abs(re) === Infinity || Math.abs(im) === Infinity ? 1 : 0)),
    ),
  },
  signbit: { kernels: question(each((x) => (x < 0 || Object.is(x, -0) ? 1 : 0))) },
  logical_not: {
    kernels: question(
      not,
      complex.eachToReal((re, im) => (re === 0 && im === 0 ? 1 : 0)),
    ),
  },
  invert: {
    kernels: {
      bool: kernel(not, "bool"),
      int64: kernel(
        each((x) => -1 - x),
        "int64",
      ),
    },
  },
  iscomplex: {
    kernels: question(
      never,
      complex.eachToReal((_re, im) => (im !== 0 ? 1 : 0)),
    ),
  },
  isreal: {
    kernels: question(
      each(() => 1),
      complex.eachToReal((_re, im) => (im === 0 ? 1 : 0)),
    ),
  },
} satisfies Record<string, Omit<UnaryOperation, "name">>;

/** Powers, logarithms, circular and hyperbolic functions and what divides with a remainder. */
const COSTLY = /pow|exp|log|sin|cos|tan|hypot|cbrt|floor_divide|mod|remainder|gcd|lcm|sinc|i0/;

export type BinaryName = keyof typeof BINARY;
export type UnaryName = keyof typeof UNARY;

export function binaryOperation(name: BinaryName): BinaryOperation {
  return { name, ...(BINARY[name] as Omit<BinaryOperation, "name">), costly: COSTLY.test(name) };
}
export function unaryOperation(name: UnaryName): UnaryOperation {
  return { name, ...(UNARY[name] as Omit<UnaryOperation, "name">), costly: COSTLY.test(name) };
}
