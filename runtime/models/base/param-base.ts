/**
 * ModelParamBase: what a layer, a stack, a sample, an instrument and a script's
 * own dataclasses have in common.
 *
 *     film = Layer(d=120, dens=0.05)       keywords, or positions in order of the fields
 *     film.setD(125), film.d = 125         a setter and a getter for each field
 *     film.setFreal(12.5)                  and for the parts of a complex one
 *
 * As GenX has it: the constructor ignores keywords that name no field, so that a
 * script may change its model, and converts each value to the type of its field;
 * setters and assignments take what they are given. A setter's name is the
 * field's in Python's `capitalize`, which lower-cases the rest: `sld_n` makes
 * `setSld_n`, `I0` `setI0`, `Repetitions` `setRepetitions`.
 *
 * Setters belong to the object that the constructor made. A copy of it, shallow
 * or deep, carries the same ones, so `copy.setD` sets the original; assignment
 * (`copy.d = …`) does not. GenX does so, and fits rely on it unawares.
 */

import { copyModule } from "../../python/modules/copy.ts";
import { dataclassesModule } from "../../python/modules/dataclasses.ts";
import { define } from "../../python/numpy/signature.ts";
import { call, repr, same, toComplex, toFloat, toInt, truth } from "../../python/operators.ts";
import { Builtin } from "../../python/values/builtin.ts";
import { type DataclassField, PyClass, PyObject } from "../../python/values/class.ts";
import { Complex } from "../../python/values/complex.ts";
import { pyError } from "../../python/values/error.ts";
import type { Keywords, Value } from "../../python/values/value.ts";
import { numberFrom } from "../materials/number-arguments.ts";
import { attribute, complexAttribute } from "./script-values.ts";

/** Where an object remembers which one its setters set. */
const ORIGINAL = "_setters_of";

/** Something that copies share and deepcopy leaves alone. */
class Original extends Builtin {
  readonly object: PyObject;
  constructor(object: PyObject) {
    super(ORIGINAL, () => object);
    this.object = object;
  }
}

export function modelParamBase(): PyClass {
  const base = new PyClass(
    "ModelParamBase",
    [],
    new Map<string, Value>([
      ["__init__", new Builtin("__init__", ([self, ...args], keywords) => construct(self as PyObject, args, keywords))],
      ["__post_init__", new Builtin("__post_init__", ([self]) => finish(self as PyObject))],
      ["__getattr__", new Builtin("__getattr__", ([self, name]) => accessor(self as PyObject, name as string))],
      ["__repr__", new Builtin("__repr__", ([self]) => represent(self as PyObject))],
      ["__eq__", new Builtin("__eq__", ([self, other]) => equal(self as PyObject, other!))],
      define("copy(self, deep=)", (self, deep) => copy(self as PyObject, deep)),
    ]),
  );
  base.fields = [];
  base.meta = new PyClass(
    "ModelParamMeta",
    [],
    new Map([
      ["__call__", new Builtin("__call__", ([cls, ...args], keywords) => make(cls as PyClass, args, keywords))],
    ]),
  );
  return base;
}

/** A model's class, with the fields of `base` first; one of the same name takes its place. */
export function modelClass(
  base: PyClass,
  name: string,
  fields: readonly DataclassField[],
  methods: readonly Builtin[] = [],
): PyClass {
  const cls = new PyClass(name, [base], new Map(methods.map((method) => [method.name, method])));
  const inherited = fieldsOf(base).map((old) => fields.find(({ name }) => name === old.name) ?? old);
  cls.fields = [...inherited, ...fields.filter((each) => !inherited.includes(each))];
  return cls;
}

/** A field: what it converts to (nothing when null) and its default; without one it must be given. */
export function field(name: string, annotation: Value, makeDefault?: () => Value): DataclassField {
  return { name, annotation, makeDefault, keywordOnly: false, init: true, repr: true };
}

export const floatField = (name: string, initial: number) => field(name, "float", () => initial);
export const wholeField = (name: string, initial: bigint) => field(name, "int", () => initial);
export const flagField = (name: string, initial: boolean) => field(name, "bool", () => initial);
export const complexField = (name: string, re: number, im: number) => field(name, "complex", () => new Complex(re, im));

/** A complex number, or a function of the energy, which stays one. */
export const factorField = (name: string, re: number, im: number) => field(name, FACTOR, () => new Complex(re, im));
const FACTOR = "complex or a function";

export function fieldsOf(cls: PyClass): readonly DataclassField[] {
  return cls.mro.find((ancestor) => ancestor.fields)?.fields ?? [];
}

/**
 * `cls(…)`. A dataclass is filled field by field, also where it has an `__init__`
 * of its own, as GenX's metaclass does; a class derived without new fields may have one.
 */
function make(cls: PyClass, args: Value[], keywords: Keywords): Value {
  for (const ancestor of cls.mro) {
    // As in GenX, annotations are enough: `@dataclass` above the class may be missing.
    const annotated = ancestor.meta === cls.meta && ancestor.members.has("__annotations__");
    if (annotated && !ancestor.fields) call(DATACLASS, [ancestor]);
  }
  const made = new PyObject(cls);
  const maker = cls.mro.find((ancestor) => ancestor.fields?.length || ancestor.members.has("__init__"))!;
  if (maker.fields?.length) construct(made, args, keywords);
  else call(maker.members.get("__init__")!, [made, ...args], keywords);
  return made;
}

function construct(self: PyObject, args: Value[], keywords: Keywords): null {
  const fields = fieldsOf(self.cls).filter((each) => each.init);
  const byPosition = fields.filter((each) => !each.keywordOnly);
  if (args.length > byPosition.length) {
    throw pyError(
      "TypeError",
      `${self.cls.name}() takes up to ${byPosition.length} positional arguments but ${args.length} were given`,
    );
  }
  self.attributes.set(ORIGINAL, new Original(self));
  for (const each of fieldsOf(self.cls)) {
    const { name, init, makeDefault } = each;
    const position = byPosition.indexOf(each);
    let value: Value | undefined;
    if (init) value = position >= 0 && position < args.length ? args[position] : keywords.get(name);
    if (value === undefined) value = makeDefault?.();
    if (value !== undefined) self.attributes.set(name, value);
    else if (init) throw pyError("TypeError", `${self.cls.name}() missing 1 required argument: '${name}'`);
  }
  call(self.cls.lookup("__post_init__")!, [self]);
  return null;
}

/** Converts what the constructor stored. */
function finish(self: PyObject): null {
  for (const { name, annotation } of fieldsOf(self.cls)) {
    const value = self.attributes.get(name);
    if (value !== undefined) self.attributes.set(name, convert(value, annotation));
  }
  return null;
}

/** `annotation(value)` for what is not of that type already. */
function convert(value: Value, annotation: Value): Value {
  switch (typeof annotation === "string" ? annotation : annotation instanceof PyClass ? annotation.name : "") {
    case "float":
      return typeof value === "number" ? value : toFloat(value);
    case "int":
      return typeof value === "bigint" || typeof value === "boolean" ? value : toInt(value);
    case "complex":
      return value instanceof Complex ? value : toComplex(value);
    case "bool":
      return truth(value);
  }
  if (!(annotation instanceof PyClass) || annotation.construct) return value;
  if (value instanceof PyObject && value.cls.isSubclassOf(annotation)) return value;
  return call(annotation, [value]);
}

/** `film.setD`, `film.getFimag`, …: made when first asked for, kept on the object from then on. */
function accessor(self: PyObject, name: string): Value {
  const found = /^(set|get)(.+)$/s.exec(name);
  if (found) {
    for (const { name: each, annotation } of fieldsOf(self.cls)) {
      const rest = after(capitalise(each), found[2]!);
      if (rest === "" || (isComplex(annotation) && (rest === "real" || rest === "imag"))) {
        const original = self.attributes.get(ORIGINAL);
        const target = original instanceof Original ? original.object : self;
        const made = found[1] === "set" ? setter(target, each, name, rest) : getter(target, each, name, rest);
        self.attributes.set(name, made);
        return made;
      }
    }
  }
  throw pyError("AttributeError", `'${self.cls.name}' object has no attribute '${name}'`);
}

type Part = "" | "real" | "imag";

/** What is left of `text` behind `start`; undefined when it does not start so. */
function after(start: string, text: string): Part | undefined {
  return text.startsWith(start) ? (text.slice(start.length) as Part) : undefined;
}

function capitalise(name: string): string {
  return name[0]!.toUpperCase() + name.slice(1).toLowerCase();
}

function isComplex(annotation: Value): boolean {
  return (
    annotation === "complex" ||
    annotation === FACTOR ||
    (annotation instanceof PyClass && annotation.name === "complex")
  );
}

function setter(target: PyObject, name: string, label: string, part: Part): Builtin {
  const { attributes } = target;
  // A subclass may watch its attributes with a property or __setattr__; then the long way is taken.
  const plain = !target.cls.lookup("__setattr__") && !target.cls.lookup(name);
  const set = (value: Value) => void (plain ? attributes.set(name, value) : target.setAttribute(name, value));
  return new Builtin(label, ([value]) => {
    if (value === undefined) throw pyError("TypeError", `${label}() missing 1 required positional argument: 'value'`);
    if (part === "") {
      set(value);
    } else {
      const old = complexAttribute(target, name);
      const number = numberFrom(value, `${label}'s argument`);
      set(part === "real" ? new Complex(number, old.im) : new Complex(old.re, number));
    }
    return null;
  });
}

function getter(target: PyObject, name: string, label: string, part: Part): Builtin {
  return new Builtin(label, () => {
    if (part === "") return attribute(target, name);
    const value = complexAttribute(target, name);
    return part === "real" ? value.re : value.im;
  });
}

function represent(self: PyObject): string {
  const shown = fieldsOf(self.cls).filter((each) => each.repr);
  return `${self.cls.name}(${shown.map(({ name }) => `${name}=${repr(attribute(self, name))}`).join(", ")})`;
}

/** As dataclasses compare: the same class, and equal fields. */
function equal(self: PyObject, other: Value): boolean {
  if (self === other) return true;
  if (!(other instanceof PyObject) || other.cls !== self.cls) return false;
  return fieldsOf(self.cls).every(({ name }) => same(attribute(self, name), attribute(other, name)));
}

const COPY = copyModule().members;
const DATACLASS = dataclassesModule().members.get("dataclass")!;

function copy(self: PyObject, deep: Value | undefined): Value {
  return truth(deep ?? false) ? call(COPY.get("deepcopy")!, [self]) : shallowCopy(self);
}

/** An object of the same class that shares what the fields hold. */
export function shallowCopy(object: PyObject): PyObject {
  return call(COPY.get("copy")!, [object]) as PyObject;
}
