/**
 * How an interface goes over from the material below it to the one above: T(z) falls
 * from 1 to 0 around the interface at z₀. With the roughness σ
 *
 *     gauss     ½ − ½ erf((z − z₀)/√2σ)
 *     linear    ½ − (z − z₀)/4σ               between 0 and 1
 *     exp-1     exp(−(z − z₀)/σ)              above z₀, 1 below
 *     exp-2     1 − exp((z − z₀)/σ)           below z₀, 0 above
 */
import { erf } from "../math/erf.ts";

export const SHAPES = { gauss: 0, linear: 1, exp1: 2, exp2: 3 } as const;

/** In units of σ: how far from z₀ T is 1 to the last digit below, and 0 above. */
const BELOW = [8.5, 2, 0, 40] as const;
const ABOVE = [8.5, 2, 46, 0] as const;

/** @returns Å  T is 1 below this */
export function lowerEnd(shape: number, position: number, sigma: number): number {
  return position - BELOW[shape]! * sigma;
}

/** @returns Å  T is 0 above this */
export function upperEnd(shape: number, position: number, sigma: number): number {
  return position + ABOVE[shape]! * sigma;
}

/**
 * @param shape     a value of SHAPES
 * @param z         Å
 * @param position  Å  z₀
 * @param sigma     Å  above 0
 */
export function transition(shape: number, z: number, position: number, sigma: number): number {
  switch (shape) {
    case SHAPES.gauss:
      return fall(z, position, sigma);
    case SHAPES.linear:
      return Math.max(0, Math.min(1, (1 + (position - z) / 2 / sigma) / 2));
    case SHAPES.exp1:
      return Math.min(1, Math.exp((position - z) / sigma));
    default:
      return Math.max(0, 1 - Math.exp((z - position) / sigma));
  }
}

function fall(z: number, position: number, sigma: number): number {
  return 0.5 - 0.5 * erf((z - position) / Math.SQRT2 / sigma);
}
