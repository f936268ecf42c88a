/**
 * A number that came out of an array: np.float64, np.int64, np.bool,
 * np.complex128. It reckons as arrays do (1/0 is inf, no exception) and is
 * otherwise the number that it holds: it prints, hashes and compares as such.
 * Attributes it does not answer itself are those of an array without axes.
 */
import { allocate } from "../budget.ts";
import { Builtin } from "../values/builtin.ts";
import { Complex } from "../values/complex.ts";
import { pyError } from "../values/error.ts";
import { hashKey } from "../values/object-protocol.ts";
import { complexRepr, floatRepr } from "../values/repr.ts";
import { PyTuple } from "../values/sequence.ts";
import { type BinaryOperator, type Comparison, PyValue, type UnaryOperator, type Value } from "../values/value.ts";
import { type DType, NdArray } from "./array.ts";
import { bytesOf, DTypeValue, promote } from "./dtype.ts";
import {
  type BinaryOperation,
  binaryOperation,
  type Kernel,
  type Operation,
  type UnaryOperation,
  unaryOperation,
} from "./operations.ts";

export class NumpyScalar extends PyValue {
  readonly dtype: DType;
  /** bool: 0 or 1. int64: whole. */
  readonly re: number;
  /** 0 unless complex128. */
  readonly im: number;

  constructor(dtype: DType, re: number, im = 0) {
    super();
    this.dtype = dtype;
    this.re = re;
    this.im = im;
  }
  override get typeName(): string {
    // np.bool is no kind of Python's bool, so it goes by its older name.
    return this.dtype === "bool" ? "bool_" : this.dtype;
  }

  /** The Python number inside: `.item()`. */
  item(): Value {
    if (this.dtype === "float64") return this.re;
    if (this.dtype === "int64") return wholeNumber(this.re);
    return this.dtype === "bool" ? this.re !== 0 : new Complex(this.re, this.im);
  }
  /** An array without axes. */
  toArray(): NdArray {
    const buffer = allocate(this.dtype === "complex128" ? 2 : 1);
    buffer[0] = this.re;
    if (this.dtype === "complex128") buffer[1] = this.im;
    return new NdArray(this.dtype, [], buffer);
  }

  override getAttribute(name: string): Value | undefined {
    const part = this.dtype === "complex128" ? "float64" : this.dtype;
    if (name === "real") return new NumpyScalar(part, this.re);
    if (name === "imag") return new NumpyScalar(part, this.im);
    if (name === "dtype") return new DTypeValue(this.dtype);
    if (name === "shape") return new PyTuple([]);
    if (name === "itemsize" || name === "nbytes") return bytesOf(this.dtype);
    if (name === "__abs__") return new Builtin(name, () => unaryScalar(ABSOLUTE, this));
    if (name === "is_integer") return new Builtin(name, () => Number.isInteger(this.re));
    return this.toArray().getAttribute(name);
  }
  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (typeof other === "number" && this.dtype === "float64") {
      // The everyday case, without the table.
      const a = reflected ? other : this.re;
      const b = reflected ? this.re : other;
      if (op === "+") return new NumpyScalar("float64", a + b);
      if (op === "-") return new NumpyScalar("float64", a - b);
      if (op === "*") return new NumpyScalar("float64", a * b);
      if (op === "/") return new NumpyScalar("float64", a / b);
    }
    // A float64 is a float, so a complex on the left answers first, and stays Python's.
    if (reflected && other instanceof Complex && this.dtype === "float64") return other.binary(op, this.re, false);
    const right = scalarFrom(other);
    if (right === undefined) {
      // An array takes over from here; a list becomes one, except beside `*`, where it is repeated.
      return other instanceof NdArray || op === "*" ? undefined : this.toArray().binary(op, other, reflected);
    }
    const operation = OPERATORS.get(op);
    if (operation === undefined) return undefined;
    return reflected ? binaryScalar(operation, right, this) : binaryScalar(operation, this, right);
  }
  override unary(op: UnaryOperator): Value | undefined {
    return unaryScalar(SIGNS[op], this);
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    const right = scalarFrom(other);
    if (right !== undefined) return binaryScalar(COMPARISONS[op], this, right);
    const answerable = (op === "==" || op === "!=") && (other === null || typeof other === "string");
    return answerable ? new NumpyScalar("bool", op === "!=" ? 1 : 0) : undefined;
  }
  override truth(): boolean {
    return this.re !== 0 || this.im !== 0;
  }
  override getItem(key: Value): Value | undefined {
    return this.toArray().getItem(key);
  }
  override repr(): string {
    if (this.dtype === "bool") return `np.${this.str()}_`;
    return `np.${this.dtype}(${this.str().replace(/^\((.*)\)$/, "$1")})`;
  }
  override str(): string {
    if (this.dtype === "float64") return floatRepr(this.re);
    if (this.dtype === "int64") return String(wholeNumber(this.re));
    return this.dtype === "bool" ? (this.re !== 0 ? "True" : "False") : complexRepr(this.re, this.im);
  }
  override hashKey(): unknown {
    return hashKey(this.item());
  }
  override toIndex(): number | undefined {
    return this.dtype === "int64" ? this.re : undefined;
  }
  override toComplex(): { re: number; im: number } {
    return { re: this.re, im: this.im };
  }
  override toFloat(): number | undefined {
    return this.re;
  }
}

/** int64 → int. What cannot be an int64 became numpy's smallest one when it was cast. */
export function wholeNumber(x: number): bigint {
  return BigInt(x);
}

/** Any number of Python's or numpy's as a NumpyScalar; undefined for everything else. */
export function scalarFrom(value: Value): NumpyScalar | undefined {
  if (typeof value === "number") return new NumpyScalar("float64", value);
  if (value instanceof NumpyScalar) return value;
  if (typeof value === "bigint") return new NumpyScalar("int64", intToNumber(value));
  if (typeof value === "boolean") return new NumpyScalar("bool", value ? 1 : 0);
  if (value instanceof Complex) return new NumpyScalar("complex128", value.re, value.im);
  return undefined;
}

export function intToNumber(value: bigint): number {
  if (BigInt.asIntN(64, value) !== value) throw pyError("OverflowError", "Python int too large to convert to C long");
  return Number(value);
}

const A = new Float64Array(2);
const B = new Float64Array(2);
const OUT = new Float64Array(2);

/** One number through a loop that is made for many. */
export function binaryScalar(operation: BinaryOperation, a: NumpyScalar, b: NumpyScalar): NumpyScalar {
  const kernel = kernelFor(operation, promote(a.dtype, b.dtype));
  A[0] = a.re;
  A[1] = a.im;
  B[0] = b.re;
  B[1] = b.im;
  kernel.loop(1, A, 0, 1, B, 0, 1, OUT, 0, 1);
  return new NumpyScalar(kernel.result, OUT[0]!, kernel.result === "complex128" ? OUT[1] : 0);
}

export function unaryScalar(operation: UnaryOperation, a: NumpyScalar): NumpyScalar {
  const kernel = kernelFor(operation, a.dtype);
  A[0] = a.re;
  A[1] = a.im;
  kernel.loop(1, A, 0, 1, OUT, 0, 1);
  return new NumpyScalar(kernel.result, OUT[0]!, kernel.result === "complex128" ? OUT[1] : 0);
}

export function kernelFor<Loop>(operation: Operation<Loop>, dtype: DType): Kernel<Loop> {
  const kernel = operation.kernels[dtype];
  if (kernel !== undefined) return kernel;
  throw pyError("TypeError", `ufunc '${operation.name}' not supported for the input type ${dtype}`);
}

const ABSOLUTE = unaryOperation("absolute");

export const OPERATORS: ReadonlyMap<BinaryOperator, BinaryOperation> = new Map([
  ["+", binaryOperation("add")],
  ["-", binaryOperation("subtract")],
  ["*", binaryOperation("multiply")],
  ["/", binaryOperation("divide")],
  ["//", binaryOperation("floor_divide")],
  ["%", binaryOperation("remainder")],
  ["**", binaryOperation("power")],
  ["<<", binaryOperation("left_shift")],
  [">>", binaryOperation("right_shift")],
  ["&", binaryOperation("bitwise_and")],
  ["|", binaryOperation("bitwise_or")],
  ["^", binaryOperation("bitwise_xor")],
]);
export const COMPARISONS: Readonly<Record<Comparison, BinaryOperation>> = {
  "==": binaryOperation("equal"),
  "!=": binaryOperation("not_equal"),
  "<": binaryOperation("less"),
  "<=": binaryOperation("less_equal"),
  ">": binaryOperation("greater"),
  ">=": binaryOperation("greater_equal"),
};
export const SIGNS: Readonly<Record<UnaryOperator, UnaryOperation>> = {
  "-": unaryOperation("negative"),
  "+": unaryOperation("positive"),
  "~": unaryOperation("invert"),
};
