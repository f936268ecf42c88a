/**
 * What the kernel `anisotropic` takes, from layers: their susceptibility at an energy, that
 * of their interface layers, and which layers share it,
 *
 *     χ = A + i B [m ×] + C m mᵀ        A = −r_e λ²/π s_c    B = r_e λ²/π s_m1    C = r_e λ²/π s_m2
 *
 * with m, the unit vector of the moment; an interface layer has (1 + gain) B and (1 + gain)² C. The ambient is
 * isotropic, a moment in it is not used.
 *
 *   J. P. Hannon, G. T. Trammell, M. Blume & D. Gibbs, Phys. Rev. Lett. 61, 1245 (1988)     the tensor
 */

import { ANISOTROPIC_LAYER } from "../../kernels/anisotropic.ts";
import { CHI } from "../../kernels/anisotropic-medium.ts";
import { allocateShared } from "../../python/budget.ts";
import { ELECTRON_RADIUS } from "../base/physical-constants.ts";
import { MAGNETIC, XRAY } from "./layer-values.ts";

/** Media that a new one is compared with: a period has few, and a graded stack would find none among its hundreds. */
const COMPARED = 64;

/** Reused by every call: no code of a script runs between its filling and its reading. */
let chi = new Float64Array(0);
let layers = new Float64Array(0);
let media = 0;

/**
 * @param values      float[N][17]  MAGNETIC records
 * @param xray        float[N][6]   XRAY records at this wavelength
 * @param wavelength  Å
 * @returns           float[K][18] CHI records and float[N][9] ANISOTROPIC_LAYER records, valid until the next call
 */
export function anisotropicStack(
  values: Float64Array,
  xray: Float64Array,
  wavelength: number,
): { readonly chi: Float64Array; readonly layers: Float64Array } {
  const count = values.length / MAGNETIC.size;
  if (layers.length !== count * ANISOTROPIC_LAYER.size) {
    layers = allocateShared(count * ANISOTROPIC_LAYER.size);
    chi = allocateShared(3 * count * CHI.size);
  }
  media = 0;
  const scale = (ELECTRON_RADIUS * wavelength * wavelength) / Math.PI;
  for (let j = 0; j < count; j++) {
    const from = j * MAGNETIC.size;
    const to = j * ANISOTROPIC_LAYER.size;
    const lower = values[from + MAGNETIC.lowerThickness]!;
    const upper = values[from + MAGNETIC.upperThickness]!;
    const moment = j + 1 < count ? values[from + MAGNETIC.moment]! : 0;
    layers[to + ANISOTROPIC_LAYER.medium] = add(values, from, xray, j * XRAY.size, scale, moment);
    layers[to + ANISOTROPIC_LAYER.lower] = add(
      values,
      from,
      xray,
      j * XRAY.size,
      scale,
      moment * (1 + values[from + MAGNETIC.lowerGain]!),
    );
    layers[to + ANISOTROPIC_LAYER.upper] = add(
      values,
      from,
      xray,
      j * XRAY.size,
      scale,
      moment * (1 + values[from + MAGNETIC.upperGain]!),
    );
    // Below 0 where interface layers are thicker than the layer: the moment ends in its neighbour, as in GenX.
    layers[to + ANISOTROPIC_LAYER.thickness] = values[from + MAGNETIC.thickness]! - lower - upper;
    layers[to + ANISOTROPIC_LAYER.roughness] = values[from + MAGNETIC.roughness]!;
    layers[to + ANISOTROPIC_LAYER.lowerThickness] = lower;
    layers[to + ANISOTROPIC_LAYER.lowerRoughness] = values[from + MAGNETIC.lowerRoughness]!;
    layers[to + ANISOTROPIC_LAYER.upperThickness] = upper;
    layers[to + ANISOTROPIC_LAYER.upperRoughness] = values[from + MAGNETIC.upperRoughness]!;
  }
  return { chi: chi.subarray(0, media * CHI.size), layers };
}

/** @returns the number of the medium, which may be that of an earlier one */
function add(
  values: Float64Array,
  from: number,
  xray: Float64Array,
  at: number,
  scale: number,
  moment: number,
): number {
  const to = media * CHI.size;
  writeChi(values, from, xray, at, scale, moment, to);
  for (let k = media - 1; k >= 0 && k >= media - COMPARED; k--) if (same(k * CHI.size, to)) return k;
  return media++;
}

function same(first: number, second: number): boolean {
  for (let n = 0; n < CHI.size; n++) if (chi[first + n] !== chi[second + n]) return false;
  return true;
}

function writeChi(
  values: Float64Array,
  from: number,
  xray: Float64Array,
  at: number,
  scale: number,
  moment: number,
  to: number,
): void {
  const x = values[from + MAGNETIC.x]!;
  const y = values[from + MAGNETIC.y]!;
  const z = values[from + MAGNETIC.z]!;
  for (let part = 0; part < 2; part++) {
    const A = -scale * xray[at + XRAY.chargeRe + part]!;
    const C = scale * xray[at + XRAY.linearRe + part]! * moment * moment;
    // iB: the real part of one is the imaginary part of the other
    const iB = (part === 0 ? -scale : scale) * xray[at + XRAY.circularIm - part]! * moment;
    const here = to + part;
    chi[here + CHI.xx] = A + C * x * x;
    chi[here + CHI.yy] = A + C * y * y;
    chi[here + CHI.zz] = A + C * z * z;
    chi[here + CHI.xy] = C * x * y - iB * z;
    chi[here + CHI.yx] = C * x * y + iB * z;
    chi[here + CHI.xz] = C * x * z + iB * y;
    chi[here + CHI.zx] = C * x * z - iB * y;
    chi[here + CHI.yz] = C * y * z - iB * x;
    chi[here + CHI.zy] = C * y * z + iB * x;
  }
}
