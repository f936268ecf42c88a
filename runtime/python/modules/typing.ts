/** The module typing: names for annotations, which nothing checks. Each gives itself, whatever is in its brackets. */
import { Builtin } from "../values/builtin.ts";
import { PyClass } from "../values/class.ts";
import type { Module } from "../values/module.ts";
import { PyObject } from "../values/object.ts";
import { library } from "./define-module.ts";

const ANNOTATIONS =
  "Any Callable ClassVar Dict Final FrozenSet Generator Generic Iterable Iterator List Literal Mapping NamedTuple " +
  "Optional Protocol Sequence Set Text TextIO Tuple Type Union";

export function typingModule(): Module {
  const names = ANNOTATIONS.split(" ").map((name) => {
    const cls = new PyClass(name, [], new Map());
    cls.meta = new PyClass("Annotation", [], new Map([["__getitem__", new Builtin("__getitem__", () => cls)]]));
    return [name, cls] as const;
  });
  const variable = new PyClass("TypeVar", [], new Map());
  return library(
    "typing",
    {
      cast: ([, value]) => value!,
      overload: ([method]) => method!,
      TypeVar: () => new PyObject(variable),
      NewType: ([, type]) => type!,
    },
    { ...Object.fromEntries(names), TYPE_CHECKING: false },
  );
}
