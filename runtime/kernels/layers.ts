/**
 * How a stack of layers lies in memory, substrate first, ambient last: as a
 * material (SLAB, any wavelength) and as what a wave sees of it (LAYER, one
 * wavelength), the record that the recursions take.
 *
 * A material has a scattering length density s and, for neutrons, an absorption
 * whose share of s goes as 1/λ. With the scattering length of its unit,
 *
 *     δ = 1 − n = length · λ²/2π · (s − i·absorption/λ)
 */

/** One row a slab; what a SLAB record means. */
export const SLAB = {
  /** s, in units of `length` Å⁻³ */
  densityRe: 0,
  densityIm: 1,
  /** Å · unit of s; 0 for X-rays */
  absorption: 2,
  /** Å; not used for substrate and ambient */
  thickness: 3,
  /** Å rms, of the slab's upper face; not used for the ambient */
  roughness: 4,
  size: 5,
} as const;

/**
 * The potential is the only thing that the wavelength, the probe and the
 * material come down to, in units of Å⁻²:
 *
 *     V_j = (4π/λ)² (n_j² − n_ambient²)      so that   q_j = √(n_ambient² Q² + V_j)
 *
 * and V of the ambient itself is 0. Im V ≥ 0 where the layer absorbs more than
 * the ambient.
 */
export const LAYER = {
  /** Re V, Å⁻² */
  potentialRe: 0,
  /** Im V, Å⁻² */
  potentialIm: 1,
  /** Å; not used for substrate and ambient */
  thickness: 2,
  /** Å rms, of the layer's upper face; not used for the ambient */
  roughness: 3,
  size: 4,
} as const;

/** Re and Im of n_ambient². */
export const AMBIENT = { re: 0, im: 1, size: 2 } as const;

/**
 * Potentials, without the cancellation of n² − n_ambient²:
 *
 *     V = (4π/λ)² (δ_ambient − δ)(2 − δ − δ_ambient)
 *
 * @param slabs       float[N][5]     SLAB records
 * @param length      Å per unit of s · Å³
 * @param wavelength  Å
 * @param layers      float[N][4]     receives LAYER records
 * @param ambient     float[2]        receives an AMBIENT record
 */
export function layersAt(
  slabs: Float64Array,
  length: number,
  wavelength: number,
  layers: Float64Array,
  ambient: Float64Array,
): void {
  const perDensity = (length * wavelength * wavelength) / (2 * Math.PI);
  const top = slabs.length - SLAB.size;
  const topRe = slabs[top + SLAB.densityRe]! * perDensity;
  const topIm = (slabs[top + SLAB.densityIm]! - slabs[top + SLAB.absorption]! / wavelength) * perDensity;
  ambient[AMBIENT.re] = (1 - topRe) * (1 - topRe) - topIm * topIm;
  ambient[AMBIENT.im] = -2 * (1 - topRe) * topIm;
  const wave = (4 * Math.PI) / wavelength;
  const scale = wave * wave;
  for (let from = 0, to = 0; from < slabs.length; from += SLAB.size, to += LAYER.size) {
    const re = slabs[from + SLAB.densityRe]! * perDensity;
    const im = (slabs[from + SLAB.densityIm]! - slabs[from + SLAB.absorption]! / wavelength) * perDensity;
    const lessRe = topRe - re;
    const lessIm = topIm - im;
    const sumRe = 2 - re - topRe;
    const sumIm = -im - topIm;
    layers[to + LAYER.potentialRe] = scale * (lessRe * sumRe - lessIm * sumIm);
    layers[to + LAYER.potentialIm] = scale * (lessRe * sumIm + lessIm * sumRe);
    layers[to + LAYER.thickness] = slabs[from + SLAB.thickness]!;
    layers[to + LAYER.roughness] = slabs[from + SLAB.roughness]!;
  }
}
