/**
 * A profile that changes continuously, cut into slabs: a slab ends where one of the
 * curves has varied by its limit since the slab's second point, and is at least five
 * points thick.
 */

/** Points. */
const THINNEST = 5;

/** What is watched, each float[n]. */
export interface Watched {
  readonly xray: Float64Array;
  /** Of neutrons: what spin up and spin down see, and the moment across the polarisation. */
  readonly up: Float64Array;
  readonly down: Float64Array;
  readonly across: Float64Array;
}

/**
 * @param limitX  of xray
 * @param limitN  of the other three
 * @param ends    int[n]  receives for each slab the index of the point behind its last; the last is n − 1
 * @returns       how many slabs there are
 */
export function segment({ xray, up, down, across }: Watched, limitX: number, limitN: number, ends: Int32Array): number {
  const last = xray.length - 1;
  let count = 0;
  for (let i = 0; i < last; count++) {
    let [lowX, highX] = [Infinity, -Infinity];
    let [lowUp, highUp] = [Infinity, -Infinity];
    let [lowDown, highDown] = [Infinity, -Infinity];
    let [lowAcross, highAcross] = [Infinity, -Infinity];
    let k = i + 1;
    for (; k < last; k++) {
      const x = xray[k]!;
      const u = up[k]!;
      const d = down[k]!;
      const a = across[k]!;
      if (x < lowX) lowX = x;
      if (x > highX) highX = x;
      if (u < lowUp) lowUp = u;
      if (u > highUp) highUp = u;
      if (d < lowDown) lowDown = d;
      if (d > highDown) highDown = d;
      if (a < lowAcross) lowAcross = a;
      if (a > highAcross) highAcross = a;
      const within =
        highX - lowX < limitX &&
        highUp - lowUp < limitN &&
        highDown - lowDown < limitN &&
        highAcross - lowAcross < limitN;
      if (!within) break;
    }
    i = Math.min(last, Math.max(k, i + THINNEST));
    ends[count] = i;
  }
  return count;
}
