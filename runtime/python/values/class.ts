/**
 * Classes and their instances. A class written in the script and one that the
 * models room makes in TypeScript are the same kind, so a script may derive
 * from either: `class Line(ModelParamBase)`.
 *
 * Attribute names live in Maps: `__proto__` or `constructor` is a name like any
 * other.
 */
import { PyValue, type Keywords, type Value } from "./value.ts";

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

export class PyClass extends PyValue {
  override readonly typeName = "type";
  readonly name: string;
  readonly bases: readonly PyClass[];
  /** Method resolution order, this class first (C3). */
  readonly mro: readonly PyClass[];
  readonly members: Map<string, Value>;
  /** Set by the dataclass decorator, and by classes made in TypeScript. */
  fields: DataclassField[] | undefined;

  constructor(name: string, bases: readonly PyClass[], members: Map<string, Value>) {
    super();
    this.name = name;
    this.bases = bases;
    this.members = members;
    this.mro = linearise(this, bases);
    this.fields = undefined;
  }

  /** A member of this class or the first of its ancestors that has it. */
  lookup(name: string): Value | undefined {
    for (const ancestor of this.mro) {
      const found = ancestor.members.get(name);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  isSubclassOf(other: PyClass): boolean {
    return this.mro.includes(other);
  }
}

export class PyObject extends PyValue {
  readonly cls: PyClass;
  /** Instance attributes. Hot code in the models room reads these directly. */
  readonly attributes: Map<string, Value>;

  constructor(cls: PyClass) {
    super();
    this.cls = cls;
    this.attributes = new Map();
  }
  override get typeName(): string {
    return this.cls.name;
  }
}

/** Python's C3 linearisation. */
function linearise(cls: PyClass, bases: readonly PyClass[]): readonly PyClass[] {
  const queues = [...bases.map((base) => [...base.mro]), [...bases]];
  const order: PyClass[] = [cls];
  for (;;) {
    const open = queues.filter((queue) => queue.length > 0);
    if (open.length === 0) return order;
    const next = open.map((queue) => queue[0]!).find((head) => !open.some((queue) => queue.indexOf(head) > 0));
    if (!next) throw new Error(`no consistent order of the bases of ${cls.name}`);
    order.push(next);
    for (const queue of open) if (queue[0] === next) queue.shift();
  }
}

export type Method = (self: PyObject, args: Value[], keywords: Keywords) => Value;
