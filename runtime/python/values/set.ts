/** set and frozenset: items filed under their hashKey, in the order they came. */
import { grow, spend, spendItems } from "../budget.ts";
import { pyError } from "./error.ts";
import { enclosed, hashKey, hashText, itemsOf, joined, repr } from "./object-protocol.ts";
import { type BinaryOperator, type Comparison, PyValue, type Value } from "./value.ts";

/** Of an item's place in the map. */
const PLACE_BYTES = 32;

export class PySet extends PyValue {
  override readonly typeName: "set" | "frozenset";
  readonly entries = new Map<unknown, Value>();

  constructor(items: Iterable<Value> = [], frozen = false) {
    super();
    this.typeName = frozen ? "frozenset" : "set";
    for (const item of items) this.add(item);
  }
  get frozen(): boolean {
    return this.typeName === "frozenset";
  }
  static from(value: Value): PySet {
    return value instanceof PySet ? value : new PySet(itemsOf(value));
  }

  add(item: Value): void {
    spend();
    const filed = hashKey(item);
    if (this.entries.has(filed)) return;
    grow(this.entries.size, PLACE_BYTES);
    this.entries.set(filed, item);
  }
  has(item: Value): boolean {
    return this.entries.has(hashKey(item));
  }
  delete(item: Value): boolean {
    return this.entries.delete(hashKey(item));
  }
  /** A set of this kind with the items for which `keep` holds. */
  filter(keep: (filed: unknown) => boolean): PySet {
    spend(this.entries.size);
    spendItems(this.entries.size, PLACE_BYTES);
    const out = new PySet([], this.frozen);
    for (const [filed, item] of this.entries) if (keep(filed)) out.entries.set(filed, item);
    return out;
  }
  union(other: PySet): PySet {
    spendItems(this.entries.size + other.entries.size, PLACE_BYTES);
    return new PySet([...this.entries.values(), ...other.entries.values()], this.frozen);
  }
  intersection(other: PySet): PySet {
    return this.filter((filed) => other.entries.has(filed));
  }
  difference(other: PySet): PySet {
    return this.filter((filed) => !other.entries.has(filed));
  }
  symmetricDifference(other: PySet): PySet {
    return this.difference(other).union(other.difference(this));
  }
  isSubset(other: PySet): boolean {
    spend(this.entries.size);
    return this.entries.size <= other.entries.size && [...this.entries.keys()].every((key) => other.entries.has(key));
  }
  /** Makes this set equal to another: `s |= t` keeps the object. */
  become(other: PySet): this {
    spend(other.entries.size);
    spendItems(other.entries.size, 2 * PLACE_BYTES);
    const next = [...other.entries];
    this.entries.clear();
    for (const [filed, item] of next) this.entries.set(filed, item);
    return this;
  }

  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (reflected || !(other instanceof PySet)) return undefined;
    switch (op) {
      case "|":
        return this.union(other);
      case "&":
        return this.intersection(other);
      case "-":
        return this.difference(other);
      case "^":
        return this.symmetricDifference(other);
      default:
        return undefined;
    }
  }
  override inplace(op: BinaryOperator, other: Value): Value | undefined {
    const result = this.frozen ? undefined : this.binary(op, other, false);
    return result === undefined ? undefined : this.become(result as PySet);
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    if (!(other instanceof PySet)) return undefined;
    const equal = this.entries.size === other.entries.size && this.isSubset(other);
    switch (op) {
      case "==":
        return equal;
      case "!=":
        return !equal;
      case "<=":
        return this.isSubset(other);
      case "<":
        return !equal && this.isSubset(other);
      case ">=":
        return other.isSubset(this);
      case ">":
        return !equal && other.isSubset(this);
    }
  }
  override truth(): boolean {
    return this.entries.size > 0;
  }
  override length(): number {
    return this.entries.size;
  }
  override contains(item: Value): boolean {
    return this.has(item);
  }
  override *iterate(): Generator<Value, undefined> {
    const size = this.entries.size;
    for (const item of this.entries.values()) {
      yield item;
      if (this.entries.size !== size) throw pyError("RuntimeError", "Set changed size during iteration");
    }
  }
  override hashKey(): unknown {
    return this.frozen ? `\0f${joined([...this.entries.values()].map(hashText).sort(), ",")}` : undefined;
  }
  override repr(): string {
    if (this.entries.size === 0) return `${this.typeName}()`;
    return enclosed(this, `${this.typeName}(...)`, () => {
      const inside = `{${joined([...this.entries.values()].map(repr))}}`;
      return this.frozen ? `frozenset(${inside})` : inside;
    });
  }
}
