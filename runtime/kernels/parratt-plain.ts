/**
 * Parratt's recursion as parratt.ts has it, with the same equations, a point of Q at
 * a time and with nothing kept: for points that have a wavelength each, and so
 * potentials of their own, where the tables of parratt.ts would take longer than
 * they spare. A test holds the two to each other.
 *
 * No object is made inside the loops: a complex number is two locals, …Re and …Im.
 */
import { reflectivityAt } from "./amplitude.ts";
import { cos as cosine, exp, sin as sine } from "./exponential.ts";
import { LAYER } from "./layers.ts";

/** N and D shrink by about |q| an interface; brought back to size before they or their squares underflow. */
const RESCALE_EVERY = 8;

/** Below this the angle of a roughness's damping, which nearly always is, has cos and sin by their first few terms. */
const SMALL = 1 / 32;

/** float[N][2] | Å⁻¹  Re and Im of the wave in each layer, at the Q that is worked on. */
let scratch = new Float64Array(0);

/**
 * @param q          float[M]    | Å⁻¹  momentum transfer, above 0
 * @param layers     float[N][4] | LAYER records, substrate first, ambient last; N ≥ 2
 * @param ambientRe  1           | Re n_ambient²
 * @param ambientIm  1           | Im n_ambient²
 * @param out        float[M]    | 1  receives |A|²
 */
export function parrattPlain(
  q: Float64Array,
  layers: Float64Array,
  ambientRe: number,
  ambientIm: number,
  out: Float64Array,
): void {
  const end = layers.length;
  if (scratch.length < end / 2) scratch = new Float64Array(end / 2);
  const waves = scratch;
  for (let i = 0; i < q.length; i++) {
    const q2 = q[i]! * q[i]!;
    const freeRe = ambientRe * q2;
    const freeIm = ambientIm * q2;
    // A loop of its own: together with the next, more numbers are alive than the processor has registers.
    for (let at = 0, wave = 0; at < end; at += LAYER.size, wave += 2) {
      // The wave in a layer: √z, Re ≥ 0, Im with the sign of Im z (and + at 0: it decays downwards).
      const zRe = freeRe + layers[at + LAYER.potentialRe]!;
      const zIm = freeIm + layers[at + LAYER.potentialIm]!;
      let hereRe: number;
      let hereIm: number;
      if (zIm === 0) {
        hereRe = zRe > 0 ? Math.sqrt(zRe) : 0;
        hereIm = zRe < 0 ? Math.sqrt(-zRe) : 0;
      } else {
        const root = Math.sqrt(0.5 * (Math.abs(zRe) + Math.sqrt(zRe * zRe + zIm * zIm)));
        const other = root > 0 ? (0.5 * zIm) / root : 0; // squares of next to nothing are nothing
        if (zRe >= 0) {
          hereRe = root;
          hereIm = other;
        } else {
          hereRe = Math.abs(other);
          hereIm = zIm < 0 ? -root : root;
        }
      }
      waves[wave] = hereRe;
      waves[wave + 1] = hereIm;
    }

    let nRe = 0;
    let nIm = 0;
    let dRe = 1;
    let dIm = 0;
    let belowRe = waves[0]!;
    let belowIm = waves[1]!;
    let untilRescale = RESCALE_EVERY;

    for (let at: number = LAYER.size, wave = 2; at < end; at += LAYER.size, wave += 2) {
      const hereRe = waves[wave]!;
      const hereIm = waves[wave + 1]!;
      const below = at - LAYER.size;

      if (below !== 0) {
        // N ← p·N: down through the layer below and back.
        const d = layers[below + LAYER.thickness]!;
        const size = exp(-d * belowIm);
        const phase = d * belowRe;
        const pRe = size * cosine(phase);
        const pIm = size * sine(phase);
        const before = nRe;
        nRe = before * pRe - nIm * pIm;
        nIm = before * pIm + nIm * pRe;
      }

      // a = (q′ − q)·exp(−q q′ σ²/2), b = q′ + q
      let aRe = hereRe - belowRe;
      let aIm = hereIm - belowIm;
      const bRe = hereRe + belowRe;
      const bIm = hereIm + belowIm;
      const sigma = layers[below + LAYER.roughness]!;
      if (sigma !== 0) {
        const s = -0.5 * sigma * sigma;
        const damping = exp(s * (hereRe * belowRe - hereIm * belowIm));
        const angle = s * (hereRe * belowIm + hereIm * belowRe);
        let cos: number;
        let sin: number;
        if (Math.abs(angle) < SMALL) {
          const t = angle * angle;
          cos = 1 - t * (1 / 2 - t * (1 / 24 - t * (1 / 720)));
          sin = angle * (1 - t * (1 / 6 - t * (1 / 120 - t * (1 / 5040))));
        } else {
          cos = cosine(angle);
          sin = sine(angle);
        }
        const eRe = damping * cos;
        const eIm = damping * sin;
        const undamped = aRe;
        aRe = undamped * eRe - aIm * eIm;
        aIm = undamped * eIm + aIm * eRe;
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

      if (--untilRescale === 0) {
        untilRescale = RESCALE_EVERY;
        const scale = 1 / (Math.abs(dRe) + Math.abs(dIm));
        nRe *= scale;
        nIm *= scale;
        dRe *= scale;
        dIm *= scale;
      }
    }
    const R = (nRe * nRe + nIm * nIm) / (dRe * dRe + dIm * dIm);
    out[i] = R < Infinity ? R : reflectivityAt(q[i]!, layers, ambientRe, ambientIm);
  }
}
