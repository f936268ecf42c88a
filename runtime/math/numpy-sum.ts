/**
 * Sums in numpy's order, to the last digit: running sums side by side, and halves of a long list
 * (Higham, "The accuracy of floating point summation", 1993). Where what is added up should come to 0,
 * the rest that rounding leaves is then numpy's too.
 */

/**
 * Of real numbers: eight running sums over up to 128.
 * @param stride  from one number to the next
 */
export function sumOfReals(values: Float64Array, from: number, count: number, stride = 1): number {
  if (count < 8) {
    let total = 0;
    for (let k = 0; k < count; k++) total += values[from + k * stride]!;
    return total;
  }
  if (count > 128) {
    let half = count >> 1;
    half -= half % 8;
    return sumOfReals(values, from, half, stride) + sumOfReals(values, from + half * stride, count - half, stride);
  }
  let [r0, r1, r2, r3, r4, r5, r6, r7] = [0, 0, 0, 0, 0, 0, 0, 0];
  let k = 0;
  let at = from;
  for (; k < count - (count % 8); k += 8, at += 8 * stride) {
    r0 += values[at]!;
    r1 += values[at + stride]!;
    r2 += values[at + 2 * stride]!;
    r3 += values[at + 3 * stride]!;
    r4 += values[at + 4 * stride]!;
    r5 += values[at + 5 * stride]!;
    r6 += values[at + 6 * stride]!;
    r7 += values[at + 7 * stride]!;
  }
  let total = r0 + r1 + (r2 + r3) + (r4 + r5 + (r6 + r7));
  for (; k < count; k++, at += stride) total += values[at]!;
  return total;
}

/** Re or Im of complex numbers, which numpy adds up together: four running sums over up to 64. */
export function sumOfComplex(values: Float64Array, from: number, count: number): number {
  if (count > 64) {
    let half = count >> 1;
    half -= half % 4;
    return sumOfComplex(values, from, half) + sumOfComplex(values, from + half, count - half);
  }
  const whole = count - (count % 4);
  let sum = 0;
  if (whole > 0) {
    let [a, b, c, d] = [values[from]!, values[from + 1]!, values[from + 2]!, values[from + 3]!];
    for (let i = from + 4; i < from + whole; i += 4) {
      a += values[i]!;
      b += values[i + 1]!;
      c += values[i + 2]!;
      d += values[i + 3]!;
    }
    sum = a + b + (c + d);
  }
  for (let i = from + whole; i < from + count; i++) sum += values[i]!;
  return sum;
}
