/** The module operator: operators as functions, and getters of keys and attributes. */
import { OPERATIONS } from "../arithmetic.ts";
import type { Body } from "../builtins/define-builtins.ts";
import { compare, contains, getAttribute, getItem, str, unary } from "../operators.ts";
import { Builtin } from "../values/builtin.ts";
import type { Module } from "../values/module.ts";
import { PyTuple } from "../values/sequence.ts";
import type { BinaryOperator, Comparison, Value } from "../values/value.ts";
import { library } from "./define-module.ts";

export function operatorModule(): Module {
  const arithmetic: Record<string, BinaryOperator> = {
    add: "+",
    sub: "-",
    mul: "*",
    truediv: "/",
    floordiv: "//",
    mod: "%",
    pow: "**",
    matmul: "@",
    and_: "&",
    or_: "|",
    xor: "^",
  };
  const order: Record<string, Comparison> = { eq: "==", ne: "!=", lt: "<", le: "<=", gt: ">", ge: ">=" };
  return library("operator", {
    ...mapped(
      arithmetic,
      (op) =>
        ([a, b]) =>
          OPERATIONS[op](a!, b!),
    ),
    ...mapped(
      order,
      (op) =>
        ([a, b]) =>
          compare(op, a!, b!),
    ),
    neg: ([a]) => unary("-", a!),
    contains: ([a, b]) => contains(a!, b!),
    getitem: ([a, b]) => getItem(a!, b!),
    itemgetter: (keys) => new Builtin("itemgetter", ([value]) => several(keys, (key) => getItem(value!, key))),
    attrgetter: (names) =>
      new Builtin("attrgetter", ([value]) =>
        several(names, (name) =>
          str(name)
            .split(".")
            .reduce<Value>((object, part) => getAttribute(object, part), value!),
        ),
      ),
  });
}

function mapped<T>(table: Record<string, T>, make: (op: T) => Body): Record<string, Body> {
  return Object.fromEntries(Object.entries(table).map(([name, op]) => [name, make(op)]));
}

/** One key gives its value, several a tuple. */
function several(keys: readonly Value[], get: (key: Value) => Value): Value {
  return keys.length === 1 ? get(keys[0]!) : new PyTuple(keys.map(get));
}
