/**
 * The profile of a sample of mag_refl that is not sliced, for drawing: each step an error
 * function. At the face z_j between layer j and the one above there are three,
 *
 *     X_j → X_j′    at z_j − t_u      σ² = σ_u² + σ_j²       of layer j's upper interface layer
 *     X_j′ → X_j₊₁′ at z_j            σ_j
 *     X_j₊₁′ → X_j₊₁ at z_j + t_l     σ² = σ_l² + σ_j²       of the lower one of the layer above
 *
 * where X is anything, X′ = X but for what goes with the moment, (1 + dmag) X, or with its square.
 *
 * Outside of the film most of it is what is left of sums that should come to 0, so the order
 * of all sums and products is GenX's, which is numpy's.
 */
import { erf } from "../../math/erf.ts";
import { sumOfComplex, sumOfReals } from "../../math/numpy-sum.ts";
import { allocate, spendMany } from "../../python/budget.ts";
import { MAGNETIC } from "./layer-values.ts";

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

/** What is drawn: of each layer, and of its interface layers; float[N][2], Re and Im. */
export interface Drawn {
  readonly bulk: Float64Array;
  readonly lower: Float64Array;
  readonly upper: Float64Array;
  /** Whether GenX has complex numbers there, which numpy adds up in another order. */
  readonly complex: boolean;
  /** What the sums are multiplied by. */
  readonly scale: number;
}

/**
 * @param values  MAGNETIC records
 * @param z       float[n] | Å  above the substrate's surface
 * @returns       float[n][2] for each of `all`
 */
export function drawAll(values: Float64Array, all: readonly Drawn[], z: Float64Array): Float64Array[] {
  const faces = values.length / MAGNETIC.size - 1;
  spendMany(z.length * faces * (4 + all.length));
  const steps = all.map((drawn) => stepsOf(drawn, faces));
  const out = all.map(() => allocate(2 * z.length));
  const { position, shift, width } = facesOf(values, faces);
  const weights = allocate(3 * faces);
  const terms = [allocate(faces), allocate(faces)];
  for (let i = 0; i < z.length; i++) {
    for (let j = 0; j < faces; j++) {
      const down = -(z[i]! - position[j]!);
      weights[3 * j] = 0.5 + 0.5 * erf((down - shift[2 * j]!) / width[3 * j]!);
      weights[3 * j + 1] = 0.5 + 0.5 * erf((down + shift[2 * j + 1]!) / width[3 * j + 1]!);
      weights[3 * j + 2] = 0.5 + 0.5 * erf(down / Math.SQRT2 / width[3 * j + 2]!);
    }
    all.forEach(({ bulk, complex, scale }, n) => {
      const heights = steps[n]!;
      for (let part = 0; part < (complex ? 2 : 1); part++) {
        const term = terms[part]!;
        for (let j = 0; j < faces; j++) {
          const at = 6 * j + part;
          term[j] =
            heights[at]! * weights[3 * j]! +
            heights[at + 2]! * weights[3 * j + 1]! +
            heights[at + 4]! * weights[3 * j + 2]!;
        }
        const sum = complex ? sumOfComplex(term, 0, faces) : sumOfReals(term, 0, faces);
        out[n]![2 * i + part] = (sum + bulk[2 * faces + part]!) * scale;
      }
    });
  }
  return out;
}

/** float[faces][3][2]  the heights of the three steps, upper, lower, face */
function stepsOf({ bulk, lower, upper }: Drawn, faces: number): Float64Array {
  const out = allocate(6 * faces);
  for (let j = 0; j < faces; j++) {
    for (let part = 0; part < 2; part++) {
      const [here, above] = [2 * j + part, 2 * j + 2 + part];
      out[6 * j + part] = -(upper[here]! - bulk[here]!);
      out[6 * j + 2 + part] = -(bulk[above]! - lower[above]!);
      out[6 * j + 4 + part] = -(lower[above]! - upper[here]!);
    }
  }
  return out;
}

function facesOf(values: Float64Array, faces: number) {
  const position = allocate(faces);
  const shift = allocate(2 * faces);
  const width = allocate(3 * faces);
  for (let j = 0, at = 0; j < faces; j++, at += MAGNETIC.size) {
    const above = at + MAGNETIC.size;
    if (j > 0) position[j] = position[j - 1]! + values[at + MAGNETIC.thickness]!;
    shift[2 * j] = values[at + MAGNETIC.upperThickness]!;
    shift[2 * j + 1] = values[above + MAGNETIC.lowerThickness]!;
    const sigma = values[at + MAGNETIC.roughness]! + SHARPEST;
    const upper = values[at + MAGNETIC.upperRoughness]! + SHARPEST;
    const lower = values[above + MAGNETIC.lowerRoughness]! + SHARPEST;
    width[3 * j] = Math.sqrt(2 * (upper * upper + sigma * sigma));
    width[3 * j + 1] = Math.sqrt(2 * (lower * lower + sigma * sigma));
    width[3 * j + 2] = sigma;
  }
  return { position, shift, width };
}
