/**
 * What every value can be asked, primitive or not: its truth, its text, whether
 * it equals or precedes another, its items. Kinds of values call these on what
 * they contain; operators.ts adds arithmetic and is the door for other rooms.
 */
import { grow, spend, spendItems, spendMany, spendSearch } from "../budget.ts";
import { meter, perSession } from "../session-state.ts";
import { pyError } from "./error.ts";
import { characters, floatRepr, textLength, textRepr } from "./repr.ts";
import { type Comparison, type Keywords, NO_KEYWORDS, NotCallable, PyValue, type Value } from "./value.ts";

export function typeName(value: Value): string {
  if (value === null) return "NoneType";
  switch (typeof value) {
    case "number":
      return "float";
    case "bigint":
      return "int";
    case "string":
      return "str";
    case "boolean":
      return "bool";
    default:
      return value.typeName;
  }
}

export function truth(value: Value): boolean {
  if (typeof value === "boolean") return value;
  if (value instanceof PyValue) return value.truth();
  if (typeof value === "number") return value !== 0;
  if (typeof value === "bigint") return value !== 0n;
  return value !== null && value !== "";
}

export function call(target: Value, args: Value[], keywords: Keywords = NO_KEYWORDS): Value {
  if (target instanceof PyValue) {
    try {
      return target.call(args, keywords);
    } catch (error) {
      if (error instanceof NotCallable) throw pyError("TypeError", error.message);
      throw error;
    }
  }
  throw pyError("TypeError", `'${typeName(target)}' object is not callable`);
}

/** A number whose JavaScript `==` and `<` against another such number is Python's; undefined for others. */
export function asNumber(value: Value): number | bigint | undefined {
  if (typeof value === "number" || typeof value === "bigint") return value;
  if (typeof value === "boolean") return value ? 1n : 0n;
  return undefined;
}

export function equals(a: Value, b: Value): boolean {
  if (typeof a === "string") spend(a.length >> 10);
  if (a === b) return !(typeof a === "number" && Number.isNaN(a));
  if (a instanceof PyValue || b instanceof PyValue) {
    const answer = compareValues("==", a, b);
    return answer !== undefined && truth(answer);
  }
  const left = asNumber(a);
  const right = asNumber(b);
  // biome-ignore lint/suspicious/noDoubleEquals: == compares a bigint and a number exactly.
  return left !== undefined && right !== undefined && left == right;
}

/** Identity or equality: what `in`, list.index and dict lookup use. */
export function same(a: Value, b: Value): boolean {
  return Object.is(a, b) || equals(a, b);
}

/** May give an array, as numpy does. */
export function compare(op: Comparison, a: Value, b: Value): Value {
  if (typeof a === "number" && typeof b === "number") return order(op, a, b);
  if (a instanceof PyValue || b instanceof PyValue) {
    const answer = compareValues(op, a, b);
    if (answer !== undefined) return answer;
    if (op === "==") return a === b;
    if (op === "!=") return a !== b;
  } else if (op === "==" || op === "!=") {
    return equals(a, b) === (op === "==");
  } else if (typeof a === "string" && typeof b === "string") {
    spend(a.length >> 10);
    return order(op, a, b);
  } else {
    const left = asNumber(a);
    const right = asNumber(b);
    if (left !== undefined && right !== undefined) return order(op, left, right);
  }
  throw pyError("TypeError", `'${op}' not supported between instances of '${typeName(a)}' and '${typeName(b)}'`);
}

function order<T extends number | bigint | string>(op: Comparison, a: T, b: T): boolean {
  switch (op) {
    case "<":
      return a < b;
    case "<=":
      return a <= b;
    case ">":
      return a > b;
    case ">=":
      return a >= b;
    case "==":
      // biome-ignore lint/suspicious/noDoubleEquals: == compares a bigint and a number exactly.
      return a == b;
    case "!=":
      // biome-ignore lint/suspicious/noDoubleEquals: as above
      return a != b;
  }
}

const MIRRORED = { "==": "==", "!=": "!=", "<": ">", "<=": ">=", ">": "<", ">=": "<=" } as const;

function compareValues(op: Comparison, a: Value, b: Value): Value | undefined {
  const answer = a instanceof PyValue ? a.compare(op, b) : undefined;
  if (answer !== undefined) return answer;
  return b instanceof PyValue ? b.compare(MIRRORED[op], a) : undefined;
}

/** Comparison of two sequences item by item, as list and tuple do it. */
export function compareItems(op: Comparison, a: readonly Value[], b: readonly Value[]): Value {
  if ((op === "==" || op === "!=") && a.length !== b.length) return op === "!=";
  const shorter = Math.min(a.length, b.length);
  return nested(() => {
    for (let i = 0; i < shorter; i++) {
      spend();
      if (!same(a[i]!, b[i]!)) {
        return op === "==" ? false : op === "!=" ? true : compare(op, a[i]!, b[i]!);
      }
    }
    return order(op, a.length, b.length);
  }, "comparison");
}

export function repr(value: Value): string {
  spend();
  if (value === null) return "None";
  switch (typeof value) {
    case "number":
      return floatRepr(value);
    case "bigint":
      return integerText(value);
    case "boolean":
      return value ? "True" : "False";
    case "string":
      spendMany(value.length * 2);
      return textRepr(value);
    default:
      return nested(() => value.repr(), "repr");
  }
}

/** Texts one after the other, charged before that is made. */
export function joined(texts: readonly string[], between = ", "): string {
  spendItems(
    texts.reduce((sum, { length }) => sum + length + between.length, 0),
    2,
  );
  return texts.join(between);
}

/** Containers whose repr is being written. */
const open = perSession(() => new Set<PyValue>());

/** The repr of a container: `short` where it is inside itself, as `[[...]]`. */
export function enclosed(container: PyValue, short: string, write: () => string): string {
  const containers = open();
  if (containers.has(container)) return short;
  containers.add(container);
  try {
    return write();
  } finally {
    containers.delete(container);
  }
}

/** The digits of an int; those of a long one take a while. */
export function integerText(value: bigint, radix = 10): string {
  const text = value.toString(radix);
  if (text.length > 64) spendMany(text.length ** 2 / 4096);
  return text;
}

export function str(value: Value): string {
  if (typeof value === "string") return value;
  return value instanceof PyValue ? nested(() => value.str(), "str") : repr(value);
}

/** Guards a walk into nested values: a list may hold itself. */
function nested<T>(walk: () => T, what: string): T {
  if (meter.depth > 900) throw pyError("RecursionError", `maximum recursion depth exceeded in ${what}`);
  meter.depth++;
  try {
    return walk();
  } finally {
    meter.depth--;
  }
}

/** The key under which a dict or set files a value: equal for equal values. */
export function hashKey(value: Value): unknown {
  if (typeof value === "string") return value.startsWith("\0") ? `\0${value}` : value;
  if (typeof value === "bigint") {
    return value >= Number.MIN_SAFE_INTEGER && value <= Number.MAX_SAFE_INTEGER ? Number(value) : value;
  }
  if (typeof value === "number") {
    return Number.isInteger(value) && !Number.isSafeInteger(value) ? BigInt(value) : value;
  }
  if (typeof value === "boolean") return value ? 1 : 0;
  if (value === null) return null;
  const key = value.hashKey();
  if (key === undefined) throw pyError("TypeError", `unhashable type: '${value.typeName}'`);
  return key;
}

/** Counted in each session from 1, so that a script sees the same numbers whatever else runs. */
const identities = perSession(() => ({ of: new WeakMap<object, number>(), next: 1 }));

/** id(value) of a kind with an identity. */
export function identity(value: object): number {
  const known = identities();
  let id = known.of.get(value);
  if (id === undefined) {
    id = known.next++;
    known.of.set(value, id);
  }
  return id;
}

/** hashKey as text that no other key shares: what the key of a tuple is made of. */
export function hashText(value: Value): string {
  spend();
  const key = hashKey(value);
  switch (typeof key) {
    case "string":
      return `s${key.length}:${key}`;
    case "number":
    case "bigint":
      return `n${key}`;
    case "object":
      return key === null ? "N" : `i${identity(key)}`;
    default:
      return `i${String(key)}`;
  }
}

/** undefined: not iterable. */
export function tryIterate(value: Value): Iterator<Value> | undefined {
  if (value instanceof PyValue) return value.iterate();
  return typeof value === "string" ? value[Symbol.iterator]() : undefined;
}

export function iterate(value: Value): Iterator<Value> {
  const iterator = tryIterate(value);
  if (!iterator) throw pyError("TypeError", `'${typeName(value)}' object is not iterable`);
  return iterator;
}

/** Every item in an array of its own; each costs a step. */
export function itemsOf(value: Value): Value[] {
  // What says how many it has need not be walked to be refused.
  const known = value instanceof PyValue ? value.itemCount : undefined;
  if (known !== undefined) spendItems(known);
  const iterator = iterate(value);
  const items: Value[] = [];
  for (let next = iterator.next(); !next.done; next = iterator.next()) {
    spend();
    grow(items.length, 8);
    items.push(next.value);
  }
  return items;
}

export function length(value: Value): number {
  const n = typeof value === "string" ? textLength(value) : value instanceof PyValue ? value.length() : undefined;
  if (n === undefined) throw pyError("TypeError", `object of type '${typeName(value)}' has no len()`);
  return n;
}

export function contains(container: Value, item: Value): boolean {
  if (typeof container === "string") {
    if (typeof item === "string") {
      spendSearch(container.length, item.length);
      return container.includes(item);
    }
    throw pyError("TypeError", `'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (container instanceof PyValue) {
    const answer = container.contains(item);
    if (answer !== undefined) return answer;
    const iterator = container.iterate();
    if (iterator) {
      for (let next = iterator.next(); !next.done; next = iterator.next()) {
        spend();
        if (same(next.value, item)) return true;
      }
      return false;
    }
  }
  throw pyError("TypeError", `argument of type '${typeName(container)}' is not iterable`);
}

/** A position or count: an int, a bool, or a kind that stands for one. undefined: not an integer. */
export function asIndex(value: Value): number | undefined {
  if (typeof value === "bigint") return Number(value);
  if (typeof value === "boolean") return value ? 1 : 0;
  return value instanceof PyValue ? value.toIndex() : undefined;
}

/** start, stop, step of a slice over `size` items, and how many it takes. */
export function sliceBounds(
  slice: { start: Value; stop: Value; step: Value },
  size: number,
): { start: number; stop: number; step: number; count: number } {
  const step = slice.step === null ? 1 : sliceIndex(slice.step);
  if (step === 0) throw pyError("ValueError", "slice step cannot be zero");
  const clip = (value: Value, otherwise: number): number => {
    if (value === null) return otherwise;
    const index = sliceIndex(value);
    const at = index < 0 ? index + size : index;
    return step > 0 ? Math.min(Math.max(at, 0), size) : Math.min(Math.max(at, -1), size - 1);
  };
  const start = clip(slice.start, step > 0 ? 0 : size - 1);
  const stop = clip(slice.stop, step > 0 ? size : -1);
  return { start, stop, step, count: Math.max(0, Math.ceil((stop - start) / step)) };
}

function sliceIndex(value: Value): number {
  const index = asIndex(value);
  if (index === undefined) {
    throw pyError("TypeError", "slice indices must be integers or None or have an __index__ method");
  }
  return index;
}

/** Position in `size` items, counted from the end when negative; IndexError outside. */
export function itemIndex(key: Value, size: number, kind: string, action = "index"): number {
  const index = asIndex(key);
  if (index === undefined) {
    throw pyError("TypeError", `${kind} indices must be integers or slices, not ${typeName(key)}`);
  }
  const at = index < 0 ? index + size : index;
  if (!(at >= 0 && at < size)) {
    throw pyError("IndexError", `${kind} ${action === "index" ? "" : `${action} `}index out of range`);
  }
  return at;
}

/** The text of characters `at a time`, by code points. */
export function textCharacters(text: string): string[] | string {
  return characters(text) ?? text;
}
