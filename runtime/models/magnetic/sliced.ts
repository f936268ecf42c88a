/**
 * What a sliced sample (slices.ts) reflects: the recursions of samples that are not, with
 * many thin layers whose faces are sharp.
 *
 *     x-ray                  n = 1 + χ_xx/2                                    Parratt
 *     x-ray simpl. anis.     n± = 1 − r_e λ²/2π (S_c ± (S_m1 m)_x cos θ)       Parratt, at each angle
 *     x-ray anis.            χ                                                 Stepanov and Sinha
 *     neutron pol, … tof     n± = 1 − λ²/2π (N ± p M_x) + i A λ/4π             Parratt
 *     … spin flip            the same with (M_x, M_y)                          Blundell and Bland
 *
 * p is the magnetic scattering length of one Bohr magneton. Of the spin-flip channels both are the same.
 */

import { AMBIENT, LAYER, layersAt, SLAB } from "../../kernels/layers.ts";
import { load } from "../../kernels/load.ts";
import { allocate, allocateShared } from "../../python/budget.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { BARN, ELECTRON_RADIUS, FEMTOMETRE, LENGTH_PER_MAGNETON } from "../base/physical-constants.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import { asymmetry } from "../specular/reflection.ts";
import type { MagneticProbe, NeutronPolarisation, XrayPolarisation } from "./instrument.ts";
import { type MagneticPoints, magneticLayers } from "./layer-values.ts";
import { reflectSpins } from "./sliced-spins.ts";
import { slicedWaves } from "./sliced-tensors.ts";
import { energiesIn, SLICE, type Slices, slicesOf, slicingOf } from "./slices.ts";
import { xrayChannel, xrayField } from "./xray.ts";

const KERNELS = load();

/** @param out  float[M]  receives the reflectivity */
export function slicedReflectivity(
  probe: MagneticProbe,
  polarisation: XrayPolarisation | NeutronPolarisation,
  sample: PyObject,
  at: MagneticPoints,
  out: Float64Array,
): void {
  const materials = magneticLayers(sample);
  const slices = slicesOf(materials, slicingOf(sample), energiesFor(probe, at), probe !== "xray_simple_aniso");
  chargeReflection(slices.count, at.q.length, 8);
  if (probe === "xray_aniso") xrayChannel(slicedWaves(slices, at), polarisation as XrayPolarisation, out);
  else reflect(probe, polarisation, slices, materials.values, at, out);
}

/** @param out  receives amplitudes: float[2][2][M][2] of "xray_aniso", float[M][2] of other probes */
export function slicedField(
  probe: MagneticProbe,
  polarisation: XrayPolarisation | NeutronPolarisation,
  sample: PyObject,
  at: MagneticPoints,
  out: Float64Array,
): void {
  const materials = magneticLayers(sample);
  const slices = slicesOf(materials, slicingOf(sample), energiesFor(probe, at), probe !== "xray_simple_aniso");
  chargeReflection(slices.count, at.q.length, 8);
  if (probe === "xray_aniso") xrayField(slicedWaves(slices, at), out);
  else reflect(probe, polarisation, slices, materials.values, at, out);
}

/** Neutrons see the same at every wavelength; what X-rays would see has a say in merging, at one. */
function energiesFor(probe: MagneticProbe, { wavelength }: MagneticPoints): Float64Array {
  return probe.startsWith("xray") ? wavelength : wavelength.subarray(0, 1);
}

/** All probes but "x-ray anis.". @param out  float[M] for R, float[M][2] for amplitudes */
function reflect(
  probe: MagneticProbe,
  polarisation: XrayPolarisation | NeutronPolarisation,
  slices: Slices,
  materials: Float64Array,
  at: MagneticPoints,
  out: Float64Array,
): void {
  if (probe === "npolsf") {
    reflectSpins(polarisation as NeutronPolarisation, slices, materials, at, out);
    return;
  }
  const { names, one } = CHANNELS[probe as keyof typeof CHANNELS];
  const which = names[polarisation];
  if (which === undefined) {
    throw pyError(
      "ValueError",
      `a sliced sample has no polarisation ${polarisation} for this probe: it is one of ${Object.keys(names).join(", ")}`,
    );
  }
  if (typeof which === "number") {
    one(slices, at, which, out);
    return;
  }
  const amplitudes = out.length !== at.q.length;
  if (which === "mean" && amplitudes) {
    throw pyError(
      "ValueError",
      'light that is not polarised, inst.xpol "tot", has no amplitude: ask for circ+ or circ-',
    );
  }
  const other = allocate(out.length);
  one(slices, at, 1, out);
  one(slices, at, -1, other);
  if (which === "asymmetry") asymmetry(out, other, amplitudes);
  else for (let i = 0; i < out.length; i++) out[i] = (out[i]! + other[i]!) / 2;
}

interface Channels {
  /** By polarisation: the sign of what is magnetic, or what is made of both signs. */
  readonly names: Readonly<Record<string, Sign | "mean" | "asymmetry">>;
  readonly one: (slices: Slices, at: MagneticPoints, sign: Sign, out: Float64Array) => void;
}
type Sign = 1 | 0 | -1;

const CIRCULAR = { circ_plus: 1, circ_minus: -1, total: "mean", asymmetry: "asymmetry" } as const;
const SPINS = { up_up: 1, down_down: -1, asymmetry: "asymmetry" } as const;

const CHANNELS: Readonly<Record<"xray_iso" | "xray_simple_aniso" | "npol" | "ntofpol", Channels>> = {
  xray_iso: { names: { total: 0 }, one: reflectXrays },
  xray_simple_aniso: { names: CIRCULAR, one: reflectXrays },
  npol: { names: SPINS, one: reflectNeutrons },
  ntofpol: { names: SPINS, one: reflectNeutrons },
};

/** Reused by every call: no code of a script runs between its filling and its reading. */
let slabs = new Float64Array(0);

/** Thicknesses of sharp slabs; what they are made of is still to come. */
function startSlabs({ count, thickness }: Slices): void {
  if (slabs.length !== count * SLAB.size) slabs = allocateShared(count * SLAB.size);
  for (let k = 0, at = 0; k < count; k++, at += SLAB.size) {
    slabs[at + SLAB.absorption] = 0;
    slabs[at + SLAB.thickness] = thickness[k]!;
    slabs[at + SLAB.roughness] = 0;
  }
}

const point = { q: new Float64Array(1), wavelength: new Float64Array(1) };

/** @param sign  of circular polarisation; 0 where there is none, and linear dichroism is as χ_xx has it */
function reflectXrays(slices: Slices, at: MagneticPoints, sign: Sign, out: Float64Array): void {
  const { q, wavelength } = at;
  const energies = energiesIn(slices);
  startSlabs(slices);
  if (sign === 0 && energies === 1) {
    fillCharges(slices, 0, 0);
    reflectSlabs(at, ELECTRON_RADIUS, out);
    return;
  }
  const width = out.length / q.length;
  for (let i = 0; i < q.length; i++) {
    const here = wavelength[wavelength.length === 1 ? 0 : i]!;
    const sine = (q[i]! * here) / (4 * Math.PI);
    fillCharges(slices, energies === 1 ? 0 : i, sign * Math.sqrt(1 - sine * sine));
    point.q[0] = q[i]!;
    point.wavelength[0] = here;
    reflectSlabs(point, ELECTRON_RADIUS, out.subarray(i * width, (i + 1) * width));
  }
}

/** @param factor  of the circular part */
function fillCharges({ count, values }: Slices, energy: number, factor: number): void {
  let from = energy * count * SLICE.size;
  for (let at = 0; at < slabs.length; at += SLAB.size, from += SLICE.size) {
    for (let part = 0; part < 2; part++) {
      const isotropic = values[from + SLICE.chargeRe + part]! - values[from + SLICE.xxRe + part]!;
      slabs[at + SLAB.densityRe + part] = isotropic + factor * values[from + SLICE.xRe + part]!;
    }
  }
}

function reflectNeutrons(slices: Slices, at: MagneticPoints, sign: Sign, out: Float64Array): void {
  startSlabs(slices);
  const { values } = slices;
  for (let to = 0, from = 0; to < slabs.length; to += SLAB.size, from += SLICE.size) {
    slabs[to + SLAB.densityRe] =
      FEMTOMETRE * values[from + SLICE.nuclearRe]! + sign * LENGTH_PER_MAGNETON * values[from + SLICE.momentX]!;
    slabs[to + SLAB.densityIm] = FEMTOMETRE * values[from + SLICE.nuclearIm]!;
    slabs[to + SLAB.absorption] = (BARN / 2) * values[from + SLICE.absorption]!;
  }
  reflectSlabs(at, 1, out);
}

let layers = new Float64Array(0);
const ambient = new Float64Array(AMBIENT.size);

/** @param length  Å per unit of the slabs' density · Å³ */
function reflectSlabs({ q, wavelength }: MagneticPoints, length: number, out: Float64Array): void {
  const amplitudes = out.length !== q.length;
  if (wavelength.length === q.length) {
    const kernel = amplitudes ? KERNELS.amplitudeDispersive : KERNELS.parrattDispersive;
    kernel(q, wavelength, slabs, length, out);
    return;
  }
  const size = (slabs.length / SLAB.size) * LAYER.size;
  if (layers.length !== size) layers = allocateShared(size);
  layersAt(slabs, length, wavelength[0]!, layers, ambient);
  const kernel = amplitudes ? KERNELS.amplitude : KERNELS.parratt;
  kernel(q, layers, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!, out);
}
