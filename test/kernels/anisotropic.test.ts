/** Reflection from layers of any susceptibility: exact numbers (golden/kernels/make_anisotropic.py) and what physics says of any stack. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { CHI } from "../../runtime/kernels/anisotropic-medium.ts";
import { LAYER } from "../../runtime/kernels/layers.ts";
import { load } from "../../runtime/kernels/load.ts";

const { amplitude, anisotropic } = load();

type Complex = readonly [number, number];
/** χ = A + iB [m ×] + C m mᵀ; Å. */
interface Layer {
  A: Complex;
  B?: Complex;
  C?: Complex;
  m?: readonly number[];
  d?: number;
  sigma?: number;
  dd_l?: number;
  dd_u?: number;
  dmag_l?: number;
  dmag_u?: number;
  sigma_l?: number;
  sigma_u?: number;
}
const VACUUM: Layer = { A: [0, 0] };
const NONE: Complex = [0, 0];

function chiOf({ A, B = NONE, C = NONE, m = [1, 0, 0] }: Layer, gain: number): number[] {
  const chi = new Array<number>(CHI.size).fill(0);
  const [x, y, z] = m as [number, number, number];
  const more = 1 + gain;
  const add = (at: number, [re, im]: Complex, by: number) => {
    chi[at] = chi[at]! + re * by;
    chi[at + 1] = chi[at + 1]! + im * by;
  };
  const linear: Complex = [C[0] * more * more, C[1] * more * more];
  const iB: Complex = [-B[1] * more, B[0] * more];
  for (const [at, part] of [
    [CHI.xx, x * x],
    [CHI.yy, y * y],
    [CHI.zz, z * z],
  ] as const) {
    add(at, A, 1);
    add(at, linear, part);
  }
  for (const [at, back, part, third] of [
    [CHI.xy, CHI.yx, x * y, z],
    [CHI.yz, CHI.zy, y * z, x],
    [CHI.zx, CHI.xz, z * x, y],
  ] as const) {
    add(at, linear, part);
    add(back, linear, part);
    add(at, iB, -third);
    add(back, iB, third);
  }
  return chi;
}

/** float[M][8] */
function reflect(
  stack: readonly Layer[],
  angles: readonly number[],
  wavelength: number,
  ambient = VACUUM,
): Float64Array {
  const chi: number[] = [];
  const known = new Map<string, number>();
  const medium = (layer: Layer, gain = 0) => {
    const values = chiOf(layer, gain);
    const key = values.join();
    if (!known.has(key)) {
      known.set(key, chi.length / CHI.size);
      chi.push(...values);
    }
    return known.get(key)!;
  };
  const rows = [...stack, ambient].flatMap((layer) => {
    const { d = 0, sigma = 0, dd_l = 0, dd_u = 0, sigma_l = 0, sigma_u = 0, dmag_l, dmag_u } = layer;
    const media = [medium(layer), medium(layer, dmag_l), medium(layer, dmag_u)];
    return [...media, d - dd_l - dd_u, sigma, dd_l, sigma_l, dd_u, sigma_u];
  });
  const sine = Float64Array.from(angles, (angle) => Math.sin((angle * Math.PI) / 180));
  const out = new Float64Array(8 * sine.length);
  anisotropic(sine, wavelength, Float64Array.from(chi), Float64Array.from(rows), out);
  return out;
}

/** Within t of the size of W at each angle. */
function assertSame(actual: Float64Array, expected: Float64Array, t: number, what = ""): void {
  for (let at = 0; at < expected.length; at += 8) {
    const size = Math.hypot(...expected.subarray(at, at + 8));
    for (let n = at; n < at + 8; n++) {
      const off = Math.abs(actual[n]! - expected[n]!);
      assert.ok(off <= t * size, `${what} W[${at / 8}] ${n - at} is ${off / size} away from ${expected[n]}`);
    }
  }
}

/** |W v|² of each angle, v = (s, p) complex. */
function intensity(W: Float64Array, s: Complex, p: Complex): number[] {
  return Array.from({ length: W.length / 8 }, (_, i) => {
    let all = 0;
    for (let at = 8 * i; at < 8 * i + 8; at += 4) {
      const re = W[at]! * s[0] - W[at + 1]! * s[1] + W[at + 2]! * p[0] - W[at + 3]! * p[1];
      const im = W[at]! * s[1] + W[at + 1]! * s[0] + W[at + 2]! * p[1] + W[at + 3]! * p[0];
      all += re * re + im * im;
    }
    return all;
  });
}

const ANGLES = [0.5, 2, 5, 8, 11, 17, 26, 44, 71, 89];
const SOFT = 15.8;
const unit = (phi: number, theta: number) => {
  const [p, t] = [(phi * Math.PI) / 180, (theta * Math.PI) / 180];
  return [Math.cos(t) * Math.cos(p), Math.cos(t) * Math.sin(p), Math.sin(t)];
};
const FILM: Layer = { A: [-8e-3, 3e-3], B: [6e-4, -4e-4], C: [2e-4, 5e-5], m: unit(35, 25), d: 90, sigma: 4 };
const CAP: Layer = { A: [-4e-3, 6e-4], d: 18, sigma: 3 };
const BASE: Layer = { A: [-5e-3, 5e-4], sigma: 2 };
const STACK = [BASE, FILM, CAP];
const sharp = (layer: Layer): Layer => ({ ...layer, sigma: 0 });

interface Golden {
  name: string;
  wavelength: number;
  angles: number[];
  layers: Layer[];
  W: Complex[][][];
  genx: Complex[][][];
  off: number;
}
const golden: { cases: Golden[] } = JSON.parse(
  readFileSync(new URL("../golden/kernels/anisotropic.json", import.meta.url), "utf8"),
);

test("stacks made up at random reflect what 60 digits say, and GenX within the digits that it loses", () => {
  const flat = (W: Complex[][][], points: number) =>
    Float64Array.from({ length: 8 * points }, (_, n) => W[(n >> 2) & 1]![(n >> 1) & 1]![n >> 3]![n & 1]!);
  for (const { name, wavelength, angles, layers, W, genx, off } of golden.cases) {
    const ours = reflect(layers, angles, wavelength);
    assertSame(ours, flat(W, angles.length), 2e-12, name);
    assertSame(ours, flat(genx, angles.length), off + 2e-12, `${name}, GenX`);
  }
});

test("without a moment σ is Parratt's recursion with Névot and Croce's roughness, and σ and π do not mix", () => {
  const stack = STACK.map(({ A, d, sigma }) => ({ A, d, sigma }) as Layer);
  const W = reflect(stack, ANGLES, SOFT);
  const q = Float64Array.from(ANGLES, (angle) => ((4 * Math.PI) / SOFT) * Math.sin((angle * Math.PI) / 180));
  const scale = ((4 * Math.PI) / SOFT) ** 2;
  const records = Float64Array.from(
    [...stack, VACUUM].flatMap(({ A, d = 0, sigma = 0 }) => {
      const record = new Array<number>(LAYER.size);
      record[LAYER.potentialRe] = scale * A[0];
      record[LAYER.potentialIm] = scale * A[1];
      record[LAYER.thickness] = d;
      record[LAYER.roughness] = sigma;
      return record;
    }),
  );
  const parratt = new Float64Array(2 * q.length);
  amplitude(q, records, 1, 0, parratt);
  for (let i = 0; i < q.length; i++) {
    const far = Math.hypot(W[8 * i]! - parratt[2 * i]!, W[8 * i + 1]! - parratt[2 * i + 1]!);
    assert.ok(far <= 1e-12 * Math.hypot(parratt[2 * i]!, parratt[2 * i + 1]!), `${ANGLES[i]}°: ${far}`);
    assert.ok(W.subarray(8 * i + 2, 8 * i + 6).every((part) => part === 0));
  }
});

test("a bare face without a moment has Fresnel's coefficients for σ and π, and none of π at Brewster's angle", () => {
  const A = 0.21; // at 47.7°
  const brewster = (Math.atan(1 / Math.sqrt(1 + A)) * 180) / Math.PI;
  const angles = [3, 20, brewster, 70];
  const W = reflect([{ A: [A, 0] }], angles, 1.5);
  angles.forEach((angle, i) => {
    const sine = Math.sin((angle * Math.PI) / 180);
    const below = Math.sqrt(sine * sine + A);
    const s = (sine - below) / (sine + below);
    const p = ((1 + A) * sine - below) / ((1 + A) * sine + below);
    assert.ok(Math.abs(W[8 * i]! - s) < 1e-14 && Math.abs(Math.abs(W[8 * i + 6]!) - Math.abs(p)) < 1e-14);
  });
  assert.ok(Math.abs(W[22]!) < 1e-15);
});

test("in total reflection a stack without absorption reflects all of any polarisation, moment or not", () => {
  const below = [0.05, 0.7, 1.5, 2.3];
  for (const [phi, theta] of [
    [0, 0],
    [0, 90],
    [90, 0],
    [40, -30],
    [77, 60],
  ] as const) {
    const stack: Layer[] = [
      { A: [-5e-3, 0], B: [3e-4, 0], m: unit(10, 20) },
      { A: [-6e-3, 0], B: [-9e-4, 0], C: [4e-4, 0], m: unit(phi, theta), d: 70 },
      { A: [2e-3, 0], d: 40 },
    ];
    const W = reflect(stack, below, SOFT);
    for (const [s, p] of [
      [
        [1, 0],
        [0, 0],
      ],
      [
        [0, 0],
        [1, 0],
      ],
      [
        [0.6, 0],
        [0, 0.8],
      ],
      [
        [0.6, 0],
        [0.64, 0.48],
      ],
    ] as Complex[][]) {
      for (const all of intensity(W, s!, p!)) assert.ok(Math.abs(all - 1) < 1e-11, `${phi}° ${theta}°: ${all}`);
    }
  }
});

test("the opposite moment in the plane of incidence swaps the two circular polarisations", () => {
  const half = Math.SQRT1_2;
  const hands = (W: Float64Array, hand: 1 | -1) => intensity(W, [half, 0], [0, hand * half]);
  for (const [x, y, z] of [unit(0, 0), unit(0, 90), unit(0, 35), unit(60, 35)] as [number, number, number][]) {
    const W = reflect([BASE, { ...FILM, m: [x, y, z] }, CAP], ANGLES, SOFT);
    const mirrored = reflect([BASE, { ...FILM, m: [-x, y, -z] }, CAP], ANGLES, SOFT);
    const [plus, minus] = [hands(W, 1), hands(W, -1)];
    const [plusToo, minusToo] = [hands(mirrored, 1), hands(mirrored, -1)];
    ANGLES.forEach((_, i) => {
      assert.ok(Math.abs(plus[i]! - minusToo[i]!) <= 1e-11 * plus[i]!);
      assert.ok(Math.abs(minus[i]! - plusToo[i]!) <= 1e-11 * minus[i]!);
    });
    assert.ok(plus.some((value, i) => Math.abs(value - minus[i]!) > 0.01 * value));
  }
});

test("a way of the light that is run backwards: with all moments out of the plane reversed W_sp is W_ps", () => {
  // Time's reversal turns a moment around, and half a turn about z brings the beam back to where it came from.
  const layers = [{ ...BASE, B: [1e-4, 2e-4] as Complex, m: unit(-50, 10) }, FILM, CAP].map(sharp);
  const W = reflect(layers, ANGLES, SOFT);
  const backwards = layers.map(({ m = [1, 0, 0], ...layer }) => ({ ...layer, m: [m[0]!, m[1]!, -m[2]!] }));
  const expected = W.slice();
  for (let at = 0; at < W.length; at += 8) {
    for (let part = 0; part < 2; part++) {
      expected[at + 2 + part] = -W[at + 4 + part]!;
      expected[at + 4 + part] = -W[at + 2 + part]!;
    }
  }
  assertSame(reflect(backwards, ANGLES, SOFT), expected, 1e-12);
});

test("along the beam, with no other moment, circular waves are almost two stacks of Parratt", () => {
  // n± = 1 − (−A ∓ B)/2 at grazing angles, which is what the probe "x-ray simpl. anis." makes of it
  const stack = [BASE, { ...FILM, C: NONE, m: [1, 0, 0] }, CAP];
  const angles = [1, 2, 3, 4];
  const W = reflect(stack, angles, SOFT);
  for (const hand of [1, -1] as const) {
    const scalar = reflect(
      stack.map(({ A, B = NONE, ...rest }) => ({
        ...rest,
        A: [A[0] - hand * B[0], A[1] - hand * B[1]] as Complex,
        m: [1, 0, 0],
        B: NONE,
      })),
      angles,
      SOFT,
    );
    const circular = intensity(W, [Math.SQRT1_2, 0], [0, hand * Math.SQRT1_2]);
    const plain = intensity(scalar, [1, 0], [0, 0]);
    angles.forEach((angle, i) => {
      assert.ok(Math.abs(circular[i]! / plain[i]! - 1) < 0.01, `${angle}°: ${circular[i]} ${plain[i]}`);
    });
  }
});

test("a moment along y leaves σ and π alone: σ sees A + C, π sees A − B²/(1 + A) beside a turn of its face", () => {
  const thick: Layer = { ...FILM, m: [0, 1, 0], sigma: 0 };
  const { A, B = NONE, C = NONE } = thick;
  const W = reflect([thick], ANGLES, SOFT);
  const sigma = reflect([{ A: [A[0] + C[0], A[1] + C[1]] }], ANGLES, SOFT);
  for (let at = 0; at < W.length; at += 8) {
    assert.ok(W.subarray(at + 2, at + 6).every((part) => part === 0));
    for (let part = 0; part < 2; part++) assert.ok(Math.abs(W[at + part]! - sigma[at + part]!) < 1e-14);
  }
  // the same of one side and of the other, a little away from y
  for (const off of [1e-3, 1e-5, 1e-7, 1e-9, 1e-12]) {
    const aside = reflect([BASE, { ...FILM, m: [off, Math.sqrt(1 - off * off), 0] }, CAP], ANGLES, SOFT);
    const along = reflect([BASE, { ...FILM, m: [0, 1, 0] }, CAP], ANGLES, SOFT);
    assertSame(aside, along, 0.3 * off + 1e-13, `${off}`);
  }
  assert.ok(Math.hypot(B[0], B[1]) > 0);
});

test("a moment that fades away leaves what no moment has", () => {
  const none = reflect([BASE, { ...FILM, B: NONE, C: NONE }, CAP], ANGLES, SOFT);
  for (const size of [1e-3, 1e-6, 1e-9, 1e-12, 1e-16, 1e-30, 1e-150]) {
    for (const m of [unit(0, 0), unit(0, 90), unit(90, 0), unit(33, -54)]) {
      const W = reflect([BASE, { ...FILM, B: [size * 6e-4, size * -4e-4], C: NONE, m }, CAP], ANGLES, SOFT);
      assertSame(W, none, 0.2 * size + 1e-12, `${size} ${m}`);
    }
  }
});

test("a layer that is written in two pieces, or with interface layers like itself, is the same layer", () => {
  const whole = reflect(STACK, ANGLES, SOFT);
  const pieces = [BASE, { ...FILM, d: 33, sigma: 0 }, { ...FILM, d: 57 }, CAP];
  assertSame(reflect(pieces, ANGLES, SOFT), whole, 1e-12);
  const graded = [BASE, { ...FILM, dd_l: 12, dd_u: 7, sigma_l: 3, sigma_u: 5 }, CAP];
  assertSame(reflect(graded, ANGLES, SOFT), whole, 1e-12);
});

test("interface layers are layers of their own where nothing is rough", () => {
  const film: Layer = { ...FILM, sigma: 0, d: 90 };
  const by = (gain: number): Layer => ({
    ...film,
    B: [film.B![0] * (1 + gain), film.B![1] * (1 + gain)],
    C: [film.C![0] * (1 + gain) ** 2, film.C![1] * (1 + gain) ** 2],
  });
  const graded = [sharp(BASE), { ...film, dd_l: 12, dd_u: 50, dmag_l: -0.6, dmag_u: 0.8 }, sharp(CAP)];
  const written = [sharp(BASE), { ...by(-0.6), d: 12 }, { ...film, d: 28 }, { ...by(0.8), d: 50 }, sharp(CAP)];
  assertSame(reflect(graded, ANGLES, SOFT), reflect(written, ANGLES, SOFT), 1e-12);
});

test("layers that repeat reflect as layers that are next to the same", () => {
  const period = [CAP, { ...FILM, dd_u: 5, dmag_u: -0.4, sigma_u: 2 }];
  const repeated = [BASE, ...period, ...period, ...period, ...period];
  const different = repeated.map((layer, i) => (i === 0 ? layer : { ...layer, d: layer.d! * (1 + i * 1e-15) }));
  assertSame(reflect(different, ANGLES, SOFT), reflect(repeated, ANGLES, SOFT), 1e-11);
});

test("a thick absorber is its own substrate, however thick", () => {
  const under = reflect([{ ...FILM }, CAP], ANGLES, SOFT);
  for (const d of [1e5, 1e7, 1e300]) {
    for (const below of [[BASE], [BASE, CAP, FILM]]) {
      assertSame(reflect([...below, { ...FILM, d }, CAP], ANGLES, SOFT), under, 1e-12, `${d} Å`);
    }
  }
});

test("without absorption waves that go down are told from waves that come up", () => {
  // above the critical angle all four u are real
  const clear: Layer[] = [
    { A: [-5e-3, 0] },
    { A: [-6e-3, 0], B: [9e-4, 0], C: [4e-4, 0], m: unit(20, 30), d: 70 },
    { A: [-4e-3, 0], d: 40 },
  ];
  const faint = clear.map((layer) => ({ ...layer, A: [layer.A[0], 1e-13] as Complex }));
  const above = ANGLES.filter((angle) => angle > 6);
  assertSame(reflect(clear, above, SOFT), reflect(faint, above, SOFT), 1e-9);
});

test("an ambient is as if all were measured from it, and reflects nothing by itself", () => {
  const water: Layer = { A: [-2e-3, 0] };
  assert.ok(reflect([water], ANGLES, SOFT, water).every((part) => Math.abs(part) < 1e-13));
  // σ sees differences of χ only, at the angle in the ambient
  const W = reflect([{ A: [-6e-3, 1e-3] }], ANGLES, SOFT, water);
  ANGLES.forEach((angle, i) => {
    const sine2 = Math.sin((angle * Math.PI) / 180) ** 2;
    const shifted = reflect([{ A: [-4e-3 / (1 - 2e-3), 1e-3 / (1 - 2e-3)] }], [angle], SOFT);
    assert.ok(sine2 > 0 && Math.hypot(W[8 * i]! - shifted[0]!, W[8 * i + 1]! - shifted[1]!) < 1e-13);
  });
});
