/**
 * numpy's ndarray: a typed buffer seen through a shape, strides and an offset,
 * so that slices are views, as in numpy. All kinds are stored as float64: an
 * int64 is exact up to 2⁵³, a bool is 0 or 1, and a complex128 is two numbers
 * side by side (re, im), so strides and offset count elements, not bytes.
 *
 * Arithmetic, indexing and methods are in the files beside this one.
 */
import { PyValue } from "../values/value.ts";

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

  /** True when the elements lie in the buffer one after the other, in row-major order. */
  get contiguous(): boolean {
    let expected = 1;
    for (let axis = this.shape.length - 1; axis >= 0; axis--) {
      if (this.shape[axis] !== 1 && this.strides[axis] !== expected) return false;
      expected *= this.shape[axis]!;
    }
    return true;
  }
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
