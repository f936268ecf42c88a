/** list, tuple and slice: the kinds whose storage other rooms read directly. */
import { spendItems, spendMany } from "../budget.ts";
import { pyError } from "./error.ts";
import {
  asIndex,
  compareItems,
  enclosed,
  hashText,
  itemIndex,
  itemsOf,
  joined,
  repr,
  same,
  sliceBounds,
} from "./object-protocol.ts";
import { type BinaryOperator, type Comparison, PyValue, type Value } from "./value.ts";

export class PyList extends PyValue {
  override readonly typeName = "list";
  items: Value[];
  constructor(items: Value[]) {
    super();
    this.items = items;
  }

  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (op === "+" && other instanceof PyList && !reflected) return new PyList(concatenated(this.items, other.items));
    const count = op === "*" ? asIndex(other) : undefined;
    return count === undefined ? undefined : new PyList(repeated(this.items, count));
  }
  override inplace(op: BinaryOperator, other: Value): Value | undefined {
    if (op === "+") {
      const more = itemsOf(other);
      spendItems(this.items.length + more.length, 12);
      for (const item of more) this.items.push(item);
      return this;
    }
    const count = op === "*" ? asIndex(other) : undefined;
    if (count === undefined) return undefined;
    this.items = repeated(this.items, count);
    return this;
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    return other instanceof PyList ? compareItems(op, this.items, other.items) : undefined;
  }
  override truth(): boolean {
    return this.items.length > 0;
  }
  override length(): number {
    return this.items.length;
  }
  override getItem(key: Value): Value | undefined {
    if (key instanceof PySlice) return new PyList(sliced(this.items, key));
    return this.items[itemIndex(key, this.items.length, "list")];
  }
  override setItem(key: Value, value: Value): boolean {
    if (!(key instanceof PySlice)) {
      this.items[itemIndex(key, this.items.length, "list", "assignment")] = value;
      return true;
    }
    const { start, stop, step, count } = sliceBounds(key, this.items.length);
    const next = itemsOf(value);
    spendItems(this.items.length + next.length, 16);
    spendMany(this.items.length / 4);
    if (step === 1) {
      this.items = [...this.items.slice(0, start), ...next, ...this.items.slice(Math.max(start, stop))];
      return true;
    }
    if (next.length !== count) {
      throw pyError(
        "ValueError",
        `attempt to assign sequence of size ${next.length} to extended slice of size ${count}`,
      );
    }
    for (let i = 0; i < count; i++) this.items[start + i * step] = next[i]!;
    return true;
  }
  override deleteItem(key: Value): boolean {
    if (key instanceof PySlice) {
      const { start, step, count } = sliceBounds(key, this.items.length);
      spendItems(this.items.length, 80);
      spendMany(this.items.length);
      const gone = new Set(Array.from({ length: count }, (_, i) => start + i * step));
      this.items = this.items.filter((_, i) => !gone.has(i));
    } else {
      spendMany(this.items.length / 16);
      this.items.splice(itemIndex(key, this.items.length, "list", "assignment"), 1);
    }
    return true;
  }
  override iterate(): Iterator<Value> {
    return walk(this);
  }
  override contains(item: Value): boolean {
    spendMany(this.items.length / 4);
    return this.items.some((each) => same(each, item));
  }
  override hashKey(): undefined {
    return undefined;
  }
  override repr(): string {
    return enclosed(this, "[...]", () => `[${joined(this.items.map(repr))}]`);
  }
}

export class PyTuple extends PyValue {
  override readonly typeName: string = "tuple";
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    super();
    this.items = items;
  }

  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (op === "+" && other instanceof PyTuple && !reflected) return new PyTuple(concatenated(this.items, other.items));
    const count = op === "*" ? asIndex(other) : undefined;
    return count === undefined ? undefined : new PyTuple(repeated(this.items, count));
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    return other instanceof PyTuple ? compareItems(op, this.items, other.items) : undefined;
  }
  override truth(): boolean {
    return this.items.length > 0;
  }
  override length(): number {
    return this.items.length;
  }
  override getItem(key: Value): Value | undefined {
    if (key instanceof PySlice) return new PyTuple(sliced(this.items, key));
    return this.items[itemIndex(key, this.items.length, "tuple")];
  }
  override iterate(): Iterator<Value> {
    return this.items[Symbol.iterator]();
  }
  override contains(item: Value): boolean {
    spendMany(this.items.length / 4);
    return this.items.some((each) => same(each, item));
  }
  override hashKey(): unknown {
    return `\0t${joined(this.items.map(hashText), ",")}`;
  }
  override repr(): string {
    return enclosed(this, "(...)", () => {
      const inside = joined(this.items.map(repr));
      return this.items.length === 1 ? `(${inside},)` : `(${inside})`;
    });
  }
}

/** `start:stop:step` inside a subscript. */
export class PySlice extends PyValue {
  override readonly typeName = "slice";
  readonly start: Value;
  readonly stop: Value;
  readonly step: Value;
  constructor(start: Value, stop: Value, step: Value) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === "start") return this.start;
    if (name === "stop") return this.stop;
    return name === "step" ? this.step : undefined;
  }
  override hashKey(): undefined {
    return undefined;
  }
  override repr(): string {
    return `slice(${repr(this.start)}, ${repr(this.stop)}, ${repr(this.step)})`;
  }
}

/** Items may be appended or removed while a loop walks the list, as in CPython. */
function* walk(list: PyList): Generator<Value, undefined> {
  for (let i = 0; i < list.items.length; i++) yield list.items[i]!;
}

function concatenated(a: readonly Value[], b: readonly Value[]): Value[] {
  spendItems(a.length + b.length);
  return a.concat(b);
}

function repeated(items: readonly Value[], count: number): Value[] {
  const times = Math.max(0, count);
  spendItems(items.length * times, 20);
  const out: Value[] = [];
  if (items.length > 0) for (let i = 0; i < times; i++) for (const item of items) out.push(item);
  return out;
}

function sliced(items: readonly Value[], slice: PySlice): Value[] {
  const { start, stop, step, count } = sliceBounds(slice, items.length);
  spendItems(count);
  if (step === 1) return items.slice(start, Math.max(start, stop));
  return Array.from({ length: count }, (_, i) => items[start + i * step]!);
}
