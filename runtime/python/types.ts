/**
 * The class of every value: type(x), and where the methods of builtin kinds are
 * kept. A kind without an entry of its own gets a plain class by its name.
 */
import { PyClass } from "./values/class.ts";
import { pyError } from "./values/error.ts";
import { PyObject } from "./values/object.ts";
import { typeName } from "./values/object-protocol.ts";
import type { Value } from "./values/value.ts";

/** `object`: the root, so that `class A(object)` has a base. */
export const OBJECT = new PyClass("object", [], new Map());
OBJECT.immutable = true;

const classes = new Map<string, PyClass>([["object", OBJECT]]);

/** Makes `cls` the class of all values whose typeName is its name (numpy registers ndarray). */
export function registerType(cls: PyClass): PyClass {
  classes.set(cls.name, cls);
  cls.immutable = true;
  return cls;
}

export function classOf(value: Value): PyClass {
  if (value instanceof PyObject) return value.cls;
  return classByName(typeName(value));
}

export function classByName(name: string): PyClass {
  const known = classes.get(name);
  if (known) return known;
  const made = new PyClass(name, [], new Map());
  made.immutable = true;
  made.construct = () => {
    throw pyError("TypeError", `cannot create '${name}' instances`);
  };
  classes.set(name, made);
  return made;
}
