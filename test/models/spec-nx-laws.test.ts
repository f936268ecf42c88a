/** What must hold of polarised neutrons, spin flip, time of flight, energy scans and amplitudes, whoever computes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { utilsModule } from "../../runtime/models/utils.ts";
import { NdArray } from "../../runtime/python/numpy/array.ts";
import { call, getAttribute } from "../../runtime/python/operators.ts";
import { Complex } from "../../runtime/python/values/complex.ts";
import { PyError } from "../../runtime/python/values/error.ts";
import type { Module } from "../../runtime/python/values/module.ts";
import { PyList } from "../../runtime/python/values/sequence.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { assertClose } from "../helpers/close.ts";
import { array, floats, type SampleSpec, specNx } from "../helpers/spec-nx.ts";

const model = specNx();
const FILM: SampleSpec["stacks"][0][0][0] = {
  d: 155,
  dens: 0.09,
  sigma: 5,
  b: { re: 2.5, im: -0.1 },
  xs_ai: 80,
  f: { re: 26, im: -3.5 },
};
const spec = (magn: number): SampleSpec => ({
  stacks: [
    [
      [
        { ...FILM, magn },
        { ...FILM, d: 40, b: 6, magn: -magn / 2 },
      ],
      2,
    ],
  ],
  ambient: { dens: 0.01, b: 6, xs_ai: 0.5, f: { re: 7, im: -0.01 } },
  substrate: { dens: 0.05, b: 4.15, xs_ai: 0.2, sigma: 3, f: { re: 14, im: -0.15 } },
});
const Q = Array.from({ length: 60 }, (_, i) => 0.004 + 0.003 * i);

type Settings = Record<string, Value>;
const simulate = (
  sample: Value,
  settings: Settings,
  x: readonly number[] = Q,
  method = "SimSpecular",
  ...more: Value[]
) => {
  const inst = model.make("Instrument", { coords: "q", wavelength: 4.4 });
  for (const [name, value] of Object.entries(settings)) inst.setAttribute(name, value);
  return floats(model.method(sample as never, method, array(x), ...more, inst));
};
const refused = (kind: string, message: RegExp, act: () => unknown) =>
  assert.throws(act, (error) => error instanceof PyError && error.kind === kind && message.test(error.message));

for (const [polarised, unpolarised] of [
  ["neutron pol", "neutron"],
  ["neutron pol tof", "neutron tof"],
] as const) {
  test(`without magnetisation both channels of "${polarised}" are "${unpolarised}" and the asymmetry is 0`, () => {
    const sample = model.sample(spec(0));
    const plain = simulate(sample, { probe: unpolarised });
    for (const pol of ["uu", "dd"]) assert.deepEqual(simulate(sample, { probe: polarised, pol }), plain);
    assert.ok(simulate(sample, { probe: polarised, pol: "ass" }).every((value) => value === 0));
  });

  test(`turning all moments over exchanges the channels of "${polarised}"`, () => {
    const [up, down] = [model.sample(spec(1.5)), model.sample(spec(-1.5))];
    const probe = { probe: polarised };
    assert.deepEqual(simulate(up, { ...probe, pol: "uu" }), simulate(down, { ...probe, pol: "dd" }));
    const uu = simulate(up, { ...probe, pol: "uu" });
    const dd = simulate(up, { ...probe, pol: "dd" });
    assert.notDeepEqual(uu, dd);
    assert.deepEqual(
      simulate(up, { ...probe, pol: "ass" }),
      uu.map((value, i) => (value - dd[i]!) / (value + dd[i]!)),
    );
  });
}

test("a moment is a scattering length: up sees b + p·magn", () => {
  const p = 2.645875; // fm per Bohr magneton
  const swapped = spec(0);
  swapped.stacks[0]![0] = [
    { ...FILM, b: { re: 2.5 + 1.5 * p, im: -0.1 } },
    { ...FILM, d: 40, b: 6 - 0.75 * p },
  ];
  assertClose(
    simulate(model.sample(spec(1.5)), { probe: "neutron pol", pol: "uu" }),
    simulate(model.sample(swapped), { probe: "neutron" }),
    1e-6,
  );
});

test("time of flight is, point by point, a measurement at that point's wavelength and angle", () => {
  const sample = model.sample(spec(1.5));
  const angles = Q.map((q) => (q < 0.08 ? 0.9 : 2.1));
  for (const [flight, single, pol] of [
    ["neutron tof", "neutron", "uu"],
    ["neutron pol tof", "neutron pol", "dd"],
    ["neutron pol tof", "neutron pol", "ass"],
  ] as const) {
    const flown = simulate(sample, { probe: flight, pol, incangle: array(angles) });
    const still = Q.map((q, i) => {
      const wavelength = (4 * Math.PI * Math.sin((angles[i]! * Math.PI) / 180)) / q;
      return simulate(sample, { probe: single, pol, wavelength }, [q])[0]!;
    });
    assertClose(flown, still, 1e-12);
  }
});

test("one angle is as good as the same for each point, with every resolution and footprint", () => {
  const sample = model.sample(spec(1.5));
  const same = array(Q.map(() => 1.4));
  const resolution = model.make("GaussianResolution", { sigma: 0.003 });
  for (const probe of ["neutron tof", "neutron pol tof"]) {
    for (const restype of ["no conv", "fast conv", 2n, 4n, 5n, resolution]) {
      for (const footype of ["no corr", "gauss beam", 2n, model.make("TrapezoidBeam")]) {
        const settings = { probe, restype, footype, res: 0.004, beamw: 0.5, tthoff: 0.02 };
        assert.deepEqual(
          simulate(sample, { ...settings, incangle: same }),
          simulate(sample, { ...settings, incangle: 1.4 }),
        );
      }
    }
  }
});

test("an energy scan is, point by point, a measurement at that energy", () => {
  const sample = model.sample(spec(0));
  const energies = Array.from({ length: 20 }, (_, i) => 6000 + 200 * i);
  for (const [coords, position] of [
    ["q", 0.09],
    ["tth", 1.7],
  ] as const) {
    const scanned = simulate(
      sample,
      { coords, tthoff: 0.1, I0: 2, Ibkg: 1e-8 },
      energies,
      "SimEnergySpecular",
      position,
    );
    const still = energies.map((E) => {
      const settings = { coords, tthoff: 0.1, wavelength: 12398.41984 / E, I0: 2, Ibkg: 1e-8 };
      return simulate(sample, settings, [position])[0]!;
    });
    assertClose(scanned, still, 1e-11);
  }
});

test("the square of the amplitude is the reflectivity", () => {
  const sample = model.sample(spec(1.5));
  for (const probe of ["x-ray", "neutron", "neutron pol", "neutron tof", "neutron pol tof"]) {
    const wave = simulate(sample, { probe, tthoff: 0.01 }, Q, "SimSpecularField");
    const R = simulate(sample, { probe, tthoff: 0.01 });
    assertClose(
      R.map((_, i) => wave[2 * i]! ** 2 + wave[2 * i + 1]! ** 2),
      R,
      1e-11,
      probe,
    );
  }
});

test("the magnetic profile is what the spin adds to the nuclear one", () => {
  const profile = (probe: string, pol: string, magn: number) => {
    const inst = model.make("Instrument", { probe, pol, coords: "q", wavelength: 4.4 });
    return model.dictionary(model.method(model.sample(spec(magn)), "SimSLD", null, null, inst));
  };
  const curves = profile("neutron pol", "uu", 1.5);
  const nuclear = profile("neutron", "uu", 1.5);
  for (const part of ["Re", "Im"]) {
    const plain = floats(nuclear.get(part)!); // of steps in float32
    const largest = Math.max(...plain.map(Math.abs));
    floats(curves.get(`${part} non-mag`)!).forEach((value, i) => {
      assert.ok(Math.abs(value - plain[i]!) < 1e-6 * largest);
    });
  }
  assert.deepEqual(profile("neutron pol tof", "ass", 1.5), curves);
  const turned = floats(profile("neutron pol", "uu", -1.5).get("mag")!);
  assert.deepEqual(
    floats(curves.get("mag")!),
    turned.map((value) => 0 - value),
  );
});

const FLIP = { probe: "neutron pol spin flip" };
const CHANNELS = ["uu", "dd", "ud", "du"];
/** Two moments in water, or in another ambient. */
const turned = (lower: number, upper: number, ambient: SampleSpec["ambient"] = spec(0).ambient): SampleSpec => ({
  ...spec(0),
  ambient,
  stacks: [
    [
      [
        { ...FILM, magn: 1.5, magn_ang: lower },
        { ...FILM, d: 40, b: 6, magn: 0.8, magn_ang: upper },
        { d: 30, dens: 0.05, b: 3, sigma: 3 },
      ],
      1,
    ],
  ],
});

test("with all angles 0 spin flip is the two channels without it, and nothing flips", () => {
  // 1 − n² is δ(2 + δ) in the one, as in GenX, and δ(2 − δ) in the other, so at a wavelength where δ² is nothing.
  const wavelength = 0.02;
  const sample = model.sample(turned(0, 0));
  for (const pol of ["uu", "dd"]) {
    const [flip, plain] = ["neutron pol spin flip", "neutron pol"].map((probe) =>
      simulate(sample, { probe, pol, wavelength }),
    );
    assertClose(flip!, plain!, 1e-6);
  }
  for (const pol of ["ud", "du"]) assert.ok(simulate(sample, { ...FLIP, pol }).every((value) => value === 0));
  const still = model.sample(spec(0));
  assertClose(
    simulate(still, { ...FLIP, pol: "dd", wavelength }),
    simulate(still, { probe: "neutron", wavelength }),
    1e-6,
  );
});

test("as many neutrons flip from up to down as from down to up, and the asymmetry counts both", () => {
  const sample = model.sample(turned(70, -20));
  const [uu, dd, ud, du] = CHANNELS.map((pol) => simulate(sample, { ...FLIP, pol }));
  assert.deepEqual(ud, du);
  assert.ok(ud!.some((value, i) => value > 0.1 * uu![i]!));
  assertClose(
    simulate(sample, { ...FLIP, pol: "ass" }),
    uu!.map((value, i) => (value - dd![i]!) / (value + dd![i]! + ud![i]! + du![i]!)),
    1e-14,
  );
});

test("moments at 90° to the polarisation give equal uu and dd, and turning all of them leaves ud + uu + dd", () => {
  const across = model.sample(turned(90, -90));
  assertClose(simulate(across, { ...FLIP, pol: "uu" }), simulate(across, { ...FLIP, pol: "dd" }), 1e-9);
  const total = (by: number) => {
    const sample = model.sample(turned(10 + by, 60 + by));
    const [uu, dd, ud, du] = CHANNELS.map((pol) => simulate(sample, { ...FLIP, pol }));
    return uu!.map((value, i) => value + dd![i]! + ud![i]! + du![i]!);
  };
  // Only nearly the same with roughness, whose factors are not symmetric to the last digit.
  assertClose(total(55), total(0), 1e-3);
});

test("the amplitude of a channel with spin flip is the root of its reflectivity", () => {
  const sample = model.sample(turned(70, -20));
  for (const pol of CHANNELS) {
    const wave = simulate(sample, { ...FLIP, pol }, Q, "SimSpecularField");
    const R = simulate(sample, { ...FLIP, pol });
    assertClose(
      R.map((_, i) => wave[2 * i]! ** 2 + wave[2 * i + 1]! ** 2),
      R,
      1e-14,
    );
  }
  refused("ValueError", /the asymmetry, inst\.pol "ass", has no amplitude/, () =>
    simulate(sample, { ...FLIP, pol: "ass" }, Q, "SimSpecularField"),
  );
});

test("two wavelengths at the same Q are two curves", () => {
  const sample = model.sample(turned(70, -20));
  const [short, long] = [2, 9].map((wavelength) => simulate(sample, { ...FLIP, pol: "ud", wavelength }));
  assert.ok(short!.some((value, i) => Math.abs(value / long![i]! - 1) > 0.01));
  assert.deepEqual(simulate(sample, { ...FLIP, pol: "ud", wavelength: 2 }), short);
});

test("an ambient without moment has no direction; with one, all moments must be parallel to it", () => {
  const plain = turned(70, -20);
  const angled = turned(70, -20, { ...plain.ambient, magn_ang: 30 });
  assert.deepEqual(simulate(model.sample(angled), FLIP), simulate(model.sample(plain), FLIP));
  const magnetic = { ...plain.ambient, magn: 0.3 };
  refused("ValueError", /magnetic ambient every moment must be parallel to the polarisation: magn_ang is 70/, () =>
    simulate(model.sample(turned(70, 0, magnetic)), FLIP),
  );
  const wavelength = 0.02;
  for (const pol of ["uu", "dd"]) {
    const sample = model.sample(turned(0, 0, magnetic));
    const plain = simulate(sample, { probe: "neutron pol", pol, wavelength });
    assertClose(simulate(sample, { ...FLIP, pol, wavelength }), plain, 1e-6);
  }
});

test("polarisers and flippers: perfect ones show the channels, useless ones mix them", () => {
  const sample = model.sample(turned(70, -20));
  const seen = (pol: string, ...efficiencies: number[]) =>
    simulate(sample, { ...FLIP, pol, Ibkg: 1e-4, I0: 2 }, Q, "SimPolSpecular", ...efficiencies);
  const channel = (pol: string) => simulate(sample, { ...FLIP, pol, Ibkg: 1e-4, I0: 2 });
  for (const pol of CHANNELS) assertClose(seen(pol, 0, 0, 0, 0), channel(pol), 1e-14);
  // A polariser of the wrong sort, analysers that let all pass, flippers that do not flip.
  assertClose(seen("uu", 1, 1, 0, 0), channel("dd"), 1e-14);
  for (const [pol, as] of [
    ["dd", "uu"],
    ["du", "uu"],
    ["ud", "uu"],
  ]) {
    assertClose(seen(pol!, 0.1, 0.2, 1, 1), seen(as!, 0.1, 0.2, 1, 1), 1e-14);
  }
  const mean = Q.map((_, i) => CHANNELS.reduce((sum, pol) => sum + channel(pol)[i]! / 4, 0));
  for (const pol of CHANNELS) assertClose(seen(pol, 0.5, 0.5, 0.3, 0.6), mean, 1e-13);
  // What is lost from one channel is in another.
  const sum = (curves: Float64Array[]) => Q.map((_, i) => curves.reduce((total, curve) => total + curve[i]!, 0));
  assertClose(sum(CHANNELS.map((pol) => seen(pol, 0.03, 0.02, 0, 0))), sum(CHANNELS.map(channel)), 1e-13);
  refused("ValueError", /PolSpecular measures one of "uu", "dd", "ud", "du", not the asymmetry/, () =>
    seen("ass", 0, 0, 0, 0),
  );
  refused("ValueError", /PolSpecular is for the probe "neutron pol spin flip"/, () =>
    simulate(sample, { probe: "neutron pol" }, Q, "SimPolSpecular", 0, 0, 0, 0),
  );
  refused("TypeError", /F2 must be a number/, () => seen("uu", 0, 0, 0, "x" as never));
});

test("a profile of turned moments has their components, of which the magnetic profile is the length in one layer", () => {
  const inst = model.make("Instrument", { ...FLIP, coords: "q", wavelength: 4.4 });
  const profile = (sample: SampleSpec) =>
    model.dictionary(model.method(model.sample(sample), "SimSLD", null, null, inst));
  const curves = profile(turned(30, 30));
  const [mag, x, y] = ["mag", "mag_x", "mag_y"].map((key) => floats(curves.get(key)!));
  const largest = Math.max(...mag!);
  mag!.forEach((value, i) => {
    assert.ok(Math.abs(x![i]! - value * Math.cos(Math.PI / 6)) < 1e-12 * largest);
    assert.ok(Math.abs(y![i]! - value / 2) < 1e-12 * largest);
  });
  assert.deepEqual(
    [...profile(turned(0, 0)).keys()].filter((key) => key.startsWith("mag_")),
    [],
  );
});

test("a channel that is none is refused with spin flip too", () => {
  refused("ValueError", /inst\.pol, is wrong: it is one of "uu", "dd", "ud", "du", "ass"/, () =>
    simulate(model.sample(turned(1, 2)), { ...FLIP, pol: "sideways" }),
  );
});

test("channels that need spin flip, and wrong ones, are refused where there is none", () => {
  const sample = model.sample(spec(1));
  for (const probe of ["neutron pol", "neutron pol tof"]) {
    for (const pol of ["ud", "-+", "sideways", 2n]) {
      refused("ValueError", /inst\.pol, is wrong: without spin flip it is one of "uu", "dd", "ass"/, () =>
        simulate(sample, { probe, pol }),
      );
    }
  }
});

test("an energy scan says what it cannot do", () => {
  const sample = model.sample(spec(0));
  const scan = (settings: Settings, position: Value = 0.1) =>
    simulate(sample, settings, [8000, 8100], "SimEnergySpecular", position);
  refused("NotImplementedError", /is for the probe "x-ray", not "neutron tof"/, () => scan({ probe: "neutron tof" }));
  refused("ValueError", /has no resolution: inst\.restype must be "no conv"/, () => scan({ restype: "fast conv" }));
  refused("ValueError", /got 3 positions for 2 energies/, () => scan({}, array([1, 2, 3])));
  refused("ValueError", /inst\.coords, is wrong/, () => scan({ coords: "r" }));
  refused("TypeError", /2θ or Q must be real/, () =>
    scan({}, new NdArray("complex128", [2], Float64Array.of(1, 0, 1, 2))),
  );
  const { members } = model.module;
  refused("TypeError", /EnergySpecular needs an instrument, not 'int'/, () =>
    call(members.get("EnergySpecular")!, [array([8000]), 0.1, sample, 5n]),
  );
  refused("NotImplementedError", /nothing off specular, in GenX neither: use models\.interdiff/, () =>
    simulate(sample, {}, Q, "SimOffSpecular", 0.1),
  );
});

test("an instrument with wavelength 0 divides by 0, as in GenX, whatever is measured", () => {
  for (const settings of [{}, { probe: "neutron pol" }, FLIP, { coords: "2θ" }] as Settings[]) {
    refused("ZeroDivisionError", /the instrument's wavelength is 0/, () =>
      simulate(model.sample(spec(0)), { ...settings, wavelength: 0 }),
    );
  }
});

test("an angle of incidence for each point needs one for each point", () => {
  refused("ValueError", /incangle has 3 values for 60 data points/, () =>
    simulate(model.sample(spec(0)), { probe: "neutron tof", incangle: array([1, 2, 3]) }),
  );
});

test("a scattering factor that is a function of the energy is assigned, not constructed, and not scanned", () => {
  const fd = (utilsModule() as Module).members.get("fd")!;
  const iron = getAttribute(fd, "Fe");
  refused("TypeError", /./, () => model.make("Layer", { f: iron }));
  const layer = model.make("Layer", { d: 60, dens: 0.085 });
  const sample = model.make("Sample", {
    Stacks: new PyList([model.make("Stack", { Layers: new PyList([layer]) })]),
    Substrate: model.layer({ dens: 0.05, f: { re: 14, im: -0.1 } }),
  });
  const wavelength = 1.6;
  layer.setAttribute("f", iron);
  const asFunction = simulate(sample, { wavelength });
  refused("TypeError", /energy scan needs one number as a layer's f/, () =>
    simulate(sample, {}, [7000, 7200], "SimEnergySpecular", 0.1),
  );
  const { re, im } = (iron as unknown as { at(energy: number): Complex }).at(12398.41984 / wavelength);
  layer.setAttribute("f", new Complex(re, im));
  assert.deepEqual(simulate(sample, { wavelength }), asFunction);
});
