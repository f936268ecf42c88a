/** How the tables of builtin functions and types are written down. */
import { classOf, registerType } from "../types.ts";
import { Builtin } from "../values/builtin.ts";
import { PyClass } from "../values/class.ts";
import { pyError } from "../values/error.ts";
import { coreOf } from "../values/object.ts";
import { typeName } from "../values/object-protocol.ts";
import type { Keywords, Value } from "../values/value.ts";

export type Body = (args: Value[], keywords: Keywords) => Value;

export function builtins(table: Record<string, Body>): Map<string, Value> {
  return new Map(Object.entries(table).map(([name, body]) => [name, new Builtin(name, body)]));
}

/** A builtin kind: how it is made, and its methods, which get the object as their first argument. */
export function defineType(name: string, construct: Body, methods: Record<string, Body>, base?: PyClass): PyClass {
  const cls: PyClass = new PyClass(name, base ? [base] : [], new Map());
  for (const [method, body] of Object.entries(methods)) {
    cls.members.set(
      method,
      new Builtin(method, (args, keywords) => {
        if (args[0] === undefined || !classOf(args[0]).isSubclassOf(cls)) throw wrongObject(method, name, args[0]);
        args[0] = coreOf(args[0]);
        return body(args, keywords);
      }),
    );
  }
  cls.construct = construct;
  return registerType(cls);
}

/** `str.upper(5)`: a method that was taken from its kind and given another. */
function wrongObject(method: string, kind: string, self: Value | undefined): Error {
  return pyError(
    "TypeError",
    self === undefined
      ? `unbound method ${kind}.${method}() needs an argument`
      : `descriptor '${method}' for '${kind}' objects doesn't apply to a '${typeName(self)}' object`,
  );
}
