/**
 * How long a sweep goes on, or nothing while that is not known to within a factor of
 * two. What is left is counted in evaluations. A trial may end long before its budget,
 * so the least and the most that are left come from how much of their budgets the
 * trials took that have ended, of the same method where there are any; of the others it
 * is only known that none takes more. The speed, too, must have been steady. And the
 * last trials run side by side, however many threads there are.
 */

export interface Unfinished {
  method: string;
  /** Evaluations that it takes at most, and those that it has done. */
  budget: number;
  done: number;
}

export interface Speed {
  /** Evaluations per second: of the whole run, and of its second half. */
  whole: number;
  lately: number;
  /** Trials that run at one time. */
  parallel: number;
}

/** Fewer than these of a method say little about how far they may differ. */
const ENOUGH = 4;

/**
 * @param shares  of their budgets, that the trials of each method took which have ended
 * @returns seconds; undefined while they are not known to within a factor of two
 */
export function timeLeft(
  unfinished: readonly Unfinished[],
  shares: ReadonlyMap<string, readonly number[]>,
  { whole, lately, parallel }: Speed,
): number | undefined {
  const all = [...shares.values()].flat();
  if (all.length === 0 || unfinished.length === 0 || !(whole > 0 && lately > 0)) return undefined;
  const least = all.reduce((a, b) => Math.min(a, b), 1);
  const groups = Map.groupBy(unfinished, ({ method }) => method);
  const ranges = new Map(
    [...groups].map(([method, own]) => [method, range(shares.get(method) ?? [], own.length, least)]),
  );
  const [low, high] = ([0, 1] as const).map((side) => {
    let [total, longest] = [0, 0];
    for (const { method, budget, done } of unfinished) {
      const left = Math.max(0, ranges.get(method)![side] * budget - done);
      total += left;
      longest = Math.max(longest, left);
    }
    const rate = side === 1 ? Math.min(whole, lately) : Math.max(whole, lately);
    return Math.max(total, longest * Math.min(parallel, unfinished.length)) / rate;
  }) as [number, number];
  return low > 0 && high <= 4 * low ? Math.sqrt(low * high) : undefined;
}

/** Between what shares of their budgets so many trials end on average that go on: two standard deviations of that, where they are known. */
function range(shares: readonly number[], count: number, least: number): [from: number, to: number] {
  const [min, max] = shares.reduce(([a, b], share) => [Math.min(a, share), Math.max(b, share)], [Infinity, -Infinity]);
  if (shares.length < ENOUGH) return [Math.min(least, min), Math.max(1, max)];
  const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
  const variance = shares.reduce((sum, share) => sum + (share - mean) ** 2, 0) / (shares.length - 1);
  const reach = 2 * Math.sqrt(variance * (1 / shares.length + 1 / count));
  return [Math.max(min, mean - reach), Math.min(max, mean + reach)];
}
