/**
 * What an array answers to the interpreter: operators, subscripts, truth, text,
 * and its attributes. Nearly every method of an array is the function of the
 * same name with the array as its first argument, so those are looked up in the
 * module's own table; the few that differ are here.
 */
import { spendItems, spendMany } from "../budget.ts";
import { Builtin } from "../values/builtin.ts";
import { pyError } from "../values/error.ts";
import { PyList, type PyTuple } from "../values/sequence.ts";
import type { BinaryOperator, Comparison, PyValue, UnaryOperator, Value } from "../values/value.ts";
import { type ArrayProtocol, installArrayProtocol, NdArray } from "./array.ts";
import { arrayRepr, arrayText } from "./array-text.ts";
import { asArray, cast, elementAt, fill, operand, unwrap, zeros } from "./convert.ts";
import { bytesOf, DTypeValue, dtypeFrom, promote } from "./dtype.ts";
import { getItem, setItem } from "./indexing.ts";
import { matmul } from "./linear.ts";
import { type UnaryOperation, unaryOperation } from "./operations.ts";
import { COMPARISONS, NumpyScalar, OPERATORS, SIGNS } from "./scalar.ts";
import { argsort, sort } from "./search.ts";
import { ravel, reshape, reshapeTarget, shapeTuple, transpose } from "./shape.ts";
import { define } from "./signature.ts";
import { broadcastTo } from "./strided-loop.ts";
import { applyBinary, applyInplace, applyUnary, evaluate, type Operand, pick } from "./ufuncs.ts";

/** Functions that are methods as well, under the same name. */
const METHODS = new Set(
  (
    "absolute all any argmax argmin argsort clip compress conj conjugate cumprod cumsum dot max mean min nonzero prod ptp ravel repeat " +
    "round searchsorted squeeze std sum swapaxes take trace var choose diagonal put"
  ).split(" "),
);

/** What Python's abs(x) and round(x) ask for. */
const SPECIAL_METHODS: ReadonlyMap<string, string> = new Map([
  ["__abs__", "absolute"],
  ["__round__", "round"],
]);

const SQUARE = unaryOperation("square");
const SQRT = unaryOperation("sqrt");
const RECIPROCAL = unaryOperation("reciprocal");

/** @param functions  the table of the numpy module */
export function installProtocol(functions: ReadonlyMap<string, Value>): void {
  const protocol: ArrayProtocol = {
    getAttribute(array, name) {
      const own = attribute(array, name) ?? OWN_METHODS.get(name)?.(array);
      const method = SPECIAL_METHODS.get(name) ?? name;
      if (own !== undefined || !METHODS.has(method)) return own;
      const shared = functions.get(method) as PyValue;
      return new Builtin(name, (args, keywords) => shared.call([array, ...args], keywords));
    },
    setAttribute(array, name, value) {
      const whole = name === "real" || name === "imag" || name === "flat" ? attribute(array, name) : undefined;
      if (whole instanceof NdArray) {
        fill(whole, broadcastTo(asArray(value), whole.shape));
        return true;
      }
      if (name === "shape")
        throw pyError("AttributeError", "the shape of an array cannot be set here: write a = a.reshape(shape)");
      return false;
    },
    binary,
    inplace(array, op, other) {
      const right = operand(other);
      const operation = OPERATORS.get(op);
      if (right === undefined || operation === undefined) return undefined;
      const special = op === "**" ? specialPower(array, right) : undefined;
      if (special === undefined) return applyInplace(operation, array, right);
      fill(array, asArray(applyUnary(special, array)));
      return array;
    },
    unary: (array: NdArray, op: UnaryOperator) => applyUnary(SIGNS[op], array),
    compare(array: NdArray, op: Comparison, other: Value) {
      const right = operand(other);
      if (right !== undefined) return applyBinary(COMPARISONS[op], array, right);
      // None and texts equal no number.
      const answerable = (op === "==" || op === "!=") && (other === null || typeof other === "string");
      return answerable
        ? asArray(evaluate(op === "==" ? "isnan" : "isfinite", zeros("int64", array.shape)))
        : undefined;
    },
    truth(array) {
      if (array.size === 1) return elementAt(array, array.offset).truth();
      const message =
        array.size === 0
          ? "The truth value of an empty array is ambiguous. Use `array.size > 0` to check that an array is not empty."
          : "The truth value of an array with more than one element is ambiguous. Use a.any() or a.all()";
      throw pyError("ValueError", message);
    },
    getItem,
    setItem,
    iterate,
    length(array) {
      if (array.ndim === 0) throw pyError("TypeError", "len() of unsized object");
      return array.shape[0]!;
    },
    contains(array, item) {
      const right = operand(item);
      if (right === undefined) return false;
      const equal = applyBinary(COMPARISONS["=="], array, right);
      return equal instanceof NdArray ? equal.buffer.includes(1) : (equal as NumpyScalar).truth();
    },
    repr: arrayRepr,
    str: arrayText,
  };
  installArrayProtocol(protocol);
}

function binary(array: NdArray, op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
  const right = operand(other);
  if (right === undefined) return undefined;
  if (op === "@") return reflected ? matmul(asArray(other), array) : matmul(array, asArray(other));
  const operation = OPERATORS.get(op)!;
  if (reflected) return applyBinary(operation, right, array);
  const special = op === "**" ? specialPower(array, right) : undefined;
  return special === undefined ? applyBinary(operation, array, right) : applyUnary(special, array);
}

/** x**2, x**0.5 and x**-1 are not done by pow, here as in numpy. */
function specialPower(array: NdArray, power: Operand): UnaryOperation | undefined {
  if (!(power instanceof NumpyScalar) || power.im !== 0 || array.dtype === "bool") return undefined;
  if (promote(array.dtype, power.dtype) !== array.dtype) return undefined;
  if (power.re === 2) return SQUARE;
  if (array.dtype === "int64") return undefined;
  return power.re === 0.5 ? SQRT : power.re === -1 ? RECIPROCAL : undefined;
}

function* iterate(array: NdArray): Generator<Value, undefined> {
  if (array.ndim === 0) throw pyError("TypeError", "iteration over a 0-d array");
  const n = array.shape[0]!;
  for (let k = 0; k < n; k++) {
    yield array.ndim === 1 ? elementAt(array, array.offset + k * array.strides[0]!) : pick(array, 0, k);
  }
}

function attribute(array: NdArray, name: string): Value | undefined {
  switch (name) {
    case "shape":
      return shapeTuple(array);
    case "size":
      return BigInt(array.size);
    case "ndim":
      return BigInt(array.ndim);
    case "dtype":
      return new DTypeValue(array.dtype);
    case "T":
      return transpose(array);
    case "real":
      return part(array, 0);
    case "imag":
      return array.dtype === "complex128" ? part(array, 1) : zeros(array.dtype, array.shape);
    case "itemsize":
      return bytesOf(array.dtype);
    case "nbytes":
      return bytesOf(array.dtype) * BigInt(array.size);
    case "flat":
      return ravel(array);
    case "base":
      return null;
    default:
      return undefined;
  }
}

/** The real or imaginary part of a complex array as a view onto it. */
function part(array: NdArray, which: 0 | 1): NdArray {
  if (array.dtype !== "complex128") return array;
  const strides = array.strides.map((stride) => 2 * stride);
  return new NdArray("float64", array.shape, array.buffer, strides, 2 * array.offset + which);
}

type OwnMethod = (array: NdArray) => Builtin;

const OWN_METHODS: ReadonlyMap<string, OwnMethod> = new Map<string, OwnMethod>(
  Object.entries({
    copy: (array: NdArray) => define("copy(order=)", () => unwrapAs(array, cast(array)))[1],
    flatten: (array: NdArray) => define("flatten(order=)", () => reshape(cast(array), [array.size]))[1],
    astype: (array: NdArray) =>
      define("astype(dtype, copy=)", (dtype: Value) => unwrapAs(array, cast(array, dtypeFrom(dtype))))[1],
    tolist: (array: NdArray) => define("tolist()", () => toList(array))[1],
    item: (array: NdArray) =>
      define("item(*args)", (args: PyTuple) => {
        if (args.items.length > 0) {
          const key = args.items.length === 1 ? args.items[0]! : args;
          return (getItem(key === args ? array : ravel(array), key) as NumpyScalar).item();
        }
        if (array.size !== 1) throw pyError("ValueError", "can only convert an array of size 1 to a Python scalar");
        return elementAt(array, array.offset).item();
      })[1],
    reshape: (array: NdArray) =>
      define("reshape(*shape, order=)", (shape: PyTuple) =>
        reshape(array, reshapeTarget(shape.items.length === 1 ? shape.items[0]! : shape)),
      )[1],
    transpose: (array: NdArray) =>
      define("transpose(*axes)", (axes: PyTuple) =>
        transpose(array, axes.items.length === 0 ? undefined : axes.items.length === 1 ? axes.items[0]! : axes),
      )[1],
    fill: (array: NdArray) =>
      define("fill(value)", (value: Value) => {
        fill(array, broadcastTo(asArray(value), array.shape));
        return null;
      })[1],
    sort: (array: NdArray) =>
      define("sort(axis=, kind=)", (axis) => {
        fill(array, sort(array, axis));
        return null;
      })[1],
    argsort: (array: NdArray) => define("argsort(axis=, kind=)", (axis) => argsort(array, axis))[1],
    view: (array: NdArray) =>
      define("view()", () => new NdArray(array.dtype, array.shape, array.buffer, [...array.strides], array.offset))[1],
  }),
);

/** Converting a number keeps it a number. */
function unwrapAs(before: NdArray, after: NdArray): Value {
  return before.ndim === 0 ? unwrap(after) : after;
}

function toList(array: NdArray): Value {
  if (array.ndim === 0) return elementAt(array, array.offset).item();
  spendMany(array.shape[0]!);
  spendItems(array.shape[0]!, 40);
  return new PyList(Array.from({ length: array.shape[0]! }, (_, k) => toList(pick(array, 0, k))));
}
