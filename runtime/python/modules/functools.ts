/** functools: partial, reduce, wraps, caches, total_ordering. */
import { call, compare, hashKey, iterate, truth } from "../operators.ts";
import { Builtin } from "../values/builtin.ts";
import type { PyClass } from "../values/class.ts";
import { pyError } from "../values/error.ts";
import { PyFunction } from "../values/function.ts";
import type { Module } from "../values/module.ts";
import { PyTuple } from "../values/sequence.ts";
import { type Keywords, PyValue, type Value } from "../values/value.ts";
import { library } from "./define-module.ts";

class Partial extends PyValue {
  override readonly typeName = "functools.partial";
  readonly target: Value;
  readonly args: readonly Value[];
  readonly keywords: Keywords;

  constructor(target: Value, args: readonly Value[], keywords: Keywords) {
    super();
    this.target = target;
    this.args = args;
    this.keywords = keywords;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: Value[], keywords: Keywords): Value {
    return call(this.target, [...this.args, ...args], new Map([...this.keywords, ...keywords]));
  }
  override getAttribute(name: string): Value | undefined {
    if (name === "func") return this.target;
    return name === "args" ? new PyTuple(this.args) : undefined;
  }
}

export function functoolsModule(): Module {
  return library("functools", {
    partial: ([target, ...args], keywords) => new Partial(target!, args, keywords),
    reduce: ([fn, values, start]) => {
      const iterator = iterate(values!);
      let total = start;
      for (let next = iterator.next(); !next.done; next = iterator.next()) {
        total = total === undefined ? next.value : call(fn!, [total, next.value]);
      }
      if (total === undefined) throw pyError("TypeError", "reduce() of empty iterable with no initial value");
      return total;
    },
    wraps: ([wrapped]) =>
      new Builtin("wraps", ([wrapper]) => {
        const name = wrapped instanceof PyValue ? wrapped.getAttribute("__name__") : undefined;
        if (wrapper instanceof PyFunction && name !== undefined) wrapper.setAttribute("__name__", name);
        return wrapper!;
      }),
    lru_cache: ([fn]) =>
      fn instanceof PyValue && fn.callable ? cached(fn) : new Builtin("lru_cache", ([next]) => cached(next!)),
    cache: ([fn]) => cached(fn!),
    total_ordering: ([cls]) => completeOrder(cls as PyClass),
    cmp_to_key: ([fn]) => new Builtin("cmp_to_key", ([value]) => new ByComparison(value!, fn!)),
  });
}

function cached(fn: Value): Value {
  const results = new Map<unknown, Value>();
  return new Builtin("cached", (args, keywords) => {
    const named = [...keywords].map(([name, value]) => new PyTuple([name, value]));
    const key = hashKey(new PyTuple([new PyTuple(args), new PyTuple(named)]));
    let result = results.get(key);
    if (result === undefined) {
      result = call(fn, args, keywords);
      results.set(key, result);
    }
    return result;
  });
}

class ByComparison extends PyValue {
  override readonly typeName = "K";
  readonly value: Value;
  readonly fn: Value;
  constructor(value: Value, fn: Value) {
    super();
    this.value = value;
    this.fn = fn;
  }
  override compare(op: "<" | "<=" | ">" | ">=" | "==" | "!=", other: Value): Value | undefined {
    return other instanceof ByComparison ? compare(op, call(this.fn, [this.value, other.value]), 0n) : undefined;
  }
}

/** From `__lt__` and `__eq__` to all six. */
function completeOrder(cls: PyClass): PyClass {
  const less = (a: Value, b: Value) => truth(compare("<", a, b));
  const equal = (a: Value, b: Value) => truth(compare("==", a, b));
  const table: Record<string, (a: Value, b: Value) => boolean> = {
    __le__: (a, b) => less(a, b) || equal(a, b),
    __gt__: (a, b) => !less(a, b) && !equal(a, b),
    __ge__: (a, b) => !less(a, b),
  };
  if (cls.lookup("__lt__") === undefined) {
    throw pyError("ValueError", "total_ordering needs __lt__ here");
  }
  for (const [name, body] of Object.entries(table)) {
    if (cls.lookup(name) === undefined) cls.setAttribute(name, new Builtin(name, ([a, b]) => body(a!, b!)));
  }
  return cls;
}
