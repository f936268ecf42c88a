/** Interfaces of every shape, and how a profile is cut. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { lowerEnd, SHAPES, transition, upperEnd } from "../../runtime/kernels/interface.ts";
import { segment } from "../../runtime/kernels/segments.ts";

test("every shape falls from 1 to 0 and is exactly that beyond its ends", () => {
  const [position, sigma] = [12, 4];
  for (const [name, shape] of Object.entries(SHAPES)) {
    const [low, high] = [lowerEnd(shape, position, sigma), upperEnd(shape, position, sigma)];
    assert.equal(transition(shape, low - 1e-9, position, sigma), 1, name);
    assert.ok(transition(shape, high + 1e-9, position, sigma) < 1e-19, name);
    let before = 1;
    for (let z = low; z <= high; z += 0.1) {
      const here = transition(shape, z, position, sigma);
      assert.ok(here <= before && here >= 0, `${name} at ${z}`);
      before = here;
    }
  }
});

test("a symmetric shape is ½ at its interface; an exponential one has its length on one side", () => {
  for (const shape of [SHAPES.gauss, SHAPES.linear]) assert.equal(transition(shape, 12, 12, 4), 0.5);
  assert.ok(Math.abs(transition(SHAPES.exp1, 16, 12, 4) - Math.exp(-1)) < 1e-15);
  assert.ok(Math.abs(transition(SHAPES.exp2, 8, 12, 4) - (1 - Math.exp(-1))) < 1e-15);
  assert.ok(Math.abs(transition(SHAPES.gauss, 16, 12, 4) - 0.15865525393145707) < 1e-15); // tables of the normal distribution
});

const flat = new Float64Array(40);
const cut = (xray: Float64Array, limit: number, across = flat) => {
  const ends = new Int32Array(xray.length);
  return [...ends.slice(0, segment({ xray, up: flat, down: flat, across }, limit, limit, ends))];
};

test("what does not change is one slab, and what changes fast has slabs of five points", () => {
  assert.deepEqual(cut(flat, 0.01), [39]);
  const steep = flat.map((_, i) => i);
  assert.deepEqual(cut(steep, 0.01), [5, 10, 15, 20, 25, 30, 35, 39]);
});

test("a slab ends before the step that it must not hold", () => {
  const step = flat.map((_, i) => (i < 17 ? 0 : 1));
  assert.deepEqual(cut(step, 0.5), [17, 39]);
  assert.deepEqual(cut(flat, 0.5, step), [17, 39]);
  assert.deepEqual(cut(step, 1.5), [39]);
});

test("slabs follow each other without a gap whatever the curve is, NaN included", () => {
  for (const value of [Number.NaN, Infinity, -Infinity]) {
    const odd = flat.map((_, i) => (i === 20 ? value : Math.sin(i)));
    const ends = cut(odd, 0.2);
    assert.equal(ends.at(-1), 39);
    assert.ok(ends.every((end, k) => end > (ends[k - 1] ?? 0)));
  }
});
