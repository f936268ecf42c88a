/** Parratt's recursion against GenX's and refnx's, and against what physics says of any stack. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { load } from "../../runtime/kernels/load.ts";
import { parrattPlain } from "../../runtime/kernels/parratt-plain.ts";
import { assertClose } from "../helpers/close.ts";
import { GOLDEN } from "../helpers/golden.ts";

interface Stack {
  name: string;
  wavelength: number;
  delta: number[];
  beta: number[];
  d: number[];
  sigma: number[];
  q: number[];
  R: number[];
}
const golden = JSON.parse(readFileSync(join(GOLDEN, "kernels/kernels.json"), "utf8")) as {
  stacks: Stack[];
  refnx: { rho: number[]; mu: number[]; d: number[]; sigma: number[]; q: number[]; R: number[] };
};
const { parratt } = load();

/** One layer in vacuum: SLD ρ − iμ in 1e-6 Å⁻², so that V = −16π(ρ − iμ). */
type Layer = [rho: number, mu: number, thickness: number, roughness: number];
const records = (layers: Layer[]) =>
  Float64Array.from(layers.flatMap(([rho, mu, d, sigma]) => [-16e-6 * Math.PI * rho, 16e-6 * Math.PI * mu, d, sigma]));
const AIR: Layer = [0, 0, 0, 0];

function reflect(q: readonly number[] | Float64Array, layers: Layer[]): Float64Array {
  const out = new Float64Array(q.length);
  parratt(Float64Array.from(q), records(layers), 1, 0, out);
  return out;
}
const range = (from: number, to: number, n: number) =>
  Float64Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
const Q = range(0.005, 0.5, 200);

for (const stack of golden.stacks) {
  test(`equals GenX: ${stack.name}`, () => {
    const { wavelength, delta, beta, d, sigma, q, R } = stack;
    const last = delta.length - 1;
    const scale = ((4 * Math.PI) / wavelength) ** 2;
    // n = 1 − δ + iβ; V = (4π/λ)² (n − n_a)(n + n_a)
    const layers = delta.flatMap((_, j) => {
      const [lessRe, lessIm] = [delta[last]! - delta[j]!, beta[j]! - beta[last]!];
      const [sumRe, sumIm] = [2 - delta[j]! - delta[last]!, beta[j]! + beta[last]!];
      return [scale * (lessRe * sumRe - lessIm * sumIm), scale * (lessRe * sumIm + lessIm * sumRe), d[j]!, sigma[j]!];
    });
    const out = new Float64Array(q.length);
    const re = 1 - delta[last]!;
    const im = beta[last]!;
    parratt(Float64Array.from(q), Float64Array.from(layers), re * re - im * im, 2 * re * im, out);
    assertClose(out, R, 1e-9);
  });
}

test("equals refnx", () => {
  // refnx begins at the beam, a slab's roughness is that of the face turned to it, and q is that in the first medium.
  const { rho, mu, d, sigma, q, R } = golden.refnx;
  const layers = rho.map((_, j): Layer => [rho[j]! - rho[0]!, mu[j]!, d[j]!, sigma[j]!]).reverse();
  assertClose(reflect(q, layers), R, 1e-9);
});

test("a bare substrate is Fresnel's law", () => {
  const rho = 2.07;
  const expected = Q.map((q) => {
    const k = q / 2;
    const below = k * k - 4e-6 * Math.PI * rho;
    return below <= 0 ? 1 : ((k - Math.sqrt(below)) / (k + Math.sqrt(below))) ** 2;
  });
  assertClose(reflect(Q, [[rho, 0, 0, 0], AIR]), expected, 1e-11);
});

test("below the critical edge a stack that absorbs nothing reflects everything", () => {
  const rough: Layer[] = [[20, 0, 0, 4], [12, 0, 60, 3], [30, 0, 25, 6], [8, 0, 40, 2], AIR];
  const edge = Math.sqrt(16e-6 * Math.PI * 20);
  for (const R of reflect(range(1e-10, 0.999 * edge, 100), rough)) assert.ok(Math.abs(R - 1) < 1e-10, `${R}`);
});

test("one layer is the sum of its reflections (Airy's formula)", () => {
  const [rhoFilm, rhoBase, d] = [3.47, 2.07, 250];
  const wave = (q: number, rho: number) => Math.sqrt(q * q - 16e-6 * Math.PI * rho);
  const above = Q.filter((q) => q > 0.03);
  const expected = above.map((q) => {
    const [film, base] = [wave(q, rhoFilm), wave(q, rhoBase)];
    const [r1, r2] = [(q - film) / (q + film), (film - base) / (film + base)];
    const cos = Math.cos(film * d);
    return (r1 * r1 + r2 * r2 + 2 * r1 * r2 * cos) / (1 + r1 * r1 * r2 * r2 + 2 * r1 * r2 * cos);
  });
  assertClose(reflect(above, [[rhoBase, 0, 0, 0], [rhoFilm, 0, d, 0], AIR]), expected, 1e-9);
});

test("cutting a layer in two changes nothing", () => {
  const whole = reflect(Q, [[20, 0.5, 0, 3], [60, 4, 90, 4], AIR]);
  const cut = reflect(Q, [[20, 0.5, 0, 3], [60, 4, 33, 0], [60, 4, 57, 4], AIR]);
  assertClose(cut, whole, 1e-11);
});

test("a layer of no thickness is not there", () => {
  const without = reflect(Q, [[20, 0.5, 0, 0], AIR]);
  assertClose(reflect(Q, [[20, 0.5, 0, 0], [60, 4, 0, 0], AIR]), without, 1e-11);
});

test("a layer of the ambient's own kind shifts phases only", () => {
  const film: Layer[] = [
    [20, 0.5, 0, 2],
    [60, 4, 90, 3],
  ];
  assertClose(reflect(Q, [...film, [0, 0, 500, 0], AIR]), reflect(Q, [...film, AIR]), 1e-10);
});

test("roughness of a bare interface takes intensity away, as Névot and Croce have it", () => {
  const above = Q.filter((q) => q > 0.05);
  const sharp = reflect(above, [[20, 0, 0, 0], AIR]);
  const expected = sharp.map((R, i) => {
    const q = above[i]!;
    return R * Math.exp(-q * Math.sqrt(q * q - 16e-6 * Math.PI * 20) * 36);
  });
  assertClose(reflect(above, [[20, 0, 0, 6], AIR]), expected, 1e-10);
});

test("energy is conserved: what a passive stack reflects is between nothing and everything", () => {
  let seed = 7;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  for (let trial = 0; trial < 50; trial++) {
    const layers: Layer[] = Array.from({ length: 6 }, () => [100 * random() - 10, 5 * random(), 200 * random(), 0]);
    for (const R of reflect(Q, [...layers, AIR])) assert.ok(R >= 0 && R <= 1 + 1e-12, `${R}`);
  }
});

test("reflected and transmitted flux of a lossless film make one", () => {
  // T from the film's matrix, R from the kernel: two roads to the same law.
  const [film, base, d] = [25, 9, 120];
  for (const q of [0.06, 0.1, 0.17, 0.31]) {
    const k0 = q;
    const k1 = Math.sqrt(q * q - 16e-6 * Math.PI * film);
    const k2 = Math.sqrt(q * q - 16e-6 * Math.PI * base);
    const [cos, sin] = [Math.cos((k1 * d) / 2), Math.sin((k1 * d) / 2)];
    const size = ((1 + k2 / k0) * cos) ** 2 + ((k1 / k0 + k2 / k1) * sin) ** 2;
    const T = (4 * k2) / k0 / size;
    const [R] = reflect([q], [[base, 0, 0, 0], [film, 0, d, 0], AIR]);
    assert.ok(Math.abs(R! + T - 1) < 1e-12, `R ${R} + T ${T}`);
  }
});

test("what nothing crosses hides what is below, without overflow", () => {
  const wall: Layer = [100, 60, 1e7, 3];
  const hidden = reflect(Q, [[20, 0.5, 0, 3], wall, AIR]);
  assertClose(hidden, reflect(Q, [wall, AIR]), 1e-11);
  assert.ok(hidden.every(Number.isFinite));
});

test("a wave that grows in an ambient that absorbs more than the layers overflows at no thickness", () => {
  // Seen through so much growth the uppermost interface that reflects is as good as a mirror: A → 1/r.
  const q = range(0.01, 0.2, 50);
  const [film, cap, air]: Layer[] = [
    [40, -9, 1e6, 3],
    [70, 3, 40, 5],
    [0, 0, 0, 0],
  ];
  for (const count of [1, 2, 30]) {
    const layers = Array.from({ length: count }, (): Layer[] => [[20, -5, 1e6, 2], film!]).flat();
    const R = reflect(q, [[20, 0.5, 0, 3], ...layers, air!]);
    const r = reflect(q, [film!, air!]);
    assertClose(
      R,
      r.map((value) => 1 / value),
      1e-9,
      `${count}`,
    );
    const plain = new Float64Array(q.length);
    parrattPlain(q, records([[20, 0.5, 0, 3], ...layers, air!]), 1, 0, plain);
    assertClose(plain, R, 1e-12, `${count}, plain`);
  }
  // What does not reflect at all has nothing to grow.
  const smooth = [film!, cap!, air!].map(([rho, mu, d]): Layer => [rho, mu, d, 0]);
  assertClose(reflect(q, [smooth[0]!, smooth[0]!, ...smooth]), reflect(q, smooth), 1e-12);
});

test("a thousand layers neither underflow nor overflow", () => {
  const bilayer: Layer[] = [
    [20, 0.1, 20, 2],
    [60, 0.4, 15, 2],
  ];
  const layers = Array.from({ length: 500 }, () => bilayer).flat();
  const R = reflect([1e-10, 1e-3, ...Q], [[20, 0.5, 0, 3], ...layers, AIR]);
  assert.ok(R.every((value) => value > 0 && value <= 1 + 1e-9));
  const nothing = reflect([1e-10, 1e-3, 0.1], [[20, 0.5, 0, 3], ...layers.map((): Layer => [0, 0, 20, 0]), AIR]);
  assertClose(nothing, reflect([1e-10, 1e-3, 0.1], [[20, 0.5, 0, 3], AIR]), 1e-9);
});

test("what a call left behind changes nothing for the next, to the last bit", () => {
  const base: Layer[] = [[20, 0.5, 0, 4], [70, 3, 40, 3], [110, 8, 90, 5], [70, 3, 40, 3], [30, 0.1, 25, 2], AIR];
  const changed = (layer: number, field: number, value: number): Layer[] =>
    base.map((each, i) => (i === layer ? (each.map((old, f) => (f === field ? value : old)) as Layer) : each));
  const stacks = [
    base,
    changed(2, 0, 95),
    changed(1, 2, 41),
    changed(3, 3, 3.5),
    base.slice(1),
    [...base].reverse(),
    base,
    changed(0, 1, 0),
    changed(4, 2, 25.5),
    base.toSpliced(2, 1),
  ];
  const afresh = stacks.map((layers) => {
    reflect([0.1], [[1, 0, 0, 0], AIR]); // Other Q: nothing is left of the stack before.
    return reflect(Q, layers);
  });
  for (const [i, layers] of stacks.entries()) assert.deepEqual(reflect(Q, layers), afresh[i], `stack ${i}`);
  for (const i of [3, 0, 9, 1, 8, 2]) assert.deepEqual(reflect(Q, stacks[i]!), afresh[i], `stack ${i} again`);
});

test("points and layers are worked on in blocks, and no point minds", () => {
  const graded = (count: number): Layer[] => [
    [20, 0.5, 0, 4],
    ...Array.from({ length: count }, (_, i): Layer => [20 + (50 * i) / count, 0.5, 1500 / count, 0.2]),
    AIR,
  ];
  const q = range(0.005, 0.5, 700);
  for (const count of [3, 40, 1500, 5000]) {
    const together = reflect(q, graded(count));
    for (const k of [0, 255, 256, 511, 699]) {
      const [alone] = reflect([q[k]!], graded(count));
      assert.equal(together[k], alone, `${count} layers, point ${k}`);
    }
  }
});

test("the recursion without tables agrees", () => {
  for (const stack of golden.stacks) {
    const slabs = stack.d.map((d, i): Layer => [stack.delta[i]! * 1e6, stack.beta[i]! * 1e6, d, stack.sigma[i]!]);
    const out = new Float64Array(stack.q.length);
    parrattPlain(Float64Array.from(stack.q), records(slabs), 1, 0, out);
    const tabled = reflect(stack.q, slabs);
    for (let k = 0; k < out.length; k++) assert.ok(Math.abs(out[k]! / tabled[k]! - 1) < 1e-12, `${stack.name}, ${k}`);
  }
});
