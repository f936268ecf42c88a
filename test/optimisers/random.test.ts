import assert from "node:assert/strict";
import { test } from "node:test";
import { Random } from "../../runtime/optimisers/random.ts";

const N = 20_000;

function draw(seed: number, take: (random: Random) => number): number[] {
  const random = new Random(seed);
  return Array.from({ length: N }, () => take(random));
}

const mean = (values: number[]) => values.reduce((sum, v) => sum + v, 0) / values.length;
const quantile = (values: number[], p: number) => values.toSorted((a, b) => a - b)[Math.floor(p * values.length)]!;

test("uniform numbers fill [0, 1) evenly and use 53 bits", () => {
  const values = draw(1, (random) => random.uniform());
  assert.ok(values.every((v) => v >= 0 && v < 1));
  const bins = new Array<number>(20).fill(0);
  for (const v of values) bins[Math.floor(20 * v)]!++;
  const chi2 = bins.reduce((sum, n) => sum + (n - N / 20) ** 2 / (N / 20), 0);
  assert.ok(chi2 < 43.8, `χ² ${chi2} with 19 degrees of freedom`);
  assert.ok(values.some((v) => (v * 2 ** 53) % 2 === 1));
});

test("integers are all as frequent", () => {
  const bins = new Array<number>(7).fill(0);
  for (const i of draw(2, (random) => random.integer(7))) bins[i]!++;
  const chi2 = bins.reduce((sum, n) => sum + (n - N / 7) ** 2 / (N / 7), 0);
  assert.ok(chi2 < 22.5, `χ² ${chi2} with 6 degrees of freedom`);
});

test("normal numbers have mean 0, variance 1 and normal tails", () => {
  const values = draw(3, (random) => random.normal());
  assert.ok(Math.abs(mean(values)) < 3 / Math.sqrt(N));
  assert.ok(Math.abs(mean(values.map((v) => v * v)) - 1) < 3 * Math.sqrt(2 / N));
  assert.ok(Math.abs(values.filter((v) => Math.abs(v) > 1.959964).length / N - 0.05) < 0.005);
});

test("Cauchy numbers have their quartiles at ±1", () => {
  const values = draw(4, (random) => random.cauchy());
  assert.ok(Math.abs(quantile(values, 0.25) + 1) < 0.05);
  assert.ok(Math.abs(quantile(values, 0.5)) < 0.04);
  assert.ok(Math.abs(quantile(values, 0.75) - 1) < 0.05);
});

test("neighbouring seeds have nothing in common", () => {
  const first = Array.from({ length: 4000 }, (_, seed) => new Random(seed).uniform());
  const next = [...first.slice(1), first[0]!];
  const covariance = mean(first.map((v, i) => (v - 0.5) * (next[i]! - 0.5)));
  assert.ok(Math.abs(covariance * 12) < 3 / Math.sqrt(4000), `correlation ${covariance * 12}`);
  assert.equal(new Set(first).size, 4000);
  assert.notEqual(new Random(5).uniform(), new Random(5 + 2 ** 32).uniform());
});

test("a seed's four words are those of MurmurHash3's finaliser, as Python's integers give them", () => {
  // mix(mix(low + k · 0x9e3779b9) ^ (high + k)) for k = 1 … 4
  assert.deepEqual(new Random(1).state(), [-764126494, 867435477, 1181532607, -130670172]);
  assert.deepEqual(new Random(2 ** 32 + 5).state(), [1487834717, 747699481, 1105326727, -1008567515]);
});

test("a stream goes on from its state, through JSON", () => {
  const random = new Random(99);
  random.normal();
  const copy = new Random(JSON.parse(JSON.stringify(random.state())));
  for (let i = 0; i < 10; i++) assert.equal(copy.uniform(), random.uniform());
});
