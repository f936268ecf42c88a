/** What a script hands to a table's function: numbers, and arrays of them. */
import { type DType, NdArray } from "../../python/numpy/array.ts";
import { zeros } from "../../python/numpy/convert.ts";
import { stridedLoop } from "../../python/numpy/strided-loop.ts";
import { pyError } from "../../python/values/error.ts";
import { PyValue, type Value } from "../../python/values/value.ts";

/** @param what  for the message, such as `the wavelength` */
export function numberFrom(value: Value | undefined, what: string): number {
  if (typeof value === "number") return value;
  if (typeof value === "bigint" || typeof value === "boolean") return Number(value);
  const float = value instanceof PyValue ? value.toFloat() : undefined;
  if (float === undefined) throw pyError("TypeError", `${what} must be a number`);
  return float;
}

/**
 * Applies a function to each element and keeps the shape. A number counts as an
 * array of one, as it does in GenX.
 * @param put  gets each element and writes one number (two when complex128) at `out[at]`
 */
export function mapArray(
  value: Value | undefined,
  what: string,
  dtype: DType,
  put: (x: number, out: Float64Array, at: number) => void,
): NdArray {
  const array = value instanceof NdArray ? value : NdArray.fromFloats(Float64Array.of(numberFrom(value, what)));
  if (array.dtype === "complex128") throw pyError("TypeError", `${what} must be real`);
  const result = zeros(dtype, array.shape);
  const width = dtype === "complex128" ? 2 : 1;
  stridedLoop(array.shape, [array.strides, result.strides], (n, [from, to], [step, stride]) => {
    for (let i = 0; i < n; i++) {
      put(array.buffer[array.offset + from! + i * step!]!, result.buffer, width * (to! + i * stride!));
    }
  });
  return result;
}
