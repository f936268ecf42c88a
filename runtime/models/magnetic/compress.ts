/**
 * Fewer and thicker slices where little changes. Of the slices that are left every second
 * one goes if its two neighbours differ by no more than what is allowed in anything; again
 * and again until none goes. What is left begins a thicker slice, which has the mean of the slices from there
 * up to and including the first of the next, as in GenX.
 */
import { spendMany } from "../../python/budget.ts";

/**
 * @param count   of slices
 * @param differ  whether two slices differ by more than is allowed
 * @returns       int[K]  the first slice of each thicker one
 */
export function merge(count: number, differ: (slice: number, other: number) => boolean): Int32Array {
  let left = Int32Array.from({ length: count }, (_, i) => i);
  for (;;) {
    spendMany(left.length);
    const kept = left.filter((_, i) => i % 2 === 0 || i === left.length - 1 || differ(left[i - 1]!, left[i + 1]!));
    if (kept.length === left.length) return left;
    left = kept;
  }
}

/**
 * @param values  float[n][size]  a record a slice
 * @param first   int[K]          as merge gives it
 * @param out     float[K][size]  receives the means
 */
export function average(values: Float64Array, size: number, first: Int32Array, out: Float64Array): void {
  out.fill(0);
  for (let k = 0; k < first.length; k++) {
    const from = first[k]!;
    const to = k + 1 < first.length ? first[k + 1]! : from;
    for (let i = from; i <= to; i++) {
      for (let n = 0; n < size; n++) out[k * size + n]! += values[i * size + n]!;
    }
    for (let n = 0; n < size; n++) out[k * size + n]! /= to + 1 - from;
  }
}
