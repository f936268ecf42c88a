/**
 * From a sample of `models.interdiff` to what the kernel of diffuse scattering takes.
 *
 * A layer's `sigma` is the whole width of its upper interface, `sigmai` the part of it that is
 * interdiffusion and so scatters nothing: what does is √(sigma² − sigmai²).
 *
 * GenX has the refractive index, its square and k²n² in float32, with a classical electron radius of 2.82e-5 Å.
 * 1 − δ keeps δ to 3e-8 there, which changes curves by some 1e-3, and by more below 0.1°. To have its
 * numbers, so have we.
 */
import { SHEET, type Stack } from "../../kernels/dwba.ts";
import { SLAB } from "../../kernels/layers.ts";
import { allocate, spend, spendMany } from "../../python/budget.ts";
import { perSession } from "../../python/session-state.ts";
import type { PyObject } from "../../python/values/class.ts";
import type { Value } from "../../python/values/value.ts";
import { stepped } from "../base/float32-steps.ts";
import { isInverted } from "../base/refl-base.ts";
import { floatAttribute } from "../base/script-values.ts";
import { factor } from "../specular/probes.ts";
import { slabsOf } from "../specular/slabs.ts";

/** Å, 2.82e-5 as the product of these two: GenX multiplies so. */
const ELECTRON_RADIUS = Math.fround(2.82e-5 * 1e4);
const PER_RADIUS = Math.fround(1e-4);
const PER_PI = Math.fround(1 / Math.fround(Math.PI));
/** Å, added to a diffuseness. */
const SHARPEST = 1e-5;

interface Room {
  stack: Stack;
  /** float[N] | Å */
  depth: Float64Array;
}
/** Reused by every call: a simulation of one session is over before its next begins. */
const scratch = perSession(() => roomFor(0));

function roomFor(count: number): Room {
  return {
    stack: {
      sheets: allocate(count * SHEET.size),
      order: new Int32Array(Math.max(0, count - 1)),
      like: new Int32Array(count),
    },
    depth: allocate(count),
  };
}

/**
 * @param wavelength   Å
 * @param correlation  Å  `eta_z`, over which interfaces repeat each other's roughness; not below 0
 * @returns valid until the next call
 */
export function stackOf(sample: PyObject, wavelength: number, correlation: number): Stack {
  const slabs = slabsOf(sample, indexAndDiffuseness, wavelength);
  const count = slabs.length / SLAB.size;
  const room = scratch();
  if (room.stack.like.length !== count) {
    spendMany(count);
    Object.assign(room, roomFor(count));
  }
  const { stack, depth } = room;
  const { sheets } = stack;
  // Where a sample is turned over the diffuseness moves with the interface, to the layer that is now below it.
  const moved = isInverted(sample) ? SLAB.size : 0;
  const k = (2 * Math.PI) / wavelength;
  const k2 = stepped(k * k);
  let z = 0;
  for (let j = 0, at = 0, from = slabs.length - SLAB.size; j < count; j++, at += SHEET.size, from -= SLAB.size) {
    const nRe = slabs[from + SLAB.densityRe]!;
    const nIm = slabs[from + SLAB.densityIm]!;
    const squareRe = stepped(stepped(nRe * nRe) - stepped(nIm * nIm));
    const squareIm = stepped(2 * stepped(nRe * nIm));
    sheets[at + SHEET.waveRe] = stepped(k2 * squareRe);
    sheets[at + SHEET.waveIm] = stepped(k2 * squareIm);
    sheets[at + SHEET.stepRe] = squareRe;
    sheets[at + SHEET.stepIm] = squareIm;
    sheets[at + SHEET.thickness] = slabs[from + SLAB.thickness]!;
    if (j === 0) continue;
    const sigma = slabs[from + SLAB.roughness]!;
    const diffuseness = slabs[from + moved + SLAB.absorption]!;
    sheets[at + SHEET.roughness] = Math.sqrt(sigma * sigma - Math.min(sigma, diffuseness) ** 2);
    sheets[at + SHEET.diffuseness] = diffuseness + SHARPEST;
    depth[j] = z;
    z += slabs[from + SLAB.thickness]!;
  }
  for (let at = (count - 1) * SHEET.size; at > 0; at -= SHEET.size) {
    sheets[at + SHEET.stepRe] = sheets[at - SHEET.size + SHEET.stepRe]! - sheets[at + SHEET.stepRe]!;
    sheets[at + SHEET.stepIm] = sheets[at - SHEET.size + SHEET.stepIm]! - sheets[at + SHEET.stepIm]!;
  }
  sortByDepth(room, correlation);
  findLike(stack);
  return stack;
}

/** n as complex64 has it, operation by operation; the place of the absorption takes `sigmai`. */
function indexAndDiffuseness(layer: Value, wavelength: number, out: Float64Array, at: number): void {
  const dens = stepped(floatAttribute(layer, "dens"));
  const f = factor(layer, wavelength);
  const perElectron = stepped(stepped(stepped(dens * ELECTRON_RADIUS) * stepped(wavelength * wavelength)) / 2);
  const scale = stepped(perElectron * PER_PI);
  out[at + SLAB.densityRe] = stepped(1 - stepped(stepped(scale * stepped(f.re)) * PER_RADIUS));
  out[at + SLAB.densityIm] = -stepped(stepped(scale * stepped(f.im)) * PER_RADIUS);
  out[at + SLAB.absorption] = floatAttribute(layer, "sigmai");
}

/** Interfaces are in order but where a thickness is negative, as while a fit is looking. */
function sortByDepth({ stack: { sheets, order }, depth }: Room, correlation: number): void {
  for (let i = 0; i < order.length; i++) {
    let to = i;
    for (; to > 0 && depth[order[to - 1]!]! > depth[i + 1]!; to--) {
      spend();
      order[to] = order[to - 1]!;
    }
    order[to] = i + 1;
  }
  for (let i = 0; i < order.length; i++) {
    const gap = i + 1 < order.length ? depth[order[i + 1]!]! - depth[order[i]!]! : 0;
    // Interfaces in the same place are as one, also where eta_z is 0.
    sheets[order[i]! * SHEET.size + SHEET.decay] = gap === 0 ? 1 : Math.exp(-gap / correlation);
  }
}

/** Layers of a repeated stack have the same waves: they are computed once. */
function findLike({ sheets, like }: Stack): void {
  const seen: number[] = [];
  for (let j = 0; j < like.length; j++) {
    const twin = seen.find((other) => sameWave(sheets, j * SHEET.size, other * SHEET.size));
    like[j] = twin ?? j;
    // Where no layer repeats, looking for twins must not take longer than the waves would.
    if (twin === undefined && j > 0 && j < like.length - 1 && seen.length < MOST_KINDS) seen.push(j);
  }
}

const MOST_KINDS = 16;

function sameWave(sheets: Float64Array, a: number, b: number): boolean {
  return (
    sheets[a + SHEET.waveRe] === sheets[b + SHEET.waveRe] &&
    sheets[a + SHEET.waveIm] === sheets[b + SHEET.waveIm] &&
    sheets[a + SHEET.thickness] === sheets[b + SHEET.thickness] &&
    sheets[a + SHEET.roughness] === sheets[b + SHEET.roughness] &&
    sheets[a + SHEET.diffuseness] === sheets[b + SHEET.diffuseness]
  );
}
