/**
 * Every point that a run has evaluated, up to a limit, the oldest overwritten
 * first. The JADE scheme draws one of its difference vectors from it. The
 * memory grows with what is in it.
 */
import { arrayToText, textToArray } from "./saved-arrays.ts";

export class Archive {
  readonly #dimensions: number;
  readonly #limit: number;
  /** float[room][d], a ring once `limit` points are in it */
  #points: Float64Array;
  /** Points ever added. */
  #added = 0;

  /** @param saved what `save` gave, on a checkpoint */
  constructor(dimensions: number, limit: number, saved?: unknown) {
    this.#dimensions = dimensions;
    this.#limit = limit;
    const { added = 0, points = "" } = (saved ?? {}) as Partial<ReturnType<Archive["save"]>>;
    this.#added = added;
    this.#points = textToArray(points, this.length * dimensions);
  }

  get length(): number {
    return Math.min(this.#added, this.#limit);
  }

  /** @param points float[count][d] */
  add(points: Float64Array): void {
    const d = this.#dimensions;
    for (let at = 0; at < points.length; at += d) {
      const slot = this.#added % this.#limit;
      if ((slot + 1) * d > this.#points.length) this.#grow(slot + 1);
      this.#points.set(points.subarray(at, at + d), slot * d);
      this.#added++;
    }
  }

  /** Component j of the i-th point in memory; i from 0 to length − 1, in no order that means anything. */
  component(i: number, j: number): number {
    return this.#points[i * this.#dimensions + j]!;
  }

  save(): { added: number; points: string } {
    return { added: this.#added, points: arrayToText(this.#points.subarray(0, this.length * this.#dimensions)) };
  }

  #grow(needed: number): void {
    const room = Math.min(this.#limit, Math.max(needed, 2 * (this.#points.length / this.#dimensions), 1024));
    const points = new Float64Array(room * this.#dimensions);
    points.set(this.#points);
    this.#points = points;
  }
}
