/**
 * dataclasses: `@dataclass` reads the annotations of a class body and adds
 * `__init__`, `__repr__` and `__eq__`. A class whose base brings its own way of
 * making instances (the models' ModelParamBase) is given its fields and no more.
 */

import { counted } from "../../text.ts";
import { spend } from "../budget.ts";
import { builtins } from "../builtins/define-builtins.ts";
import { call, classOf, compare, repr, truth, typeName } from "../operators.ts";
import { parameters } from "../parameters.ts";
import { Builtin } from "../values/builtin.ts";
import { type DataclassField, PyClass } from "../values/class.ts";
import { PyDict } from "../values/dict.ts";
import { pyError } from "../values/error.ts";
import type { Module } from "../values/module.ts";
import { PyObject } from "../values/object.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { PySet } from "../values/set.ts";
import { type Comparison, type Keywords, NO_KEYWORDS, PyValue, type Value } from "../values/value.ts";
import { library } from "./define-module.ts";

/** What `field(…)` leaves in the class body until the decorator reads it. */
class FieldOptions extends PyValue {
  override readonly typeName = "Field";
  readonly makeDefault: (() => Value) | undefined;
  readonly keywordOnly: boolean;
  readonly init: boolean;
  readonly shown: boolean;
  readonly compared: boolean;

  constructor(args: Value[], keywords: Keywords) {
    super();
    const names = ["default", "default_factory", "init", "repr", "hash", "compare", "metadata", "kw_only"];
    const [initial, factory, init, shown, , compared, , keywordOnly] = parameters("field", names, 0, args, keywords);
    if (initial !== undefined && factory !== undefined) {
      throw pyError("ValueError", "cannot specify both default and default_factory");
    }
    this.makeDefault =
      factory !== undefined ? () => call(factory, []) : initial !== undefined ? () => initial : undefined;
    this.init = truth(init ?? true);
    this.shown = truth(shown ?? true);
    this.compared = truth(compared ?? true);
    this.keywordOnly = truth(keywordOnly ?? false);
  }
}

interface Options {
  init: boolean;
  repr: boolean;
  eq: boolean;
  order: boolean;
  frozen: boolean;
  keywordOnly: boolean;
}

export function dataclassesModule(): Module {
  const kwOnly = new PyClass("KW_ONLY", [], new Map());
  return library(
    "dataclasses",
    {
      field: (args, keywords) => new FieldOptions(args, keywords),
      dataclass: (args, keywords) => {
        const names = ["init", "repr", "eq", "order", "unsafe_hash", "frozen", "match_args", "kw_only", "slots"];
        const flags = parameters("dataclass", names, 0, [], keywords).map((flag) => flag && truth(flag));
        const options: Options = {
          init: (flags[0] ?? true) as boolean,
          repr: (flags[1] ?? true) as boolean,
          eq: (flags[2] ?? true) as boolean,
          order: (flags[3] ?? false) as boolean,
          frozen: (flags[5] ?? false) as boolean,
          keywordOnly: (flags[7] ?? false) as boolean,
        };
        const decorate = (cls: Value) => makeDataclass(cls as PyClass, options, kwOnly);
        return args.length > 0 && args[0] !== null
          ? decorate(args[0]!)
          : new Builtin("dataclass", ([cls]) => decorate(cls!));
      },
      fields: ([of]) => new PyTuple(fieldsOf(of!).map(fieldValue)),
      asdict: ([object]) => PyDict.of(fieldsOf(object!).map(({ name }) => [name, plain(attribute(object!, name))])),
      astuple: ([object]) => new PyTuple(fieldsOf(object!).map(({ name }) => plain(attribute(object!, name)))),
      replace: ([object, ...rest], keywords) => {
        const values = new Map(
          fieldsOf(object!)
            .filter(({ init }) => init)
            .map(({ name }) => [name, attribute(object!, name)]),
        );
        for (const [name, value] of keywords) values.set(name, value);
        return classOf(object!).call(rest, values);
      },
      is_dataclass: ([value]) => (value instanceof PyClass ? value : classOf(value!)).mro.some(({ fields }) => fields),
    },
    { KW_ONLY: kwOnly },
  );
}

function makeDataclass(cls: PyClass, options: Options, kwOnly: PyClass): PyClass {
  spend(256);
  const fields = new Map<string, DataclassField>();
  const compared = new Set<string>();
  for (const base of [...cls.mro].reverse()) for (const each of base.fields ?? []) fields.set(each.name, each);
  for (const name of fields.keys()) compared.add(name);
  let keywordOnly = options.keywordOnly;
  const annotations = cls.members.get("__annotations__");
  for (const { key, value: annotation } of annotations instanceof PyDict ? annotations.entries.values() : []) {
    const name = key as string;
    if (annotation === kwOnly) {
      keywordOnly = true;
      continue;
    }
    if (isClassVariable(annotation)) continue;
    const initial = cls.members.get(name);
    const options = initial instanceof FieldOptions ? initial : undefined;
    if (initial instanceof PyList || initial instanceof PyDict || initial instanceof PySet) {
      throw pyError(
        "ValueError",
        `mutable default <class '${typeName(initial)}'> for field ${name} is not allowed: use default_factory`,
      );
    }
    fields.set(name, {
      name,
      annotation,
      makeDefault: options ? options.makeDefault : initial === undefined ? undefined : () => initial,
      keywordOnly: keywordOnly || (options?.keywordOnly ?? false),
      init: options?.init ?? true,
      repr: options?.shown ?? true,
    });
    if (options?.compared ?? true) compared.add(name);
    else compared.delete(name);
    // field(…) itself is no value of the class.
    if (options) cls.deleteAttribute(name);
  }
  const all = [...fields.values()];
  checkOrder(all);
  cls.fields = all;
  if (cls.meta?.lookup("__call__") === undefined) addMethods(cls, all, [...compared], options);
  return cls;
}

/** `ClassVar` and `ClassVar[int]` are no fields; typing gives them as themselves or as text. */
function isClassVariable(annotation: Value): boolean {
  const name = annotation instanceof PyClass ? annotation.name : annotation;
  return typeof name === "string" && /^(typing\.)?ClassVar\b/.test(name);
}

function checkOrder(fields: readonly DataclassField[]): void {
  let optional = false;
  for (const { name, makeDefault, init, keywordOnly } of fields) {
    if (!init || keywordOnly) continue;
    if (makeDefault) optional = true;
    else if (optional) throw pyError("TypeError", `non-default argument '${name}' follows default argument`);
  }
}

function addMethods(cls: PyClass, fields: readonly DataclassField[], compared: string[], options: Options): void {
  const add = (table: Record<string, (args: Value[], keywords: Keywords) => Value>) => {
    for (const [name, body] of builtins(table)) if (!cls.members.has(name)) cls.setAttribute(name, body);
  };
  if (options.init) {
    add({ __init__: ([self, ...args], keywords) => initialise(fields, self as PyObject, args, keywords) });
  }
  if (options.repr) {
    add({
      __repr__: ([self]) => {
        const shown = fields.filter((each) => each.repr).map(({ name }) => `${name}=${repr(attribute(self!, name))}`);
        return `${typeName(self!)}(${shown.join(", ")})`;
      },
    });
  }
  const values = (object: Value) => new PyTuple(compared.map((name) => attribute(object, name)));
  const comparison =
    (op: Comparison) =>
    ([self, other]: Value[]): Value => {
      if (classOf(self!) !== classOf(other!)) {
        if (op === "==") return false;
        throw pyError(
          "TypeError",
          `'${op}' not supported between instances of '${typeName(self!)}' and '${typeName(other!)}'`,
        );
      }
      return compare(op, values(self!), values(other!));
    };
  if (options.eq) add({ __eq__: comparison("==") });
  if (options.order) {
    add({ __lt__: comparison("<"), __le__: comparison("<="), __gt__: comparison(">"), __ge__: comparison(">=") });
  }
  if (options.frozen) {
    add({
      __setattr__: ([, name]) => {
        throw pyError("AttributeError", `cannot assign to field '${name as string}'`);
      },
      __hash__: ([self]) => repr(values(self!)),
    });
  }
}

function initialise(
  fields: readonly DataclassField[],
  self: PyObject,
  args: readonly Value[],
  keywords: Keywords,
): null {
  const taken = fields.filter(({ init }) => init);
  const byPosition = taken.filter((each) => !each.keywordOnly);
  if (args.length > byPosition.length) {
    const least = byPosition.filter(({ makeDefault }) => !makeDefault).length + 1;
    const most = byPosition.length + 1;
    const takes = least === most ? `${most}` : `from ${least} to ${most}`;
    throw pyError("TypeError", `__init__() takes ${takes} positional arguments but ${args.length + 1} were given`);
  }
  const given = new Map(args.map((value, i) => [byPosition[i]!.name, value]));
  for (const [name, value] of keywords) {
    if (!taken.some((each) => each.name === name)) {
      throw pyError("TypeError", `__init__() got an unexpected keyword argument '${name}'`);
    }
    if (given.has(name)) throw pyError("TypeError", `__init__() got multiple values for argument '${name}'`);
    given.set(name, value);
  }
  const missing = taken
    .filter(({ name, makeDefault }) => !makeDefault && !given.has(name))
    .map(({ name }) => `'${name}'`);
  if (missing.length > 0) {
    const list =
      missing.length === 1
        ? missing[0]
        : `${missing.slice(0, -1).join(", ")}${missing.length > 2 ? "," : ""} and ${missing.at(-1)}`;
    throw pyError(
      "TypeError",
      `__init__() missing ${counted(missing.length, "required positional argument")}: ${list}`,
    );
  }
  for (const { name, makeDefault } of fields) {
    const value = given.has(name) ? given.get(name) : makeDefault?.();
    // Past a frozen class's own __setattr__, which refuses everything.
    if (value !== undefined) self.store(name, value);
  }
  const after = self.cls.lookup("__post_init__");
  if (after instanceof PyValue) after.call([self], NO_KEYWORDS);
  return null;
}

function fieldsOf(value: Value): readonly DataclassField[] {
  const cls = value instanceof PyClass ? value : classOf(value);
  const fields = cls.mro.find((ancestor) => ancestor.fields)?.fields;
  if (!fields) throw pyError("TypeError", "must be called with a dataclass type or instance");
  return fields;
}

function fieldValue({ name, annotation }: DataclassField): PyObject {
  const field = new PyObject(FIELD);
  field.attributes.set("name", name);
  field.attributes.set("type", annotation);
  return field;
}

const FIELD = new PyClass("Field", [], new Map());

function attribute(object: Value, name: string): Value {
  const value = object instanceof PyValue ? object.getAttribute(name) : undefined;
  if (value === undefined) throw pyError("AttributeError", `'${typeName(object)}' object has no attribute '${name}'`);
  return value;
}

/** asdict and astuple reach into nested dataclasses and containers. */
function plain(value: Value): Value {
  if (value instanceof PyObject && value.cls.mro.some(({ fields }) => fields)) {
    return PyDict.of(fieldsOf(value).map(({ name }) => [name, plain(attribute(value, name))]));
  }
  if (value instanceof PyList) return new PyList(value.items.map(plain));
  if (value instanceof PyTuple) return new PyTuple(value.items.map(plain));
  return value;
}
