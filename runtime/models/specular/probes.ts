/**
 * The kinds of radiation that a reflectivity model simulates: one entry of the
 * table a probe. It knows what scattering length density a layer has, which is
 * all that reflection.ts needs, and how profiles draw it. A new probe is an entry
 * here; those without one are refused by name.
 *
 *     x-ray         s = dens·f                                  r_e/Å³       δ = r_e λ²/2π · s
 *     neutron       s = dens·(10 b − i·xs_ai/200λ)              1e-6 Å⁻²     δ = 1e-6 λ²/2π · s
 *     neutron pol   s ± 1e6·p·dens·magn                         + for uu, − for dd
 *
 * with f = f1 − i·f2 in electrons, b in fm, xs_ai, the cross section for
 * absorption at this wavelength and for incoherent scattering, in barn, magn in
 * Bohr magnetons and p the magnetic scattering length of one.
 *
 * With spin flip, "neutron pol spin flip", moments may have any angle in the plane, and there are two densities in
 * every layer: spin-flip.ts.
 *
 * The asymmetry "ass" is (uu − dd)/(uu + dd). In time of flight ("tof") the angle is
 * fixed and every point has a wavelength of its own.
 */
import { SLAB } from "../../kernels/layers.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { ELECTRON_RADIUS, HC, LENGTH_PER_MAGNETON } from "../base/physical-constants.ts";
import { attribute, complexAttribute, floatAttribute } from "../base/script-values.ts";
import { EnergyFunction } from "../materials/energy-function.ts";
import type { InstrumentOptions, ProbeName } from "./instrument.ts";
import type { Density } from "./slabs.ts";

export interface Probe {
  /** Å per unit of s · Å³: δ = length · λ²/2π · s */
  readonly length: number;
  /** What there is to reflect from: one density, or two whose asymmetry is measured. */
  channels(instrument: PyObject, options: InstrumentOptions): readonly Density[];
  /** Time of flight: the angle is the instrument's, and a point's Q stands for a wavelength. */
  readonly flight: boolean;
  /** s as profiles draw it: to the digit what GenX has, which reckons in float32 there. */
  readonly drawn: Density;
  /** GenX has this one in float64, and its steps. */
  readonly drawnExactly?: boolean;
  /** The part of s that turns with the neutron's spin, where profiles draw it. */
  readonly drawnMagnetic?: Density;
  /** Unit of the density, as GenX writes it. */
  readonly unit: string;
  /** Where spins may flip: what takes the place of `channels`. */
  readonly flip?: Flip;
}

/** A sample whose moments have directions. */
export interface Flip {
  readonly length: number;
  /** s without the moment's part */
  readonly nuclear: Density;
  /** densityRe is the moment's part of s, densityIm its `magn_ang` in degrees. */
  readonly moment: Density;
  /** As `drawnMagnetic`: densityRe along the polarisation, densityIm across it. */
  readonly drawnVector: Density;
}

const FEMTOMETRE = 10;
const P = LENGTH_PER_MAGNETON * 1e6;

/** A layer's f or what stands for it; a function of the energy, such as `fd.Fe`, where a script has assigned one. */
export function factor(layer: Value, wavelength: number, name = "f"): { readonly re: number; readonly im: number } {
  const f = attribute(layer, name);
  if (!(f instanceof EnergyFunction)) return complexAttribute(layer, name);
  if (!Number.isNaN(wavelength)) return f.at(HC / wavelength);
  throw pyError("TypeError", `an energy scan needs one number as a layer's ${name}, not a function of the energy`);
}

const xray: Probe = {
  length: ELECTRON_RADIUS,
  channels: () => [xrayDensity],
  flight: false,
  unit: "r_{e}/\\AA^{3}",
  drawn(layer, wavelength, out, at, share = 1) {
    const density = single(floatAttribute(layer, "dens") * share);
    const f = factor(layer, wavelength);
    out[at + SLAB.densityRe] = single(density * single(f.re));
    out[at + SLAB.densityIm] = single(density * single(f.im));
    out[at + SLAB.absorption] = 0;
  },
};

export function xrayDensity(layer: Value, wavelength: number, out: Float64Array, at: number, share = 1): void {
  const density = floatAttribute(layer, "dens") * share;
  const f = factor(layer, wavelength);
  out[at + SLAB.densityRe] = density * f.re;
  out[at + SLAB.densityIm] = density * f.im;
  out[at + SLAB.absorption] = 0;
}

const neutron: Probe = {
  length: 1e-6,
  channels: () => NEUTRON,
  flight: false,
  unit: "10^{-6}\\AA^{-2}",
  /**
   * The order of operations is GenX's: b in Å and xs_ai in Å², then
   * dens·(λ²/2π b − i xs_ai λ/4π) / 1e-6 / (λ²/2π), a quotient being a product
   * with the reciprocal, as numpy divides complex numbers.
   */
  drawn(layer, wavelength, out, at, share = 1) {
    const density = single(floatAttribute(layer, "dens") * share);
    const b = complexAttribute(layer, "b");
    const perLength = single((wavelength * wavelength) / 2 / Math.PI);
    const scattering = (femtometre: number) => single(perLength * single(single(femtometre) * single(1e-5)));
    const area = single(single(floatAttribute(layer, "xs_ai")) * single(1e-8));
    const absorption = single(single(single(area * single(wavelength)) / 4) * reciprocal(Math.PI));
    const drawn = (delta: number) => single(single(single(density * delta) * reciprocal(1e-6)) * reciprocal(perLength));
    out[at + SLAB.densityRe] = drawn(scattering(b.re));
    out[at + SLAB.densityIm] = drawn(single(scattering(b.im) - absorption));
    out[at + SLAB.absorption] = 0;
  },
};

/** Neutrons whose spin is up (+1), down (−1) or not known (0). */
function neutronDensity(spin: -1 | 0 | 1): Density {
  return (layer, _wavelength, out, at, share = 1) => {
    const density = floatAttribute(layer, "dens") * share;
    const b = complexAttribute(layer, "b");
    let re = FEMTOMETRE * b.re;
    if (spin !== 0) re += spin * P * floatAttribute(layer, "magn");
    out[at + SLAB.densityRe] = density * re;
    out[at + SLAB.densityIm] = density * FEMTOMETRE * b.im;
    out[at + SLAB.absorption] = (density * floatAttribute(layer, "xs_ai")) / 200;
  };
}

const NEUTRON = [neutronDensity(0)];

/** What the instrument's `pol` asks of spins that do not flip. */
export function polarisedChannels(up: Density, down: Density): Probe["channels"] {
  const [UP, DOWN, BOTH] = [[up], [down], [up, down]];
  return (instrument, { Polarization }) => {
    const name = Polarization.nameOf(attribute(instrument, "pol"));
    if (name === "up_up") return UP;
    if (name === "down_down") return DOWN;
    if (name === "asymmetry") return BOTH;
    throw pyError(
      "ValueError",
      'The choice of polarisation, inst.pol, is wrong: without spin flip it is one of "uu", "dd", "ass"',
    );
  };
}

const polarised: Probe = {
  ...neutron,
  channels: polarisedChannels(neutronDensity(1), neutronDensity(-1)),
  drawnMagnetic(layer, _wavelength, out, at, share) {
    out[at + SLAB.densityRe] = drawnMoment(layer, share);
    out[at + SLAB.densityIm] = 0;
    out[at + SLAB.absorption] = 0;
  },
};

/** GenX draws with rounded constants. */
function drawnMoment(layer: Value, share = 1): number {
  return 2.645 * floatAttribute(layer, "magn") * single(floatAttribute(layer, "dens") * share) * 10;
}

const spinFlip: Probe = {
  ...polarised,
  flip: {
    length: neutron.length,
    nuclear: NEUTRON[0]!,
    moment(layer, _wavelength, out, at, share = 1) {
      out[at + SLAB.densityRe] = P * floatAttribute(layer, "magn") * (floatAttribute(layer, "dens") * share);
      out[at + SLAB.densityIm] = floatAttribute(layer, "magn_ang");
      out[at + SLAB.absorption] = 0;
    },
    drawnVector(layer, _wavelength, out, at, share) {
      const moment = drawnMoment(layer, share);
      const angle = (floatAttribute(layer, "magn_ang") * Math.PI) / 180;
      out[at + SLAB.densityRe] = moment * Math.cos(angle);
      out[at + SLAB.densityIm] = moment * Math.sin(angle);
      out[at + SLAB.absorption] = 0;
    },
  },
};

/** A probe for each choice of the instrument. */
export type Probes = Readonly<Record<ProbeName, Probe>>;

/** Those of layers that have a density of formula units: spec_nx and what is derived from it. */
export const nxProbes: Probes = {
  xray,
  neutron,
  npol: polarised,
  npolsf: spinFlip,
  ntof: { ...neutron, flight: true },
  ntofpol: { ...polarised, flight: true },
};

/** Rounded to float32. */
export function single(x: number): number {
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
export function probeOf(
  instrument: PyObject,
  { options, probes }: { options: InstrumentOptions; probes: Probes },
): Probe {
  const value = instrument.attributes.get("probe") ?? null;
  const name = options.Probe.nameOf(value);
  if (name === undefined) {
    throw pyError("ValueError", `The choice of probe, inst.probe, is wrong: ${options.Probe.choices()}`);
  }
  return probes[name as ProbeName];
}
