/**
 * Numbers in JSON. JSON has no NaN and no infinities (JSON.stringify writes
 * null), but a figure of merit may well be one: here they are the strings
 * "NaN", "Infinity" and "-Infinity". Back again they are read only where a
 * number is expected, so that a data set called "NaN" keeps its name.
 */
import { z } from "zod";
import { printableJson } from "../text.ts";

/** JSON text in which every number survives, and which a terminal can show. */
export function jsonText(value: unknown, indent?: number): string {
  const number = (_: string, v: unknown) => (typeof v === "number" && !Number.isFinite(v) ? String(v) : v);
  return printableJson(JSON.stringify(value, number, indent));
}

/**
 * The same text in pieces, because that of very many trials is longer than a string of JavaScript may be.
 * @param depth  of the objects and lists that are taken apart
 */
export function* jsonPieces(value: unknown, depth: number): Generator<string> {
  if (depth === 0 || typeof value !== "object" || value === null) {
    yield jsonText(value);
    return;
  }
  const list = Array.isArray(value);
  let between = "";
  yield list ? "[" : "{";
  for (const [key, item] of Object.entries(value)) {
    if (item === undefined) continue;
    yield list ? between : `${between}${jsonText(key)}:`;
    yield* jsonPieces(item, depth - 1);
    between = ",";
  }
  yield list ? "]" : "}";
}

/** A number as `jsonText` writes it. */
export const jsonNumber = z.union(
  [z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)],
  "a number was expected",
);
