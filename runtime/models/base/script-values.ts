/** What the models read from a script's values: attributes, complex numbers, rows of numbers. */
import { NdArray } from "../../python/numpy/array.ts";
import { asArray } from "../../python/numpy/convert.ts";
import { typeName } from "../../python/operators.ts";
import { Complex } from "../../python/values/complex.ts";
import { pyError } from "../../python/values/error.ts";
import { PyObject } from "../../python/values/object.ts";
import { PyValue, type Value } from "../../python/values/value.ts";
import { numberFrom } from "../materials/number-arguments.ts";

/** `value.name`; plain instance attributes, which nearly all are, without a detour. */
export function attribute(value: Value, name: string): Value {
  if (value instanceof PyObject) {
    const own = value.attributes.get(name);
    if (own !== undefined) return own;
  }
  const found = value instanceof PyValue ? value.getAttribute(name) : undefined;
  if (found !== undefined) return found;
  throw pyError("AttributeError", `'${typeName(value)}' object has no attribute '${name}'`);
}

/** `value.name` as a float. */
export function floatAttribute(value: Value, name: string): number {
  const found = attribute(value, name);
  return typeof found === "number" ? found : numberFrom(found, `${typeName(value)}.${name}`);
}

/** `value.name` as a complex number. */
export function complexAttribute(value: Value, name: string): { readonly re: number; readonly im: number } {
  const found = attribute(value, name);
  if (found instanceof Complex) return found;
  const complex = found instanceof PyValue ? found.toComplex() : undefined;
  return complex ?? { re: numberFrom(found, `${typeName(value)}.${name}`), im: 0 };
}

/**
 * A number, or a row of real numbers, as float[n]; a number is a row of one. Not
 * copied where the array's own memory serves, so it is to be read only.
 */
export function row(value: Value, what: string): Float64Array {
  if (typeof value === "number") return Float64Array.of(value);
  const array = value instanceof NdArray ? value : asArray(value);
  if (array.dtype === "complex128") throw pyError("TypeError", `${what} must be real`);
  if (array.shape.length > 1) throw pyError("TypeError", `${what} must have one dimension, not ${array.shape.length}`);
  if (array.contiguous) {
    if (array.size === array.buffer.length) return array.buffer;
    return array.buffer.subarray(array.offset, array.offset + array.size);
  }
  const step = array.strides[0]!;
  return Float64Array.from({ length: array.size }, (_, i) => array.buffer[array.offset + i * step]!);
}
