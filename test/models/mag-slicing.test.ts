/** Slices of mag_refl: the profile of a sample, and which slices become one, against GenX's own functions. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { type Composition, compose, type Grid } from "../../runtime/models/magnetic/composition.ts";
import { average, merge } from "../../runtime/models/magnetic/compress.ts";
import { MAGNETIC } from "../../runtime/models/magnetic/layer-values.ts";
import { BudgetError } from "../../runtime/python/budget.ts";
import { GOLDEN } from "../helpers/golden.ts";

interface Structure {
  d: number[];
  sigma: number[];
  sigma_ml: number[];
  sigma_mu: number[];
  dd_l: number[];
  dd_u: number[];
  dmag_l: number[];
  dmag_u: number[];
  magn: number[];
  grid: { dz: number; mult: number; buffer: number; delta: number };
}
interface Profile extends Structure {
  n: number;
  z: number[];
  share: number[][];
  moment: number[][];
  limits: [number, number];
  first: number[];
  merged: number[];
  merged_moment: number[];
}

const golden = JSON.parse(readFileSync(join(GOLDEN, "mag-slicing/profiles.json"), "utf8")) as {
  stride: number;
  cases: Profile[];
};
const GRID: Grid = { step: 0.5, roughnesses: 4, beyond: 20, margin: 5 };

golden.cases.forEach((expected, number) => {
  const { d, grid } = expected;
  const name = `structure ${number}: ${d.length - 2} layers, slices of ${grid.dz} Å`;
  test(`${name}, is composed as GenX does`, () => {
    const composition = compose(records(expected), gridOf(expected));
    assert.equal(composition.z.length, expected.n);
    assertWithin(thinned(composition.z), expected.z, 1e-10, "z");
    d.forEach((_, j) => {
      const [share, moment] = written(composition, j);
      assertWithin(thinned(share), expected.share[j]!, 1e-13, `share of layer ${j}`);
      assertWithin(thinned(moment), expected.moment[j]!, 1e-12, `moment of layer ${j}`);
    });
  });

  test(`${name}, is merged as GenX does`, () => {
    const composition = compose(records(expected), gridOf(expected));
    const sums = new Float64Array(2 * expected.n);
    d.forEach((_, j) => {
      const [share, moment] = written(composition, j);
      for (let i = 0; i < expected.n; i++) {
        sums[2 * i]! += (j + 1) * share[i]!;
        sums[2 * i + 1]! += moment[i]!;
      }
    });
    const first = merge(expected.n, (i, k) =>
      expected.limits.some((limit, q) => Math.abs(sums[2 * i + q]! - sums[2 * k + q]!) > limit),
    );
    assert.deepEqual([...first], expected.first);
    const means = new Float64Array(2 * first.length);
    average(sums, 2, first, means);
    assertWithin(
      means.filter((_, i) => i % 2 === 0),
      expected.merged,
      1e-12,
      "density",
    );
    assertWithin(
      means.filter((_, i) => i % 2 === 1),
      expected.merged_moment,
      1e-12,
      "moment",
    );
  });
});

test("the parts of a slice add up to 1, and substrate and ambient have no end", () => {
  const { z, layers } = compose(records(golden.cases[2]!), { ...GRID, margin: 0 });
  const sum = new Float64Array(z.length);
  for (const { from, share } of layers) for (let i = 0; i < share.length; i++) sum[from + i]! += share[i]!;
  for (const total of sum) assert.ok(Math.abs(total - 1) < 1e-15);
  assert.equal(layers[0]!.from, 0);
  assert.equal(layers.at(-1)!.from + layers.at(-1)!.share.length, z.length);
});

test("slices are merged in pairs, and the first and the last stay", () => {
  assert.deepEqual([...merge(9, () => false)], [0, 8]);
  assert.deepEqual([...merge(4, () => true)], [0, 1, 2, 3]);
  assert.deepEqual([...merge(1, () => false)], [0]);
  const step = [0, 0, 0, 0, 1, 1, 1, 1];
  assert.deepEqual([...merge(8, (i, k) => step[i] !== step[k])], [0, 3, 4, 7]);
});

test("a sample with more slices than memory ends in an error that says so", () => {
  const thick = records({ ...golden.cases[0]!, d: [0, 1e9, 0] });
  assert.throws(
    () => compose(thick, GRID),
    (error: unknown) => {
      assert.ok(error instanceof BudgetError);
      assert.match(
        error.message,
        /^a sample of 1\.00e\+9 Å makes \d+ slices of 0\.5 Å, more than there is memory for$/,
      );
      assert.match(error.advice, /Make slice_depth of the sample larger/);
      return true;
    },
  );
});

/** MAGNETIC records of what shapes a profile. */
function records(structure: Structure): Float64Array {
  const values = new Float64Array(structure.d.length * MAGNETIC.size);
  structure.d.forEach((_, j) => {
    const at = j * MAGNETIC.size;
    values[at + MAGNETIC.thickness] = structure.d[j]!;
    values[at + MAGNETIC.roughness] = structure.sigma[j]!;
    values[at + MAGNETIC.moment] = structure.magn[j]!;
    values[at + MAGNETIC.lowerThickness] = structure.dd_l[j]!;
    values[at + MAGNETIC.lowerGain] = structure.dmag_l[j]!;
    values[at + MAGNETIC.lowerRoughness] = structure.sigma_ml[j]!;
    values[at + MAGNETIC.upperThickness] = structure.dd_u[j]!;
    values[at + MAGNETIC.upperGain] = structure.dmag_u[j]!;
    values[at + MAGNETIC.upperRoughness] = structure.sigma_mu[j]!;
  });
  return values;
}

function gridOf({ grid }: Structure): Grid {
  return { step: grid.dz, roughnesses: grid.mult, beyond: grid.buffer, margin: grid.delta };
}

/** Share of a layer, and its moment times that, at all depths. */
function written({ z, layers }: Composition, j: number): [Float64Array, Float64Array] {
  const [share, moment] = [new Float64Array(z.length), new Float64Array(z.length)];
  const layer = layers[j]!;
  for (let i = 0; i < layer.share.length; i++) {
    share[layer.from + i] = layer.share[i]!;
    moment[layer.from + i] = layer.share[i]! * layer.moment[i]!;
  }
  return [share, moment];
}

function thinned(values: Float64Array): Float64Array {
  return values.filter((_, i) => i % golden.stride === 0);
}

function assertWithin(actual: Float64Array, expected: readonly number[], t: number, what: string): void {
  assert.equal(actual.length, expected.length, `${what}: length`);
  actual.forEach((value, i) => {
    assert.ok(Math.abs(value - expected[i]!) <= t, `${what}[${i}]: ${value} is not ${expected[i]}`);
  });
}
