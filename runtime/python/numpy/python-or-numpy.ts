/**
 * max, min, sum, abs, round, pow, any, all: names that Python and numpy share.
 * After `from numpy import *` numpy 2 means its own; scripts written for numpy
 * 1 mean Python's, which it did not hide: `max(a, b)`, `max(x, 0.1)`. Both
 * forms are taken, by the shape of the arguments:
 *
 *     max(array)  max(array, 0)  max(array, axis=0)      numpy's
 *     max(2.0, x)  max(a, b, c)  max(items, key=f)       Python's
 */

import { add, power } from "../arithmetic.ts";
import { spend } from "../budget.ts";
import { Builtin } from "../values/builtin.ts";
import { pyError } from "../values/error.ts";
import { call, compare, itemsOf, iterate, truth } from "../values/object-protocol.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { type Keywords, NO_KEYWORDS, PyValue, type Value } from "../values/value.ts";
import { NdArray } from "./array.ts";
import { sequenceItems } from "./convert.ts";
import { rint } from "./loops-real.ts";
import { NumpyScalar, scalarFrom } from "./scalar.ts";

/** @param numpy  the functions of the numpy module by name, to which arrays are handed on */
export function pythonOrNumpyTable(numpy: ReadonlyMap<string, Value>): [string, Value][] {
  const both = (name: string, python: Body): [string, Value] => {
    const own = numpy.get(name) as PyValue;
    return [name, new Builtin(name, (args, keywords) => python(args, keywords) ?? own.call(args, keywords))];
  };
  return [
    both("max", (args, keywords) => best(args, keywords, ">")),
    both("min", (args, keywords) => best(args, keywords, "<")),
    both("sum", ([items, start], keywords) => pythonSum(items, start ?? keywords.get("start"))),
    both("any", ([items]) => (items === undefined || isNumeric(items) ? undefined : itemsOf(items).some(truth))),
    both("all", ([items]) => (items === undefined || isNumeric(items) ? undefined : itemsOf(items).every(truth))),
    both("round", ([x, digits], keywords) => {
      const plain = typeof x === "number" && digits === undefined && keywords.size === 0 && Number.isFinite(x);
      return plain ? BigInt(rint(x)) : undefined;
    }),
    both("pow", ([base, exponent, modulus]) => {
      if (typeof modulus === "bigint" && typeof base === "bigint" && typeof exponent === "bigint")
        return powerModulo(base, exponent, modulus);
      const plain = [base, exponent].every((x) => typeof x === "number" || typeof x === "bigint");
      return plain ? power(base!, exponent!) : undefined;
    }),
    both("abs", ([x]) => (x === undefined || isNumeric(x) ? undefined : ownAbsolute(x))),
  ];
}

/** Python's answer, or undefined: numpy is meant. */
type Body = (args: Value[], keywords: Keywords) => Value | undefined;

/** A number, an array, or a list of them (an empty list is numpy's too). */
function isNumeric(value: Value): boolean {
  if (value instanceof NdArray || scalarFrom(value) !== undefined) return true;
  return value instanceof PyList || value instanceof PyTuple
    ? value.items.every(isNumeric)
    : value instanceof PyValue && value.typeName === "range";
}

/** What may stand second in max(array, …): an axis. */
function isAxis(value: Value): boolean {
  if (value === null || typeof value === "bigint") return true;
  if (value instanceof NumpyScalar) return value.dtype === "int64";
  return value instanceof PyTuple && value.items.every((item) => item !== null && isAxis(item));
}

function isArrayLike(value: Value): boolean {
  return value instanceof NdArray ? value.ndim > 0 : sequenceItems(value) !== undefined;
}

function best(args: Value[], keywords: Keywords, op: ">" | "<"): Value | undefined {
  const [first, second] = args;
  const python = keywords.has("key") || keywords.has("default");
  if (first === undefined) return undefined;
  if (args.length === 1) return !python && isNumeric(first) ? undefined : extreme(itemsOf(first), keywords, op);
  if (!python && isNumeric(first) && isArrayLike(first) && isAxis(second!)) return undefined;
  return extreme(args, keywords, op);
}

function extreme(items: readonly Value[], keywords: Keywords, op: ">" | "<"): Value {
  const key = keywords.get("key") ?? null;
  const rank = (item: Value): Value => (key === null ? item : call(key, [item], NO_KEYWORDS));
  const [first] = items;
  if (first === undefined) {
    const otherwise = keywords.get("default");
    if (otherwise !== undefined) return otherwise;
    throw pyError("ValueError", `${op === ">" ? "max" : "min"}() iterable argument is empty`);
  }
  let winner = first;
  let height = rank(first);
  for (const item of items.slice(1)) {
    spend();
    const next = rank(item);
    if (truth(compare(op, next, height))) [winner, height] = [item, next];
  }
  return winner;
}

/** Python's when there is a start that is no axis, or when the items are no array. */
function pythonSum(items: Value | undefined, start: Value | undefined): Value | undefined {
  if (items === undefined) return undefined;
  if (isNumeric(items) && (start === undefined || isAxis(start))) return undefined;
  return total(items, start ?? 0n);
}

function total(items: Value, start: Value): Value {
  let result = start;
  const iterator = iterate(items);
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    spend();
    result = add(result, next.value);
  }
  return result;
}

function powerModulo(base: bigint, exponent: bigint, modulus: bigint): bigint {
  if (exponent < 0n) throw pyError("ValueError", "pow() with three arguments takes no negative exponent here");
  let result = 1n % modulus;
  let square = ((base % modulus) + modulus) % modulus;
  for (let left = exponent; left > 0n; left >>= 1n) {
    spend();
    if (left & 1n) result = (result * square) % modulus;
    square = (square * square) % modulus;
  }
  return result;
}

/** An object of the script's with __abs__. */
function ownAbsolute(x: Value): Value | undefined {
  const method = x instanceof PyValue ? x.getAttribute("__abs__") : undefined;
  return method === undefined ? undefined : call(method, [], NO_KEYWORDS);
}
