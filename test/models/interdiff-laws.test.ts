/** What must hold of diffuse scattering, whoever computes it, and where models.interdiff is right and GenX is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PyError } from "../../runtime/python/values/error.ts";
import { assertClose, assertNear } from "../helpers/close.ts";
import { array, floats, type Plain, type SampleSpec, specNx } from "../helpers/spec-nx.ts";

type Fields = Record<string, Plain>;
const model = specNx("interdiff");
const IRON = { d: 60, dens: 0.0849, sigma: 5, sigmai: 2, f: { re: 24.8, im: -3.2 } };
const CARBON = { d: 35, dens: 0.11, sigma: 4, f: { re: 6, im: -0.01 } };
const SILICON = { dens: 0.05, sigma: 3, f: { re: 14.25, im: -0.33 } };
const WAVELENGTH = 1.5406;

const of = (layers: Fields[], fields: Fields = {}, times = 1, substrate: Fields = SILICON): SampleSpec => ({
  stacks: layers.length > 0 ? [[layers, times]] : [],
  ambient: { dens: 0 },
  substrate,
  fields: { eta_x: 300, eta_z: 80, h: 0.6, ...fields },
});
const BILAYER = of([IRON, CARBON], {}, 4);
const instrument = (settings: Fields) =>
  model.instrument({ wavelength: WAVELENGTH, coords: "tth", res: 0.01, detres: 0.05, ...settings });
const value = (x: number | readonly number[]) => (typeof x === "number" ? x : array(x));
const scan = (
  spec: SampleSpec,
  first: number | readonly number[],
  second: number | readonly number[],
  settings: Fields = {},
) => floats(model.method(model.sample(spec), "SimOffSpecular", value(first), value(second), instrument(settings)));
/** The diffuse part alone, I · sin α: beam in and beam out by their angles. */
const scattered = (spec: SampleSpec, alpha: readonly number[], beta: readonly number[], settings: Fields = {}) => {
  const tth = alpha.map((angle, i) => angle + beta[i]!);
  const both = scan(spec, tth, alpha, settings);
  const without = scan(spec, tth, alpha, { ...settings, I0_offspec: 0 });
  return both.map((y, i) => (y - without[i]!) * Math.sin((alpha[i]! * Math.PI) / 180));
};
const range = (from: number, to: number, points: number) =>
  Array.from({ length: points }, (_, i) => from + ((to - from) * i) / (points - 1));
const refused = (kind: string, message: RegExp, act: () => unknown) =>
  assert.throws(act, (error) => error instanceof PyError && error.kind === kind && message.test(error.message));

test("beam in and beam out exchanged, as much is scattered", () => {
  const steep = range(0.9, 1.7, 9);
  const flat = range(0.15, 0.7, 9);
  for (const taylor_n of [1, 2, 5, -3]) {
    for (const spec of [BILAYER, of([]), { ...BILAYER, inverted: true }]) {
      const there = scattered(spec, steep, flat, { taylor_n });
      assertClose(scattered(spec, flat, steep, { taylor_n }), there, 1e-9, `taylor_n ${taylor_n}`);
      assert.ok(there.every((y) => y > 0));
    }
  }
});

test("nothing rough, nothing scattered: interfaces that are sharp, or interdiffused alone", () => {
  const theta = range(0.2, 0.7, 8);
  for (const sigma of [0, 4]) {
    const still = { sigma, sigmai: sigma };
    const spec = of(
      [
        { ...IRON, ...still },
        { ...CARBON, ...still },
      ],
      {},
      2,
      { ...SILICON, ...still },
    );
    assert.deepEqual(
      scattered(
        spec,
        theta,
        theta.map((angle) => 1.6 - angle),
      ),
      new Float64Array(8),
    );
  }
});

test("layers that are all the same scatter as their surface and the substrate's", () => {
  const alone = of([{ ...IRON, d: 60 }]);
  const cut = of([
    { ...IRON, d: 25 },
    { ...IRON, d: 35 },
  ]);
  const theta = range(0.2, 0.7, 8);
  const beta = theta.map((angle) => 1.6 - angle);
  assertClose(scattered(cut, theta, beta), scattered(alone, theta, beta), 1e-9);
});

test("where the phase does not matter, rough surfaces scatter as σ²", () => {
  const theta = range(0.15, 0.4, 6);
  const beta = theta.map((angle) => 1.4 - angle);
  const rough = (sigma: number) => scattered(of([], {}, 1, { ...SILICON, sigma }), theta, beta);
  assertClose(
    rough(0.02).map((y) => y / 4),
    rough(0.01),
    1e-4,
  );
});

test("far above the critical angle a surface scatters as in the Born approximation", () => {
  // One term of the series, h = ½: I sin α = k³/8π · |Δn²|² σ² exp(−qz²σ²) · 2ξ/(1 + qx²ξ²)
  const [sigma, xi] = [2, 150];
  const spec = of([], { eta_x: xi, h: 0.5 }, 1, { ...SILICON, f: { re: 14.25, im: 0 }, sigma });
  const alpha = range(2, 3, 101);
  const beta = alpha.map((angle) => 5 - angle + 0.3);
  const k = (2 * Math.PI) / WAVELENGTH;
  const step = (2.82e-5 * WAVELENGTH ** 2 * 0.05 * 14.25) / Math.PI;
  const radian = Math.PI / 180;
  const expected = alpha.map((angle, i) => {
    const qx = k * (Math.cos(angle * radian) - Math.cos(beta[i]! * radian));
    const qz = k * (Math.sin(angle * radian) + Math.sin(beta[i]! * radian));
    const surface = step * step * sigma * sigma * Math.exp(-qz * qz * sigma * sigma);
    return (k ** 3 / 8 / Math.PI) * surface * ((2 * xi) / (1 + (qx * xi) ** 2)) * share;
  });
  const found = scattered(spec, alpha, beta, { taylor_n: 1 });
  for (const [i, y] of found.entries()) assertNear(y, expected[i]!, 0.02, `θ = ${alpha[i]}`);
});
/** What the detector takes in, of a radian. */
const share = Math.sqrt(12) * (Math.PI / 180) * Math.hypot(0.01, 0.05);

test("Yoneda's wings: a rocking curve peaks where one of the beams is at the critical angle", () => {
  const delta = (2.82e-5 * WAVELENGTH ** 2 * SILICON.dens * SILICON.f.re) / 2 / Math.PI;
  const critical = (Math.sqrt(2 * delta) * 180) / Math.PI;
  const theta = range(0.1, 0.6, 251);
  const y = scattered(
    of([], { eta_x: 2000 }),
    theta,
    theta.map((angle) => 2.4 - angle),
  );
  const top = y.indexOf(Math.max(...y));
  assert.ok(Math.abs(theta[top]! - critical) < 0.01, `${theta[top]} and ${critical}`);
});

test("at qx = 0, where GenX divides by zero, the curve goes on as beside it", () => {
  for (const [h, taylor_n] of [0.3, 0.5, 1].flatMap((h) => [1, 3, -2].map((n) => [h, n] as const))) {
    const spec = of([IRON, CARBON], { h, eta_x: 50 }, 3);
    const theta = [0.799, 0.7999, 0.8, 0.8001, 0.801];
    const [, before, at, after] = scattered(
      spec,
      theta,
      theta.map((angle) => 1.6 - angle),
      { taylor_n },
    );
    assertNear(at!, (before! + after!) / 2, 3e-4, `h ${h}, taylor_n ${taylor_n}`);
  }
});

test("below the surface on either side nothing is measured but the background", () => {
  const theta = [-0.3, -1e-9, 0, 1.5, 1.5 + 1e-9, 1.7];
  for (const footype of ["no corr", "gauss beam", "square beam"]) {
    for (const dettype of ["gauss", "slit"]) {
      assertClose(
        scan(BILAYER, 1.5, theta, { footype, dettype, Ibkg: 3e-9 }),
        theta.map(() => 3e-9),
        1e-9,
        footype,
      );
    }
  }
});

test("thick and absorbing layers give numbers, as far as light gets into them", () => {
  const theta = range(0.05, 0.45, 9);
  const beta = theta.map((angle) => 0.5 - angle);
  const deep = (d: number) => scattered(of([{ ...IRON, d }]), theta, beta);
  for (const d of [3e4, 1e5, 1e8]) assertClose(deep(d), deep(2e4), 1e-6, `${d} Å`);
  assert.ok(deep(1e8).every((y) => y > 0));
});

test("a layer of negative thickness, while a fit is looking, gives a number", () => {
  const theta = range(0.3, 0.7, 5);
  const y = scan(of([{ ...IRON, d: -4 }, CARBON], {}, 2), 1.4, theta);
  assert.ok(y.every((each) => Number.isFinite(each)));
});

test("replicated interfaces scatter coherently, independent ones add up", () => {
  const theta = range(0.35, 0.65, 7);
  const beta = theta.map((angle) => 1.1 - angle);
  const near = (a: Float64Array, b: Float64Array) => Math.max(...a.map((y, i) => Math.abs(y / b[i]! - 1)));
  const replicated = scattered({ ...BILAYER, fields: { eta_x: 300, eta_z: 1e9, h: 0.6 } }, theta, beta);
  const independent = scattered({ ...BILAYER, fields: { eta_x: 300, eta_z: 0, h: 0.6 } }, theta, beta);
  assert.ok(near(replicated, independent) > 0.5);
  assertClose(scattered({ ...BILAYER, fields: { eta_x: 300, eta_z: 1e-3, h: 0.6 } }, theta, beta), independent, 1e-12);
  assertClose(
    scattered({ ...BILAYER, fields: { eta_x: -300, eta_z: -80, h: 0.6 } }, theta, beta),
    scattered(BILAYER, theta, beta),
    1e-12,
  );
});

test("the specular curve is spec_nx's, whatever part of sigma is interdiffusion", () => {
  const plain = specNx();
  const nx = (layer: Fields) => Object.fromEntries(Object.entries(layer).filter(([name]) => name !== "sigmai"));
  const x = range(0.2, 5, 80);
  const all: Fields[] = [
    {},
    { restype: "fast conv", Ibkg: 1e-6, I0: 3 },
    { restype: "full conv and varying res.", footype: "square beam", beamw: 0.1 },
  ];
  for (const settings of all) {
    const inst = plain.instrument({ wavelength: WAVELENGTH, coords: "tth", res: 0.01, ...settings });
    const sample = plain.sample({ stacks: [[[nx(IRON), nx(CARBON)], 4]], ambient: { dens: 0 }, substrate: SILICON });
    const ours = model.method(model.sample(BILAYER), "SimSpecular", array(x), instrument(settings));
    assertClose(floats(ours), floats(plain.method(sample, "SimSpecular", array(x), inst)), 1e-12, "curve");
  }
});

test("on the specular rod stands the specular curve, as high as reflected", () => {
  const x = range(0.6, 3, 30);
  const theta = x.map((tth) => tth / 2);
  const specular = floats(model.method(model.sample(BILAYER), "SimSpecular", array(x), instrument({})));
  for (const dettype of ["gauss", "slit"]) {
    assertClose(scan(BILAYER, x, theta, { dettype, I0_offspec: 0 }), specular, 1e-12, dettype);
  }
});

const BEAMS: Fields[] = [{}, { footype: "square beam", beamw: 0.05 }, { restype: "fast conv" }];

test("a scan in qz and qx is that in 2θ and θ, with widths of the same size", () => {
  const k = (2 * Math.PI) / WAVELENGTH;
  const radian = Math.PI / 180;
  const tth = 1.6;
  const theta = range(0.55, 1.05, 21);
  const q = 2 * k * Math.sin((tth / 2) * radian);
  const turned = theta.map((angle) => (angle - tth / 2) * radian);
  const perDegree = k * Math.cos((tth / 2) * radian) * radian;
  for (const dettype of ["gauss", "slit"]) {
    for (const settings of BEAMS) {
      const angles = scan(BILAYER, tth, theta, { dettype, detres: 0.05, ...settings });
      const inQ = scan(
        BILAYER,
        turned.map((angle) => q * Math.cos(angle)),
        turned.map((angle) => q * Math.sin(angle)),
        { coords: "q", dettype, res: 0.01 * perDegree, detres: 0.05 * perDegree, ...settings },
      );
      assertClose(inQ, angles, "restype" in settings ? 1e-2 : 1e-9, `${dettype} ${JSON.stringify(settings)}`);
    }
  }
});

test("a scan of the detector, θ a number or a row, may be smeared", () => {
  const tth = range(0.7, 2.2, 61);
  for (const dettype of ["gauss", "slit"]) {
    const still = scan(BILAYER, tth, 0.55, { dettype });
    assertClose(
      scan(
        BILAYER,
        tth,
        tth.map(() => 0.55),
        { dettype },
      ),
      still,
      1e-15,
      dettype,
    );
    for (const restype of ["fast conv", "full conv and varying res.", "fast conv + varying res."]) {
      const smeared = scan(BILAYER, tth, 0.55, { dettype, restype });
      // Far from the specular beam the curve is smooth, and what smears it is narrow.
      for (let i = 50; i < 58; i++) assertNear(smeared[i]!, still[i]!, 0.1, `${dettype} ${restype} ${i}`);
    }
  }
});

test("a detector of no width, or a beam, is the limit of narrow ones", () => {
  const theta = range(0.4, 0.9, 8);
  for (const dettype of ["gauss", "slit"]) {
    assertClose(
      scan(BILAYER, 1.6, theta, { dettype, detres: 0 }),
      scan(BILAYER, 1.6, theta, { dettype, detres: 1e-7 }),
      1e-5,
      dettype,
    );
    assertClose(
      scan(BILAYER, 1.6, theta, { dettype, res: 0 }),
      scan(BILAYER, 1.6, theta, { dettype, res: 1e-7 }),
      1e-5,
      dettype,
    );
  }
});

test("a point without a number is the only one without", () => {
  const theta = [0.4, 0.5, 0.6, 0.7];
  for (const taylor_n of [2, -2]) {
    const whole = scan(BILAYER, 2.1, theta, { taylor_n });
    const missing = scan(BILAYER, 2.1, [Number.NaN, ...theta], { taylor_n });
    assertClose(missing, [Number.NaN, ...whole], 1e-12);
  }
});

test("more terms of the series change less and less", () => {
  const theta = range(0.4, 0.9, 30);
  const rough = of([{ ...IRON, sigma: 9 }, CARBON], {}, 3);
  const curves = [2, 4, 8, 16, 32].map((taylor_n) => scan(rough, 2.6, theta, { taylor_n }));
  const steps = curves.slice(1).map((curve, i) => Math.max(...curve.map((y, j) => Math.abs(y / curves[i]![j]! - 1))));
  assert.ok(steps[1]! < steps[0]! && steps[2]! < steps[1]! / 3 && steps[3]! < 1e-3, String(steps));
});

test("what interdiff cannot do is refused by name", () => {
  const theta = range(0.4, 0.7, 4);
  refused("ValueError", /Hurst parameter h/, () => scan(of([], { h: 1.2 }), 1.6, theta));
  refused("ValueError", /taylor_n/, () => scan(BILAYER, 1.6, theta, { taylor_n: 0 }));
  refused("ValueError", /5 values of TwoThetaQz and 4 of ThetaQx/, () => scan(BILAYER, range(1, 2, 5), theta));
  refused("ValueError", /DetResType/, () => instrument({ dettype: "round" }));
  refused("ValueError", /equal steps/, () =>
    scan(BILAYER, 1.6, [0.5, 0.5], { restype: "fast conv", dettype: "gauss" }),
  );
  refused("AttributeError", /SimPolSpecular/, () => model.method(model.sample(BILAYER), "SimPolSpecular"));
});

test("where a resolution reaches below 0 the curve goes on mirrored, as GenX's does", () => {
  const [low] = floats(
    model.method(
      model.sample(of([IRON])),
      "SimSpecular",
      array([0.04]),
      instrument({ restype: "full conv and varying res.", res: 0.05, respoints: 3, resintrange: 1 }),
    ),
  );
  const at = (tth: number) =>
    floats(model.method(model.sample(of([IRON])), "SimSpecular", array([tth]), instrument({})))[0]!;
  const side = Math.exp(-0.5);
  assertNear(low!, (side * at(0.01) + 2 * at(0.04) + side * at(0.09)) / (2 + 2 * side), 1e-12, "R");
});
