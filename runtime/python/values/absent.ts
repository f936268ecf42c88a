/**
 * What a script imports and this program has not: a module, or a name of one. It can be
 * bound, passed on and compared with None; whatever asks it for more ends with a message
 * that names the line, what is not here, and what to do. So an import that nothing uses
 * costs nothing.
 */

import type { ImportRefusal } from "./absent-modules.ts";
import { Unavailable } from "./error.ts";
import { type BinaryOperator, type Keywords, PyValue, type UnaryOperator, type Value } from "./value.ts";

export class Absent extends PyValue {
  override readonly typeName = "module";
  readonly name: string;
  private readonly refusal: ImportRefusal;
  private readonly imported: number;

  /** @param line  of the import */
  constructor(name: string, refusal: ImportRefusal, line: number) {
    super();
    this.name = name;
    this.refusal = refusal;
    this.imported = line;
  }

  /** The answer to whatever is asked of it. */
  used(): Unavailable {
    const { reason, advice } = this.refusal;
    const where = this.imported > 0 ? ` (imported in line ${this.imported})` : "";
    return new Unavailable("ImportError", `${reason}${where}`, advice);
  }

  override getAttribute(name: string): Value | undefined {
    if (name === "__name__") return this.name;
    throw this.used();
  }
  override setAttribute(): boolean {
    throw this.used();
  }
  override deleteAttribute(): boolean {
    throw this.used();
  }
  override binary(_op: BinaryOperator, _other: Value, _reflected: boolean): Value {
    throw this.used();
  }
  override unary(_op: UnaryOperator): Value {
    throw this.used();
  }
  override getItem(): Value {
    throw this.used();
  }
  override setItem(): boolean {
    throw this.used();
  }
  override deleteItem(): boolean {
    throw this.used();
  }
  override iterate(): Iterator<Value> {
    throw this.used();
  }
  override length(): number {
    throw this.used();
  }
  override contains(): boolean {
    throw this.used();
  }
  override get callable(): boolean {
    return true;
  }
  override call(_args: Value[], _keywords: Keywords): Value {
    throw this.used();
  }
  override toFloat(): number {
    throw this.used();
  }
  override toIndex(): number {
    throw this.used();
  }
  override toComplex(): { re: number; im: number } {
    throw this.used();
  }
  override repr(): string {
    return `<module '${this.name}', which is not here>`;
  }
}
