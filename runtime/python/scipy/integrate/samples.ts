/** Integrals of samples: trapezoids, Simpson's parabolas (with K. V. Cartwright's last interval, as scipy has it since 1.11), Romberg's table. */
import type { NdArray } from "../../numpy/array.ts";
import { asArray } from "../../numpy/convert.ts";
import { laneValues, mapLanes, reduceLanes } from "../../numpy/lanes.ts";
import { section } from "../../numpy/shape.ts";
import { asAxis, asReal, define, isGiven } from "../../numpy/signature.ts";
import { pyError } from "../../values/error.ts";
import type { Value } from "../../values/value.ts";
import { floats } from "../callback.ts";

export function samplesTable(): [string, Value][] {
  const trapezoid = overLanes((y, x) => {
    let total = 0;
    for (let k = 1; k < y.length; k++) total += ((x[k]! - x[k - 1]!) * (y[k]! + y[k - 1]!)) / 2;
    return total;
  });
  const running = (y: Value, x?: Value, dx?: Value, axis?: Value, initial?: Value): Value => {
    const array = asArray(y, "float64");
    const along = asAxis(axis ?? -1n, array.ndim);
    const places = placesOf(array, along, x, dx);
    const sums = mapLanes(array, along, "float64", (values, out) => {
      let total = 0;
      out[0] = isGiven(initial) ? asReal(initial, "initial") : 0;
      for (let k = 1; k < values.length; k++)
        out[k] = total += ((places[k]! - places[k - 1]!) * (values[k]! + values[k - 1]!)) / 2;
    });
    return isGiven(initial) ? sums : section(sums, along, 1, array.shape[along]!);
  };
  return [
    define("trapezoid(y, x=, dx=, axis=)", trapezoid),
    define("trapz(y, x=, dx=, axis=)", trapezoid),
    define("simpson(y, x=, dx=, axis=, even=)", overLanes(simpson)),
    define("simps(y, x=, dx=, axis=, even=)", overLanes(simpson)),
    define("cumulative_trapezoid(y, x=, dx=, axis=, initial=)", running),
    define("cumtrapz(y, x=, dx=, axis=, initial=)", running),
    define("romb(y, dx=, axis=, show=)", (y: Value, dx, axis) => overLanes(romb)(y, undefined, dx, axis)),
  ];
}

type Rule = (y: Float64Array, x: Float64Array) => number;

function overLanes(rule: Rule) {
  return (y: Value, x?: Value, dx?: Value, axis?: Value): Value => {
    const array = asArray(y, "float64");
    const along = asAxis(axis ?? -1n, array.ndim);
    const places = placesOf(array, along, x, dx);
    return reduceLanes(array, [along], false, "float64", (buffer, start, stride, n) =>
      rule(laneValues(buffer, start, stride, n), places),
    );
  };
}

/** Where the samples of an axis are. */
function placesOf(array: NdArray, along: number, x: Value | undefined, dx: Value | undefined): Float64Array {
  const n = array.shape[along]!;
  if (!isGiven(x)) {
    const step = isGiven(dx) ? asReal(dx, "dx") : 1;
    return Float64Array.from({ length: n }, (_, k) => k * step);
  }
  const places = asArray(x, "float64");
  if (places.ndim !== 1)
    throw pyError("NotImplementedError", "x of more than one axis is not here: integrate row by row");
  if (places.size !== n) throw pyError("ValueError", "If given, length of x along axis must be the same as y.");
  return floats(places);
}

function simpson(y: Float64Array, x: Float64Array): number {
  const n = y.length;
  if (n < 2) return 0;
  if (n === 2) return ((x[1]! - x[0]!) * (y[0]! + y[1]!)) / 2;
  let total = 0;
  const last = n % 2 === 1 ? n : n - 1;
  for (let k = 0; k + 2 < last; k += 2) {
    const [a, b] = [x[k + 1]! - x[k]!, x[k + 2]! - x[k + 1]!];
    total += ((a + b) / 6) * (y[k]! * (2 - b / a) + (y[k + 1]! * (a + b) ** 2) / (a * b) + y[k + 2]! * (2 - a / b));
  }
  if (n % 2 === 1) return total;
  const [a, b] = [x[n - 2]! - x[n - 3]!, x[n - 1]! - x[n - 2]!];
  return (
    total +
    ((2 * b * b + 3 * a * b) / (6 * (a + b))) * y[n - 1]! +
    ((b * b + 3 * a * b) / (6 * a)) * y[n - 2]! -
    (b ** 3 / (6 * a * (a + b))) * y[n - 3]!
  );
}

function romb(y: Float64Array, x: Float64Array): number {
  const intervals = y.length - 1;
  const levels = Math.log2(intervals);
  if (!Number.isInteger(levels))
    throw pyError("ValueError", "Number of samples must be one plus a non-negative power of 2.");
  let width = x[intervals]! - x[0]!;
  let row = [((y[0]! + y[intervals]!) / 2) * width];
  for (let level = 1, step = intervals; level <= levels; level++) {
    let between = 0;
    for (let k = step / 2; k < intervals; k += step) between += y[k]!;
    step /= 2;
    const next = [(row[0]! + width * between) / 2];
    width /= 2;
    for (let j = 1; j <= level; j++) next.push(next[j - 1]! + (next[j - 1]! - row[j - 1]!) / (4 ** j - 1));
    row = next;
  }
  return row.at(-1)!;
}
