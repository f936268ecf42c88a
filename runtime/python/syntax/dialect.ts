/**
 * What another Python does otherwise than the Python 3 of this room. There is one,
 * python2/, for files of before GenX 3. Each of these is asked for once, while a text is
 * compiled: a script of Python 3 has no dialect and pays nothing.
 *
 * With a dialect the variables of a list comprehension are those of the scope around it,
 * and the name of a caught exception stays bound, as before Python 3.
 */
import type { Comparison, Value } from "../values/value.ts";
import type { Place, Source } from "./source.ts";

export interface Dialect {
  /** The text as the parser can read it. */
  translate(source: Source): Translated;
  /** Of operators that mean something else, by the name of the node. */
  readonly operations: ReadonlyMap<string, (a: Value, b: Value) => Value>;
  /** `<`, `<=`, `>`, `>=` of any two values. */
  readonly order: (op: Comparison, a: Value, b: Value) => Value;
  /** Attributes that a kind of value has here and not in Python 3, or that give something else: undefined leaves it to the kind. */
  readonly attributes: ReadonlyMap<string, (self: Value) => Value | undefined>;
}

export interface Translated {
  source: Source;
  /** Where a place of that text is in the user's. */
  original(place: Place): Place;
  /** Makes the tree of that text the one that the user's text means. */
  finish(tree: object): void;
}
