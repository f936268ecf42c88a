/**
 * Specular reflectivity of a stack of flat layers, by Parratt's recursion in Q.
 *
 * Begin at the substrate, where nothing comes back from below, and fold in one
 * interface at a time on the way up to the beam:
 *
 *     A ← (r + A·p) / (1 + r·A·p)        r = (q′ − q)/(q′ + q) · exp(−q q′ σ²/2)
 *                                        p = exp(i q d)
 *
 * q and q′ are the layer below and the layer above the interface, σ the
 * interface's roughness, d the thickness of the layer below; the wave in a
 * layer has q = √(n_ambient² Q² + V), principal root, V as in layers.ts.
 *
 * A is kept as a quotient N/D, so that the loop over layers divides nothing:
 * with a = (q′ − q) e and b = q′ + q,
 *
 *     N ← a·D + b·p·N        D ← b·D + a·p·N
 *
 *   L. G. Parratt, Phys. Rev. 95, 359 (1954)              the recursion
 *   L. Névot & P. Croce, Rev. Phys. Appl. 15, 761 (1980)  the roughness
 *
 * No object is made inside the loops: a complex number is two locals, …Re and …Im.
 */
import { LAYER } from "./layers.ts";

/** N and D shrink by about |q| an interface; brought back to size before they underflow. */
const RESCALE_EVERY = 8;

/** Below this an argument's cos, sin and exp are their first few terms to the last bit. */
const SMALL = 1 / 32;

/**
 * @param q          float[M]    | Å⁻¹  momentum transfer, above 0
 * @param layers     float[N][4] | LAYER records, substrate first, ambient last; N ≥ 2
 * @param ambientRe  1           | Re n_ambient²
 * @param ambientIm  1           | Im n_ambient²
 * @param out        float[M]    | 1  receives |A|²
 */
export function parratt(
  q: Float64Array,
  layers: Float64Array,
  ambientRe: number,
  ambientIm: number,
  out: Float64Array,
): void {
  const end = layers.length;
  for (let i = 0; i < q.length; i++) {
    const q2 = q[i]! * q[i]!;
    const freeRe = ambientRe * q2;
    const freeIm = ambientIm * q2;
    let nRe = 0;
    let nIm = 0;
    let dRe = 1;
    let dIm = 0;
    let belowRe = 0;
    let belowIm = 0;
    let untilRescale = RESCALE_EVERY;

    for (let at = 0; at < end; at += LAYER.size) {
      // The wave in this layer: √z, Re ≥ 0, Im with the sign of Im z (and + at 0: it decays downwards).
      const zRe = freeRe + layers[at + LAYER.potentialRe]!;
      const zIm = freeIm + layers[at + LAYER.potentialIm]!;
      let hereRe: number;
      let hereIm: number;
      const root = Math.sqrt(0.5 * (Math.abs(zRe) + Math.sqrt(zRe * zRe + zIm * zIm)));
      if (root === 0) {
        hereRe = 0;
        hereIm = 0;
      } else if (zRe >= 0) {
        hereRe = root;
        hereIm = (0.5 * zIm) / root;
      } else {
        hereRe = (0.5 * Math.abs(zIm)) / root;
        hereIm = zIm < 0 ? -root : root;
      }
      if (at === 0) {
        belowRe = hereRe;
        belowIm = hereIm;
        continue;
      }
      const below = at - LAYER.size;

      // a = (q′ − q)·exp(−q q′ σ²/2), b = q′ + q
      let aRe = hereRe - belowRe;
      let aIm = hereIm - belowIm;
      const bRe = hereRe + belowRe;
      const bIm = hereIm + belowIm;
      const sigma = layers[below + LAYER.roughness]!;
      if (sigma !== 0) {
        const s = -0.5 * sigma * sigma;
        const damping = Math.exp(s * (hereRe * belowRe - hereIm * belowIm));
        const angle = s * (hereRe * belowIm + hereIm * belowRe);
        let cos: number;
        let sin: number;
        if (Math.abs(angle) < SMALL) {
          const t = angle * angle;
          cos = 1 - t * (1 / 2 - t * (1 / 24 - t * (1 / 720)));
          sin = angle * (1 - t * (1 / 6 - t * (1 / 120 - t * (1 / 5040))));
        } else {
          cos = Math.cos(angle);
          sin = Math.sin(angle);
        }
        const eRe = damping * cos;
        const eIm = damping * sin;
        const undamped = aRe;
        aRe = undamped * eRe - aIm * eIm;
        aIm = undamped * eIm + aIm * eRe;
      }

      if (below !== 0) {
        // N ← p·N: down through the layer below and back.
        const d = layers[below + LAYER.thickness]!;
        const decay = -d * belowIm;
        const phase = d * belowRe;
        const size =
          Math.abs(decay) < SMALL
            ? 1 +
              decay *
                (1 +
                  decay *
                    (1 / 2 +
                      decay * (1 / 6 + decay * (1 / 24 + decay * (1 / 120 + decay * (1 / 720 + decay * (1 / 5040)))))))
            : Math.exp(decay);
        const pRe = size * Math.cos(phase);
        const pIm = size * Math.sin(phase);
        const before = nRe;
        nRe = before * pRe - nIm * pIm;
        nIm = before * pIm + nIm * pRe;
      }

      const numeratorRe = aRe * dRe - aIm * dIm + bRe * nRe - bIm * nIm;
      const numeratorIm = aRe * dIm + aIm * dRe + bRe * nIm + bIm * nRe;
      const denominatorRe = bRe * dRe - bIm * dIm + aRe * nRe - aIm * nIm;
      const denominatorIm = bRe * dIm + bIm * dRe + aRe * nIm + aIm * nRe;
      nRe = numeratorRe;
      nIm = numeratorIm;
      dRe = denominatorRe;
      dIm = denominatorIm;
      belowRe = hereRe;
      belowIm = hereIm;

      if (--untilRescale === 0 || at === end - LAYER.size) {
        untilRescale = RESCALE_EVERY;
        const scale = 1 / (Math.abs(dRe) + Math.abs(dIm));
        nRe *= scale;
        nIm *= scale;
        dRe *= scale;
        dIm *= scale;
      }
    }
    out[i] = (nRe * nRe + nIm * nIm) / (dRe * dRe + dIm * dIm);
  }
}
