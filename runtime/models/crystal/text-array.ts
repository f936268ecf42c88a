/**
 * A row of texts, as numpy has it: the ids and the elements of a slab's atoms.
 * `slab.el == "o2m"` is a row of true and false, which find_atoms takes. It does not
 * change; a slab that gets an atom gets a new one.
 */
import { allocate, spendItems } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { Builtin } from "../../python/values/builtin.ts";
import { pyError } from "../../python/values/error.ts";
import { itemIndex, sliceBounds } from "../../python/values/object-protocol.ts";
import { PyList, PySlice, PyTuple } from "../../python/values/sequence.ts";
import { type Comparison, PyValue, type Value } from "../../python/values/value.ts";

export class TextArray extends PyValue {
  override readonly typeName = "ndarray";
  readonly texts: readonly string[];

  constructor(texts: readonly string[]) {
    super();
    this.texts = texts;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case "size":
        return BigInt(this.texts.length);
      case "shape":
        return new PyTuple([BigInt(this.texts.length)]);
      case "copy":
        return new Builtin(name, () => this);
      case "tolist":
        return new Builtin(name, () => new PyList([...this.texts]));
    }
    return undefined;
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    if (op !== "==" && op !== "!=") return undefined;
    const { texts } = this;
    const same = (text: string, i: number) => text === (other instanceof TextArray ? other.texts[i] : other);
    const answers = allocate(texts.length);
    texts.forEach((text, i) => {
      answers[i] = same(text, i) === (op === "==") ? 1 : 0;
    });
    return new NdArray("bool", [texts.length], answers);
  }
  override truth(): boolean {
    if (this.texts.length === 1) return this.texts[0] !== "";
    throw pyError("ValueError", "The truth value of an array with more than one element is ambiguous");
  }
  override getItem(key: Value): Value | undefined {
    if (!(key instanceof PySlice)) return this.texts[itemIndex(key, this.texts.length, "array")];
    const { start, step, count } = sliceBounds(key, this.texts.length);
    spendItems(count);
    return new TextArray(Array.from({ length: count }, (_, i) => this.texts[start + i * step]!));
  }
  override iterate(): Iterator<Value> {
    return this.texts[Symbol.iterator]();
  }
  override length(): number {
    return this.texts.length;
  }
  override get itemCount(): number {
    return this.texts.length;
  }
  override contains(item: Value): boolean {
    return typeof item === "string" && this.texts.includes(item);
  }
  override hashKey(): undefined {
    return undefined;
  }
  override repr(): string {
    return `array([${this.texts.map((text) => `'${text}'`).join(", ")}])`;
  }
}
