/**
 * The reflected wave itself, of which parratt.ts gives the square: the same
 * recursion, written as the papers have it. For models that add up waves before
 * they square; a fit of plain reflectivity does not come here.
 *
 *     A ← (r + A·p) / (1 + r·A·p)        r = (q′ − q)/(q′ + q) · exp(−q q′ σ²/2)
 *                                        p = exp(i q d)
 *
 * The phase is that at the uppermost interface; a wave turns by +q d on its way through a layer and back.
 *
 * Where a layer absorbs less than the ambient its wave grows upwards, and p with it. So A is a number times
 * e^growth, and nothing overflows at any thickness. parratt.ts, which has no time for that, comes here with
 * points that did.
 */
import { LAYER } from "./layers.ts";

/**
 * @param q          float[M]    | Å⁻¹  momentum transfer, above 0
 * @param layers     float[N][4] | LAYER records, substrate first, ambient last; N ≥ 2
 * @param ambientRe  1           | Re n_ambient²
 * @param ambientIm  1           | Im n_ambient²
 * @param out        float[M][2] | 1  receives Re A, Im A
 */
export function amplitude(
  q: Float64Array,
  layers: Float64Array,
  ambientRe: number,
  ambientIm: number,
  out: Float64Array,
): void {
  for (let i = 0; i < q.length; i++) {
    const q2 = q[i]! * q[i]!;
    let amplitudeRe = 0;
    let amplitudeIm = 0;
    let growth = 0;
    let belowRe = 0;
    let belowIm = 0;
    for (let at = 0; at < layers.length; at += LAYER.size) {
      // √z, Re ≥ 0, Im with the sign of Im z (and + at 0)
      const zRe = ambientRe * q2 + layers[at + LAYER.potentialRe]!;
      const zIm = ambientIm * q2 + layers[at + LAYER.potentialIm]!;
      const size = Math.hypot(zRe, zIm);
      const larger = Math.sqrt((size + Math.abs(zRe)) / 2);
      const smaller = larger > 0 ? Math.abs(zIm) / (2 * larger) : 0;
      const hereRe = zRe >= 0 ? larger : smaller;
      const hereIm = (zRe >= 0 ? smaller : larger) * (zIm < 0 ? -1 : 1);
      if (at > 0) {
        const below = at - LAYER.size;
        if (below > 0) {
          // A ← A·p
          const d = layers[below + LAYER.thickness]!;
          growth -= d * belowIm;
          const cos = Math.cos(d * belowRe);
          const sin = Math.sin(d * belowRe);
          const before = amplitudeRe;
          amplitudeRe = before * cos - amplitudeIm * sin;
          amplitudeIm = before * sin + amplitudeIm * cos;
        }
        // r = (q′ − q)/(q′ + q) · exp(−q q′ σ²/2)
        const sumRe = hereRe + belowRe;
        const sumIm = hereIm + belowIm;
        const sum2 = sumRe * sumRe + sumIm * sumIm;
        const lessRe = hereRe - belowRe;
        const lessIm = hereIm - belowIm;
        const fresnelRe = (lessRe * sumRe + lessIm * sumIm) / sum2;
        const fresnelIm = (lessIm * sumRe - lessRe * sumIm) / sum2;
        const s = -0.5 * layers[below + LAYER.roughness]! ** 2;
        const damping = Math.exp(s * (hereRe * belowRe - hereIm * belowIm));
        const angle = s * (hereRe * belowIm + hereIm * belowRe);
        const roughRe = damping * Math.cos(angle);
        const roughIm = damping * Math.sin(angle);
        const rRe = fresnelRe * roughRe - fresnelIm * roughIm;
        const rIm = fresnelRe * roughIm + fresnelIm * roughRe;
        // A ← (r + A)/(1 + r·A), above and below with the same factor, so that neither overflows
        if ((rRe !== 0 || rIm !== 0) && (amplitudeRe !== 0 || amplitudeIm !== 0)) {
          const one = Math.exp(-Math.max(0, growth));
          const all = Math.exp(Math.min(0, growth));
          const aRe = all * amplitudeRe;
          const aIm = all * amplitudeIm;
          const bottomRe = one + rRe * aRe - rIm * aIm;
          const bottomIm = rRe * aIm + rIm * aRe;
          const size = Math.max(Math.abs(bottomRe), Math.abs(bottomIm));
          const topRe = (one * rRe + aRe) / size;
          const topIm = (one * rIm + aIm) / size;
          const cRe = bottomRe / size;
          const cIm = bottomIm / size;
          const c2 = cRe * cRe + cIm * cIm;
          amplitudeRe = (topRe * cRe + topIm * cIm) / c2;
          amplitudeIm = (topIm * cRe - topRe * cIm) / c2;
          growth = 0;
        } else if (rRe !== 0 || rIm !== 0) {
          amplitudeRe = rRe;
          amplitudeIm = rIm;
          growth = 0;
        }
      }
      belowRe = hereRe;
      belowIm = hereIm;
    }
    const size = Math.exp(growth);
    out[2 * i] = size * amplitudeRe;
    out[2 * i + 1] = size * amplitudeIm;
  }
}

/** |A|² of one point, for kernels whose numbers have overflowed there. @param q  Å⁻¹ */
export function reflectivityAt(q: number, layers: Float64Array, ambientRe: number, ambientIm: number): number {
  POINT[0] = q;
  amplitude(POINT, layers, ambientRe, ambientIm, RESULT);
  return RESULT[0]! ** 2 + RESULT[1]! ** 2;
}

const POINT = new Float64Array(1);
const RESULT = new Float64Array(2);
