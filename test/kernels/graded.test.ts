/** The kernels of layers with interface layers, against those without and against each other. GenX's numbers: test/models/mag-refl.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { GRADED, graded, gradedAmplitude } from "../../runtime/kernels/graded.ts";
import { parratt } from "../../runtime/kernels/parratt.ts";
import { AMPLITUDES, spinFlip } from "../../runtime/kernels/spin-flip.ts";
import { SPIN_GRADED, spinGraded } from "../../runtime/kernels/spin-graded.ts";
import { assertClose } from "../helpers/close.ts";

const Q = Float64Array.from({ length: 80 }, (_, i) => 0.004 + 0.0035 * i);

/** V and its moment's part in 1e-4 Å⁻², lengths in Å; interface layers as [thickness, gain, roughness]. */
interface Spec {
  v: number;
  absorbs?: number;
  moment?: number;
  d?: number;
  sigma?: number;
  lower?: [number, number, number];
  upper?: [number, number, number];
  angle?: number;
}
const STACK: Spec[] = [
  { v: -1.0, sigma: 4, upper: [6, 0.5, 2], moment: 0.3 },
  { v: -4.1, absorbs: 0.02, moment: 1.9, d: 60, sigma: 5, lower: [5, -0.4, 3], upper: [7, 0.8, 0] },
  { v: 1.2, absorbs: 0.01, d: 35, sigma: 2 },
  { v: -3.8, moment: -1.1, d: 50, sigma: 3, upper: [4, -1, 2] },
  { v: 0 },
];
const PLAIN = STACK.map(({ lower, upper, ...rest }) => rest);

function records(stack: readonly Spec[], spin: 1 | -1): Float64Array {
  return Float64Array.from(
    stack.flatMap(({ v, absorbs = 0, moment = 0, d = 0, sigma = 0, lower = [0, 0, 0], upper = [0, 0, 0] }) => {
      const at = (gain: number) => [1e-4 * (v + spin * moment * (1 + gain)), 1e-4 * absorbs];
      return [...at(0), ...at(lower[1]), ...at(upper[1]), d, sigma, lower[0], lower[2], upper[0], upper[2]];
    }),
  );
}

function spinRecords(stack: readonly Spec[]): Float64Array {
  const up = records(stack, 1);
  const down = records(stack, -1);
  return Float64Array.from(
    stack.flatMap(({ angle = 0 }, j) => {
      const [a, b] = [up, down].map((each) => [...each.subarray(j * GRADED.size, (j + 1) * GRADED.size)]) as [
        number[],
        number[],
      ];
      const both = [0, 2, 4].flatMap((part) => [a[part]!, a[part + 1]!, b[part]!, b[part + 1]!]);
      return [...both, ...a.slice(GRADED.thickness), angle];
    }),
  );
}

function reflect(stack: readonly Spec[], spin: 1 | -1 = 1): Float64Array {
  const out = new Float64Array(Q.length);
  graded(Q, records(stack, spin), 1, 0, out);
  return out;
}

/** R of a channel. */
function reflectSpins(stack: readonly Spec[], channel: number): Float64Array {
  const out = new Float64Array(Q.length * AMPLITUDES.size);
  spinGraded(Q, spinRecords(stack), out);
  return squares(out, channel);
}

function squares(amplitudes: Float64Array, channel: number): Float64Array {
  return Q.map((_, i) => {
    const at = i * AMPLITUDES.size + channel;
    return amplitudes[at]! ** 2 + amplitudes[at + 1]! ** 2;
  });
}

test("records have the size that their fields need", () => {
  assert.equal(records(STACK, 1).length, STACK.length * GRADED.size);
  assert.equal(spinRecords(STACK).length, STACK.length * SPIN_GRADED.size);
  for (const layout of [GRADED, SPIN_GRADED]) {
    assert.deepEqual(
      Object.values(layout),
      Object.keys(layout).map((_, place) => place),
    );
  }
});

test("without interface layers it is Parratt's recursion", () => {
  const layers = PLAIN.flatMap(({ v, absorbs = 0, moment = 0, d = 0, sigma = 0 }) => [
    1e-4 * (v + moment),
    1e-4 * absorbs,
    d,
    sigma,
  ]);
  const expected = new Float64Array(Q.length);
  parratt(Q, Float64Array.from(layers), 1, 0, expected);
  assertClose(reflect(PLAIN), expected, 1e-13);
});

test("a part of a layer is not seen, where it is an interface layer without another moment", () => {
  const whole = PLAIN.map((layer) => ({ ...layer }));
  const parts = STACK.map(({ d = 0, lower = [0, 0, 0], upper = [0, 0, 0], ...layer }): Spec => {
    const [below, above] = [lower[0], upper[0]];
    return { ...layer, d: d === 0 ? 0 : d - below - above, lower: [below, 0, 9], upper: [above, 0, 9] };
  });
  assertClose(reflect(parts), reflect(whole), 1e-13);
});

test("an amplitude is what the reflectivity is the square of", () => {
  const out = new Float64Array(2 * Q.length);
  gradedAmplitude(Q, records(STACK, 1), 1, 0, out);
  assertClose(
    Q.map((_, i) => out[2 * i]! ** 2 + out[2 * i + 1]! ** 2),
    reflect(STACK),
    1e-14,
  );
});

test("spins that stay along one axis are two stacks, each with its own interface layers", () => {
  assertClose(reflectSpins(STACK, AMPLITUDES.uuRe), reflect(STACK, 1), 1e-13);
  assertClose(reflectSpins(STACK, AMPLITUDES.ddRe), reflect(STACK, -1), 1e-13);
  assert.ok(reflectSpins(STACK, AMPLITUDES.udRe).every((value) => value === 0));
});

test("turned moments without interface layers are those of spinFlip", () => {
  const angles = [0.4, -1.3, 0, 2.2, 0];
  const stack = PLAIN.map((layer, j) => ({ ...layer, angle: angles[j]! }));
  const layers = stack.flatMap(({ v, absorbs = 0, moment = 0, d = 0, sigma = 0, angle }) => {
    const [up, down] = [1e-4 * (v + moment), 1e-4 * (v - moment)];
    return [up, 1e-4 * absorbs, down, 1e-4 * absorbs, d, sigma, angle];
  });
  const expected = new Float64Array(Q.length * AMPLITUDES.size);
  spinFlip(Q, Float64Array.from(layers), expected);
  for (const channel of [AMPLITUDES.uuRe, AMPLITUDES.ddRe, AMPLITUDES.udRe]) {
    assertClose(reflectSpins(stack, channel), squares(expected, channel), 1e-13);
  }
});

test("turning all moments by half a turn changes spin up and spin down", () => {
  const turned = (by: number) => STACK.map((layer, j) => ({ ...layer, angle: j < 4 ? 0.5 * j + by : 0 }));
  assertClose(reflectSpins(turned(Math.PI), AMPLITUDES.uuRe), reflectSpins(turned(0), AMPLITUDES.ddRe), 1e-13);
});

test("thick absorbers and absurd roughnesses leave numbers", () => {
  const wild: Spec[] = [
    { v: -3, absorbs: 40, moment: 2, sigma: 300, upper: [500, 1, 100] },
    { v: -9, absorbs: 90, moment: 3, d: 1e6, sigma: 900, angle: 1, lower: [1e4, -1, 400], upper: [1e4, 2, 0] },
    { v: 0 },
  ];
  assert.ok(reflect(wild).every((value) => value >= 0 && value <= 1.001));
  for (const channel of [AMPLITUDES.uuRe, AMPLITUDES.ddRe, AMPLITUDES.udRe]) {
    assert.ok(reflectSpins(wild, channel).every(Number.isFinite));
  }
});

test("what absorbs less than the ambient may be of any thickness, interface layers and all", () => {
  const layer: Spec = { v: -4, absorbs: -0.5, d: 1e6 };
  const below: Spec = { v: -1 };
  const expected = new Float64Array(Q.length);
  const plain = [below, layer, { v: 0 }].flatMap(({ v, absorbs = 0, d = 0 }: Spec) => [1e-4 * v, 1e-4 * absorbs, d, 0]);
  parratt(Q, Float64Array.from(plain), 1, 0, expected);
  assertClose(reflect([below, layer, { v: 0 }]), expected, 1e-12);
  const parts: Spec = { ...layer, d: 1e5, lower: [4e5, 0, 0], upper: [5e5, 0, 0] };
  assertClose(reflect([below, parts, { v: 0 }]), expected, 1e-12);
});
