/**
 * How a stack of layers lies in memory, for every kernel: one record of four
 * numbers a layer, substrate first, ambient last, one wavelength.
 *
 * The potential is the only thing that the wavelength, the probe and the
 * material come down to. With n = 1 − δ (δ complex), in units of Å⁻²,
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
