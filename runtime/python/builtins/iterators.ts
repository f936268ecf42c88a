/** Iterators: next(), generators' methods, and the kinds that zip(), map() and the like make. */
import { spend } from "../budget.ts";
import { asIndex, call, compare, itemsOf, iterate, length, truth, typeName } from "../operators.ts";
import { parameters } from "../parameters.ts";
import { PyClass } from "../values/class.ts";
import { PyDict } from "../values/dict.ts";
import { PyError, pyError } from "../values/error.ts";
import { PyGenerator } from "../values/generator.ts";
import { PyIterator } from "../values/iterator.ts";
import { PyObject } from "../values/object.ts";
import { PyRange } from "../values/range.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { type Keywords, PyValue, type Value } from "../values/value.ts";
import { type Body, defineType } from "./define-builtins.ts";

export function* untilSentinel(fn: Value, sentinel: Value): Generator<Value, undefined> {
  for (;;) {
    spend();
    const value = call(fn, []);
    if (truth(compare("==", value, sentinel))) return undefined;
    yield value;
  }
}

export function next(iterator: Value): Value {
  if (iterator instanceof PyGenerator) return iterator.resume((body) => body.next(null));
  if (iterator instanceof PyIterator) {
    const value = iterator.next();
    if (value === undefined) throw new PyError("StopIteration", []);
    return value;
  }
  const value = iterator instanceof PyObject ? iterator.special("__next__", []) : undefined;
  if (value === undefined) throw pyError("TypeError", `'${typeName(iterator)}' object is not an iterator`);
  return value;
}

const NEXT_METHODS: Record<string, Body> = {
  __next__: ([self]) => next(self!),
  __iter__: ([self]) => self!,
};
/** Kinds whose constructors are used as functions: zip(…), map(…), property(…). */
export const ITERATOR_TYPES: readonly PyClass[] = [
  iteratorType("zip", (args, keywords) => {
    const strict = truth(parameters("zip", ["strict"], 0, [], keywords)[0] ?? false);
    return zip(args.map(iterate), strict);
  }),
  iteratorType("map", ([fn, ...values]) => map(fn!, values.map(iterate))),
  iteratorType("filter", ([test, values]) => filter(test!, iterate(values!))),
  iteratorType("enumerate", (args, keywords) => {
    const [values, start = 0n] = parameters("enumerate", ["iterable", "start"], 1, args, keywords);
    return enumerate(iterate(values!), asIndex(start) ?? 0);
  }),
  iteratorType("reversed", ([values]) => reversed(values!)),
];

function iteratorType(name: string, make: (args: Value[], keywords: Keywords) => Iterator<Value>): PyClass {
  return defineType(name, (args, keywords) => new PyIterator(make(args, keywords), name), NEXT_METHODS);
}

function* zip(sources: Iterator<Value>[], strict: boolean): Generator<Value, undefined> {
  if (sources.length === 0) return undefined;
  for (;;) {
    spend();
    const items: Value[] = [];
    for (const [i, source] of sources.entries()) {
      const step = source.next();
      if (!step.done) {
        items.push(step.value);
      } else {
        if (strict) checkEven(sources, i);
        return undefined;
      }
    }
    yield new PyTuple(items);
  }
}

/** The source at `ended` is the first that has no more; all others must have none either. */
function checkEven(sources: Iterator<Value>[], ended: number): void {
  const before = (i: number) => (i === 1 ? "argument 1" : `arguments 1-${i}`);
  if (ended > 0) throw pyError("ValueError", `zip() argument ${ended + 1} is shorter than ${before(ended)}`);
  const longer = sources.findIndex((source, i) => i > 0 && !source.next().done);
  if (longer > 0) throw pyError("ValueError", `zip() argument ${longer + 1} is longer than ${before(longer)}`);
}

function* map(fn: Value, sources: Iterator<Value>[]): Generator<Value, undefined> {
  const rows = sources.length === 1 ? undefined : zip(sources, false);
  for (;;) {
    spend();
    const step = (rows ?? sources[0]!).next();
    if (step.done) return undefined;
    yield call(fn, rows ? [...(step.value as PyTuple).items] : [step.value as Value]);
  }
}

function* filter(test: Value, source: Iterator<Value>): Generator<Value, undefined> {
  for (let step = source.next(); !step.done; step = source.next()) {
    spend();
    if (truth(test === null ? step.value : call(test, [step.value]))) yield step.value;
  }
}

function* enumerate(source: Iterator<Value>, start: number): Generator<Value, undefined> {
  let index = BigInt(start);
  for (let step = source.next(); !step.done; step = source.next()) {
    spend();
    yield new PyTuple([index++, step.value]);
  }
}

function reversed(values: Value): Iterator<Value> {
  if (values instanceof PyObject) {
    const own = values.special("__reversed__", []);
    if (own !== undefined) return iterate(own);
  }
  if (values instanceof PyRange) {
    const { start, step, count } = values;
    return new PyRange(start + (count - 1) * step, start - step, -step).iterate();
  }
  const n = length(values);
  const at = itemAt(values);
  return (function* () {
    for (let i = n - 1; i >= 0; i--) yield at(i);
    return undefined;
  })();
}

function itemAt(values: Value): (i: number) => Value {
  if (values instanceof PyList || values instanceof PyTuple) return (i) => values.items[i]!;
  if (values instanceof PyDict || typeof values === "string") {
    const items = itemsOf(values);
    return (i) => items[i]!;
  }
  return (i) => {
    const item = values instanceof PyValue ? values.getItem(BigInt(i)) : undefined;
    if (item === undefined) throw pyError("TypeError", `'${typeName(values)}' object is not reversible`);
    return item;
  };
}

for (const name of [
  "iterator",
  "list_iterator",
  "tuple_iterator",
  "dict_iterator",
  "set_iterator",
  "range_iterator",
  "str_ascii_iterator",
  "callable_iterator",
]) {
  iteratorType(name, () => {
    throw pyError("TypeError", `cannot create '${name}' instances`);
  });
}

defineType("generator", () => null, {
  ...NEXT_METHODS,
  send: ([self, value = null]) => (self as PyGenerator).resume((body) => body.next(value)),
  throw: ([self, exception]) => (self as PyGenerator).resume((body) => body.throw(raisedBy(exception!))),
  close: ([self]) => {
    (self as PyGenerator).step((body) => body.return(null));
    return null;
  },
});

function raisedBy(exception: Value): PyError {
  const instance = exception instanceof PyClass ? exception.call([], new Map()) : exception;
  return new PyError(typeName(instance), [], instance as PyValue);
}
