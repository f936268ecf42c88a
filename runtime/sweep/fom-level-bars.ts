/**
 * GenX's error bars: among all points evaluated, those with a figure of merit
 * below level × best, and how far each parameter reaches among them,
 *
 *     [ min − best, max − best ]        for each parameter.
 *
 * Not a standard uncertainty (uncertainty.ts has that one): the bars depend on
 * how densely the optimiser looked around its best, and on the level.
 *
 * GenX keeps the last 100 000 points for it. The answer needs far fewer: as the
 * best only falls, a point can matter only while it is below level × the best so
 * far, and then only if no point with a lower or equal figure of merit reaches further.
 * What is left is one short staircase a parameter and side, over all points.
 */

/** Steps in order of rising figure of merit, each reaching further than the one before. */
interface Staircase {
  foms: number[];
  reach: number[];
}

/** Plain JSON. */
export interface SavedBars {
  /** null before any finite figure of merit */
  best: number | null;
  stairs: Staircase[][];
}

export class FomLevelBars {
  readonly #level: number;
  #best: number;
  /** [upwards, downwards] per parameter; downwards holds −value */
  readonly #stairs: Staircase[][];

  /** @param level above 1: GenX's errorbar_level, 1.05 by default */
  constructor(dimensions: number, level: number, saved?: SavedBars) {
    this.#level = level;
    this.#best = saved?.best ?? Number.POSITIVE_INFINITY;
    this.#stairs = saved
      ? saved.stairs.map((sides) => sides.map(copy))
      : Array.from({ length: dimensions }, () => [
          { foms: [], reach: [] },
          { foms: [], reach: [] },
        ]);
  }

  /** @param point float[d] */
  add(point: Float64Array, fom: number): void {
    if (fom < this.#best) {
      this.#best = fom;
      for (const sides of this.#stairs) for (const stair of sides) this.#shorten(stair);
    }
    if (!(fom < this.#level * this.#best)) return;
    for (let j = 0; j < point.length; j++) {
      const [up, down] = this.#stairs[j]!;
      insert(up!, fom, point[j]!);
      insert(down!, fom, -point[j]!);
    }
  }

  /**
   * @param best  float[d]
   * @returns [min − best, max − best] per parameter; empty where the best is not above 0, so that no level lies above it
   */
  bars(best: ArrayLike<number>): [low: number, high: number][] {
    if (!(this.#best > 0) || !Number.isFinite(this.#best)) return [];
    return this.#stairs.map(([up, down], j) => [-down!.reach.at(-1)! - best[j]!, up!.reach.at(-1)! - best[j]!]);
  }

  save(): SavedBars {
    return {
      best: Number.isFinite(this.#best) ? this.#best : null,
      stairs: this.#stairs.map((sides) => sides.map(copy)),
    };
  }

  #shorten(stair: Staircase): void {
    while (stair.foms.length > 0 && !(stair.foms.at(-1)! < this.#level * this.#best)) {
      stair.foms.pop();
      stair.reach.pop();
    }
  }
}

function copy({ foms, reach }: Staircase): Staircase {
  return { foms: foms.slice(), reach: reach.slice() };
}

function insert({ foms, reach }: Staircase, fom: number, value: number): void {
  let at = foms.length;
  while (at > 0 && foms[at - 1]! > fom) at--;
  if (at > 0 && reach[at - 1]! >= value) return;
  let end = at;
  while (end < foms.length && reach[end]! <= value) end++;
  foms.splice(at, end - at, fom);
  reach.splice(at, end - at, value);
}
