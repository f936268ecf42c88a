/** What must hold of every model of specular reflectivity, and of neutrons whose spin flips in each of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertClose } from "../helpers/close.ts";
import { type SampleSpec, specNx } from "../helpers/spec-nx.ts";
import { type Fields, FLIP, PROBES, Q, type Settings, SILICON, simulate, stackOf } from "../helpers/specular.ts";

/** Each has one film that absorbs and one that does not, with moments that are turned. */
interface Films {
  model: ReturnType<typeof specNx>;
  absorbing: Fields;
  clear: Fields;
  /** What flat steps of a profile take. */
  fields: Fields;
  substrate: Fields;
  /** Of a substrate that absorbs nothing, in which all below the edge is reflected. */
  mirror: Fields;
  ambient: Fields;
  wet: Fields;
}
const nx = {
  absorbing: { d: 60, dens: 0.09, f: { re: 25, im: -2 }, b: { re: 9, im: -0.2 }, xs_ai: 30, magn: 1.1, magn_ang: 25 },
  clear: { d: 44, dens: 0.07, f: 20, b: 5, magn: 0.8, magn_ang: -70 },
  fields: {},
  substrate: SILICON,
  mirror: { dens: 0.08, f: 28, b: 8, magn: 0.3, magn_ang: 10 },
  ambient: { dens: 0 },
  wet: { dens: 0.03, f: 9, b: 6 },
};
const MODELS: Record<string, Films> = {
  spec_nx: { ...nx, model: specNx() },
  spec_inhom: { ...nx, model: specNx("spec_inhom"), fields: { sigma_inhom: 3, steps_inhom: 4, type_inhom: "gauss" } },
  spec_adaptive: { ...nx, model: specNx("spec_adaptive"), fields: { minimal_steps: 1 } },
  soft_nx: {
    model: specNx("soft_nx"),
    absorbing: { d: 60, sld_n: { re: 8, im: -0.2 }, sld_x: { re: 60, im: -4 }, sld_m: 2.6, magn_ang: 25 },
    clear: { d: 44, sld_n: 3.5, sld_x: 30, sld_m: 1.4, magn_ang: -70 },
    fields: {},
    substrate: { sld_n: 2.07, sld_x: { re: 20, im: -0.4 }, sigma: 2 },
    mirror: { sld_n: 6.4, sld_x: 60, sld_m: 0.6, magn_ang: 10 },
    ambient: {},
    wet: { sld_n: 1.8, sld_x: 9 },
  },
};
const ALL: Settings[] = [
  ...PROBES,
  { probe: "neutron pol", pol: "uu" },
  { probe: "neutron pol", pol: "ass" },
  { probe: "neutron pol tof", pol: "dd", incangle: 0.8 },
  { ...FLIP, pol: "uu" },
  { ...FLIP, pol: "dd" },
  { ...FLIP, pol: "ass" },
];
const CHANNELS = ["uu", "dd", "ud", "du"];

for (const [name, { model, absorbing, clear, fields, substrate, mirror, ambient, wet }] of Object.entries(MODELS)) {
  const sample = (layers: Fields[], more: Partial<SampleSpec> = {}): SampleSpec => ({
    ...stackOf(layers, 1, fields, ambient),
    substrate,
    ...more,
  });
  const run = (spec: SampleSpec, settings: Settings, x?: readonly number[]) => simulate(model, spec, settings, x);
  const channels = (spec: SampleSpec, x?: readonly number[]) =>
    Object.fromEntries(CHANNELS.map((pol) => [pol, run(spec, { ...FLIP, pol }, x)]));
  const total = (spec: SampleSpec, x: readonly number[] = Q) => {
    const each = channels(spec, x);
    return x.map((_, i) => CHANNELS.reduce((sum, pol) => sum + each[pol]![i]!, 0));
  };
  const turn = (layer: Fields, by: number): Fields => ({ ...layer, magn_ang: (layer["magn_ang"] as number) + by });

  test(`${name}: a layer that is split in pieces, with nothing in between, is the same layer`, () => {
    const rough = { ...absorbing, sigma: 5 };
    const d = absorbing["d"] as number;
    const pieces = [0.2, 0.5, 0, 0.3].map((part) => ({ ...absorbing, d: part * d, sigma: 0 }));
    for (const surroundings of [ambient, wet]) {
      for (const settings of ALL) {
        const whole = run(sample([clear, rough], { ambient: surroundings }), settings);
        const split = sample([clear, ...pieces, { ...rough, d: 0 }], { ambient: surroundings });
        assertClose(run(split, settings), whole, 1e-9, JSON.stringify(settings));
      }
    }
  });

  test(`${name}: with all angles 0 no spin flips, and with 90° neither spin is preferred`, () => {
    const collinear = [absorbing, clear].map((layer) => ({ ...layer, magn_ang: 0 }));
    const { uu, dd, ud, du } = channels(sample(collinear));
    assert.ok([...ud!, ...du!].every((value) => value === 0));
    // GenX's potentials of the two probes differ by δ², one part in 10⁵ of them.
    for (const [pol, curve] of [
      ["uu", uu],
      ["dd", dd],
    ] as const) {
      assertClose(run(sample(collinear), { probe: "neutron pol", pol }), curve!, 1e-3, pol);
    }
    const across = channels(sample([absorbing, clear].map((layer) => ({ ...layer, magn_ang: 90 }))));
    assertClose(across["uu"]!, across["dd"]!, 1e-9);
  });

  test(`${name}: turning all moments keeps what all channels reflect together; by 180° it exchanges uu and dd`, () => {
    const layers = [absorbing, clear].map((layer) => ({ ...layer, sigma: 0 }));
    const sharp = { substrate: { ...substrate, sigma: 0 } };
    const expected = total(sample(layers, sharp));
    for (const by of [17, 90, -133, 360]) {
      assertClose(
        total(
          sample(
            layers.map((layer) => turn(layer, by)),
            sharp,
          ),
        ),
        expected,
        1e-9,
        `${by}`,
      );
    }
    const here = channels(sample([absorbing, clear]));
    const opposite = channels(sample([absorbing, clear].map((layer) => turn(layer, 180))));
    const mirrored = channels(
      sample([absorbing, clear].map((layer) => turn(layer, -2 * (layer["magn_ang"] as number)))),
    );
    for (const [pol, other] of [
      ["uu", "dd"],
      ["dd", "uu"],
      ["ud", "ud"],
      ["du", "ud"],
    ]) {
      assertClose(opposite[pol!]!, here[other!]!, 1e-8, `${pol} turned over`);
      assertClose(mirrored[pol!]!, here[pol!]!, 1e-8, `${pol} mirrored`);
    }
  });

  test(`${name}: below the edge nothing is lost without absorption, flipped or not`, () => {
    // In time of flight 1e-4 Å⁻¹ would be a wavelength at which 1 − n is not small.
    const x = [1e-3, 0.003, 0.007, 0.011];
    const lossless = sample([clear, { ...clear, d: 90, magn_ang: 55 }], { substrate: mirror });
    for (const settings of ALL) {
      if (settings["pol"] === "ass" || settings["probe"] === FLIP.probe) continue;
      assertClose(run(lossless, settings, x), [1, 1, 1, 1], 1e-10, JSON.stringify(settings));
    }
    assertClose(total(lossless, x), [2, 2, 2, 2], 1e-10);
    const { uu, ud } = channels(lossless, x);
    assertClose(
      uu!.map((value, i) => value + ud![i]!),
      [1, 1, 1, 1],
      1e-10,
    );
  });

  test(`${name}: a film that absorbs nothing, in nothing, reflects from either side the same`, () => {
    const layers = [
      { ...clear, d: 90, magn_ang: 40, sigma: 0 },
      { ...clear, sigma: 0 },
    ];
    const front = sample(layers, { substrate: ambient });
    const back = { ...front, inverted: true };
    for (const settings of PROBES.filter(({ pol }) => pol !== "ud")) {
      assertClose(run(back, settings), run(front, settings), 1e-9, JSON.stringify(settings));
    }
    assertClose(total(back), total(front), 1e-9);
  });
}
