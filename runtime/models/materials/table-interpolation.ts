/**
 * Linear interpolation between a table's nearest point and that point's
 * neighbour on the side asked for. On rising energies this is plain linear
 * interpolation; it is spelt out because CXRO's silicon has one pair of
 * energies in falling order (1838.9 eV), where the two differ.
 */

/** Where a value lies: `values[near] + fraction · (values[beside] − values[near])`. */
export interface Place {
  near: number;
  beside: number;
  fraction: number;
}

/**
 * @param xs  float[N]  the table's abscissae
 * @param x             between the second and the last but one of them
 */
export function locate(xs: Float64Array, x: number): Place {
  let low = 0;
  let high = xs.length - 1;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (xs[middle]! <= x) low = middle;
    else high = middle;
  }
  // one further on either side, for the pair in falling order
  let near = Math.max(low - 1, 0);
  for (let i = near + 1; i <= high + 1 && i < xs.length; i++) {
    if (Math.abs(xs[i]! - x) < Math.abs(xs[near]! - x)) near = i;
  }
  const beside = xs[near]! > x ? near - 1 : near + 1;
  return { near, beside, fraction: (x - xs[near]!) / (xs[beside]! - xs[near]!) };
}

/** @param ys  float[N]  a column of the table that was searched */
export function valueAt(ys: Float64Array, place: Place): number {
  return ys[place.near]! + place.fraction * (ys[place.beside]! - ys[place.near]!);
}
