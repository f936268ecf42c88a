/**
 * The probes of soft_nx, whose layers have scattering length densities of their own,
 * all in 1e-6 Å⁻²:
 *
 *     x-ray         s = sld_x
 *     neutron       s = sld_n                     the same at every wavelength, absorption too
 *     neutron pol   s ± sld_m                     + for uu, − for dd
 *
 * δ = λ²/2π · s with the digits 3.141592 for π, as in GenX: curves are to be the same.
 */
import { SLAB } from "../../kernels/layers.ts";
import type { Value } from "../../python/values/value.ts";
import { complexAttribute, floatAttribute } from "../base/script-values.ts";
import { factor, type Probe, type Probes, polarisedChannels, single } from "./probes.ts";
import type { Density } from "./slabs.ts";

// biome-ignore lint/suspicious/noApproximativeNumericConstant: GenX's digits, as above
const LENGTH = 1e-6 * (Math.PI / 3.141592);
/** GenX says 10⁻⁶ Å² of X-rays and means 10⁻⁶ Å⁻². */
const XRAY_UNIT = "10^{-6}\\AA^{2}";
const NEUTRON_UNIT = "10^{-6}/\\AA^{2}";

const xray: Probe = {
  length: LENGTH,
  channels: () => XRAY,
  flight: false,
  unit: XRAY_UNIT,
  drawn: xrayDensity,
  drawnExactly: true,
};

const neutron: Probe = {
  length: LENGTH,
  channels: () => NEUTRON,
  flight: false,
  unit: NEUTRON_UNIT,
  drawn(layer, _wavelength, out, at) {
    const sld = complexAttribute(layer, "sld_n");
    write(out, at, single(sld.re), single(sld.im));
  },
};

const polarised: Probe = {
  ...neutron,
  channels: polarisedChannels(neutronDensity(1), neutronDensity(-1)),
  drawnMagnetic: (layer, _wavelength, out, at) => write(out, at, floatAttribute(layer, "sld_m"), 0),
};

const spinFlip: Probe = {
  ...polarised,
  flip: {
    length: LENGTH,
    nuclear: neutronDensity(0),
    moment(layer, _wavelength, out, at) {
      write(out, at, floatAttribute(layer, "sld_m"), floatAttribute(layer, "magn_ang"));
    },
    drawnVector(layer, _wavelength, out, at) {
      const moment = floatAttribute(layer, "sld_m");
      const angle = (floatAttribute(layer, "magn_ang") * Math.PI) / 180;
      write(out, at, moment * Math.cos(angle), moment * Math.sin(angle));
    },
  },
};

/** Profiles in time of flight have their magnetic part with either probe, as in GenX. */
export const softProbes: Probes = {
  xray,
  neutron,
  npol: polarised,
  npolsf: spinFlip,
  ntof: { ...polarised, channels: neutron.channels, flight: true },
  ntofpol: { ...polarised, flight: true },
};

function xrayDensity(layer: Value, wavelength: number, out: Float64Array, at: number): void {
  const sld = factor(layer, wavelength, "sld_x");
  write(out, at, sld.re, sld.im);
}

/** Neutrons whose spin is up (+1), down (−1) or not known (0). */
function neutronDensity(spin: -1 | 0 | 1): Density {
  return (layer, _wavelength, out, at) => {
    const sld = complexAttribute(layer, "sld_n");
    write(out, at, spin === 0 ? sld.re : sld.re + spin * floatAttribute(layer, "sld_m"), sld.im);
  };
}

function write(out: Float64Array, at: number, re: number, im: number): void {
  out[at + SLAB.densityRe] = re;
  out[at + SLAB.densityIm] = im;
  out[at + SLAB.absorption] = 0;
}

const XRAY: readonly Density[] = [xrayDensity];
const NEUTRON: readonly Density[] = [neutronDensity(0)];
