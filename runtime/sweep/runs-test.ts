/**
 * Whether residuals, in the order of x, lie on either side of the curve as chance
 * would have it. Where a model misses something, neighbours lie on the same side,
 * and there are fewer *runs* (stretches of one sign) than in a row that was
 * shuffled. Of n₁ signs of one kind and n₂ of the other, in all N,
 *
 *     P(2k)     = 2 C(n₁−1, k−1) C(n₂−1, k−1) / C(N, n₁)
 *     P(2k + 1) = [C(n₁−1, k) C(n₂−1, k−1) + C(n₁−1, k−1) C(n₂−1, k)] / C(N, n₁)
 *
 * for the number of runs, so that the chance of so few or fewer is a sum, and
 * exact for any number of points: no normal approximation is needed. Only few runs
 * count as structure; many are what a fit with many parameters leaves.
 *
 * Several data sets are tested in one row, one behind the other, and each alone,
 * times their number (Bonferroni): the former sees a little structure everywhere,
 * and data sets that lie wholly above or below, the latter much in one of them. The
 * lesser chance of the two, doubled, is that of the whole fit.
 *
 *   A. Wald & J. Wolfowitz, Ann. Math. Stat. 11, 147 (1940)
 */

/** Points of one data set: where each lies, and its residual, of which only the sign is asked. */
export interface SignedPoints {
  name: string;
  /** float[n] */
  x: ArrayLike<number>;
  /** float[n]  0 and what is no number have no sign, and are left out */
  residual: ArrayLike<number>;
}

export interface Runs {
  /** Points with a sign, the runs that they make, and how many to expect of chance. */
  points: number;
  runs: number;
  expected: number;
  /** The chance of structure like this, or more, in residuals without any. */
  chance: number;
  /** Where it shows most: one data set's name; "" for all together. */
  where: string;
}

/** Data sets that are in use. */
export function runsTest(sets: readonly SignedPoints[]): Runs {
  const signs = sets.map(signsInOrder);
  const all = { ...countRuns(signs.flat()), where: "" };
  if (sets.length < 2) return all;
  const alone = signs.map((row, k) => ({ ...countRuns(row), where: sets[k]!.name }));
  const corrected = [
    { ...all, chance: Math.min(1, 2 * all.chance) },
    ...alone.map((one) => ({ ...one, chance: Math.min(1, 2 * sets.length * one.chance) })),
  ];
  return corrected.reduce((a, b) => (b.chance < a.chance ? b : a));
}

function signsInOrder({ x, residual }: SignedPoints): boolean[] {
  const signed = Array.from(residual, (r, i) => ({ r, x: x[i]! })).filter(({ r }) => Number.isFinite(r) && r !== 0);
  return signed.sort((a, b) => a.x - b.x).map(({ r }) => r > 0);
}

function countRuns(signs: readonly boolean[]): Omit<Runs, "where"> {
  const points = signs.length;
  const above = signs.filter(Boolean).length;
  const below = points - above;
  const runs = signs.filter((sign, i) => i === 0 || sign !== signs[i - 1]).length;
  const expected = points === 0 ? 0 : 1 + (2 * above * below) / points;
  return { points, runs, expected, chance: chanceOfFewer(above, below, runs) };
}

/** @returns the chance of so many runs or fewer in a shuffled row of these signs */
export function chanceOfFewer(above: number, below: number, runs: number): number {
  if (above === 0 || below === 0) return 1;
  const lnFactorial = new Float64Array(above + below + 1);
  for (let i = 1; i < lnFactorial.length; i++) lnFactorial[i] = lnFactorial[i - 1]! + Math.log(i);
  const lnChoose = (n: number, k: number) =>
    k < 0 || k > n ? Number.NEGATIVE_INFINITY : lnFactorial[n]! - lnFactorial[k]! - lnFactorial[n - k]!;
  const lnAll = lnChoose(above + below, above);
  const ways = (a: number, b: number) => Math.exp(lnChoose(above - 1, a) + lnChoose(below - 1, b) - lnAll);
  let sum = 0;
  for (let r = 2; r <= runs; r++) {
    const k = r >> 1;
    sum += r % 2 === 0 ? 2 * ways(k - 1, k - 1) : ways(k, k - 1) + ways(k - 1, k);
  }
  return Math.min(1, sum);
}
