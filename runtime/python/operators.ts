/**
 * What can be done with any two values: the door through which compiled code,
 * builtins and other rooms add, compare, index and call. Numbers are in
 * arithmetic.ts; what a value can be asked alone is in values/object-protocol.ts.
 */

import { spend, spendItems } from "./budget.ts";
import { classOf } from "./types.ts";
import { Builtin } from "./values/builtin.ts";
import { PyClass } from "./values/class.ts";
import { pyError } from "./values/error.ts";
import { PyObject } from "./values/object.ts";
import { asNumber, call, itemIndex, sliceBounds, textCharacters, typeName } from "./values/object-protocol.ts";
import { PySlice, PyTuple } from "./values/sequence.ts";
import { type Keywords, PyValue, type Value } from "./values/value.ts";

export { binary, inplace, unary } from "./arithmetic.ts";
export { toComplex, toFloat, toInt } from "./conversions.ts";
export {
  asIndex,
  call,
  compare,
  contains,
  equals,
  hashKey,
  itemsOf,
  iterate,
  length,
  repr,
  same,
  str,
  truth,
  typeName,
} from "./values/object-protocol.ts";

export { classOf };

export function getAttribute(value: Value, name: string): Value {
  const found = findAttribute(value, name);
  if (found !== undefined) return found;
  throw noAttribute(value, name);
}

/** undefined: no such attribute. */
export function findAttribute(value: Value, name: string): Value | undefined {
  if (value instanceof PyValue) {
    const own = value.getAttribute(name);
    if (own !== undefined || value instanceof PyObject) return own;
  }
  const cls = classOf(value);
  const member = cls.lookup(name);
  if (member !== undefined) return member instanceof PyValue ? member.bind(value, cls) : member;
  if (name === "__class__") return cls;
  return numberAttribute(value, name);
}

function numberAttribute(value: Value, name: string): Value | undefined {
  const number = asNumber(value);
  const complex = value instanceof PyValue ? value.toComplex() : undefined;
  if (number !== undefined) {
    if (name === "real") return number;
    if (name === "imag") return typeof number === "bigint" ? 0n : 0;
  } else if (complex) {
    if (name === "real") return complex.re;
    if (name === "imag") return complex.im;
  }
  return undefined;
}

function noAttribute(value: Value, name: string): Error {
  const who = value instanceof PyClass ? `type object '${value.name}'` : `'${typeName(value)}' object`;
  return pyError("AttributeError", `${who} has no attribute '${name}'`);
}

export function setAttribute(value: Value, name: string, next: Value): void {
  if (value instanceof PyValue && value.setAttribute(name, next)) return;
  throw noAttribute(value, name);
}

export function deleteAttribute(value: Value, name: string): void {
  if (value instanceof PyValue && value.deleteAttribute(name)) return;
  throw noAttribute(value, name);
}

/**
 * `object.name(…args)` without making a bound method.
 * @param args  with a free first place, which this fills with `object` or removes
 */
export function callMethod(object: Value, name: string, args: Value[], keywords: Keywords): Value {
  let method: Value | undefined;
  if (object instanceof PyObject) {
    const found = object.cls.lookup(name);
    if (found instanceof PyValue && found.bindsSelf && !object.attributes.has(name)) {
      args[0] = object;
      return found.call(args, keywords);
    }
    method = object.getAttribute(name);
  } else if (object instanceof PyValue) {
    method = object.getAttribute(name);
  }
  if (method === undefined && !(object instanceof PyObject)) {
    const found = classOf(object).lookup(name);
    if (found instanceof Builtin) {
      args[0] = object;
      return found.body(args, keywords);
    }
    method = findAttribute(object, name);
  }
  if (method === undefined) throw noAttribute(object, name);
  args.shift();
  return call(method, args, keywords);
}

export function getItem(value: Value, key: Value): Value {
  if (value instanceof PyValue) {
    const found = value.getItem(key);
    if (found !== undefined) return found;
  } else if (typeof value === "string") {
    return textItem(value, key);
  }
  throw pyError("TypeError", `'${typeName(value)}' object is not subscriptable`);
}

function textItem(text: string, key: Value): string {
  const characters = textCharacters(text);
  if (!(key instanceof PySlice)) return characters[itemIndex(key, characters.length, "string")]!;
  const { start, stop, step, count } = sliceBounds(key, characters.length);
  if (step === 1 && typeof characters === "string") return characters.slice(start, Math.max(start, stop));
  spendItems(count);
  return Array.from({ length: count }, (_, i) => characters[start + i * step]!).join("");
}

export function setItem(value: Value, key: Value, next: Value): void {
  if (value instanceof PyValue && value.setItem(key, next)) return;
  throw pyError("TypeError", `'${typeName(value)}' object does not support item assignment`);
}

export function deleteItem(value: Value, key: Value): void {
  if (value instanceof PyValue && value.deleteItem(key)) return;
  throw pyError("TypeError", `'${typeName(value)}' object doesn't support item deletion`);
}

export function isCallable(value: Value): boolean {
  return value instanceof PyValue && value.callable;
}

/** @param cls  a class, or a tuple of classes */
export function isInstance(value: Value, cls: Value): boolean {
  return isSubclass(classOf(value), cls, "isinstance() arg 2 must be a type, a tuple of types, or a union");
}

export function isSubclass(
  cls: PyClass,
  of: Value,
  complaint = "issubclass() arg 2 must be a class, a tuple of classes, or a union",
): boolean {
  if (of instanceof PyClass) return of.name === "object" || cls.isSubclassOf(of);
  if (of instanceof PyTuple) {
    return of.items.some((each) => {
      spend();
      return isSubclass(cls, each, complaint);
    });
  }
  throw pyError("TypeError", complaint);
}
