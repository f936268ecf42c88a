/**
 * What a trial remembers of its own evaluations: how many, the best one, and
 * GenX's FOM-level error bars. The optimiser has a best of its own, which knows
 * nothing of a batch until all of it is done; this one counts every evaluation,
 * so that a trial that is stopped within a batch loses none.
 */
import { FomLevelBars, type SavedBars } from "./fom-level-bars.ts";

/** Plain JSON, once an evaluation has given a finite number. */
export interface SavedTally {
  evaluations: number;
  best: number[];
  bestFom: number;
  bars: SavedBars;
}

export class Tally {
  evaluations: number;
  bestFom: number;
  /** float[d]; all NaN until an evaluation has given a number */
  readonly best: Float64Array;
  readonly #bars: FomLevelBars;

  /** @param level  GenX's errorbar level, 1.05 by default */
  constructor(d: number, level: number, saved?: SavedTally) {
    this.evaluations = saved?.evaluations ?? 0;
    this.bestFom = saved?.bestFom ?? Number.POSITIVE_INFINITY;
    this.best = saved ? Float64Array.from(saved.best) : new Float64Array(d).fill(Number.NaN);
    this.#bars = new FomLevelBars(d, level, saved?.bars);
  }

  /** @param x  float[d] */
  add(x: Float64Array, fom: number): void {
    this.evaluations++;
    if (fom < this.bestFom) {
      this.bestFom = fom;
      this.best.set(x);
    }
    this.#bars.add(x, fom);
  }

  /** [min − best, max − best] per parameter; empty where the best FOM is not above 0. */
  bars(): [number, number][] {
    return this.#bars.bars(this.best);
  }

  save(): SavedTally {
    const { evaluations, bestFom } = this;
    return { evaluations, best: [...this.best], bestFom, bars: this.#bars.save() };
  }
}
