/** `x.__dict__`, vars(x) and globals(): a dict that writes through to the names it shows. */
import { spend } from "../budget.ts";
import { PyDict } from "./dict.ts";
import type { Value } from "./value.ts";

/** What holds the names: a Map does, and so does a namespace. */
export interface Names {
  keys(): Iterable<string>;
  get(name: string): Value | undefined;
  set(name: string, value: Value): unknown;
  delete(name: string): unknown;
}

export class AttributeDict extends PyDict {
  private readonly names: Names;

  constructor(names: Names) {
    super();
    this.names = names;
    for (const name of names.keys()) {
      spend(4);
      const value = names.get(name);
      if (value !== undefined) super.set(name, value);
    }
  }
  override set(key: Value, value: Value): void {
    super.set(key, value);
    if (typeof key === "string") this.names.set(key, value);
  }
  override delete(key: Value): boolean {
    if (typeof key === "string") this.names.delete(key);
    return super.delete(key);
  }
  override clear(): void {
    for (const { key } of [...this.entries.values()]) this.delete(key);
  }
}
