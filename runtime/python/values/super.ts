/** super(): attributes as the next class in the order of resolution has them. */
import { OBJECT_MEMBERS, PyClass } from "./class.ts";
import { pyError } from "./error.ts";
import { PyObject } from "./object.ts";
import { PyValue, type Value } from "./value.ts";

export class Super extends PyValue {
  override readonly typeName = "super";
  readonly cls: PyClass;
  readonly self: PyValue;

  constructor(cls: Value | undefined, self: Value | undefined) {
    super();
    const derived = self instanceof PyObject ? self.cls : self;
    if (!(cls instanceof PyClass) || !(derived instanceof PyClass) || !derived.isSubclassOf(cls)) {
      throw pyError("TypeError", "super(type, obj): obj must be an instance or subtype of type");
    }
    this.cls = cls;
    this.self = self as PyValue;
  }
  override getAttribute(name: string): Value | undefined {
    const isInstance = this.self instanceof PyObject;
    const derived = isInstance ? (this.self as PyObject).cls : (this.self as PyClass);
    const found = derived.lookupAfter(derived.mro.indexOf(this.cls) + 1, name) ?? OBJECT_MEMBERS.get(name);
    if (!(found instanceof PyValue)) return found;
    // __new__ is static: it gets the class as a plain argument.
    return found.bind(isInstance && name !== "__new__" ? this.self : undefined, derived);
  }
}
