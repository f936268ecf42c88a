/**
 * The kinds of radiation that a reflectivity model simulates: one entry of the
 * table a probe, which knows how it reflects from a sample and how its
 * scattering length density is drawn. A new probe is a file of its own and a
 * line here; those without one are refused by name.
 *
 *     x-ray      s = dens·f                                  r_e/Å³       δ = r_e λ²/2π · s
 *     neutron    s = dens·(10 b − i·xs_ai/200λ)              1e-6 Å⁻²     δ = 1e-6 λ²/2π · s
 *
 * with f = f1 − i·f2 in electrons, b in fm and xs_ai, the cross section for
 * absorption at this wavelength and for incoherent scattering, in barn.
 */
import { load } from "../kernels/load.ts";
import { spendMany } from "../python/budget.ts";
import type { PyObject } from "../python/values/class.ts";
import { pyError } from "../python/values/error.ts";
import { complexAttribute, floatAttribute } from "./arguments.ts";
import { PROBE_NAMES } from "./instrument.ts";
import type { Options } from "./options.ts";
import { ELECTRON_RADIUS } from "./physical-constants.ts";
import { ambientSquared, type Density, layersOf, slabsOf } from "./slabs.ts";

export interface Probe {
  /**
   * @param q    float[M] | Å⁻¹
   * @param out  float[M]  receives the reflectivity, without footprint, smearing and background
   */
  reflect(sample: PyObject, instrument: PyObject, q: Float64Array, out: Float64Array): void;
  /** s as profiles draw it: to the digit what GenX has, which reckons in float32 there. */
  readonly drawnDensity: Density;
  /** Unit of the density, as GenX writes it. */
  readonly unit: string;
}

const KERNELS = load();

const xray: Probe = {
  unit: "r_{e}/\\AA^{3}",
  reflect: flatReflection(ELECTRON_RADIUS, (layer, _wavelength, out, at) => {
    const density = floatAttribute(layer, "dens");
    const f = complexAttribute(layer, "f");
    out[at] = density * f.re;
    out[at + 1] = density * f.im;
  }),
  drawnDensity(layer, _wavelength, out, at) {
    const density = single(floatAttribute(layer, "dens"));
    const f = complexAttribute(layer, "f");
    out[at] = single(density * single(f.re));
    out[at + 1] = single(density * single(f.im));
  },
};

const neutron: Probe = {
  unit: "10^{-6}\\AA^{-2}",
  reflect: flatReflection(1e-6, (layer, wavelength, out, at) => {
    const density = floatAttribute(layer, "dens");
    const b = complexAttribute(layer, "b");
    const absorption = floatAttribute(layer, "xs_ai") / (200 * wavelength);
    out[at] = density * 10 * b.re;
    out[at + 1] = density * (10 * b.im - absorption);
  }),
  /**
   * The order of operations is GenX's: b in Å and xs_ai in Å², then
   * dens·(λ²/2π b − i xs_ai λ/4π) / 1e-6 / (λ²/2π), a quotient being a product
   * with the reciprocal, as numpy divides complex numbers.
   */
  drawnDensity(layer, wavelength, out, at) {
    const density = single(floatAttribute(layer, "dens"));
    const b = complexAttribute(layer, "b");
    const perLength = single((wavelength * wavelength) / 2 / Math.PI);
    const scattering = (femtometre: number) => single(perLength * single(single(femtometre) * single(1e-5)));
    const area = single(single(floatAttribute(layer, "xs_ai")) * single(1e-8));
    const absorption = single(single(single(area * single(wavelength)) / 4) * reciprocal(Math.PI));
    const drawn = (delta: number) => single(single(single(density * delta) * reciprocal(1e-6)) * reciprocal(perLength));
    out[at] = drawn(scattering(b.re));
    out[at + 1] = drawn(single(scattering(b.im) - absorption));
  },
};

const PROBES: Readonly<Partial<Record<(typeof PROBE_NAMES)[number], Probe>>> = { xray, neutron };

/** One wavelength, one complex density a layer: Parratt's recursion. δ = length · λ²/2π · s */
function flatReflection(length: number, density: Density): Probe["reflect"] {
  return (sample, instrument, q, out) => {
    const wavelength = wavelengthOf(instrument);
    const deltaPerDensity = (length * wavelength * wavelength) / (2 * Math.PI);
    const layers = layersOf(slabsOf(sample, density, wavelength), deltaPerDensity, wavelength);
    spendMany((layers.length * q.length) / 32); // a million slabs are soon written and never done
    KERNELS.parratt(q, layers, ambientSquared.re, ambientSquared.im, out);
  };
}

/** Rounded to float32. */
function single(x: number): number {
  return Math.fround(x);
}

function reciprocal(x: number): number {
  return single(1 / single(x));
}

export function wavelengthOf(instrument: PyObject): number {
  const wavelength = floatAttribute(instrument, "wavelength");
  if (wavelength === 0) throw pyError("ZeroDivisionError", "the instrument's wavelength is 0");
  return wavelength;
}

/** The instrument's probe. */
export function probeOf(instrument: PyObject, options: Options): Probe {
  const value = instrument.attributes.get("probe") ?? null;
  const option = options.find(value);
  if (!option) {
    throw pyError("ValueError", `The choice of probe, inst.probe, is wrong: ${options.choices()}`);
  }
  const probe = PROBES[PROBE_NAMES[option.index]!];
  if (probe) return probe;
  throw pyError(
    "NotImplementedError",
    `the probe "${option.text}" is a GenX probe that this version does not simulate yet; it has "x-ray" and "neutron"`,
  );
}
