/** How the tables of builtin functions and types are written down. */
import { registerType } from "../types.ts";
import { Builtin } from "../values/builtin.ts";
import { PyClass } from "../values/class.ts";
import type { Keywords, Value } from "../values/value.ts";

export type Body = (args: Value[], keywords: Keywords) => Value;

export function builtins(table: Record<string, Body>): Map<string, Value> {
  return new Map(Object.entries(table).map(([name, body]) => [name, new Builtin(name, body)]));
}

/** A builtin kind: how it is made, and its methods, which get the object as their first argument. */
export function defineType(name: string, construct: Body, methods: Record<string, Body>, base?: PyClass): PyClass {
  const cls = new PyClass(name, base ? [base] : [], builtins(methods));
  cls.construct = construct;
  return registerType(cls);
}
