/**
 * What a layer of mag_refl is in numbers, before any probe looks at it: repetitions
 * written out, substrate first, ambient last, an inverted sample turned over.
 *
 * A negative moment is a positive one in the opposite direction: 180° are added to
 * `magn_ang` and `magn_theta` changes its sign. The unit vector of the moment is
 *
 *     m = (cos θ cos φ, cos θ sin φ, sin θ)       φ = magn_ang, θ = magn_theta
 *
 * with x along the beam's projection on the surface (neutrons: along the
 * polarisation), and z out of the plane.
 *
 * X-rays see, in electrons/Å³ (r_e/Å³), at each energy where a factor is a function of it,
 *
 *     s_c  = dens (f + resdens fr)
 *     s_m1 = dens resdens resmag fm1 · |magn|
 *     s_m2 = dens resdens resmag fm2 · magn²
 *
 * Of the last two XRAY has the part before the moment, which interface layers and slices multiply by their own.
 */

import { allocateShared, spendItems } from "../../python/budget.ts";
import { asIndex } from "../../python/operators.ts";
import { perSession } from "../../python/session-state.ts";
import type { PyObject } from "../../python/values/class.ts";
import { pyError } from "../../python/values/error.ts";
import type { Value } from "../../python/values/value.ts";
import { isInverted } from "../base/refl-base.ts";
import { attribute, complexAttribute, floatAttribute } from "../base/script-values.ts";
import { EnergyFunction } from "../materials/energy-function.ts";
import { itemsIn } from "../specular/slabs.ts";

const DEGREE = Math.PI / 180;

/** One row a layer. */
export const MAGNETIC = {
  /** Å; not used for substrate and ambient */
  thickness: 0,
  /** Å rms, of the layer's upper face; not used for the ambient */
  roughness: 1,
  /** formula units/Å³ */
  density: 2,
  /** μB per formula unit, ≥ 0 */
  moment: 3,
  /** rad, φ in the plane, that of a negative moment turned over */
  angle: 4,
  /** unit vector of the moment */
  x: 5,
  y: 6,
  z: 7,
  /** The interface layer at the lower face: its thickness in Å, its moment |magn|·(1 + lowerGain), its roughness in Å rms. */
  lowerThickness: 8,
  lowerGain: 9,
  lowerRoughness: 10,
  /** The same at the upper face. */
  upperThickness: 11,
  upperGain: 12,
  upperRoughness: 13,
  /** fm per formula unit */
  neutronRe: 14,
  neutronIm: 15,
  /** barn per formula unit, absorption and incoherent scattering */
  crossSection: 16,
  size: 17,
} as const;

/** What X-rays of one energy see; r_e/Å³. */
export const XRAY = {
  /** s_c */
  chargeRe: 0,
  chargeIm: 1,
  /** s_m1 per μB: dens resdens resmag fm1 */
  circularRe: 2,
  circularIm: 3,
  /** s_m2 per μB²: dens resdens resmag fm2 */
  linearRe: 4,
  linearIm: 5,
  size: 6,
} as const;

/** Where the beam meets the sample: θ and λ of each point. */
export interface MagneticPoints {
  /** float[M] | Å⁻¹  4π sin θ/λ */
  readonly q: Float64Array;
  /** float[M] or float[1] | Å */
  readonly wavelength: Float64Array;
}

export interface MagneticLayers {
  /** Substrate and ambient included. */
  readonly count: number;
  /** float[N][17]  MAGNETIC records */
  readonly values: Float64Array;
  /** Whether a scattering factor is a function of the energy. */
  readonly dispersive: boolean;
  /**
   * @param energy  eV
   * @returns       float[N][6]  XRAY records, valid until the next call
   */
  xray(energy: number): Float64Array;
}

/** @returns records that are valid until the next call */
export function magneticLayers(sample: PyObject): MagneticLayers {
  const layers = layersOf(sample);
  const { length } = layers;
  const room = scratch();
  if (room.values.length !== length * MAGNETIC.size) {
    room.values = allocateShared(length * MAGNETIC.size);
    room.xrayValues = allocateShared(length * XRAY.size);
  }
  const { values, xrayValues } = room;
  const of = new Map<Value, number>();
  layers.forEach((layer, i) => {
    const at = i * MAGNETIC.size;
    const same = of.get(layer);
    if (same === undefined) {
      writeLayer(values, layer, at);
      of.set(layer, at);
    } else values.copyWithin(at, same, same + MAGNETIC.size);
  });
  if (isInverted(sample)) turnOver(values);
  const dispersive = [...of.keys()].some((layer) =>
    FACTORS.some((name) => attribute(layer, name) instanceof EnergyFunction),
  );
  let known = Number.NaN;
  return {
    count: length,
    values,
    dispersive,
    xray(energy) {
      if (Number.isNaN(known) || (dispersive && energy !== known)) {
        known = energy;
        const written = new Map<Value, number>();
        layers.forEach((layer, i) => {
          const at = i * XRAY.size;
          const same = written.get(layer);
          if (same === undefined) {
            writeXray(xrayValues, layer, energy, at);
            written.set(layer, at);
          } else xrayValues.copyWithin(at, same, same + XRAY.size);
        });
      }
      return xrayValues;
    },
  };
}

/** Substrate first, ambient last, as the beam would find them from below; in an inverted sample the other way round. */
export function layersOf(sample: PyObject): Value[] {
  const layers: Value[] = [attribute(sample, "Substrate")];
  for (const stack of itemsIn(attribute(sample, "Stacks"))) {
    const times = asIndex(attribute(stack, "Repetitions"));
    if (times === undefined) throw pyError("TypeError", "Repetitions of a stack must be an int");
    const period = itemsIn(attribute(stack, "Layers"));
    if (times > 0) spendItems(1 + times * period.length, 16);
    if (period.length > 0) for (let n = 0; n < times; n++) for (const layer of period) layers.push(layer);
  }
  layers.push(attribute(sample, "Ambient"));
  return isInverted(sample) ? layers.reverse() : layers;
}

const FACTORS = ["f", "fr", "fm1", "fm2"] as const;

/** Reused by every call: a simulation of one session is over before its next begins. */
const scratch = perSession(() => ({ values: new Float64Array(0), xrayValues: new Float64Array(0) }));

function writeLayer(values: Float64Array, layer: Value, at: number): void {
  const moment = floatAttribute(layer, "magn");
  const phi = floatAttribute(layer, "magn_ang") * DEGREE + (moment < 0 ? Math.PI : 0);
  const theta = floatAttribute(layer, "magn_theta") * DEGREE * (moment < 0 ? -1 : 1);
  const b = complexAttribute(layer, "b");
  values[at + MAGNETIC.thickness] = floatAttribute(layer, "d");
  values[at + MAGNETIC.roughness] = floatAttribute(layer, "sigma");
  values[at + MAGNETIC.density] = floatAttribute(layer, "dens");
  values[at + MAGNETIC.moment] = Math.abs(moment);
  values[at + MAGNETIC.angle] = phi;
  values[at + MAGNETIC.x] = Math.cos(theta) * Math.cos(phi);
  values[at + MAGNETIC.y] = Math.cos(theta) * Math.sin(phi);
  values[at + MAGNETIC.z] = Math.sin(theta);
  values[at + MAGNETIC.lowerThickness] = floatAttribute(layer, "dd_l");
  values[at + MAGNETIC.lowerGain] = floatAttribute(layer, "dmag_l");
  values[at + MAGNETIC.lowerRoughness] = floatAttribute(layer, "sigma_ml");
  values[at + MAGNETIC.upperThickness] = floatAttribute(layer, "dd_u");
  values[at + MAGNETIC.upperGain] = floatAttribute(layer, "dmag_u");
  values[at + MAGNETIC.upperRoughness] = floatAttribute(layer, "sigma_mu");
  values[at + MAGNETIC.neutronRe] = b.re;
  values[at + MAGNETIC.neutronIm] = b.im;
  values[at + MAGNETIC.crossSection] = floatAttribute(layer, "xs_ai");
}

/** Seen from below, a face belongs to the layer that was above it, and a layer's upper interface is its lower one. */
function turnOver(values: Float64Array): void {
  const last = values.length - MAGNETIC.size;
  for (let at = 0; at <= last; at += MAGNETIC.size) {
    const roughness = MAGNETIC.roughness + at;
    values[roughness] = at < last ? values[roughness + MAGNETIC.size]! : 0;
    for (let part: number = MAGNETIC.lowerThickness; part <= MAGNETIC.lowerRoughness; part++) {
      const upper = at + part + MAGNETIC.upperThickness - MAGNETIC.lowerThickness;
      const lower = values[at + part]!;
      values[at + part] = values[upper]!;
      values[upper] = lower;
    }
  }
}

function writeXray(xrayValues: Float64Array, layer: Value, energy: number, at: number): void {
  const density = floatAttribute(layer, "dens");
  const resonant = floatAttribute(layer, "resdens");
  const magnetic = density * resonant * floatAttribute(layer, "resmag");
  const [f, fr, fm1, fm2] = FACTORS.map((name) => factorAt(layer, name, energy)) as [Factor, Factor, Factor, Factor];
  xrayValues[at + XRAY.chargeRe] = density * (f.re + resonant * fr.re);
  xrayValues[at + XRAY.chargeIm] = density * (f.im + resonant * fr.im);
  xrayValues[at + XRAY.circularRe] = magnetic * fm1.re;
  xrayValues[at + XRAY.circularIm] = magnetic * fm1.im;
  xrayValues[at + XRAY.linearRe] = magnetic * fm2.re;
  xrayValues[at + XRAY.linearIm] = magnetic * fm2.im;
}

interface Factor {
  readonly re: number;
  readonly im: number;
}

function factorAt(layer: Value, name: string, energy: number): Factor {
  const factor = attribute(layer, name);
  return factor instanceof EnergyFunction ? factor.at(energy) : complexAttribute(layer, name);
}
