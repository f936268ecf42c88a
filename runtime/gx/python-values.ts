/**
 * The values that a pickle can hold, as inert data: no class of the pickle's is
 * ever made and nothing of it is ever called. A list or a tuple is an array, a
 * dict is a Map, an instance of any class is a PyObject that only remembers
 * what it was given. numpy arrays, dtypes and scalars are the one thing built.
 *
 * Python 2 has one type for text and bytes. Its strings come as a JavaScript
 * string when they are ASCII and as bytes when they are not; `asText` and
 * `asBytes` take either.
 */
import type { Column } from "./project.ts";

export type PyValue =
  | null
  | boolean
  | number
  | string
  | Uint8Array
  | PyValue[]
  | Map<PyValue, PyValue>
  | PyComplex
  | PyGlobal
  | PyObject
  | PyDtype
  | PyArray;

export class PyComplex {
  real: number;
  imaginary: number;
  constructor(real: number, imaginary: number) {
    this.real = real;
    this.imaginary = imaginary;
  }
}

/** A class or function by name, never looked up. */
export class PyGlobal {
  module: string;
  name: string;
  constructor(module: string, name: string) {
    this.module = module;
    this.name = name;
  }
}

/** An instance, as the pickle describes it: constructor arguments, state, and what it was filled with. */
export class PyObject {
  type: PyGlobal;
  args: PyValue[];
  state: PyValue = null;
  /** What was appended: the content of a list's subclass. */
  items: PyValue[] = [];
  /** What was set by key: the content of a dict's subclass. */
  entries = new Map<PyValue, PyValue>();
  constructor(type: PyGlobal, args: PyValue[]) {
    this.type = type;
    this.args = args;
  }
}

export class PyDtype {
  /** numpy's kind and size, such as "f8". */
  code: string;
  littleEndian = true;
  constructor(code: string) {
    this.code = code;
  }
}

/** float[shape] row-major; `values` is missing for what is not numeric (objects, text, records). */
export class PyArray {
  shape: number[] = [0];
  type: Column["type"] = "float64";
  values: Float64Array | undefined;
  imaginary: Float64Array | undefined;
}

/** An attribute of an instance: from its state (or the dict in a (dict, slots) pair), undefined where it has none. */
export function attribute(object: PyValue | undefined, name: string): PyValue | undefined {
  if (!(object instanceof PyObject)) return undefined;
  const state = Array.isArray(object.state) ? object.state[0] : object.state;
  return state instanceof Map ? state.get(name) : undefined;
}

/** Bytes that were decoded before: a pickle can name one long string a million times. */
const decoded = new WeakMap<Uint8Array, string>();

/** Text, from str, unicode or bytes (UTF-8, or Latin-1 where it is not UTF-8); undefined for anything else. */
export function asText(value: PyValue | undefined): string | undefined {
  if (typeof value === "string") return value;
  if (!(value instanceof Uint8Array)) return undefined;
  const text = decoded.get(value) ?? decode(value);
  decoded.set(value, text);
  return text;
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return Buffer.from(bytes).toString("latin1");
  }
}

/** Bytes, from bytes or from a str whose characters are bytes; undefined for anything else. */
export function asBytes(value: PyValue | undefined): Uint8Array | undefined {
  if (value instanceof Uint8Array) return value;
  return typeof value === "string" ? Buffer.from(value, "latin1") : undefined;
}
