/** Methods and attributes by Python 2's rules: what a dict, a list, a text, an iterator, a function and an exception have. */
import { next } from "../builtins/iterators.ts";
import { BASE_EXCEPTION } from "../exceptions.ts";
import { call, contains, findAttribute, itemsOf, iterate } from "../operators.ts";
import { Builtin } from "../values/builtin.ts";
import { PyObject } from "../values/class.ts";
import { DictView, PyDict } from "../values/dict.ts";
import { PyFunction } from "../values/function.ts";
import { PyGenerator } from "../values/generator.ts";
import { PyIterator } from "../values/iterator.ts";
import { coreOf } from "../values/object.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { type Keywords, NO_KEYWORDS, type Value } from "../values/value.ts";
import { sorted2, sortOptions } from "./builtins.ts";

type Attribute = (self: Value) => Value | undefined;
type Body = (args: Value[], keywords: Keywords) => Value;

export const ATTRIBUTES: ReadonlyMap<string, Attribute> = new Map<string, Attribute>([
  ...["keys", "values", "items"].flatMap((name): [string, Attribute][] => [
    [name, (self) => listOf(self, name)],
    [`iter${name}`, (self) => viewed(self, `iter${name}`, name, (view) => new PyIterator(iterate(view)))],
    [`view${name}`, (self) => viewed(self, `view${name}`, name, (view) => view)],
  ]),
  [
    "has_key",
    method(
      "has_key",
      (self) => isDict(self),
      (self) =>
        ([key]) =>
          contains(self, key!),
    ),
  ],
  [
    "next",
    method(
      "next",
      (self) => self instanceof PyIterator || self instanceof PyGenerator,
      (self) => () => next(self),
    ),
  ],
  [
    "sort",
    method(
      "sort",
      (self) => coreOf(self) instanceof PyList,
      (self) => (args, keywords) => {
        const list = coreOf(self) as PyList;
        list.items = sorted2(list.items, ...sortOptions("sort", args, keywords));
        return null;
      },
    ),
  ],
  // A text is both the text and its bytes.
  [
    "decode",
    method(
      "decode",
      (self) => typeof self === "string",
      (self) => () => self,
    ),
  ],
  [
    "encode",
    method(
      "encode",
      (self) => typeof self === "string",
      (self) => () => self,
    ),
  ],
  ["message", (self) => (isException(self) && !self.attributes.has("message") ? message(self) : undefined)],
  ["func_name", (self) => (self instanceof PyFunction ? findAttribute(self, "__name__") : undefined)],
  ["func_doc", (self) => (self instanceof PyFunction ? (findAttribute(self, "__doc__") ?? null) : undefined)],
  ["im_func", (self) => findAttribute(self, "__func__")],
  ["im_self", (self) => findAttribute(self, "__self__")],
]);

/** A method of one kind of value; a class that has its own keeps it. */
function method(name: string, isOne: (self: Value) => boolean, body: (self: Value) => Body): Attribute {
  return (self) => (isOne(self) && !hasOwn(self, name) ? new Builtin(name, body(self)) : undefined);
}

/** Whether a class of the script says itself what the name is. */
function hasOwn(self: Value, name: string): boolean {
  if (!(self instanceof PyObject)) return false;
  const found = self.cls.lookup(name);
  return found !== undefined && !(found instanceof Builtin);
}

const isDict = (self: Value) => coreOf(self) instanceof PyDict;
const isException = (self: Value): self is PyObject =>
  self instanceof PyObject && self.cls.isSubclassOf(BASE_EXCEPTION);

/** What such a method gives of a dict is a list. */
function listOf(self: Value, name: string): Value | undefined {
  const found = isDict(self) ? findAttribute(self, name) : undefined;
  if (found === undefined) return undefined;
  return new Builtin(name, (args, keywords) => {
    const made = call(found, args, keywords);
    return made instanceof DictView ? new PyList(itemsOf(made)) : made;
  });
}

function viewed(self: Value, name: string, part: string, make: (view: Value) => Value): Value | undefined {
  if (!isDict(self) || hasOwn(self, name)) return undefined;
  const found = findAttribute(self, part);
  return found && new Builtin(name, () => make(call(found, [], NO_KEYWORDS)));
}

function message(exception: PyObject): Value {
  const args = exception.attributes.get("args");
  return args instanceof PyTuple && args.items.length === 1 ? args.items[0]! : "";
}
