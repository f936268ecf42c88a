/**
 * "x-ray": X-rays to which moments are nothing, n = 1 − r_e λ²/2π · s_c, of one energy or of one for each point.
 */

import { AMBIENT, LAYER, layersAt, SLAB } from "../../kernels/layers.ts";
import { load } from "../../kernels/load.ts";
import { allocateShared } from "../../python/budget.ts";
import { ELECTRON_RADIUS, HC } from "../base/physical-constants.ts";
import { chargeReflection } from "../base/reflection-cost.ts";
import { MAGNETIC, type MagneticLayers, type MagneticPoints, XRAY } from "./layer-values.ts";

const KERNELS = load();

let slabs = new Float64Array(0);
let potentials = new Float64Array(0);
const ambient = new Float64Array(AMBIENT.size);
const point = new Float64Array(1);
const pointWavelength = new Float64Array(1);

/** @param out  float[M], receives R, or float[M][2], receives the amplitude */
export function isotropicReflectivity(
  layers: MagneticLayers,
  { q, wavelength }: MagneticPoints,
  out: Float64Array,
): void {
  chargeReflection(layers.count, q.length, 8);
  const { count } = layers;
  const width = out.length / q.length;
  if (wavelength.length === 1) {
    makeSlabs(layers, HC / wavelength[0]!);
    if (potentials.length !== count * LAYER.size) potentials = allocateShared(count * LAYER.size);
    layersAt(slabs, ELECTRON_RADIUS, wavelength[0]!, potentials, ambient);
    const kernel = width === 2 ? KERNELS.amplitude : KERNELS.parratt;
    kernel(q, potentials, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!, out);
    return;
  }
  const kernel = width === 2 ? KERNELS.amplitudeDispersive : KERNELS.parrattDispersive;
  if (!layers.dispersive) {
    makeSlabs(layers, HC / wavelength[0]!);
    kernel(q, wavelength, slabs, ELECTRON_RADIUS, out);
    return;
  }
  const result = new Float64Array(width);
  for (let i = 0; i < q.length; i++) {
    makeSlabs(layers, HC / wavelength[i]!);
    point[0] = q[i]!;
    pointWavelength[0] = wavelength[i]!;
    kernel(point, pointWavelength, slabs, ELECTRON_RADIUS, result);
    for (let k = 0; k < width; k++) out[i * width + k] = result[k]!;
  }
}

function makeSlabs(layers: MagneticLayers, energy: number): void {
  const { values, count } = layers;
  // This may run code of the script; what follows does not.
  const xray = layers.xray(energy);
  if (slabs.length !== count * SLAB.size) slabs = allocateShared(count * SLAB.size);
  for (let j = 0; j < count; j++) {
    const to = j * SLAB.size;
    slabs[to + SLAB.densityRe] = xray[j * XRAY.size + XRAY.chargeRe]!;
    slabs[to + SLAB.densityIm] = xray[j * XRAY.size + XRAY.chargeIm]!;
    slabs[to + SLAB.absorption] = 0;
    slabs[to + SLAB.thickness] = Math.max(0, values[j * MAGNETIC.size + MAGNETIC.thickness]!);
    slabs[to + SLAB.roughness] = values[j * MAGNETIC.size + MAGNETIC.roughness]!;
  }
}
