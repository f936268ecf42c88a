/** A module: a name and its members. */
import { pyError } from "./error.ts";
import { PyValue, type Value } from "./value.ts";

export class Module extends PyValue {
  override readonly typeName = "module";
  readonly name: string;
  readonly members: Map<string, Value>;
  /** What `from module import *` brings; undefined: every member without a leading underscore. */
  readonly exports: readonly string[] | undefined;

  constructor(name: string, members: Map<string, Value>, exports?: readonly string[]) {
    super();
    this.name = name;
    this.members = members;
    this.exports = exports;
  }
  override getAttribute(name: string): Value | undefined {
    const found = this.members.get(name);
    if (found !== undefined) return found;
    if (name === "__name__") return this.name;
    throw pyError("AttributeError", `module '${this.name}' has no attribute '${name}'`);
  }
  override setAttribute(name: string, value: Value): boolean {
    this.members.set(name, value);
    return true;
  }
  /** Names for `from module import *`. */
  publicNames(): readonly string[] {
    return this.exports ?? [...this.members.keys()].filter((name) => !name.startsWith("_"));
  }
  override repr(): string {
    return `<module '${this.name}'>`;
  }
}
