/** `...` and NotImplemented: values of which there is one. */
import { PyValue } from "./value.ts";

class Singleton extends PyValue {
  override readonly typeName: string;
  readonly name: string;
  constructor(typeName: string, name: string) {
    super();
    this.typeName = typeName;
    this.name = name;
  }
  override repr(): string {
    return this.name;
  }
}

export const ELLIPSIS: PyValue = new Singleton("ellipsis", "Ellipsis");
export const NOT_IMPLEMENTED: PyValue = new Singleton("NotImplementedType", "NotImplemented");
