/**
 * What spinFlip needs to know of a stack before it looks at any Q: which layers have
 * moments, where moments meet, where R turns, and which layers are repeated, so that their
 * waves are those of the first of them.
 */

/** What waves of either spin see of a layer; substrate first, ambient last. */
export const SPIN_LAYER = {
  /** V of spin up, along the moment, as in layers.ts, Å⁻²; 0 for the ambient */
  upRe: 0,
  upIm: 1,
  /** V of spin down; that of spin up where the layer has no moment */
  downRe: 2,
  downIm: 3,
  /** Å; not used for substrate and ambient */
  thickness: 4,
  /** Å rms, of the layer's upper face; not used for the ambient */
  roughness: 5,
  /** Radians from the polarisation of the beam to the moment; not used where there is no moment */
  angle: 6,
  size: 7,
} as const;

/** Bits of a layer and the interface below it. The layer has a moment. */
export const MOMENT = 1;
/** It or the one below has. */
export const SPLIT = 2;
/** Both have, and not parallel ones. */
export const TWIST = 4;
/** R turns before the interface. */
export const TURN = 8;
/** R₀₁ and R₁₀ may differ from 0. */
export const MIXED = 16;

/** Numbers of a layer's block of factors: those of the interface below it, by its bits, then those of the layer. */
const AT_TWIST = 14;
const AT_MIXED = 6;
const AT_SPLIT = 4;
const AT_PLAIN = 2;
/** A period of more layers than this is not noticed. */
const LONGEST_PERIOD = 64;

/** Entry j is of layer j and the interface below it. */
export class SpinPlan {
  flags: Uint8Array = new Uint8Array(0);
  /** Of half the angle by which the axis turns. */
  cos: Float64Array = new Float64Array(0);
  sin: Float64Array = new Float64Array(0);
  /** Å²  σ² of the interface */
  variance: Float64Array = new Float64Array(0);
  /** The first layer that is the same, and on the same: j itself for most. */
  like: Int32Array = new Int32Array(0);
  /** Where the factors of the interface and those of the layer begin. */
  interfaceAt: Int32Array = new Int32Array(0);
  layerAt: Int32Array = new Int32Array(0);
  /** Which STRAIGHT record is that of the interface, if it has one: spin-straight.ts. */
  straightAt: Int32Array = new Int32Array(0);
  /** How many numbers the factors are, and how many STRAIGHT records there are. */
  factors = 0;
  straight = 0;
  /** Radians; the axis of the uppermost moment, along which R is known in the ambient */
  axis = 0;

  /** @param layers  float[N][7]  SPIN_LAYER records */
  make(layers: Float64Array): void {
    const count = layers.length / SPIN_LAYER.size;
    if (this.flags.length < count) this.grow(count);
    let axis = Number.NaN;
    let mixed = false;
    this.factors = 0;
    this.straight = 0;
    for (let j = 0; j < count; j++) {
      const at = j * SPIN_LAYER.size;
      const moment = hasMoment(layers, at);
      const momentBelow = j > 0 && (this.flags[j - 1]! & MOMENT) !== 0;
      let flag = (moment ? MOMENT : 0) | (moment || momentBelow ? SPLIT : 0);
      if (moment) {
        // Below the first moment R is a number: it has no axis.
        const half = Number.isNaN(axis) ? 0 : (layers[at + SPIN_LAYER.angle]! - axis) / 2;
        axis = layers[at + SPIN_LAYER.angle]!;
        this.cos[j] = Math.cos(half);
        this.sin[j] = Math.sin(half);
        if (this.sin[j] !== 0) {
          mixed = true;
          flag |= momentBelow ? TWIST : TURN;
        }
      }
      this.flags[j] = flag | (mixed ? MIXED : 0);
      this.variance[j] = j > 0 ? layers[at - SPIN_LAYER.size + SPIN_LAYER.roughness]! ** 2 : 0;
      this.place(layers, j);
    }
    this.axis = Number.isNaN(axis) ? 0 : axis;
  }

  /** Finds what layer j is like, or gives it factors of its own. */
  private place(layers: Float64Array, j: number): void {
    for (let k = j - 1; k > 0 && k >= j - LONGEST_PERIOD; k--) {
      if (this.flags[k] !== this.flags[j] || !same(layers, j, k) || !same(layers, j - 1, k - 1)) continue;
      this.like[j] = this.like[k]!;
      this.interfaceAt[j] = this.interfaceAt[k]!;
      this.layerAt[j] = this.layerAt[k]!;
      this.straightAt[j] = this.straightAt[k]!;
      return;
    }
    const flag = this.flags[j]!;
    this.like[j] = j;
    this.interfaceAt[j] = this.factors;
    if (j > 0) {
      const split = flag & SPLIT ? (flag & MIXED ? AT_MIXED : AT_SPLIT) : AT_PLAIN;
      this.factors += flag & TWIST ? AT_TWIST : split;
    }
    this.straightAt[j] = this.straight;
    if (flag & MIXED && !(flag & TWIST)) this.straight++;
    this.layerAt[j] = this.factors;
    this.factors += flag & MOMENT ? 4 : 2;
  }

  private grow(count: number): void {
    this.flags = new Uint8Array(count);
    this.cos = new Float64Array(count);
    this.sin = new Float64Array(count);
    this.variance = new Float64Array(count);
    this.like = new Int32Array(count);
    this.interfaceAt = new Int32Array(count);
    this.layerAt = new Int32Array(count);
    this.straightAt = new Int32Array(count);
  }
}

function hasMoment(layers: Float64Array, at: number): boolean {
  return (
    layers[at + SPIN_LAYER.upRe] !== layers[at + SPIN_LAYER.downRe] ||
    layers[at + SPIN_LAYER.upIm] !== layers[at + SPIN_LAYER.downIm]
  );
}

function same(layers: Float64Array, j: number, k: number): boolean {
  const from = j * SPIN_LAYER.size;
  const to = k * SPIN_LAYER.size;
  for (let n = 0; n < SPIN_LAYER.size; n++) if (layers[from + n] !== layers[to + n]) return false;
  return true;
}
