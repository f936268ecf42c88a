/** itertools: iterators made of iterators. */
import { spend, spendItems } from "../budget.ts";
import { binary, call, itemsOf, iterate, truth } from "../operators.ts";
import { parameters } from "../parameters.ts";
import { Builtin } from "../values/builtin.ts";
import { PyIterator } from "../values/iterator.ts";
import type { Module } from "../values/module.ts";
import { PyTuple } from "../values/sequence.ts";
import type { Keywords, Value } from "../values/value.ts";
import { library } from "./define-module.ts";

type Source = Generator<Value, undefined>;

export function itertoolsModule(): Module {
  const made = (make: (args: Value[], keywords: Keywords) => Source) => (args: Value[], keywords: Keywords) =>
    new PyIterator(make(args, keywords));
  const module = library("itertools", {
    count: made(([start = 0n, step = 1n]) => count(start, step)),
    cycle: made(([values]) => cycle(itemsOf(values!))),
    repeat: made(([value, times]) => repeat(value!, times)),
    islice: made(([values, ...bounds]) => slice(iterate(values!), bounds)),
    takewhile: made(([test, values]) => takeWhile(test!, iterate(values!))),
    dropwhile: made(([test, values]) => dropWhile(test!, iterate(values!))),
    starmap: made(([fn, values]) => starMap(fn!, iterate(values!))),
    accumulate: made((args, keywords) => {
      const [values, fn = null, initial = null] = parameters(
        "accumulate",
        ["iterable", "func", "initial"],
        1,
        args,
        keywords,
      );
      return accumulate(iterate(values!), fn, initial);
    }),
    zip_longest: made((args, keywords) => zipLongest(args.map(iterate), keywords.get("fillvalue") ?? null)),
    product: made((args, keywords) => {
      const pools = args.map(itemsOf);
      const times = Number(keywords.get("repeat") ?? 1n);
      spendItems(times * pools.length);
      return product(Array.from({ length: times }, () => pools).flat());
    }),
    permutations: made(([values, size]) => {
      const pool = itemsOf(values!);
      return choose(pool, size === undefined || size === null ? pool.length : Number(size), "permutations");
    }),
    combinations: made(([values, size]) => choose(itemsOf(values!), Number(size), "combinations")),
    pairwise: made(([values]) => pairwise(iterate(values!))),
  });
  const chain = new Builtin("chain", (args) => new PyIterator(chained(args[Symbol.iterator]())));
  const fromIterable = new Builtin("from_iterable", ([values]) => new PyIterator(chained(iterate(values!))));
  module.members.set("chain", withMember(chain, "from_iterable", fromIterable));
  return module;
}

/** A function that carries another: chain.from_iterable. */
function withMember(fn: Builtin, name: string, member: Value): Builtin {
  const original = fn.getAttribute.bind(fn);
  fn.getAttribute = (asked) => (asked === name ? member : original(asked));
  return fn;
}

function* chained(sources: Iterator<Value>): Source {
  for (let source = sources.next(); !source.done; source = sources.next()) yield* each(iterate(source.value));
  return undefined;
}

function* each(source: Iterator<Value>): Source {
  for (let next = source.next(); !next.done; next = source.next()) {
    spend();
    yield next.value;
  }
  return undefined;
}

function* count(start: Value, step: Value): Source {
  for (let value = start; ; value = binary("+", value, step)) {
    spend();
    yield value;
  }
}

function* cycle(items: readonly Value[]): Source {
  while (items.length > 0)
    for (const item of items) {
      spend();
      yield item;
    }
  return undefined;
}

function* repeat(value: Value, times: Value | undefined): Source {
  for (let left = times === undefined ? Number.POSITIVE_INFINITY : Number(times); left > 0; left--) {
    spend();
    yield value;
  }
  return undefined;
}

function* slice(source: Iterator<Value>, bounds: readonly Value[]): Source {
  const [start, stop, step] = bounds.length === 1 ? [0, bounds[0], 1] : bounds;
  const first = Number(start ?? 0);
  const end = stop === null || stop === undefined ? Number.POSITIVE_INFINITY : Number(stop);
  const stride = Number(step ?? 1);
  for (let i = 0; i < end; i++) {
    const next = source.next();
    if (next.done) return undefined;
    spend();
    if (i >= first && (i - first) % stride === 0) yield next.value;
  }
  return undefined;
}

function* takeWhile(test: Value, source: Iterator<Value>): Source {
  for (const item of each(source)) {
    if (!truth(call(test, [item]))) return undefined;
    yield item;
  }
  return undefined;
}

function* dropWhile(test: Value, source: Iterator<Value>): Source {
  let dropping = true;
  for (const item of each(source)) {
    dropping &&= truth(call(test, [item]));
    if (!dropping) yield item;
  }
  return undefined;
}

function* starMap(fn: Value, source: Iterator<Value>): Source {
  for (const item of each(source)) yield call(fn, itemsOf(item));
  return undefined;
}

function* accumulate(source: Iterator<Value>, fn: Value, initial: Value): Source {
  let total: Value | undefined = initial === null ? undefined : initial;
  if (total !== undefined) yield total;
  for (const item of each(source)) {
    if (total === undefined) total = item;
    else total = fn === null ? binary("+", total, item) : call(fn, [total, item]);
    yield total;
  }
  return undefined;
}

function* zipLongest(sources: Iterator<Value>[], fill: Value): Source {
  for (;;) {
    spend();
    const steps = sources.map((source) => source.next());
    if (steps.every((step) => step.done)) return undefined;
    yield new PyTuple(steps.map((step) => (step.done ? fill : step.value)));
  }
}

function* product(pools: readonly (readonly Value[])[]): Source {
  spendItems(pools.length);
  const indices = pools.map(() => 0);
  if (pools.some((pool) => pool.length === 0)) return undefined;
  for (;;) {
    spend(1 + (pools.length >> 2));
    yield new PyTuple(pools.map((pool, i) => pool[indices[i]!]!));
    let i = pools.length - 1;
    while (i >= 0 && ++indices[i]! === pools[i]!.length) indices[i--] = 0;
    if (i < 0) return undefined;
  }
}

/** In the order of positions, as Python gives them. */
function* choose(pool: readonly Value[], size: number, kind: "permutations" | "combinations"): Source {
  const chosen: number[] = [];
  function* extend(): Source {
    spend(2 + (chosen.length >> 2));
    if (chosen.length === size) {
      yield new PyTuple(chosen.map((i) => pool[i]!));
      return undefined;
    }
    const from = kind === "combinations" ? (chosen.at(-1) ?? -1) + 1 : 0;
    // Combinations leave enough behind for the places that are still to be filled.
    const end = kind === "combinations" ? pool.length - (size - chosen.length) + 1 : pool.length;
    for (let i = from; i < end; i++) {
      spend(1 + (chosen.length >> 4));
      if (kind === "permutations" && chosen.includes(i)) continue;
      chosen.push(i);
      yield* extend();
      chosen.pop();
    }
    return undefined;
  }
  yield* extend();
  return undefined;
}

function* pairwise(source: Iterator<Value>): Source {
  let previous: Value | undefined;
  for (const item of each(source)) {
    if (previous !== undefined) yield new PyTuple([previous, item]);
    previous = item;
  }
  return undefined;
}
