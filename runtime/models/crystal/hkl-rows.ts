/** Rows of h, k, l (or x, y, z) as a script gives them: arrays of one length, and numbers that stand for all points. */
import { allocate } from "../../python/budget.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { row } from "../base/script-values.ts";

/** @returns  float[n] each, to be read only */
export function rowsOf<T extends readonly string[]>(
  names: T,
  values: readonly (Value | undefined)[],
): { [K in keyof T]: Float64Array } {
  const rows = names.map((name, i) => row(values[i]!, name));
  const n = rows.reduce((longest, { length }) => (longest === 1 ? length : longest), 1);
  const spread = rows.map((each, i) => {
    if (each.length === n) return each;
    if (each.length === 1) return allocate(n).fill(each[0]!);
    throw pyError("ValueError", `${names[i]} has ${each.length} points where there are ${n}`);
  });
  return spread as unknown as { [K in keyof T]: Float64Array };
}
