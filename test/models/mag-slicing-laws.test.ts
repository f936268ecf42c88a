/** Laws of sliced samples of mag_refl. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { modelModules } from "../../runtime/models/index.ts";
import { BudgetError, renewBudget } from "../../runtime/python/budget.ts";
import type { NdArray } from "../../runtime/python/numpy/array.ts";
import { getAttribute } from "../../runtime/python/operators.ts";
import type { PyObject } from "../../runtime/python/values/class.ts";
import type { Module } from "../../runtime/python/values/module.ts";
import { PyList } from "../../runtime/python/values/sequence.ts";
import { assertClose } from "../helpers/close.ts";
import { array, floats, type Plain, specNx } from "../helpers/spec-nx.ts";

type Fields = Record<string, Plain>;

const model = specNx("mag_refl");
const complex = (re: number, im: number) => ({ re, im });

const IRON: Fields = {
  d: 60,
  dens: 0.085,
  f: complex(20, -6),
  fm1: complex(0.55, -0.42),
  fm2: complex(0.05, 0.01),
  b: 9.45,
  xs_ai: 2.6,
  magn: 2.1,
};
const CAP: Fields = { d: 16, dens: 0.06, f: complex(11, -0.5), b: 3.4 };
const WAFER: Fields = { dens: 0.05, f: complex(14, -1.6), b: 4.15 };
const SHARP: Fields = { slicing: true, compress: false };

/** Each with a direction of the moment that it sees. */
const PROBES: [Fields, Fields][] = [
  [{ probe: "x-ray", xpol: "tot" }, { fm2: 0 }],
  [{ probe: "x-ray simpl. anis.", xpol: "circ-" }, {}],
  [{ probe: "x-ray anis.", xpol: "circ+" }, {}],
  [
    { probe: "x-ray anis.", xpol: "sigma-pi" },
    { magn_ang: 40, magn_theta: 25 },
  ],
  [{ probe: "neutron pol", npol: "uu" }, { magn_ang: 30 }],
  [{ probe: "neutron pol tof", npol: "dd", incangle: 1 }, {}],
  [{ probe: "neutron pol spin flip", npol: "ud" }, { magn_ang: 50 }],
];
const Q = Array.from({ length: 25 }, (_, i) => 0.012 + 0.008 * i);

for (const [settings, direction] of PROBES) {
  const name = `${settings["probe"]}, ${settings["xpol"] ?? settings["npol"]}`;
  const magnetic = { ...IRON, ...direction, dd_u: 6, dmag_u: -0.6, dd_l: 4, dmag_l: 0.3 };
  const layers: Fields[] = settings["probe"] === "x-ray" ? [{ ...IRON, ...direction }, CAP] : [magnetic, CAP];

  test(`${name}: slices that fit into a sharp sample are the sample itself`, () => {
    const whole = curve(sample(layers, { slicing: false }), settings);
    assertClose(curve(sample(layers, { ...SHARP, slice_depth: 0.4 }), settings), whole, 1e-7);
  });

  test(`${name}: so they are through the substrate`, () => {
    const turned = (fields: Fields) => sample(layers, fields, { f: 6, b: 1, dens: 0.02 }).unary("-");
    const whole = curve(turned({ slicing: false }) as PyObject, settings);
    // √(b² − (xs_ai/2λ)²) is b in slices.
    assertClose(curve(turned({ ...SHARP, slice_depth: 0.4 }) as PyObject, settings), whole, 1e-6);
  });

  test(`${name}: thinner and thinner slices tend to the sample itself`, () => {
    const odd = layers.map((layer, j) => ({ ...layer, d: Number(layer["d"]) + 0.137 + j / 7 }));
    const whole = curve(sample(odd, { slicing: false }), settings);
    const off = [0.8, 0.08, 0.008].map((slice_depth) =>
      distance(curve(sample(odd, { ...SHARP, slice_depth }), settings), whole),
    );
    assert.ok(off[1]! < off[0]! / 3 && off[2]! < off[1]! / 3, `${off}`);
    assert.ok(off[2]! < 0.002, `${off}`);
  });

  test(`${name}: a small roughness does in slices what it does at a face`, () => {
    const rough = layers.map((layer) => ({ ...layer, sigma: 1.2 }));
    const whole = curve(sample(rough, { slicing: false }, { sigma: 1.2 }), settings);
    const sharp = curve(sample(layers, { slicing: false }), settings);
    const sliced = curve(sample(rough, { ...SHARP, slice_depth: 0.05 }, { sigma: 1.2 }), settings);
    assert.ok(distance(sliced, whole) < distance(sharp, whole) / 3, `${distance(sliced, whole)}`);
  });

  test(`${name}: merging slices changes less where it may less`, () => {
    const rough = layers.map((layer) => ({ ...layer, sigma: 4 }));
    const all = curve(sample(rough, { ...SHARP, slice_depth: 0.5 }, { sigma: 3 }), settings);
    const off = [0.1, 0.01, 0.001].map((limit) => {
      const limits = { dsld_max: limit, dsld_offdiag_max: limit / 30, dmag_max: limit / 10, dsld_n_max: limit / 3 };
      const merged = sample(rough, { slicing: true, slice_depth: 0.5, ...limits, dabs_n_max: limit }, { sigma: 3 });
      return distance(curve(merged, settings), all);
    });
    assert.ok(off[1]! < off[0]! / 2 && off[2]! < off[0]! / 2, `${off}`);
    assert.ok(off[2]! < 0.002, `${off}`);
  });

  test(`${name}: a negative moment is one that points the other way`, () => {
    const turned = { ...magnetic, magn: -2.1 };
    const opposite = {
      ...magnetic,
      magn_ang: 180 + Number(direction["magn_ang"] ?? 0),
      magn_theta: -Number(direction["magn_theta"] ?? 0),
    };
    const curves = [turned, opposite].map((layer) => curve(sample([layer], SHARP), settings));
    assertClose(curves[0]!, curves[1]!, 1e-13);
  });

  test(`${name}: a repeated stack is one that is written out`, () => {
    const bilayer = [{ ...magnetic, d: 20 }, CAP];
    const repeated = curve(sample(bilayer, { slicing: true }, {}, 3), settings);
    assertClose(curve(sample([...bilayer, ...bilayer, ...bilayer], { slicing: true }), settings), repeated, 1e-13);
  });
}

test("a sliced film without moment has no magnetic curve", () => {
  const plain = sample([{ ...IRON, magn: 0, sigma: 3 }, CAP], { slicing: true }, { sigma: 2 });
  const of = (settings: Fields) => curve(plain, settings);
  for (const probe of ["x-ray simpl. anis.", "x-ray anis."]) {
    assertClose(of({ probe, xpol: "circ+" }), of({ probe, xpol: "circ-" }), 1e-13, probe);
    assert.ok(of({ probe, xpol: "ass" }).every((value) => Math.abs(value) < 1e-12));
  }
  assert.ok(of({ probe: "x-ray anis.", xpol: "sigma-pi" }).every((value) => value === 0));
  assert.ok(of({ probe: "neutron pol spin flip", npol: "ud" }).every((value) => value === 0));
  assertClose(of({ probe: "neutron pol", npol: "uu" }), of({ probe: "neutron pol", npol: "dd" }), 1e-13);
  const drawn = profile(plain, { probe: "neutron pol spin flip" });
  for (const name of ["mag_dens", "mag_dens_x", "mag_dens_y"]) {
    assert.ok(
      drawn.get(name)!.every((value) => value === 0),
      name,
    );
  }
  const tensor = profile(plain, { probe: "x-ray anis." });
  for (const name of ["Re sl_xy", "Im sl_xz", "Re sl_yz"]) assert.ok(tensor.get(name)!.every((value) => value === 0));
});

test("light that is not polarised is half of either pair of polarisations", () => {
  const film = sample([{ ...IRON, magn_ang: 35, magn_theta: 20, sigma: 3 }, CAP], { slicing: true });
  const of = (xpol: string) => curve(film, { probe: "x-ray anis.", xpol });
  for (const [one, other] of [
    ["circ+", "circ-"],
    ["sigma", "pi"],
  ] as const) {
    const [a, b] = [of(one), of(other)];
    assertClose(
      of("tot"),
      a.map((value, i) => (value + b[i]!) / 2),
      1e-13,
      one,
    );
  }
});

test("linear dichroism alone: a σ wave sees s_c − s_m2 where the moment is along y, and s_c where it is not", () => {
  const film = { ...IRON, fm1: 0, fm2: complex(1, -0.4) };
  const anisotropic = { probe: "x-ray anis.", xpol: "sigma-sigma" };
  const isotropic = { probe: "x-ray", xpol: "tot" };
  const along = curve(sample([{ ...film, magn_ang: 90 }], SHARP), anisotropic);
  const shifted = { ...film, magn: 0, f: complex(20 - 2.1 ** 2, -6 + 0.4 * 2.1 ** 2) };
  // n² = 1 + χ there, and n = 1 + χ/2 here.
  assert.ok(distance(along, curve(sample([shifted], SHARP), isotropic)) < 0.01);
  const across = curve(sample([film], SHARP), anisotropic);
  assert.ok(distance(across, curve(sample([{ ...film, magn: 0 }], SHARP), isotropic)) < 0.01);
  assert.ok(distance(along, across) > 0.1);
});

test("a dichroism that is next to nothing, as of hard X-rays, is not lost in slices", () => {
  const film = { ...IRON, fm1: complex(0.001, -0.002), fm2: 0, magn: 1, dd_u: 20, dmag_u: -0.6 };
  const of = (fields: Fields, xpol: string) =>
    curve(sample([film, CAP], fields), { probe: "x-ray anis.", xpol, wavelength: 1.7 });
  const sliced = of({ ...SHARP, slice_depth: 0.05 }, "ass");
  assert.ok(sliced.some((value) => Math.abs(value) > 1e-5));
  const whole = of({ slicing: false }, "ass");
  assert.ok(sliced.every((value, i) => Math.abs(value - whole[i]!) < 3e-6));
});

test("a scan at one energy is the curve at that wavelength", () => {
  const film = sample([{ ...IRON, sigma: 3 }, CAP], { slicing: true }, { sigma: 2 });
  for (const [probe, xpol] of [
    ["x-ray", "tot"],
    ["x-ray simpl. anis.", "circ+"],
    ["x-ray anis.", "ass"],
  ] as const) {
    const energies = [600, 700, 800];
    const scan = floats(
      model.method(film, "SimEnergySpecular", array(energies), model.convert(0.05), instrument({ probe, xpol })),
    );
    energies.forEach((energy, i) => {
      const alone = curve(film, { probe, xpol, wavelength: 12398.41984 / energy }, [0.05]);
      assertClose([scan[i]!], alone, 1e-13, `${probe} at ${energy} eV`);
    });
  }
});

test("a scan over an edge is one wavelength after the other, of slices that are not merged", () => {
  const { members } = modelModules().get("models.utils")!() as Module;
  const iron = model.layer({ ...IRON, fm2: 0, sigma: 3 });
  iron.setAttribute("f", getAttribute(members.get("fd")!, "Fe"));
  const film = model.make("Sample", {
    Stacks: new PyList([model.make("Stack", { Layers: new PyList([iron, model.layer(CAP)]) })]),
    Ambient: model.layer({ dens: 0 }),
    Substrate: model.layer(WAFER),
    slicing: true,
    compress: false,
  });
  const energies = [690, 707, 720];
  for (const [probe, xpol] of [
    ["x-ray", "tot"],
    ["x-ray simpl. anis.", "circ-"],
    ["x-ray anis.", "circ-"],
  ] as const) {
    const scan = floats(model.method(film, "SimEnergySpecular", array(energies), 0.05, instrument({ probe, xpol })));
    const each = energies.map((E) => curve(film, { probe, xpol, wavelength: 12398.41984 / E }, [0.05])[0]!);
    assertClose(scan, each, 1e-12, probe);
    assert.ok(Math.abs(scan[1]! / scan[0]! - 1) > 0.1 && Math.abs(scan[2]! / scan[0]! - 1) > 0.1, `${probe}: ${scan}`);
  }
});

test("linear dichroism, which the simple probe does not see, has no say in its slices", () => {
  const drawn = (fm2: Plain, probe: string) => {
    const others = { dmag_max: 10, dsld_n_max: 10, dabs_n_max: 10 };
    const film = sample([{ ...IRON, fm2, magn_ang: 40, sigma: 3 }, CAP], { slicing: true, ...others }, { sigma: 2 });
    return profile(film, { probe });
  };
  const [simple, full] = ["x-ray simpl. anis.", "x-ray anis."] as const;
  assert.deepEqual(drawn(complex(30, -10), simple), drawn(0, simple));
  assert.notEqual(drawn(complex(30, -10), full).get("z")!.length, drawn(0, full).get("z")!.length);
});

test("amplitudes of a sliced sample are roots of its reflectivity", () => {
  const film = sample([{ ...IRON, magn_ang: 20, sigma: 3 }, CAP], { slicing: true }, { sigma: 2 });
  const amplitude = (settings: Fields) =>
    model.method(film, "SimSpecularElectricField", array(Q), instrument(settings)) as NdArray;
  const probes: Fields[] = [
    { probe: "x-ray", xpol: "tot" },
    { probe: "x-ray simpl. anis.", xpol: "circ+" },
    { probe: "neutron pol", npol: "dd" },
    { probe: "neutron pol spin flip", npol: "ud" },
  ];
  for (const settings of probes) {
    const { buffer } = amplitude(settings);
    assertClose(
      Q.map((_, i) => buffer[2 * i]! ** 2 + buffer[2 * i + 1]! ** 2),
      curve(film, settings),
      5e-12,
    );
  }
  const W = amplitude({ probe: "x-ray anis." });
  assert.deepEqual(W.shape, [2, 2, Q.length]);
  const pi = Q.map((_, i) => W.buffer[2 * (2 * Q.length + i)]! ** 2 + W.buffer[2 * (2 * Q.length + i) + 1]! ** 2);
  assertClose(pi, curve(film, { probe: "x-ray anis.", xpol: "sigma-pi" }), 1e-13);
});

test("spin flip under an ambient that is magnetised: as without slices", () => {
  const film = (slicing: boolean) =>
    sample([IRON], { ...SHARP, slicing, slice_depth: 0.4 }, {}, 1, { b: 1, dens: 0.02, magn: 0.5 });
  for (const npol of ["uu", "dd"]) {
    const settings = { probe: "neutron pol spin flip", npol };
    assertClose(curve(film(true), settings), curve(film(false), settings), 5e-12, npol);
  }
});

test("moments on both sides of the polarisation are not on the same", () => {
  const film = (angle: number) => [{ ...IRON, magn_ang: angle }, CAP, { ...IRON, magn_ang: -angle }];
  const settings = { probe: "neutron pol spin flip", npol: "ud" };
  const opposed = curve(sample(film(90), { ...SHARP, slice_depth: 0.1 }), settings);
  assert.ok(distance(opposed, curve(sample(film(90), { slicing: false }), settings)) < 0.1);
  const same = curve(
    sample(
      film(90).map((layer) => (layer === CAP ? CAP : { ...layer, magn_ang: 90 })),
      SHARP,
    ),
    settings,
  );
  assert.ok(distance(opposed, same) > 0.5);
});

test("what cannot be sliced is refused in words", () => {
  const film = sample([IRON], { slicing: true, slice_depth: 0 });
  assert.throws(() => curve(film, { probe: "x-ray", xpol: "tot" }), /slice_depth of a sample must be above 0, not 0/);
  const iron = sample([IRON], { slicing: true });
  assert.throws(() => curve(iron, { probe: "x-ray", xpol: "circ+" }), /it is one of total/);
  assert.throws(() => curve(iron, { probe: "neutron pol", npol: "ud" }), /it is one of up_up, down_down, asymmetry/);
  const drawn = () => model.method(iron, "SimSLD", null, "sld", instrument({ probe: "x-ray", xpol: "tot" }));
  assert.throws(drawn, /there is no 'sld' in an SLD profile: it has Re sld_c, Im sld_c, z, SLD unit/);
  try {
    const thick = sample([{ ...IRON, d: 1e10 }], { slicing: true });
    assert.throws(() => curve(thick, { probe: "x-ray", xpol: "tot" }), BudgetError);
  } finally {
    renewBudget();
  }
});

test("the profile of smooth interface layers goes from one moment to the next", () => {
  const layer = { ...IRON, d: 200, sigma: 2, dd_u: 40, dmag_u: -0.5, sigma_mu: 2, dd_l: 30, dmag_l: 1, sigma_ml: 2 };
  for (const slicing of [false, true]) {
    const film = sample([layer], { slicing, slice_depth: 0.5, compress: false }, { sigma: 2 });
    const drawn = profile(film, { probe: "neutron pol" });
    const z = drawn.get("z")!;
    const at = (depth: number) => drawn.get("mag_dens")![z.findLastIndex((each) => each <= depth)]! / 0.085;
    for (const [depth, moment] of [
      [-20, 0],
      [15, 4.2],
      [100, 2.1],
      [180, 1.05],
      [220, 0],
    ] as const) {
      assert.ok(Math.abs(at(depth) - moment) < 1e-6, `${slicing}: ${at(depth)} at ${depth}`);
    }
  }
});

function sample(
  layers: Fields[],
  fields: Fields,
  substrate: Fields = {},
  repetitions = 1,
  ambient: Fields = {},
): PyObject {
  const spec = { ...WAFER, ...substrate };
  return model.make("Sample", {
    Stacks: new PyList([
      model.make("Stack", { Layers: new PyList(layers.map(model.layer)), Repetitions: BigInt(repetitions) }),
    ]),
    Ambient: model.layer({ dens: 0, ...ambient }),
    Substrate: model.layer(spec),
    ...Object.fromEntries(Object.entries(fields).map(([name, value]) => [name, model.convert(value)])),
  });
}

function instrument(settings: Fields): PyObject {
  const wavelength = String(settings["probe"]).startsWith("x-ray") ? 17.5 : 4.5;
  return model.instrument({ wavelength, coords: "q", ...settings });
}

function curve(film: PyObject, settings: Fields, x: readonly number[] = Q): Float64Array {
  return floats(model.method(film, "SimSpecular", array(x), instrument(settings))).slice();
}

function profile(film: PyObject, settings: Fields): Map<string, Float64Array> {
  const drawn = model.dictionary(model.method(film, "SimSLD", null, null, instrument(settings)));
  return new Map([...drawn].filter(([key]) => key !== "SLD unit").map(([key, value]) => [key, floats(value)]));
}

/** The mean over all points of how far a curve is from another, in parts of that. */
function distance(actual: Float64Array, expected: Float64Array): number {
  let sum = 0;
  let scale = 0;
  for (let i = 0; i < actual.length; i++) {
    sum += Math.abs(actual[i]! - expected[i]!) * Q[i]! ** 4;
    scale += Math.abs(expected[i]!) * Q[i]! ** 4;
  }
  return sum / scale;
}
