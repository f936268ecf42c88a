/** What must hold of neutrons and X-rays that magnetic layers reflect, whoever computes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PyError } from "../../runtime/python/values/error.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { assertClose } from "../helpers/close.ts";
import { array, floats, type Plain, type SampleSpec, specNx } from "../helpers/spec-nx.ts";

type Fields = Record<string, Plain>;
const model = specNx("mag_refl");
const nx = specNx();
const Q = Array.from({ length: 60 }, (_, i) => 0.006 + 0.003 * i);
const LOW = Q.filter((q) => q < 0.013);
const AIR: Fields = { dens: 0 };
const SILICON: Fields = { dens: 0.05, sigma: 3, b: 4.15, f: { re: 14, im: -0.3 } };
const IRON: Fields = { d: 80, dens: 0.085, sigma: 4, b: 9.45, xs_ai: 2.56, f: { re: 24.9, im: -3.2 }, magn: 2.2 };
const TITANIUM: Fields = { d: 45, dens: 0.0568, sigma: 3, b: -3.44, f: { re: 22, im: -1.8 } };
const GRADED: Fields = { ...IRON, dd_u: 9, dmag_u: -0.6, sigma_mu: 2, dd_l: 6, dmag_l: 0.4, sigma_ml: 1.5 };
const UP = { probe: "neutron pol", npol: "uu" };
const DOWN = { probe: "neutron pol", npol: "dd" };
const flip = (npol: string) => ({ probe: "neutron pol spin flip", npol });
const FLIGHT = { probe: "neutron pol tof", npol: "dd", incangle: 0.9 };

const of = (layers: Fields[], ambient: Fields = AIR, substrate: Fields = SILICON): SampleSpec => ({
  stacks: [[layers, 1]],
  ambient,
  substrate,
});
const instrumentOf = (which: typeof model, settings: Record<string, Plain>) =>
  which.instrument({ coords: "q", wavelength: 4.4, ...settings });
const simulate = (sample: SampleSpec, settings: Record<string, Plain>, x = Q, which = model) =>
  floats(which.method(which.sample(sample), "SimSpecular", array(x), instrumentOf(which, settings)));
const refuses = (pattern: RegExp, run: () => unknown) =>
  assert.throws(run, (error) => error instanceof PyError && pattern.test(error.message));

const sharp = (layer: Fields): Fields => ({ ...layer, sigma: 0, sigma_mu: 0, sigma_ml: 0 });
/** GenX's three-layer interface, of which no face is rough, written as layers. */
const writtenOut = ({ dd_u, dmag_u, dd_l, dmag_l, ...layer }: Fields): Fields[] => {
  const part = (d: number, gain: number) => ({ ...layer, d, magn: (layer["magn"] as number) * (1 + gain) });
  const [lower, upper] = [dd_l as number, dd_u as number];
  return [
    part(lower, dmag_l as number),
    part((layer["d"] as number) - lower - upper, 0),
    part(upper, dmag_u as number),
  ];
};

test("X-rays and neutrons see a sample without interface layers as in spec_nx", () => {
  const sample = of([TITANIUM, IRON, { ...IRON, d: 30, magn: -1 }]);
  const bare = (layers: Fields[]) => of(layers.map(({ xs_ai, ...layer }) => layer));
  assertClose(simulate(sample, { probe: "x-ray" }), simulate(sample, { probe: "x-ray" }, Q, nx), 1e-13);
  const neutral = bare(sample.stacks[0]![0] as Fields[]);
  assertClose(simulate(neutral, UP), simulate(neutral, { probe: "neutron pol", pol: "uu" }, Q, nx), 1e-13);
  assertClose(simulate(neutral, FLIGHT), simulate(neutral, { ...FLIGHT, pol: "dd" }, Q, nx), 5e-13);
  const turned = bare([TITANIUM, { ...IRON, magn_ang: 40 }]);
  for (const pol of ["uu", "dd", "ud", "ass"]) {
    const theirs = simulate(turned, { probe: "neutron pol spin flip", pol }, Q, nx);
    assertClose(simulate(turned, flip(pol)), theirs, 1e-3, pol); // spec_nx has δ² in V
  }
});

test("no moment is the neutron probe of spec_nx, interface layers or not", () => {
  const sample = of([{ ...GRADED, magn: 0, xs_ai: 0 }, TITANIUM]);
  const expected = simulate(of([{ ...IRON, magn: 0, xs_ai: 0 }, TITANIUM]), { probe: "neutron" }, Q, nx);
  for (const settings of [UP, DOWN]) assertClose(simulate(sample, settings), expected, 1e-13);
  assertClose(simulate(sample, flip("dd")), expected, 1e-4);
  assertClose(
    simulate(sample, flip("ud")),
    Q.map(() => 0),
    0,
  );
});

for (const [name, ambient] of [
  ["in vacuum", AIR],
  ["in heavy water", { dens: 0.0333, b: 19.1 }],
] as const) {
  test(`spins that meet no turned moment do not flip, ${name}: two collinear curves`, () => {
    const sample = of([GRADED, TITANIUM, { ...GRADED, d: 50, magn: -1.3 }], ambient);
    assertClose(simulate(sample, flip("uu")), simulate(sample, UP), 3e-3); // δ² again
    assertClose(simulate(sample, flip("dd")), simulate(sample, DOWN), 3e-3);
    const rest = simulate(sample, flip("ud"));
    assert.ok(rest.every((value) => value < 1e-25));
  });
}

for (const settings of [UP, DOWN, FLIGHT, flip("uu"), flip("ud"), flip("dd")]) {
  const name = `${settings.probe} ${settings.npol}`;
  const turned = (layer: Fields, angle: number): Fields => ({ ...layer, magn_ang: angle });
  const two = [turned(GRADED, 25), TITANIUM, turned({ ...GRADED, d: 60 }, -70)];

  test(`a layer is the two that it is cut into: ${name}`, () => {
    const whole = simulate(of(two), settings);
    const { dd_u, dmag_u, sigma_mu, ...below } = turned(GRADED, 25);
    const { dd_l, dmag_l, sigma_ml, ...above } = turned(GRADED, 25);
    const halves = simulate(of([{ ...below, d: 30, sigma: 0 }, { ...above, d: 50 }, ...two.slice(1)]), settings);
    assertClose(halves, whole, 1e-13);
  });

  test(`an interface layer is a layer, where no face is rough: ${name}`, () => {
    const layers = two.map(sharp);
    const written = layers.flatMap((layer) => ("dd_u" in layer ? writtenOut(layer) : [layer]));
    const expected = simulate(of(written, AIR, sharp(SILICON)), settings);
    assertClose(simulate(of(layers, AIR, sharp(SILICON)), settings), expected, 1e-13);
  });

  test(`a thick absorber hides what is below it, and nothing overflows: ${name}`, () => {
    const absorber: Fields = { dens: 0.03, b: { re: 6, im: -3 }, sigma: 2, magn: 1, magn_ang: 60 };
    const buried = simulate(of([TITANIUM, { ...absorber, d: 1e6, sigma: 3 }, ...two], AIR), settings);
    const expected = simulate(of(two, AIR, { ...absorber, sigma: 3 }), settings);
    assertClose(buried, expected, 1e-13);
    assert.ok(buried.every(Number.isFinite));
  });

  test(`a negative moment is one turned over: ${name}`, () => {
    const negative = simulate(of([{ ...GRADED, magn: -2.2, magn_ang: 20, magn_theta: 30 }]), settings);
    const positive = simulate(of([{ ...GRADED, magn_ang: 200, magn_theta: -30 }]), settings);
    assertClose(negative, positive, 1e-13);
  });

  test(`seen from below, upper interface layers are lower ones: ${name}`, () => {
    const air = { dens: 0.01, b: 2, sigma: 0 };
    const swapped = two.map((layer): Fields => {
      const { dd_u, dmag_u, sigma_mu, dd_l, dmag_l, sigma_ml, ...rest } = layer;
      if (dd_u === undefined) return rest;
      return {
        ...rest,
        dd_u: dd_l!,
        dmag_u: dmag_l!,
        sigma_mu: sigma_ml!,
        dd_l: dd_u,
        dmag_l: dmag_u!,
        sigma_ml: sigma_mu!,
      };
    });
    const sigmas = [3, 4, 5, 6];
    const from = (layers: Fields[], faces: number[]) => layers.map((layer, i) => ({ ...layer, sigma: faces[i + 1]! }));
    const upward = { ...of(from(two, sigmas), air, { ...SILICON, sigma: 3 }), inverted: true };
    const faces = sigmas.toReversed();
    const downward = of(from(swapped.toReversed(), faces), SILICON, { ...air, sigma: faces[0]! });
    assertClose(simulate(upward, settings), simulate(downward, settings), 1e-13);
  });
}

test("below the critical edge all is reflected, flipped or not, where nothing absorbs", () => {
  const lossless = ({ xs_ai, ...layer }: Fields) => sharp(layer);
  const layers = [lossless({ ...GRADED, magn_ang: 50 }), lossless({ ...GRADED, d: 40, magn_ang: -80 })];
  const sample = of(layers, AIR, sharp({ ...IRON, magn: 0, xs_ai: 0, d: 0 }));
  const channel = (npol: string) => simulate(sample, flip(npol), LOW);
  const ud = channel("ud");
  for (const own of [channel("uu"), channel("dd")]) {
    assertClose(
      own.map((value, i) => value + ud[i]!),
      LOW.map(() => 1),
      1e-13,
    );
  }
  const straight = of(
    layers.map((layer) => ({ ...layer, magn_ang: 0 })),
    AIR,
    sharp({ ...IRON, magn: 0, xs_ai: 0 }),
  );
  assertClose(
    simulate(straight, UP, LOW),
    LOW.map(() => 1),
    1e-13,
  );
});

test("a moment out of the plane scatters no neutrons", () => {
  const expected = simulate(of([{ ...GRADED, magn: 0 }]), UP);
  const upright = of([{ ...GRADED, magn_theta: 90 }]);
  for (const settings of [UP, DOWN]) assertClose(simulate(upright, settings), expected, 1e-13);
  assertClose(simulate(upright, flip("uu")), simulate(of([{ ...GRADED, magn: 0 }]), flip("uu")), 2e-13);
});

test("spin up and spin down change places with the sign of all moments", () => {
  const sample = (sign: number) => of([{ ...GRADED, magn: 2.2 * sign, magn_ang: 35 }]);
  assertClose(simulate(sample(1), UP), simulate(sample(-1), DOWN), 1e-13);
  assertClose(simulate(sample(1), flip("uu")), simulate(sample(-1), flip("dd")), 2e-13);
});

test("spins flip as often up as down, and a flip from another wavelength or to other points is computed anew", () => {
  const sample = of([{ ...GRADED, magn_ang: 35, xs_ai: 2000 }]);
  assertClose(simulate(sample, flip("du")), simulate(sample, flip("ud")), 0);
  const one = simulate(sample, flip("ud"));
  assert.notDeepEqual(simulate(sample, { ...flip("ud"), wavelength: 9 }), one);
  const others = Q.map((q) => q + 0.001);
  assert.notDeepEqual(simulate(sample, flip("ud"), others), one);
  const far = of([{ ...GRADED, magn_ang: 35, xs_ai: 2000, dmag_u: 0.1 }]);
  assert.notDeepEqual(simulate(far, flip("ud")), one);
});

test("the sign of a scattering length counts, and what absorbs more than it scatters still absorbs", () => {
  const layer = (b: number) => of([{ ...TITANIUM, b }]);
  assert.ok(simulate(layer(-3.44), UP).some((value, i) => Math.abs(value / simulate(layer(3.44), UP)[i]! - 1) > 0.5));
  const gadolinium = of([], AIR, { dens: 0.03, b: 6.5, xs_ai: 49700 });
  assert.ok(simulate(gadolinium, UP, LOW).every((value) => value < 0.9));
});

test("a scattering length that is mostly imaginary is that of spec_nx", () => {
  const sample = of([{ ...TITANIUM, b: { re: 6.5, im: -13.8 } }]);
  assertClose(simulate(sample, UP), simulate(sample, { probe: "neutron pol", pol: "uu" }, Q, nx), 1e-13);
});

test("interface layers take nothing of a layer's thickness, whoever looks", () => {
  const [with_, without] = [of([TITANIUM, GRADED]), of([TITANIUM, IRON])];
  assertClose(simulate(with_, { probe: "x-ray" }), simulate(without, { probe: "x-ray" }), 0);
});

test("a layer of negative thickness, while a fit is looking, is none", () => {
  for (const settings of [{ probe: "x-ray" }, UP, FLIGHT]) {
    const without = simulate(of([TITANIUM, { ...IRON, d: 0 }]), settings);
    assertClose(simulate(of([TITANIUM, { ...IRON, d: -7 }]), settings), without, 0);
  }
});

test("an amplitude is what the reflectivity is the square of", () => {
  const sample = model.sample(of([GRADED, { ...GRADED, d: 30, magn_ang: 40 }]));
  for (const settings of [{ probe: "x-ray" }, UP, DOWN, FLIGHT, flip("uu"), flip("ud")]) {
    const instrument = instrumentOf(model, settings);
    const field = floats(model.method(sample, "SimSpecularElectricField", array(Q), instrument));
    const R = floats(model.method(sample, "SimSpecular", array(Q), instrument));
    assertClose(
      R.map((_, i) => field[2 * i]! ** 2 + field[2 * i + 1]! ** 2),
      R,
      1e-13,
      settings.probe,
    );
  }
});

test("so it is under an ambient that absorbs in an interface layer of its own", () => {
  const sample = model.sample(of([IRON], { dens: 0.03, b: 3, xs_ai: 5e4, dd_l: 40 }));
  const field = floats(model.method(sample, "SimSpecularElectricField", array(Q), instrumentOf(model, UP)));
  const R = floats(model.method(sample, "SimSpecular", array(Q), instrumentOf(model, UP)));
  assertClose(
    R,
    Q.map((_, i) => field[2 * i]! ** 2 + field[2 * i + 1]! ** 2),
    1e-13,
  );
});

test("a row of angles, intensities and backgrounds is one for each point", () => {
  const sample = of([GRADED, TITANIUM]);
  const angles = Q.map((q) => (q < 0.08 ? 0.9 : 1.7));
  const steps = (angle: number) => simulate(sample, { ...FLIGHT, incangle: angle });
  const [near, far] = [steps(0.9), steps(1.7)];
  const expected = Q.map((q, i) => (q < 0.08 ? near : far)[i]!);
  assertClose(simulate(sample, { ...FLIGHT, incangle: angles }), expected, 1e-13);
  const field = floats(
    model.method(
      model.sample(sample),
      "SimSpecularElectricField",
      array(Q),
      instrumentOf(model, { ...FLIGHT, incangle: angles }),
    ),
  );
  assertClose(
    Q.map((_, i) => field[2 * i]! ** 2 + field[2 * i + 1]! ** 2),
    expected,
    1e-13,
  );
  const scaled = simulate(sample, { ...UP, I0: Q.map((_, i) => 1 + i), Ibkg: Q.map((_, i) => 1e-3 * i) });
  assertClose(
    scaled,
    simulate(sample, UP).map((value, i) => value * (1 + i) + 1e-3 * i),
    1e-13,
  );
});

test("an energy scan is one energy after another, in either coordinate", () => {
  const sample = model.sample(of([TITANIUM, IRON]));
  const energies = [7000, 8047, 9100];
  const wavelengths = energies.map((E) => 12398.41984 / E);
  const scan = (position: Value, coords: string) =>
    floats(
      model.method(
        sample,
        "SimEnergySpecular",
        array(energies),
        position,
        instrumentOf(model, { coords, I0: 3, Ibkg: 0.1 }),
      ),
    );
  const at = (i: number, x: number, coords: string) =>
    floats(
      model.method(
        sample,
        "SimSpecular",
        array([x]),
        instrumentOf(model, { coords, wavelength: wavelengths[i]!, I0: 3, Ibkg: 0.1 }),
      ),
    )[0]!;
  assertClose(
    scan(1.4, "2θ"),
    energies.map((_, i) => at(i, 1.4, "2θ")),
    1e-13,
  );
  assertClose(
    scan(0.09, "q"),
    energies.map((_, i) => at(i, 0.09, "q")),
    1e-13,
  );
  assertClose(
    scan(array([0.05, 0.06, 0.07]), "q"),
    energies.map((_, i) => at(i, 0.05 + 0.01 * i, "q")),
    1e-13,
  );
});

test("an energy scan at no angle is one at the smallest", () => {
  const sample = model.sample(of([TITANIUM, IRON]));
  const scan = (position: number) =>
    floats(
      model.method(sample, "SimEnergySpecular", array([7000, 9100]), position, instrumentOf(model, { coords: "2θ" })),
    );
  assertClose(scan(0), scan(2e-8), 0);
  assert.ok(scan(0).every(Number.isFinite));
});

test("what cannot be asked is refused with what can", () => {
  const sample = model.sample(of([GRADED]));
  const ask = (settings: Record<string, Plain>, method = "SimSpecular", ...more: Value[]) =>
    model.method(sample, method, array(Q), ...more, instrumentOf(model, settings));
  refuses(/inst\.npol, is wrong: without spin flip it is one of "uu", "dd", "ass"/, () =>
    ask({ probe: "neutron pol", npol: "ud" }),
  );
  refuses(/"neutron pol tof" needs data in q/, () => ask({ ...FLIGHT, coords: "2θ" }));
  refuses(/EnergySpecular is for X-rays, not for the probe "neutron pol"/, () => ask(UP, "SimEnergySpecular", 1.5));
  refuses(/EnergySpecular has no resolution/, () => ask({ restype: "fast conv" }, "SimEnergySpecular", 1.5));
  refuses(/use models\.interdiff/, () => ask({}, "SimOffSpecular", 1.5));
  refuses(/needs angles above 1e-8 degrees/, () =>
    model.method(sample, "SimSpecularElectricField", array([0, 0.1]), instrumentOf(model, {})),
  );
  refuses(/has no amplitude where spins flip/, () => ask(flip("ass"), "SimSpecularElectricField"));
  const magneticAir = of([{ ...GRADED, magn_ang: 30 }], { dens: 0.01, b: 1, magn: 1 });
  refuses(/a magnetic ambient every moment must be parallel/, () => simulate(magneticAir, flip("uu")));
  refuses(/'x' is not a valid ProbeTheory/, () => model.make("Instrument", { probe: "x" }));
});

test("choices have GenX's names, aliases and positions", () => {
  const { module } = model;
  const text = (name: string, member: string) => {
    const found = module.members.get(name)!;
    return String((found as unknown as { members: Map<string, { text: string }> }).members.get(member)?.text);
  };
  assert.equal(text("ProbeTheory", "npolsf"), "neutron pol spin flip");
  assert.equal(text("XRayPol", "alternate_sigma_pi"), "sigma-pi");
  assert.equal(text("NeutronPol", "alternate_up_down"), "+-");
  assert.equal(text("ResType", "full_conv_var"), "full conv and varying res.");
  const sample = of([{ ...GRADED, magn_ang: 30 }]);
  assertClose(simulate(sample, { probe: 5, npol: 2, coords: 0 }), simulate(sample, flip("+-")), 0);
  assert.equal(module.members.get("ModelID"), "MAGrefl");
});
