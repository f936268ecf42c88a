/**
 * The instrument of the reflectivity models: which radiation, in which
 * coordinates the data are, and what the slits and the sample's length do to
 * the curve. Its named choices are classes of their own (Probe, Coords, …).
 */
import type { PyClass } from "../../python/values/class.ts";
import { Options } from "../base/options.ts";
import { field, floatField, modelClass, wholeField } from "../base/param-base.ts";

/** Texts in GenX's order: a position in the list is accepted, too. */
const PROBES = [
  ["xray", "x-ray"],
  ["neutron", "neutron"],
  ["npol", "neutron pol"],
  ["npolsf", "neutron pol spin flip"],
  ["ntof", "neutron tof"],
  ["ntofpol", "neutron pol tof"],
] as const;

export const COORDINATES = [
  ["q", "q"],
  ["tth", "2θ"],
] as const;

const RESOLUTIONS = [
  ["none", "no conv"],
  ["fast_conv", "fast conv"],
  ["fast_conv_var", "fast conv + varying res."],
  ["fast_conv_rel", "fast conv + varying res. (dx/x)"],
  ["full_conv_abs", "full conv and varying res."],
  ["full_conv_rel", "full conv and varying res. (dx/x)"],
] as const;

export const FOOTPRINTS = [
  ["none", "no corr"],
  ["gauss", "gauss beam"],
  ["square", "square beam"],
] as const;

export const POLARISATIONS = [
  ["up_up", "uu"],
  ["down_down", "dd"],
  ["up_down", "ud"],
  ["down_up", "du"],
  ["asymmetry", "ass"],
] as const;

export const POLARISATION_ALIASES = [
  ["up_up", "++"],
  ["down_down", "--"],
  ["up_down", "+-"],
  ["down_up", "-+"],
] as const;

export type ProbeName = (typeof PROBES)[number][0];

export interface InstrumentOptions {
  readonly Probe: Options;
  readonly Coords: Options;
  readonly ResType: Options;
  readonly FootType: Options;
  readonly Polarization: Options;
}

export function instrumentOptions(): InstrumentOptions {
  return {
    Probe: new Options("Probe", PROBES),
    Coords: new Options("Coords", COORDINATES, [["tth", "tth"]]),
    ResType: new Options("ResType", RESOLUTIONS),
    FootType: new Options("FootType", FOOTPRINTS),
    Polarization: new Options("Polarization", POLARISATIONS, POLARISATION_ALIASES),
  };
}

/** Wavelength in Å, angles in degrees, beam and sample in mm, res in the unit of x. */
export function instrumentClass(base: PyClass, options: InstrumentOptions): PyClass {
  return modelClass(base, "Instrument", [
    field("probe", options.Probe, () => "x-ray"),
    floatField("wavelength", 1.54),
    floatField("I0", 1),
    floatField("Ibkg", 0),
    field("pol", options.Polarization, () => "uu"),
    field("coords", options.Coords, () => "2θ"),
    floatField("tthoff", 0),
    floatField("incangle", 0.5),
    field("restype", options.ResType, () => "no conv"),
    floatField("res", 0.001),
    wholeField("respoints", 5n),
    floatField("resintrange", 2),
    field("footype", options.FootType, () => "no corr"),
    floatField("beamw", 0.01),
    floatField("samplelen", 10),
  ]);
}
