/** A function written in TypeScript that a script can call, and a method bound to its object. */
import { type Keywords, PyValue, type Value } from "./value.ts";

/** Found on a class it binds like a function of the script: the object comes first in `args`. */
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
  override get bindsSelf(): boolean {
    return true;
  }
  override bind(self: Value | undefined): Value {
    return self === undefined ? this : new BoundMethod(self, this);
  }
  override call(args: Value[], keywords: Keywords): Value {
    return this.body(args, keywords);
  }
  override getAttribute(name: string): Value | undefined {
    return name === "__name__" ? this.name : undefined;
  }
  override repr(): string {
    return `<built-in function ${this.name}>`;
  }
}

export class BoundMethod extends PyValue {
  override readonly typeName = "method";
  readonly self: Value;
  readonly target: PyValue;

  constructor(self: Value, target: PyValue) {
    super();
    this.self = self;
    this.target = target;
  }
  override get callable(): boolean {
    return true;
  }
  override call(args: Value[], keywords: Keywords): Value {
    return this.target.call([this.self, ...args], keywords);
  }
  override compare(op: string, other: Value): Value | undefined {
    if (!(other instanceof BoundMethod) || (op !== "==" && op !== "!=")) return undefined;
    return (other.self === this.self && other.target === this.target) === (op === "==");
  }
  override getAttribute(name: string): Value | undefined {
    if (name === "__self__") return this.self;
    if (name === "__func__") return this.target;
    return this.target.getAttribute(name);
  }
  override repr(): string {
    return `<bound method ${this.target.repr()}>`;
  }
}
