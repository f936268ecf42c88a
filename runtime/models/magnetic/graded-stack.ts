/**
 * A stack that waves of one kind see, interface layers and all, from its refractive
 * indices n = 1 − δ: what the kernels graded and parratt take. Neutrons of one spin,
 * and X-rays of one handedness, are such waves.
 */

import { GRADED } from "../../kernels/graded.ts";
import { AMBIENT, LAYER } from "../../kernels/layers.ts";
import { load } from "../../kernels/load.ts";
import { allocateShared } from "../../python/budget.ts";
import { MAGNETIC, type MagneticLayers } from "./layer-values.ts";

const KERNELS = load();

/** δ of a layer, of its lower and of its upper interface layer. */
export const DELTA = { re: 0, im: 1, lowerRe: 2, lowerIm: 3, upperRe: 4, upperIm: 5, size: 6 } as const;

const ambient = new Float64Array(AMBIENT.size);
let records = new Float64Array(0);
let plainRecords = new Float64Array(0);

/**
 * @param deltas      float[N][6]  DELTA records
 * @param wavelength  Å, of all points
 * @param q           float[M] | Å⁻¹
 * @param out         float[M], receives |A|², or float[M][2], receives Re A and Im A
 */
export function reflectGraded(
  { values, count }: MagneticLayers,
  deltas: Float64Array,
  wavelength: number,
  q: Float64Array,
  out: Float64Array,
): void {
  const amplitudes = out.length !== q.length;
  const plain = makeRecords(values, count, deltas, wavelength);
  const kernel = amplitudes ? KERNELS.gradedAmplitude : KERNELS.graded;
  if (amplitudes || !plain || q.length === 1) {
    kernel(q, records, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!, out);
    return;
  }
  if (plainRecords.length !== count * LAYER.size) plainRecords = allocateShared(count * LAYER.size);
  for (let from = 0, to = 0; from < records.length; from += GRADED.size, to += LAYER.size) {
    plainRecords[to + LAYER.potentialRe] = records[from + GRADED.potentialRe]!;
    plainRecords[to + LAYER.potentialIm] = records[from + GRADED.potentialIm]!;
    plainRecords[to + LAYER.thickness] =
      records[from + GRADED.thickness]! +
      records[from + GRADED.lowerThickness]! +
      records[from + GRADED.upperThickness]!;
    plainRecords[to + LAYER.roughness] = records[from + GRADED.roughness]!;
  }
  KERNELS.parratt(q, plainRecords, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!, out);
}

/** @returns whether no interface layer differs from its layer */
function makeRecords(values: Float64Array, count: number, deltas: Float64Array, wavelength: number): boolean {
  if (records.length !== count * GRADED.size) records = allocateShared(count * GRADED.size);
  const top = (count - 1) * DELTA.size;
  const topRe = deltas[top]!;
  const topIm = deltas[top + 1]!;
  ambient[AMBIENT.re] = (1 - topRe) * (1 - topRe) - topIm * topIm;
  ambient[AMBIENT.im] = -2 * (1 - topRe) * topIm;
  const wave = (4 * Math.PI) / wavelength;
  const scale = wave * wave;
  let plain = true;
  for (let j = 0; j < count; j++) {
    const at = j * GRADED.size;
    for (let part = 0; part < DELTA.size; part += 2) {
      // (δ_ambient − δ)(2 − δ − δ_ambient), as in layersAt
      const re = deltas[j * DELTA.size + part]!;
      const im = deltas[j * DELTA.size + part + 1]!;
      const lessRe = topRe - re;
      const lessIm = topIm - im;
      const sumRe = 2 - re - topRe;
      const sumIm = -im - topIm;
      records[at + part] = scale * (lessRe * sumRe - lessIm * sumIm);
      records[at + part + 1] = scale * (lessRe * sumIm + lessIm * sumRe);
      if (records[at + part] !== records[at] || records[at + part + 1] !== records[at + 1]) plain = false;
    }
    const from = j * MAGNETIC.size;
    const lower = values[from + MAGNETIC.lowerThickness]!;
    const upper = values[from + MAGNETIC.upperThickness]!;
    // Interface layers keep their thickness where a layer is thinner than both.
    records[at + GRADED.thickness] = Math.max(0, values[from + MAGNETIC.thickness]! - lower - upper);
    records[at + GRADED.roughness] = values[from + MAGNETIC.roughness]!;
    records[at + GRADED.lowerThickness] = lower;
    records[at + GRADED.lowerRoughness] = values[from + MAGNETIC.lowerRoughness]!;
    records[at + GRADED.upperThickness] = upper;
    records[at + GRADED.upperRoughness] = values[from + MAGNETIC.upperRoughness]!;
  }
  // What the ambient's interface layer would absorb of the reflected wave.
  return plain && (ambient[AMBIENT.im] === 0 || values[(count - 1) * MAGNETIC.size + MAGNETIC.lowerThickness] === 0);
}
