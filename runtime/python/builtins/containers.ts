/** list, tuple, dict, set, frozenset, range, slice and their methods. */
import { grow, spend, spendItems, spendMany } from "../budget.ts";
import {
  asIndex,
  call,
  compare,
  contains,
  deleteItem,
  getItem,
  itemsOf,
  iterate,
  length,
  repr,
  same,
  setItem,
  truth,
  typeName,
} from "../operators.ts";
import { parameters, positional } from "../parameters.ts";
import { Builtin } from "../values/builtin.ts";
import { StaticMethod } from "../values/descriptors.ts";
import { DictView, PyDict } from "../values/dict.ts";
import { PyError, pyError } from "../values/error.ts";
import { PyIterator } from "../values/iterator.ts";
import { coreOf } from "../values/object.ts";
import { itemIndex, sliceBounds, tryIterate } from "../values/object-protocol.ts";
import { PyRange } from "../values/range.ts";
import { PyList, PySlice, PyTuple } from "../values/sequence.ts";
import { PySet } from "../values/set.ts";
import type { Keywords, Value } from "../values/value.ts";
import { type Body, defineType } from "./define-builtins.ts";

/** Stable, by `<` alone, with the keys computed once. */
export function sorted(values: readonly Value[], key: Value, reverse: boolean): Value[] {
  spendMany(values.length * Math.ceil(Math.log2(values.length + 2)));
  spendItems(values.length, 96);
  const keyed = values.map((value) => ({ value, key: key === null ? value : call(key, [value]) }));
  const before = (a: Value, b: Value): boolean =>
    typeof a === "number" && typeof b === "number" ? a < b : truth(compare("<", a, b));
  keyed.sort((a, b) => {
    const [first, second] = reverse ? [b, a] : [a, b];
    return before(first.key, second.key) ? -1 : before(second.key, first.key) ? 1 : 0;
  });
  return keyed.map(({ value }) => value);
}

function sortOptions(name: string, keywords: Keywords): [Value, boolean] {
  const [key = null, reverse = false] = parameters(name, ["key", "reverse"], 0, [], keywords);
  return [key, truth(reverse)];
}

export function sortedBuiltin(args: Value[], keywords: Keywords): Value {
  if (args.length !== 1) throw pyError("TypeError", `sorted expected 1 argument, got ${args.length}`);
  return new PyList(sorted(itemsOf(args[0]!), ...sortOptions("sorted", keywords)));
}

function list(self: Value | undefined): PyList {
  if (self instanceof PyList) return self;
  throw pyError("TypeError", "descriptor requires a 'list' object");
}

/** Position of an item, for list.index and tuple.index. */
function indexOf(kind: string): Body {
  return ([self, item, start = null, stop = null]) => {
    const { items } = self as PyList | PyTuple;
    const bounds = sliceBounds({ start, stop, step: null }, items.length);
    spend(items.length >> 2);
    // What compares may shorten the list on the way.
    const end = () => Math.min(bounds.stop, items.length);
    for (let i = bounds.start; i < end(); i++) if (same(items[i]!, item!)) return BigInt(i);
    throw pyError("ValueError", kind === "list" ? `${repr(item!)} is not in list` : "tuple.index(x): x not in tuple");
  };
}

const count: Body = ([self, item]) => {
  const { items } = self as PyList | PyTuple;
  spend(items.length >> 2);
  let found = 0n;
  for (const each of items) if (same(each, item!)) found++;
  return found;
};

/** What a class derived from a container finds by super(), and its instances without. */
const CONTAINER: Record<string, Body> = {
  __len__: ([self]) => BigInt(length(self!)),
  __getitem__: ([self, key]) => getItem(self!, key!),
  __setitem__: ([self, key, value]) => {
    setItem(self!, key!, value!);
    return null;
  },
  __delitem__: ([self, key]) => {
    deleteItem(self!, key!);
    return null;
  },
  __contains__: ([self, item]) => contains(self!, item!),
  __iter__: ([self]) => new PyIterator(iterate(self!)),
  __repr__: ([self]) => repr(self!),
};

export const LIST = defineType(
  "list",
  (args, keywords) => {
    positional("list", args, keywords, 0, 1);
    return new PyList(args.length === 0 ? [] : itemsOf(args[0]!));
  },
  {
    append: (args, keywords) => {
      positional("list.append", args.slice(1), keywords, 1);
      const { items } = list(args[0]);
      grow(items.length, 8);
      items.push(args[1]!);
      return null;
    },
    extend: ([self, values]) => {
      list(self).inplace("+", values!);
      return null;
    },
    insert: ([self, at, item]) => {
      const { items } = list(self);
      const index = asIndex(at!);
      if (index === undefined)
        throw pyError("TypeError", `'${typeName(at!)}' object cannot be interpreted as an integer`);
      spend(items.length >> 4);
      items.splice(index < 0 ? Math.max(0, index + items.length) : index, 0, item!);
      return null;
    },
    pop: ([self, at = -1n]) => {
      const { items } = list(self);
      if (items.length === 0) throw pyError("IndexError", "pop from empty list");
      const index = asIndex(at);
      if (index === undefined)
        throw pyError("TypeError", `'${typeName(at)}' object cannot be interpreted as an integer`);
      if (index >= items.length || index < -items.length) throw pyError("IndexError", "pop index out of range");
      if (index === -1) return items.pop()!;
      spend(items.length >> 4);
      return items.splice(itemIndex(at, items.length, "list"), 1)[0]!;
    },
    remove: ([self, item]) => {
      const { items } = list(self);
      spend(items.length >> 2);
      const at = items.findIndex((each) => same(each, item!));
      if (at < 0) throw pyError("ValueError", "list.remove(x): x not in list");
      items.splice(at, 1);
      return null;
    },
    clear: ([self]) => {
      list(self).items = [];
      return null;
    },
    copy: ([self]) => {
      spendItems(list(self).items.length);
      return new PyList([...list(self).items]);
    },
    reverse: ([self]) => {
      spend(list(self).items.length >> 4);
      list(self).items.reverse();
      return null;
    },
    sort: ([self], keywords) => {
      const target = list(self);
      target.items = sorted(target.items, ...sortOptions("sort", keywords));
      return null;
    },
    index: indexOf("list"),
    count,
    ...CONTAINER,
    __init__: ([self, values]) => {
      list(self).items = values === undefined ? [] : itemsOf(values);
      return null;
    },
  },
);
LIST.makeCore = () => new PyList([]);

export const TUPLE = defineType(
  "tuple",
  (args, keywords) => {
    positional("tuple", args, keywords, 0, 1);
    if (args[0] instanceof PyTuple) return args[0];
    return new PyTuple(args.length === 0 ? [] : itemsOf(args[0]!));
  },
  { index: indexOf("tuple"), count },
);

/** Pairs for dict(): from another dict, from anything with pairs, and from keywords. */
function fill(dict: PyDict, args: readonly Value[], keywords: Keywords): PyDict {
  const source = args[0] === undefined ? undefined : coreOf(args[0]);
  if (source instanceof PyDict) dict.update(source);
  else if (source !== undefined) {
    for (const [i, pair] of itemsOf(source).entries()) {
      if (tryIterate(pair) === undefined) {
        throw pyError("TypeError", `cannot convert dictionary update sequence element #${i} to a sequence`);
      }
      const items = itemsOf(pair);
      if (items.length !== 2) {
        throw pyError(
          "ValueError",
          `dictionary update sequence element #${i} has length ${items.length}; 2 is required`,
        );
      }
      dict.set(items[0]!, items[1]!);
    }
  }
  for (const [key, value] of keywords) dict.set(key, value);
  return dict;
}

function dict(self: Value | undefined): PyDict {
  if (self instanceof PyDict) return self;
  throw pyError("TypeError", "descriptor requires a 'dict' object");
}

export const DICT = defineType(
  "dict",
  (args, keywords) => {
    positional("dict", args, new Map(), 0, 1);
    return fill(new PyDict(), args, keywords);
  },
  {
    get: ([self, key, otherwise = null]) => {
      const found = dict(self).get(key!);
      return found === undefined ? otherwise : found;
    },
    keys: ([self]) => new DictView(dict(self), "keys"),
    values: ([self]) => new DictView(dict(self), "values"),
    items: ([self]) => new DictView(dict(self), "items"),
    pop: ([self, key, otherwise]) => {
      const target = dict(self);
      const found = target.get(key!);
      if (found === undefined) {
        if (otherwise === undefined) throw new PyError("KeyError", [key!]);
        return otherwise;
      }
      target.delete(key!);
      return found;
    },
    popitem: ([self]) => {
      const target = dict(self);
      const last = [...target.counted().values()].at(-1);
      if (!last) throw pyError("KeyError", "popitem(): dictionary is empty");
      target.delete(last.key);
      return new PyTuple([last.key, last.value]);
    },
    setdefault: ([self, key, otherwise = null]) => {
      const target = dict(self);
      const found = target.get(key!);
      if (found !== undefined) return found;
      target.set(key!, otherwise);
      return otherwise;
    },
    update: ([self, ...rest], keywords) => {
      fill(dict(self), rest, keywords);
      return null;
    },
    clear: ([self]) => {
      dict(self).clear();
      return null;
    },
    copy: ([self]) => dict(self).copy(),
    ...CONTAINER,
    __init__: ([self, ...rest], keywords) => {
      fill(dict(self), rest, keywords);
      return null;
    },
  },
);
DICT.makeCore = () => new PyDict();
// The one method that is called on the kind: dict.fromkeys(names).
DICT.members.set(
  "fromkeys",
  new StaticMethod(
    new Builtin("fromkeys", ([keys, value = null]) => {
      const dict = new PyDict();
      for (const key of itemsOf(keys!)) {
        spend();
        dict.set(key, value);
      }
      return dict;
    }),
  ),
);

function set(self: Value | undefined): PySet {
  if (self instanceof PySet) return self;
  throw pyError("TypeError", "descriptor requires a 'set' object");
}

const SET_METHODS: Record<string, Body> = {
  union: ([self, ...others]) =>
    others.reduce<PySet>(
      (all, next) => all.union(PySet.from(next)),
      set(self).filter(() => true),
    ),
  intersection: ([self, ...others]) =>
    others.reduce<PySet>(
      (all, next) => all.intersection(PySet.from(next)),
      set(self).filter(() => true),
    ),
  difference: ([self, ...others]) =>
    others.reduce<PySet>(
      (all, next) => all.difference(PySet.from(next)),
      set(self).filter(() => true),
    ),
  symmetric_difference: ([self, other]) => set(self).symmetricDifference(PySet.from(other!)),
  issubset: ([self, other]) => set(self).isSubset(PySet.from(other!)),
  issuperset: ([self, other]) => PySet.from(other!).isSubset(set(self)),
  isdisjoint: ([self, other]) => set(self).intersection(PySet.from(other!)).entries.size === 0,
  copy: ([self]) => set(self).filter(() => true),
};

export const SET = defineType(
  "set",
  (args, keywords) => {
    positional("set", args, keywords, 0, 1);
    return new PySet(args.length === 0 ? [] : itemsOf(args[0]!));
  },
  {
    ...SET_METHODS,
    add: ([self, item]) => {
      set(self).add(item!);
      return null;
    },
    discard: ([self, item]) => {
      set(self).delete(item!);
      return null;
    },
    remove: ([self, item]) => {
      if (!set(self).delete(item!)) throw new PyError("KeyError", [item!]);
      return null;
    },
    pop: ([self]) => {
      // What was deleted at the front is passed over until the map is packed anew.
      spend(set(self).entries.size >> 5);
      const [first] = set(self).entries.values();
      if (first === undefined) throw new PyError("KeyError", ["pop from an empty set"]);
      set(self).delete(first);
      return first;
    },
    clear: ([self]) => {
      set(self).entries.clear();
      return null;
    },
    update: ([self, ...others]) => {
      for (const other of others) set(self).become(set(self).union(PySet.from(other)));
      return null;
    },
    difference_update: ([self, other]) => {
      set(self).become(set(self).difference(PySet.from(other!)));
      return null;
    },
    intersection_update: ([self, other]) => {
      set(self).become(set(self).intersection(PySet.from(other!)));
      return null;
    },
  },
);

export const FROZENSET = defineType(
  "frozenset",
  (args, keywords) => {
    positional("frozenset", args, keywords, 0, 1);
    return new PySet(args.length === 0 ? [] : itemsOf(args[0]!), true);
  },
  SET_METHODS,
);

function integer(value: Value): number {
  const index = asIndex(value);
  if (index !== undefined) return index;
  throw pyError("TypeError", `'${typeName(value)}' object cannot be interpreted as an integer`);
}

export const RANGE = defineType(
  "range",
  (args, keywords) => {
    positional("range", args, keywords, 1, 3);
    const [first, second, third] = args.map(integer) as [number, number?, number?];
    if (third === 0) throw pyError("ValueError", "range() arg 3 must not be zero");
    return second === undefined ? new PyRange(0, first, 1) : new PyRange(first, second, third ?? 1);
  },
  {
    index: ([self, item]) => {
      const range = self as PyRange;
      if (!range.contains(item!)) throw pyError("ValueError", `${repr(item!)} is not in range`);
      return BigInt((Number(item) - range.start) / range.step);
    },
    count: ([self, item]) => ((self as PyRange).contains(item!) ? 1n : 0n),
  },
);

export const SLICE = defineType(
  "slice",
  (args, keywords) => {
    positional("slice", args, keywords, 1, 3);
    const [a = null, b = null, c = null] = args;
    return args.length === 1 ? new PySlice(null, a, null) : new PySlice(a, b, c);
  },
  {
    indices: ([self, size]) => {
      const { start, stop, step } = sliceBounds(self as PySlice, integer(size!));
      return new PyTuple([BigInt(start), BigInt(stop), BigInt(step)]);
    },
  },
);
