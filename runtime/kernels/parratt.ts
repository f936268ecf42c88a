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
 * What goes into an interface is worked out for a block of Q at a time, and once
 * for interfaces that are alike: a multilayer has few different ones. What the
 * call before left is used again where it was for the same Q, potentials and so
 * on: a fit varies some layers, and substrate and ambient hardly ever.
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

/** Points of Q that are worked on at a time: what belongs to them stays in the processor's nearest memory. */
const BLOCK = 256;
/** Points times layers of a block, so that a stack of a million layers takes megabytes. */
const MOST = 2 ** 17;
/** Kinds that a layer is compared with: a period has few, and a graded stack would find none among its hundreds. */
const COMPARED = 32;

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
  const count = layers.length / LAYER.size;
  if (PARTS.length < PART.size * count) PARTS = new Int32Array(2 * PART.size * count);
  const block = Math.max(1, Math.min(BLOCK, q.length, Math.floor(MOST / count)));
  for (let from = 0; from < q.length; from += block) {
    const points = Math.min(block, q.length - from);
    if (!sameBlock(q, from, points, ambientRe, ambientIm)) for (const table of TABLES) table.start(points);
    call++;
    WAVES.used = PHASES.used = STEPS.used = 0;
    for (let i = 0; i < count; i++) {
      const at = i * LAYER.size;
      const potentialRe = layers[at + LAYER.potentialRe]!;
      const potentialIm = layers[at + LAYER.potentialIm]!;
      const wave = WAVES.find(potentialRe, potentialIm, 0);
      if (WAVES.isNew)
        makeWaves(potentialRe, potentialIm, ambientRe, ambientIm, points, WAVES.values, wave * WAVES.stride);
      PARTS[i * PART.size + PART.wave] = wave;
    }
    for (let i = 1; i < count; i++) {
      const below = (i - 1) * LAYER.size;
      const lower = PARTS[(i - 1) * PART.size + PART.wave]!;
      const upper = PARTS[i * PART.size + PART.wave]!;
      const sigma = layers[below + LAYER.roughness]!;
      const step = STEPS.find(lower, upper, sigma);
      if (STEPS.isNew || STEPS.made[step]! < Math.max(WAVES.made[lower]!, WAVES.made[upper]!)) {
        STEPS.made[step] = call;
        makeStep(lower * WAVES.stride, upper * WAVES.stride, sigma, points, STEPS.values, step * STEPS.stride);
      }
      PARTS[i * PART.size + PART.step] = step * STEPS.stride;
      if (i === 1) continue;
      const d = layers[below + LAYER.thickness]!;
      const phase = PHASES.find(lower, d, 0);
      if (PHASES.isNew || PHASES.made[phase]! < WAVES.made[lower]!) {
        PHASES.made[phase] = call;
        makePhases(lower * WAVES.stride, d, points, PHASES.values, phase * PHASES.stride);
      }
      PARTS[i * PART.size + PART.phase] = phase * PHASES.stride;
    }
    recur(points, count, out, from);
    for (let i = from; i < from + points; i++) {
      if (!(out[i]! < Infinity)) out[i] = reflectivityAt(q[i]!, layers, ambientRe, ambientIm);
    }
  }
}

/** The interfaces from the substrate up, for each Q of the block. */
function recur(points: number, count: number, out: Float64Array, from: number): void {
  const steps = STEPS.values;
  const phases = PHASES.values;
  const parts = PARTS;
  const end = count * PART.size;
  const first = parts[PART.size + PART.step]!;
  for (let k = 0; k < points; k++) {
    // Nothing comes back from the substrate: N = 0, D = 1.
    let at = first + 4 * k;
    let nRe = steps[at]!;
    let nIm = steps[at + 1]!;
    let dRe = steps[at + 2]!;
    let dIm = steps[at + 3]!;
    let untilRescale = RESCALE_EVERY - 1;
    for (let part = 2 * PART.size; part < end; part += PART.size) {
      at = parts[part + PART.step]! + 4 * k;
      const aRe = steps[at]!;
      const aIm = steps[at + 1]!;
      const bRe = steps[at + 2]!;
      const bIm = steps[at + 3]!;
      at = parts[part + PART.phase]! + 2 * k;
      const pRe = phases[at]!;
      const pIm = phases[at + 1]!;
      // N ← p·N: down through the layer below and back.
      const mRe = nRe * pRe - nIm * pIm;
      const mIm = nRe * pIm + nIm * pRe;
      nRe = aRe * dRe - aIm * dIm + bRe * mRe - bIm * mIm;
      nIm = aRe * dIm + aIm * dRe + bRe * mIm + bIm * mRe;
      const denominatorRe = bRe * dRe - bIm * dIm + aRe * mRe - aIm * mIm;
      dIm = bRe * dIm + bIm * dRe + aRe * mIm + aIm * mRe;
      dRe = denominatorRe;
      if (--untilRescale === 0) {
        untilRescale = RESCALE_EVERY;
        const scale = 1 / (Math.abs(dRe) + Math.abs(dIm));
        nRe *= scale;
        nIm *= scale;
        dRe *= scale;
        dIm *= scale;
      }
    }
    out[from + k] = (nRe * nRe + nIm * nIm) / (dRe * dRe + dIm * dIm);
  }
}

/** The wave in a layer: √z, Re ≥ 0, Im with the sign of Im z (and + at 0: it decays downwards). */
function makeWaves(
  potentialRe: number,
  potentialIm: number,
  ambientRe: number,
  ambientIm: number,
  points: number,
  waves: Float64Array,
  to: number,
): void {
  for (let k = 0; k < points; k++) {
    const q2 = Q[k]! * Q[k]!;
    const zRe = ambientRe * q2 + potentialRe;
    const zIm = ambientIm * q2 + potentialIm;
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
    waves[to + 2 * k] = hereRe;
    waves[to + 2 * k + 1] = hereIm;
  }
}

/** a = (q′ − q)·exp(−q q′ σ²/2) and b = q′ + q of an interface */
function makeStep(lower: number, upper: number, sigma: number, points: number, steps: Float64Array, to: number): void {
  const waves = WAVES.values;
  const s = -0.5 * sigma * sigma;
  for (let k = 0; k < points; k++) {
    const belowRe = waves[lower + 2 * k]!;
    const belowIm = waves[lower + 2 * k + 1]!;
    const hereRe = waves[upper + 2 * k]!;
    const hereIm = waves[upper + 2 * k + 1]!;
    let aRe = hereRe - belowRe;
    let aIm = hereIm - belowIm;
    if (s !== 0) {
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
    const at = to + 4 * k;
    steps[at] = aRe;
    steps[at + 1] = aIm;
    steps[at + 2] = hereRe + belowRe;
    steps[at + 3] = hereIm + belowIm;
  }
}

/** p = exp(i q d) of a layer */
function makePhases(wave: number, d: number, points: number, phases: Float64Array, to: number): void {
  const waves = WAVES.values;
  for (let k = 0; k < points; k++) {
    const size = exp(-d * waves[wave + 2 * k + 1]!);
    const phase = d * waves[wave + 2 * k]!;
    phases[to + 2 * k] = size * cosine(phase);
    phases[to + 2 * k + 1] = size * sine(phase);
  }
}

/** What is the same for layers or interfaces that are alike: a row for each kind, found by three numbers. */
class Table {
  /** Numbers of a row. */
  stride = 0;
  values: Float64Array = new Float64Array(0);
  /** The call that made each row. */
  made: Float64Array = new Float64Array(0);
  /** Rows that this call has asked for: the first ones. Those of the call before that are not asked for yet lie behind. */
  used = 0;
  /** What `find` gave is not there yet. */
  isNew = false;
  private keys: Float64Array = new Float64Array(0);
  private known = 0;
  private readonly perPoint: number;

  constructor(perPoint: number) {
    this.perPoint = perPoint;
  }
  /** For other points: nothing is known of them. */
  start(points: number): void {
    this.known = 0;
    this.stride = this.perPoint * points;
    const size = this.made.length * this.stride;
    if (this.values.length < size) this.values = new Float64Array(size);
  }
  /** The row of three numbers: one of this call, or the next in turn, which is new unless the call before had the same there. */
  find(a: number, b: number, c: number): number {
    const { keys, used } = this;
    const compared = Math.min(used, COMPARED);
    for (let row = 0; row < compared; row++) {
      if (keys[3 * row] === a && keys[3 * row + 1] === b && keys[3 * row + 2] === c) {
        this.isNew = false;
        return row;
      }
    }
    if (3 * used === keys.length) this.grow();
    this.used++;
    const at = 3 * used;
    this.isNew = used >= this.known || this.keys[at] !== a || this.keys[at + 1] !== b || this.keys[at + 2] !== c;
    if (this.isNew) {
      this.keys[at] = a;
      this.keys[at + 1] = b;
      this.keys[at + 2] = c;
      this.made[used] = call;
      this.known = Math.max(this.known, used + 1);
    }
    return used;
  }
  private grow(): void {
    const rows = Math.max(8, 2 * this.made.length);
    if (this.values.length < rows * this.stride) this.values = larger(this.values, rows * this.stride);
    this.made = larger(this.made, rows);
    this.keys = larger(this.keys, 3 * rows);
  }
}

function larger(old: Float64Array, length: number): Float64Array {
  const next = new Float64Array(length);
  next.set(old);
  return next;
}

/** float[kinds][points][2] | Å⁻¹  Re, Im of the wave, by potential */
const WAVES = new Table(2);
/** float[kinds][points][2] | 1  Re, Im of p, by wave and thickness */
const PHASES = new Table(2);
/** float[kinds][points][4] | Å⁻¹  Re, Im of a, Re, Im of b, by the two waves and roughness */
const STEPS = new Table(4);
const TABLES = [WAVES, PHASES, STEPS];

/** Which rows a layer has: its wave's number, and where the step up to it from below and the phase of the layer below begin. */
const PART = { wave: 0, step: 1, phase: 2, size: 3 } as const;
let PARTS = new Int32Array(0);

/** Of which Q and ambient the tables are: whoever asks next, in whichever session, gets the numbers that it would have made. */
const Q = new Float64Array(BLOCK);
let known = { points: 0, ambientRe: 0, ambientIm: 0 };
/** Counts blocks. */
let call = 0;

/** Whether the block is the one that was worked on last; from now on it is. */
function sameBlock(q: Float64Array, from: number, points: number, ambientRe: number, ambientIm: number): boolean {
  let same = known.points === points && known.ambientRe === ambientRe && known.ambientIm === ambientIm;
  for (let k = 0; same && k < points; k++) same = Q[k] === q[from + k];
  if (same) return true;
  for (let k = 0; k < points; k++) Q[k] = q[from + k]!;
  known = { points, ambientRe, ambientIm };
  return false;
}
