/**
 * How a stack of spec_inhom changes from the bottom to the top. Of N repetitions the
 * one with number i, 0 at the bottom, has
 *
 *     relative linear   σ (1 + g i/(N−1))          g = the stack's and the layer's sigma_gradient
 *     relative sqrt     σ √(1 + (g i/(N−1))²)
 *     absolute linear   σ + g i/(N−1)              g in Å
 *     absolute sqrt     √(σ² + (g i/(N−1))²)
 *     thickness         d (1 − g (½ − i/N))        g = the stack's and the layer's d_gradient
 *     density           dens (1 − g (½ − i/N))     g = the stack's dens_gradient
 *
 * A supermirror (beta_sm ≠ 0: supermirror.ts) has thicknesses of its own, with
 * sm_scale and (1 + d_gradient i/(N−1)) as factors.
 */
import { allocate, spend } from "../../python/budget.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { Options } from "../base/options.ts";
import { attribute, complexAttribute, floatAttribute } from "../base/script-values.ts";
import { itemsIn } from "./slabs.ts";
import { hayterMook, scheltenMika } from "./supermirror.ts";

const GRADIENTS = [
  ["rel_lin", "relative linear"],
  ["rel_sqrt", "relative sqrt"],
  ["abs_lin", "absolute linear"],
  ["abs_sqrt", "absolute sqrt"],
] as const;

export function sigmaGradientOptions(): Options {
  return new Options("SigmaGradientType", GRADIENTS);
}

/** A stack written out, bottom first. */
export interface Sequence {
  readonly layers: readonly Value[];
  readonly repetitions: number;
  /** float[N × layers] | Å */
  readonly thickness: Float64Array;
  /** float[N × layers] | Å rms */
  readonly roughness: Float64Array;
  /** float[N]  what densities are multiplied by */
  readonly share: Float64Array;
}

/** @param scale  what the thickness of each layer is multiplied by before all else */
export function sequenceOf(stack: Value, scale: number, options: Options): Sequence {
  const layers = itemsIn(attribute(stack, "Layers"));
  spend(1 + layers.length);
  const own = layers.map((layer) => scale * floatAttribute(layer, "d"));
  const beta = floatAttribute(stack, "beta_sm");
  const thickness = beta === 0 ? graded(stack, layers, own) : supermirror(stack, layers, own, beta);
  const repetitions = layers.length === 0 ? 0 : thickness.length / layers.length;
  return {
    layers,
    repetitions,
    thickness,
    roughness: roughnessOf(stack, layers, repetitions, options),
    share: sharesOf(stack, repetitions, beta),
  };
}

function graded(stack: Value, layers: readonly Value[], own: readonly number[]): Float64Array {
  // A stack without layers has nothing to repeat, however often.
  const repetitions = own.length === 0 ? 0 : Math.max(0, Math.trunc(floatAttribute(stack, "Repetitions")));
  const gradients = layers.map((layer) => floatAttribute(stack, "d_gradient") + floatAttribute(layer, "d_gradient"));
  const thickness = allocate(repetitions * own.length);
  for (let i = 0, at = 0; i < repetitions; i++) {
    for (let j = 0; j < own.length; j++, at++) thickness[at] = own[j]! * (1 - gradients[j]! * (0.5 - i / repetitions));
  }
  return thickness;
}

function supermirror(stack: Value, layers: readonly Value[], own: readonly number[], beta: number): Float64Array {
  // As in GenX a Bohr magneton counts as 1 fm here, where it is the recipe and not the reflection that is at stake.
  const densities = layers.map(
    (layer) => floatAttribute(layer, "dens") * (complexAttribute(layer, "b").re + floatAttribute(layer, "magn")) * 1e-5,
  );
  const [denser, thinner] = [Math.max(...densities), Math.min(...densities)];
  const repetitions = floatAttribute(stack, "Repetitions");
  const total = own.reduce((a, b) => a + b, 0);
  const scale = floatAttribute(stack, "sm_scale");
  const gradient = floatAttribute(stack, "d_gradient");
  const factor = (i: number, count: number) => scale * (count > 1 ? 1 + (gradient * i) / (count - 1) : 1);

  if (beta > 0) {
    if (!(total > 0)) throw pyError("ValueError", "the layers of a supermirror need a thickness: it says their shares");
    const periods = scheltenMika(denser, thinner, repetitions, beta);
    const thickness = allocate(periods.length * own.length);
    for (let i = 0, at = 0; i < periods.length; i++) {
      for (let j = 0; j < own.length; j++, at++) {
        thickness[at] = (own[j]! / total) * periods[i]! * factor(i, periods.length);
      }
    }
    return thickness;
  }
  if (beta < -1 || beta > -0.6) throw pyError("ValueError", "a negative beta_sm must be from -1 to -0.6");
  const count = Math.abs(Math.trunc(repetitions));
  const pairs = hayterMook(denser, thinner, count, -beta);
  const [first, second] = [densities.indexOf(denser), densities.indexOf(thinner)];
  const rest = total - own[first]! - own[second]!;
  const thickness = allocate(count * own.length);
  for (let i = 0, at = 0; i < count; i++) {
    // The sign of the repetitions says which end is at the bottom.
    const pair = 2 * (repetitions > 0 ? count - 1 - i : i);
    const period = pairs[pair]! + pairs[pair + 1]!;
    const left = (period - rest) / period;
    for (let j = 0; j < own.length; j++, at++) {
      const here = j === first ? pairs[pair]! * left : j === second ? pairs[pair + 1]! * left : own[j]!;
      thickness[at] = here * factor(i, count);
    }
  }
  return thickness;
}

function roughnessOf(stack: Value, layers: readonly Value[], repetitions: number, options: Options): Float64Array {
  const option = options.find(attribute(stack, "sigma_gtype"));
  if (!option) {
    throw pyError("ValueError", `The choice of gradient, sigma_gtype of a stack, is wrong: ${options.choices()}`);
  }
  const name = GRADIENTS[option.index]![0];
  const sigmas = layers.map((layer) => floatAttribute(layer, "sigma"));
  const gradients = layers.map(
    (layer) => floatAttribute(stack, "sigma_gradient") + floatAttribute(layer, "sigma_gradient"),
  );
  const roughness = allocate(repetitions * sigmas.length);
  for (let i = 0, at = 0; i < repetitions; i++) {
    for (let j = 0; j < sigmas.length; j++, at++) {
      roughness[at] = i === 0 ? sigmas[j]! : grown(name, sigmas[j]!, (gradients[j]! * i) / (repetitions - 1));
    }
  }
  return roughness;
}

function grown(name: (typeof GRADIENTS)[number][0], sigma: number, by: number): number {
  switch (name) {
    case "rel_lin":
      return sigma * (1 + by);
    case "rel_sqrt":
      return sigma * Math.sqrt(1 + by ** 2);
    case "abs_lin":
      return sigma + by;
    case "abs_sqrt":
      return Math.sqrt(sigma ** 2 + by ** 2);
  }
}

function sharesOf(stack: Value, repetitions: number, beta: number): Float64Array {
  const gradient = floatAttribute(stack, "dens_gradient");
  // A supermirror's own field is its m-value, or has a sign; a plain stack's may have a fraction, which GenX counts here.
  const count = beta === 0 ? floatAttribute(stack, "Repetitions") : repetitions;
  return Float64Array.from({ length: repetitions }, (_, i) => 1 - gradient * (0.5 - i / count));
}
