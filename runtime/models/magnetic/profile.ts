/**
 * The profile of a sample of mag_refl that is not sliced, for drawing: each step an error
 * function. At the face z_j between layer j and the one above there are three,
 *
 *     X_j → X_j(1 + g_u)  at z_j − t_u      σ² = σ_u² + σ_j²       of layer j's upper interface layer
 *       … → …             at z_j            σ_j
 *     … → X_j₊₁           at z_j + t_l      σ² = σ_l² + σ_j²       of the lower one of the layer above
 *
 * where X is anything that goes with the moment or its square; the rest has the step at z_j alone.
 */
import { erf } from "../../kernels/erf.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import { MAGNETIC, type MagneticLayers, XRAY } from "./layer-values.ts";
import { addMoment, record, SLICE } from "./slices.ts";

/** Å, distance of the points; how far they go beyond the outermost faces: roughnesses, and Å. */
const STEP = 0.5;
const ROUGHNESSES = 10;
const BEYOND = 50;
/** Å, keeps a sharp face from a division by 0. */
const SHARPEST = 1e-20;

/** From below the substrate's surface to above the top. @param values  MAGNETIC records */
export function profileDepths(values: Float64Array): Float64Array {
  let position = 0;
  let highest = 0;
  let roughest = 0;
  for (let at = 0; at < values.length; at += MAGNETIC.size) {
    roughest = Math.max(roughest, values[at + MAGNETIC.roughness]!);
    if (at === 0 || at === values.length - MAGNETIC.size) continue;
    position += values[at + MAGNETIC.thickness]!;
    highest = Math.max(highest, position);
  }
  const start = -(values[MAGNETIC.roughness]! + SHARPEST) * ROUGHNESSES - BEYOND;
  const stop = highest + (roughest + SHARPEST) * ROUGHNESSES + BEYOND;
  const z = allocate(Math.max(0, Math.ceil((stop - start) / STEP)));
  const delta = start + STEP - start;
  for (let i = 0; i < z.length; i++) z[i] = start + i * delta;
  return z;
}

/**
 * @param energy  eV
 * @param z       float[n] | Å  above the substrate's surface
 * @returns       float[n][28]  SLICE records
 */
export function drawMagnetic(layers: MagneticLayers, energy: number, z: Float64Array): Float64Array {
  const { values } = layers;
  const xray = layers.xray(energy);
  const faces = layers.count - 1;
  spendMany(z.length * layers.count * 4);
  const out = allocate(z.length * SLICE.size);
  const [bulk, lower, upper, above] = [fresh(), fresh(), fresh(), fresh()];
  const write = (j: number, gain: number, into: Float64Array) => {
    const at = j * MAGNETIC.size;
    record(values, at, xray, j * XRAY.size, true, into);
    addMoment(into, values[at + MAGNETIC.moment]! * (1 + gain));
  };
  let position = 0;
  for (let j = 0; j < faces; j++) {
    const at = j * MAGNETIC.size;
    const next = at + MAGNETIC.size;
    if (j > 0) position += values[at + MAGNETIC.thickness]!;
    write(j, 0, bulk);
    write(j, values[at + MAGNETIC.upperGain]!, upper);
    write(j + 1, values[next + MAGNETIC.lowerGain]!, lower);
    write(j + 1, 0, above);
    const sigma = values[at + MAGNETIC.roughness]! + SHARPEST;
    const upperWidth = Math.sqrt(2 * ((values[at + MAGNETIC.upperRoughness]! + SHARPEST) ** 2 + sigma ** 2));
    const lowerWidth = Math.sqrt(2 * ((values[next + MAGNETIC.lowerRoughness]! + SHARPEST) ** 2 + sigma ** 2));
    for (let i = 0, to = 0; i < z.length; i++, to += SLICE.size) {
      const down = -(z[i]! - position);
      const first = 0.5 + 0.5 * erf((down - values[at + MAGNETIC.upperThickness]!) / upperWidth);
      const last = 0.5 + 0.5 * erf((down + values[next + MAGNETIC.lowerThickness]!) / lowerWidth);
      const face = 0.5 + 0.5 * erf(down / Math.SQRT2 / sigma);
      for (let n = 0; n < SLICE.size; n++) {
        const inner = (bulk[n]! - upper[n]!) * first + (lower[n]! - above[n]!) * last;
        out[to + n]! += inner + (upper[n]! - lower[n]!) * face;
      }
    }
  }
  write(faces, 0, bulk);
  for (let to = 0; to < out.length; to += SLICE.size) for (let n = 0; n < SLICE.size; n++) out[to + n]! += bulk[n]!;
  return out;
}

const fresh = () => new Float64Array(SLICE.size);
