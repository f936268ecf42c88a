/** What must hold of X-rays that magnetic layers reflect: the two anisotropic probes of mag_refl. Their numbers: mag-refl.test.ts. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ANISOTROPIC_LAYER } from "../../runtime/kernels/anisotropic.ts";
import { CHI } from "../../runtime/kernels/anisotropic-medium.ts";
import { anisotropicStack } from "../../runtime/models/magnetic/xray-tensor.ts";
import type { NdArray } from "../../runtime/python/numpy/array.ts";
import { PyError } from "../../runtime/python/values/error.ts";
import { assertClose } from "../helpers/close.ts";
import { array, floats, type Plain, type SampleSpec, specNx } from "../helpers/spec-nx.ts";

type Fields = Record<string, Plain>;
const model = specNx("mag_refl");
const ANGLES = [1, 3, 7, 12, 20, 35, 60, 100, 150];
const AIR: Fields = { dens: 0 };
const WATER: Fields = { dens: 0.0334, f: { re: 9.5, im: -0.2 } };
const BASE: Fields = { dens: 0.05, sigma: 3, f: { re: 13.8, im: -1.6 } };
const FILM: Fields = {
  d: 85,
  dens: 0.0849,
  sigma: 4,
  f: { re: 20, im: -4 },
  fr: { re: 3, im: -2.5 },
  fm1: { re: 0.55, im: -0.42 },
  magn: 2.1,
  magn_ang: 35,
  magn_theta: 20,
};
const LINEAR: Fields = { ...FILM, fm2: { re: 0.3, im: 0.1 } };
const GRADED: Fields = { ...FILM, dd_u: 9, dmag_u: -0.6, sigma_mu: 2, dd_l: 6, dmag_l: 0.4, sigma_ml: 1.5 };
const COVER: Fields = { d: 17, dens: 0.1, sigma: 3, f: { re: 5.9, im: -0.3 } };
const FULL = "x-ray anis.";
const SIMPLE = "x-ray simpl. anis.";

const of = (layers: Fields[], ambient: Fields = AIR, substrate: Fields = BASE): SampleSpec => ({
  stacks: [[layers, 1]],
  ambient,
  substrate,
});
const instrument = (probe: string, xpol: string, more: Fields = {}) =>
  model.instrument({ coords: "2θ", wavelength: 17.5, probe, xpol, ...more });
const simulate = (sample: SampleSpec, probe: string, xpol: string, x: readonly number[] = ANGLES, more: Fields = {}) =>
  floats(model.method(model.sample(sample), "SimSpecular", array(x), instrument(probe, xpol, more)));
const refuses = (pattern: RegExp, run: () => unknown) =>
  assert.throws(run, (error) => error instanceof PyError && pattern.test(error.message));

test("channels are parts of one another, in whatever order they are asked for, of samples that change in between", () => {
  for (const sample of [of([LINEAR, COVER]), of([GRADED, COVER]), of([LINEAR, COVER])]) {
    const R = (xpol: string) => simulate(sample, FULL, xpol);
    const sum = (...all: Float64Array[]) => all[0]!.map((_, i) => all.reduce((total, one) => total + one[i]!, 0));
    assertClose(sum(R("σ-σ"), R("σ-π")), R("sigma"), 1e-13);
    assertClose(sum(R("pi-pi"), R("pi-sigma")), R("π"), 1e-13);
    const [sigma, pi, plus, minus] = [R("σ"), R("pi"), R("circ+"), R("circ-")];
    assertClose(sum(plus, minus), sum(sigma, pi), 1e-13);
    const half = (all: Float64Array) => all.map((value) => value / 2);
    assertClose(R("tot"), half(sum(plus, minus)), 1e-13);
    const asymmetry = plus.map((_, i) => (plus[i]! - minus[i]!) / (plus[i]! + minus[i]!));
    assertClose(R("ass"), asymmetry, 5e-13);
  }
});

test("the opposite moment in the plane of incidence changes the asymmetry's sign, with either probe", () => {
  const along: Fields = { ...GRADED, magn_ang: 0 };
  for (const probe of [FULL, SIMPLE]) {
    const there = simulate(of([along, COVER]), probe, "ass");
    const back = simulate(of([{ ...along, magn: -2.1 }, COVER]), probe, "ass");
    assertClose(
      back,
      there.map((value) => -value),
      1e-13,
    );
    assert.ok(there.some((value) => Math.abs(value) > 0.01));
  }
});

test("without a moment both probes and all polarisations that stay are the probe x-ray at grazing angles", () => {
  for (const ambient of [AIR, WATER]) {
    const sample = of([{ ...GRADED, magn: 0 }, COVER], ambient);
    const plain = simulate({ ...sample, stacks: [[[{ ...FILM, magn: 0 }, COVER], 1]] }, "x-ray", "tot");
    for (const xpol of ["circ+", "circ-", "tot"]) assertClose(simulate(sample, SIMPLE, xpol), plain, 1e-13, xpol);
    // n = 1 − δ there, ε = 1 − 2δ here
    assertClose(simulate(sample, FULL, "σ-σ"), plain, 0.01);
    assertClose(simulate(sample, FULL, "π-π", [1, 3, 7]), plain.subarray(0, 3), 0.02);
    assertClose(simulate(sample, FULL, "σ-π"), new Float64Array(ANGLES.length), 0);
    assertClose(simulate(sample, FULL, "ass"), new Float64Array(ANGLES.length), 0);
  }
});

test("a moment along the beam is nearly the same to both probes at grazing angles", () => {
  const sample = of([{ ...GRADED, magn_ang: 0, magn_theta: 0 }, COVER]);
  for (const xpol of ["circ+", "circ-"]) {
    assertClose(simulate(sample, SIMPLE, xpol, [1, 2, 4]), simulate(sample, FULL, xpol, [1, 2, 4]), 0.01, xpol);
  }
});

test("what is next to no moment has an asymmetry next to none, in proportion", () => {
  const hard = { wavelength: 1.74 };
  const asymmetry = (magn: number, probe: string) =>
    simulate(of([{ ...FILM, magn, magn_ang: 0, magn_theta: 0 }, COVER]), probe, "ass", [0.8, 1.5, 3], hard);
  for (const probe of [FULL, SIMPLE]) {
    const [small, tiny] = [asymmetry(1e-3, probe), asymmetry(1e-6, probe)];
    assertClose(
      tiny.map((value) => 1e3 * value),
      small,
      1e-6,
    );
    assert.ok(small.every((value) => Math.abs(value) > 1e-6 && Math.abs(value) < 1e-2));
  }
});

test("a layer that nothing crosses is its own substrate, with either probe", () => {
  for (const probe of [FULL, SIMPLE]) {
    const under = simulate(of([COVER], AIR, LINEAR), probe, "circ+");
    for (const d of [2e5, 1e9]) {
      assertClose(simulate(of([{ ...LINEAR, d }, COVER]), probe, "circ+"), under, 1e-13, `${probe} ${d}`);
    }
  }
});

test("a substrate alone reflects, with a moment or without", () => {
  for (const substrate of [BASE, LINEAR, { ...LINEAR, magn_ang: 90, magn_theta: 0 }, { ...LINEAR, magn_theta: 90 }]) {
    const bare: SampleSpec = { stacks: [], ambient: AIR, substrate };
    const none = of([{ ...COVER, d: 0, dens: 0, sigma: 0 }], AIR, { ...substrate });
    for (const [probe, xpol] of [
      [FULL, "circ-"],
      [FULL, "tot"],
      [SIMPLE, "circ-"],
    ] as const) {
      assertClose(simulate(bare, probe, xpol), simulate(none, probe, xpol), 1e-11, xpol);
    }
  }
});

test("amplitudes are what reflectivities are squares of: W of σ and π, and the wave of one circular polarisation", () => {
  const sample = model.sample(of([LINEAR, COVER]));
  const field = (probe: string, xpol: string) =>
    model.method(sample, "SimSpecularElectricField", array(ANGLES), instrument(probe, xpol)) as NdArray;
  const W = field(FULL, "tot");
  assert.deepEqual([...W.shape], [2, 2, ANGLES.length]);
  ["σ-σ", "π-σ", "σ-π", "π-π"].forEach((xpol, n) => {
    const square = ANGLES.map((_, i) => {
      const at = 2 * (n * ANGLES.length + i);
      return W.buffer[at]! ** 2 + W.buffer[at + 1]! ** 2;
    });
    assertClose(simulate(of([LINEAR, COVER]), FULL, xpol), square, 1e-13, xpol);
  });
  const wave = field(SIMPLE, "circ-");
  const square = ANGLES.map((_, i) => wave.buffer[2 * i]! ** 2 + wave.buffer[2 * i + 1]! ** 2);
  assertClose(simulate(of([LINEAR, COVER]), SIMPLE, "circ-"), square, 1e-13);
});

test("an energy scan is one wavelength after the other", () => {
  const energies = [690, 700, 707, 710, 720];
  const sample = of([GRADED, COVER]);
  for (const [probe, xpol] of [
    [FULL, "circ+"],
    [FULL, "σ-π"],
    [SIMPLE, "ass"],
  ] as const) {
    const scan = floats(
      model.method(model.sample(sample), "SimEnergySpecular", array(energies), 20, instrument(probe, xpol)),
    );
    const each = energies.map((E) => simulate(sample, probe, xpol, [20], { wavelength: 12398.41984 / E })[0]!);
    assertClose(scan, each, 1e-13, xpol);
  }
});

test("what the simple probe has not is refused with what it has", () => {
  refuses(/it is one of "tot", "circ\+", "circ-", "ass"/, () => simulate(of([FILM]), SIMPLE, "sigma"));
  refuses(/"tot", has no amplitude/, () =>
    model.method(model.sample(of([FILM])), "SimSpecularElectricField", array(ANGLES), instrument(SIMPLE, "tot")),
  );
});

test("layers of one substance share a medium, which is what makes a multilayer cheap", () => {
  const values = (moment: number) => [50, 3, 0.08, moment, 0.4, 0.6, 0.8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0];
  const [iron, carbon] = [
    [20, -4, 0.6, -0.4, 0.3, 0.1],
    [6, -0.3, 0, 0, 0, 0],
  ];
  const pairs = Array.from({ length: 30 }, () => [iron, carbon]).flat();
  const moments = pairs.map((_, j) => (j % 2 === 0 ? 2 : 0));
  const { chi, layers } = anisotropicStack(
    Float64Array.from(moments.flatMap(values)),
    Float64Array.from(pairs.flat()),
    17.5,
  );
  assert.equal(chi.length / CHI.size, 2);
  const media = moments.map((_, j) => layers[j * ANISOTROPIC_LAYER.size + ANISOTROPIC_LAYER.medium]);
  assert.deepEqual(
    media,
    moments.map((moment) => (moment > 0 ? 0 : 1)),
  );
});
