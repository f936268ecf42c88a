/**
 * `meta`, what a measurement's file said about itself: names and values of any depth. A
 * script may look a wavelength up in it. Nothing in it decides whether a file opens: what is
 * no plain value becomes None, and of more than a fit can have a use for the rest is left out.
 */
import { record } from "./datasets.ts";
import type { Meta } from "./project.ts";
import { asText, PyArray, type PyValue } from "./python-values.ts";

const MOST = 10_000;
const DEEPEST = 50;

/** Whether one value more, at this depth, is still taken. */
export type Count = (depth: number) => boolean;

/** For the meta of one data set. */
export function metaNodes(): Count {
  let left = MOST;
  return (depth) => depth < DEEPEST && left-- > 0;
}

export function metaFromPickle(value: PyValue, count: Count, depth = 0): Meta {
  if (!count(depth)) return null;
  if (value === null || typeof value === "boolean" || typeof value === "number") return value;
  const text = asText(value);
  if (text !== undefined) return text;
  if (Array.isArray(value)) return value.slice(0, MOST).map((item) => metaFromPickle(item, count, depth + 1));
  if (value instanceof PyArray && value.values) return [...value.values.subarray(0, MOST)];
  if (!(value instanceof Map)) return null;
  const found = record<Meta>();
  for (const [name, item] of value) {
    if (!count(depth)) break;
    const key = asText(name);
    if (key !== undefined) found[key] = metaFromPickle(item, count, depth + 1);
  }
  return found;
}
