/** property, staticmethod, classmethod, super and type, as the names that a script calls. */
import { classOf } from "../operators.ts";
import { parameters } from "../parameters.ts";
import { PyClass } from "../values/class.ts";
import { ClassMethod, Property, StaticMethod } from "../values/descriptors.ts";
import { PyDict } from "../values/dict.ts";
import { pyError } from "../values/error.ts";
import { PyTuple } from "../values/sequence.ts";
import { Super } from "../values/super.ts";
import { PyValue } from "../values/value.ts";
import { defineType } from "./define-builtins.ts";

export const DESCRIPTOR_TYPES: readonly PyClass[] = [
  defineType(
    "property",
    (args, keywords) => {
      const parts = parameters("property", ["fget", "fset", "fdel", "doc"], 0, args, keywords);
      const [getter, setter, deleter] = parts.map((part) => (part instanceof PyValue ? part : undefined));
      return new Property(getter, setter, deleter);
    },
    {},
  ),
  defineType("staticmethod", ([target]) => new StaticMethod(target!), {}),
  defineType("classmethod", ([target]) => new ClassMethod(target as PyValue), {}),
  defineType("super", ([cls, self]) => new Super(cls, self), {}),
  defineType(
    "type",
    (args) => {
      if (args.length === 1) return classOf(args[0]!);
      const [name, bases, members] = args;
      if (!(bases instanceof PyTuple) || !(members instanceof PyDict)) {
        throw pyError("TypeError", "type() takes 1 or 3 arguments");
      }
      const pairs = [...members.entries.values()].map(({ key, value }) => [String(key), value] as const);
      return new PyClass(String(name), bases.items as PyClass[], new Map(pairs));
    },
    {},
  ),
];
