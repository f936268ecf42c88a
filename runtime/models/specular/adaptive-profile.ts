/**
 * The profile of a spec_adaptive sample: eight curves over z, 0 at the substrate's
 * surface, to which every interface of every element adds a step of its own shape
 * (kernels/interface.ts),
 *
 *     ρ(z) = Σ_elements [ ρ_ambient + Σⱼ (ρⱼ − ρⱼ₊₁) Tⱼ(z) ]
 *
 * With crop_sigma a roughness ends inside the two layers that it is between: Tⱼ is
 * 1 below, and 0 above, a place in the layer that is the nearer to the smoother
 * interface the greater the difference. It holds for element 0 alone, as in GenX.
 */

import { lowerEnd, transition, upperEnd } from "../../kernels/interface.ts";
import { erf } from "../../math/erf.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import { pyError } from "../../python/values/error.ts";
import { type Element, ROW } from "./adaptive-layers.ts";

export interface Profile {
  /** Å; point i is at start + i·delta */
  readonly start: number;
  readonly delta: number;
  /** float[n] each, in the order of ROW; that of the void is element 0's alone */
  readonly curves: readonly Float64Array[];
}

/** Å, keeps a sharp interface from a division by 0. */
const SHARPEST = 1e-7;
/** Roughnesses beyond the first and the last interface where a profile begins and ends. */
export const TAIL = 5;

/** @param step  Å  distance of the points */
export function profileOf(elements: readonly Element[], step: number, cropSigma: boolean): Profile {
  if (!(step > 0)) throw pyError("ValueError", "minimal_steps of a sample must be above 0");
  const interfaces = elements.map(({ rows }) => interfacesOf(rows));
  const start = -TAIL * interfaces[0]![0]!.sigma;
  const stop = topOf(interfaces);
  const n = Math.ceil((stop - start) / step);
  const delta = start + step - start;
  const curves = Array.from({ length: ROW.curves }, () => allocate(n));
  const profile = { start, delta, curves };
  elements.forEach(({ number, rows }, e) => {
    addElement(profile, rows, interfaces[e]!, cropSigma && number === 0, number === 0);
  });
  return profile;
}

interface Interface {
  readonly position: number;
  readonly sigma: number;
  readonly sigmaMagnetic: number;
  readonly shape: number;
}

/** Bottom first; a negative roughness is as good as its size. */
function interfacesOf(rows: Float64Array): Interface[] {
  const result: Interface[] = [];
  let position = 0;
  for (let at = 0; at < rows.length - ROW.size; at += ROW.size) {
    if (at > 0) position += rows[at + ROW.thickness]!;
    if (!Number.isFinite(position) || !Number.isFinite(rows[at + ROW.sigma]! + rows[at + ROW.sigmaMagnetic]!)) {
      throw pyError("ValueError", "thicknesses and roughnesses of a sample must be finite numbers");
    }
    result.push({
      position,
      sigma: Math.abs(rows[at + ROW.sigma]!) + SHARPEST,
      sigmaMagnetic: Math.abs(rows[at + ROW.sigmaMagnetic]!) + SHARPEST,
      shape: rows[at + ROW.shape]!,
    });
  }
  return result;
}

/** Where the profile ends: above element 0, or above another that is higher. */
function topOf(interfaces: readonly (readonly Interface[])[]): number {
  let highest = -Infinity;
  let top = 0;
  for (const element of interfaces) {
    // The highest, not the last: a negative thickness is possible while a fit is looking.
    const own = element.reduce((most, { position }) => Math.max(most, position), 0);
    if (!(own > highest)) continue;
    highest = own;
    top = own + TAIL * element.at(-1)!.sigma;
  }
  return top;
}

function addElement(
  { start, delta, curves }: Profile,
  rows: Float64Array,
  interfaces: readonly Interface[],
  crop: boolean,
  withVoid: boolean,
): void {
  const n = curves[0]!.length;
  const fades = crop ? fadesOf(rows, interfaces) : [];
  const shape = allocate(n);
  const magnetic = allocate(n);
  // What is added to all points below the entry: T is 1 there.
  const below = curves.map(() => allocate(n + 1));
  spendMany(n);
  interfaces.forEach((each, j) => {
    const at = j * ROW.size;
    const lower = fades[j - 1];
    const upper = fades[j];
    const widest = Math.max(each.sigma, each.sigmaMagnetic);
    const [from, to] = extent(each, widest, lower, upper);
    const lo = index((from - start) / delta, n);
    const hi = Math.max(lo, index((to - start) / delta + 2, n));
    spendMany(hi - lo);
    writeTransition(each, each.sigma, lower, upper, start, delta, lo, hi, shape);
    const parted = each.sigmaMagnetic !== each.sigma;
    if (parted) writeTransition(each, each.sigmaMagnetic, lower, upper, start, delta, lo, hi, magnetic);
    for (let c = 0; c < ROW.curves; c++) {
      const step = rows[at + c]! - rows[at + ROW.size + c]!;
      if (step === 0 || (c === ROW.void && !withVoid)) continue;
      const T = parted && (c === ROW.along || c === ROW.across) ? magnetic : shape;
      const curve = curves[c]!;
      for (let i = lo; i < hi; i++) curve[i]! += step * T[i]!;
      below[c]![lo]! += step;
    }
  });
  const top = rows.length - ROW.size;
  curves.forEach((curve, c) => {
    if (c === ROW.void && !withVoid) return;
    const steps = below[c]!;
    let level = rows[top + c]!;
    for (let i = n - 1; i >= 0; i--) {
      level += steps[i + 1]!;
      curve[i]! += level;
    }
  });
}

/** Å  below the first T is 1, above the second 0 */
function extent(
  { position, shape }: Interface,
  sigma: number,
  lower: Fade | undefined,
  upper: Fade | undefined,
): [from: number, to: number] {
  const reach = (fade: Fade) => SATURATED * fade.width;
  const lowest = lowerEnd(shape, position, sigma);
  const from = lower ? lower.position - reach(lower) : upper ? Math.min(lowest, upper.position - reach(upper)) : lowest;
  const to = upper ? upper.position + reach(upper) : upperEnd(shape, position, sigma);
  return [from, lower ? Math.max(to, lower.position + reach(lower)) : to];
}

/** A whole number from 0 to n, the one below. */
function index(position: number, n: number): number {
  return Math.max(0, Math.min(n, Math.floor(position)));
}

function writeTransition(
  { position, shape }: Interface,
  sigma: number,
  lower: Fade | undefined,
  upper: Fade | undefined,
  start: number,
  delta: number,
  lo: number,
  hi: number,
  out: Float64Array,
): void {
  for (let i = lo; i < hi; i++) {
    const z = start + i * delta;
    let T = transition(shape, z, position, sigma);
    if (upper) T *= faded(upper, z);
    if (lower) {
      const held = faded(lower, z);
      T = held + (1 - held) * T;
    }
    out[i] = T;
  }
}

/** The place within a layer where the roughness of its faces ends, half a normal distribution wide. */
interface Fade {
  readonly position: number;
  readonly width: number;
}
/** erf is 1 to the last digit from here. */
const SATURATED = 4.3;

/** From 1 below to 0 above. */
function faded({ position, width }: Fade, z: number): number {
  return 0.5 - 0.5 * erf(((z - position) * Math.SQRT2) / width);
}

/** One for each layer, bottom first. */
function fadesOf(rows: Float64Array, interfaces: readonly Interface[]): Fade[] {
  return interfaces.slice(1).map((upper, k) => {
    const lower = interfaces[k]!;
    const d = rows[(k + 1) * ROW.size + ROW.thickness]!;
    const ratio = (upper.sigma - lower.sigma) / (upper.sigma + lower.sigma);
    return {
      position: upper.position - (0.5 + 0.5 * ratio) * d,
      // A layer without thickness has a width of nothing, and a step has not.
      width: Math.max(((1 - Math.abs(ratio)) * Math.abs(d)) / 2, SHARPEST),
    };
  });
}
