/**
 * Sums in numpy's order, to the last digit: where what is added up should come to 0, the
 * rest that rounding leaves is then the same.
 */

/** Re or Im of a sum of complex numbers: four at a time, halves of a long one. */
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

/** A sum of real numbers: eight at a time, halves of a long one. */
export function sumOfReals(values: Float64Array, from: number, count: number): number {
  if (count > 128) {
    let half = count >> 1;
    half -= half % 8;
    return sumOfReals(values, from, half) + sumOfReals(values, from + half, count - half);
  }
  const whole = count - (count % 8);
  let sum = 0;
  if (whole > 0) {
    const part = values.slice(from, from + 8);
    for (let i = 8; i < whole; i += 8) for (let k = 0; k < 8; k++) part[k]! += values[from + i + k]!;
    sum = part[0]! + part[1]! + (part[2]! + part[3]!) + (part[4]! + part[5]! + (part[6]! + part[7]!));
  }
  for (let i = from + whole; i < from + count; i++) sum += values[i]!;
  return sum;
}
