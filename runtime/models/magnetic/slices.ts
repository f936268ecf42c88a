/**
 * A sample of mag_refl cut into slices without roughness: of each its thickness, and what
 * X-rays and neutrons see of it, the sums over the layers that have a part p in it
 *
 *     χ  = λ² r_e/π ( −S_c 1 + S_m1 (antisymmetric, along m) + S_m2 m mᵀ )
 *     S_c = Σ p s_c      S_m1 m = Σ p μ s_m1 m      S_m2 m mᵀ = Σ p μ² s_m2 m mᵀ
 *     N  = Σ p dens b    A = Σ p dens xs_ai         M = Σ p μ dens m
 *
 * with p and the moment μ of composition.ts. Slices that hardly differ become one
 * (compress.ts) if Sample.compress says so; all of the above have a say there, whatever
 * is simulated, and at every energy, so that one sample is cut alike for all data sets.
 */
import { CHI } from "../../kernels/anisotropic-medium.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import { truth } from "../../python/operators.ts";
import { perSession } from "../../python/session-state.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import { HC } from "../base/physical-constants.ts";
import { attribute, floatAttribute } from "../base/script-values.ts";
import { type Composition, compose } from "./composition.ts";
import { average, merge } from "./compress.ts";
import { MAGNETIC, type MagneticLayers, XRAY } from "./layer-values.ts";
import { RecentResults } from "./recent-results.ts";

/** The sums, in units of layer-values.ts. */
export const SLICE = {
  /** r_e/Å³  S_c */
  chargeRe: 0,
  chargeIm: 1,
  /** r_e/Å³  the vector S_m1 m */
  xRe: 2,
  xIm: 3,
  yRe: 4,
  yIm: 5,
  zRe: 6,
  zIm: 7,
  /** r_e/Å³  the matrix S_m2 m mᵀ */
  xxRe: 8,
  xxIm: 9,
  yyRe: 10,
  yyIm: 11,
  zzRe: 12,
  zzIm: 13,
  xyRe: 14,
  xyIm: 15,
  xzRe: 16,
  xzIm: 17,
  yzRe: 18,
  yzIm: 19,
  /** r_e/Å³  S_m1, whatever its direction */
  circularRe: 20,
  circularIm: 21,
  /** fm/Å³ */
  nuclearRe: 22,
  nuclearIm: 23,
  /** barn/Å³ */
  absorption: 24,
  /** μB/Å³, whatever its direction */
  moment: 25,
  /** μB/Å³ in the plane, along x and y */
  momentX: 26,
  momentY: 27,
  size: 28,
} as const;

/** What Sample says of its slices, in GenX's units. */
interface Slicing {
  readonly grid: Parameters<typeof compose>[1];
  /** Greatest steps that merging may make, or undefined where slices stay as they are. */
  readonly steps: Steps | undefined;
}

interface Steps {
  /** r_e/Å³  of the diagonal of χ, and of the rest of it */
  readonly diagonal: number;
  readonly offDiagonal: number;
  /** μB/Å³, fm/Å³, barn/Å³ */
  readonly moment: number;
  readonly nuclear: number;
  readonly absorption: number;
}

export interface Slices {
  /** K: from the substrate, which is the first, up to the ambient, the last. */
  readonly count: number;
  /** float[K] | Å; the last is 1 */
  readonly thickness: Float64Array;
  /** Å above the substrate's surface, where the first begins */
  readonly start: number;
  /** float[E][K][28]  SLICE records for each energy, of E of them */
  readonly values: Float64Array;
}

export function slicingOf(sample: PyObject): Slicing {
  const step = floatAttribute(sample, "slice_depth");
  if (!(step > 0)) throw pyError("ValueError", `slice_depth of a sample must be above 0, not ${step}`);
  const grid = {
    step,
    roughnesses: floatAttribute(sample, "sld_mult"),
    beyond: floatAttribute(sample, "sld_buffer"),
    margin: floatAttribute(sample, "sld_delta"),
  };
  if (!truth(attribute(sample, "compress"))) return { grid, steps: undefined };
  const steps = {
    diagonal: floatAttribute(sample, "dsld_max"),
    offDiagonal: floatAttribute(sample, "dsld_offdiag_max"),
    moment: floatAttribute(sample, "dmag_max"),
    nuclear: floatAttribute(sample, "dsld_n_max"),
    absorption: floatAttribute(sample, "dabs_n_max"),
  };
  return { grid, steps };
}

/**
 * @param wavelengths  float[E] | Å  of X-rays; those of neutrons change nothing
 * @param linear       whether linear dichroism, s_m2, is there
 * @returns            to be read only
 */
export function slicesOf(layers: MagneticLayers, slicing: Slicing, wavelengths: Float64Array, linear: boolean): Slices {
  // Without a function of the energy in it all energies have the same.
  const energies = layers.dispersive ? wavelengths : wavelengths.subarray(0, 1);
  if (energies.length > 1) return cut(layers, slicing, energies, linear);
  const { grid, steps } = slicing;
  const settings = Float64Array.of(linear ? 1 : 0, ...Object.values(grid), ...Object.values(steps ?? {}));
  const xray = layers.xray(HC / energies[0]!);
  return recent().get([layers.values, xray, settings], () => cut(layers, slicing, energies, linear));
}

/** Of the last samples, for the next polarisation. */
const recent = perSession(() => new RecentResults<Slices>(8, ({ values }) => values.length));

function cut(layers: MagneticLayers, slicing: Slicing, energies: Float64Array, linear: boolean): Slices {
  const composition = compose(layers.values, slicing.grid);
  const { z } = composition;
  if (z.length < 1) throw pyError("ValueError", "the sample has no slices: is a thickness below 0?");
  const all = allocate(energies.length * z.length * SLICE.size);
  for (let e = 0; e < energies.length; e++) {
    const out = all.subarray(e * z.length * SLICE.size, (e + 1) * z.length * SLICE.size);
    sum(layers, layers.xray(HC / energies[e]!), composition, linear, out);
  }
  const first = slicing.steps
    ? merge(z.length, differences(all, z.length, energies, slicing.steps))
    : Int32Array.from(z, (_, i) => i);
  const thickness = allocate(first.length).fill(1);
  for (let k = 0; k + 1 < first.length; k++) thickness[k] = z[first[k + 1]!]! - z[first[k]!]!;
  if (first.length === z.length && !slicing.steps) return { count: z.length, thickness, start: z[0]!, values: all };

  const size = first.length * SLICE.size;
  const values = allocate(energies.length * size);
  for (let e = 0; e < energies.length; e++) {
    const from = all.subarray(e * z.length * SLICE.size, (e + 1) * z.length * SLICE.size);
    average(from, SLICE.size, first, values.subarray(e * size, (e + 1) * size));
  }
  return { count: first.length, thickness, start: z[0]!, values };
}

/** How many energies the slices are known at: 1 where all are the same. */
export function energiesIn({ values, count }: Slices): number {
  return values.length / count / SLICE.size;
}

/** Adds up what all layers are in each slice. */
function sum(
  { values }: MagneticLayers,
  xray: Float64Array,
  { layers }: Composition,
  linear: boolean,
  out: Float64Array,
): void {
  const whole = new Float64Array(SLICE.size);
  layers.forEach(({ from, share, moment }, j) => {
    record(values, j * MAGNETIC.size, xray, j * XRAY.size, linear, whole);
    spendMany(share.length * 4);
    for (let i = 0, at = from * SLICE.size; i < share.length; i++, at += SLICE.size) {
      const p = share[i]!;
      for (let n: number = SLICE.chargeRe; n <= SLICE.chargeIm; n++) out[at + n]! += p * whole[n]!;
      for (let n: number = SLICE.nuclearRe; n <= SLICE.absorption; n++) out[at + n]! += p * whole[n]!;
      const mu = moment[i]!;
      if (mu === 0) continue;
      for (let n: number = SLICE.xRe; n <= SLICE.zIm; n++) out[at + n]! += p * mu * whole[n]!;
      for (let n: number = SLICE.circularRe; n <= SLICE.circularIm; n++) out[at + n]! += p * mu * whole[n]!;
      for (let n: number = SLICE.moment; n <= SLICE.momentY; n++) out[at + n]! += p * mu * whole[n]!;
      for (let n: number = SLICE.xxRe; n <= SLICE.yzIm; n++) out[at + n]! += p * mu * mu * whole[n]!;
    }
  });
}

/** A layer as if it filled a slice, with a moment of 1 μB. */
function record(
  values: Float64Array,
  at: number,
  xray: Float64Array,
  from: number,
  linear: boolean,
  out: Float64Array,
): void {
  const density = values[at + MAGNETIC.density]!;
  const x = values[at + MAGNETIC.x]!;
  const y = values[at + MAGNETIC.y]!;
  const z = values[at + MAGNETIC.z]!;
  for (let part = 0; part < 2; part++) {
    const circular = xray[from + XRAY.circularRe + part]!;
    const quadratic = linear ? xray[from + XRAY.linearRe + part]! : 0;
    out[SLICE.chargeRe + part] = xray[from + XRAY.chargeRe + part]!;
    out[SLICE.xRe + part] = circular * x;
    out[SLICE.yRe + part] = circular * y;
    out[SLICE.zRe + part] = circular * z;
    out[SLICE.xxRe + part] = quadratic * x * x;
    out[SLICE.yyRe + part] = quadratic * y * y;
    out[SLICE.zzRe + part] = quadratic * z * z;
    out[SLICE.xyRe + part] = quadratic * x * y;
    out[SLICE.xzRe + part] = quadratic * x * z;
    out[SLICE.yzRe + part] = quadratic * y * z;
    out[SLICE.circularRe + part] = circular;
    out[SLICE.nuclearRe + part] = density * values[at + MAGNETIC.neutronRe + part]!;
  }
  out[SLICE.absorption] = density * values[at + MAGNETIC.crossSection]!;
  out[SLICE.moment] = density;
  out[SLICE.momentX] = density * x;
  out[SLICE.momentY] = density * y;
}

/** Whether two slices differ by more than merging may hide. Off the diagonal χ has both S_m1 and S_m2, so either sign of one counts. */
function differences(
  all: Float64Array,
  count: number,
  wavelengths: Float64Array,
  steps: Steps,
): (slice: number, other: number) => boolean {
  let longest = 0;
  for (const wavelength of wavelengths) longest = Math.max(longest, wavelength);
  const weights = wavelengths.map((wavelength) => (wavelength / longest) ** 2);
  const one = new Float64Array(CHI.size);
  const two = new Float64Array(CHI.size);
  return (slice, other) => {
    const [i, k] = [slice * SLICE.size, other * SLICE.size];
    const apart = (n: number) => Math.abs(all[i + n]! - all[k + n]!);
    if (Math.hypot(apart(SLICE.nuclearRe), apart(SLICE.nuclearIm)) > steps.nuclear) return true;
    if (apart(SLICE.absorption) > steps.absorption) return true;
    for (let n: number = SLICE.moment; n <= SLICE.momentY; n++) if (apart(n) > steps.moment) return true;
    spendMany(weights.length);
    for (let e = 0, at = 0; e < weights.length; e++, at += count * SLICE.size) {
      tensor(all, at + i, one);
      tensor(all, at + k, two);
      for (let n = 0; n < CHI.size; n += 2) {
        const step = weights[e]! * Math.hypot(one[n]! - two[n]!, one[n + 1]! - two[n + 1]!);
        if (step > (n <= CHI.zz ? steps.diagonal : steps.offDiagonal)) return true;
      }
    }
    return false;
  };
}

/**
 * χ · π/λ² r_e of a slice.
 * @param at   where its record begins
 * @param out  float[18] | r_e/Å³  receives a CHI record
 */
export function tensor(values: Float64Array, at: number, out: Float64Array): void {
  for (let part = 0; part < 2; part++) {
    const charge = values[at + SLICE.chargeRe + part]!;
    out[CHI.xx + part] = values[at + SLICE.xxRe + part]! - charge;
    out[CHI.yy + part] = values[at + SLICE.yyRe + part]! - charge;
    out[CHI.zz + part] = values[at + SLICE.zzRe + part]! - charge;
    // i·(a + ib) = −b + ia
    const turned = (n: number) => (part === 0 ? -values[at + n + 1]! : values[at + n]!);
    const [x, y, z] = [turned(SLICE.xRe), turned(SLICE.yRe), turned(SLICE.zRe)];
    const xy = values[at + SLICE.xyRe + part]!;
    const xz = values[at + SLICE.xzRe + part]!;
    const yz = values[at + SLICE.yzRe + part]!;
    out[CHI.xy + part] = xy - z;
    out[CHI.yx + part] = xy + z;
    out[CHI.xz + part] = xz + y;
    out[CHI.zx + part] = xz - y;
    out[CHI.yz + part] = yz - x;
    out[CHI.zy + part] = yz + x;
  }
}
