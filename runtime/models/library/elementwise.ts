/** Functions of numbers and of arrays of them, which are broadcast against each other as numpy does. */
import { spendMany } from "../../python/budget.ts";
import { asArray, cast, unwrap, zeros } from "../../python/numpy/convert.ts";
import { broadcastShape, broadcastTo } from "../../python/numpy/strided-loop.ts";
import type { Value } from "../../python/values/value.ts";

/** @param f  takes an element of each value */
export function elementwise(values: readonly Value[], f: (...elements: number[]) => number): Value {
  const arrays = values.map((value) => asArray(value, "float64"));
  const shape = broadcastShape(...arrays.map((array) => array.shape));
  const columns = arrays.map((array) => cast(broadcastTo(array, shape)).buffer);
  const result = zeros("float64", shape);
  spendMany(2 * result.size);
  const { buffer } = result;
  for (let k = 0; k < buffer.length; k++) buffer[k] = f(...columns.map((column) => column[k]!));
  return unwrap(result);
}
