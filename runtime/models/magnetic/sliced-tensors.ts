/**
 * A sliced sample before X-rays that see its susceptibility as it is, a tensor in each slice: the kernel of
 * "x-ray anis.", of layers without roughness and without interface layers.
 */

import { ANISOTROPIC_LAYER, REFLECTED } from "../../kernels/anisotropic.ts";
import { CHI } from "../../kernels/anisotropic-medium.ts";
import { load } from "../../kernels/load.ts";
import { allocate, allocateShared } from "../../python/budget.ts";
import { perSession } from "../../python/session-state.ts";
import { ELECTRON_RADIUS } from "../base/physical-constants.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import type { MagneticPoints } from "./layer-values.ts";
import { RecentResults } from "./recent-results.ts";
import { energiesIn, SLICE, type Slices, tensor } from "./slices.ts";

const KERNELS = load();

let chi = new Float64Array(0);
let records = new Float64Array(0);

const recent = perSession(() => new RecentResults<Float64Array>(8));

/** @returns float[M][8]  REFLECTED records, to be read only */
export function slicedWaves(slices: Slices, at: MagneticPoints): Float64Array {
  return recent().get([at.wavelength, at.q, slices.thickness, slices.values], () => reflectTensors(slices, at));
}

function reflectTensors(slices: Slices, { q, wavelength }: MagneticPoints): Float64Array {
  const { count, thickness } = slices;
  chargeReflection(count, q.length, 1);
  if (records.length !== count * ANISOTROPIC_LAYER.size) {
    records = allocateShared(count * ANISOTROPIC_LAYER.size);
    chi = allocateShared(count * CHI.size);
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
    KERNELS.anisotropic(sine, wavelength[0]!, chi, records, out);
    return out;
  }
  const energies = energiesIn(slices);
  const sine = new Float64Array(1);
  for (let i = 0; i < q.length; i++) {
    fillTensors(slices, energies === 1 ? 0 : i, wavelength[i]!);
    sine[0] = (q[i]! * wavelength[i]!) / (4 * Math.PI);
    KERNELS.anisotropic(sine, wavelength[i]!, chi, records, out.subarray(i * REFLECTED.size, (i + 1) * REFLECTED.size));
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
  if (anisotropies.length !== count) anisotropies = allocateShared(count);
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
