/** Reflection with spin flip against what physics says of any stack; its numbers are held to GenX's in test/models. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LAYER } from "../../runtime/kernels/layers.ts";
import { load } from "../../runtime/kernels/load.ts";
import { assertClose } from "../helpers/close.ts";

const { amplitude, parratt, spinFlip } = load();

/** SLD ρ − iμ and moment m in 1e-6 Å⁻², Å, Å, degrees; in vacuum, so that V± = −16π(ρ ± m − iμ). */
type Layer = { rho: number; m?: number; mu?: number; d?: number; sigma?: number; angle?: number };
const V = -16e-6 * Math.PI;
const records = (layers: Layer[]) =>
  Float64Array.from(
    [...layers, { rho: 0 } as Layer].flatMap(({ rho, m = 0, mu = 0, d = 0, sigma = 0, angle = 0 }) => [
      V * (rho + m),
      -V * mu,
      V * (rho - m),
      -V * mu,
      d,
      sigma,
      (angle * Math.PI) / 180,
    ]),
  );
const range = (from: number, to: number, n: number) =>
  Float64Array.from({ length: n }, (_, i) => from + ((to - from) * i) / (n - 1));
const Q = range(0.004, 0.3, 150);

interface Channels {
  uu: Float64Array;
  dd: Float64Array;
  ud: Float64Array;
}
function amplitudes(layers: Layer[], q: Float64Array = Q): Float64Array {
  const out = new Float64Array(6 * q.length);
  spinFlip(q, records(layers), out);
  return out;
}
function reflect(layers: Layer[], q: Float64Array = Q): Channels {
  const r = amplitudes(layers, q);
  const channel = (at: number) => q.map((_, i) => r[6 * i + at]! ** 2 + r[6 * i + at + 1]! ** 2);
  return { uu: channel(0), dd: channel(2), ud: channel(4) };
}
/** Within t of the largest reflectivity of each Q: a channel may be next to nothing. */
function assertSame(actual: Channels, expected: Channels, t: number, what = ""): void {
  expected.uu.forEach((_, i) => {
    const size = expected.uu[i]! + expected.dd[i]! + expected.ud[i]!;
    for (const channel of ["uu", "dd", "ud"] as const) {
      const off = Math.abs(actual[channel][i]! - expected[channel][i]!);
      assert.ok(off <= t * size, `${what} ${channel}[${i}] is ${off} away from ${expected[channel][i]}`);
    }
  });
}
/** What Parratt's recursion gives for one spin. */
function scalar(layers: Layer[], spin: 1 | -1): Float64Array {
  return Float64Array.from(
    [...layers, { rho: 0 } as Layer].flatMap(({ rho, m = 0, mu = 0, d = 0, sigma = 0 }) => {
      const record = new Array<number>(LAYER.size);
      record[LAYER.potentialRe] = V * (rho + spin * m);
      record[LAYER.potentialIm] = -V * mu;
      record[LAYER.thickness] = d;
      record[LAYER.roughness] = sigma;
      return record;
    }),
  );
}

const ROUGH: Layer[] = [
  { rho: 5.7, mu: 0.01, sigma: 3 },
  { rho: 2.2, m: 0.9, d: 14, sigma: 4, angle: -75 },
  { rho: 2.3, m: 4.1, mu: 0.2, d: 155, sigma: 5, angle: 32 },
  { rho: 6, m: -2, d: 40, sigma: 6, angle: 100 },
  { rho: 2.1, d: 38, sigma: 6, angle: 50 },
];
const SHARP = ROUGH.map((layer) => ({ ...layer, sigma: 0, mu: 0 }));
const turned = (layers: Layer[], change: (layer: Layer) => Layer): Layer[] => layers.map((layer) => change(layer));

test("moments that are all parallel to the beam's polarisation are two stacks of Parratt", () => {
  for (const layers of [ROUGH, SHARP]) {
    const parallel = turned(layers, (layer) => ({ ...layer, angle: 0 }));
    const { uu, dd, ud } = reflect(parallel);
    for (const [channel, spin] of [
      [uu, 1],
      [dd, -1],
    ] as const) {
      const R = new Float64Array(Q.length);
      parratt(Q, scalar(parallel, spin), 1, 0, R);
      assertClose(channel, R, 1e-11);
    }
    assert.ok(ud.every((value) => value === 0));
  }
});

test("moments that are parallel to each other mix two stacks of Parratt by their angle to the beam's polarisation", () => {
  for (const angle of [90, 35, -140, 180, 360]) {
    const layers = turned(ROUGH, (layer) => ({ ...layer, angle }));
    const [up, down] = [1, -1].map((spin) => {
      const wave = new Float64Array(2 * Q.length);
      amplitude(Q, scalar(layers, spin as 1 | -1), 1, 0, wave);
      return wave;
    });
    // r = r̄ + Δ cos φ for spins that stay, Δ sin φ for those that flip
    const [c, s] = [Math.cos((angle * Math.PI) / 180), Math.sin((angle * Math.PI) / 180)];
    const mix = (mean: number, part: number) =>
      Q.map((_, i) => {
        const at = [2 * i, 2 * i + 1];
        return at.reduce(
          (sum, k) => sum + (mean * 0.5 * (up![k]! + down![k]!) + part * 0.5 * (up![k]! - down![k]!)) ** 2,
          0,
        );
      });
    assertSame(reflect(layers), { uu: mix(1, c), dd: mix(1, -c), ud: mix(0, s) }, 1e-11, `${angle}°`);
  }
});

test("moments across the polarisation, without nuclear contrast, reflect by spin flip alone where reflection is weak", () => {
  const { uu, dd, ud } = reflect([
    { rho: 0 },
    { rho: 0, m: 1, d: 60, angle: 90 },
    { rho: 0, m: -0.6, d: 90, angle: 90 },
  ]);
  const strongest = (channel: Float64Array) => Math.max(...channel.filter((_, i) => Q[i]! > 0.2));
  assert.ok(strongest(uu) < 1e-4 * strongest(ud) && strongest(dd) < 1e-4 * strongest(ud));
});

test("a layer that is divided, or interleaved with nothing, reflects the same", () => {
  for (const layers of [ROUGH, SHARP]) {
    const whole = reflect(layers);
    layers.forEach((layer, k) => {
      if (k === 0) return;
      const lower = { ...layer, d: 0.3 * layer.d!, sigma: 0 };
      const upper = { ...layer, d: 0.7 * layer.d! };
      assertSame(reflect(layers.toSpliced(k, 1, lower, upper)), whole, 1e-11, `layer ${k}`);
      const nothing = { rho: 3, m: 2, angle: 12, d: 0 };
      if (layers === SHARP) assertSame(reflect(layers.toSpliced(k, 0, nothing)), whole, 1e-9, `below ${k}`);
    });
  }
});

test("the angle of a layer without moment, and whole turns, mean nothing", () => {
  const whole = reflect(ROUGH);
  const others = turned(ROUGH, (layer) => (layer.m ? layer : { ...layer, angle: -33 }));
  assertSame(reflect(others), whole, 1e-12);
  const turns = turned(ROUGH, (layer) => ({ ...layer, angle: layer.angle! + 360 }));
  assertSame(reflect(turns.with(0, ROUGH[0]!)), whole, 1e-11);
  const single = ROUGH.map((layer, k) => (k === 2 ? { ...layer, angle: layer.angle! - 360 } : layer));
  assertSame(reflect(single), whole, 1e-11);
});

test("a moment turned over is the same moment with the other sign", () => {
  const other = turned(ROUGH, (layer) => ({ ...layer, m: -(layer.m ?? 0), angle: (layer.angle ?? 0) + 180 }));
  assertSame(reflect(other), reflect(ROUGH), 1e-11);
});

test("all moments turned over exchange up and down, and as many flip from down to up as from up to down", () => {
  const { uu, dd, ud } = reflect(SHARP);
  const over = reflect(turned(SHARP, (layer) => ({ ...layer, m: -(layer.m ?? 0) })));
  assertSame(over, { uu: dd, dd: uu, ud }, 1e-11);
  assert.ok(ud.some((value, i) => value > 0.1 * uu[i]!));
});

test("mirrored angles reflect the same", () => {
  assertSame(reflect(turned(ROUGH, (layer) => ({ ...layer, angle: -(layer.angle ?? 0) }))), reflect(ROUGH), 1e-11);
});

test("below the edge a lossless stack reflects every neutron, flipped or not, and above it never more", () => {
  const edge = Math.sqrt(-V * 5.7);
  const below = range(edge / 200, 0.999 * edge, 200);
  const { uu, dd, ud } = reflect(SHARP, below);
  uu.forEach((value, i) => {
    assert.ok(Math.abs(value + ud[i]! - 1) < 1e-10, `up at ${below[i]}: ${value + ud[i]!}`);
    assert.ok(Math.abs(dd[i]! + ud[i]! - 1) < 1e-10, `down at ${below[i]}: ${dd[i]! + ud[i]!}`);
  });
  assert.ok(Math.max(...ud) > 0.1);
  const above = reflect(SHARP, range(1.001 * edge, 0.4, 300));
  above.uu.forEach((value, i) => {
    assert.ok(value + above.ud[i]! < 1 && above.dd[i]! + above.ud[i]! < 1);
  });
});

test("nobody sees what lies below an opaque layer, however thick", () => {
  const opaque = { rho: 3, m: 2, mu: 40, sigma: 4, angle: 25 };
  const above = ROUGH.slice(2);
  const bulk = reflect([opaque, ...above]);
  for (const d of [3e5, 1e7, 1e12])
    assertSame(reflect([...ROUGH.slice(0, 2), { ...opaque, d }, ...above]), bulk, 1e-11);
});

test("waves that grow, in what absorbs less than the ambient, overflow at no thickness", () => {
  const growing = { rho: 3, m: 2, mu: -4, sigma: 4 };
  const straight = turned([...ROUGH.slice(0, 2), { ...growing, d: 1e7 }, ...ROUGH.slice(2)], (layer) => ({
    ...layer,
    angle: 0,
  }));
  const channels = reflect(straight);
  for (const [spin, R] of [
    [1, channels.uu],
    [-1, channels.dd],
  ] as const) {
    const expected = new Float64Array(Q.length);
    parratt(Q, scalar(straight, spin), 1, 0, expected);
    assertClose(R, expected, 1e-9);
  }
  const [thick, thicker] = [1e6, 1e9].map((d) =>
    reflect([...ROUGH.slice(0, 2), { ...growing, angle: 25, d }, ...ROUGH.slice(2)]),
  );
  assertSame(thicker!, thick!, 1e-11);
  assert.ok(thick!.ud.every((value) => value > 0));
});

test("nothing to reflect from reflects nothing", () => {
  for (const layers of [[{ rho: 0 }], [{ rho: 0 }, { rho: 0, d: 50, angle: 20 }]]) {
    const { uu, dd, ud } = reflect(layers);
    for (const channel of [uu, dd, ud]) assert.ok(channel.every((value) => value < 1e-30));
  }
});

test("whatever a fit tries, there is a number", () => {
  const q = Float64Array.of(1e-10, 1e-6, 0.003, 0.01, 0.02, 0.1, 1, 10);
  // The very edges of layers, where a wave has no component across.
  const edges = Float64Array.from([1.6, 3.1, 6.4, 8, 1.8], (rho) => Math.sqrt(-V * rho));
  const extremes: Partial<Layer>[] = [
    {},
    { sigma: 0 },
    { sigma: 5000 },
    { d: 0 },
    { d: 1e9 },
    { mu: 1e4, d: 1e6 },
    { mu: -5, d: 1e7 },
    { mu: 3, d: -1e6 },
    { m: 0 },
    { m: 1e-20, angle: 45 },
    { rho: 0, m: 1 },
    { rho: -50, m: 40 },
    { rho: 1e4, m: 1e3 },
    { rho: 2.3, m: 4.1, angle: 0 },
    { rho: 2.3, m: 4.1, sigma: 300 },
  ];
  for (const change of extremes) {
    for (const layers of [ROUGH, SHARP]) {
      const changed = turned(layers, (layer) => ({ ...layer, ...change }));
      for (const points of [q, edges]) {
        const r = amplitudes(changed, points);
        assert.ok(r.every(Number.isFinite), `${JSON.stringify(change)} ${r}`);
      }
    }
  }
});

test("any stack reflects a number, and a sharp one no more than comes", () => {
  let seed = 12345;
  const random = () => (seed = (seed * 48271) % 2147483647) / 2147483647;
  const pick = (values: number[]) => values[Math.floor(random() * values.length)]!;
  const q = Float64Array.of(1e-10, 1e-5, 0.002, 0.008, 0.0113, 0.02, 0.05, 0.2, 1);
  for (let n = 0; n < 4000; n++) {
    const sharp = n % 2 === 0;
    const period = Array.from({ length: 1 + Math.floor(random() * 8) }, (): Layer => {
      const sigma = sharp ? 0 : pick([0, 3, 10 * random(), 100, 1000]);
      return {
        rho: pick([0, 2, 5.7, -3, 8 * random(), 100]),
        m: pick([0, 0, 1, -4, 5 * random()]),
        mu: pick([0, 0, 0.01, 0.5, 40]),
        d: pick([0, 10, 155 * random(), 1e5, 1e8]),
        angle: pick([0, 0, 30, 90, 180, -75, 360 * random()]),
        sigma,
      };
    });
    const layers = new Array(pick([1, 1, 3, 20])).fill(period).flat() as Layer[];
    const { uu, dd, ud } = reflect(layers, q);
    for (let i = 0; i < q.length; i++) {
      const [up, down] = [uu[i]! + ud[i]!, dd[i]! + ud[i]!];
      assert.ok(Number.isFinite(up + down), JSON.stringify(period));
      if (sharp)
        assert.ok(Math.max(up, down) <= 1 + 1e-9, `${up} and ${down} at ${q[i]} from ${JSON.stringify(period)}`);
    }
  }
});

test("at a layer's very edge the curve goes on smoothly", () => {
  for (const rho of [2.3 + 4.1, 2.2 + 0.9, 6 - 2, 6 + 2]) {
    const edge = Math.sqrt(-V * rho);
    const q = Float64Array.of(edge * (1 - 1e-9), edge, edge * (1 + 1e-9));
    const { uu, dd, ud } = reflect(ROUGH, q);
    for (const channel of [uu, dd, ud]) {
      assert.ok(Math.abs(channel[1]! - channel[0]!) < 1e-6 && Math.abs(channel[2]! - channel[1]!) < 1e-6);
    }
  }
});
