/** What must hold of gradients, supermirrors and thickness distributions, whoever computes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose } from "../helpers/close.ts";
import { array, floats, specNx } from "../helpers/spec-nx.ts";
import { type Fields, NI, stackOf as of, PROBES, Q, refused, SILICON, simulate, TI } from "../helpers/specular.ts";

const inhom = specNx("spec_inhom");
const plain = specNx();

test("a gradient of nothing is a plain stack, whatever its kind", () => {
  for (const settings of PROBES) {
    for (const sigma_gtype of ["relative linear", "relative sqrt", "absolute linear", "absolute sqrt"]) {
      assert.deepEqual(
        simulate(inhom, of([TI, NI], { Repetitions: 7, sigma_gtype }), settings),
        simulate(plain, of([TI, NI], 7), settings),
      );
    }
  }
});

test("a gradient is the stack that a script could write out", () => {
  const graded = of([TI, { ...NI, d_gradient: 0.04, sigma_gradient: 1 }], {
    Repetitions: 5,
    d_gradient: 0.1,
    dens_gradient: 0.2,
    sigma_gradient: 2,
    sigma_gtype: "absolute sqrt",
  });
  const written = [0, 1, 2, 3, 4].flatMap((i) =>
    [
      { layer: TI, d: 0.1, sigma: 2 },
      { layer: NI, d: 0.14, sigma: 3 },
    ].map(({ layer, d, sigma }) => ({
      ...layer,
      d: layer.d * (1 - d * (0.5 - i / 5)),
      dens: layer.dens * (1 - 0.2 * (0.5 - i / 5)),
      sigma: Math.hypot(layer.sigma, (sigma * i) / 4),
    })),
  );
  for (const settings of PROBES) {
    assertClose(simulate(inhom, graded, settings), simulate(plain, of(written, 1), settings), 1e-12);
  }
});

test("a stack that is repeated 0 times is not there, and no roughness of it either", () => {
  for (const none of [0, -2]) {
    const empty = of([{ ...NI, sigma: 9 }]);
    empty.stacks.unshift([[TI, NI], { Repetitions: none, sigma_gradient: 2, d_gradient: 0.1 }]);
    for (const settings of PROBES) {
      assert.deepEqual(simulate(inhom, empty, settings), simulate(inhom, of([{ ...NI, sigma: 9 }]), settings));
    }
  }
});

test("splitting a layer changes nothing", () => {
  const halves = [
    { ...NI, d: 15, sigma: 0 },
    { ...NI, d: 15 },
  ];
  const more = { Repetitions: 6, d_gradient: 0.1, dens_gradient: 0.05 };
  for (const settings of PROBES) {
    assertClose(
      simulate(inhom, of([TI, ...halves], more), settings),
      simulate(inhom, of([TI, NI], more), settings),
      1e-10,
      String(settings["probe"]),
    );
  }
});

test("a distribution of thicknesses is the mean of its samples, footprint, smearing and background once", () => {
  const [sigma, steps] = [0.04, 5];
  const factors = Array.from({ length: steps }, (_, i) => 1 - sigma + (2 * sigma * i) / (steps - 1));
  const weights = factors.map((f) => Math.exp(-0.5 * ((f - 1) / sigma) ** 2));
  const total = weights.reduce((a, b) => a + b);
  for (const probe of PROBES) {
    const settings = { ...probe, I0: 3, Ibkg: 1e-4, footype: "square beam", beamw: 0.2, restype: 4n, res: 0.003 };
    const mean = new Float64Array(Q.length);
    factors.forEach((f, k) => {
      const layers = [TI, NI].map((layer) => ({ ...layer, d: f * layer.d }));
      simulate(plain, of(layers, 3), settings).forEach((value, i) => {
        mean[i]! += (weights[k]! / total) * value;
      });
    });
    const fields = { sigma_inhom: 100 * sigma, steps_inhom: steps, type_inhom: "gauss" };
    assertClose(simulate(inhom, of([TI, NI], { Repetitions: 3 }, fields), settings), mean, 1e-12);
  }
});

test("semi-gauss and PLD keep the mean thickness: fringes stay where they are", () => {
  // Without the flat part of PLD, which has a width of its own.
  const film = (type_inhom: string, sigma_inhom: number) =>
    simulate(inhom, of([{ ...NI, d: 400 }], 1, { type_inhom, sigma_inhom, lscale_inhom: 1, flatwidth_inhom: 30 }));
  const sharp = film("gauss", 0);
  for (const type of ["gauss", "semi-gauss", "empiric PLD"]) {
    // To first order in the width only the mean counts.
    assertClose(film(type, 1e-5), sharp, 1e-8, type);
    assert.ok(film(type, 3).some((value, i) => Math.abs(value / sharp[i]! - 1) > 0.1));
  }
});

test("a supermirror reflects far above nickel's critical edge, by either recipe, and no further than it should", () => {
  const layers = [
    { ...TI, sigma: 0, magn: 0, xs_ai: 0 },
    { ...NI, sigma: 0, magn: 0, xs_ai: 0 },
  ];
  const x = Array.from({ length: 60 }, (_, i) => 0.028 + (0.0145 * i) / 59);
  for (const more of [
    { Repetitions: 2, beta_sm: 2 },
    { Repetitions: 60, beta_sm: -0.99 },
    { Repetitions: -60, beta_sm: -0.99 },
  ]) {
    const R = simulate(inhom, of(layers, more), { probe: "neutron" }, x);
    assert.ok(Math.min(...R) > 0.9, `${more.beta_sm}: ${Math.min(...R)}`);
    const [beyond] = simulate(inhom, of(layers, more), { probe: "neutron" }, [0.058]);
    assert.ok(beyond! < 0.2, `${more.beta_sm}: ${beyond}`);
  }
});

test("the density of a supermirror grows over its periods, however many its m-value makes", () => {
  const mirror = (dens_gradient: number) =>
    inhom.sample(of([TI, NI], { Repetitions: 2, beta_sm: 1.3, dens_gradient, sigma_gradient: 0 }));
  const inst = inhom.make("Instrument", { probe: "neutron", coords: "q" });
  const peaks = (sample: ReturnType<typeof mirror>) => {
    const { Re } = Object.fromEntries(inhom.dictionary(inhom.method(sample, "SimSLD", null, null, inst)));
    return floats(Re!);
  };
  const [even, graded] = [Math.max(...peaks(mirror(0))), Math.max(...peaks(mirror(0.1)))];
  assert.ok(graded / even > 1.04 && graded / even < 1.05, `${graded / even}`);
});

test("a supermirror of one period is finite, with a gradient too", () => {
  for (const more of [
    { Repetitions: 1, beta_sm: -0.98, d_gradient: 0.1 },
    { Repetitions: 1.2, beta_sm: 0.2, d_gradient: 0.1 },
  ]) {
    assert.ok(simulate(inhom, of([TI, NI], more)).every((value) => value > 0 && value <= 1));
  }
});

test("without absorption total reflection is 1; thick absorbers and sharp interfaces give numbers", () => {
  const glass = { ...SILICON, f: 14 };
  const bare = { ...of([], 1, { sigma_inhom: 3 }), substrate: glass };
  for (const settings of PROBES) {
    const upUp = { ...settings, pol: settings["pol"] === "ud" ? "uu" : "dd" };
    const R = simulate(inhom, bare, upUp, [0.002, 0.005, 0.008]);
    assertClose(R, [1, 1, 1], 1e-12, String(settings["probe"]));
    const thick = of([{ ...NI, d: 1e6, sigma: 0, b: { re: 5, im: -9 }, f: { re: 25, im: -20 } }], 3, {
      sigma_inhom: 3,
    });
    const sharp = { ...thick, substrate: { ...SILICON, sigma: 0 } };
    assert.ok(simulate(inhom, sharp, settings).every((value) => value > 0 && value < 1));
  }
});

test("a simulation leaves sample and instrument as they were", () => {
  const sample = inhom.sample(of([TI, NI], { Repetitions: 3 }, { sigma_inhom: 4 }));
  const inst = inhom.make("Instrument", { coords: "q", restype: "fast conv", res: 0.004, Ibkg: 1e-5 });
  const [before, settings] = [inhom.method(sample, "__repr__"), inhom.method(inst, "__repr__")];
  const first = floats(inhom.method(sample, "SimSpecular", array(Q), inst)).slice();
  assert.deepEqual(floats(inhom.method(sample, "SimSpecular", array(Q), inst)), first);
  assert.equal(inhom.method(sample, "__repr__"), before);
  assert.equal(inhom.method(inst, "__repr__"), settings);
});

test("sm_layers gives a script the pairs of Hayter and Mook", () => {
  const pairs = inhom.method(inhom.module, "sm_layers", 9.4e-6, -1.9e-6, 5n, 0.98);
  const rows = String(inhom.method(pairs as never, "__repr__"))
    .slice(2, -2)
    .split("], [")
    .map((row) => row.split(", ").map(Number));
  assert.equal(rows.length, 5);
  assert.ok(rows.every(([first, second], i) => first! > second! && (i === 0 || first! < rows[i - 1]![0]!)));
});

test("what makes no sense is refused by name", () => {
  const run = (more: Fields, fields: Fields = {}, layers = [TI, NI]) => simulate(inhom, of(layers, more, fields));
  refused("ValueError", /beta_sm must be from -1 to -0\.6/, () => run({ Repetitions: 5, beta_sm: -0.3 }));
  refused("ValueError", /two scattering length densities/, () => run({ Repetitions: 2, beta_sm: 1 }, {}, [TI, TI]));
  refused("ValueError", /more than 100000: see beta_sm/, () => run({ Repetitions: 60, beta_sm: 50 }));
  refused("ValueError", /one period of this supermirror reflects more/, () =>
    run({ Repetitions: 20, beta_sm: -0.6 }, {}, [TI, { ...NI, b: 1000 }]),
  );
  refused("ValueError", /steps_inhom is 0/, () => run({}, { sigma_inhom: 3, steps_inhom: 0 }));
  refused("ValueError", /not a valid SigmaGradientType/, () => run({ sigma_gtype: "steep" }));
  refused("ValueError", /not a valid InhomType/, () => run({}, { type_inhom: "box" }));
  const stack = inhom.make("Stack");
  stack.setAttribute("sigma_gtype", "steep");
  const sample = inhom.sample(of([TI], 1));
  inhom.method(sample.getAttribute("Stacks") as never, "append", stack);
  refused("ValueError", /choice of gradient, sigma_gtype/, () =>
    inhom.method(sample, "SimSpecular", array(Q), inhom.make("Instrument", { coords: "q" })),
  );
});
