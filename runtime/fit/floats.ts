/** From a script's value to a row of real numbers: curves, profiles, columns. */
import { NdArray } from "../python/numpy/array.ts";
import { toFloat } from "../python/operators.ts";
import { PyList, PyTuple } from "../python/values/sequence.ts";
import type { Value } from "../python/values/value.ts";

/**
 * The numbers of a one-dimensional real array or a list, float[n], without a copy where the array allows it; undefined
 * for anything else.
 */
export function floats(value: Value): Float64Array | undefined {
  if (value instanceof NdArray) {
    if (value.shape.length !== 1 || value.dtype === "complex128") return undefined;
    if (value.contiguous) return value.buffer.subarray(value.offset, value.offset + value.size);
    return Float64Array.from({ length: value.size }, (_, i) => value.buffer[value.offset + i * value.strides[0]!]!);
  }
  if (value instanceof PyList || value instanceof PyTuple) {
    const numbers = value.items.map((item) => (typeof item === "string" || item === null ? Number.NaN : toFloat(item)));
    return Float64Array.from(numbers);
  }
  return undefined;
}
