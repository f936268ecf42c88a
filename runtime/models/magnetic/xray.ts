/**
 * "x-ray anis.": what layers of any susceptibility reflect, W = (ss sp, ps pp), first the
 * polarisation of the reflected wave; s is σ, along y, and p is π. A channel is
 *
 *     σ-σ |W_ss|²      σ |W_ss|² + |W_ps|²      circ± ½ Σ_a |W_as ± i W_ap|²
 *     σ-π |W_ps|²      π |W_sp|² + |W_pp|²      tot   ½ Σ |W|²      ass  (circ+ − circ−)/(circ+ + circ−)
 *     π-σ |W_sp|²
 *     π-π |W_pp|²
 *
 * One run of the kernel gives all channels, and scripts ask for one after the other: W of the last few stacks is
 * kept, each found again only if all that it was made from is the same number for number.
 *
 *   S. A. Stepanov & S. K. Sinha, Phys. Rev. B 61, 15302 (2000)
 */

import { REFLECTED } from "../../kernels/anisotropic.ts";
import { load } from "../../kernels/load.ts";
import { allocate } from "../../python/budget.ts";
import { perSession } from "../../python/session-state.ts";
import { HC } from "../base/physical-constants.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import type { XrayPolarisation } from "./instrument.ts";
import { type MagneticLayers, type MagneticPoints, XRAY } from "./layer-values.ts";
import { RecentResults } from "./recent-results.ts";
import { anisotropicStack } from "./xray-tensor.ts";

const KERNELS = load();

/** @param out  float[M]  receives R of the channel, or the asymmetry */
export function anisotropicReflectivity(
  layers: MagneticLayers,
  polarisation: XrayPolarisation,
  at: MagneticPoints,
  out: Float64Array,
): void {
  xrayChannel(reflected(layers, at), polarisation, out);
}

/** @param out  float[2][2][M][2]  receives Re and Im of W_ab for each point */
export function anisotropicField(layers: MagneticLayers, at: MagneticPoints, out: Float64Array): void {
  xrayField(reflected(layers, at), out);
}

/**
 * @param W    float[M][8]  REFLECTED records
 * @param out  float[M]     receives R of the channel, or the asymmetry
 */
export function xrayChannel(W: Float64Array, polarisation: XrayPolarisation, out: Float64Array): void {
  const channel = CHANNELS[polarisation];
  for (let i = 0; i < out.length; i++) out[i] = channel(W, i * REFLECTED.size);
}

/**
 * @param W    float[M][8]        REFLECTED records
 * @param out  float[2][2][M][2]  receives the same, element by element
 */
export function xrayField(W: Float64Array, out: Float64Array): void {
  const points = W.length / REFLECTED.size;
  for (let i = 0; i < points; i++) {
    for (let n = 0; n < REFLECTED.size; n += 2) {
      out[n * points + 2 * i] = W[i * REFLECTED.size + n]!;
      out[n * points + 2 * i + 1] = W[i * REFLECTED.size + n + 1]!;
    }
  }
}

type Channel = (W: Float64Array, at: number) => number;

const CHANNELS: Readonly<Record<XrayPolarisation, Channel>> = {
  sigma_sigma: (W, at) => square(W, at + REFLECTED.ss),
  sigma_pi: (W, at) => square(W, at + REFLECTED.ps),
  pi_sigma: (W, at) => square(W, at + REFLECTED.sp),
  pi_pi: (W, at) => square(W, at + REFLECTED.pp),
  sigma: (W, at) => square(W, at + REFLECTED.ss) + square(W, at + REFLECTED.ps),
  pi: (W, at) => square(W, at + REFLECTED.sp) + square(W, at + REFLECTED.pp),
  total: (W, at) => sum(W, at) / 2,
  circ_plus: (W, at) => circular(W, at, 1),
  circ_minus: (W, at) => circular(W, at, -1),
  asymmetry: (W, at) => (2 * handed(W, at)) / sum(W, at),
};

function square(W: Float64Array, at: number): number {
  return W[at]! ** 2 + W[at + 1]! ** 2;
}

function sum(W: Float64Array, at: number): number {
  let all = 0;
  for (let n = 0; n < REFLECTED.size; n++) all += W[at + n]! ** 2;
  return all;
}

/** ½ Σ_a |W_as ± i W_ap|² */
function circular(W: Float64Array, at: number, hand: 1 | -1): number {
  let all = 0;
  for (let row = at; row < at + REFLECTED.size; row += REFLECTED.ps) {
    all += (W[row]! - hand * W[row + 3]!) ** 2 + (W[row + 1]! + hand * W[row + 2]!) ** 2;
  }
  return all / 2;
}

/** Im Σ_a W_as W_ap*, half of what circ+ has more than circ− */
function handed(W: Float64Array, at: number): number {
  let all = 0;
  for (let row = at; row < at + REFLECTED.size; row += REFLECTED.ps) {
    all += W[row + 1]! * W[row + 2]! - W[row]! * W[row + 3]!;
  }
  return all;
}

/** Samples that are looked at in turn. */
const reflectedBefore = perSession(() => new RecentResults<Float64Array>(8));

/** @returns float[M][8]  REFLECTED records, to be read only */
function reflected(layers: MagneticLayers, { q, wavelength }: MagneticPoints): Float64Array {
  const scattering = scatteringAt(layers, wavelength);
  return reflectedBefore().get([layers.values, scattering, q, wavelength], () => {
    chargeReflection(layers.count, q.length, 1);
    const W = allocate(q.length * REFLECTED.size);
    reflectAll(layers, scattering, { q, wavelength }, W);
    return W;
  });
}

/** float[N][6] XRAY records, or one such after the other where they differ with the point. */
function scatteringAt(layers: MagneticLayers, wavelength: Float64Array): Float64Array {
  if (wavelength.length === 1 || !layers.dispersive) return layers.xray(HC / wavelength[0]!);
  const size = layers.count * XRAY.size;
  const all = allocate(wavelength.length * size);
  for (let i = 0; i < wavelength.length; i++) all.set(layers.xray(HC / wavelength[i]!), i * size);
  return all;
}

function reflectAll(
  { values, count }: MagneticLayers,
  scattering: Float64Array,
  { q, wavelength }: MagneticPoints,
  W: Float64Array,
): void {
  if (wavelength.length === 1) {
    const stack = anisotropicStack(values, scattering, wavelength[0]!);
    const sine = q.map((here) => (here * wavelength[0]!) / (4 * Math.PI));
    KERNELS.anisotropic(sine, wavelength[0]!, stack.chi, stack.layers, W);
    return;
  }
  const size = count * XRAY.size;
  const sine = new Float64Array(1);
  for (let i = 0; i < q.length; i++) {
    const here = wavelength[i]!;
    const from = scattering.length === size ? 0 : i * size;
    const stack = anisotropicStack(values, scattering.subarray(from, from + size), here);
    sine[0] = (q[i]! * here) / (4 * Math.PI);
    const one = W.subarray(i * REFLECTED.size, (i + 1) * REFLECTED.size);
    KERNELS.anisotropic(sine, here, stack.chi, stack.layers, one);
  }
}
