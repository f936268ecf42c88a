/**
 * Which interfaces of a stack are like an earlier one: the layers on both sides are
 * the same, number for number. In a multilayer nearly all are, and what belongs to an
 * interface at one angle is then made once a period.
 */

/** In layers; an interface is not looked for farther below. */
const LONGEST_PERIOD = 64;

/**
 * @param layers  float[N][size]  records, substrate first
 * @param like    int[N]  receives, for the interface at the lower face of layer j and that layer itself, the lowest
 *                index that is like it: j where nothing is; 0 for the substrate
 */
export function findRepeats(layers: Float64Array, size: number, like: Int32Array): void {
  const count = layers.length / size;
  like[0] = 0;
  for (let j = 1; j < count; j++) {
    like[j] = j;
    for (let k = j - 1; k > 0 && k >= j - LONGEST_PERIOD; k--) {
      if (!same(layers, size, j, k) || !same(layers, size, j - 1, k - 1)) continue;
      like[j] = like[k]!;
      break;
    }
  }
}

function same(layers: Float64Array, size: number, j: number, k: number): boolean {
  for (let n = 0; n < size; n++) if (layers[j * size + n] !== layers[k * size + n]) return false;
  return true;
}
