/**
 * The best point so far and the count of evaluations: what every optimiser
 * keeps, whatever its method, and what is left when it is stopped half-way.
 */
import type { Batch } from "./optimiser.ts";

export class Best {
  /** float[d]; where the run began until something better has been seen */
  readonly point: Float64Array;
  /** Infinity until a real figure of merit has been seen. */
  fom = Number.POSITIVE_INFINITY;
  evaluations = 0;

  constructor(start: Float64Array) {
    this.point = start.slice();
  }

  /** Hands the batches of `steps` on to the caller and takes note of every figure of merit that comes back. */
  *watch<Result>(steps: Generator<Batch, Result, Float64Array>): Generator<Batch, Result, Float64Array> {
    let step = steps.next();
    while (!step.done) {
      const batch = step.value;
      const foms = yield batch;
      this.#note(batch, foms);
      step = steps.next(foms);
    }
    return step.value;
  }

  /** `<` is false for NaN, so a point without a figure of merit never becomes the best. */
  #note(batch: Batch, foms: Float64Array): void {
    const d = this.point.length;
    this.evaluations += batch.count;
    for (let i = 0; i < batch.count; i++) {
      if (foms[i]! < this.fom) {
        this.fom = foms[i]!;
        this.point.set(batch.candidates.subarray(i * d, (i + 1) * d));
      }
    }
  }
}
