/**
 * A spec_adaptive sample as slabs: its profile, at a fifth of minimal_steps, is cut
 * where it has changed by max_diff_x or max_diff_n (kernels/segments.ts), and a slab has
 * the mean of what is in it; its moment, less the share of the void. The slabs
 * have no roughness of their own, or with `smoothen` a quarter of the thickness of the two that meet.
 *
 * Samples are looked at several times in an evaluation, once a channel and again for the
 * profile, so the last few are kept, each found again only if all its numbers are the same.
 */
import { segment, type Watched } from "../../kernels/segments.ts";
import { allocate, spendItems } from "../../python/budget.ts";
import { truth } from "../../python/operators.ts";
import { perSession } from "../../python/session-state.ts";
import { PyClass, PyObject } from "../../python/values/class.ts";
import { Complex } from "../../python/values/complex.ts";
import type { Options } from "../base/options.ts";
import { isInverted } from "../base/refl-base.ts";
import { attribute, floatAttribute } from "../base/script-values.ts";
import { type Element, elementsOf, ROW } from "./adaptive-layers.ts";
import { type Profile, profileOf, TAIL } from "./adaptive-profile.ts";
import { finishSlabs, startSlabs, writeSlab } from "./slabs.ts";
import type { Slabs } from "./specular-model.ts";

/** Points of the profile in minimal_steps. */
const POINTS = 5;

/** Numbers of a slab, bottom first: those of ROW, but its moment has a size and an angle in degrees. */
export interface Segments {
  readonly count: number;
  readonly values: Float64Array;
}
export const SEGMENT = {
  xrayRe: 0,
  xrayIm: 1,
  neutronRe: 2,
  neutronIm: 3,
  absorption: 4,
  moment: 5,
  angle: 6,
  thickness: 7,
  size: 8,
} as const;

export function adaptiveSlabs(options: Options): Slabs {
  return (sample, density, wavelength) => {
    const { count, values } = segmentsOf(sample, options);
    const smoothen = truth(attribute(sample, "smoothen"));
    const slabs = startSlabs(count + 2);
    writeSlab(slabs, 0, attribute(sample, "Substrate"), density, wavelength, undefined, 0);
    for (let k = 0; k < count; k++) {
      const at = k * SEGMENT.size;
      const thickness = values[at + SEGMENT.thickness]!;
      const next = k + 1 < count ? values[at + SEGMENT.size + SEGMENT.thickness]! : Number.NaN;
      const roughness = smoothen && k + 1 < count ? (thickness + next) / 4 : 0;
      writeSlab(slabs, k + 1, layerOf(values, at), density, wavelength, thickness, roughness);
    }
    writeSlab(slabs, count + 1, attribute(sample, "Ambient"), density, wavelength);
    return finishSlabs(sample, slabs);
  };
}

/** Å, how far the lowest interface is above the lower end of what has a profile. */
export function originOf(sample: PyObject, options: Options): number {
  const { rows } = elementsOf(sample, options)[0]!;
  const at = isInverted(sample) ? rows.length - 2 * ROW.size : 0;
  return TAIL * Math.abs(rows[at + ROW.sigma]!);
}

interface Kept {
  readonly settings: readonly [step: number, limitX: number, limitN: number, cropSigma: boolean];
  readonly elements: readonly Element[];
  readonly segments: Segments;
}
/** Samples that a script may look at in turn, the latest first. */
const REMEMBERED = 4;
const recent = perSession((): Kept[] => []);

export function segmentsOf(sample: PyObject, options: Options): Segments {
  const elements = elementsOf(sample, options);
  const settings = [
    floatAttribute(sample, "minimal_steps") / POINTS,
    floatAttribute(sample, "max_diff_x"),
    floatAttribute(sample, "max_diff_n"),
    truth(attribute(sample, "crop_sigma")),
  ] as const;
  const remembered = recent();
  const found = remembered.findIndex((kept) => sameAs(kept, settings, elements));
  if (found >= 0) {
    const [kept] = remembered.splice(found, 1);
    remembered.unshift(kept!);
    return kept!.segments;
  }
  const [step, limitX, limitN, cropSigma] = settings;
  const segments = meansOf(profileOf(elements, step, cropSigma), limitX, limitN);
  remembered.unshift({ settings, elements, segments });
  remembered.length = Math.min(remembered.length, REMEMBERED);
  return segments;
}

function sameAs(kept: Kept, settings: Kept["settings"], elements: readonly Element[]): boolean {
  return (
    settings.every((value, i) => value === kept.settings[i]) &&
    elements.length === kept.elements.length &&
    elements.every(({ rows }, e) => {
      const other = kept.elements[e]!.rows;
      return rows.length === other.length && rows.every((value, i) => value === other[i]);
    })
  );
}

function meansOf({ start, delta, curves }: Profile, limitX: number, limitN: number): Segments {
  const n = curves[0]!.length;
  const [along, across, hole] = [curves[ROW.along]!, curves[ROW.across]!, curves[ROW.void]!];
  const neutron = curves[ROW.neutronRe]!;
  const watched: Watched = {
    xray: curves[ROW.xrayRe]!,
    up: neutron.map((value, i) => value + along[i]!),
    down: neutron.map((value, i) => value - along[i]!),
    across,
  };
  spendItems(n);
  const ends = new Int32Array(n);
  const count = segment(watched, limitX, limitN, ends);
  const values = allocate(count * SEGMENT.size);
  let from = 0;
  for (let k = 0; k < count; k++) {
    const at = k * SEGMENT.size;
    const to = ends[k]!;
    for (let c = 0; c <= ROW.absorption; c++) values[at + c] = mean(curves[c]!, from, to);
    const filled = 1 - mean(hole, from, to);
    const nonFlip = mean(along, from, to) * filled;
    const flip = mean(across, from, to) * filled;
    // A moment against the polarisation is a negative one: without spin flip its size alone counts.
    values[at + SEGMENT.moment] = (nonFlip < 0 ? -1 : 1) * Math.hypot(nonFlip, flip);
    values[at + SEGMENT.angle] = degrees(flip, nonFlip);
    values[at + SEGMENT.thickness] = start + to * delta - (start + from * delta);
    from = to;
  }
  return { count, values };
}

function mean(curve: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += curve[i]!;
  return sum / (to - from);
}

/** From 0 to 360, of a moment along the polarisation, or of the opposite of one against it; without moment 90, as in GenX. */
function degrees(across: number, along: number): number {
  const angle = (Math.atan2(along, -across) * 180) / Math.PI - 90 + (along < 0 ? 180 : 0);
  return angle < 0 ? angle + 360 : angle;
}

/** A layer of one slab, for what reads densities; valid until the next call. */
function layerOf(values: Float64Array, at: number): PyObject {
  const { attributes } = LAYER;
  attributes.set("f", new Complex(values[at + SEGMENT.xrayRe]!, values[at + SEGMENT.xrayIm]!));
  attributes.set("b", new Complex(values[at + SEGMENT.neutronRe]!, values[at + SEGMENT.neutronIm]!));
  attributes.set("xs_ai", values[at + SEGMENT.absorption]!);
  attributes.set("magn", values[at + SEGMENT.moment]!);
  attributes.set("magn_ang", values[at + SEGMENT.angle]!);
  return LAYER;
}

const LAYER = new PyObject(new PyClass("Slab", [], new Map()));
LAYER.attributes.set("dens", 1);
