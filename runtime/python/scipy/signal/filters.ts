/**
 * scipy.ndimage's filters along lines: correlation with weights, Gaussians, means, medians and extremes, with what each `mode` takes
 * beyond the ends. An array of several axes is filtered axis by axis where the filter can be taken apart so.
 */
import { spendMany } from "../../budget.ts";
import { NdArray } from "../../numpy/array.ts";
import { asArray, cast } from "../../numpy/convert.ts";
import { mapLanes } from "../../numpy/lanes.ts";
import { asAxis, asInteger, asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { pyError } from "../../values/error.ts";
import { PyList, PyTuple } from "../../values/sequence.ts";
import type { Value } from "../../values/value.ts";
import { float64, floats, fromFloats } from "../callback.ts";

export function ndimageTable(): [string, Value][] {
  const order = (
    a: Value,
    size: Value | undefined,
    mode: Value | undefined,
    cval: Value | undefined,
    origin: Value | undefined,
    what: Pick1d,
  ) =>
    byAxes(asArray(a, "float64"), size, (array, axis, n) =>
      lines(array, axis, mode, cval, (at, length, out) => {
        spendMany(length * n);
        const before = (n >> 1) + whole(origin, 0);
        for (let k = 0; k < length; k++) out[k] = what(at, k - before, n);
      }),
    );
  return [
    define(
      "gaussian_filter1d(input, sigma, axis=, order=, output=, mode=, cval=, truncate=, radius=)",
      (a: Value, sigma: Value, axis, order, _output, mode, cval, truncate, radius) =>
        gaussian(
          asArray(a, "float64"),
          asReal(sigma, "sigma"),
          axis ?? -1n,
          whole(order, 0),
          mode,
          cval,
          truncate,
          radius,
        ),
    ),
    define(
      "gaussian_filter(input, sigma, order=, output=, mode=, cval=, truncate=, radius=, axes=)",
      (a: Value, sigma: Value, order, _output, mode, cval, truncate, radius) => {
        let array = asArray(a, "float64");
        const sigmas = perAxis(sigma, array.ndim).map((s) => asReal(s, "sigma"));
        const orders = perAxis(order ?? 0n, array.ndim).map((o) => asInteger(o, "order"));
        for (const [axis, s] of sigmas.entries())
          if (s > 1e-15) array = gaussian(array, s, BigInt(axis), orders[axis]!, mode, cval, truncate, radius);
        return cast(array);
      },
    ),
    define(
      "correlate1d(input, weights, axis=, output=, mode=, cval=, origin=)",
      (a: Value, weights: Value, axis, _output, mode, cval, origin) => {
        const w = floats(weights);
        return correlated(asArray(a, "float64"), w, axis ?? -1n, mode, cval, (w.length >> 1) + whole(origin, 0));
      },
    ),
    define(
      "convolve1d(input, weights, axis=, output=, mode=, cval=, origin=)",
      (a: Value, weights: Value, axis, _output, mode, cval, origin) => {
        const w = floats(weights).reverse();
        const shift = -whole(origin, 0) - (w.length % 2 === 0 ? 1 : 0);
        return correlated(asArray(a, "float64"), w, axis ?? -1n, mode, cval, (w.length >> 1) + shift);
      },
    ),
    define(
      "convolve(input, weights, output=, mode=, cval=, origin=)",
      (a: Value, weights: Value, _output, mode, cval, origin) => {
        const array = asArray(a, "float64");
        const kernel = asArray(weights, "float64");
        if (array.ndim !== 1 || kernel.ndim !== 1)
          throw pyError(
            "NotImplementedError",
            "ndimage.convolve takes one axis here: signal.convolve2d is not there either, convolve1d axis by axis is",
          );
        const w = floats(kernel).reverse();
        return correlated(array, w, 0n, mode, cval, (w.length >> 1) - whole(origin, 0) - (w.length % 2 === 0 ? 1 : 0));
      },
    ),
    define(
      "uniform_filter1d(input, size, axis=, output=, mode=, cval=, origin=)",
      (a: Value, size: Value, axis, _output, mode, cval, origin) =>
        uniform(asArray(a, "float64"), asInteger(size, "size"), axis ?? -1n, mode, cval, whole(origin, 0)),
    ),
    define(
      "uniform_filter(input, size=, output=, mode=, cval=, origin=)",
      (a: Value, size, _output, mode, cval, origin) =>
        byAxes(asArray(a, "float64"), size ?? 3n, (array, axis, n) =>
          uniform(array, n, BigInt(axis), mode, cval, whole(origin, 0)),
        ),
    ),
    define(
      "median_filter(input, size=, footprint=, output=, mode=, cval=, origin=)",
      (a: Value, size, _footprint, _output, mode, cval, origin) => {
        if (asArray(a).ndim > 1)
          throw pyError("NotImplementedError", "median_filter takes one axis here: filter row by row");
        return order(a, size, mode, cval, origin, (at, from, n) => middleOf(at, from, n, n >> 1));
      },
    ),
    define(
      "percentile_filter(input, percentile, size=, footprint=, output=, mode=, cval=, origin=)",
      (a: Value, share: Value, size, _footprint, _output, mode, cval, origin) => {
        if (asArray(a).ndim > 1)
          throw pyError("NotImplementedError", "percentile_filter takes one axis here: filter row by row");
        const p = asReal(share, "percentile");
        return order(a, size, mode, cval, origin, (at, from, n) =>
          middleOf(at, from, n, p === 100 ? n - 1 : Math.trunc((n * (p < 0 ? p + 100 : p)) / 100)),
        );
      },
    ),
    ...(["maximum", "minimum"] as const).flatMap((name): [string, Value][] => {
      const best = name === "maximum" ? Math.max : Math.min;
      const extreme: Pick1d = (at, from, n) => {
        let value = at(from);
        for (let k = 1; k < n; k++) value = best(value, at(from + k));
        return value;
      };
      return [
        define(
          `${name}_filter(input, size=, footprint=, output=, mode=, cval=, origin=)`,
          (a: Value, size, _footprint, _output, mode, cval, origin) => order(a, size, mode, cval, origin, extreme),
        ),
        define(
          `${name}_filter1d(input, size, axis=, output=, mode=, cval=, origin=)`,
          (a: Value, size: Value, axis, _output, mode, cval, origin) => {
            const n = asInteger(size, "size");
            return lines(asArray(a, "float64"), asAxis(axis ?? -1n, asArray(a).ndim), mode, cval, (at, length, out) => {
              spendMany(length * n);
              for (let k = 0; k < length; k++) out[k] = extreme(at, k - (n >> 1) - whole(origin, 0), n);
            });
          },
        ),
      ];
    }),
    define("center_of_mass(input, labels=, index=)", (a: Value) => {
      const array = asArray(a, "float64");
      const { buffer } = cast(array);
      const total = buffer.reduce((sum, v) => sum + v, 0);
      let below = array.size;
      return new PyTuple(
        array.shape.map((n) => {
          below /= n;
          const step = below;
          return float64(buffer.reduce((sum, v, k) => sum + v * (Math.floor(k / step) % n), 0) / total);
        }),
      );
    }),
    define(
      "shift(input, shift, output=, order=, mode=, cval=, prefilter=)",
      (a: Value, by: Value, _output, order, mode, cval) => {
        const array = asArray(a, "float64");
        if (array.ndim !== 1 || !isGiven(order) || asInteger(order, "order") > 1)
          throw pyError(
            "NotImplementedError",
            "ndimage.shift takes one axis and order 0 or 1 here: interpolate.interp1d has the others",
          );
        const values = floats(array);
        const d = asReal(by, "shift");
        const outside = isGiven(cval) ? asReal(cval, "cval") : 0;
        const at = beyond(values, isGiven(mode) ? String(mode) : "constant", outside);
        return fromFloats(
          values.map((_, k) => {
            const x = k - d;
            if ((!isGiven(mode) || mode === "constant") && (x < 0 || x > values.length - 1)) return outside;
            if (asInteger(order, "order") === 0) return at(Math.floor(x + 0.5));
            const low = Math.floor(x);
            return at(low) + (x === low ? 0 : (x - low) * (at(low + 1) - at(low)));
          }),
        );
      },
    ),
  ];
}

/** A number from n neighbours. */
type Pick1d = (at: (k: number) => number, from: number, n: number) => number;

function whole(value: Value | undefined, otherwise: number): number {
  return isGiven(value) ? asInteger(value, "number") : otherwise;
}

function perAxis(value: Value, ndim: number): readonly Value[] {
  const items =
    value instanceof PyTuple || value instanceof PyList || (value instanceof NdArray && value.ndim > 0)
      ? asSequence(value, "sigma")
      : undefined;
  if (items && items.length !== ndim)
    throw pyError("RuntimeError", "sequence argument must have length equal to input rank");
  return items ?? new Array<Value>(ndim).fill(value);
}

function byAxes(
  array: NdArray,
  size: Value | undefined,
  filter: (array: NdArray, axis: number, n: number) => NdArray,
): NdArray {
  if (!isGiven(size))
    throw pyError("NotImplementedError", "the size of the filter is needed here: footprints are not there");
  const sizes = perAxis(size, array.ndim).map((n) => asInteger(n, "size"));
  if (sizes.some((n) => n < 1)) throw pyError("RuntimeError", "incorrect filter size");
  let result = array;
  for (const [axis, n] of sizes.entries()) if (n > 1) result = filter(result, axis, n);
  return cast(result);
}

/** Each lane of an axis with what lies beyond its ends. */
function lines(
  array: NdArray,
  axis: number,
  mode: Value | undefined,
  cval: Value | undefined,
  filter: (at: (k: number) => number, length: number, out: Float64Array) => void,
): NdArray {
  const name = isGiven(mode) ? String(mode) : "reflect";
  const outside = isGiven(cval) ? asReal(cval, "cval") : 0;
  return mapLanes(array, axis, "float64", (values, out) => filter(beyond(values, name, outside), values.length, out));
}

/** abcd beyond its ends: reflect dcba|abcd|dcba, mirror dcb|abcd|cba, nearest aaa|abcd|ddd, wrap abcd|abcd|abcd, constant. */
export function beyond(values: Float64Array, mode: string, cval: number): (k: number) => number {
  const n = values.length;
  const turn = (k: number, period: number): number => ((k % period) + period) % period;
  switch (mode) {
    case "reflect":
    case "grid-mirror":
      return (k) => {
        if (k >= 0 && k < n) return values[k]!;
        const at = turn(k, 2 * n);
        return values[at < n ? at : 2 * n - 1 - at]!;
      };
    case "mirror":
      return (k) => {
        if (k >= 0 && k < n) return values[k]!;
        const at = n === 1 ? 0 : turn(k, 2 * n - 2);
        return values[at < n ? at : 2 * n - 2 - at]!;
      };
    case "nearest":
      return (k) => values[Math.min(Math.max(k, 0), n - 1)]!;
    case "wrap":
    case "grid-wrap":
      return (k) => values[turn(k, n)]!;
    case "constant":
    case "grid-constant":
      return (k) => (k >= 0 && k < n ? values[k]! : cval);
    default:
      throw pyError("RuntimeError", `boundary mode not supported: ${mode}`);
  }
}

/** out[k] = Σ w[i] · a[k − before + i] */
function correlated(
  array: NdArray,
  w: Float64Array,
  axis: Value,
  mode: Value | undefined,
  cval: Value | undefined,
  before: number,
): NdArray {
  if (w.length === 0) throw pyError("RuntimeError", "no filter weights given");
  spendMany((array.size * w.length) / 2);
  return lines(array, asAxis(axis, array.ndim), mode, cval, (at, length, out) => {
    for (let k = 0; k < length; k++) {
      let sum = 0;
      for (let i = 0; i < w.length; i++) sum += w[i]! * at(k - before + i);
      out[k] = sum;
    }
  });
}

function uniform(
  array: NdArray,
  n: number,
  axis: Value,
  mode: Value | undefined,
  cval: Value | undefined,
  origin: number,
): NdArray {
  if (n < 1) throw pyError("RuntimeError", "incorrect filter size");
  return lines(array, asAxis(axis, array.ndim), mode, cval, (at, length, out) => {
    spendMany(length + n);
    const before = (n >> 1) + origin;
    let sum = 0;
    for (let i = 0; i < n; i++) sum += at(i - before);
    out[0] = sum / n;
    for (let k = 1; k < length; k++) {
      sum += at(k - before + n - 1) - at(k - before - 1);
      out[k] = sum / n;
    }
  });
}

function gaussian(
  array: NdArray,
  sigma: number,
  axis: Value,
  order: number,
  mode: Value | undefined,
  cval: Value | undefined,
  truncate: Value | undefined,
  radius: Value | undefined,
): NdArray {
  const reach = isGiven(radius)
    ? asInteger(radius, "radius")
    : Math.trunc((isGiven(truncate) ? asReal(truncate, "truncate") : 4) * sigma + 0.5);
  spendMany(reach);
  return correlated(array, gaussianWeights(sigma, reach, order), axis, mode, cval, reach);
}

/** A Gaussian of sum 1, times Hermite's polynomial of the order; back to front, for it is correlated. */
function gaussianWeights(sigma: number, reach: number, order: number): Float64Array {
  if (order < 0) throw pyError("ValueError", "order must be non-negative");
  const x = Float64Array.from({ length: 2 * reach + 1 }, (_, i) => i - reach);
  const phi = x.map((at) => Math.exp((-0.5 * at * at) / (sigma * sigma)));
  const total = phi.reduce((sum, v) => sum + v, 0);
  // q of the n-th derivative q·φ: q' − q·x/σ², coefficients of rising powers.
  let q = [1];
  for (let n = 0; n < order; n++) {
    const next = new Array<number>(q.length + 1).fill(0);
    for (const [power, c] of q.entries()) {
      if (power > 0) next[power - 1]! += power * c;
      next[power + 1]! -= c / (sigma * sigma);
    }
    q = next;
  }
  return phi.map((v, i) => (v / total) * q.reduceRight((sum, c) => sum * x[i]! + c, 0)).reverse();
}

function middleOf(at: (k: number) => number, from: number, n: number, rank: number): number {
  return Float64Array.from({ length: n }, (_, i) => at(from + i)).sort()[rank]!;
}
