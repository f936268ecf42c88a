/** What the reflectivities of this library take: rows of real and of complex numbers. */
import { allocate } from "../../python/budget.ts";
import { asArray, cast } from "../../python/numpy/convert.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { row } from "../base/script-values.ts";

/** @returns complex[n]  Re and Im side by side, a copy */
export function complexRow(value: Value, what: string): Float64Array {
  const array = asArray(value, "complex128");
  if (array.shape.length > 1) throw pyError("TypeError", `${what} must have one dimension, not ${array.shape.length}`);
  return cast(array).buffer;
}

/** A row with one number for each of `count`. */
export function rowOf(value: Value, count: number, what: string): Float64Array {
  const values = row(value, what);
  if (values.length === count) return values;
  throw pyError("ValueError", `${what} has ${values.length} values for ${count} layers`);
}

/** A row with one number for each of `count` points, or a number for all. */
export function pointsOf(value: Value, count: number, what: string): Float64Array {
  const values = row(value, what);
  if (values.length === 1) return allocate(count).fill(values[0]!);
  if (values.length === count) return values;
  throw pyError("ValueError", `${what} has ${values.length} values for ${count} points`);
}
