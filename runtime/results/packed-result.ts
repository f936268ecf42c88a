/**
 * Trials' results as a reader of long journals keeps them. As pairs in lists, the
 * convergence of 100,000 trials takes two gigabytes. So pairs are kept flat, at 16
 * bytes each, and made anew each time that somebody looks at them.
 */
import type { TrialResult } from "../sweep/trial.ts";

type Pairs = [number, number][];

/** Where a result's pairs lie: its FOM-level bars, then its convergence. */
const PLACE = Symbol("place");

interface Place {
  /** float[2 × pairs] of many results */
  block: Float64Array;
  /** Pairs before these. */
  from: number;
  bars: number;
  curve: number;
}

interface Packed {
  [PLACE]: Place;
}

/** The same functions for all results: an object whose getters are its own takes a kilobyte more. */
const GETTERS = {
  fomLevelBars: {
    enumerable: true,
    get(this: Packed): Pairs {
      const { block, from, bars } = this[PLACE];
      return pairs(block, from, bars);
    },
  },
  convergence: {
    enumerable: true,
    get(this: Packed): Pairs {
      const { block, from, bars, curve } = this[PLACE];
      return pairs(block, from + bars, curve);
    },
  },
};

/** Pairs in a block. */
const BLOCK = 1 << 16;

/** @returns the same result to whoever reads it; a change to its pairs is lost */
export function resultPacker(): (result: TrialResult) => TrialResult {
  let block = new Float64Array(0);
  let used = 0;
  return ({ convergence, fomLevelBars, ...rest }) => {
    const [bars, curve] = [fomLevelBars.length, convergence.length];
    if (2 * (used + bars + curve) > block.length) {
      block = new Float64Array(2 * Math.max(BLOCK, bars + curve));
      used = 0;
    }
    const place: Place = { block, from: used, bars, curve };
    for (const list of [fomLevelBars, convergence]) for (const pair of list) block.set(pair, 2 * used++);
    return Object.defineProperties(rest, { [PLACE]: { value: place }, ...GETTERS }) as TrialResult;
  };
}

function pairs(block: Float64Array, from: number, count: number): Pairs {
  return Array.from({ length: count }, (_, i) => [block[2 * (from + i)]!, block[2 * (from + i) + 1]!]);
}
