/** Grids, weights and footprints are kept between evaluations; what is kept must never show. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PyError } from "../../runtime/python/values/error.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { array, floats, specNx } from "../helpers/spec-nx.ts";

const model = specNx();
const sample = model.sample({
  stacks: [[[{ d: 90, dens: 0.08, f: { re: 25, im: -0.6 }, b: 7, sigma: 3, magn: 1.2, magn_ang: 40 }], 1]],
  ambient: { dens: 0, f: { re: 0, im: 0 } },
  substrate: { dens: 0.05, f: { re: 14, im: -0.1 }, b: 4, sigma: 2 },
});
const BASE: Record<string, Value> = { coords: "q", wavelength: 1.54, Ibkg: 1e-7, respoints: 7n, resintrange: 2.5 };
const ramp = (n: number, from = 0.01, step = 0.004) => array(Array.from({ length: n }, (_, i) => from + i * step));
const simulate = (settings: Record<string, Value>, x: Value) => {
  const inst = model.make("Instrument", BASE);
  for (const [name, value] of Object.entries(settings)) inst.setAttribute(name, value);
  return floats(model.method(sample, "SimSpecular", x, inst));
};
const gauss = (sigma: number) => model.make("GaussianResolution", { sigma });
const beam = (inner: number) => model.make("TrapezoidBeam", { inner_width: inner, outer_width: 0.3 });

/** Each step changes what the step before left. */
const STEPS: [string, Record<string, Value>, Value?][] = [
  ["nothing", {}],
  ["fast conv", { restype: "fast conv", res: 0.006 }],
  ["another width", { res: 0.011 }],
  ["another range", { resintrange: 3 }],
  ["another x of the same length", {}, ramp(60, 0.02)],
  ["the first x again", {}],
  ["a resolution for each point", { restype: "fast conv + varying res.", res: 0.006 }],
  ["as an array", { res: array(Array.from({ length: 60 }, (_, i) => 0.003 + 1e-4 * i)) }],
  ["relative", { restype: "fast conv + varying res. (dx/x)", res: 0.04 }],
  ["a grid", { restype: "full conv and varying res.", res: 0.006 }],
  ["a wider grid", { res: 0.012 }],
  ["more points", { respoints: 11n }],
  ["a relative grid", { restype: 5n, res: 0.03 }],
  ["an offset", { tthoff: 0.05 }],
  ["another wavelength", { wavelength: 2.1 }],
  ["another coordinate", { coords: "tth", res: 0.02 }, ramp(60, 0.2, 0.06)],
  ["a footprint", { footype: "gauss beam", beamw: 0.05 }],
  ["other angles under that beam", {}, ramp(60, 0.4, 0.05)],
  ["an offset of the angles", { tthoff: 0.2 }],
  ["a wider beam", { beamw: 0.08 }],
  ["a longer sample", { samplelen: 20 }],
  ["another shape", { footype: "square beam" }],
  ["other angles under a square beam", {}, ramp(60, 0.2, 0.06)],
  ["a beam of its own", { footype: beam(0.1) }],
  ["a narrower one", { footype: beam(0.05) }],
  ["no footprint", { footype: "no corr" }],
  ["a resolution of its own", { restype: gauss(0.01) }],
  ["a wider one", { restype: gauss(0.02) }],
  ["a trapezoid", { restype: model.make("TrapezoidResolution", { inner_width: 0.02, outer_width: 0.05 }) }],
  ["the K alpha pair", { restype: model.make("XrayKalpha", { sigma_2theta: 0.01 }) }],
  ["fewer points", {}, ramp(20, 0.2, 0.1)],
  ["nothing again", { restype: "no conv" }],
  ["time of flight", { probe: "neutron tof", coords: "q", tthoff: 0, incangle: 1.5 }],
  ["another angle", { incangle: 2.5 }],
  ["a footprint at that angle", { footype: "square beam", beamw: 0.4 }],
  ["an angle for each point", { incangle: array(Array.from({ length: 20 }, (_, i) => 1.5 + 0.1 * i)) }],
  ["other angles", { incangle: array(Array.from({ length: 20 }, (_, i) => 2 - 0.03 * i)) }],
  ["an offset of the angle", { tthoff: 0.05 }],
  ["a grid in time of flight", { restype: "full conv and varying res.", res: 0.006 }],
  ["spin up", { probe: "neutron pol tof", pol: "uu" }],
  ["the asymmetry", { pol: "ass" }],
  ["one wavelength again", { probe: "neutron pol", pol: "dd" }],
  ["spin flip", { probe: "neutron pol spin flip", pol: "ud" }],
  ["the other channel", { pol: "uu" }],
  ["at another wavelength", { wavelength: 4.4 }],
  ["an asymmetry with flips", { pol: "ass" }],
  ["smeared flips", { pol: "du", restype: "full conv and varying res.", res: 0.006 }],
  ["X-rays again", { probe: "x-ray" }],
];

test("one instrument, changed step by step, gives at every step what a fresh one gives", () => {
  const inst = model.make("Instrument", BASE);
  const settings: Record<string, Value> = {};
  let x: Value = ramp(60);
  for (const [what, change, nextX] of STEPS) {
    x = nextX ?? (what === "the first x again" ? ramp(60) : x);
    for (const [name, value] of Object.entries(change)) {
      settings[name] = value;
      inst.setAttribute(name, value);
    }
    const kept = floats(model.method(sample, "SimSpecular", x, inst));
    assert.deepEqual(kept, simulate(settings, x), what);
    assert.deepEqual(floats(model.method(sample, "SimSpecular", x, inst)), kept, `${what}, once more`);
  }
});

test("channels of several samples, asked for in any order, are those of each sample alone", () => {
  const inst = model.make("Instrument", { ...BASE, probe: "neutron pol spin flip" });
  const channel = (angle: bigint, pol: string, x: Value) => {
    const layer = { d: 90, dens: 0.08, b: 7, sigma: 3, magn: 1.2, magn_ang: Number(angle) };
    const turned = model.sample({ stacks: [[[layer], 1]], ambient: { dens: 0 }, substrate: { dens: 0.05, b: 4 } });
    inst.setAttribute("pol", pol);
    return floats(model.method(turned, "SimSpecular", x, inst));
  };
  const asked = [0, 1, 2, 3, 4, 5, 6].flatMap((k) =>
    ["uu", "dd", "ud", "ass"].map((pol) => [BigInt(10 * k), pol, ramp(30 + (k % 3), 0.01)] as const),
  );
  const inOrder = asked.map((each) => channel(...each));
  // 15 has no divisor in common with 28, so each is asked for once, and seldom after its neighbour.
  for (let n = 0; n < asked.length; n++) {
    const k = (15 * n) % asked.length;
    assert.deepEqual(channel(...asked[k]!), inOrder[k], `${asked[k]}`);
    inOrder[k]!.fill(0); // a curve belongs to the script
    assert.ok(channel(...asked[k]!).some((value) => value !== 0));
  }
});

test("a field of a resolution or a beam object may be fitted", () => {
  const [resolution, footprint] = [gauss(0.01), beam(0.1)];
  const inst = model.make("Instrument", BASE);
  inst.setAttribute("restype", resolution);
  inst.setAttribute("footype", footprint);
  for (const value of [0.01, 0.013, 0.008]) {
    model.method(resolution, "setSigma", value);
    model.method(footprint, "setInner_width", 10 * value);
    assert.deepEqual(
      floats(model.method(sample, "SimSpecular", ramp(50), inst)),
      simulate({ restype: gauss(value), footype: beam(10 * value) }, ramp(50)),
    );
  }
});

test("an array that the script changes in place is noticed", () => {
  const x = ramp(40);
  const res = array(Array.from({ length: 40 }, () => 0.004));
  const inst = model.make("Instrument", BASE);
  inst.setAttribute("restype", 4n);
  inst.setAttribute("res", res);
  model.method(sample, "SimSpecular", x, inst);
  x.buffer[3]! += 0.001;
  res.buffer[5]! *= 2;
  assert.deepEqual(floats(model.method(sample, "SimSpecular", x, inst)), simulate({ restype: 4n, res }, x));
});

test("many data sets may share an instrument", () => {
  const inst = model.make("Instrument", { ...BASE, restype: 4n, res: 0.004 });
  for (let round = 0; round < 2; round++) {
    for (let k = 0; k < 12; k++) {
      const x = ramp(30 + k, 0.01 + 0.001 * k);
      assert.deepEqual(floats(model.method(sample, "SimSpecular", x, inst)), simulate({ restype: 4n, res: 0.004 }, x));
    }
  }
});

test("after a refusal that a script caught, nothing half made is used", () => {
  const inst = model.make("Instrument", { ...BASE, restype: 4n, res: 0.004 });
  const x = ramp(30);
  model.method(sample, "SimSpecular", x, inst);
  for (const [field, wrong, right] of [
    ["coords", "wrong", "q"],
    ["res", 0.006, 0.006],
    ["footype", "wrong", "no corr"],
    ["res", array([1, 2]), 0.01],
    ["respoints", 1n, 9n],
  ] as const) {
    inst.setAttribute(field, wrong);
    try {
      model.method(sample, "SimSpecular", x, inst);
    } catch (error) {
      assert.ok(error instanceof PyError);
    }
    inst.setAttribute(field, right);
  }
  assert.deepEqual(
    floats(model.method(sample, "SimSpecular", x, inst)),
    simulate({ restype: 4n, res: 0.01, respoints: 9n }, x),
  );
});

test("a curve belongs to the script: the next evaluation leaves it alone", () => {
  const inst = model.make("Instrument", { ...BASE, restype: 4n, res: 0.004 });
  const first = floats(model.method(sample, "SimSpecular", ramp(30), inst));
  const before = first.slice();
  first[0] = 99;
  model.method(sample, "SimSpecular", ramp(30), model.make("Instrument", BASE));
  assert.deepEqual(first.subarray(1), before.subarray(1));
  assert.deepEqual(floats(model.method(sample, "SimSpecular", ramp(30), inst)), before);
});

test("smearing that cannot be says what it needs", () => {
  const refused = (settings: Record<string, Value>, x: Value, message: RegExp) =>
    assert.throws(
      () => simulate(settings, x),
      (error) => error instanceof PyError && message.test(error.message),
    );
  refused({ restype: 4n, respoints: 1n }, ramp(9), /respoints is 1: smearing needs at least 2 points/);
  refused({ restype: 4n, res: array([1, 2]) }, ramp(9), /res has 2 values for 9 data points/);
  refused({ restype: 1n }, ramp(1), /"fast conv" needs at least two data points/);
  refused({ restype: 1n, res: array(new Array(9).fill(0.1)) }, ramp(9), /one number as res, not 9 values/);
  refused({ restype: 1n, res: 0.01 }, ramp(9, 0.1, -0.004), /equal ascending steps; its first step is -0\.004/);
});
