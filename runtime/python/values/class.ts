/**
 * Classes. A class written in the script, one that the models room makes in
 * TypeScript and a builtin such as `float` are the same kind, so a script may
 * derive from any that makes plain instances: `class Line(ModelParamBase)`.
 *
 * Attribute names live in Maps: `__proto__` or `constructor` is a name like any
 * other.
 */
import { spendMany } from "../budget.ts";
import { Builtin } from "./builtin.ts";
import { pyError } from "./error.ts";
import { PyObject } from "./object.ts";
import { typeName } from "./object-protocol.ts";
import { textRepr } from "./repr.ts";
import { PyTuple } from "./sequence.ts";
import { type BinaryOperator, type Comparison, type Keywords, NO_KEYWORDS, PyValue, type Value } from "./value.ts";

export { PyObject };

/** One annotated field of a dataclass; `makeDefault` is `field(default_factory=…)`. */
export interface DataclassField {
  name: string;
  /** The annotation as the script evaluates it, or a type name such as "float". */
  annotation: Value;
  makeDefault: (() => Value) | undefined;
  keywordOnly: boolean;
  init: boolean;
  repr: boolean;
}

/** Counts changes of any class of this thread, so that a class knows when what it looked up is stale: at worst it looks again. */
let changes = 0;

export class PyClass extends PyValue {
  override readonly typeName = "type";
  readonly name: string;
  readonly bases: readonly PyClass[];
  /** Method resolution order, this class first (C3). */
  readonly mro: readonly PyClass[];
  /** Fill it when making the class; later changes go through setAttribute. */
  readonly members: Map<string, Value>;
  /** Set by the dataclass decorator, and by classes made in TypeScript. */
  fields: DataclassField[] | undefined;
  /** How a builtin kind makes a value; such a class cannot be derived from. */
  construct: ((args: Value[], keywords: Keywords) => Value) | undefined;
  /** Makes the list or dict inside an instance of a class that derives from such a kind. */
  makeCore: (() => PyValue) | undefined;
  /** Shared by all sessions, so none may change it. */
  immutable = false;
  /** Members that the class itself has and its instances do not: iteration over an enum. */
  meta: PyClass | undefined;
  /** Called with each class derived from this one, once its members are in place. */
  onDerived: ((derived: PyClass) => void) | undefined;
  private readonly found = new Map<string, Value | undefined>();
  private foundAt = 0;

  constructor(name: string, bases: readonly PyClass[], members: Map<string, Value>) {
    super();
    this.name = name;
    this.bases = bases;
    this.members = members;
    this.mro = linearise(this, bases);
    this.meta = this.mro.find((ancestor) => ancestor.meta)?.meta;
    this.makeCore = this.mro.find((ancestor) => ancestor.makeCore)?.makeCore;
    for (const ancestor of this.mro) ancestor.onDerived?.(this);
  }

  /** A member of this class or the first of its ancestors that has it. */
  lookup(name: string): Value | undefined {
    if (this.foundAt !== changes) {
      this.found.clear();
      this.foundAt = changes;
    }
    const known = this.found.get(name);
    if (known !== undefined || this.found.has(name)) return known;
    const value = this.lookupAfter(0, name);
    this.found.set(name, value);
    return value;
  }

  /** What super() sees: lookup from position `from` of the order of resolution on. */
  lookupAfter(from: number, name: string): Value | undefined {
    for (let i = from; i < this.mro.length; i++) {
      const value = this.mro[i]!.members.get(name);
      if (value !== undefined) return value;
    }
    return undefined;
  }

  isSubclassOf(other: PyClass): boolean {
    return this.mro.includes(other);
  }

  override getAttribute(name: string): Value | undefined {
    const found = this.lookup(name);
    if (found !== undefined) return found instanceof PyValue ? found.bind(undefined, this) : found;
    switch (name) {
      case "__name__":
      case "__qualname__":
        return this.name;
      case "__module__":
        return "__main__";
      case "__doc__":
        return null;
    }
    const meta = this.meta?.lookup(name);
    if (meta !== undefined) return meta instanceof PyValue ? meta.bind(this, this.meta!) : meta;
    return OBJECT_MEMBERS.get(name);
  }
  override setAttribute(name: string, value: Value): boolean {
    if (this.immutable) throw pyError("TypeError", `cannot set '${name}' attribute of immutable type '${this.name}'`);
    this.members.set(name, value);
    changes++;
    return true;
  }
  override deleteAttribute(name: string): boolean {
    if (this.immutable)
      throw pyError("TypeError", `cannot delete '${name}' attribute of immutable type '${this.name}'`);
    changes++;
    return this.members.delete(name);
  }

  override get callable(): boolean {
    return true;
  }
  /** Makes an instance. */
  override call(args: Value[], keywords: Keywords): Value {
    const meta = this.meta?.lookup("__call__");
    if (meta instanceof PyValue) return meta.call([this, ...args], keywords);
    if (this.construct) return this.construct(args, keywords);
    const maker = this.lookup("__new__");
    const made = maker instanceof PyValue ? unwrap(maker).call([this, ...args], keywords) : new PyObject(this);
    if (!(made instanceof PyObject) || !made.cls.isSubclassOf(this)) return made;
    const init = this.lookup("__init__");
    if (init instanceof PyValue) {
      const result = init.call([made, ...args], keywords);
      if (result !== null) {
        throw pyError("TypeError", `__init__() should return None, not '${typeName(result)}'`);
      }
    } else if (maker === undefined && args.length + keywords.size > 0) {
      throw pyError("TypeError", `${this.name}() takes no arguments`);
    }
    return made;
  }

  override iterate(): Iterator<Value> | undefined {
    const iter = this.meta?.lookup("__iter__");
    return iter instanceof PyValue ? (iter.call([this], NO_KEYWORDS) as PyValue).iterate() : undefined;
  }
  override length(): number | undefined {
    const len = this.meta?.lookup("__len__");
    return len instanceof PyValue ? Number(len.call([this], NO_KEYWORDS)) : undefined;
  }
  override getItem(key: Value): Value | undefined {
    const getItem = this.meta?.lookup("__getitem__");
    if (getItem instanceof PyValue) return getItem.call([this, key], NO_KEYWORDS);
    // `list[float]` in an annotation says no more than `list` here.
    return this.construct ? this : undefined;
  }
  override contains(item: Value): boolean | undefined {
    return item instanceof PyObject && this.meta ? item.cls.isSubclassOf(this) : undefined;
  }
  /** `float | None` in an annotation, `int | float` in isinstance: a tuple of classes serves for both. */
  override binary(op: BinaryOperator, other: Value): Value | undefined {
    if (op !== "|") return undefined;
    if (other instanceof PyClass) return new PyTuple([this, other]);
    return other === null ? this : undefined;
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    return op === "==" ? other === this : op === "!=" ? other !== this : undefined;
  }
  override repr(): string {
    return this.construct ? `<class '${this.name}'>` : `<class '__main__.${this.name}'>`;
  }
}

/** What every class and super() offers where nothing else is found: object's own members. */
export const OBJECT_MEMBERS: ReadonlyMap<string, Value> = new Map(
  Object.entries<(args: Value[], keywords: Keywords) => Value>({
    __init__: () => null,
    __new__: ([cls]) => new PyObject(cls as PyClass),
    __init_subclass__: () => null,
    __repr__: ([self]) => instance(self).defaultRepr(),
    __str__: ([self]) => instance(self).repr(),
    __eq__: ([self, other]) => self === other,
    __getattribute__: ([self, name]) => {
      const value = instance(self).getAttribute(String(name));
      if (value === undefined) throw pyError("AttributeError", `no attribute ${textRepr(String(name))}`);
      return value;
    },
    __setattr__: ([self, name, value]) => {
      instance(self).store(String(name), value!);
      return null;
    },
    __delattr__: ([self, name]) => {
      instance(self).attributes.delete(String(name));
      return null;
    },
  }).map(([name, body]) => [name, new Builtin(name, body)]),
);

function instance(self: Value | undefined): PyObject {
  if (self instanceof PyObject) return self;
  throw pyError("TypeError", "descriptor requires an instance of a class");
}

/** `__new__` is a static method whether it says so or not. */
function unwrap(maker: PyValue): PyValue {
  const target = maker.bindsSelf ? maker : maker.bind(undefined, maker);
  return target instanceof PyValue ? target : maker;
}

/** Python's C3 linearisation. */
function linearise(cls: PyClass, bases: readonly PyClass[]): readonly PyClass[] {
  const ancestors = bases.reduce((count, base) => count + base.mro.length, 0);
  // Each step of the order looks into the queue of each base. And a new class empties what all classes have looked up.
  spendMany(64 + 8 * ancestors * (1 + bases.length));
  const queues = [...bases.map((base) => [...base.mro]), [...bases]];
  const order: PyClass[] = [cls];
  for (;;) {
    const open = queues.filter((queue) => queue.length > 0);
    if (open.length === 0) return order;
    const next = open.map((queue) => queue[0]!).find((head) => !open.some((queue) => queue.indexOf(head) > 0));
    if (!next) {
      throw pyError("TypeError", "Cannot create a consistent method resolution order (MRO) for bases");
    }
    order.push(next);
    for (const queue of open) if (queue[0] === next) queue.shift();
  }
}
