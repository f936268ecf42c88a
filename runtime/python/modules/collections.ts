/** collections: OrderedDict, defaultdict, Counter and namedtuple, as far as dicts and plain classes carry them. */

import { spend, spendItems } from "../budget.ts";
import { DICT, sorted } from "../builtins/containers.ts";
import { builtins } from "../builtins/define-builtins.ts";
import { binary, call, itemsOf, iterate } from "../operators.ts";
import { Builtin } from "../values/builtin.ts";
import { PyClass } from "../values/class.ts";
import { Property } from "../values/descriptors.ts";
import { PyDict } from "../values/dict.ts";
import { pyError } from "../values/error.ts";
import type { Module } from "../values/module.ts";
import type { PyObject } from "../values/object.ts";
import { compareItems, repr } from "../values/object-protocol.ts";
import { PyTuple } from "../values/sequence.ts";
import type { Keywords, Value } from "../values/value.ts";
import { library } from "./define-module.ts";

export function collectionsModule(): Module {
  return library(
    "collections",
    {
      defaultdict: ([factory = null, ...rest], keywords) => {
        const dict = call(DICT, rest, keywords) as PyDict;
        if (factory !== null) dict.makeDefault = () => call(factory, []);
        return dict;
      },
      Counter: ([values]) => count(values),
      namedtuple: ([name, fields]) => namedTuple(String(name), fieldNames(fields!)),
    },
    { OrderedDict: DICT },
  );
}

/** A dict of counts, most frequent first. */
function count(values: Value | undefined): PyDict {
  const counts = new PyDict();
  const iterator = values === undefined ? [][Symbol.iterator]() : iterate(values);
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    spend(8);
    counts.set(next.value, binary("+", counts.get(next.value) ?? 0n, 1n));
  }
  spendItems(counts.entries.size, 96);
  const pairs = [...counts.entries.values()].map(({ key, value }) => new PyTuple([key, value]));
  const byCount = new Builtin("count", ([pair]) => (pair as PyTuple).items[1]!);
  return PyDict.of(sorted(pairs, byCount, true).map((pair) => (pair as PyTuple).items as [Value, Value]));
}

function fieldNames(fields: Value): string[] {
  if (typeof fields === "string") return fields.split(/[\s,]+/).filter((name) => name !== "");
  return itemsOf(fields).map(String);
}

function namedTuple(name: string, fields: readonly string[]): PyClass {
  const items = (self: Value | undefined): Value[] =>
    fields.map((field) => (self as PyObject).attributes.get(`.${field}`)!);
  const cls = new PyClass(
    name,
    [],
    builtins({
      __init__: ([self, ...args], keywords: Keywords) => {
        for (const [i, field] of fields.entries()) {
          const value = args[i] ?? keywords.get(field);
          if (value === undefined) throw pyError("TypeError", `__new__() missing required argument: '${field}'`);
          (self as PyObject).attributes.set(`.${field}`, value);
        }
        if (args.length > fields.length) throw pyError("TypeError", `${name}() takes ${fields.length} arguments`);
        return null;
      },
      __repr__: ([self]) =>
        `${name}(${items(self)
          .map((item, i) => `${fields[i]}=${repr(item)}`)
          .join(", ")})`,
      __len__: () => BigInt(fields.length),
      __getitem__: ([self, key]) => new PyTuple(items(self)).getItem(key!)!,
      __iter__: ([self]) => new PyTuple(items(self)),
      __eq__: ([self, other]) => compareItems("==", items(self), itemsOf(other!)),
      __hash__: ([self]) => repr(new PyTuple(items(self))),
      _asdict: ([self]) => PyDict.of(items(self).map((item, i) => [fields[i]!, item] as const)),
    }),
  );
  for (const [i, field] of fields.entries()) {
    cls.members.set(field, new Property(new Builtin(field, ([self]) => items(self)[i]!)));
  }
  cls.members.set("_fields", new PyTuple([...fields]));
  return cls;
}
