/**
 * Instances. The protocol of PyValue is answered by the class's own `__add__`,
 * `__getitem__`, … where it has them.
 */
import { grow } from "../budget.ts";
import { AttributeDict } from "./attribute-dict.ts";
import type { PyClass } from "./class.ts";
import { Property } from "./descriptors.ts";
import { PyError, pyError } from "./error.ts";
import { asNumber, identity, repr, str, truth, typeName } from "./object-protocol.ts";
import { NOT_IMPLEMENTED } from "./singletons.ts";
import {
  type BinaryOperator,
  type Comparison,
  type Keywords,
  NO_KEYWORDS,
  NotCallable,
  PyValue,
  type UnaryOperator,
  type Value,
} from "./value.ts";

const BINARY: Record<BinaryOperator, string> = {
  "+": "add",
  "-": "sub",
  "*": "mul",
  "/": "truediv",
  "//": "floordiv",
  "%": "mod",
  "**": "pow",
  "@": "matmul",
  "<<": "lshift",
  ">>": "rshift",
  "&": "and",
  "|": "or",
  "^": "xor",
};
const UNARY: Record<UnaryOperator, string> = { "-": "__neg__", "+": "__pos__", "~": "__invert__" };
const COMPARISON: Record<Comparison, string> = {
  "==": "__eq__",
  "!=": "__ne__",
  "<": "__lt__",
  "<=": "__le__",
  ">": "__gt__",
  ">=": "__ge__",
};

export class PyObject extends PyValue {
  readonly cls: PyClass;
  /** Instance attributes. Hot code in the models room reads these directly. */
  readonly attributes: Map<string, Value>;
  /** The list or dict that an instance of a class derived from one is; its methods find it here. */
  core: PyValue | undefined;

  constructor(cls: PyClass) {
    super();
    this.cls = cls;
    this.attributes = new Map();
    this.core = cls.makeCore?.();
  }
  override get typeName(): string {
    return this.cls.name;
  }

  /** Calls the class's `name`; undefined when it has none or says NotImplemented. */
  special(name: string, args: Value[]): Value | undefined {
    const found = this.cls.lookup(name);
    if (!(found instanceof PyValue)) return undefined;
    const result = found.bindsSelf
      ? found.call([this, ...args], NO_KEYWORDS)
      : (found.bind(this, this.cls) as PyValue).call(args, NO_KEYWORDS);
    return result === NOT_IMPLEMENTED ? undefined : result;
  }

  override getAttribute(name: string): Value | undefined {
    const found = this.cls.lookup(name);
    if (found instanceof Property) return found.bind(this);
    const own = this.attributes.get(name);
    if (own !== undefined) return own;
    if (found !== undefined) return found instanceof PyValue ? found.bind(this, this.cls) : found;
    if (name === "__class__") return this.cls;
    if (name === "__dict__") return new AttributeDict(this.attributes);
    const fallback = this.cls.lookup("__getattr__");
    return fallback instanceof PyValue ? fallback.call([this, name], NO_KEYWORDS) : undefined;
  }
  override setAttribute(name: string, value: Value): boolean {
    const setter = this.cls.lookup("__setattr__");
    if (setter instanceof PyValue) setter.call([this, name, value], NO_KEYWORDS);
    else this.store(name, value);
    return true;
  }
  /** Sets without asking the class's `__setattr__`. */
  store(name: string, value: Value): void {
    const found = this.cls.lookup(name);
    if (!(found instanceof Property)) {
      grow(this.attributes.size, 28);
      this.attributes.set(name, value);
    } else {
      if (!found.setter) {
        throw pyError("AttributeError", `property '${name}' of '${this.typeName}' object has no setter`);
      }
      found.setter.call([this, value], NO_KEYWORDS);
    }
  }
  override deleteAttribute(name: string): boolean {
    const found = this.cls.lookup(name);
    if (found instanceof Property && found.deleter) {
      found.deleter.call([this], NO_KEYWORDS);
      return true;
    }
    return this.attributes.delete(name);
  }

  override binary(op: BinaryOperator, other: Value, reflected: boolean): Value | undefined {
    const own = this.special(`__${reflected ? "r" : ""}${BINARY[op]}__`, [other]);
    if (own !== undefined || !this.core) return own;
    const with_ = coreOf(other);
    return reflected && with_ instanceof PyValue
      ? with_.binary(op, this.core, false)
      : this.core.binary(op, with_, reflected);
  }
  override inplace(op: BinaryOperator, other: Value): Value | undefined {
    const own = this.special(`__i${BINARY[op]}__`, [other]);
    return own === undefined && this.core?.inplace(op, coreOf(other)) !== undefined ? this : own;
  }
  override unary(op: UnaryOperator): Value | undefined {
    return this.special(UNARY[op], []);
  }
  override compare(op: Comparison, other: Value): Value | undefined {
    const answer = this.special(COMPARISON[op], [other]) ?? this.core?.compare(op, coreOf(other));
    if (answer !== undefined || op !== "!=") return answer;
    const equal = this.special("__eq__", [other]);
    return equal === undefined ? undefined : !truth(equal);
  }
  override truth(): boolean {
    const answer = this.special("__bool__", []);
    return answer === undefined ? this.length() !== 0 : truth(answer);
  }
  override length(): number | undefined {
    const n = this.special("__len__", []);
    if (n === undefined) return undefined;
    if (typeof n !== "bigint")
      throw pyError("TypeError", `'${typeName(n)}' object cannot be interpreted as an integer`);
    if (n < 0n) throw pyError("ValueError", "__len__() should return >= 0");
    return Number(n);
  }
  override getItem(key: Value): Value | undefined {
    return this.special("__getitem__", [key]);
  }
  override setItem(key: Value, value: Value): boolean {
    return this.special("__setitem__", [key, value]) !== undefined;
  }
  override deleteItem(key: Value): boolean {
    return this.special("__delitem__", [key]) !== undefined;
  }
  override contains(item: Value): boolean | undefined {
    const answer = this.special("__contains__", [item]);
    return answer === undefined ? undefined : truth(answer);
  }

  override iterate(): Iterator<Value> | undefined {
    const iterator = this.special("__iter__", []);
    if (iterator === undefined) {
      return this.cls.lookup("__getitem__") === undefined ? undefined : this.byPosition();
    }
    if (iterator instanceof PyObject) return iterator.byNext();
    const source = iterator instanceof PyValue ? iterator.iterate() : undefined;
    if (!source) throw pyError("TypeError", `iter() returned non-iterator of type '${typeName(iterator)}'`);
    return source;
  }
  /** The iterator that calls `__next__` until StopIteration. */
  byNext(): Iterator<Value> {
    return {
      next: () => {
        try {
          const value = this.special("__next__", []);
          if (value === undefined) throw pyError("TypeError", `'${this.typeName}' object is not an iterator`);
          return { done: false, value };
        } catch (error) {
          if (error instanceof PyError && error.kind === "StopIteration") return { done: true, value: undefined };
          throw error;
        }
      },
    };
  }
  /** The old sequence protocol: `self[0]`, `self[1]`, … until IndexError. */
  private byPosition(): Iterator<Value> {
    let position = 0n;
    return {
      next: () => {
        try {
          return { done: false, value: this.getItem(position++)! };
        } catch (error) {
          if (error instanceof PyError && error.kind === "IndexError") return { done: true, value: undefined };
          throw error;
        }
      },
    };
  }

  override get callable(): boolean {
    return this.cls.lookup("__call__") !== undefined;
  }
  override call(args: Value[], keywords: Keywords): Value {
    const found = this.cls.lookup("__call__");
    if (!(found instanceof PyValue)) throw new NotCallable(this.typeName);
    return found.call([this, ...args], keywords);
  }
  /** A class with `__eq__` and no `__hash__` cannot be a key. Equal hashes count as equal objects. */
  override hashKey(): unknown {
    const hash = this.special("__hash__", []);
    if (hash !== undefined) return `\0h${identity(this.cls)}:${repr(hash)}`;
    return this.cls.lookup("__eq__") === undefined && !this.core ? this : undefined;
  }
  override repr(): string {
    const text = this.special("__repr__", []);
    return text === undefined ? this.defaultRepr() : text_(text, "__repr__");
  }
  override str(): string {
    const text = this.special("__str__", []);
    return text === undefined ? this.repr() : text_(text, "__str__");
  }
  defaultRepr(): string {
    return `<__main__.${this.typeName} object at 0x${identity(this).toString(16).padStart(12, "0")}>`;
  }
  override toFloat(): number | undefined {
    const value = this.special("__float__", []) ?? this.special("__index__", []);
    const number = value === undefined ? undefined : asNumber(value);
    return number === undefined ? undefined : Number(number);
  }
  override toIndex(): number | undefined {
    const value = this.special("__index__", []);
    return value === undefined ? undefined : Number(str(value));
  }
  override toComplex(): { re: number; im: number } | undefined {
    const value = this.special("__complex__", []);
    return value instanceof PyValue ? value.toComplex() : undefined;
  }
}

/** The list or dict that a value is, be it of a derived class or not. */
export function coreOf(value: Value): Value {
  return value instanceof PyObject ? (value.core ?? value) : value;
}

function text_(value: Value, method: string): string {
  if (typeof value === "string") return value;
  throw pyError("TypeError", `${method} returned non-string (type ${typeName(value)})`);
}
