/**
 * The dice: one seeded stream of random numbers, xoroshiro128+ from pure-rand,
 * whose whole state is four integers, so that a checkpoint can hold it and a
 * run resumed elsewhere draws what it would have drawn.
 *
 *   D. Blackman & S. Vigna, ACM Trans. Math. Softw. 47, 36 (2021)
 */
import { xoroshiro128plusFromState } from "pure-rand/generator/xoroshiro128plus";

/** Plain JSON: four 32-bit integers. */
export type RandomState = readonly number[];

export class Random {
  readonly #bits: ReturnType<typeof xoroshiro128plusFromState>;

  /** @param seed an integer, or what `state()` gave */
  constructor(seed: number | RandomState) {
    this.#bits = xoroshiro128plusFromState(typeof seed === "number" ? spreadSeed(seed) : seed);
  }

  state(): RandomState {
    return this.#bits.getState();
  }

  /** In [0, 1), 53 bits. The upper bits of each draw: the lowest bits of a "+" generator are its weak ones. */
  uniform(): number {
    return ((this.#bits.next() >>> 5) * 0x4000000 + (this.#bits.next() >>> 6)) / 0x20000000000000;
  }

  /** One of 0 … n − 1. */
  integer(n: number): number {
    return Math.floor(this.uniform() * n);
  }

  /** Mean 0, standard deviation 1 (Box & Muller 1958; the second number is not kept, so that the state stays four integers). */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Location 0, scale 1. */
  cauchy(): number {
    return Math.tan(Math.PI * (this.uniform() - 0.5));
  }
}

/** Four words out of one seed, mixed by MurmurHash3's finaliser, so that seeds 1, 2, 3 … begin far from one another. */
function spreadSeed(seed: number): RandomState {
  const low = seed | 0;
  const high = Math.floor(seed / 0x100000000) | 0;
  return [1, 2, 3, 4].map((k) => mix(mix(low + Math.imul(k, 0x9e3779b9)) ^ (high + k)));
}

function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
