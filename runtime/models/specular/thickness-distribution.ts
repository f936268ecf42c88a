/**
 * Samples whose thickness is not everywhere the same, as large ones from pulsed laser
 * deposition are: what they reflect is the mean over thicknesses, all layers being
 * thicker or thinner by the same factor f. With σ = sigma_inhom, given in %,
 *
 *     gauss         f from 1 − σ to 1 + σ,   weight exp(−((f − 1)/σ)²/2)
 *     semi-gauss    f from 1 − 2σ to 1,      weight exp(−((f − 1 − σ)/σ)²/2)
 *     empiric PLD   f from 1 − max(2σ, flatwidth) to 1,   weight l/(1 + ((f − 1)/σ)²) + 1 − l
 *
 * at steps_inhom equal steps; l is lscale_inhom. The last two are then shifted so that their mean is 1.
 *
 *   A. Glavic, Multiferroicity in oxide thin films and heterostructures, thesis, RWTH Aachen (2012)
 */
import { spendItems } from "../../python/budget.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { Options } from "../base/options.ts";
import { attribute, floatAttribute } from "../base/script-values.ts";

const DISTRIBUTIONS = [
  ["gauss", "gauss"],
  ["semi_gauss", "semi-gauss"],
  ["empiric", "empiric PLD"],
] as const;

export function distributionOptions(): Options {
  return new Options("InhomType", DISTRIBUTIONS);
}

export interface Thickness {
  /** What thicknesses are multiplied by. */
  readonly factor: number;
  /** All shares add up to 1. */
  readonly share: number;
}

/** @returns undefined where sigma_inhom is 0 */
export function thicknessesOf(sample: PyObject, options: Options): Thickness[] | undefined {
  const sigma = floatAttribute(sample, "sigma_inhom") * 0.01;
  if (sigma === 0) return undefined;
  const option = options.find(attribute(sample, "type_inhom"));
  if (!option) {
    throw pyError("ValueError", `The choice of distribution, type_inhom, is wrong: ${options.choices()}`);
  }
  const steps = Math.trunc(floatAttribute(sample, "steps_inhom"));
  if (!(steps >= 1)) throw pyError("ValueError", `steps_inhom is ${steps}: a distribution needs at least one step`);
  spendItems(steps);
  const name = DISTRIBUTIONS[option.index]![0];
  if (name === "gauss") return weighted(line(-sigma, sigma, steps), (f) => Math.exp(-0.5 * ((f - 1) / sigma) ** 2));
  if (name === "semi_gauss") {
    return centred(weighted(line(-2 * sigma, 0, steps), (f) => Math.exp(-0.5 * ((f - 1 - sigma) / sigma) ** 2)));
  }
  const flat = Math.max(1e-4, floatAttribute(sample, "flatwidth_inhom") * 0.01);
  const peak = floatAttribute(sample, "lscale_inhom");
  return centred(
    weighted(line(-Math.max(2 * sigma, flat), 0, steps), (f) =>
      f > flat ? peak / (1 + ((f - 1) / sigma) ** 2) + 1 - peak : 0,
    ),
  );
}

/** Factors from 1 + first to 1 + last. */
function line(first: number, last: number, steps: number): number[] {
  const step = (last - first) / (steps - 1);
  return Array.from(
    { length: steps },
    (_, i) => 1 + (i > 0 && i === steps - 1 ? last : i > 0 ? i * step + first : first),
  );
}

function weighted(factors: readonly number[], weight: (factor: number) => number): Thickness[] {
  const weights = factors.map(weight);
  const sum = weights.reduce((a, b) => a + b, 0);
  return factors.map((factor, i) => ({ factor, share: weights[i]! / sum }));
}

function centred(thicknesses: readonly Thickness[]): Thickness[] {
  const mean = thicknesses.reduce((sum, { factor, share }) => sum + factor * share, 0);
  return thicknesses.map(({ factor, share }) => ({ factor: factor + (1 - mean), share }));
}
