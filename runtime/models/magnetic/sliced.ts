/**
 * What a sliced sample (slices.ts) reflects: the recursions of samples that are not, with
 * many thin layers whose faces are sharp.
 *
 *     x-ray                  n = 1 + χ_xx/2                                    Parratt
 *     x-ray simpl. anis.     n± = 1 − r_e λ²/2π (S_c ± (S_m1 m)_x cos θ)       Parratt, at each angle
 *     x-ray anis.            χ                                                 xray-slices.ts
 *     neutron pol, … tof     n± = 1 − λ²/2π (N ± p M_x) + i A λ/4π             Parratt
 *     … spin flip            the same with (M_x, M_y), no ambient's moment     Blundell and Bland
 *
 * p is the magnetic scattering length of one Bohr magneton. Of the spin-flip channels both are the same.
 */
import { AMBIENT, LAYER, layersAt, SLAB } from "../../kernels/layers.ts";
import { load } from "../../kernels/load.ts";
import { SPIN_LAYER } from "../../kernels/spin-plan.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { ELECTRON_RADIUS, LENGTH_PER_MAGNETON } from "../physical-constants.ts";
import { spinAmplitudes, spinChannel } from "../spin-flip.ts";
import { MAGNETIC, type MagneticPoints, magneticLayers } from "./layer-values.ts";
import { SLICE, type Slices, slicesOf, slicingOf } from "./slices.ts";

const KERNELS = load();

/** fm and barn, in Å and Å² */
const FEMTOMETRE = 1e-5;
const BARN = 1e-8;

/**
 * @param probe         name of a member of ProbeTheory
 * @param polarisation  name of a member of XRayPol or NeutronPol
 * @param out           float[M]  receives the reflectivity
 */
export function slicedReflectivity(
  probe: string,
  polarisation: string,
  sample: PyObject,
  at: MagneticPoints,
  out: Float64Array,
): void {
  const materials = magneticLayers(sample);
  const slices = slicesOf(materials, slicingOf(sample), energiesFor(probe, at), probe !== "xray_simple_aniso");
  spendMany((slices.count * at.q.length) / 8);
  if (probe === "npolsf") reflectSpins(polarisation, slices, materials.values, at, out);
  else if (probe === "xray_aniso") throw pyError("NotImplementedError", "soon");
  else reflectChannels(polarisation, channelsOf(probe, slices), at, out);
}

/** Neutrons see the same at every wavelength; what X-rays would see has a say in merging, at one. */
function energiesFor(probe: string, { wavelength }: MagneticPoints): Float64Array {
  return probe.startsWith("xray") ? wavelength : wavelength.subarray(0, 1);
}

/** How a probe's polarisations reflect: one of two signs each. */
type Channel = (sign: 1 | -1, at: MagneticPoints, out: Float64Array) => void;

interface Channels {
  readonly reflect: Channel;
  /** Polarisation by name: which sign, or what is made of both. */
  readonly names: Readonly<Record<string, 1 | -1 | "mean" | "asymmetry">>;
}

function reflectChannels(
  polarisation: string,
  { reflect, names }: Channels,
  at: MagneticPoints,
  out: Float64Array,
): void {
  const which = names[polarisation];
  if (which === undefined) {
    throw pyError(
      "ValueError",
      `a sliced sample has no polarisation ${polarisation} for this probe: it is one of ${Object.keys(names).join(", ")}`,
    );
  }
  if (which === 1 || which === -1) {
    reflect(which, at, out);
    return;
  }
  const other = allocate(out.length);
  reflect(1, at, out);
  reflect(-1, at, other);
  for (let i = 0; i < out.length; i++) {
    const [plus, minus] = [out[i]!, other[i]!];
    out[i] = which === "mean" ? (plus + minus) / 2 : (plus - minus) / (plus + minus);
  }
}

const CIRCULAR = { circ_plus: 1, circ_minus: -1, total: "mean", asymmetry: "asymmetry" } as const;
const SPINS = { up_up: 1, down_down: -1, asymmetry: "asymmetry" } as const;

function channelsOf(probe: string, slices: Slices): Channels {
  switch (probe) {
    case "xray_iso":
      return { reflect: (_sign, at, out) => reflectXrays(slices, at, 0, out), names: { total: 1 } };
    case "xray_simple_aniso":
      return { reflect: (sign, at, out) => reflectXrays(slices, at, sign, out), names: CIRCULAR };
    default:
      return { reflect: (sign, at, out) => reflectNeutrons(slices, at, sign, out), names: SPINS };
  }
}

/** Reused by every call: a simulation is over before the next begins. */
let slabs = new Float64Array(0);

/** Thicknesses of sharp slabs; what they are made of is still to come. */
function startSlabs({ count, thickness }: Slices): void {
  if (slabs.length !== count * SLAB.size) slabs = new Float64Array(count * SLAB.size);
  for (let k = 0, at = 0; k < count; k++, at += SLAB.size) {
    slabs[at + SLAB.absorption] = 0;
    slabs[at + SLAB.thickness] = thickness[k]!;
    slabs[at + SLAB.roughness] = 0;
  }
}

const point = { q: new Float64Array(1), wavelength: new Float64Array(1), out: new Float64Array(1) };

/** @param sign  of circular polarisation; 0 where there is none, and linear dichroism is as χ_xx has it */
function reflectXrays(slices: Slices, at: MagneticPoints, sign: 1 | 0 | -1, out: Float64Array): void {
  const { q, wavelength } = at;
  const energies = slices.values.length / slices.count / SLICE.size;
  startSlabs(slices);
  if (sign === 0 && energies === 1) {
    fillCharges(slices, 0, 0);
    reflectSlabs(at, ELECTRON_RADIUS, out);
    return;
  }
  for (let i = 0; i < q.length; i++) {
    const here = wavelength[wavelength.length === 1 ? 0 : i]!;
    const sine = (q[i]! * here) / (4 * Math.PI);
    fillCharges(slices, energies === 1 ? 0 : i, sign * Math.sqrt(1 - sine * sine));
    point.q[0] = q[i]!;
    point.wavelength[0] = here;
    KERNELS.parrattDispersive(point.q, point.wavelength, slabs, ELECTRON_RADIUS, point.out);
    out[i] = point.out[0]!;
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

function reflectNeutrons(slices: Slices, at: MagneticPoints, sign: number, out: Float64Array): void {
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
  if (wavelength.length === q.length) {
    KERNELS.parrattDispersive(q, wavelength, slabs, length, out);
    return;
  }
  const size = (slabs.length / SLAB.size) * LAYER.size;
  if (layers.length !== size) layers = new Float64Array(size);
  layersAt(slabs, length, wavelength[0]!, layers, ambient);
  KERNELS.parratt(q, layers, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!, out);
}

let spins = new Float64Array(0);

/**
 * The slices, and above the last the ambient itself, which has no moment: V± = −16π (N − i A/2λ ± p M),
 * less that of the ambient.
 */
function reflectSpins(
  polarisation: string,
  { count, thickness, values }: Slices,
  materials: Float64Array,
  { q, wavelength }: MagneticPoints,
  out: Float64Array,
): void {
  const size = (count + 1) * SPIN_LAYER.size;
  if (spins.length !== size) spins = new Float64Array(size);
  const perLength = -16 * Math.PI;
  const absorbing = BARN / 2 / wavelength[0]!;
  const top = materials.length - MAGNETIC.size;
  const density = materials[top + MAGNETIC.density]!;
  const topRe = density * FEMTOMETRE * materials[top + MAGNETIC.neutronRe]!;
  const topIm =
    density * (FEMTOMETRE * materials[top + MAGNETIC.neutronIm]! - absorbing * materials[top + MAGNETIC.crossSection]!);
  for (let k = 0, at = 0, from = 0; k < count; k++, at += SPIN_LAYER.size, from += SLICE.size) {
    const re = FEMTOMETRE * values[from + SLICE.nuclearRe]! - topRe;
    const im = FEMTOMETRE * values[from + SLICE.nuclearIm]! - absorbing * values[from + SLICE.absorption]! - topIm;
    const [x, y] = [values[from + SLICE.momentX]!, values[from + SLICE.momentY]!];
    const moment = LENGTH_PER_MAGNETON * Math.hypot(x, y);
    spins[at + SPIN_LAYER.upRe] = perLength * (re + moment);
    spins[at + SPIN_LAYER.upIm] = perLength * im;
    spins[at + SPIN_LAYER.downRe] = perLength * (re - moment);
    spins[at + SPIN_LAYER.downIm] = perLength * im;
    spins[at + SPIN_LAYER.thickness] = thickness[k]!;
    spins[at + SPIN_LAYER.roughness] = 0;
    spins[at + SPIN_LAYER.angle] = Math.atan2(y, x);
  }
  spins.fill(0, count * SPIN_LAYER.size);
  spinChannel(spinAmplitudes(spins, q), polarisation, out);
}
