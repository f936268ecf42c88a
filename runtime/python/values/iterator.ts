/** What iter(), zip(), map() and the like give: a JavaScript iterator as a value. */
import { spend } from "../budget.ts";
import { PyValue, type Value } from "./value.ts";

export class PyIterator extends PyValue {
  override readonly typeName: string;
  readonly source: Iterator<Value>;

  constructor(source: Iterator<Value>, typeName = "iterator") {
    super();
    this.source = source;
    this.typeName = typeName;
  }
  override iterate(): Iterator<Value> {
    return this.source;
  }
  /** undefined at the end. */
  next(): Value | undefined {
    spend();
    const step = this.source.next();
    return step.done ? undefined : step.value;
  }
}
