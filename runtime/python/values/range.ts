/** range: counts in JavaScript numbers, gives Python ints. */
import { itemIndex, sliceBounds } from "./object-protocol.ts";
import { PySlice } from "./sequence.ts";
import { type Comparison, PyValue, type Value } from "./value.ts";

export class PyRange extends PyValue {
  override readonly typeName = "range";
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly count: number;

  constructor(start: number, stop: number, step: number) {
    super();
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.count = Math.max(0, Math.ceil((stop - start) / step));
  }
  override length(): number {
    return this.count;
  }
  override get itemCount(): number {
    return this.count;
  }
  override truth(): boolean {
    return this.count > 0;
  }
  override getItem(key: Value): Value | undefined {
    if (key instanceof PySlice) {
      const { start, stop, step } = sliceBounds(key, this.count);
      return new PyRange(this.start + start * this.step, this.start + stop * this.step, step * this.step);
    }
    return BigInt(this.start + itemIndex(key, this.count, "range object") * this.step);
  }
  override contains(item: Value): boolean {
    if (typeof item !== "bigint" && typeof item !== "number" && typeof item !== "boolean") return false;
    const index = (Number(item) - this.start) / this.step;
    return Number.isInteger(index) && index >= 0 && index < this.count;
  }
  override *iterate(): Generator<Value, undefined> {
    for (let i = 0; i < this.count; i++) yield BigInt(this.start + i * this.step);
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    if (!(other instanceof PyRange) || (op !== "==" && op !== "!=")) return undefined;
    const equal =
      this.count === other.count &&
      (this.count === 0 || (this.start === other.start && (this.count === 1 || this.step === other.step)));
    return equal === (op === "==");
  }
  override getAttribute(name: string): Value | undefined {
    return name === "start" || name === "stop" || name === "step" ? BigInt(this[name]) : undefined;
  }
  override repr(): string {
    return `range(${this.start}, ${this.stop}${this.step === 1 ? "" : `, ${this.step}`})`;
  }
}
