/** property, staticmethod and classmethod: values that change what an attribute of a class gives. */
import { BoundMethod, Builtin } from "./builtin.ts";
import { pyError } from "./error.ts";
import { NO_KEYWORDS, PyValue, type Value } from "./value.ts";

export class Property extends PyValue {
  override readonly typeName = "property";
  readonly getter: PyValue | undefined;
  readonly setter: PyValue | undefined;
  readonly deleter: PyValue | undefined;

  constructor(getter?: PyValue, setter?: PyValue, deleter?: PyValue) {
    super();
    this.getter = getter;
    this.setter = setter;
    this.deleter = deleter;
  }
  override bind(self: Value | undefined): Value {
    if (self === undefined) return this;
    if (!this.getter) throw pyError("AttributeError", "unreadable attribute");
    return this.getter.call([self], NO_KEYWORDS);
  }
  /** `@x.setter` makes a new property of the old one and the decorated function. */
  override getAttribute(name: string): Value | undefined {
    const { getter, setter, deleter } = this;
    if (name === "getter") return new Builtin(name, ([next]) => new Property(next as PyValue, setter, deleter));
    if (name === "setter") return new Builtin(name, ([next]) => new Property(getter, next as PyValue, deleter));
    if (name === "deleter") return new Builtin(name, ([next]) => new Property(getter, setter, next as PyValue));
    return undefined;
  }
}

export class StaticMethod extends PyValue {
  override readonly typeName = "staticmethod";
  readonly target: Value;
  constructor(target: Value) {
    super();
    this.target = target;
  }
  override bind(): Value {
    return this.target;
  }
}

export class ClassMethod extends PyValue {
  override readonly typeName = "classmethod";
  readonly target: PyValue;
  constructor(target: PyValue) {
    super();
    this.target = target;
  }
  override bind(_self: Value | undefined, owner: PyValue): Value {
    return new BoundMethod(owner, this.target);
  }
}
