/**
 * numpy's ndarray: a typed buffer seen through a shape, strides and an offset,
 * so that slices are views, as in numpy. All kinds are stored as float64: an
 * int64 is exact up to 2⁵³, a bool is 0 or 1, and a complex128 is two numbers
 * side by side (re, im), so strides and offset count elements, not bytes.
 *
 * What an array can do is in the files beside this one: they need arrays, and
 * an array needs them, so protocol.ts hands its answers in at load time
 * (modules.ts, the door, loads it).
 */
import { type BinaryOperator, type Comparison, PyValue, type UnaryOperator, type Value } from "../values/value.ts";

export type DType = "bool" | "int64" | "float64" | "complex128";

export class NdArray extends PyValue {
  override readonly typeName = "ndarray";
  readonly dtype: DType;
  readonly shape: readonly number[];
  /** In elements; one per axis. */
  readonly strides: readonly number[];
  /** In elements. */
  readonly offset: number;
  /** float[…], two per element when complex128. */
  readonly buffer: Float64Array;
  readonly size: number;

  constructor(dtype: DType, shape: readonly number[], buffer: Float64Array, strides = rowMajor(shape), offset = 0) {
    super();
    this.dtype = dtype;
    this.shape = shape;
    this.buffer = buffer;
    this.strides = strides;
    this.offset = offset;
    this.size = shape.reduce((product, n) => product * n, 1);
  }

  /** Wraps a float64 column without copying it. */
  static fromFloats(values: Float64Array): NdArray {
    return new NdArray("float64", [values.length], values);
  }

  get ndim(): number {
    return this.shape.length;
  }

  /** True when the elements lie in the buffer one after the other, in row-major order. */
  get contiguous(): boolean {
    let expected = 1;
    for (let axis = this.shape.length - 1; axis >= 0; axis--) {
      if (this.shape[axis] !== 1 && this.strides[axis] !== expected) return false;
      expected *= this.shape[axis]!;
    }
    return true;
  }

  override getAttribute(name: string): Value | undefined {
    return protocol().getAttribute(this, name);
  }
  override setAttribute(name: string, value: Value): boolean {
    return protocol().setAttribute(this, name, value);
  }
  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    return protocol().binary(this, op, other, reflected);
  }
  override inplace(op: BinaryOperator, other: Value): Value | undefined {
    return protocol().inplace(this, op, other);
  }
  override unary(op: UnaryOperator): Value | undefined {
    return protocol().unary(this, op);
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    return protocol().compare(this, op, other);
  }
  override truth(): boolean {
    return protocol().truth(this);
  }
  override getItem(key: Value): Value | undefined {
    return protocol().getItem(this, key);
  }
  override setItem(key: Value, value: Value): boolean {
    protocol().setItem(this, key, value);
    return true;
  }
  override iterate(): Iterator<Value> {
    return protocol().iterate(this);
  }
  override length(): number {
    return protocol().length(this);
  }
  override contains(item: Value): boolean {
    return protocol().contains(this, item);
  }
  override hashKey(): unknown {
    return undefined;
  }
  override repr(): string {
    return protocol().repr(this);
  }
  override str(): string {
    return protocol().str(this);
  }
  /** float(a), int(a), complex(a): of an array with one element. */
  override toFloat(): number | undefined {
    return this.toComplex()?.re;
  }
  override toComplex(): { re: number; im: number } | undefined {
    if (this.size !== 1) return undefined;
    if (this.dtype !== "complex128") return { re: this.buffer[this.offset]!, im: 0 };
    return { re: this.buffer[2 * this.offset]!, im: this.buffer[2 * this.offset + 1]! };
  }
  override toIndex(): number | undefined {
    return this.dtype === "int64" && this.shape.length === 0 ? this.buffer[this.offset] : undefined;
  }
}

/** The answers of an array to the interpreter; protocol.ts has the one implementation. */
export interface ArrayProtocol {
  getAttribute(array: NdArray, name: string): Value | undefined;
  setAttribute(array: NdArray, name: string, value: Value): boolean;
  binary(array: NdArray, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined;
  inplace(array: NdArray, op: BinaryOperator, other: Value): Value | undefined;
  unary(array: NdArray, op: UnaryOperator): Value | undefined;
  compare(array: NdArray, op: Comparison, other: Value): Value | undefined;
  truth(array: NdArray): boolean;
  getItem(array: NdArray, key: Value): Value | undefined;
  setItem(array: NdArray, key: Value, value: Value): void;
  iterate(array: NdArray): Iterator<Value>;
  length(array: NdArray): number;
  contains(array: NdArray, item: Value): boolean;
  repr(array: NdArray): string;
  str(array: NdArray): string;
}

let installed: ArrayProtocol | undefined;

export function installArrayProtocol(implementation: ArrayProtocol): void {
  installed = implementation;
}

function protocol(): ArrayProtocol {
  if (installed === undefined) throw new Error("arrays cannot act before numpy/modules.ts is loaded");
  return installed;
}

/** Strides of a row-major array, in elements. */
export function rowMajor(shape: readonly number[]): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}
