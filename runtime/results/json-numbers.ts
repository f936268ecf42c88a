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

/** A number as `jsonText` writes it. */
export const jsonNumber = z.union([z.number(), z.enum(["NaN", "Infinity", "-Infinity"]).transform(Number)]);
