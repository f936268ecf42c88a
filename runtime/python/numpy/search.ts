/** Finding, sorting and choosing: where, sort, searchsorted, unique, histogram and their kin. */
import { allocate, spendMany } from "../budget.ts";
import { pyError } from "../values/error.ts";
import { PyIterator } from "../values/iterator.ts";
import { call, truth } from "../values/object-protocol.ts";
import { PyTuple } from "../values/sequence.ts";
import { NO_KEYWORDS, type Value } from "../values/value.ts";
import { NdArray } from "./array.ts";
import { asArray, cast, elementAt, fill, put, unwrap, zeros } from "./convert.ts";
import { arange, linspace } from "./creation.ts";
import { promote } from "./dtype.ts";
import { getItem, nonzero, reordered, setItem } from "./indexing.ts";
import { mapLanes } from "./lanes.ts";
import { NumpyScalar } from "./scalar.ts";
import { ravel, section } from "./shape.ts";
import { asAxis, asInteger, asReal, asSequence, asShape, define, isGiven } from "./signature.ts";
import { broadcastShape, broadcastTo } from "./strided-loop.ts";
import { compute, evaluate, fillWhere, pick } from "./ufuncs.ts";

export function searchTable(): [string, Value][] {
  return [
    define("where(condition, x=, y=)", (condition: Value, x, y) => {
      if (x === undefined && y === undefined) return new PyTuple(nonzero(asArray(condition)));
      if (x === undefined || y === undefined)
        throw pyError("ValueError", "either both or neither of x and y should be given");
      return where(asArray(condition, "bool"), asArray(x), asArray(y));
    }),
    define("nonzero(a)", (a: Value) => new PyTuple(nonzero(asArray(a)))),
    define("flatnonzero(a)", (a: Value) => nonzero(ravel(asArray(a)))[0]!),
    define("argwhere(a)", (a: Value) => {
      const array = asArray(a);
      const lists = nonzero(array);
      const result = zeros("int64", [lists[0]?.size ?? 0, array.ndim]);
      for (const [axis, list] of lists.entries()) fill(pick(result, 1, axis), list);
      return result;
    }),
    define("select(condlist, choicelist, default=)", select),
    define("copyto(dst, src, where=)", (dst: Value, src: Value, mask) => {
      if (!(dst instanceof NdArray)) throw pyError("TypeError", "copyto() argument 1 must be an array");
      const from = broadcastTo(asArray(src), dst.shape);
      if (isGiven(mask)) fillWhere(dst, from, broadcastTo(asArray(mask, "bool"), dst.shape));
      else fill(dst, from);
      return null;
    }),
    define("ndenumerate(arr)", (arr: Value) => {
      const array = asArray(arr);
      return new PyIterator(enumerated(array));
    }),
    define(
      "ndindex(*shape)",
      (shape: PyTuple) => new PyIterator(places(asShape(shape.items.length === 1 ? shape.items[0]! : shape))),
    ),
    define("choose(a, choices)", (a: Value, choices: Value) => {
      const place = asArray(a);
      const options = asSequence(choices, "choose").map((_, k) => compute("equal", place, BigInt(k)));
      return choice(options, asSequence(choices, "choose"), 0n);
    }),
    define("piecewise(x, condlist, funclist)", piecewise),
    define("extract(condition, arr)", (condition: Value, arr: Value) =>
      getItem(ravel(asArray(arr)), ravel(asArray(condition, "bool"))),
    ),
    define("compress(condition, a)", (condition: Value, a: Value) =>
      getItem(ravel(asArray(a)), ravel(asArray(condition, "bool"))),
    ),
    define("take(a, indices, axis=)", take),
    define("put(a, ind, v)", (a: Value, places: Value, v: Value) => {
      setItem(ravel(asArray(a)), asArray(places), v);
      return null;
    }),
    define("clip(a, a_min=, a_max=, out=, min=, max=)", (a: Value, low, high, _out, min, max) =>
      clip(a, low ?? min, high ?? max),
    ),
    define("sort(a, axis=, kind=)", (a: Value, axis) => sort(asArray(a), axis)),
    define("sort_complex(a)", (a: Value) => sort(asArray(a, "complex128"))),
    define("argsort(a, axis=, kind=, stable=)", (a: Value, axis) => argsort(asArray(a), axis)),
    define("lexsort(keys)", lexsort),
    define("searchsorted(a, v, side=)", (a: Value, v: Value, side) => {
      const sorted = cast(asArray(a, "float64")).buffer;
      const values = cast(asArray(v, "float64"));
      const right = side === "right";
      const result = zeros("int64", values.shape);
      spendMany((values.size * Math.log2(sorted.length + 2)) / 8);
      for (const [k, x] of values.buffer.entries()) result.buffer[k] = placeOf(sorted, x, right);
      return unwrap(result);
    }),
    define("digitize(x, bins, right=)", digitize),
    define("unique(ar, return_index=, return_inverse=, return_counts=)", unique),
    define("histogram(a, bins=, range=, density=, weights=)", histogram),
    define("bincount(x, weights=, minlength=)", bincount),
    define("in1d(ar1, ar2)", isIn),
    define("isin(element, test_elements)", isIn),
    define("intersect1d(ar1, ar2)", (a: Value, b: Value) =>
      unique(getItem(ravel(asArray(a)), isIn(ravel(asArray(a)), b))),
    ),
    define("union1d(ar1, ar2)", (a: Value, b: Value) => {
      const [x, y] = [ravel(asArray(a)), ravel(asArray(b))];
      const both = zeros(promote(x.dtype, y.dtype), [x.size + y.size]);
      fill(section(both, 0, 0, x.size), x);
      fill(section(both, 0, x.size, both.size), y);
      return unique(both);
    }),
    define("setdiff1d(ar1, ar2)", (a: Value, b: Value) =>
      unique(getItem(ravel(asArray(a)), evaluate("logical_not", isIn(ravel(asArray(a)), b)))),
    ),
  ];
}

/** Every index of an array of this shape, the last axis fastest. */
function* places(shape: readonly number[]): Generator<PyTuple, undefined> {
  const size = shape.reduce((product, n) => product * n, 1);
  for (let k = 0; k < size; k++) {
    const place: bigint[] = [];
    for (let axis = shape.length - 1, rest = k; axis >= 0; axis--) {
      place.unshift(BigInt(rest % shape[axis]!));
      rest = Math.floor(rest / shape[axis]!);
    }
    yield new PyTuple(place);
  }
}

function* enumerated(array: NdArray): Generator<PyTuple, undefined> {
  for (const place of places(array.shape)) yield new PyTuple([place, getItem(array, place)]);
}

function where(condition: NdArray, x: NdArray, y: NdArray): NdArray {
  const shape = broadcastShape(condition.shape, x.shape, y.shape);
  const result = cast(broadcastTo(y, shape), promote(x.dtype, y.dtype));
  fillWhere(result, broadcastTo(x, shape), broadcastTo(condition, shape));
  return result;
}

function select(conditions: Value, choices: Value, otherwise?: Value): Value {
  const tests = asSequence(conditions, "select");
  const options = asSequence(choices, "select");
  if (tests.length !== options.length)
    throw pyError("ValueError", "list of cases must be same length as list of conditions");
  return choice(tests, options, otherwise ?? 0n);
}

/** The first option whose test is true. */
function choice(tests: readonly Value[], options: readonly Value[], otherwise: Value): Value {
  let result = otherwise;
  for (let k = tests.length - 1; k >= 0; k--)
    result = where(asArray(tests[k]!, "bool"), asArray(options[k]!), asArray(result));
  return result;
}

function piecewise(x: Value, conditions: Value, functions: Value): Value {
  const array = asArray(x);
  const tests = asSequence(conditions, "piecewise").map((test) => broadcastTo(asArray(test, "bool"), array.shape));
  const pieces = asSequence(functions, "piecewise");
  const result = zeros(array.dtype, array.shape);
  const fillPiece = (mask: NdArray, piece: Value): void => {
    const part = getItem(array, mask);
    const callable = typeof piece === "object" && piece !== null && piece.callable;
    setItem(result, mask, callable ? call(piece, [part], NO_KEYWORDS) : piece);
  };
  if (pieces.length === tests.length + 1) {
    const rest = tests.reduce<Value>((any, test) => compute("logical_or", any, test), false);
    fillPiece(broadcastTo(asArray(evaluate("logical_not", rest)), array.shape), pieces.at(-1)!);
  }
  for (const [k, test] of tests.entries()) fillPiece(test, pieces[k]!);
  return unwrap(result);
}

function take(a: Value, indices: Value, axis?: Value): Value {
  const array = isGiven(axis) ? asArray(a) : ravel(asArray(a));
  const along = isGiven(axis) ? asAxis(axis, array.ndim) : 0;
  // The chosen axis first, taken, and back again.
  const order = [along, ...array.shape.map((_, at) => at).filter((at) => at !== along)];
  const list = asArray(indices);
  const taken = asArray(getItem(reordered(array, order), list.ndim === 0 ? BigInt(asInteger(list, "indices")) : list));
  const back = taken.shape.map((_, at) => (at < along ? at + list.ndim : at < along + list.ndim ? at - along : at));
  return unwrap(reordered(taken, back));
}

export function clip(a: Value, low: Value | undefined, high: Value | undefined): Value {
  const raised = isGiven(low) ? compute("maximum", a, low) : a;
  return isGiven(high) ? compute("minimum", raised, high) : raised;
}

/** A sorted copy; NaN goes last. */
export function sort(array: NdArray, axis?: Value): NdArray {
  const source = axis === null ? ravel(array) : array;
  const along = asAxis(axis ?? -1n, source.ndim);
  spendMany((array.size * Math.log2(array.size + 2)) / 8);
  if (array.dtype === "complex128") return sortPairs(source);
  return mapLanes(source, along, array.dtype, (values, out) => out.set(values.sort()));
}

function sortPairs(array: NdArray): NdArray {
  if (array.ndim !== 1) throw pyError("TypeError", "complex arrays are sorted in one dimension only");
  const pairs = cast(array).buffer;
  const order = Array.from({ length: array.size }, (_, k) => k);
  order.sort((i, j) => pairs[2 * i]! - pairs[2 * j]! || pairs[2 * i + 1]! - pairs[2 * j + 1]!);
  const result = zeros("complex128", array.shape);
  for (const [k, from] of order.entries()) put(result, k, elementAt(array, array.offset + from * array.strides[0]!));
  return result;
}

export function argsort(array: NdArray, axis?: Value): NdArray {
  const source = axis === null ? ravel(array) : array;
  if (source.dtype === "complex128") throw pyError("TypeError", "argsort of complex numbers is not supported");
  spendMany((array.size * Math.log2(array.size + 2)) / 2);
  return mapLanes(source, asAxis(axis ?? -1n, source.ndim), "int64", (values, out) => out.set(orderOf(values)));
}

/** Places of the values from small to large, equal ones in order, NaN last. */
function orderOf(values: Float64Array): number[] {
  return Array.from(values, (_, k) => k).sort((i, j) => {
    const a = values[i]!;
    const b = values[j]!;
    return a < b ? -1 : a > b ? 1 : Number(Number.isNaN(a)) - Number(Number.isNaN(b)) || i - j;
  });
}

function lexsort(keys: Value): Value {
  const lists = asSequence(keys, "lexsort").map((key) => cast(asArray(key, "float64")).buffer);
  const count = lists.at(-1)?.length ?? 0;
  spendMany((count * Math.log2(count + 2)) / 2);
  const order = Array.from(lists.at(-1) ?? [], (_, k) => k).sort((i, j) => {
    for (let key = lists.length - 1; key >= 0; key--) {
      const difference = lists[key]![i]! - lists[key]![j]!;
      if (difference !== 0) return difference;
    }
    return i - j;
  });
  return asArray(fromNumbers(order, "int64"));
}

export function fromNumbers(values: readonly number[], dtype: "int64" | "float64"): NdArray {
  const buffer = allocate(values.length);
  buffer.set(values);
  return new NdArray(dtype, [values.length], buffer);
}

/** How many elements of the sorted list come before x (`right`: before or equal). */
function placeOf(sorted: Float64Array, x: number, right: boolean): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const y = sorted[middle]!;
    const before = right ? y <= x || Number.isNaN(x) : y < x || (Number.isNaN(x) && !Number.isNaN(y));
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

function digitize(x: Value, bins: Value, right?: Value): Value {
  const edges = cast(asArray(bins, "float64")).buffer;
  const values = cast(asArray(x, "float64"));
  const closedRight = right !== undefined && truth(right);
  const falling = edges.length > 1 && edges[0]! > edges[edges.length - 1]!;
  const sorted = falling ? edges.toReversed() : edges;
  const result = zeros("int64", values.shape);
  values.buffer.forEach((value, k) => {
    const place = placeOf(sorted, value, falling ? closedRight : !closedRight);
    result.buffer[k] = falling ? edges.length - place : place;
  });
  return unwrap(result);
}

function unique(ar: Value, index?: Value, inverse?: Value, counts?: Value): Value {
  const array = asArray(ar);
  if (array.dtype === "complex128") throw pyError("TypeError", "unique of complex numbers is not supported");
  const values = cast(array).buffer;
  const order = orderOf(values);
  const found: number[] = [];
  const first: number[] = [];
  const count: number[] = [];
  const place = new Array<number>(values.length);
  for (const k of order) {
    const x = values[k]!;
    const last = found.at(-1);
    const again = last !== undefined && (last === x || (Number.isNaN(last) && Number.isNaN(x)));
    if (!again) {
      found.push(x);
      first.push(k);
      count.push(0);
    }
    count[count.length - 1]!++;
    place[k] = found.length - 1;
  }
  const result = fromNumbers(found, "float64");
  const members: Value[] = [asArray(result, array.dtype)];
  if (index !== undefined && truth(index)) members.push(fromNumbers(first, "int64"));
  if (inverse !== undefined && truth(inverse)) members.push(fromNumbers(place, "int64"));
  if (counts !== undefined && truth(counts)) members.push(fromNumbers(count, "int64"));
  return members.length === 1 ? members[0]! : new PyTuple(members);
}

function histogram(a: Value, bins?: Value, range?: Value, density?: Value, weights?: Value): Value {
  const values = cast(asArray(a, "float64")).buffer;
  const weight = isGiven(weights) ? cast(asArray(weights, "float64")).buffer : undefined;
  const edges = edgesFor(values, bins ?? 10n, range);
  const result = zeros(weight ? "float64" : "int64", [edges.size - 1]);
  const list = cast(edges).buffer;
  spendMany(values.length * (4 + Math.log2(list.length + 2) / 4));
  const last = list[list.length - 1]!;
  values.forEach((x, k) => {
    if (!(x >= list[0]! && x <= last)) return;
    const bin = x === last ? list.length - 2 : placeOf(list, x, true) - 1;
    result.buffer[bin]! += weight ? weight[k]! : 1;
  });
  if (density === undefined || !truth(density)) return new PyTuple([result, edges]);
  const total = result.buffer.reduce((sum, x) => sum + x, 0);
  const widths = compute("subtract", section(edges, 0, 1, edges.size), section(edges, 0, 0, edges.size - 1));
  return new PyTuple([compute("divide", compute("divide", result, widths), total), edges]);
}

function edgesFor(values: Float64Array, bins: Value, range: Value | undefined): NdArray {
  if (typeof bins !== "bigint" && !(bins instanceof NumpyScalar)) return asArray(bins);
  let low = values.length > 0 ? values.reduce((x, y) => Math.min(x, y)) : 0;
  let high = values.length > 0 ? values.reduce((x, y) => Math.max(x, y)) : 1;
  if (isGiven(range)) [low, high] = asSequence(range, "range").map((x) => asReal(x, "range")) as [number, number];
  if (low === high) [low, high] = [low - 0.5, high + 0.5];
  return asArray(linspace(low, high, BigInt(asInteger(bins, "bins") + 1)));
}

function bincount(x: Value, weights?: Value, minlength?: Value): Value {
  const places = cast(asArray(x, "int64")).buffer;
  const weight = isGiven(weights) ? cast(asArray(weights, "float64")).buffer : undefined;
  const least = isGiven(minlength) ? asInteger(minlength, "minlength") : 0;
  const n = places.reduce((most, place) => Math.max(most, place + 1), least);
  const result = asArray(arange(BigInt(n)), "float64");
  result.buffer.fill(0);
  places.forEach((place, k) => {
    if (place < 0) throw pyError("ValueError", "'list' argument must have no negative elements");
    result.buffer[place]! += weight ? weight[k]! : 1;
  });
  return weight ? result : asArray(result, "int64");
}

function isIn(element: Value, tests: Value): Value {
  const known = new Set(cast(asArray(tests, "float64")).buffer);
  const values = cast(asArray(element, "float64"));
  const result = zeros("bool", values.shape);
  for (const [k, x] of values.buffer.entries()) result.buffer[k] = known.has(x) ? 1 : 0;
  return unwrap(result);
}
