/**
 * The simulations of mag_refl.
 *
 * Specular(x, sample, instrument): what the instrument measures,
 *
 *     I0 · smeared(R · footprint) + Ibkg
 *
 * but of the asymmetry of X-rays only smeared(R): intensity, background and footprint divide out. An asymmetry of
 * neutrons goes the whole way, as in GenX.
 *
 * EnergySpecular(E, 2θ or Q, sample, instrument): I0 · R + Ibkg of X-rays of the energies E, in eV, at one angle or
 * one Q, or one of them for each energy.
 *
 * SpecularElectricField, EnergySpecularField: the reflected amplitude with none of that. Of "x-ray anis." it is
 * complex[2][2][M], W[a][b] of σ (0) or π (1) reflected from σ or π, of all other probes complex[M].
 */
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { truth } from "../../python/operators.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { HC } from "../base/physical-constants.ts";
import { attribute, row } from "../base/script-values.ts";
import { measurementOf } from "../specular/measurement.ts";
import { wavelengthOf } from "../specular/probes.ts";
import { isObject, points, scaled } from "../specular/simulations.ts";
import {
  type MagneticOptions,
  type MagneticProbe,
  magneticProbe,
  type NeutronPolarisation,
  neutronPolarisation,
  type XrayPolarisation,
  xrayPolarisation,
} from "./instrument.ts";
import { isotropicReflectivity } from "./isotropic.ts";
import { type MagneticPoints, magneticLayers } from "./layer-values.ts";
import { flippedReflectivity } from "./neutron-flip.ts";
import { neutronReflectivity } from "./neutrons.ts";
import { magneticSld } from "./sld.ts";
import { slicedField, slicedReflectivity } from "./sliced.ts";
import { anisotropicField, anisotropicReflectivity } from "./xray.ts";
import { simpleReflectivity } from "./xray-simple.ts";

const DEGREE = Math.PI / 180;

export function magneticSpecular(x: Value, sample: Value, instrument: Value, options: MagneticOptions): Value {
  isObject("Specular", "sample", sample);
  isObject("Specular", "instrument", instrument);
  const probe = magneticProbe(instrument, options);
  const flight = probe === "ntofpol";
  if (flight) refuseAngles(instrument, options);
  const measurement = measurementOf(instrument, points("Specular", x), { flight }, options);
  const out = allocate(measurement.x.length);
  const reflected = measurement.target(out);
  const at = { q: measurement.q, wavelength: measurement.wavelength ?? oneWavelength(instrument) };
  reflectivity(probe, sample, instrument, options, at, reflected);
  const bare = probe !== "xray_iso" && isXray(probe) && xrayPolarisation(instrument, options) === "asymmetry";
  measurement.finish(reflected, out, !bare);
  return bare ? NdArray.fromFloats(out) : scaled(out, instrument);
}

export function magneticEnergySpecular(
  energy: Value,
  position: Value,
  sample: Value,
  instrument: Value,
  options: MagneticOptions,
): Value {
  isObject("EnergySpecular", "sample", sample);
  isObject("EnergySpecular", "instrument", instrument);
  const probe = magneticProbe(instrument, options);
  const at = scanPoints("EnergySpecular", probe, energy, position, instrument, options);
  const out = allocate(at.q.length);
  reflectivity(probe, sample, instrument, options, at, out);
  return scaled(out, instrument);
}

export function magneticField(x: Value, sample: Value, instrument: Value, options: MagneticOptions): Value {
  isObject("SpecularElectricField", "sample", sample);
  isObject("SpecularElectricField", "instrument", instrument);
  const probe = magneticProbe(instrument, options);
  const positions = points("SpecularElectricField", x);
  const wavelength = wavelengthOf(instrument);
  if (probe === "ntofpol") refuseAngles(instrument, options);
  const q = allocate(positions.length);
  const angles = options.Coords.nameOf(attribute(instrument, "coords")) === "tth";
  const perSine = (4 * Math.PI) / wavelength;
  for (let i = 0; i < q.length; i++) {
    q[i] = angles ? perSine * Math.sin((positions[i]! * DEGREE) / 2) : positions[i]!;
    if (!(Math.asin(q[i]! / perSine) >= options.smallestAngle * DEGREE)) {
      throw pyError(
        "ValueError",
        `SpecularElectricField needs angles above ${options.smallestAngle} degrees that the wavelength can have`,
      );
    }
  }
  const wavelengths = probe === "ntofpol" ? flightWavelengths(instrument, q) : Float64Array.of(wavelength);
  return field(probe, sample, instrument, options, { q, wavelength: wavelengths });
}

export function magneticEnergyField(
  energy: Value,
  position: Value,
  sample: Value,
  instrument: Value,
  options: MagneticOptions,
): Value {
  isObject("EnergySpecularField", "sample", sample);
  isObject("EnergySpecularField", "instrument", instrument);
  const probe = magneticProbe(instrument, options);
  const at = scanPoints("EnergySpecularField", probe, energy, position, instrument, options);
  return field(probe, sample, instrument, options, at);
}

/** SLD_calculations: sld.ts. */
export function magneticProfile(
  z: Value,
  item: Value,
  sample: Value,
  instrument: Value,
  options: MagneticOptions,
): Value {
  isObject("SimSLD", "sample", sample);
  isObject("SimSLD", "instrument", instrument);
  return magneticSld(z, item, sample, instrument, magneticProbe(instrument, options));
}

/** @param out  float[M]  receives R, without footprint, smearing and background */
function reflectivity(
  probe: MagneticProbe,
  sample: PyObject,
  instrument: PyObject,
  options: MagneticOptions,
  at: MagneticPoints,
  out: Float64Array,
): void {
  const polarisation = isXray(probe) ? xrayPolarisation(instrument, options) : neutronPolarisation(instrument, options);
  if (truth(attribute(sample, "slicing"))) {
    slicedReflectivity(probe, polarisation, sample, at, out);
    return;
  }
  if (probe === "xray_aniso")
    anisotropicReflectivity(magneticLayers(sample), polarisation as XrayPolarisation, at, out);
  else stack(probe, polarisation, sample, at, out);
}

function field(
  probe: MagneticProbe,
  sample: PyObject,
  instrument: PyObject,
  options: MagneticOptions,
  at: MagneticPoints,
): Value {
  const polarisation = isXray(probe) ? xrayPolarisation(instrument, options) : neutronPolarisation(instrument, options);
  const shape = probe === "xray_aniso" ? [2, 2, at.q.length] : [at.q.length];
  const out = allocate(2 * shape.reduce((size, n) => size * n, 1));
  if (truth(attribute(sample, "slicing"))) slicedField(probe, polarisation, sample, at, out);
  else if (probe === "xray_aniso") anisotropicField(magneticLayers(sample), at, out);
  else stack(probe, polarisation, sample, at, out);
  return new NdArray("complex128", shape, out);
}

/** All probes but "x-ray anis.", of layers that are not sliced. @param out  float[M] for R, float[M][2] for amplitudes */
function stack(
  probe: Exclude<MagneticProbe, "xray_aniso">,
  polarisation: XrayPolarisation | NeutronPolarisation,
  sample: PyObject,
  at: MagneticPoints,
  out: Float64Array,
): void {
  const layers = magneticLayers(sample);
  switch (probe) {
    case "xray_iso":
      isotropicReflectivity(layers, at, out);
      return;
    case "xray_simple_aniso":
      simpleReflectivity(layers, polarisation as XrayPolarisation, at, out);
      return;
    case "npolsf":
      flippedReflectivity(layers, polarisation as NeutronPolarisation, at.wavelength[0]!, at.q, out);
      return;
    default:
      neutronReflectivity(layers, polarisation as NeutronPolarisation, at, out);
  }
}

function isXray(probe: MagneticProbe): boolean {
  return probe === "xray_iso" || probe === "xray_simple_aniso" || probe === "xray_aniso";
}

/** An instrument's wavelength as a row, one an instrument: a simulation allocates none. */
function oneWavelength(instrument: PyObject): Float64Array {
  ONE[0] = wavelengthOf(instrument);
  return ONE;
}
const ONE = new Float64Array(1);

/** In time of flight, λ = 4π sin(incangle)/Q. */
function flightWavelengths(instrument: PyObject, q: Float64Array): Float64Array {
  const angles = row(attribute(instrument, "incangle"), "incangle");
  if (angles.length !== 1 && angles.length !== q.length) {
    throw pyError("ValueError", `incangle has ${angles.length} values for ${q.length} data points`);
  }
  return q.map((each, i) => (4 * Math.PI * Math.sin(angles[angles.length === 1 ? 0 : i]! * DEGREE)) / each);
}

function refuseAngles(instrument: PyObject, options: MagneticOptions): void {
  if (options.Coords.nameOf(attribute(instrument, "coords")) === "q") return;
  throw pyError("ValueError", 'the probe "neutron pol tof" needs data in q: inst.coords = "q"');
}

function scanPoints(
  simulation: string,
  probe: MagneticProbe,
  energy: Value,
  position: Value,
  instrument: PyObject,
  options: MagneticOptions,
): MagneticPoints {
  if (!isXray(probe)) {
    throw pyError(
      "ValueError",
      `${simulation} is for X-rays, not for the probe "${options.ProbeTheory.convert(attribute(instrument, "probe")).text}"`,
    );
  }
  if (options.ResType.nameOf(attribute(instrument, "restype")) !== "none") {
    throw pyError("ValueError", `${simulation} has no resolution: inst.restype must be "no conv"`);
  }
  const wavelength = points(simulation, energy).map((E) => HC / E);
  const positions = row(position, "2θ or Q");
  if (positions.length !== 1 && positions.length !== wavelength.length) {
    throw pyError("ValueError", `${simulation} got ${positions.length} positions for ${wavelength.length} energies`);
  }
  const angles = options.Coords.nameOf(attribute(instrument, "coords")) === "tth";
  const q = wavelength.map((lambda, i) => {
    const here = positions[positions.length === 1 ? 0 : i]!;
    const theta = angles ? (here * DEGREE) / 2 : Math.asin((here * lambda) / (4 * Math.PI));
    return ((4 * Math.PI) / lambda) * Math.sin(Math.max(theta, options.smallestAngle * DEGREE));
  });
  return { q, wavelength };
}
