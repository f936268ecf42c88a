/**
 * enum: `class Kind(Enum)` turns the plain values of its body into members.
 * Iteration, lookup by value and by name belong to the class itself.
 */
import { builtins } from "../builtins/define-builtins.ts";
import { binary, hashKey, repr } from "../operators.ts";
import { Builtin } from "../values/builtin.ts";
import { PyClass } from "../values/class.ts";
import { Property } from "../values/descriptors.ts";
import { PyError, pyError } from "../values/error.ts";
import type { Module } from "../values/module.ts";
import { PyObject } from "../values/object.ts";
import { PyList } from "../values/sequence.ts";
import { PyValue, type Value } from "../values/value.ts";
import { library } from "./define-module.ts";

/** What auto() leaves until the class is complete. */
class Auto extends PyValue {
  override readonly typeName = "auto";
}

export function enumModule(): Module {
  const base = enumBase();
  const intBase = new PyClass(
    "IntEnum",
    [base],
    builtins({
      __int__: ([self]) => memberValue(self),
      __index__: ([self]) => memberValue(self),
      __float__: ([self]) => memberValue(self),
      __eq__: ([self, other]) => hashKey(memberValue(self)) === hashKey(plain(other)),
      __hash__: ([self]) => memberValue(self),
      __add__: ([self, other]) => binary("+", memberValue(self), plain(other)),
      __lt__: ([self, other]) => Number(memberValue(self)) < Number(plain(other)),
    }),
  );
  return library(
    "enum",
    { auto: () => new Auto(), unique: ([cls]) => cls! },
    { Enum: base, IntEnum: intBase, StrEnum: base },
  );
}

function plain(value: Value | undefined): Value {
  return value instanceof PyObject && value.attributes.has("_value_") ? memberValue(value) : (value ?? null);
}

function memberValue(member: Value | undefined): Value {
  return (member as PyObject).attributes.get("_value_")!;
}

const MEMBERS = "_members_";

function membersOf(cls: Value | undefined): Value[] {
  const members = (cls as PyClass).members.get(MEMBERS);
  return members instanceof PyList ? members.items : [];
}

function enumBase(): PyClass {
  const base = new PyClass(
    "Enum",
    [],
    new Map<string, Value>([
      ["name", new Property(new Builtin("name", ([self]) => (self as PyObject).attributes.get("_name_")!))],
      ["value", new Property(new Builtin("value", ([self]) => memberValue(self)))],
      ...builtins({
        __repr__: ([self]) => `<${text(self)}: ${repr(memberValue(self))}>`,
        __str__: ([self]) => text(self),
      }),
    ]),
  );
  base.meta = new PyClass(
    "EnumType",
    [],
    builtins({
      __iter__: ([cls]) => new PyList(membersOf(cls)),
      __len__: ([cls]) => BigInt(membersOf(cls).length),
      __getitem__: ([cls, name]) => {
        const found = membersOf(cls).find((member) => (member as PyObject).attributes.get("_name_") === name);
        if (found === undefined) throw new PyError("KeyError", [name!]);
        return found;
      },
      __call__: ([cls, value]) => {
        const key = hashKey(plain(value));
        const found = membersOf(cls).find((member) => hashKey(memberValue(member)) === key);
        if (found === undefined) throw pyError("ValueError", `${repr(value!)} is not a valid ${(cls as PyClass).name}`);
        return found;
      },
    }),
  );
  base.onDerived = (derived) => {
    derived.meta = base.meta;
    fill(derived);
  };
  return base;
}

function text(self: Value | undefined): string {
  const member = self as PyObject;
  return `${member.cls.name}.${member.attributes.get("_name_") as string}`;
}

function fill(cls: PyClass): void {
  const members: Value[] = [];
  let last = 0n;
  for (const [name, given] of cls.members) {
    const isMethod =
      given instanceof PyValue && (given.bindsSelf || given instanceof Property || given.typeName.endsWith("method"));
    if (name.startsWith("_") || isMethod) continue;
    const value = given instanceof Auto ? last + 1n : given;
    if (typeof value === "bigint") last = value;
    const alias = members.find((member) => hashKey(memberValue(member)) === hashKey(value));
    if (alias !== undefined) {
      cls.members.set(name, alias);
      continue;
    }
    const member = new PyObject(cls);
    member.attributes.set("_name_", name);
    member.attributes.set("_value_", value);
    members.push(member);
    cls.members.set(name, member);
  }
  cls.members.set(MEMBERS, new PyList(members));
}
