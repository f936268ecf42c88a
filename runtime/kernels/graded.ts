/**
 * Specular reflection of layers that have an interface layer at either face, such as
 * a magnetic moment that is less where two materials meet. An interface between two
 * layers is then three: from the layer below to its upper interface layer, on to the
 * lower interface layer of the one above, and into that. In waves q, with ″ for what is just above,
 *
 *     (D)     (t″  s″E″)        (t  s)        (t′  s′E′)  (D)         t = q″ + q
 *     (N) ←   (s″E″  t″) · L ·  (s  t) · U ·  (s′E′  t′)  (N)         s = q″ − q
 *
 *     U = (1  0; 0  e^{i q d})   through the interface layer below the interface, L through that above
 *     E = exp(−q″q σ²/2)         of the moment's own roughness
 *
 * where what is off the diagonal of the whole is multiplied by E of the roughness σ that all three share, with
 * the q of the two layers themselves: the mean over an interface that moves as one. Then N ← N e^{i q d} through
 * the rest of the layer, and A = N/D at the top. Without interface layers this is Parratt's recursion.
 *
 * Only quotients of waves that decay are made, so nothing overflows in a thick absorber, nor in what absorbs less than
 * the ambient.
 *
 * No object is made inside the loops: a complex number is two locals, …Re and …Im.
 */
import { cos as cosine, exp, sin as sine } from "./exponential.ts";

/** One row a layer, substrate first, ambient last. */
export const GRADED = {
  /** Å⁻²  V of the layer: (4π/λ)² (n² − n_ambient²) */
  potentialRe: 0,
  potentialIm: 1,
  /** V of its interface layers */
  lowerRe: 2,
  lowerIm: 3,
  upperRe: 4,
  upperIm: 5,
  /** Å, between the interface layers; not used for substrate and ambient */
  thickness: 6,
  /** Å rms, of the upper face, interface layers and all; not used for the ambient */
  roughness: 7,
  /** Å, and Å rms between the layer and its interface layer; the ambient has no upper one, the substrate no lower one */
  lowerThickness: 8,
  lowerRoughness: 9,
  upperThickness: 10,
  upperRoughness: 11,
  size: 12,
} as const;

/** N and D shrink by about |q|³ an interface; brought back to size before their squares underflow. */
const RESCALE_EVERY = 4;
/** Waves that grow by less than e^this are left to it: nothing overflows between two rescalings. */
const GROWTH = 20;
/** Per layer: the wave in it, in its lower and in its upper interface layer. */
const WAVE = { hereRe: 0, hereIm: 1, lowerRe: 2, lowerIm: 3, upperRe: 4, upperIm: 5, size: 6 } as const;

let waves = new Float64Array(0);
/** What `damping` and `phase` give. */
const factor = new Float64Array(2);
/** Re and Im of the D and the N that came of D, then of those that came of N. */
const columns = new Float64Array(8);

/**
 * @param q          float[M]     | Å⁻¹  momentum transfer, above 0
 * @param layers     float[N][12] | GRADED records; N ≥ 2
 * @param ambientRe  1            | Re n_ambient²
 * @param ambientIm  1            | Im n_ambient²
 * @param out        float[M]     | 1  receives |A|²
 */
export function graded(
  q: Float64Array,
  layers: Float64Array,
  ambientRe: number,
  ambientIm: number,
  out: Float64Array,
): void {
  for (let i = 0; i < q.length; i++) {
    stack(q[i]! * q[i]!, layers, ambientRe, ambientIm);
    out[i] = (nRe * nRe + nIm * nIm) / (dRe * dRe + dIm * dIm);
  }
}

/** @param out  float[M][2] | 1  receives Re A, Im A */
export function gradedAmplitude(
  q: Float64Array,
  layers: Float64Array,
  ambientRe: number,
  ambientIm: number,
  out: Float64Array,
): void {
  for (let i = 0; i < q.length; i++) {
    stack(q[i]! * q[i]!, layers, ambientRe, ambientIm);
    const size = dRe * dRe + dIm * dIm;
    out[2 * i] = (nRe * dRe + nIm * dIm) / size;
    out[2 * i + 1] = (nIm * dRe - nRe * dIm) / size;
  }
}

/** The numerator and the denominator of the amplitude that is worked on. */
let nRe = 0;
let nIm = 0;
let dRe = 1;
let dIm = 0;

function stack(q2: number, layers: Float64Array, ambientRe: number, ambientIm: number): void {
  const count = layers.length / GRADED.size;
  if (waves.length < count * WAVE.size) waves = new Float64Array(count * WAVE.size);
  for (let j = 0; j < count; j++) {
    const at = j * GRADED.size;
    const wave = j * WAVE.size;
    for (let part = 0; part < WAVE.size; part += 2) {
      const same = part > 0 && layers[at + part] === layers[at] && layers[at + part + 1] === layers[at + 1];
      if (same) {
        waves[wave + part] = waves[wave]!;
        waves[wave + part + 1] = waves[wave + 1]!;
      } else root(wave + part, ambientRe * q2 + layers[at + part]!, ambientIm * q2 + layers[at + part + 1]!);
    }
  }
  nRe = 0;
  nIm = 0;
  dRe = 1;
  dIm = 0;
  for (let j = 1; j < count; j++) {
    const at = j * GRADED.size;
    const wave = j * WAVE.size;
    const below = at - GRADED.size;
    const waveBelow = wave - WAVE.size;
    if (j > 1) through(waveBelow + WAVE.hereRe, layers[below + GRADED.thickness]!);
    interfaceOf(layers, at, below, wave, waveBelow);
    if (j % RESCALE_EVERY === 0) {
      const scale = 1 / (Math.abs(dRe) + Math.abs(dIm));
      nRe *= scale;
      nIm *= scale;
      dRe *= scale;
      dIm *= scale;
    }
  }
}

/** √z, Re ≥ 0, Im with the sign of Im z (and + at 0: it decays downwards). */
function root(at: number, zRe: number, zIm: number): void {
  if (zIm === 0) {
    waves[at] = zRe > 0 ? Math.sqrt(zRe) : 0;
    waves[at + 1] = zRe < 0 ? Math.sqrt(-zRe) : 0;
    return;
  }
  const larger = Math.sqrt(0.5 * (Math.abs(zRe) + Math.sqrt(zRe * zRe + zIm * zIm)));
  const smaller = larger > 0 ? (0.5 * zIm) / larger : 0; // squares of next to nothing are nothing
  waves[at] = zRe >= 0 ? larger : Math.abs(smaller);
  waves[at + 1] = zRe >= 0 ? smaller : zIm < 0 ? -larger : larger;
}

/** N ← N e^{i q d}, or the same of the quotient where that grows: D ← D e^{−i q d} */
function through(wave: number, d: number): void {
  if (d === 0) return;
  if (grows(wave, d)) {
    if (nRe === 0 && nIm === 0) return;
    phase(wave, -d);
    const before = dRe;
    dRe = before * factor[0]! - dIm * factor[1]!;
    dIm = before * factor[1]! + dIm * factor[0]!;
    return;
  }
  phase(wave, d);
  const before = nRe;
  nRe = before * factor[0]! - nIm * factor[1]!;
  nIm = before * factor[1]! + nIm * factor[0]!;
}

/** (D, 0) and (0, N) each on its own way up, put together with the roughness that all interfaces share. */
function interfaceOf(layers: Float64Array, at: number, below: number, wave: number, waveBelow: number): void {
  columns[0] = dRe;
  columns[1] = dIm;
  columns[6] = nRe;
  columns[7] = nIm;
  columns[2] = columns[3] = columns[4] = columns[5] = 0;
  step(waveBelow, waveBelow + WAVE.upperRe, layers[below + GRADED.upperRoughness]!);
  pass(waveBelow + WAVE.upperRe, layers[below + GRADED.upperThickness]!);
  step(waveBelow + WAVE.upperRe, wave + WAVE.lowerRe, 0);
  pass(wave + WAVE.lowerRe, layers[at + GRADED.lowerThickness]!);
  step(wave + WAVE.lowerRe, wave, layers[at + GRADED.lowerRoughness]!);
  damping(waveBelow, wave, layers[below + GRADED.roughness]!);
  const eRe = factor[0]!;
  const eIm = factor[1]!;
  nRe = eRe * columns[2]! - eIm * columns[3]! + columns[6]!;
  nIm = eRe * columns[3]! + eIm * columns[2]! + columns[7]!;
  dRe = eRe * columns[4]! - eIm * columns[5]! + columns[0]!;
  dIm = eRe * columns[5]! + eIm * columns[4]! + columns[1]!;
}

/** From one wave up to the next; nothing where they are the same. */
function step(from: number, to: number, sigma: number): void {
  const tRe = waves[to]! + waves[from]!;
  const tIm = waves[to + 1]! + waves[from + 1]!;
  let sRe = waves[to]! - waves[from]!;
  let sIm = waves[to + 1]! - waves[from + 1]!;
  if (sRe === 0 && sIm === 0) return;
  if (sigma !== 0) {
    damping(from, to, sigma);
    const before = sRe;
    sRe = before * factor[0]! - sIm * factor[1]!;
    sIm = before * factor[1]! + sIm * factor[0]!;
  }
  for (let column = 0; column < 8; column += 4) {
    const aRe = columns[column]!;
    const aIm = columns[column + 1]!;
    const bRe = columns[column + 2]!;
    const bIm = columns[column + 3]!;
    columns[column] = tRe * aRe - tIm * aIm + sRe * bRe - sIm * bIm;
    columns[column + 1] = tRe * aIm + tIm * aRe + sRe * bIm + sIm * bRe;
    columns[column + 2] = sRe * aRe - sIm * aIm + tRe * bRe - tIm * bIm;
    columns[column + 3] = sRe * aIm + sIm * aRe + tRe * bIm + tIm * bRe;
  }
}

/** Through an interface layer: what becomes N, or D where N would grow. */
function pass(wave: number, d: number): void {
  if (d === 0) return;
  const growing = grows(wave, d);
  phase(wave, growing ? -d : d);
  for (let at = growing ? 0 : 2; at < 8; at += 4) {
    const before = columns[at]!;
    columns[at] = before * factor[0]! - columns[at + 1]! * factor[1]!;
    columns[at + 1] = before * factor[1]! + columns[at + 1]! * factor[0]!;
  }
}

/** Whether the wave is much more at the top, as where a layer absorbs less than the ambient. */
function grows(wave: number, d: number): boolean {
  return d * waves[wave + 1]! < -GROWTH;
}

/** e^{i q d} */
function phase(wave: number, d: number): void {
  const size = exp(-d * waves[wave + 1]!);
  const angle = d * waves[wave]!;
  factor[0] = size * cosine(angle);
  factor[1] = size * sine(angle);
}

/** exp(−q q′ σ²/2) */
function damping(from: number, to: number, sigma: number): void {
  const s = -0.5 * sigma * sigma;
  const size = exp(s * (waves[from]! * waves[to]! - waves[from + 1]! * waves[to + 1]!));
  const angle = s * (waves[from]! * waves[to + 1]! + waves[from + 1]! * waves[to]!);
  factor[0] = size * cosine(angle);
  factor[1] = size * sine(angle);
}
