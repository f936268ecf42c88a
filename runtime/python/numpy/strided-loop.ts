/**
 * Walking several arrays of one shape at once. The innermost run goes to a loop
 * (loops-real.ts); axes that lie one after the other in every operand are
 * merged first, so contiguous arrays of any shape are a single run.
 */
import { spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";
import { NdArray } from "./array.ts";

/**
 * @param strides  one list per operand, as long as shape; 0 repeats
 * @param run      called with the length of a run, and per operand where it starts (offset excluded) and its step
 */
export function stridedLoop(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
  run: (n: number, starts: readonly number[], steps: readonly number[]) => void,
): void {
  spendMany(shape.reduce((product, n) => product * n, 1) / 16);
  const axes = merged(shape, strides);
  const starts = strides.map(() => 0);
  const inner = axes.pop();
  if (inner === undefined) {
    run(1, starts, starts.slice());
    return;
  }
  if (inner.length === 0 || axes.some((axis) => axis.length === 0)) return;
  const counters = axes.map(() => 0);
  for (;;) {
    run(inner.length, starts, inner.steps);
    let k = axes.length - 1;
    for (; k >= 0; k--) {
      const axis = axes[k]!;
      counters[k]!++;
      for (let o = 0; o < starts.length; o++) starts[o]! += axis.steps[o]!;
      if (counters[k]! < axis.length) break;
      for (let o = 0; o < starts.length; o++) starts[o]! -= axis.steps[o]! * axis.length;
      counters[k] = 0;
    }
    if (k < 0) return;
  }
}

/** Axes outermost first; those of length 1 are gone, and neighbours that form one run are one. */
function merged(
  shape: readonly number[],
  strides: readonly (readonly number[])[],
): { length: number; steps: number[] }[] {
  const axes: { length: number; steps: number[] }[] = [];
  for (let axis = 0; axis < shape.length; axis++) {
    const length = shape[axis]!;
    if (length === 1) continue;
    const steps = strides.map((of) => of[axis]!);
    const outer = axes.at(-1);
    if (outer && length !== 0 && outer.steps.every((step, o) => step === steps[o]! * length)) {
      outer.length *= length;
      outer.steps = steps;
    } else axes.push({ length, steps });
  }
  return axes;
}

/** The common shape of operands, by numpy's rule: from the last axis back, equal or 1. */
export function broadcastShape(...shapes: readonly (readonly number[])[]): number[] {
  const ndim = Math.max(...shapes.map((shape) => shape.length));
  const result = new Array<number>(ndim).fill(1);
  for (const shape of shapes) {
    const lead = ndim - shape.length;
    for (let axis = 0; axis < shape.length; axis++) {
      const n = shape[axis]!;
      if (n === 1 || n === result[lead + axis]) continue;
      if (result[lead + axis] !== 1) {
        const shown = shapes.map(shapeText).join(" ");
        throw pyError("ValueError", `operands could not be broadcast together with shapes ${shown}`);
      }
      result[lead + axis] = n;
    }
  }
  return result;
}

/** Strides that make an array of one shape look like another: 0 on repeated axes. The shapes are known to fit. */
export function broadcastStrides(array: NdArray, shape: readonly number[]): number[] {
  const lead = shape.length - array.shape.length;
  return shape.map((_, axis) => (axis < lead || array.shape[axis - lead] === 1 ? 0 : array.strides[axis - lead]!));
}

/** A view of array in a larger shape. */
export function broadcastTo(array: NdArray, shape: readonly number[]): NdArray {
  const lead = shape.length - array.shape.length;
  const fits = lead >= 0 && array.shape.every((n, axis) => n === 1 || n === shape[lead + axis]);
  if (!fits) {
    throw pyError(
      "ValueError",
      `could not broadcast input array from shape ${shapeText(array.shape)} into shape ${shapeText(shape)}`,
    );
  }
  return new NdArray(array.dtype, shape, array.buffer, broadcastStrides(array, shape), array.offset);
}

/** A shape as Python writes the tuple. */
export function shapeText(shape: readonly number[]): string {
  return shape.length === 1 ? `(${shape[0]},)` : `(${shape.join(",")})`;
}
