/**
 * What a sample is made of at each depth, and how large the moment of each of its
 * layers is there. Layer j lies between z_j and z_j + d_j, and what it would fill alone is
 *
 *     p_j(z) = ½ + ½ erf((z − z_j)/√2σ_j₋₁)           below η_j, which divides d_j
 *              ½ − ½ erf((z − z_j − d_j)/√2σ_j)       above      as σ_j₋₁ : σ_j
 *
 * of which Σp = 1 is made by dividing: the effective density model. A layer's moment is
 * changed near its lower face by the part g_l of it, and by g_u near its upper one:
 *
 *     m_j(z) = m_j (1 + g_l ½ erfc((z − z_j − t_l)/√2s_l) + g_u ½ erfc((z_j + d_j − t_u − z)/√2s_u))
 *
 * with t the thickness of the interface layer, and s² the sum of its own σ² and of that of
 * the chemical face. Substrate and ambient have one face each.
 *
 *   M. Tolan, X-Ray Scattering from Soft-Matter Thin Films, Springer (1999): the effective density model
 */
import { erf } from "../../math/erf.ts";
import { allocate, BudgetError, LIMITS, spendMany } from "../../python/budget.ts";
import { MAGNETIC } from "./layer-values.ts";

/** Where a profile is known; in brackets what GenX calls it. */
export interface Grid {
  /** Å, the distance of the points (`slice_depth`) */
  readonly step: number;
  /** By how many roughnesses of the outermost faces it goes beyond them (`sld_mult`), */
  readonly roughnesses: number;
  /** and how many Å further (`sld_buffer`). */
  readonly beyond: number;
  /** Å, how much further substrate and ambient go on (`sld_delta`): it changes no more than roundings. */
  readonly margin: number;
}

export interface Composition {
  /** float[n] | Å  above the substrate's surface */
  readonly z: Float64Array;
  /** One a layer, from the substrate up. */
  readonly layers: readonly Share[];
}

/** What is of one layer: slices `from` … `from + share.length`, and none elsewhere. */
interface Share {
  readonly from: number;
  /** float[k] | 1  the part of each slice that is of this layer */
  readonly share: Float64Array;
  /** float[k] | μB  the moment of one of its formula units, along the layer's direction */
  readonly moment: Float64Array;
}

/** Å, added to each roughness and each interface layer as in GenX: it decides a point that lies on a sharp face. */
const SHARPEST = 1e-20;
/** Here erf is 1 to the last digit. */
const SATURATED = 6;
/** Å, added to where a layer ends: a point may lie on a sharp face. */
const ON_FACE = 1e-6;
/** As many as the sums over their layers (slices.ts) have room for in one array. */
const MOST_SLICES = LIMITS.arrayBytes / 8 / 32;

/**
 * @param values  float[N][17]  MAGNETIC records, substrate first, ambient last; N ≥ 2
 * @throws BudgetError where slices are more than memory
 */
export function compose(values: Float64Array, grid: Grid): Composition {
  const widths = widthsOf(values);
  const z = depths(values, widths, grid);
  const count = values.length / MAGNETIC.size;
  // Heights are counted from here and rounded as GenX's are, which a point on a sharp face can tell.
  const foot = grid.margin + grid.beyond + widths.bottom * grid.roughnesses;
  const layers: Share[] = [];
  let height = 0;
  for (let j = 0; j < count; j++) {
    const thickness =
      j === 0
        ? grid.margin + widths.bottom * grid.roughnesses + grid.beyond
        : values[j * MAGNETIC.size + MAGNETIC.thickness]!;
    layers.push(shareOf(values, j, z, height - foot, thickness, widths));
    height += thickness;
  }
  normalise(layers, z.length);
  return { z, layers };
}

/** Å rms of the faces between layers j and j + 1, and of the moments there. */
interface Widths {
  readonly face: Float64Array;
  /** Of the moment of the layer above a face, */
  readonly lower: Float64Array;
  /** and of that below. */
  readonly upper: Float64Array;
  /** The widest of the lowest face, and of the highest. */
  readonly bottom: number;
  readonly top: number;
}

function widthsOf(values: Float64Array): Widths {
  const count = values.length / MAGNETIC.size - 1;
  const [face, lower, upper] = [allocate(count), allocate(count), allocate(count)];
  for (let j = 0, at = 0; j < count; j++, at += MAGNETIC.size) {
    // A negative one, while a fit is looking, is as good as its size.
    face[j] = Math.abs(values[at + MAGNETIC.roughness]!);
    lower[j] = Math.sqrt(values[at + MAGNETIC.size + MAGNETIC.lowerRoughness]! ** 2 + face[j]! ** 2);
    upper[j] = Math.sqrt(values[at + MAGNETIC.upperRoughness]! ** 2 + face[j]! ** 2);
  }
  return {
    face,
    lower,
    upper,
    bottom: Math.max(face[0]!, lower[0]!),
    top: Math.max(face[count - 1]!, upper[count - 1]!),
  };
}

function depths(values: Float64Array, widths: Widths, { step, roughnesses, beyond }: Grid): Float64Array {
  let height = 0;
  for (let at: number = MAGNETIC.size; at < values.length - MAGNETIC.size; at += MAGNETIC.size) {
    height += values[at + MAGNETIC.thickness]!;
  }
  const start = -widths.bottom * roughnesses - beyond;
  const stop = height + widths.top * roughnesses + beyond + step;
  const count = Math.ceil((stop - start) / step);
  if (!(count <= MOST_SLICES)) {
    throw new BudgetError(
      `a sample of ${(stop - start).toPrecision(3)} Å makes ${count} slices of ${step} Å, more than there is memory for`,
      "Make slice_depth of the sample larger. Is the thickness of a layer right?",
    );
  }
  const z = new Float64Array(Math.max(0, count));
  spendMany(z.length / 4);
  const delta = start + step - start;
  for (let i = 0; i < z.length; i++) z[i] = start + i * delta;
  return z;
}

/** @param low  Å, where its lower face is */
function shareOf(
  values: Float64Array,
  j: number,
  z: Float64Array,
  low: number,
  thickness: number,
  widths: Widths,
): Share {
  const at = j * MAGNETIC.size;
  const hasLower = j > 0;
  const hasUpper = at + MAGNETIC.size < values.length;
  const below = (hasLower ? widths.face[j - 1]! : 0) + SHARPEST;
  const above = (hasUpper ? widths.face[j]! : 0) + SHARPEST;
  const from = hasLower ? firstFrom(z, low - SATURATED * Math.SQRT2 * below) : 0;
  const to = hasUpper
    ? Math.max(from, firstFrom(z, low + thickness + SATURATED * Math.SQRT2 * above + ON_FACE))
    : z.length;
  spendMany(to - from);
  const share = allocate(to - from);
  const between = (above * low + below * (low + thickness)) / (below + above);
  const middle = !hasLower ? Number.NEGATIVE_INFINITY : !hasUpper ? Number.POSITIVE_INFINITY : between;
  for (let i = 0; i < share.length; i++) {
    const here = z[from + i]!;
    share[i] = here <= middle ? rise(here - low, below) : rise(-(here - low - thickness), above);
  }
  const size = values[at + MAGNETIC.moment]!;
  const moment = allocate(to - from).fill(size);
  const lowerGain = hasLower ? values[at + MAGNETIC.lowerGain]! * size : 0;
  if (lowerGain !== 0) {
    const depth = values[at + MAGNETIC.lowerThickness]! + SHARPEST;
    const width = widths.lower[j - 1]! + SHARPEST;
    for (let i = 0; i < share.length; i++) moment[i]! += lowerGain * rise(-(z[from + i]! - low - depth), width);
  }
  const upperGain = hasUpper ? values[at + MAGNETIC.upperGain]! * size : 0;
  if (upperGain !== 0) {
    const depth = values[at + MAGNETIC.upperThickness]! + SHARPEST;
    const width = widths.upper[j]! + SHARPEST;
    for (let i = 0; i < share.length; i++) {
      moment[i]! += upperGain * rise(z[from + i]! - low - thickness + depth, width);
    }
  }
  return { from, share, moment };
}

function rise(distance: number, width: number): number {
  return 0.5 + 0.5 * erf(distance / Math.SQRT2 / width);
}

/** The first of z that is not below `value`. */
function firstFrom(z: Float64Array, value: number): number {
  let low = 0;
  let high = z.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (z[middle]! >= value) high = middle;
    else low = middle + 1;
  }
  return low;
}

function normalise(layers: readonly Share[], count: number): void {
  const sum = allocate(count);
  for (const { from, share } of layers) for (let i = 0; i < share.length; i++) sum[from + i]! += share[i]!;
  for (const { from, share } of layers) for (let i = 0; i < share.length; i++) share[i]! /= sum[from + i]!;
}
