/**
 * The numbers that something was made from, to see whether it must be made anew.
 * Write a key with start, put and putRow; `take` compares it with the one before.
 */
export class CacheKey {
  private values = new Float64Array(16);
  private length = -1;

  start(first: number): CacheKey {
    this.length = 0;
    return this.put(first);
  }
  put(value: number): CacheKey {
    if (this.length === this.values.length) this.grow(this.length + 1);
    this.values[this.length++] = value;
    return this;
  }
  putRow(row: Float64Array): CacheKey {
    this.put(row.length);
    if (this.length + row.length > this.values.length) this.grow(this.length + row.length);
    this.values.set(row, this.length);
    this.length += row.length;
    return this;
  }
  /** Becomes `other`. @returns true if it was the same already */
  take(other: CacheKey): boolean {
    const { length } = other;
    let same = this.length === length;
    for (let i = 0; same && i < length; i++) same = this.values[i] === other.values[i];
    if (same) return true;
    if (length > this.values.length) this.grow(length);
    for (let i = 0; i < length; i++) this.values[i] = other.values[i]!;
    this.length = length;
    return false;
  }
  forget(): void {
    this.length = -1;
  }
  private grow(atLeast: number): void {
    const larger = new Float64Array(2 * atLeast);
    larger.set(this.values);
    this.values = larger;
  }
}

/** Whether two rows are the same, number for number; NaN is like nothing. */
export function sameRow(a: Float64Array, b: Float64Array): boolean {
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
  return true;
}
