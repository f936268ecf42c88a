/**
 * How differential evolution makes a trial vector for member i of a
 * population: GenX's six ways, under GenX's names. With x the population, b its
 * best, a ≠ c two members drawn at random, r a third, km and kr the two constants:
 *
 *     best_1_bin       b + km (x_a − x_c), crossed with x_i
 *     rand_1_bin       x_r + km (x_a − x_c), crossed with x_i
 *     best_either_or   half the time b + km (x_a − x_c), else x_i + kr (x_a + x_c − 2 x_i)
 *     rand_either_or   half the time x_r + km (x_a − x_c), else x_r + kr (x_a + x_c − 2 x_r)
 *     jade_best        x_i + F (b − x_i) + F (x_a − p), crossed; p any point evaluated so far
 *     simplex_best_1_bin   best_1_bin; the run polishes its best member in between
 *
 * Crossed: each component comes from the new vector with probability kr (CR for
 * JADE), one of them always, the others from x_i. i itself may be drawn as a, c or r.
 *
 *   R. Storn & K. Price, J. Global Optim. 11, 341 (1997)       the bin schemes
 *   K. Price, R. Storn & J. Lampinen, Differential Evolution (Springer 2005)   either/or
 *   J. Zhang & A. C. Sanderson, IEEE Trans. Evol. Comput. 13, 945 (2009)   JADE
 *   M. Björck, J. Appl. Cryst. 44, 1198 (2011)                 these for reflectivity
 */
import type { Archive } from "./archive.ts";
import type { Random } from "./random.ts";

/** What a scheme draws from. */
export interface Parents {
  readonly dimensions: number;
  readonly size: number;
  /** float[size][d] */
  readonly population: Float64Array;
  /** float[d] */
  readonly best: Float64Array;
  readonly km: number;
  readonly kr: number;
  readonly random: Random;
  readonly archive: Archive;
  /** float[size]  JADE's F and CR of this generation's members */
  readonly scale: Float64Array;
  readonly crossover: Float64Array;
}

/** @param out float[d] receives the trial for member i */
export type Scheme = (parents: Parents, i: number, out: Float64Array) => void;

export const SCHEMES = {
  best_1_bin: best1Bin,
  rand_1_bin: rand1Bin,
  best_either_or: bestEitherOr,
  rand_either_or: randEitherOr,
  jade_best: jadeBest,
  simplex_best_1_bin: best1Bin,
} as const satisfies Record<string, Scheme>;

export type SchemeName = keyof typeof SCHEMES;

/** Chance of the mutation branch in the either/or schemes. */
const MUTATION_CHANCE = 0.5;

function best1Bin(parents: Parents, i: number, out: Float64Array): void {
  const { dimensions: d, population: x, best, km, kr } = parents;
  const [a, c] = drawPair(parents);
  for (let j = 0; j < d; j++) out[j] = best[j]! + km * (x[a * d + j]! - x[c * d + j]!);
  cross(parents, i, kr, out);
}

function rand1Bin(parents: Parents, i: number, out: Float64Array): void {
  const { dimensions: d, population: x, km, kr } = parents;
  const [a, c] = drawPair(parents);
  const r = drawThird(parents, a, c);
  for (let j = 0; j < d; j++) out[j] = x[r * d + j]! + km * (x[a * d + j]! - x[c * d + j]!);
  cross(parents, i, kr, out);
}

function bestEitherOr(parents: Parents, i: number, out: Float64Array): void {
  const { dimensions: d, population: x, best, km, kr, random } = parents;
  const [a, c] = drawPair(parents);
  const mutate = random.uniform() < MUTATION_CHANCE;
  for (let j = 0; j < d; j++) {
    const [xa, xc, xi] = [x[a * d + j]!, x[c * d + j]!, x[i * d + j]!];
    out[j] = mutate ? best[j]! + km * (xa - xc) : xi + kr * (xa + xc - 2 * xi);
  }
}

function randEitherOr(parents: Parents, _i: number, out: Float64Array): void {
  const { dimensions: d, population: x, km, kr, random } = parents;
  const [a, c] = drawPair(parents);
  const r = drawThird(parents, a, c);
  const mutate = random.uniform() < MUTATION_CHANCE;
  for (let j = 0; j < d; j++) {
    const [xa, xc, xr] = [x[a * d + j]!, x[c * d + j]!, x[r * d + j]!];
    out[j] = xr + (mutate ? km * (xa - xc) : kr * (xa + xc - 2 * xr));
  }
}

function jadeBest(parents: Parents, i: number, out: Float64Array): void {
  const { dimensions: d, size, population: x, best, random, archive, scale, crossover } = parents;
  const a = random.integer(size);
  const p = random.integer(archive.length);
  const F = scale[i]!;
  for (let j = 0; j < d; j++) {
    const xi = x[i * d + j]!;
    out[j] = xi + F * (best[j]! - xi) + F * (x[a * d + j]! - archive.component(p, j));
  }
  cross(parents, i, crossover[i]!, out);
}

function drawPair({ random, size }: Parents): [number, number] {
  const a = random.integer(size);
  let c = random.integer(size);
  while (c === a) c = random.integer(size);
  return [a, c];
}

function drawThird({ random, size }: Parents, a: number, c: number): number {
  let r = random.integer(size);
  while (r === a || r === c) r = random.integer(size);
  return r;
}

function cross({ random, dimensions: d, population }: Parents, i: number, chance: number, out: Float64Array): void {
  const forced = random.integer(d);
  for (let j = 0; j < d; j++) {
    if (random.uniform() >= chance && j !== forced) out[j] = population[i * d + j]!;
  }
}
