/** What the curves of scipy.interpolate share: one function of a number for each column of y, called with an array of places. */
import { spendMany } from "../../budget.ts";
import { NdArray } from "../../numpy/array.ts";
import { asArray, cast, rowMajorOf, unwrap } from "../../numpy/convert.ts";
import { reordered } from "../../numpy/indexing.ts";
import { scalarFrom } from "../../numpy/scalar.ts";
import { asAxis } from "../../numpy/signature.ts";
import { pyError } from "../../values/error.ts";
import type { Value } from "../../values/value.ts";

/** y cut along an axis: the columns, each as long as that axis, and the shape of what is left. */
export interface Columns {
  readonly columns: readonly Float64Array[];
  readonly shape: readonly number[];
  readonly axis: number;
}

export function columnsOf(y: Value, axis: Value, n: number, what: string): Columns {
  const array = asArray(y);
  if (array.dtype === "complex128")
    throw pyError("TypeError", `${what} of complex values is not here: take real and imag apart`);
  const at = asAxis(axis, array.ndim);
  if (array.shape[at] !== n)
    throw pyError("ValueError", "x and y arrays must be equal in length along interpolation axis.");
  const others = array.shape.map((_, k) => k).filter((k) => k !== at);
  const rows = cast(rowMajorOf(reordered(asArray(array, "float64"), [...others, at]))).buffer;
  const shape = others.map((k) => array.shape[k]!);
  const count = shape.reduce((product, size) => product * size, 1);
  return { columns: Array.from({ length: count }, (_, k) => rows.slice(k * n, (k + 1) * n)), shape, axis: at };
}

/** Each column's curve at each place, in the shape that scipy gives: the places stand where the axis was. */
export function valuesAt(
  x: Value,
  curves: readonly ((x: number) => number)[],
  { shape, axis }: Pick<Columns, "shape" | "axis">,
  cost = 8,
): Value {
  const places = cast(asArray(x, "float64"));
  spendMany(cost * places.size * curves.length);
  const buffer = new Float64Array(places.size * curves.length);
  for (const [c, curve] of curves.entries())
    for (let k = 0; k < places.size; k++) buffer[c * places.size + k] = curve(places.buffer[k]!);
  const result = new NdArray("float64", [...shape, ...places.shape], buffer);
  // scipy gives an array without axes for a number; a number serves as one.
  if (shape.length === 0) return scalarFrom(x) !== undefined ? unwrap(result) : result;
  const old = shape.map((_, k) => k);
  const fresh = places.shape.map((_, k) => shape.length + k);
  return cast(reordered(result, [...old.slice(0, axis), ...fresh, ...old.slice(axis)]));
}

export function rising(x: Float64Array, what: string): void {
  for (let k = 1; k < x.length; k++)
    if (!(x[k]! > x[k - 1]!)) throw pyError("ValueError", `${what}: \`x\` must be strictly increasing sequence.`);
}
