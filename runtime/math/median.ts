/** The median: the number in the middle, or halfway between the two there. */

/** Of numbers in any order; NaN of none. */
export function median(values: Iterable<number>): number {
  return medianOfSorted(Float64Array.from(values).sort());
}

/** @param sorted  ascending, NaN last, as typed arrays sort; with a NaN the median is NaN, as numpy's is */
export function medianOfSorted(sorted: Float64Array): number {
  const n = sorted.length;
  if (n === 0 || Number.isNaN(sorted[n - 1]!)) return Number.NaN;
  const middle = n >> 1;
  return n % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
