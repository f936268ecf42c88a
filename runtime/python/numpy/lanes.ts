/**
 * Cutting an array along an axis into lanes: the runs of elements that a
 * reduction, a sort or a running sum works on one after the other. A complex
 * lane can be read as two real ones, its parts.
 */

import type { Value } from "../values/value.ts";
import type { DType } from "./array.ts";
import { NdArray } from "./array.ts";
import { rowMajorOf, unwrap, zeros } from "./convert.ts";
import { reordered } from "./indexing.ts";
import { stridedLoop } from "./strided-loop.ts";

export interface Lanes {
  /** The array with its lanes along the last axis. */
  readonly source: NdArray;
  /** Elements in a lane. */
  readonly length: number;
  /** Between neighbours of a lane, in elements of the buffer. */
  readonly stride: number;
  /** The axes that are left, and with those that went as 1. */
  readonly shape: readonly number[];
  readonly keptShape: readonly number[];
}

/** @param axes  undefined: the whole array is one lane */
export function lanesOf(array: NdArray, axes: readonly number[] | undefined): Lanes {
  const gone = axes ?? array.shape.map((_, axis) => axis);
  const left = array.shape.map((_, axis) => axis).filter((axis) => !gone.includes(axis));
  const shape = left.map((axis) => array.shape[axis]!);
  const keptShape = array.shape.map((n, axis) => (gone.includes(axis) ? 1 : n));
  const length = gone.reduce((product, axis) => product * array.shape[axis]!, 1);
  let source = gone.length === 0 ? array : reordered(array, [...left, ...gone]);
  if (gone.length !== 1) {
    const packed = rowMajorOf(source);
    source = new NdArray(packed.dtype, [...shape, length], packed.buffer, undefined, packed.offset);
  }
  return { source, length, stride: source.strides.at(-1)!, shape, keptShape };
}

/** @param visit  gets where the lane starts (in elements, offset included) and its number */
export function eachLane(lanes: Lanes, visit: (start: number, index: number) => void): void {
  const { source, shape } = lanes;
  let index = 0;
  stridedLoop(shape, [source.strides.slice(0, -1)], (n, [start], [step]) => {
    for (let k = 0; k < n; k++) visit(source.offset + start! + k * step!, index++);
  });
}

/** A number from a run of numbers. */
export type LaneFunction = (buffer: Float64Array, start: number, stride: number, n: number) => number;

/** One real number per lane. */
export function reduceLanes(
  array: NdArray,
  axes: readonly number[] | undefined,
  keepdims: boolean,
  dtype: DType,
  f: LaneFunction,
): Value {
  const lanes = lanesOf(array, axes);
  const result = zeros(dtype, keepdims ? lanes.keptShape : lanes.shape);
  eachLane(lanes, (start, k) => (result.buffer[k] = f(lanes.source.buffer, start, lanes.stride, lanes.length)));
  return unwrap(result);
}

/** One complex number per lane, by working on the real and the imaginary parts apart. */
export function reduceParts(
  array: NdArray,
  axes: readonly number[] | undefined,
  keepdims: boolean,
  f: LaneFunction,
): Value {
  const lanes = lanesOf(array, axes);
  const result = zeros("complex128", keepdims ? lanes.keptShape : lanes.shape);
  eachLane(lanes, (start, k) => {
    for (let part = 0; part < 2; part++)
      result.buffer[2 * k + part] = f(lanes.source.buffer, 2 * start + part, 2 * lanes.stride, lanes.length);
  });
  return unwrap(result);
}

/** A lane as a Float64Array of its own (real arrays). */
export function laneValues(buffer: Float64Array, start: number, stride: number, n: number): Float64Array {
  if (stride === 1) return buffer.slice(start, start + n);
  const values = new Float64Array(n);
  for (let k = 0; k < n; k++) values[k] = buffer[start + k * stride]!;
  return values;
}

/** A new array of the same shape, each lane of which `f` has made from the old one. */
export function mapLanes(
  array: NdArray,
  axis: number,
  dtype: DType,
  f: (values: Float64Array, out: Float64Array) => void,
): NdArray {
  const lanes = lanesOf(array, [axis]);
  const result = zeros(dtype, array.shape);
  const into = lanesOf(result, [axis]);
  const starts: number[] = [];
  eachLane(into, (start) => starts.push(start));
  const out = new Float64Array(lanes.length);
  eachLane(lanes, (start, k) => {
    f(laneValues(lanes.source.buffer, start, lanes.stride, lanes.length), out);
    for (let i = 0; i < out.length; i++) result.buffer[starts[k]! + i * into.stride] = out[i]!;
  });
  return result;
}
