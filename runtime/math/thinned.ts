/**
 * Which points of long curves to keep, so that a plot of them looks the same: the
 * points lie in order, so they are cut into runs of equal length, and of each run the
 * least and the greatest of every curve stay. A plot draws no more than that of
 * points that fall on one column of its pixels.
 */

/**
 * @param curves  float[n] each, all against the same abscissa; NaN is no extreme
 * @param most  points to keep
 * @returns int[≤ most]  indices in order, the first and the last point among them; all of them where n ≤ most
 */
export function thinned(curves: readonly ArrayLike<number>[], n: number, most: number): number[] | Uint32Array {
  if (n <= most) return Uint32Array.from({ length: n }, (_, i) => i);
  const runs = Math.max(1, Math.floor((most - 2) / (2 * Math.max(1, curves.length))));
  const kept: number[] = [0];
  for (let run = 0; run < runs; run++) {
    const from = Math.floor((run * n) / runs);
    const to = Math.floor(((run + 1) * n) / runs);
    const extremes = curves.flatMap((curve) => extremesOf(curve, from, to));
    // Without any curve, or where all is NaN, a point that stands for the run.
    for (const i of (extremes.length > 0 ? extremes : [from]).sort((a, b) => a - b)) {
      if (i > kept.at(-1)!) kept.push(i);
    }
  }
  if (kept.at(-1)! < n - 1) kept.push(n - 1);
  // More curves than room: the first of them decide.
  return kept.length <= most ? kept : [...kept.slice(0, most - 1), n - 1];
}

function extremesOf(curve: ArrayLike<number>, from: number, to: number): number[] {
  let [least, greatest] = [-1, -1];
  for (let i = from; i < to; i++) {
    const value = curve[i]!;
    if (Number.isNaN(value)) continue;
    if (least < 0 || value < curve[least]!) least = i;
    if (greatest < 0 || value > curve[greatest]!) greatest = i;
  }
  return least < 0 ? [] : [least, greatest];
}
