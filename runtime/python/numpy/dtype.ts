/**
 * The kinds of number in an array. There is one of each sort, bool ⊂ int64 ⊂
 * float64 ⊂ complex128, so promotion is the larger of two. Names of narrower
 * kinds (float32, int32, complex64 …) are accepted and mean the wide one:
 * results then carry more digits than numpy's, never fewer.
 */

import { PyClass } from "../values/class.ts";
import { pyError } from "../values/error.ts";
import { type Comparison, PyValue, type Value } from "../values/value.ts";
import type { DType } from "./array.ts";

const RANK: Record<DType, number> = { bool: 0, int64: 1, float64: 2, complex128: 3 };

export function promote(a: DType, b: DType): DType {
  return RANK[a] >= RANK[b] ? a : b;
}

/** numpy's same-kind rule: a value may move up, never down. */
export function fitsInto(from: DType, into: DType): boolean {
  return RANK[from] <= RANK[into];
}

const NAMES: ReadonlyMap<string, DType> = new Map<string, DType>([
  ...(["bool", "bool_", "?", "b1"] as const).map((name): [string, DType] => [name, "bool"]),
  ..."int int_ int8 int16 int32 int64 intp uint uint8 uint16 uint32 uint64 long longlong short i i1 i2 i4 i8 u1 u2 u4 u8 l q"
    .split(" ")
    .map((name): [string, DType] => [name, "int64"]),
  ..."float float_ float16 float32 float64 half single double longdouble d f f2 f4 f8"
    .split(" ")
    .map((name): [string, DType] => [name, "float64"]),
  ..."complex complex_ complex64 complex128 cdouble csingle clongdouble D F c8 c16"
    .split(" ")
    .map((name): [string, DType] => [name, "complex128"]),
]);

/** What `dtype=` names: a string, a Python type, np.float64, or the dtype of an array. */
export function dtypeFrom(value: Value): DType {
  const found = dtypeOrUndefined(value);
  if (found !== undefined) return found;
  const shown = typeof value === "string" ? `'${value}'` : value instanceof PyValue ? value.repr() : String(value);
  throw pyError("TypeError", `data type ${shown} not understood: arrays hold bool, int, float or complex numbers`);
}

/** As dtypeFrom; an absent or None dtype is undefined. */
export function optionalDtype(value: Value | undefined): DType | undefined {
  return value === undefined || value === null ? undefined : dtypeFrom(value);
}

function dtypeOrUndefined(value: Value): DType | undefined {
  if (value === null) return "float64";
  if (typeof value === "string") return NAMES.get(value.replace(/^[<>=|]/, ""));
  if (value instanceof DTypeValue) return value.dtype;
  // A class, Python's own or numpy's, is known by its name: float, np.float64.
  const className = value instanceof PyClass ? /^<class '(\w+)'>$/.exec(value.repr())?.[1] : undefined;
  return className === undefined ? undefined : NAMES.get(className);
}

const KIND: Record<DType, string> = { bool: "b", int64: "i", float64: "f", complex128: "c" };
const CHARACTER: Record<DType, string> = { bool: "?", int64: "l", float64: "d", complex128: "D" };
const BYTES: Record<DType, bigint> = { bool: 1n, int64: 8n, float64: 8n, complex128: 16n };

export function bytesOf(dtype: DType): bigint {
  return BYTES[dtype];
}

/** `a.dtype`. */
export class DTypeValue extends PyValue {
  override readonly typeName = "dtype";
  readonly dtype: DType;
  constructor(dtype: DType) {
    super();
    this.dtype = dtype;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === "name") return this.dtype;
    if (name === "kind") return KIND[this.dtype];
    if (name === "char") return CHARACTER[this.dtype];
    if (name === "itemsize") return BYTES[this.dtype];
    return undefined;
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    if (op !== "==" && op !== "!=") return undefined;
    return (dtypeOrUndefined(other) === this.dtype) === (op === "==");
  }
  override hashKey(): unknown {
    return `dtype ${this.dtype}`;
  }
  override repr(): string {
    return `dtype('${this.dtype}')`;
  }
  override str(): string {
    return this.dtype;
  }
}
