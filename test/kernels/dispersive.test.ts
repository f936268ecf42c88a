/** A wavelength for each point, and waves instead of their squares: twins that must agree with Parratt's recursion. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { AMBIENT, LAYER, layersAt, SLAB } from "../../runtime/kernels/layers.ts";
import { load } from "../../runtime/kernels/load.ts";
import { assertClose } from "../helpers/close.ts";

const { parratt, parrattDispersive, amplitude, amplitudeDispersive } = load();

const LENGTH = 1e-6;
/** s in 1e-6 Å⁻², absorption in 1e-6 Å⁻¹ …, d, σ */
const SLABS = Float64Array.from([
  ...[2.07, 0, 0.0004, 0, 3],
  ...[4.5, -0.2, 0.01, 120, 4],
  ...[-1.2, 0, 0.3, 45, 0],
  ...[6.35, 0, 0, 0, 0],
]);
const Q = Float64Array.from({ length: 90 }, (_, i) => 0.003 + 0.003 * i);
const WAVELENGTH = Q.map((q) => (4 * Math.PI * Math.sin(0.03)) / q);

/** The layers at one wavelength. */
function at(wavelength: number, slabs = SLABS): [Float64Array, number, number] {
  const layers = new Float64Array((slabs.length / SLAB.size) * LAYER.size);
  const ambient = new Float64Array(AMBIENT.size);
  layersAt(slabs, LENGTH, wavelength, layers, ambient);
  return [layers, ambient[AMBIENT.re]!, ambient[AMBIENT.im]!];
}
const modulus2 = (wave: Float64Array) =>
  Float64Array.from({ length: wave.length / 2 }, (_, i) => wave[2 * i]! ** 2 + wave[2 * i + 1]! ** 2);

test("a wavelength for each point is that wavelength alone, at that point", () => {
  const flown = new Float64Array(Q.length);
  const waves = new Float64Array(2 * Q.length);
  parrattDispersive(Q, WAVELENGTH, SLABS, LENGTH, flown);
  amplitudeDispersive(Q, WAVELENGTH, SLABS, LENGTH, waves);
  Q.forEach((q, i) => {
    const [one, wave] = [new Float64Array(1), new Float64Array(2)];
    parratt(Float64Array.of(q), ...at(WAVELENGTH[i]!), one);
    amplitude(Float64Array.of(q), ...at(WAVELENGTH[i]!), wave);
    assert.equal(flown[i], one[0]);
    assert.deepEqual(waves.subarray(2 * i, 2 * i + 2), wave);
  });
});

test("where nothing absorbs and the ambient is a vacuum, the wavelength does not matter", () => {
  const plain = SLABS.slice(0, 3 * SLAB.size);
  for (let record = 0; record < plain.length; record += SLAB.size) {
    plain[record + SLAB.densityIm] = 0;
    plain[record + SLAB.absorption] = 0;
  }
  plain.fill(0, 2 * SLAB.size);
  const [flown, still] = [new Float64Array(Q.length), new Float64Array(Q.length)];
  parrattDispersive(Q, WAVELENGTH, plain, LENGTH, flown);
  parratt(Q, ...at(5, plain), still);
  // But for 2 − δ, which is not 2: δ is 1e-2 at the first point's 126 Å.
  assertClose(flown, still, 1e-2);
});

test("the square of the wave is what Parratt's recursion gives", () => {
  const [R, wave] = [new Float64Array(Q.length), new Float64Array(2 * Q.length)];
  parratt(Q, ...at(4.5), R);
  amplitude(Q, ...at(4.5), wave);
  assertClose(modulus2(wave), R, 1e-11);
});

test("a bare mirror turns the wave over: towards q = 0 the amplitude is −1", () => {
  const mirror = Float64Array.from([...[6, 0, 0, 0, 0], ...[0, 0, 0, 0, 0]]);
  const wave = new Float64Array(2);
  amplitude(Float64Array.of(1e-7), ...at(4.5, mirror), wave);
  assert.ok(Math.abs(wave[0]! + 1) < 1e-6 && Math.abs(wave[1]!) < 1e-4);
});

test("absorption goes as 1/λ beside the density", () => {
  const single = SLABS.slice();
  for (let record = 0; record < single.length; record += SLAB.size) {
    single[record + SLAB.densityIm]! -= single[record + SLAB.absorption]! / 3.2;
    single[record + SLAB.absorption] = 0;
  }
  assert.deepEqual(at(3.2, single), at(3.2));
});

test("thick layers that absorb everything end in the front face's wave, not in NaN", () => {
  const thick = SLABS.slice();
  thick[SLAB.size + SLAB.thickness] = 1e9;
  thick[SLAB.size + SLAB.densityIm] = -50;
  const wave = new Float64Array(2 * Q.length);
  amplitudeDispersive(Q, WAVELENGTH, thick, LENGTH, wave);
  assert.ok(wave.every(Number.isFinite));
});
