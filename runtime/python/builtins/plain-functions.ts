/** The builtin functions that are neither types nor arithmetic. */

import { add } from "../arithmetic.ts";
import { spend } from "../budget.ts";
import { errorClass } from "../exceptions.ts";
import {
  asIndex,
  call,
  classOf,
  compare,
  deleteAttribute,
  findAttribute,
  getAttribute,
  hashKey,
  isCallable,
  isInstance,
  isSubclass,
  itemsOf,
  iterate,
  length,
  repr,
  setAttribute,
  truth,
  typeName,
} from "../operators.ts";
import { parameters, positional } from "../parameters.ts";
import { convert, formatValue } from "../text/format-spec.ts";
import { AttributeDict } from "../values/attribute-dict.ts";
import { PyClass } from "../values/class.ts";
import { PyDict } from "../values/dict.ts";
import { PyError, pyError } from "../values/error.ts";
import { PyGenerator } from "../values/generator.ts";
import { PyIterator } from "../values/iterator.ts";
import { Module } from "../values/module.ts";
import { PyObject } from "../values/object.ts";
import { identity, integerText } from "../values/object-protocol.ts";
import { character, textLength } from "../values/repr.ts";
import { PyList } from "../values/sequence.ts";
import { PyValue, type Value } from "../values/value.ts";
import { sortedBuiltin } from "./containers.ts";
import type { Body } from "./define-builtins.ts";
import { next, untilSentinel } from "./iterators.ts";
import { abs, divmod, pow, round } from "./numbers.ts";

/** A function of exactly so many positional arguments. */
function fixed(name: string, count: number, body: (...args: Value[]) => Value): Body {
  return (args, keywords) => {
    positional(name, args, keywords, count);
    return body(...args);
  };
}

export const FUNCTIONS: Record<string, Body> = {
  abs,
  divmod,
  pow,
  round,
  sorted: sortedBuiltin,
  len: fixed("len", 1, (value) => BigInt(length(value!))),
  repr: fixed("repr", 1, (value) => repr(value!)),
  ascii: fixed("ascii", 1, (value) => convert(value!, "a")),
  callable: fixed("callable", 1, (value) => isCallable(value!)),
  isinstance: fixed("isinstance", 2, (value, cls) => isInstance(value!, cls!)),
  issubclass: fixed("issubclass", 2, (cls, of) => {
    if (!(cls instanceof PyClass)) throw pyError("TypeError", "issubclass() arg 1 must be a class");
    return isSubclass(cls, of!);
  }),
  id: fixed("id", 1, (value) => (value instanceof PyValue ? BigInt(identity(value)) : hash(value!))),
  hash: fixed("hash", 1, (value) => hash(value!)),
  ord: fixed("ord", 1, (value) => {
    if (typeof value === "string" && Array.from(value).length === 1) return BigInt(value.codePointAt(0)!);
    const what = typeof value === "string" ? `string of length ${textLength(value)}` : typeName(value!);
    throw pyError("TypeError", `ord() expected a character, but ${what} found`);
  }),
  chr: fixed("chr", 1, (value) => {
    return character(integer(value!));
  }),
  bin: fixed("bin", 1, (value) => based(value!, 2, "0b")),
  oct: fixed("oct", 1, (value) => based(value!, 8, "0o")),
  hex: fixed("hex", 1, (value) => based(value!, 16, "0x")),
  format: ([value, spec = ""]) => formatValue(value!, String(spec)),
  sum: (args, keywords) => {
    const [values, start = 0n] = parameters("sum", ["iterable", "start"], 1, args, keywords);
    if (typeof start === "string") throw pyError("TypeError", "sum() can't sum strings [use ''.join(seq) instead]");
    return sum(values!, start);
  },
  min: extreme("min", "<"),
  max: extreme("max", ">"),
  any: fixed("any", 1, (values) => walk(values!, (item) => (truth(item) ? true : undefined)) ?? false),
  all: fixed("all", 1, (values) => walk(values!, (item) => (truth(item) ? undefined : false)) ?? true),
  iter: (args) => {
    const [value, sentinel] = args as [Value, Value?];
    if (sentinel !== undefined) return new PyIterator(untilSentinel(value, sentinel), "callable_iterator");
    if (value instanceof PyIterator || value instanceof PyGenerator) return value;
    if (value instanceof PyObject) return value.special("__iter__", []) ?? new PyIterator(iterate(value));
    return new PyIterator(iterate(value), iteratorName(value));
  },
  next: (args) => {
    const [iterator, otherwise] = args as [Value, Value?];
    try {
      return next(iterator);
    } catch (error) {
      if (otherwise !== undefined && error instanceof PyError && error.kind === "StopIteration") return otherwise;
      throw error;
    }
  },
  getattr: (args, keywords) => {
    positional("getattr", args, keywords, 2, 3);
    const [value, name, otherwise] = args as [Value, Value, Value?];
    if (otherwise === undefined) return getAttribute(value, attributeName(name));
    return withoutAttributeError(() => findAttribute(value, attributeName(name))) ?? otherwise;
  },
  hasattr: fixed("hasattr", 2, (value, name) => {
    return withoutAttributeError(() => findAttribute(value!, attributeName(name!))) !== undefined;
  }),
  setattr: fixed("setattr", 3, (value, name, next) => {
    setAttribute(value!, attributeName(name!), next!);
    return null;
  }),
  delattr: fixed("delattr", 2, (value, name) => {
    deleteAttribute(value!, attributeName(name!));
    return null;
  }),
};

function hash(value: Value): bigint {
  if (typeof value === "boolean") return BigInt(value);
  if (typeof value === "bigint") return value;
  if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
  const key = hashKey(value);
  if (typeof key === "object" && key !== null) return BigInt(identity(key));
  // FNV-1a of the key's text: the same in every run, unlike CPython's.
  let h = 0xcbf29ce484222325n;
  const text = String(key);
  spend(text.length);
  for (const each of text) {
    h = BigInt.asUintN(60, (h ^ BigInt(each.codePointAt(0)!)) * 0x100000001b3n);
  }
  return h;
}

function integer(value: Value): number {
  const index = asIndex(value);
  if (index === undefined)
    throw pyError("TypeError", `'${typeName(value)}' object cannot be interpreted as an integer`);
  return index;
}

function based(value: Value, radix: number, prefix: string): string {
  const n = typeof value === "bigint" ? value : BigInt(integer(value));
  return `${n < 0n ? "-" : ""}${prefix}${integerText(n < 0n ? -n : n, radix)}`;
}

function attributeName(name: Value): string {
  if (typeof name === "string") return name;
  throw pyError("TypeError", `attribute name must be string, not '${typeName(name)}'`);
}

function withoutAttributeError(find: () => Value | undefined): Value | undefined {
  try {
    return find();
  } catch (error) {
    if (error instanceof PyError && errorClass(error).name === "AttributeError") return undefined;
    throw error;
  }
}

/** One term after the other, as CPython did up to 3.11; later ones carry a compensation along. */
function sum(values: Value, start: Value): Value {
  let total = start;
  const iterator = iterate(values);
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    spend();
    total = add(total, step.value);
  }
  return total;
}

function extreme(name: "min" | "max", op: "<" | ">"): Body {
  return (args, keywords) => {
    const [key = null, otherwise] = parameters(name, ["key", "default"], 0, [], keywords);
    if (args.length === 0) throw pyError("TypeError", `${name} expected at least 1 argument, got 0`);
    if (args.length > 1 && otherwise !== undefined) {
      throw pyError("TypeError", `Cannot specify a default for ${name}() with multiple positional arguments`);
    }
    const items = args.length === 1 ? itemsOf(args[0]!) : args;
    const [first, ...rest] = items;
    if (first === undefined) {
      if (otherwise !== undefined) return otherwise;
      throw pyError("ValueError", `${name}() arg is an empty sequence`);
    }
    let best = first;
    let bestKey = key === null ? first : call(key, [first]);
    for (const item of rest) {
      const itemKey = key === null ? item : call(key, [item]);
      if (truth(compare(op, itemKey, bestKey))) {
        best = item;
        bestKey = itemKey;
      }
    }
    return best;
  };
}

/** The first answer that is not undefined. */
function walk(values: Value, answer: (item: Value) => Value | undefined): Value | undefined {
  const iterator = iterate(values);
  for (let step = iterator.next(); !step.done; step = iterator.next()) {
    spend();
    const found = answer(step.value);
    if (found !== undefined) return found;
  }
  return undefined;
}

function iteratorName(value: Value): string {
  const name = typeName(value);
  return name === "str" ? "str_ascii_iterator" : `${name}_iterator`;
}

/** vars(x): writing to it writes to the object, as `x.__dict__` does. */
export function vars(value: Value): Value {
  if (value instanceof PyObject) return new AttributeDict(value.attributes);
  // A class shows its names; they are changed through its attributes only.
  if (value instanceof PyClass) return PyDict.of(value.members);
  if (value instanceof Module) return new AttributeDict(value.members);
  throw pyError("TypeError", "vars() argument must have __dict__ attribute");
}

/** dir(x): the names that attribute access finds, sorted. */
export function dir(value: Value): Value {
  const names = new Set<string>();
  if (value instanceof PyObject) for (const name of value.attributes.keys()) names.add(name);
  if (value instanceof Module) for (const name of value.members.keys()) names.add(name);
  const cls = value instanceof PyClass ? value : classOf(value);
  for (const ancestor of cls.mro) for (const name of ancestor.members.keys()) names.add(name);
  return new PyList([...names].sort());
}
