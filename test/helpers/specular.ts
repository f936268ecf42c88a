/** Films of nickel and titanium for the laws that all models of specular reflectivity keep, and one simulation of them. */
import assert from "node:assert/strict";
import { PyError } from "../../runtime/python/values/error.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { array, floats, type Plain, type SampleSpec, type specNx } from "./spec-nx.ts";

export type Fields = Record<string, Plain>;
export type Settings = Record<string, Value>;

export const NI = {
  d: 30,
  dens: 0.0913,
  sigma: 2.5,
  f: { re: 25, im: -0.5 },
  b: 10.3,
  xs_ai: 4.5,
  magn: 0.6,
  magn_ang: 30,
};
export const TI = { d: 24, dens: 0.0568, sigma: 3, f: { re: 22, im: -1.8 }, b: -3.4, xs_ai: 6 };
export const SILICON = { dens: 0.05, sigma: 2, f: { re: 14, im: -0.3 }, b: 4.15 };

export const FLIP = { probe: "neutron pol spin flip" };
/** One way to look at a sample with each kernel. */
export const PROBES: Settings[] = [
  { probe: "x-ray" },
  { probe: "neutron" },
  { probe: "neutron pol", pol: "dd" },
  { ...FLIP, pol: "ud" },
  { probe: "neutron tof", incangle: 1.2 },
];

/** Layers in one stack, repeated or with other fields, on silicon. */
export function stackOf(
  layers: Fields[],
  more: number | Fields = 1,
  fields: Fields = {},
  ambient: Fields = { dens: 0 },
): SampleSpec {
  return { stacks: [[layers, more]], ambient, substrate: SILICON, fields };
}

/** Å⁻¹ */
export const Q = Array.from({ length: 60 }, (_, i) => 0.004 + 0.004 * i);

/** At 4.4 Å in q, where the settings do not say otherwise. */
export function simulate(
  model: ReturnType<typeof specNx>,
  sample: SampleSpec,
  settings: Settings = { probe: "neutron" },
  x: readonly number[] = Q,
  method = "SimSpecular",
  ...more: Value[]
): Float64Array {
  const inst = model.make("Instrument", { coords: "q", wavelength: 4.4 });
  for (const [name, value] of Object.entries(settings)) inst.setAttribute(name, value);
  return floats(model.method(model.sample(sample), method, array(x), ...more, inst));
}

export function refused(kind: string, message: RegExp, act: () => unknown): void {
  assert.throws(act, (error) => error instanceof PyError && error.kind === kind && message.test(error.message));
}
