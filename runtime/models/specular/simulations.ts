/**
 * The simulations of a specular reflectivity model.
 *
 * Specular(x, sample, instrument): the curve that the instrument measures,
 *
 *     I0 · smeared(R · footprint) + Ibkg
 *
 * so the background is not smeared and not cut by the footprint; an asymmetry
 * goes the same way, background and footprint included, as in GenX.
 *
 * PolSpecular(x, p1, p2, F1, F2, sample, instrument): the same seen through imperfect
 * polarisers and flippers.
 *
 * SpecularField(x, sample, instrument): the reflected amplitude, of which R is
 * the square, with none of that. Where the resolution has a grid of its own, it is
 * the amplitude on that grid, row by row.
 *
 * EnergySpecular(E, 2θ or Q, sample, instrument): I0 · R + Ibkg of X-rays of the
 * energies E, in eV, at one angle or one Q, or one of them for each energy.
 */
import { allocate } from "../../python/budget.ts";
import { NdArray } from "../../python/numpy/array.ts";
import { binary, typeName } from "../../python/operators.ts";
import { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { HC } from "../base/physical-constants.ts";
import { attribute, floatAttribute, row } from "../base/script-values.ts";
import type { InstrumentOptions } from "./instrument.ts";
import { measurementOf } from "./measurement.ts";
import { type ChannelShares, channelShares, mixedReflectivity } from "./pol-specular.ts";
import { type Flip, probeOf } from "./probes.ts";
import { field, meanOfMembers, reflectivity } from "./reflection.ts";
import type { SpecularModel } from "./specular-model.ts";
import { flipReflectivity, polarisation } from "./spin-flip-reflection.ts";
import type { Zeeman } from "./zeeman.ts";

const DEGREE = Math.PI / 180;

export function specular(x: Value, sample: Value, instrument: Value, model: SpecularModel): Value {
  isObject("Specular", "sample", sample);
  isObject("Specular", "instrument", instrument);
  const probe = probeOf(instrument, model);
  const zeeman = probe.flip && model.zeeman?.(instrument);
  const shift = zeeman ? zeeman.shift(polarisation(instrument, model.options)) : 0;
  const measurement = measurementOf(instrument, points("Specular", x), probe, model.options, shift);

  const out = allocate(measurement.x.length);
  const reflected = measurement.target(out);
  meanOfMembers(model, sample, reflected, (member, R) =>
    reflectivity(probe, sample, instrument, member, measurement, R),
  );
  measurement.finish(reflected, out);
  return scaled(out, instrument);
}

/** @param efficiencies  of polariser and analyser, flippers, as pol-specular.ts has them */
export function polSpecular(
  x: Value,
  efficiencies: readonly Value[],
  sample: Value,
  instrument: Value,
  model: SpecularModel,
): Value {
  isObject("PolSpecular", "sample", sample);
  isObject("PolSpecular", "instrument", instrument);
  const { flip, ...probe } = probeOf(instrument, model);
  if (!flip) throw pyError("ValueError", 'PolSpecular is for the probe "neutron pol spin flip"');
  const shares = channelShares(efficiencies, instrument, model.options);
  const positions = points("PolSpecular", x);
  const zeeman = model.zeeman?.(instrument);
  if (zeeman) return scaled(mixedCurves(flip, shares, zeeman, positions, sample, instrument, model), instrument);

  const measurement = measurementOf(instrument, positions, probe, model.options);
  const out = allocate(measurement.x.length);
  const mixed = measurement.target(out);
  meanOfMembers(model, sample, mixed, (member, R) =>
    mixedReflectivity(flip, shares, sample, instrument, member, measurement.q, R),
  );
  measurement.finish(mixed, out);
  return scaled(out, instrument);
}

/** Where each channel is measured at a Q of its own, what is mixed are the curves. */
function mixedCurves(
  flip: Flip,
  shares: ChannelShares,
  zeeman: Zeeman,
  x: Float64Array,
  sample: PyObject,
  instrument: PyObject,
  model: SpecularModel,
): Float64Array {
  const out = allocate(x.length);
  const curve = allocate(x.length);
  for (const [channel, share] of Object.entries(shares)) {
    const measurement = measurementOf(instrument, x, NOT_IN_FLIGHT, model.options, zeeman.shift(channel));
    const reflected = measurement.target(curve);
    flipReflectivity(flip, sample, instrument, model, measurement.q, reflected, channel);
    measurement.finish(reflected, curve);
    for (let i = 0; i < out.length; i++) out[i]! += share * curve[i]!;
  }
  return out;
}

const NOT_IN_FLIGHT = { flight: false };

export function specularField(x: Value, sample: Value, instrument: Value, model: SpecularModel): Value {
  isObject("SpecularField", "sample", sample);
  isObject("SpecularField", "instrument", instrument);
  const probe = probeOf(instrument, model);
  const measurement = measurementOf(instrument, points("SpecularField", x), probe, model.options);
  const out = allocate(2 * measurement.q.length);
  field(probe, sample, instrument, model, measurement, out);
  return new NdArray("complex128", [measurement.q.length], out);
}

export function energySpecular(
  energy: Value,
  position: Value,
  sample: Value,
  instrument: Value,
  model: SpecularModel,
): Value {
  isObject("EnergySpecular", "sample", sample);
  isObject("EnergySpecular", "instrument", instrument);
  const { options } = model;
  const probe = probeOf(instrument, model);
  refuseScan(instrument, options);
  const E = points("EnergySpecular", energy);
  const q = allocate(E.length);
  const wavelength = allocate(E.length);
  for (let i = 0; i < E.length; i++) wavelength[i] = HC / E[i]!;
  scanQ(row(position, "2θ or Q"), wavelength, instrument, options, q);

  const out = allocate(E.length);
  reflectivity(probe, sample, instrument, model, { q, wavelength }, out);
  return scaled(out, instrument);
}

function refuseScan(instrument: PyObject, options: InstrumentOptions): void {
  const probe = options.Probe.find(attribute(instrument, "probe"))!;
  if (options.Probe.nameOf(probe) !== "xray") {
    throw pyError(
      "NotImplementedError",
      `EnergySpecular is for the probe "x-ray", not "${probe.text}"; neutrons of many energies are Specular's "neutron tof"`,
    );
  }
  if (options.ResType.nameOf(attribute(instrument, "restype")) !== "none") {
    throw pyError("ValueError", 'EnergySpecular has no resolution: inst.restype must be "no conv"');
  }
}

/** @param q  float[M] | Å⁻¹  receives the momentum transfer at each wavelength */
function scanQ(
  position: Float64Array,
  wavelength: Float64Array,
  instrument: PyObject,
  options: InstrumentOptions,
  q: Float64Array,
): void {
  if (position.length !== 1 && position.length !== q.length) {
    throw pyError("ValueError", `EnergySpecular got ${position.length} positions for ${q.length} energies`);
  }
  const coords = options.Coords.nameOf(attribute(instrument, "coords"));
  if (coords === undefined) {
    throw pyError("ValueError", `The choice of coordinates, inst.coords, is wrong: ${options.Coords.choices()}`);
  }
  const angles = coords === "tth";
  const offset = (floatAttribute(instrument, "tthoff") * DEGREE) / 2;
  for (let i = 0; i < q.length; i++) {
    const here = position[position.length === 1 ? 0 : i]!;
    const perSine = (4 * Math.PI) / wavelength[i]!;
    const theta = (angles ? (here * DEGREE) / 2 : Math.asin(here / perSine)) + offset;
    q[i] = perSine * Math.sin(theta);
  }
}

/** I0 · curve + Ibkg, in place. */
export function scaled(curve: Float64Array, instrument: PyObject): Value {
  const intensity = attribute(instrument, "I0");
  const background = attribute(instrument, "Ibkg");
  // Arrays and complex numbers are as good as floats here: a script may give a background for each point.
  if (typeof intensity !== "number" || typeof background !== "number") {
    return binary("+", binary("*", NdArray.fromFloats(curve), intensity), background);
  }
  for (let i = 0; i < curve.length; i++) curve[i] = curve[i]! * intensity + background;
  return NdArray.fromFloats(curve);
}

export function isObject(simulation: string, what: string, value: Value): asserts value is PyObject {
  if (!(value instanceof PyObject)) throw notA(simulation, what, value);
}

export function points(simulation: string, x: Value): Float64Array {
  if (typeof x === "number") throw notA(simulation, "row of data points", x);
  return row(x, "x");
}

function notA(simulation: string, what: string, value: Value): Error {
  const article = what === "instrument" ? "an" : "a";
  return pyError("TypeError", `${simulation} needs ${article} ${what}, not '${typeName(value)}'`);
}
