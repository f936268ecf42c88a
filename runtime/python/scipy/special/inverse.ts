/** The place where a rising function has a value, by bisection on doubles: for functions that have no inverse of their own. */
export function inverseOf(f: (x: number) => number, y: number, low: number, high: number): number {
  if (Number.isNaN(y)) return Number.NaN;
  if (y < f(low)) return Number.NaN;
  if (y === f(low)) return low;
  let [a, b] = [low, high];
  if (!Number.isFinite(b)) {
    b = Math.max(1, 2 * Math.abs(low));
    for (let k = 0; k < 1100 && f(b) < y; k++) b *= 2;
    if (f(b) < y || b === Infinity) return high;
  } else if (y > f(high)) return Number.NaN;
  else if (y === f(high)) return high;
  if (!Number.isFinite(a)) {
    a = Math.min(-1, -2 * Math.abs(b));
    for (let k = 0; k < 1100 && f(a) > y; k++) a *= 2;
  }
  for (let k = 0; k < 200; k++) {
    // Between numbers of very different size their geometric mean halves the digits.
    const middle =
      a > 0 && b > 4 * a ? Math.sqrt(a) * Math.sqrt(b) : a === 0 && b > 1e-300 && k > 20 ? b / 16 : (a + b) / 2;
    if (!(a < middle && middle < b)) break;
    if (f(middle) < y) a = middle;
    else b = middle;
  }
  return b;
}
