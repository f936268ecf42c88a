/**
 * What a trial remembers of its own evaluations: the best one, and those from
 * which GenX's FOM-level error bars come. GenX logs every evaluation in a ring of
 * `max log elements` and takes, parameter by parameter, the range of those whose
 * FOM is below errorbar level × best. We keep only what can still end up in that
 * range: the best FOM never rises, so an evaluation above the level now is above
 * it for ever. The bars are the same and the memory is a fraction.
 */

/** Plain JSON; rows lie one after another. */
export interface SavedTally {
  evaluations: number;
  best: number[];
  bestFom: number;
  order: number[];
  foms: number[];
  rows: number[];
}

export class Tally {
  evaluations = 0;
  /** float[d]; all NaN until an evaluation has given a number */
  readonly best: Float64Array;
  bestFom = Number.POSITIVE_INFINITY;
  /** Which evaluation each kept row was, its FOM, and its parameters: float[kept][d]. */
  private order: number[] = [];
  private foms: number[] = [];
  private rows: number[] = [];
  private pruneAt = 4096;
  private readonly level: number;
  private readonly ring: number;

  /** @param level  GenX's errorbar level, 1.05 by default. @param ring  how many evaluations back the log reaches */
  constructor(d: number, level: number, ring: number) {
    this.best = new Float64Array(d).fill(Number.NaN);
    this.level = level;
    this.ring = ring;
  }

  /** @param x  float[d] */
  add(x: Float64Array, fom: number): void {
    this.evaluations++;
    if (fom < this.bestFom) {
      this.bestFom = fom;
      this.best.set(x);
    }
    if (!(fom < this.level * this.bestFom)) return;
    this.order.push(this.evaluations);
    this.foms.push(fom);
    for (const value of x) this.rows.push(value);
    if (this.order.length >= this.pruneAt) this.prune();
  }

  /** [min − best, max − best] per parameter, both 0 where only the best itself is below the level. */
  bars(): [number, number][] {
    this.prune();
    const d = this.best.length;
    return Array.from(this.best, (best, j) => {
      let [low, high] = [0, 0];
      for (let k = j; k < this.rows.length; k += d) {
        low = Math.min(low, this.rows[k]! - best);
        high = Math.max(high, this.rows[k]! - best);
      }
      return [low, high];
    });
  }

  save(): SavedTally {
    this.prune();
    return {
      evaluations: this.evaluations,
      best: [...this.best],
      bestFom: this.bestFom,
      order: [...this.order],
      foms: [...this.foms],
      rows: [...this.rows],
    };
  }

  restore(saved: SavedTally): void {
    this.evaluations = saved.evaluations;
    this.best.set(saved.best);
    this.bestFom = saved.bestFom;
    this.order = [...saved.order];
    this.foms = [...saved.foms];
    this.rows = [...saved.rows];
  }

  private prune(): void {
    const d = this.best.length;
    const limit = this.level * this.bestFom;
    let kept = 0;
    for (let i = 0; i < this.order.length; i++) {
      if (!(this.foms[i]! < limit) || this.order[i]! <= this.evaluations - this.ring) continue;
      this.order[kept] = this.order[i]!;
      this.foms[kept] = this.foms[i]!;
      for (let j = 0; j < d; j++) this.rows[kept * d + j] = this.rows[i * d + j]!;
      kept++;
    }
    this.order.length = this.foms.length = kept;
    this.rows.length = kept * d;
    this.pruneAt = Math.max(4096, 2 * kept);
  }
}
