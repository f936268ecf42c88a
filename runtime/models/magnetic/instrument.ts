/**
 * The instrument of mag_refl: its probes, the polarisations of X-rays and of
 * neutrons, and a choice of coordinates, resolution and footprint, which are fewer than in spec_nx.
 */
import type { PyClass, PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { Options } from "../base/options.ts";
import { field, floatField, modelClass, wholeField } from "../base/param-base.ts";
import { attribute } from "../base/script-values.ts";
import { COORDINATES, FOOTPRINTS, POLARISATION_ALIASES, POLARISATIONS } from "../specular/instrument.ts";

/** Texts in GenX's order: a position in the list is accepted, too. */
const PROBES = [
  ["xray_iso", "x-ray"],
  ["xray_simple_aniso", "x-ray simpl. anis."],
  ["xray_aniso", "x-ray anis."],
  ["npol", "neutron pol"],
  ["ntofpol", "neutron pol tof"],
  ["npolsf", "neutron pol spin flip"],
] as const;

const XRAY_POLARISATIONS = [
  ["total", "tot"],
  ["circ_plus", "circ+"],
  ["circ_minus", "circ-"],
  ["sigma", "σ"],
  ["pi", "π"],
  ["sigma_sigma", "σ-σ"],
  ["sigma_pi", "σ-π"],
  ["pi_pi", "π-π"],
  ["pi_sigma", "π-σ"],
  ["asymmetry", "ass"],
] as const;

const XRAY_ALIASES = [
  ["sigma", "sigma"],
  ["pi", "pi"],
  ["sigma_sigma", "sigma-sigma"],
  ["sigma_pi", "sigma-pi"],
  ["pi_pi", "pi-pi"],
  ["pi_sigma", "pi-sigma"],
] as const;

const RESOLUTIONS = [
  ["none", "no conv"],
  ["fast_conv", "fast conv"],
  ["fast_conv_var", "fast conv + varying res."],
  ["full_conv_var", "full conv and varying res."],
] as const;

export type MagneticProbe = (typeof PROBES)[number][0];
export type XrayPolarisation = (typeof XRAY_POLARISATIONS)[number][0];
export type NeutronPolarisation = (typeof POLARISATIONS)[number][0];

export interface MagneticOptions {
  readonly XRayPol: Options;
  readonly NeutronPol: Options;
  readonly ProbeTheory: Options;
  readonly Coords: Options;
  readonly ResType: Options;
  readonly FootType: Options;
  /** Degrees; a smaller angle is set to this, or refused where amplitudes are asked for. */
  readonly smallestAngle: number;
}

export function magneticOptions(): MagneticOptions {
  return {
    XRayPol: new Options("XRayPol", XRAY_POLARISATIONS, XRAY_ALIASES),
    NeutronPol: new Options("NeutronPol", POLARISATIONS, POLARISATION_ALIASES),
    ProbeTheory: new Options("ProbeTheory", PROBES),
    Coords: new Options("Coords", COORDINATES, [["tth", "tth"]]),
    ResType: new Options("ResType", RESOLUTIONS),
    FootType: new Options("FootType", FOOTPRINTS),
    smallestAngle: 1e-8,
  };
}

/** Wavelength in Å, angles in degrees, beam and sample in mm, res in the unit of x. */
export function magneticInstrumentClass(base: PyClass, options: MagneticOptions): PyClass {
  return modelClass(base, "Instrument", [
    field("probe", options.ProbeTheory, () => "x-ray"),
    floatField("wavelength", 1.54),
    floatField("I0", 1),
    floatField("Ibkg", 0),
    field("xpol", options.XRayPol, () => "tot"),
    field("npol", options.NeutronPol, () => "uu"),
    field("coords", options.Coords, () => "2θ"),
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

export function magneticProbe(instrument: PyObject, { ProbeTheory }: MagneticOptions): MagneticProbe {
  return chosen<MagneticProbe>(instrument, "probe", "probe", ProbeTheory);
}

export function xrayPolarisation(instrument: PyObject, { XRayPol }: MagneticOptions): XrayPolarisation {
  return chosen<XrayPolarisation>(instrument, "xpol", "polarisation of X-rays", XRayPol);
}

export function neutronPolarisation(instrument: PyObject, { NeutronPol }: MagneticOptions): NeutronPolarisation {
  return chosen<NeutronPolarisation>(instrument, "npol", "polarisation of neutrons", NeutronPol);
}

function chosen<Name extends string>(instrument: PyObject, name: string, what: string, options: Options): Name {
  const found = options.nameOf(attribute(instrument, name));
  if (found) return found as Name;
  throw pyError("ValueError", `The choice of ${what}, inst.${name}, is wrong: ${options.choices()}`);
}
