/** Drives models.spec_nx, or a model like it, from a test as a script would: classes called by name, plain values in and out. */
import { modelModules } from "../../runtime/models/index.ts";
import { NdArray } from "../../runtime/python/numpy/array.ts";
import { call, getAttribute } from "../../runtime/python/operators.ts";
import { PyObject } from "../../runtime/python/values/class.ts";
import { Complex } from "../../runtime/python/values/complex.ts";
import type { PyDict } from "../../runtime/python/values/dict.ts";
import type { Module } from "../../runtime/python/values/module.ts";
import { PyList } from "../../runtime/python/values/sequence.ts";
import type { PyValue, Value } from "../../runtime/python/values/value.ts";

/** A value as JSON has it; {re, im} is a complex number, {class, …} an object, a list of numbers an array. */
export type Plain = number | string | boolean | readonly number[] | { re: number; im: number } | { class: string };
type Fields = Readonly<Record<string, Plain>>;

export interface SampleSpec {
  /** Layers, and how often they are repeated or the stack's other fields. */
  stacks: [Fields[], number | Fields][];
  ambient: Fields;
  substrate: Fields;
  inverted?: boolean;
  crop_sld?: number;
  /** The sample's other fields. */
  fields?: Fields;
}

export function specNx(name = "spec_nx") {
  const module = modelModules().get(`models.${name}`)!() as Module;
  const make = (name: string, keywords: Readonly<Record<string, Value>> = {}) =>
    call(module.members.get(name)!, [], new Map(Object.entries(keywords))) as PyObject;
  const convert = (value: Plain): Value => {
    if (typeof value === "number") return Number.isInteger(value) ? BigInt(value) : value;
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (Array.isArray(value)) return array(value as number[]);
    if ("re" in (value as object)) {
      const { re, im } = value as { re: number; im: number };
      return new Complex(re, im);
    }
    const { class: name, ...fields } = value as { class: string } & Fields;
    return make(name, converted(fields));
  };
  const converted = (fields: Fields) =>
    Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, convert(value)]));
  const layer = (fields: Fields) => make("Layer", converted(fields));

  return {
    module,
    make,
    convert,
    layer,
    sample(spec: SampleSpec): PyObject {
      const stacks = spec.stacks.map(([layers, more]) => {
        const fields = converted(typeof more === "number" ? { Repetitions: more } : more);
        return make("Stack", { Layers: new PyList(layers.map(layer)), ...fields });
      });
      const sample = make("Sample", {
        Stacks: new PyList(stacks),
        Ambient: layer(spec.ambient),
        Substrate: layer(spec.substrate),
        ...(spec.crop_sld === undefined ? {} : { crop_sld: BigInt(spec.crop_sld) }),
        ...converted(spec.fields ?? {}),
      });
      return spec.inverted ? (sample.unary("-") as PyObject) : sample;
    },
    /** As scripts do it: options through the constructor, arrays and objects by assignment. */
    instrument(settings: Fields): PyObject {
      const values = Object.entries(settings).map(([name, value]) => [name, convert(value)] as const);
      const byAssignment = values.filter(([, value]) => value instanceof NdArray || value instanceof PyObject);
      const instrument = make("Instrument", Object.fromEntries(values.filter((each) => !byAssignment.includes(each))));
      for (const [name, value] of byAssignment) instrument.setAttribute(name, value);
      return instrument;
    },
    method: (object: PyValue, name: string, ...args: Value[]): Value => call(getAttribute(object, name), args),
    dictionary(value: Value): Map<string, Value> {
      return new Map([...(value as PyDict).entries.values()].map((entry) => [entry.key as string, entry.value]));
    },
  };
}

export function array(values: readonly number[]): NdArray {
  return NdArray.fromFloats(Float64Array.from(values));
}

/** The numbers of a contiguous real array. */
export function floats(value: Value): Float64Array {
  return (value as NdArray).buffer;
}
