/** A function written in TypeScript that a script can call. */
import { PyValue, type Keywords, type Value } from "./value.ts";

export class Builtin extends PyValue {
  override readonly typeName = "builtin_function_or_method";
  readonly name: string;
  readonly body: (args: Value[], keywords: Keywords) => Value;

  constructor(name: string, body: (args: Value[], keywords: Keywords) => Value) {
    super();
    this.name = name;
    this.body = body;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: Value[], keywords: Keywords): Value {
    return this.body(args, keywords);
  }
  override repr(): string {
    return `<built-in function ${this.name}>`;
  }
}
