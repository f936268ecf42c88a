/** `obj.copy()` and `obj.copy(deep=True)`: what a copy shares with its original, and what it has of its own. */
import { NdArray } from "../python/numpy/array.ts";
import { cast } from "../python/numpy/convert.ts";
import { PyObject } from "../python/values/class.ts";
import { PyDict } from "../python/values/dict.ts";
import { PyList, PyTuple } from "../python/values/sequence.ts";
import { PyValue, type Value } from "../python/values/value.ts";

export function shallowCopy(object: PyObject): PyObject {
  const copy = new PyObject(object.cls);
  for (const [name, value] of object.attributes) copy.attributes.set(name, value);
  return copy;
}

/** Containers, arrays and objects anew, each once however often it occurs; functions and numbers as they are. */
export function deepCopy(object: PyObject): PyObject {
  return copyInto(object, new Map()) as PyObject;
}

function copyInto(value: Value, done: Map<PyValue, Value>): Value {
  if (!(value instanceof PyValue)) return value;
  const known = done.get(value);
  if (known !== undefined) return known;
  const remember = <T extends Value>(copy: T): T => {
    done.set(value, copy);
    return copy;
  };
  if (value instanceof PyList) {
    const copy = remember(new PyList([]));
    copy.items = value.items.map((item) => copyInto(item, done));
    return copy;
  }
  if (value instanceof PyTuple) return remember(new PyTuple(value.items.map((item) => copyInto(item, done))));
  if (value instanceof PyDict) {
    const copy = remember(new PyDict());
    for (const entry of value.entries.values()) copy.set(copyInto(entry.key, done), copyInto(entry.value, done));
    return copy;
  }
  if (value instanceof NdArray) return remember(cast(value));
  if (value.constructor !== PyObject) return value;
  const copy = remember(new PyObject((value as PyObject).cls));
  for (const [name, each] of (value as PyObject).attributes) copy.attributes.set(name, copyInto(each, done));
  return copy;
}
