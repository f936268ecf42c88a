/**
 * What a search may know of a script that runs: its layers, whose thickness is their
 * `d`, and how the x of its instruments becomes Q. Whatever the script calls them, they
 * are found from its global names, and in the lists, stacks and samples that hold them.
 */

import { PyObject } from "../../python/values/class.ts";
import { PyDict } from "../../python/values/dict.ts";
import { PyList, PyTuple } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { Options } from "./options.ts";
import { fieldsOf } from "./param-base.ts";

/** No script has more objects that matter here. */
const MOST_OBJECTS = 10_000;

/** All objects of classes that can be reached from these values, each once. */
export function objectsIn(values: Iterable<Value>): PyObject[] {
  const seen = new Set<Value>();
  const waiting: Value[] = [...values];
  for (let at = 0; at < waiting.length && seen.size < MOST_OBJECTS; at++) {
    const value = waiting[at]!;
    if (seen.has(value)) continue;
    if (value instanceof PyObject) waiting.push(...value.attributes.values());
    else if (value instanceof PyList || value instanceof PyTuple) waiting.push(...value.items);
    else if (value instanceof PyDict) waiting.push(...[...value.entries.values()].map((entry) => entry.value));
    else continue;
    seen.add(value);
  }
  return [...seen].filter((value) => value instanceof PyObject);
}

/** Its thickness in Å; undefined for what is no layer, or has none that is a number. */
export function thicknessOf(object: PyObject): number | undefined {
  if (!object.cls.mro.some(({ name }) => name === "Layer")) return undefined;
  const d = object.attributes.get("d");
  return typeof d === "number" ? d : undefined;
}

/** How an instrument turns x to Q, Å⁻¹; undefined for what is no instrument. */
export function scatteringVector(object: PyObject): ((x: number) => number) | undefined {
  const wavelength = object.attributes.get("wavelength");
  const coords = object.attributes.get("coords");
  const choices = fieldsOf(object.cls).find(({ name }) => name === "coords")?.annotation;
  if (!(choices instanceof Options) || coords === undefined) return undefined;
  if (choices.nameOf(coords) === "q") return (q) => q;
  if (choices.nameOf(coords) !== "tth" || typeof wavelength !== "number") return undefined;
  return (twoTheta) => (4 * Math.PI * Math.sin((twoTheta * Math.PI) / 360)) / wavelength;
}
