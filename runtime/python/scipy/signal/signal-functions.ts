/**
 * scipy.signal as far as scripts use it: convolution, windows, Savitzky's and Golay's smoothing, medians, peaks and filters by
 * difference equations.
 *
 *   A. Savitzky and M. J. E. Golay, Anal. Chem. 36 (1964) 1627
 */
import { Matrix, solve } from "ml-matrix";
import { besselI } from "../../../math/bessel.ts";
import { spendItems, spendMany } from "../../budget.ts";
import { NdArray } from "../../numpy/array.ts";
import { asArray, cast, zeros } from "../../numpy/convert.ts";
import { mapLanes } from "../../numpy/lanes.ts";
import { convolve } from "../../numpy/linear.ts";
import { fromNumbers } from "../../numpy/search.ts";
import { flip, section } from "../../numpy/shape.ts";
import { asAxis, asInteger, asReal, asSequence, define, isGiven } from "../../numpy/signature.ts";
import { evaluate } from "../../numpy/ufuncs.ts";
import { PyDict } from "../../values/dict.ts";
import { pyError } from "../../values/error.ts";
import { truth } from "../../values/object-protocol.ts";
import { PyTuple } from "../../values/sequence.ts";
import type { Value } from "../../values/value.ts";
import { floats, fromFloats } from "../callback.ts";
import { beyond } from "./filters.ts";

export function signalTable(): [string, Value][] {
  const convolved = (a: Value, b: Value, mode?: Value): NdArray => sized(asArray(a), asArray(b), mode);
  return [
    define("convolve(in1, in2, mode=, method=)", convolved),
    define("fftconvolve(in1, in2, mode=, axes=)", convolved),
    define("oaconvolve(in1, in2, mode=, axes=)", convolved),
    define("correlate(in1, in2, mode=, method=)", (a: Value, b: Value, mode) =>
      sized(asArray(a), flip(asArray(evaluate("conjugate", b))), mode),
    ),
    define("correlation_lags(in1_len, in2_len, mode=)", (n: Value, m: Value, mode) => {
      const [a, b] = [asInteger(n, "in1_len"), asInteger(m, "in2_len")];
      const all = Array.from({ length: a + b - 1 }, (_, k) => k - b + 1);
      if (!isGiven(mode) || mode === "full") return fromNumbers(all, "int64");
      const length = mode === "same" ? a : Math.abs(a - b) + 1;
      const from = mode === "same" ? (all.length - a) >> 1 : Math.min(a, b) - 1;
      return fromNumbers(all.slice(from, from + length), "int64");
    }),
    define("savgol_filter(x, window_length, polyorder, deriv=, delta=, axis=, mode=, cval=)", savitzkyGolay),
    define(
      "savgol_coeffs(window_length, polyorder, deriv=, delta=, pos=, use=)",
      (n: Value, order: Value, deriv, delta, pos, use) => {
        const length = asInteger(n, "window_length");
        const at = isGiven(pos) ? asInteger(pos, "pos") : undefined;
        const weights = savitzkyWeights(length, asInteger(order, "polyorder"), whole(deriv, 0), real(delta, 1), at);
        return fromFloats(use === "dot" ? weights : weights.reverse());
      },
    ),
    define("medfilt(volume, kernel_size=)", (a: Value, size) => {
      const values = asArray(a, "float64");
      if (values.ndim !== 1) throw pyError("NotImplementedError", "medfilt takes one axis here: filter row by row");
      const n = whole(
        isGiven(size) && !(size instanceof PyTuple) ? size : undefined,
        size instanceof PyTuple ? asInteger(size.items[0]!, "kernel_size") : 3,
      );
      if (n % 2 !== 1) throw pyError("ValueError", "Each element of kernel_size should be odd.");
      spendMany(values.size * n);
      const numbers = floats(values);
      const at = beyond(numbers, "constant", 0);
      return fromFloats(
        numbers.map((_, k) => Float64Array.from({ length: n }, (_, i) => at(k - (n >> 1) + i)).sort()[n >> 1]!),
      );
    }),
    define("detrend(data, axis=, type=, bp=, overwrite_data=)", (a: Value, axis, type) => {
      const array = asArray(a, "float64");
      return mapLanes(array, asAxis(axis ?? -1n, array.ndim), "float64", (y, out) => {
        const n = y.length;
        const mean = y.reduce((sum, v) => sum + v, 0) / n;
        const centre = (n - 1) / 2;
        let [top, bottom] = [0, 0];
        for (let k = 0; k < n; k++) {
          top += (k - centre) * (y[k]! - mean);
          bottom += (k - centre) ** 2;
        }
        const slope = type === "constant" || bottom === 0 ? 0 : top / bottom;
        for (let k = 0; k < n; k++) out[k] = y[k]! - mean - slope * (k - centre);
      });
    }),
    define("lfilter(b, a, x, axis=, zi=)", (b: Value, a: Value, x: Value, axis) => {
      const [top, bottom] = [floats(b), floats(a)];
      const array = asArray(x, "float64");
      spendMany(array.size * (top.length + bottom.length));
      return mapLanes(array, asAxis(axis ?? -1n, array.ndim), "float64", (values, out) => {
        for (let k = 0; k < values.length; k++) {
          let sum = 0;
          for (let i = 0; i < top.length && i <= k; i++) sum += top[i]! * values[k - i]!;
          for (let i = 1; i < bottom.length && i <= k; i++) sum -= bottom[i]! * out[k - i]!;
          out[k] = sum / bottom[0]!;
        }
      });
    }),
    define(
      "find_peaks(x, height=, threshold=, distance=, prominence=, width=, wlen=, rel_height=, plateau_size=)",
      findPeaks,
    ),
    define(
      "argrelextrema(data, comparator, axis=, order=, mode=)",
      (data: Value, comparator: Value, _axis, order) => new PyTuple([extremaOf(data, order, comparatorOf(comparator))]),
    ),
    define(
      "argrelmax(data, axis=, order=, mode=)",
      (data: Value, _axis, order) => new PyTuple([extremaOf(data, order, (a, b) => a > b)]),
    ),
    define(
      "argrelmin(data, axis=, order=, mode=)",
      (data: Value, _axis, order) => new PyTuple([extremaOf(data, order, (a, b) => a < b)]),
    ),
    define("gauss_spline(x, n)", (x: Value, n: Value) => {
      const variance = (asInteger(n, "n") + 1) / 12;
      return fromFloats(floats(x).map((at) => Math.exp((-at * at) / 2 / variance) / Math.sqrt(2 * Math.PI * variance)));
    }),
    ...windowsTable(),
  ];
}

function whole(value: Value | undefined, otherwise: number): number {
  return isGiven(value) ? asInteger(value, "number") : otherwise;
}
function real(value: Value | undefined, otherwise: number): number {
  return isGiven(value) ? asReal(value, "number") : otherwise;
}

/** Full, or the middle as long as the first of the two, or where they overlap whole. */
function sized(a: NdArray, b: NdArray, mode: Value | undefined): NdArray {
  if (a.ndim !== 1 || b.ndim !== 1)
    throw pyError("NotImplementedError", "convolution takes one axis here: go row by row");
  const full = convolve(a, b, "full");
  if (!isGiven(mode) || mode === "full") return full;
  if (mode === "same") {
    const from = (full.size - a.size) >> 1;
    return cast(section(full, 0, from, from + a.size));
  }
  if (mode === "valid") {
    const short = Math.min(a.size, b.size);
    return cast(section(full, 0, short - 1, full.size - short + 1));
  }
  throw pyError("ValueError", "acceptable mode flags are 'valid', 'same', or 'full'");
}

/** Weights of the values of a window in the fitted polynomial's derivative at one of its places. */
function savitzkyWeights(length: number, order: number, deriv: number, delta: number, pos?: number): Float64Array {
  if (order >= length) throw pyError("ValueError", "polyorder must be less than window_length.");
  const at = pos ?? (length % 2 === 0 ? (length - 1) / 2 : (length - 1) / 2);
  if (deriv > order) return new Float64Array(length);
  spendMany(length * (order + 1) ** 2);
  const half = Math.max(1, (length - 1) / 2);
  const rows = Matrix.zeros(length, order + 1);
  for (let k = 0; k < length; k++) for (let p = 0; p <= order; p++) rows.set(k, p, ((k - at) / half) ** p);
  // Row `deriv` of the pseudo-inverse, by an orthogonal solution for each unit vector at once.
  const inverse = solve(rows, Matrix.eye(length, length));
  let factorial = 1;
  for (let k = 2; k <= deriv; k++) factorial *= k;
  return Float64Array.from({ length }, (_, k) => (inverse.get(deriv, k) * factorial) / (half * delta) ** deriv);
}

function savitzkyGolay(
  x: Value,
  n: Value,
  order: Value,
  deriv?: Value,
  delta?: Value,
  axis?: Value,
  mode?: Value,
  cval?: Value,
): Value {
  const array = asArray(x, "float64");
  const length = asInteger(n, "window_length");
  const [degree, nth, step] = [asInteger(order, "polyorder"), whole(deriv, 0), real(delta, 1)];
  const along = asAxis(axis ?? -1n, array.ndim);
  const name = isGiven(mode) ? String(mode) : "interp";
  if (!["interp", "mirror", "nearest", "constant", "wrap"].includes(name))
    throw pyError("ValueError", "mode must be 'mirror', 'constant', 'nearest' 'wrap' or 'interp'.");
  if (name === "interp" && length > array.shape[along]!)
    throw pyError("ValueError", "If mode is 'interp', window_length must be less than or equal to the size of x.");
  spendItems(length);
  const weights = savitzkyWeights(length, degree, nth, step);
  const half = length >> 1;
  const before = length % 2 === 0 ? half - 1 : half;
  spendMany((array.size * length) / 2);
  // At the ends: the polynomial through the first or last window, at each place.
  const ends =
    name === "interp" ? Array.from({ length: half }, (_, k) => savitzkyWeights(length, degree, nth, step, k)) : [];
  const tails =
    name === "interp"
      ? Array.from({ length: half }, (_, k) => savitzkyWeights(length, degree, nth, step, length - half + k))
      : [];
  return mapLanes(array, along, "float64", (values, out) => {
    const at = beyond(values, name === "interp" ? "nearest" : name, real(cval, 0));
    for (let k = 0; k < values.length; k++) {
      let sum = 0;
      for (let i = 0; i < length; i++) sum += weights[i]! * at(k - before + i);
      out[k] = sum;
    }
    const dot = (w: Float64Array, from: number): number => w.reduce((sum, v, i) => sum + v * values[from + i]!, 0);
    for (const [k, w] of ends.entries()) out[k] = dot(w, 0);
    for (const [k, w] of tails.entries()) out[values.length - half + k] = dot(w, values.length - length);
  });
}

/** Places of values above both neighbours; the middle of a plateau. */
function peaksOf(x: Float64Array): { at: number; left: number; right: number }[] {
  const peaks: { at: number; left: number; right: number }[] = [];
  for (let k = 1; k < x.length - 1; k++) {
    if (!(x[k - 1]! < x[k]!)) continue;
    let ahead = k + 1;
    while (ahead < x.length - 1 && x[ahead] === x[k]) ahead++;
    if (!(x[ahead]! < x[k]!)) continue;
    peaks.push({ at: (k + ahead - 1) >> 1, left: k, right: ahead - 1 });
    k = ahead - 1;
  }
  return peaks;
}

/** (least, most); one number is the least. */
function interval(value: Value): [number, number] {
  if (
    value instanceof PyTuple ||
    (!(value instanceof NdArray) && typeof value === "object" && value !== null && value.length() === 2)
  ) {
    const [low, high] = asSequence(value, "interval");
    return [isGiven(low) ? asReal(low, "interval") : -Infinity, isGiven(high) ? asReal(high, "interval") : Infinity];
  }
  return [asReal(value, "interval"), Infinity];
}

function findPeaks(
  signal: Value,
  height?: Value,
  threshold?: Value,
  distance?: Value,
  prominence?: Value,
  width?: Value,
  wlen?: Value,
  relative?: Value,
  plateau?: Value,
): Value {
  const array = asArray(signal, "float64");
  if (array.ndim !== 1) throw pyError("ValueError", "`x` must be a 1-D array");
  const x = floats(array);
  spendMany(x.length);
  let peaks = peaksOf(x);
  const properties = new Map<string, number[]>();
  const keep = (kept: readonly boolean[]): void => {
    peaks = peaks.filter((_, k) => kept[k]);
    for (const [name, values] of properties)
      properties.set(
        name,
        values.filter((_, k) => kept[k]),
      );
  };
  const within = (values: readonly number[], limits: Value): void => {
    const [low, high] = interval(limits);
    keep(values.map((v) => v >= low && v <= high));
  };
  if (isGiven(plateau)) {
    const sizes = peaks.map(({ left, right }) => right - left + 1);
    properties.set("plateau_sizes", sizes);
    properties.set(
      "left_edges",
      peaks.map(({ left }) => left),
    );
    properties.set(
      "right_edges",
      peaks.map(({ right }) => right),
    );
    within(sizes, plateau);
  }
  if (isGiven(height)) {
    const heights = peaks.map(({ at }) => x[at]!);
    properties.set("peak_heights", heights);
    within(heights, height);
  }
  if (isGiven(threshold)) {
    const left = peaks.map(({ at }) => x[at]! - x[at - 1]!);
    const right = peaks.map(({ at }) => x[at]! - x[at + 1]!);
    properties.set("left_thresholds", left);
    properties.set("right_thresholds", right);
    const [low, high] = interval(threshold);
    keep(left.map((v, k) => Math.min(v, right[k]!) >= low && Math.max(v, right[k]!) <= high));
  }
  if (isGiven(distance)) {
    const least = Math.ceil(asReal(distance, "distance"));
    if (least < 1) throw pyError("ValueError", "`distance` must be greater or equal to 1");
    keep(
      farApart(
        peaks.map(({ at }) => at),
        x,
        least,
      ),
    );
  }
  if (isGiven(prominence) || isGiven(width)) {
    const reach = isGiven(wlen) ? Math.ceil(asReal(wlen, "wlen")) : x.length * 2;
    spendMany((peaks.length * Math.min(reach, x.length)) / 2);
    const found = peaks.map(({ at }) => prominenceOf(x, at, reach % 2 === 0 ? reach + 1 : reach));
    properties.set(
      "prominences",
      found.map((p) => p.prominence),
    );
    properties.set(
      "left_bases",
      found.map((p) => p.left),
    );
    properties.set(
      "right_bases",
      found.map((p) => p.right),
    );
    if (isGiven(prominence)) within(properties.get("prominences")!, prominence);
  }
  if (isGiven(width)) {
    const share = real(relative, 0.5);
    const found = peaks.map(({ at }, k) =>
      widthOf(
        x,
        at,
        properties.get("prominences")![k]!,
        properties.get("left_bases")![k]!,
        properties.get("right_bases")![k]!,
        share,
      ),
    );
    for (const name of ["widths", "width_heights", "left_ips", "right_ips"] as const)
      properties.set(
        name,
        found.map((w) => w[name]),
      );
    within(properties.get("widths")!, width);
  }
  const whole = new Set(["plateau_sizes", "left_edges", "right_edges", "left_bases", "right_bases"]);
  const dict = PyDict.of(
    [...properties].map(([name, values]): [Value, Value] => [
      name,
      fromNumbers(values, whole.has(name) ? "int64" : "float64"),
    ]),
  );
  return new PyTuple([
    fromNumbers(
      peaks.map(({ at }) => at),
      "int64",
    ),
    dict,
  ]);
}

/** The highest first; each drops the lower ones that are nearer than `least`. */
function farApart(places: readonly number[], x: Float64Array, least: number): boolean[] {
  const kept = places.map(() => true);
  const order = places.map((_, k) => k).sort((a, b) => x[places[a]!]! - x[places[b]!]! || a - b);
  for (const k of order.reverse()) {
    if (!kept[k]) continue;
    spendMany(1);
    for (let j = k - 1; j >= 0 && places[k]! - places[j]! < least; j--) kept[j] = false;
    for (let j = k + 1; j < places.length && places[j]! - places[k]! < least; j++) kept[j] = false;
  }
  return kept;
}

/** How far a peak stands above the higher of the lowest places towards the next higher peak on either side. */
function prominenceOf(x: Float64Array, at: number, reach: number): { prominence: number; left: number; right: number } {
  const [first, last] = [Math.max(0, at - (reach >> 1)), Math.min(x.length - 1, at + (reach >> 1))];
  let [left, right] = [at, at];
  for (let k = at; k >= first && x[k]! <= x[at]!; k--) if (x[k]! < x[left]!) left = k;
  for (let k = at; k <= last && x[k]! <= x[at]!; k++) if (x[k]! < x[right]!) right = k;
  return { prominence: x[at]! - Math.max(x[left]!, x[right]!), left, right };
}

function widthOf(x: Float64Array, at: number, prominence: number, left: number, right: number, share: number) {
  const height = x[at]! - prominence * share;
  let k = at;
  while (left < k && height < x[k]!) k--;
  let leftIp = k;
  if (x[k]! < height) leftIp += (height - x[k]!) / (x[k + 1]! - x[k]!);
  k = at;
  while (k < right && height < x[k]!) k++;
  let rightIp = k;
  if (x[k]! < height) rightIp -= (height - x[k]!) / (x[k - 1]! - x[k]!);
  return { widths: rightIp - leftIp, width_heights: height, left_ips: leftIp, right_ips: rightIp };
}

function comparatorOf(value: Value): (a: number, b: number) => boolean {
  const name = typeof value === "object" && value !== null ? String(value.getAttribute("__name__") ?? "") : "";
  const known: Readonly<Record<string, (a: number, b: number) => boolean>> = {
    greater: (a, b) => a > b,
    greater_equal: (a, b) => a >= b,
    less: (a, b) => a < b,
    less_equal: (a, b) => a <= b,
  };
  if (!Object.hasOwn(known, name))
    throw pyError("ValueError", "comparator: np.greater, np.greater_equal, np.less and np.less_equal are there");
  return known[name]!;
}

/** Places that stand out from so many neighbours on either side; the ends have none of their own. */
function extremaOf(data: Value, order: Value | undefined, stands: (a: number, b: number) => boolean): NdArray {
  const x = floats(data);
  const reach = whole(order, 1);
  if (reach < 1) throw pyError("ValueError", "Order must be an int >= 1");
  spendMany(x.length * Math.min(reach, x.length));
  const places: number[] = [];
  for (let k = 0; k < x.length; k++) {
    let out = true;
    for (let d = 1; d <= Math.min(reach, x.length) && out; d++) {
      out = stands(x[k]!, x[Math.max(0, k - d)]!) && stands(x[k]!, x[Math.min(x.length - 1, k + d)]!);
    }
    if (out) places.push(k);
  }
  return fromNumbers(places, "int64");
}

/** `sym=False`: one point more, and the last left out. */
export function windowsTable(): [string, Value][] {
  const made = (m: Value, sym: Value | undefined, shape: (k: number, n: number) => number): NdArray => {
    const points = asInteger(m, "M");
    if (points < 0) throw pyError("ValueError", "Window length M must be a non-negative integer");
    spendItems(points);
    const n = points + (isGiven(sym) && !truth(sym) ? 1 : 0);
    const result = zeros("float64", [points]);
    for (let k = 0; k < points; k++) result.buffer[k] = points === 1 ? 1 : shape(k, n);
    return result;
  };
  const cosines =
    (...a: readonly number[]) =>
    (k: number, n: number): number =>
      a.reduce((sum, c, j) => sum + c * Math.cos(j * (-Math.PI + (2 * Math.PI * k) / (n - 1))), 0);
  const plain: [string, (k: number, n: number) => number][] = [
    ["boxcar", () => 1],
    ["hann", cosines(0.5, 0.5)],
    ["hamming", cosines(0.54, 0.46)],
    ["blackman", cosines(0.42, 0.5, 0.08)],
    ["blackmanharris", cosines(0.35875, 0.48829, 0.14128, 0.01168)],
    ["nuttall", cosines(0.3635819, 0.4891775, 0.1365995, 0.0106411)],
    ["flattop", cosines(0.21557895, 0.41663158, 0.277263158, 0.083578947, 0.006947368)],
    ["cosine", (k, n) => Math.sin((Math.PI / n) * (k + 0.5))],
    ["bartlett", (k, n) => (k <= (n - 1) / 2 ? (2 * k) / (n - 1) : 2 - (2 * k) / (n - 1))],
    [
      "triang",
      (k, n) => {
        const near = Math.min(k + 1, n - k);
        return n % 2 === 0 ? (2 * near - 1) / n : (2 * near) / (n + 1);
      },
    ],
  ];
  return [
    ...plain.map(([name, shape]) => define(`${name}(M, sym=)`, (m: Value, sym) => made(m, sym, shape))),
    define("gaussian(M, std, sym=)", (m: Value, std: Value, sym) => {
      const sigma = asReal(std, "std");
      return made(m, sym, (k, n) => Math.exp(-((k - (n - 1) / 2) ** 2) / (2 * sigma * sigma)));
    }),
    define("general_gaussian(M, p, sig, sym=)", (m: Value, p: Value, sig: Value, sym) => {
      const [power, sigma] = [asReal(p, "p"), asReal(sig, "sig")];
      return made(m, sym, (k, n) => Math.exp(-0.5 * Math.abs((k - (n - 1) / 2) / sigma) ** (2 * power)));
    }),
    define("kaiser(M, beta, sym=)", (m: Value, beta: Value, sym) => {
      const b = asReal(beta, "beta");
      return made(
        m,
        sym,
        (k, n) => besselI(0, b * Math.sqrt(1 - ((k - (n - 1) / 2) / ((n - 1) / 2)) ** 2)) / besselI(0, b),
      );
    }),
    define("tukey(M, alpha=, sym=)", (m: Value, alpha, sym) => {
      const a = real(alpha, 0.5);
      return made(m, sym, (k, n) => {
        if (a <= 0) return 1;
        const near = Math.min(k, n - 1 - k);
        const edge = (a * (n - 1)) / 2;
        return near < edge ? 0.5 * (1 + Math.cos(Math.PI * (near / edge - 1))) : 1;
      });
    }),
  ];
}
