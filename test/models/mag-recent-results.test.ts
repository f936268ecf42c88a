/** What a script holds of mag_refl is its own: no later simulation writes into it, and nothing done to it is seen by a later one. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { NdArray } from "../../runtime/python/numpy/array.ts";
import type { PyObject } from "../../runtime/python/values/class.ts";
import { PyList } from "../../runtime/python/values/sequence.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { array, type Plain, specNx } from "../helpers/spec-nx.ts";

type Fields = Record<string, Plain>;
const model = specNx("mag_refl");
const IRON: Fields = {
  d: 60,
  dens: 0.085,
  sigma: 3,
  f: { re: 20, im: -6 },
  fm1: { re: 0.55, im: -0.42 },
  b: 9.45,
  xs_ai: 2.6,
  magn: 2.1,
  magn_ang: 30,
};
const GRADED: Fields = { ...IRON, dd_u: 6, dmag_u: -0.6, sigma_mu: 2 };
const CAP: Fields = { d: 16, dens: 0.06, f: { re: 11, im: -0.5 }, b: 3.4 };
const X = [0.013, 0.02, 0.05, 0.09];
const OTHER_X = [0.017, 0.03, 0.06, 0.11];

const PROBES: [string, Fields][] = [
  ["x-ray", { xpol: "tot" }],
  ["x-ray simpl. anis.", { xpol: "ass" }],
  ["x-ray anis.", { xpol: "circ+" }],
  ["neutron pol", { npol: "ass" }],
  ["neutron pol tof", { npol: "dd", incangle: 1 }],
  ["neutron pol spin flip", { npol: "ud" }],
];
const METHODS = ["SimSpecular", "SimSpecularElectricField", "SimEnergySpecular", "SimSLD"];

for (const [probe, polarisation] of PROBES) {
  for (const [kind, layer, slicing] of [
    ["smooth", IRON, false],
    ["with interface layers", GRADED, false],
    ["sliced", GRADED, true],
  ] as const) {
    for (const method of METHODS) {
      if (method === "SimEnergySpecular" && !probe.startsWith("x-ray")) continue;
      test(`${probe}, ${kind}: what ${method} gave stays, and is not looked at again`, () => {
        const { film, iron } = sampleOf(layer, slicing);
        const instrument = model.instrument({ ...polarisation, probe, wavelength: 4.4, coords: "q" });
        const x = method === "SimEnergySpecular" ? array([2700, 2800, 2900, 3000]) : array(X);
        const ask = (positions = x) => arrays(simulate(film, method, positions, instrument));

        const first = ask();
        const before = first.map(({ buffer }) => buffer.slice());
        iron.setAttribute("d", 47.5);
        iron.setAttribute("magn", 1.4);
        const second = ask();
        assert.notDeepEqual(second.map(bufferOf), before, "another film has another curve");
        ask(method === "SimEnergySpecular" ? array([2600, 2750, 2950, 3100]) : array(OTHER_X));
        assert.deepEqual(first.map(bufferOf), before, "what was held has changed");

        iron.setAttribute("d", 60n);
        iron.setAttribute("magn", 2.1);
        for (const each of first) each.buffer.fill(7);
        const again = ask();
        assert.deepEqual(again.map(bufferOf), before, "what the script wrote into its array was taken for a result");
        again.forEach((each, n) => {
          assert.notEqual(each.buffer.buffer, first[n]!.buffer.buffer, "the same memory");
        });
        if (method === "SimSLD") return;

        // x in place: nothing is known by which array it is.
        const moved = method === "SimEnergySpecular" ? [2600, 2750, 2950, 3100] : OTHER_X;
        x.buffer.set(moved);
        assert.deepEqual(ask().map(bufferOf), ask(array(moved)).map(bufferOf));
        assert.notDeepEqual(ask().map(bufferOf), before);
      });
    }
  }
}

function simulate(film: PyObject, method: string, x: NdArray, instrument: PyObject): Value {
  if (method === "SimSLD") return model.method(film, method, null, null, instrument);
  const more = method === "SimEnergySpecular" ? [0.05] : [];
  return model.method(film, method, x, ...more, instrument);
}

/** Of a curve, or of a profile the curves in it. */
function arrays(result: Value): NdArray[] {
  if (result instanceof NdArray) return [result];
  return [...model.dictionary(result).values()].filter((each) => each instanceof NdArray);
}

function bufferOf({ buffer }: NdArray): Float64Array {
  return buffer;
}

function sampleOf(layer: Fields, slicing: boolean): { film: PyObject; iron: PyObject } {
  const iron = model.layer(layer);
  const film = model.make("Sample", {
    Stacks: new PyList([model.make("Stack", { Layers: new PyList([iron, model.layer(CAP)]), Repetitions: 2n })]),
    Ambient: model.layer({ dens: 0 }),
    Substrate: model.layer({ dens: 0.05, sigma: 2, f: { re: 14, im: -1.6 }, b: 4.15 }),
    slicing,
  });
  return { film, iron };
}
