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
  readonly density: Density;
  /** Unit of the density, as GenX writes it. */
  readonly unit: string;
}

const KERNELS = load();

const xray: Probe = flatProbe("r_{e}/\\AA^{3}", ELECTRON_RADIUS, (layer, _wavelength, out, at) => {
  const density = floatAttribute(layer, "dens");
  const f = complexAttribute(layer, "f");
  out[at] = density * f.re;
  out[at + 1] = density * f.im;
});

const neutron: Probe = flatProbe("10^{-6}\\AA^{-2}", 1e-6, (layer, wavelength, out, at) => {
  const density = floatAttribute(layer, "dens");
  const b = complexAttribute(layer, "b");
  const absorption = floatAttribute(layer, "xs_ai") / (200 * wavelength);
  out[at] = density * 10 * b.re;
  out[at + 1] = density * (10 * b.im - absorption);
});

const PROBES: Readonly<Partial<Record<(typeof PROBE_NAMES)[number], Probe>>> = { xray, neutron };

/** One wavelength, one complex density a layer: Parratt's recursion. */
function flatProbe(unit: string, length: number, density: Density): Probe {
  return {
    unit,
    density,
    reflect(sample, instrument, q, out) {
      const wavelength = wavelengthOf(instrument);
      const deltaPerDensity = (length * wavelength * wavelength) / (2 * Math.PI);
      const layers = layersOf(slabsOf(sample, density, wavelength), deltaPerDensity, wavelength);
      KERNELS.parratt(q, layers, ambientSquared.re, ambientSquared.im, out);
    },
  };
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
