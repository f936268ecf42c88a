/** `models.lib.sm_hayter_mook`: the layers of a supermirror (supermirror.ts), as models.spec_inhom exports them too. */
import { define } from "../../python/numpy/signature.ts";
import { toFloat } from "../../python/operators.ts";
import { Module } from "../../python/values/module.ts";
import { PyList } from "../../python/values/sequence.ts";
import type { Value } from "../../python/values/value.ts";
import { hayterMook } from "../specular/supermirror.ts";

/** Pairs of thicknesses in Å, of densities in Å⁻². */
export const SM_LAYERS = define("sm_layers(rho1, rho2, N, zeta)", (...args) => {
  const [denser, thinner, count, zeta] = (args as Value[]).map(toFloat) as [number, number, number, number];
  const pairs = hayterMook(denser, thinner, Math.trunc(count), zeta);
  return new PyList(Array.from({ length: pairs.length / 2 }, (_, i) => new PyList([pairs[2 * i]!, pairs[2 * i + 1]!])));
});

export function smHayterMookModule(): Module {
  return new Module("models.lib.sm_hayter_mook", new Map<string, Value>([SM_LAYERS]));
}
