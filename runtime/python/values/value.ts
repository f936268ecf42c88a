/**
 * What a Python value is here. Five kinds are JavaScript primitives:
 *
 *     None → null    bool → boolean    int → bigint    float → number    str → string
 *
 * so an int never turns into a float unseen, and a float costs nothing. All
 * other kinds extend PyValue and answer the protocol below; the interpreter
 * knows no kind by name. A script's attribute names reach `getAttribute` and
 * never a JavaScript property, so no prototype is ever in reach.
 *
 * A protocol method returns `undefined` for "not mine" (Python's
 * NotImplemented, or no such attribute); the caller turns that into the
 * exception Python would raise.
 */

export type Value = null | boolean | bigint | number | string | PyValue;

/** Keyword arguments of a call, in the order they were written. */
export type Keywords = ReadonlyMap<string, Value>;
export const NO_KEYWORDS: Keywords = new Map();

export type BinaryOperator = "+" | "-" | "*" | "/" | "//" | "%" | "**" | "@" | "<<" | ">>" | "&" | "|" | "^";
export type UnaryOperator = "-" | "+" | "~";
export type Comparison = "==" | "!=" | "<" | "<=" | ">" | ">=";

export abstract class PyValue {
  /** The name that type(x).__name__ shows. */
  abstract readonly typeName: string;

  getAttribute(_name: string): Value | undefined {
    return undefined;
  }
  /** Returns false when the kind has no such attribute to set. */
  setAttribute(_name: string, _value: Value): boolean {
    return false;
  }
  deleteAttribute(_name: string): boolean {
    return false;
  }
  /** @param reflected  true when this value stands on the right: `other op this` */
  binary(_op: BinaryOperator, _other: Value, _reflected: boolean): Value | undefined {
    return undefined;
  }
  /** `this op= other`; undefined means: use the binary operator. */
  inplace(_op: BinaryOperator, _other: Value): Value | undefined {
    return undefined;
  }
  unary(_op: UnaryOperator): Value | undefined {
    return undefined;
  }
  /** May return an array, as numpy does. */
  compare(_op: Comparison, _other: Value): Value | undefined {
    return undefined;
  }
  truth(): boolean {
    return true;
  }
  getItem(_key: Value): Value | undefined {
    return undefined;
  }
  setItem(_key: Value, _value: Value): boolean {
    return false;
  }
  deleteItem(_key: Value): boolean {
    return false;
  }
  /** undefined: not iterable. */
  iterate(): Iterator<Value> | undefined {
    return undefined;
  }
  length(): number | undefined {
    return undefined;
  }
  /** How many items a walk gives, where no walk and no script is needed to know. */
  get itemCount(): number | undefined {
    return undefined;
  }
  contains(_item: Value): boolean | undefined {
    return undefined;
  }
  call(_args: Value[], _keywords: Keywords): Value {
    throw new NotCallable(this.typeName);
  }
  get callable(): boolean {
    return false;
  }
  /** True for what becomes a bound method when it is found on a class: functions and builtins. */
  get bindsSelf(): boolean {
    return false;
  }
  /**
   * What attribute access gives when this value was found on a class.
   * @param self   the instance, or undefined when the class itself was asked
   * @param owner  the class that was asked
   */
  bind(_self: Value | undefined, _owner: PyValue): Value {
    return this;
  }
  /** A key equal for equal values, or undefined when the kind is unhashable. Identity by default. */
  hashKey(): unknown {
    return this;
  }
  repr(): string {
    return `<${this.typeName} object>`;
  }
  str(): string {
    return this.repr();
  }
  /** float(x), where the kind has one. */
  toFloat(): number | undefined {
    return undefined;
  }
  /** Its value where an integer is asked for (an index, a count); undefined: not an integer. */
  toIndex(): number | undefined {
    return undefined;
  }
  /** complex(x): real and imaginary part, where the kind has one. */
  toComplex(): { re: number; im: number } | undefined {
    return undefined;
  }
}

/** Turned into Python's TypeError where a call is made. */
export class NotCallable extends Error {
  readonly typeName: string;
  constructor(typeName: string) {
    super(`'${typeName}' object is not callable`);
    this.typeName = typeName;
  }
}
