/** What must hold of soft_nx, whoever computes it, and where it is right and GenX is not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { PyError } from "../../runtime/python/values/error.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { assertClose } from "../helpers/close.ts";
import { array, floats, type SampleSpec, specNx } from "../helpers/spec-nx.ts";

const soft = specNx("soft_nx");
const Q = Array.from({ length: 60 }, (_, i) => 0.004 + 0.004 * i);
const iron = (magn_ang = 0): SampleSpec => ({
  stacks: [[[{ d: 120, sigma: 5, sld_n: { re: 8, im: -0.2 }, sld_x: { re: 59, im: -7 }, sld_m: 4.97, magn_ang }], 2]],
  ambient: {},
  substrate: { sld_n: 2.07, sld_x: 20.1, sigma: 3 },
});
const simulate = (model: ReturnType<typeof specNx>, sample: SampleSpec, settings: Record<string, Value>, x = Q) => {
  const inst = model.make("Instrument", { coords: "q", wavelength: 4.4 });
  for (const [name, value] of Object.entries(settings)) inst.setAttribute(name, value);
  return floats(model.method(model.sample(sample), "SimSpecular", array(x), inst));
};

test("soft_nx is spec_nx of the same densities, but for GenX's digits of π", () => {
  const [R_E, P] = [28.179403227, 26.4587508153]; // 1e-6 Å² per r_e/Å, and per μ_B
  const same: SampleSpec = {
    stacks: [
      [
        [
          {
            d: 120,
            sigma: 5,
            dens: 1,
            b: { re: 0.8, im: -0.02 },
            f: { re: 59 / R_E, im: -7 / R_E },
            magn: 4.97 / P,
            magn_ang: 35,
          },
        ],
        2,
      ],
    ],
    ambient: { dens: 0 },
    substrate: { dens: 1, b: 0.207, f: 20.1 / R_E, sigma: 3 },
  };
  const all: Record<string, Value>[] = [
    { probe: "x-ray" },
    { probe: "neutron" },
    { probe: "neutron tof", incangle: 1.1 },
    { probe: "neutron pol", pol: "dd" },
    { probe: "neutron pol", pol: "ass" },
    { probe: "neutron pol tof", pol: "uu", incangle: 1.1 },
    { probe: "neutron pol tof", pol: "dd", incangle: 1.1 },
    { probe: "neutron pol tof", pol: "ass", incangle: 1.1 },
    { probe: "neutron pol spin flip", pol: "ud" },
    { probe: "neutron pol spin flip", pol: "ass" },
  ];
  for (const settings of all) {
    assertClose(
      simulate(soft, iron(35), settings),
      simulate(specNx(), same, settings),
      3e-5,
      `${settings["probe"]} ${settings["pol"]}`,
    );
  }
});

test("without absorption total reflection is 1, and thick absorbers give numbers", () => {
  const glass: SampleSpec = { stacks: [], ambient: {}, substrate: { sld_n: 4, sld_x: 20, sigma: 3 } };
  for (const probe of ["x-ray", "neutron", "neutron pol", "neutron pol spin flip", "neutron tof"]) {
    assertClose(simulate(soft, glass, { probe }, [1e-4, 0.004, 0.01]), [1, 1, 1], 1e-12, probe);
    const thick: SampleSpec = {
      ...glass,
      stacks: [[[{ d: 1e6, sld_n: { re: 5, im: -9 }, sld_x: { re: 90, im: -60 }, sld_m: 2, magn_ang: 50 }], 1]],
    };
    const R = simulate(soft, thick, { probe });
    assert.ok(
      R.every((value) => value > 0 && value < 1),
      probe,
    );
  }
});

test("crop_sld leaves out the middle of a profile, as in spec_nx", () => {
  const inst = soft.make("Instrument", { probe: "neutron", coords: "q" });
  const depth = (crop_sld: number) => {
    const layers = [
      { d: 20, sld_n: 3 },
      { d: 30, sld_n: 1 },
    ];
    const sample = soft.sample({ stacks: [[layers, 50]], ambient: {}, substrate: {}, crop_sld });
    const profile = soft.dictionary(soft.method(sample, "SimSLD", null, null, inst));
    return { z: floats(profile.get("z")!).at(-1)!, peak: Math.max(...floats(profile.get("Re")!)) };
  };
  assert.ok(Math.abs(depth(0).z - 2500) < 1);
  assert.deepEqual(depth(5).z, depth(0).z);
  assert.ok(depth(-5).z < 300);
  assert.ok(Math.abs(depth(-5).peak - 12) < 1e-6);
});

test("what soft_nx cannot do is refused by name", () => {
  const refused = (kind: string, message: RegExp, act: () => unknown) =>
    assert.throws(act, (error) => error instanceof PyError && error.kind === kind && message.test(error.message));
  refused("ValueError", /inst\.pol, is wrong/, () => simulate(soft, iron(), { probe: "neutron pol", pol: "ud" }));
  refused("NotImplementedError", /models\.interdiff/, () =>
    soft.method(soft.sample(iron()), "SimOffSpecular", array(Q), array(Q), soft.make("Instrument")),
  );
  refused("AttributeError", /SimPolSpecular/, () => soft.method(soft.sample(iron()), "SimPolSpecular"));
});
