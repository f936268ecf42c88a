/** Functions of real numbers as scipy's ufuncs: over arrays of any shape that broadcast, a number for numbers. */
import { spendMany } from "../budget.ts";
import { asArray, cast, unwrap, zeros } from "../numpy/convert.ts";
import { define } from "../numpy/signature.ts";
import { broadcastShape, broadcastTo } from "../numpy/strided-loop.ts";
import { pyError } from "../values/error.ts";
import type { Value } from "../values/value.ts";

/**
 * @param signature  "gamma(z)": every argument is a number or an array of numbers
 * @param cost  steps of one call of f; a step is some tens of nanoseconds
 */
export function elementwise(signature: string, f: (...x: number[]) => number, cost = 4): [string, Value] {
  const name = signature.slice(0, signature.indexOf("("));
  return define(signature, (...values: (Value | undefined)[]) => {
    return overReals(name, values as Value[], f, cost);
  });
}

export function overReals(name: string, values: readonly Value[], f: (...x: number[]) => number, cost = 4): Value {
  const arrays = values.map((value) => {
    const array = asArray(value);
    if (array.dtype === "complex128")
      throw pyError("TypeError", `${name} of complex numbers is not here: real ones are`);
    return asArray(array, "float64");
  });
  const shape = broadcastShape(...arrays.map((array) => array.shape));
  const result = zeros("float64", shape);
  spendMany(cost * result.size);
  const { buffer } = result;
  const columns = arrays.map((array) => cast(broadcastTo(array, shape)).buffer);
  const [first, second] = columns as [Float64Array, Float64Array];
  if (columns.length === 1) for (let k = 0; k < buffer.length; k++) buffer[k] = f(first[k]!);
  else if (columns.length === 2) for (let k = 0; k < buffer.length; k++) buffer[k] = f(first[k]!, second[k]!);
  else for (let k = 0; k < buffer.length; k++) buffer[k] = f(...columns.map((column) => column[k]!));
  return unwrap(result);
}
