/**
 * What a sliced sample (slices.ts) reflects: the recursions of samples that are not, with
 * many thin layers whose faces are sharp.
 *
 *     x-ray                  n = 1 + χ_xx/2                                    Parratt
 *     x-ray simpl. anis.     n± = 1 − r_e λ²/2π (S_c ± (S_m1 m)_x cos θ)       Parratt, at each angle
 *     x-ray anis.            χ                                                 Stepanov and Sinha
 *     neutron pol, … tof     n± = 1 − λ²/2π (N ± p M_x) + i A λ/4π             Parratt
 *     … spin flip            the same with (M_x, M_y), no ambient's moment     Blundell and Bland
 *
 * p is the magnetic scattering length of one Bohr magneton. Of the spin-flip channels both are the same.
 */
import { ANISOTROPIC_LAYER, anisotropic, REFLECTED } from "../../kernels/anisotropic.ts";
import { CHI } from "../../kernels/anisotropic-medium.ts";
import { AMBIENT, LAYER, layersAt, SLAB } from "../../kernels/layers.ts";
import { load } from "../../kernels/load.ts";
import { SPIN_LAYER } from "../../kernels/spin-plan.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { ELECTRON_RADIUS, LENGTH_PER_MAGNETON } from "../physical-constants.ts";
import { spinAmplitudes } from "../spin-flip.ts";
import type { MagneticProbe, NeutronPolarisation, XrayPolarisation } from "./instrument.ts";
import { Kept } from "./kept.ts";
import { MAGNETIC, type MagneticPoints, magneticLayers } from "./layer-values.ts";
import { flippedChannel } from "./neutron-flip.ts";
import { asymmetry } from "./neutrons.ts";
import { SLICE, type Slices, slicesOf, slicingOf, tensor } from "./slices.ts";
import { xrayChannel, xrayField } from "./xray.ts";

const KERNELS = load();

/** fm and barn, in Å and Å² */
const FEMTOMETRE = 1e-5;
const BARN = 1e-8;

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
  spendMany((slices.count * at.q.length) / 8);
  if (probe === "xray_aniso") xrayChannel(waves(slices, at), polarisation as XrayPolarisation, out);
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
  spendMany((slices.count * at.q.length) / 8);
  if (probe === "xray_aniso") xrayField(waves(slices, at), out);
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

/** How many energies the slices are known at: 1 where all are the same. */
function energiesIn({ values, count }: Slices): number {
  return values.length / count / SLICE.size;
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
  if (layers.length !== size) layers = new Float64Array(size);
  layersAt(slabs, length, wavelength[0]!, layers, ambient);
  const kernel = amplitudes ? KERNELS.amplitude : KERNELS.parratt;
  kernel(q, layers, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!, out);
}

let chi = new Float64Array(0);
let records = new Float64Array(0);

const kept = new Kept<Float64Array>(8);

/** @returns float[M][8]  REFLECTED records, to be read only */
function waves(slices: Slices, at: MagneticPoints): Float64Array {
  return kept.get([at.wavelength, at.q, slices.thickness, slices.values], () => reflectTensors(slices, at));
}

function reflectTensors(slices: Slices, { q, wavelength }: MagneticPoints): Float64Array {
  const { count, thickness } = slices;
  spendMany(count * q.length);
  if (records.length !== count * ANISOTROPIC_LAYER.size) {
    records = new Float64Array(count * ANISOTROPIC_LAYER.size);
    chi = new Float64Array(count * CHI.size);
  }
  for (let k = 0, at = 0; k < count; k++, at += ANISOTROPIC_LAYER.size) {
    records[at + ANISOTROPIC_LAYER.medium] = k;
    records[at + ANISOTROPIC_LAYER.lower] = k;
    records[at + ANISOTROPIC_LAYER.upper] = k;
    records[at + ANISOTROPIC_LAYER.thickness] = thickness[k]!;
  }
  const out = allocate(q.length * REFLECTED.size);
  if (wavelength.length === 1) {
    fillTensors(slices, 0, wavelength[0]!);
    const sine = q.map((each) => (each * wavelength[0]!) / (4 * Math.PI));
    anisotropic(sine, wavelength[0]!, chi, records, out);
    return out;
  }
  const energies = energiesIn(slices);
  const sine = new Float64Array(1);
  for (let i = 0; i < q.length; i++) {
    fillTensors(slices, energies === 1 ? 0 : i, wavelength[i]!);
    sine[0] = (q[i]! * wavelength[i]!) / (4 * Math.PI);
    anisotropic(sine, wavelength[i]!, chi, records, out.subarray(i * REFLECTED.size, (i + 1) * REFLECTED.size));
  }
  return out;
}

/**
 * In χ: as in GenX a slice that is less anisotropic has χ_xx in all directions, a layer's outermost tail;
 * but never the slices that are anisotropic beside the others, as with hard X-rays all of them are.
 */
const NEARLY_ISOTROPIC = 1e-8;
const BESIDE_OTHERS = 0.01;

let anisotropies = new Float64Array(0);

function fillTensors({ count, values }: Slices, energy: number, wavelength: number): void {
  const scale = (wavelength * wavelength * ELECTRON_RADIUS) / Math.PI;
  if (anisotropies.length !== count) anisotropies = new Float64Array(count);
  let largest = 0;
  for (let k = 0, at = 0; k < count; k++, at += CHI.size) {
    tensor(values, (energy * count + k) * SLICE.size, chi.subarray(at, at + CHI.size));
    for (let n = at; n < at + CHI.size; n++) chi[n]! *= scale;
    anisotropies[k] = anisotropy(at);
    largest = Math.max(largest, anisotropies[k]!);
  }
  const limit = Math.min(NEARLY_ISOTROPIC, BESIDE_OTHERS * largest);
  for (let k = 0, at = 0; k < count; k++, at += CHI.size) {
    if (anisotropies[k]! >= limit) continue;
    chi.fill(0, at + CHI.xy, at + CHI.size);
    for (const diagonal of [CHI.yy, CHI.zz]) chi.copyWithin(at + diagonal, at + CHI.xx, at + CHI.xx + 2);
  }
}

/** How far the tensor is from a number, at most, in any element. */
function anisotropy(at: number): number {
  const size = (n: number) => Math.hypot(chi[at + n]!, chi[at + n + 1]!);
  const apart = (n: number) => Math.hypot(chi[at + n]! - chi[at + CHI.xx]!, chi[at + n + 1]! - chi[at + CHI.xx + 1]!);
  return Math.max(size(CHI.xy), size(CHI.xz), size(CHI.yz), apart(CHI.yy), apart(CHI.zz));
}

let spins = new Float64Array(0);

/**
 * The slices, and above the last the ambient itself, which has no moment: V± = −16π (N − i A/2λ ± p M),
 * less that of the ambient.
 */
function reflectSpins(
  polarisation: NeutronPolarisation,
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
  flippedChannel(spinAmplitudes(spins, q), polarisation, out);
}
