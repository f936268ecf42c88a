/** What must hold of profiles that are cut into slabs, of elements, and of a field, whoever computes them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PyList, type PyTuple } from "../../runtime/python/values/sequence.ts";
import { assertClose } from "../helpers/close.ts";
import { array, floats, type SampleSpec, specNx } from "../helpers/spec-nx.ts";
import * as films from "../helpers/specular.ts";
import { type Fields, FLIP, PROBES, refused, type Settings } from "../helpers/specular.ts";

const adaptive = specNx("spec_adaptive");
const plain = specNx();
const Q = Array.from({ length: 50 }, (_, i) => 0.005 + 0.003 * i);
const NI = { ...films.NI, d: 64, sigma: 0 };
const TI = { ...films.TI, d: 36, sigma: 0 };
const SILICON = { ...films.SILICON, sigma: 0 };

const of = (layers: Fields[], fields: Fields = {}, more: number | Fields = 1): SampleSpec => ({
  ...films.stackOf(layers, more, fields),
  substrate: SILICON,
});
const simulate = (model: typeof plain, sample: SampleSpec, settings: Settings = FLIP, x: readonly number[] = Q) =>
  films.simulate(model, sample, settings, x);
const rough = (sigma: number) => [
  { ...TI, sigma },
  { ...NI, sigma },
];
/** The greatest of |a/b − 1|. */
const off = (a: Float64Array, b: Float64Array) => Math.max(...a.map((value, i) => Math.abs(value / b[i]! - 1)));

test("spec_adaptive tends to spec_nx as its steps shrink", () => {
  for (const inverted of [false, true]) {
    for (const settings of PROBES) {
      const expected = simulate(plain, { ...of(rough(0), {}, 2), inverted }, settings);
      const [coarse, fine, finest] = [2, 0.2, 0.02].map((minimal_steps) =>
        off(simulate(adaptive, { ...of(rough(0), { minimal_steps }, 2), inverted }, settings), expected),
      );
      assert.ok(fine! < coarse! / 3 && finest! < fine! / 3 && finest! < 0.02, `${coarse} ${fine} ${finest}`);
    }
  }
});

test("a rough interface cut into slabs is that of Névot and Croce, where it is thin against the layers", () => {
  const fields = { minimal_steps: 0.1, max_diff_n: 1e-4, max_diff_x: 1e-4 };
  const x = Q.slice(0, 30);
  for (const settings of PROBES.slice(0, 3)) {
    const layers = [{ ...NI, d: 300, sigma: 3 }];
    assert.ok(
      off(simulate(adaptive, of(layers, fields), settings, x), simulate(plain, of(layers), settings, x)) < 0.01,
    );
  }
});

test("its slabs, written out as layers of spec_nx, reflect the same", () => {
  const spec = of(rough(6), { minimal_steps: 1 }, 2);
  const [d, f, b, magn, xs_ai, magn_ang] = (
    adaptive.method(adaptive.module, "calculate_segmentation", adaptive.sample(spec)) as PyTuple
  ).items.map((list) => (list as PyList).items);
  assert.ok(d!.length > 30);
  const layers = d!.map((_, i) =>
    plain.make("Layer", {
      dens: 1,
      d: d![i]!,
      f: f![i]!,
      b: b![i]!,
      magn: magn![i]!,
      xs_ai: xs_ai![i]!,
      magn_ang: magn_ang![i]!,
    }),
  );
  for (const settings of PROBES) {
    const sample = plain.sample(of([]));
    sample.setAttribute("Stacks", new PyList([plain.make("Stack", { Layers: new PyList(layers) })]));
    const inst = plain.make("Instrument", { coords: "q", wavelength: 4.4 });
    for (const [name, value] of Object.entries(settings)) inst.setAttribute(name, value);
    const expected = floats(plain.method(sample, "SimSpecular", array(Q), inst));
    assertClose(simulate(adaptive, spec, settings), expected, 1e-12);
  }
});

test("splitting a layer changes nothing, and neither does an empty element", () => {
  const [lower, upper] = rough(5);
  const split = [lower!, { ...upper!, d: 32, sigma: 0 }, { ...upper!, d: 32 }];
  for (const settings of PROBES) {
    const expected = simulate(adaptive, of([lower!, upper!]), settings);
    assertClose(simulate(adaptive, of(split), settings), expected, 1e-9);
    const empty = of([lower!, upper!]);
    empty.stacks.push([[{ d: 40, dens: 0, sigma: 3 }], { Element: 1 }]);
    assertClose(simulate(adaptive, empty, settings), expected, 1e-12);
  }
});

test("elements at one depth add up, whatever their numbers are and wherever they end", () => {
  const half = rough(5).map((layer) => ({ ...layer, dens: layer.dens / 2 }));
  for (const other of [1, 7, -3]) {
    const two = of(half);
    two.stacks.push([half, { Element: other }]);
    // The whole of it is in element 0: substrate and half of either layer twice.
    assertClose(simulate(adaptive, two), simulate(adaptive, of(rough(5))), 1e-9);
    const alone = of([]);
    alone.stacks = [[rough(5), { Element: other }]];
    assert.ok(
      off(simulate(adaptive, alone, { probe: "neutron" }), simulate(adaptive, of([]), { probe: "neutron" })) > 1,
    );
  }
});

test("a void has no moment, and a negative moment is one turned by 180°", () => {
  const film = (more: Fields) => simulate(adaptive, of([TI, { ...NI, ...more }]), { ...FLIP, pol: "dd" });
  // What is left is in the slab across its face, where half of the layer has half of the moment.
  const without = film({ magn: 0 });
  const [kept, whole] = [off(film({ magn_void: true }), without), off(film({}), without)];
  assert.ok(kept < whole / 20, `${kept} ${whole}`);
  for (const pol of ["uu", "dd", "ud"]) {
    const turned = (more: Fields) => simulate(adaptive, of([TI, { ...NI, ...more }]), { ...FLIP, pol });
    assertClose(turned({ magn: -0.6, magn_ang: 30 }), turned({ magn: 0.6, magn_ang: 210 }), 1e-9);
  }
});

test("crop_sigma keeps a roughness within its neighbours", () => {
  const profile = (crop_sigma: boolean) => {
    const layers = [
      { ...TI, sigma: 30 },
      { ...NI, d: 20, sigma: 1 },
    ];
    const sample = adaptive.sample(of([{ ...NI, d: 200 }, ...layers], { crop_sigma, max_diff_x: 1e-4 }));
    const inst = adaptive.make("Instrument");
    const z = array([20, 120, 170, 245]);
    const { Re } = Object.fromEntries(adaptive.dictionary(adaptive.method(sample, "SimSLD", z, null, inst)));
    assert.deepEqual(floats(z), Float64Array.of(20, 120, 170, 245));
    return floats(Re!);
  };
  const [free, cropped] = [profile(false), profile(true)];
  const ni = NI.dens * NI.f.re;
  assertClose(cropped.slice(0, 3), [ni, ni, ni], 1e-3);
  // Titanium's upper face is too rough for its 36 Å: it reaches into the layer below.
  assert.ok(Math.abs(free[2]! - ni) > 5e-3 * ni, `${free[2]}`);
  for (const d of [0, 40]) {
    const R = simulate(adaptive, of([{ ...TI, sigma: 8, d }], { crop_sigma: true }), { probe: "neutron" });
    assert.ok(R.every((value) => value > 0 && value < 1));
  }
  assert.ok(simulate(adaptive, of([], { crop_sigma: true })).every(Number.isFinite));
});

test("a profile is drawn with z = 0 at the substrate's surface, or at the first interface when turned over", () => {
  const layers = rough(3).map((layer) => ({ ...layer, rough_type: "linear" }));
  const spec = { ...of(layers, { max_diff_n: 1e-3 }), substrate: { ...SILICON, sigma: 7 } };
  const inst = adaptive.make("Instrument", { probe: "neutron" });
  const draw = (inverted: boolean, z: number[]) =>
    floats(adaptive.method(adaptive.sample({ ...spec, inverted }), "SimSLD", array(z), "Re", inst));
  const [si, ti, ni] = [SILICON, TI, NI].map(({ dens, b }) => 10 * dens * b);
  const near = (drawn: Float64Array, expected: readonly number[]) =>
    assert.ok(
      expected.every((value, i) => Math.abs(drawn[i]! - value) < 0.03),
      `${drawn} ${expected}`,
    );
  near(draw(false, [-60, 20, 70, 150]), [si!, ti!, ni!, 0]);
  near(draw(true, [-30, 30, 80, 160]), [0, ni!, ti!, si!]);
});

test("without absorption total reflection is 1; thick absorbers, sharp interfaces and large roughnesses give numbers", () => {
  const glass = { ...of([]), substrate: { ...SILICON, f: 14, sigma: 3 } };
  for (const settings of PROBES) {
    const upUp = { ...settings, pol: "uu" };
    assertClose(simulate(adaptive, glass, upUp, [0.002, 0.005, 0.008]), [1, 1, 1], 1e-9, String(settings["probe"]));
    const absorber = { ...NI, b: { re: 5, im: -9 }, f: { re: 25, im: -20 } };
    for (const layers of [
      [{ ...absorber, d: 1e5 }],
      [{ ...absorber, sigma: 300 }],
      [absorber, { ...absorber, d: 0 }],
    ]) {
      const R = simulate(adaptive, of(layers, { minimal_steps: 5 }), upUp);
      assert.ok(R.every((value) => value > 0 && value < 1));
    }
  }
});

test("a field changes nothing where there is none, or where there are no moments and spins do not flip", () => {
  for (const pol of ["uu", "dd", "ud", "ass"]) {
    const expected = simulate(adaptive, of(rough(4)), { ...FLIP, pol });
    for (const zeeman of ["field only", "SF q (+)", "SF q (-)"]) {
      assertClose(simulate(adaptive, of(rough(4)), { ...FLIP, pol, zeeman }), expected, 1e-3);
      const still = of(rough(4).map((layer) => ({ ...layer, magn: 0 })));
      if (pol !== "uu" && pol !== "dd") continue;
      assertClose(
        simulate(adaptive, still, { ...FLIP, pol, zeeman, mag_field: 1 }),
        simulate(adaptive, still, { ...FLIP, pol }),
        1e-3,
      );
    }
  }
});

test("a spin that flips in a field is seen at another Q", () => {
  const shift = 8 * Math.PI * 0.7 * 2.31605e-6;
  const run = (pol: string, zeeman: string, x = Q) =>
    simulate(adaptive, of(rough(4)), { ...FLIP, pol, zeeman, mag_field: 0.7 }, x);
  const at = (sign: number) => Q.map((q) => q / 2 + Math.sqrt(Math.max(0, q ** 2 / 4 + sign * shift)));
  assertClose(run("ud", "SF q (+)"), run("ud", "field only", at(1)), 1e-9);
  assertClose(run("du", "SF q (+)"), run("ud", "field only", at(-1)), 1e-9);
  assert.deepEqual(run("ud", "SF q (-)"), run("du", "SF q (+)"));
  assert.deepEqual(run("uu", "SF q (-)"), run("uu", "field only"));
  assert.ok(off(run("ud", "SF q (+)"), run("ud", "field only")) > 0.01);
});

test("what makes no sense is refused by name", () => {
  refused("ValueError", /minimal_steps of a sample must be above 0/, () =>
    simulate(adaptive, of([TI], { minimal_steps: 0 })),
  );
  refused("ValueError", /mag_field is the strength/, () =>
    simulate(adaptive, of([TI]), { ...FLIP, zeeman: "field only", mag_field: -1 }),
  );
  refused("ValueError", /not a valid RoughType/, () => simulate(adaptive, of([{ ...TI, rough_type: "steep" }])));
  refused("ValueError", /choice of correction, inst\.zeeman/, () =>
    simulate(adaptive, of([TI]), { ...FLIP, zeeman: "strong" }),
  );
  refused("ValueError", /must be finite numbers/, () => simulate(adaptive, of([{ ...TI, d: Number.NaN }])));
});
