/** dict: insertion order, keys filed under their hashKey. */
import { grow, spend } from "../budget.ts";
import { PyError, pyError } from "./error.ts";
import { enclosed, hashKey, joined, repr, same } from "./object-protocol.ts";
import { PyTuple } from "./sequence.ts";
import { type BinaryOperator, type Comparison, PyValue, type Value } from "./value.ts";

export interface DictEntry {
  readonly key: Value;
  value: Value;
}

/** Of an entry's place in the map, and of the entry. */
const ENTRY_BYTES = 64;

export class PyDict extends PyValue {
  override readonly typeName: string = "dict";
  readonly entries = new Map<unknown, DictEntry>();
  /** Gives the value of a missing key: collections.defaultdict. */
  makeDefault: (() => Value) | undefined;

  static of(pairs: Iterable<readonly [Value, Value]>): PyDict {
    const dict = new PyDict();
    for (const [key, value] of pairs) dict.set(key, value);
    return dict;
  }

  get(key: Value): Value | undefined {
    return this.entries.get(hashKey(key))?.value;
  }
  set(key: Value, value: Value): void {
    const filed = hashKey(key);
    const entry = this.entries.get(filed);
    if (entry) {
      entry.value = value;
      return;
    }
    grow(this.entries.size, ENTRY_BYTES);
    this.entries.set(filed, { key, value });
  }
  delete(key: Value): boolean {
    return this.entries.delete(hashKey(key));
  }
  clear(): void {
    this.entries.clear();
  }
  update(other: PyDict): void {
    for (const { key, value } of other.entries.values()) {
      spend();
      this.set(key, value);
    }
  }
  copy(): PyDict {
    const copy = new PyDict();
    copy.makeDefault = this.makeDefault;
    copy.update(this);
    return copy;
  }

  /** The entries, for a walk over all of them. */
  counted(): Map<unknown, DictEntry> {
    spend(this.entries.size);
    return this.entries;
  }
  override getItem(key: Value): Value {
    const found = this.get(key);
    if (found !== undefined) return found;
    if (!this.makeDefault) throw new PyError("KeyError", [key]);
    const made = this.makeDefault();
    this.set(key, made);
    return made;
  }
  override setItem(key: Value, value: Value): boolean {
    this.set(key, value);
    return true;
  }
  override deleteItem(key: Value): boolean {
    if (!this.delete(key)) throw new PyError("KeyError", [key]);
    return true;
  }
  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    if (op !== "|" || reflected || !(other instanceof PyDict)) return undefined;
    const union = this.copy();
    union.update(other);
    return union;
  }
  override inplace(op: BinaryOperator, other: Value): Value | undefined {
    if (op !== "|" || !(other instanceof PyDict)) return undefined;
    this.update(other);
    return this;
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    if (!(other instanceof PyDict) || (op !== "==" && op !== "!=")) return undefined;
    const equal =
      this.entries.size === other.entries.size &&
      [...this.counted()].every(([filed, { value }]) => {
        const match = other.entries.get(filed);
        return match !== undefined && same(value, match.value);
      });
    return equal === (op === "==");
  }
  override truth(): boolean {
    return this.entries.size > 0;
  }
  override length(): number {
    return this.entries.size;
  }
  override contains(item: Value): boolean {
    return this.entries.has(hashKey(item));
  }
  override iterate(): Iterator<Value> {
    return this.walk((entry) => entry.key);
  }
  *walk(pick: (entry: DictEntry) => Value): Generator<Value, undefined> {
    const size = this.entries.size;
    // What was deleted at the front is passed over until the map is packed anew.
    spend(size >> 5);
    for (const entry of this.entries.values()) {
      yield pick(entry);
      if (this.entries.size !== size) throw pyError("RuntimeError", "dictionary changed size during iteration");
    }
  }
  override hashKey(): undefined {
    return undefined;
  }
  override repr(): string {
    return enclosed(this, this.makeDefault ? "defaultdict(...)" : "{...}", () => {
      const inside = joined([...this.entries.values()].map(({ key, value }) => `${repr(key)}: ${repr(value)}`));
      return this.makeDefault ? `defaultdict({${inside}})` : `{${inside}}`;
    });
  }
}

/** d.keys(), d.values(), d.items(): a window on the dict. */
export class DictView extends PyValue {
  override readonly typeName: string;
  readonly dict: PyDict;
  readonly part: "keys" | "values" | "items";

  constructor(dict: PyDict, part: "keys" | "values" | "items") {
    super();
    this.dict = dict;
    this.part = part;
    this.typeName = `dict_${part}`;
  }
  override iterate(): Iterator<Value> {
    const pick = {
      keys: (entry: DictEntry) => entry.key,
      values: (entry: DictEntry) => entry.value,
      items: (entry: DictEntry) => new PyTuple([entry.key, entry.value]),
    };
    return this.dict.walk(pick[this.part]);
  }
  override length(): number {
    return this.dict.entries.size;
  }
  override truth(): boolean {
    return this.dict.entries.size > 0;
  }
  override contains(item: Value): boolean | undefined {
    return this.part === "keys" ? this.dict.contains(item) : undefined;
  }
  override repr(): string {
    return enclosed(this, "...", () => {
      const items: string[] = [];
      const iterator = this.iterate();
      for (let next = iterator.next(); !next.done; next = iterator.next()) items.push(repr(next.value));
      return `${this.typeName}([${joined(items)}])`;
    });
  }
}
