/** copy: a shallow copy shares what a container holds, a deep one copies that too, each thing once. */
import { grow, spend, spendItems } from "../budget.ts";
import { PyDict } from "../values/dict.ts";
import type { Module } from "../values/module.ts";
import { PyObject } from "../values/object.ts";
import { PyList, PyTuple } from "../values/sequence.ts";
import { PySet } from "../values/set.ts";
import { NO_KEYWORDS, PyValue, type Value } from "../values/value.ts";
import { library } from "./define-module.ts";

type Copied = Map<PyValue, Value>;

export function copyModule(): Module {
  return library("copy", {
    copy: ([value]) => shallow(value!),
    deepcopy: ([value]) => deep(value!, new Map()),
  });
}

function shallow(value: Value): Value {
  if (value instanceof PyList) {
    spendItems(value.items.length);
    return new PyList([...value.items]);
  }
  if (value instanceof PyDict) return value.copy();
  if (value instanceof PySet) return value.filter(() => true);
  if (value instanceof PyObject) {
    const own = value.special("__copy__", []);
    if (own !== undefined) return own;
    const copy = new PyObject(value.cls);
    if (value.core) copy.core = shallow(value.core) as PyValue;
    spend(value.attributes.size);
    for (const [name, each] of value.attributes) copy.attributes.set(name, each);
    return copy;
  }
  return value instanceof PyValue ? byMethod(value) : value;
}

function deep(value: Value, copied: Copied): Value {
  spend();
  if (!(value instanceof PyValue)) return value;
  spend(3);
  const known = copied.get(value);
  if (known !== undefined) return known;
  const remember = <T extends Value>(copy: T): T => {
    copied.set(value, copy);
    return copy;
  };
  if (value instanceof PyList) {
    const copy = remember(new PyList([]));
    for (const item of value.items) {
      grow(copy.items.length, 8);
      copy.items.push(deep(item, copied));
    }
    return copy;
  }
  if (value instanceof PyTuple) {
    const items = value.items.map((item) => deep(item, copied));
    return remember(items.every((item, i) => item === value.items[i]) ? value : new PyTuple(items));
  }
  if (value instanceof PyDict) {
    const copy = remember(new PyDict());
    spend(4);
    copy.makeDefault = value.makeDefault;
    for (const { key, value: each } of value.entries.values()) copy.set(deep(key, copied), deep(each, copied));
    return copy;
  }
  if (value instanceof PySet) {
    return remember(
      new PySet(
        [...value.entries.values()].map((item) => deep(item, copied)),
        value.frozen,
      ),
    );
  }
  if (value instanceof PyObject) {
    const own = value.special("__deepcopy__", [new PyDict()]);
    if (own !== undefined) return remember(own);
    const copy = remember(new PyObject(value.cls));
    spend(4 + value.attributes.size);
    if (value.core) copy.core = deep(value.core, copied) as PyValue;
    for (const [name, each] of value.attributes) copy.attributes.set(name, deep(each, copied));
    return copy;
  }
  return remember(byMethod(value));
}

/** An array is copied by its own method; what cannot change is shared. */
function byMethod(value: PyValue): Value {
  const copy = value.typeName === "ndarray" ? value.getAttribute("copy") : undefined;
  return copy instanceof PyValue ? copy.call([], NO_KEYWORDS) : value;
}
