/**
 * np.einsum("ij,j->i", a, b): products of elements, summed over every index that
 * the result does not name. Without `->` the result has the indices that occur
 * once, in alphabetical order. A repeated index in one operand is its diagonal.
 */
import { spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";
import type { PyTuple } from "../values/sequence.ts";
import type { Value } from "../values/value.ts";
import { type DType, type NdArray, rowMajor } from "./array.ts";
import { asArray, unwrap, zeros } from "./convert.ts";
import { promote } from "./dtype.ts";
import { define } from "./signature.ts";

export function einsumTable(): [string, Value][] {
  return [
    define("einsum(subscripts, *operands, optimize=)", (subscripts: Value, operands: PyTuple) => {
      if (typeof subscripts !== "string") throw pyError("TypeError", "einsum: the subscripts must be a text here");
      return einsum(
        subscripts.replace(/\s/g, ""),
        operands.items.map((operand) => asArray(operand)),
      );
    }),
  ];
}

function einsum(subscripts: string, arrays: readonly NdArray[]): Value {
  const [left, right] = subscripts.split("->") as [string, string?];
  const inputs = left.split(",");
  const output =
    right ??
    [...left.replaceAll(",", "")]
      .filter((x, _, all) => occurs(all, x) === 1)
      .sort()
      .join("");
  const sizes = indexSizes(inputs, arrays);
  for (const index of output) {
    if (!sizes.has(index) || occurs([...output], index) > 1) throw bad(`output subscript '${index}' is not possible`);
  }
  const summed = [...sizes.keys()].filter((index) => !output.includes(index));
  const indices = [...output, ...summed];
  const shape = indices.map((index) => sizes.get(index)!);
  spendMany((shape.reduce((product, n) => product * n, 1) * arrays.length) / 4);

  const dtype = arrays.reduce<DType>((kind, array) => promote(kind, array.dtype), arrays[0]!.dtype);
  const result = zeros(dtype, shape.slice(0, output.length));
  const steps = arrays.map((array, k) => {
    const axes = [...inputs[k]!];
    return indices.map((index) => axes.reduce((sum, axis, at) => sum + (axis === index ? array.strides[at]! : 0), 0));
  });
  accumulate(shape, arrays, steps, [...rowMajor(result.shape), ...summed.map(() => 0)], result);
  if (dtype === "bool") for (const [k, sum] of result.buffer.entries()) result.buffer[k] = sum === 0 ? 0 : 1;
  return unwrap(result);
}

/** Σ over all combinations of indices; @param steps  of each operand along each index, in elements */
function accumulate(
  shape: readonly number[],
  arrays: readonly NdArray[],
  steps: readonly (readonly number[])[],
  outSteps: readonly number[],
  out: NdArray,
): void {
  if (shape.includes(0)) return;
  const complex = out.dtype === "complex128";
  const counters = shape.map(() => 0);
  const at = arrays.map(({ offset }) => offset);
  let to = 0;
  for (;;) {
    let re = 1;
    let im = 0;
    for (let k = 0; k < arrays.length; k++) {
      const { buffer, dtype } = arrays[k]!;
      const place = at[k]!;
      const [x, y] = dtype === "complex128" ? [buffer[2 * place]!, buffer[2 * place + 1]!] : [buffer[place]!, 0];
      [re, im] = [re * x - im * y, re * y + im * x];
    }
    if (complex) {
      out.buffer[2 * to]! += re;
      out.buffer[2 * to + 1]! += im;
    } else out.buffer[to]! += re;

    let axis = shape.length - 1;
    for (; axis >= 0; axis--) {
      counters[axis]!++;
      for (let k = 0; k < at.length; k++) at[k]! += steps[k]![axis]!;
      to += outSteps[axis]!;
      if (counters[axis]! < shape[axis]!) break;
      for (let k = 0; k < at.length; k++) at[k]! -= steps[k]![axis]! * shape[axis]!;
      to -= outSteps[axis]! * shape[axis]!;
      counters[axis] = 0;
    }
    if (axis < 0) return;
  }
}

function indexSizes(inputs: readonly string[], arrays: readonly NdArray[]): Map<string, number> {
  if (inputs.length !== arrays.length) throw bad(`there are ${inputs.length} subscripts for ${arrays.length} operands`);
  const sizes = new Map<string, number>();
  inputs.forEach((axes, k) => {
    const { shape } = arrays[k]!;
    if (!/^[A-Za-z]*$/.test(axes)) throw bad(`'${axes}' has other characters than letters`);
    if (axes.length !== shape.length) throw bad(`'${axes}' does not name the ${shape.length} axes of operand ${k}`);
    [...axes].forEach((index, axis) => {
      const known = sizes.get(index);
      if (known !== undefined && known !== shape[axis])
        throw bad(`index '${index}' has sizes ${known} and ${shape[axis]}`);
      sizes.set(index, shape[axis]!);
    });
  });
  return sizes;
}

function occurs(all: readonly string[], index: string): number {
  return all.filter((each) => each === index).length;
}

function bad(why: string): Error {
  return pyError("ValueError", `einsum: ${why}`);
}
