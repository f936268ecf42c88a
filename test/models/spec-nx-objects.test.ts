/** How layers, stacks, samples and instruments behave in a script: as GenX 3.8.13's do (seen by trying it). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { call, equals, getAttribute, repr } from "../../runtime/python/operators.ts";
import type { PyObject } from "../../runtime/python/values/class.ts";
import { Complex } from "../../runtime/python/values/complex.ts";
import { PyError } from "../../runtime/python/values/error.ts";
import { PyList } from "../../runtime/python/values/sequence.ts";
import type { Value } from "../../runtime/python/values/value.ts";
import { array, floats, specNx } from "../helpers/spec-nx.ts";

const model = specNx();
const get = (object: PyObject, name: string) => getAttribute(object, name);
const raises = (kind: string, message: RegExp, act: () => unknown) =>
  assert.throws(act, (error) => error instanceof PyError && error.kind === kind && message.test(error.message));

const X = array([0.01, 0.05, 0.1, 0.2]);
const plainSample = () =>
  model.sample({
    stacks: [[[{ d: 50, dens: 0.08, f: { re: 25, im: -0.6 } }], 1]],
    ambient: { dens: 0 },
    substrate: { dens: 0.05, f: { re: 14, im: -0.1 } },
  });

test("fields are taken by keyword and by position, and keywords that name no field are ignored", () => {
  const Layer = model.module.members.get("Layer")!;
  const layer = call(Layer, [5n, 0.02], new Map<string, Value>([["magnetisation", 3]])) as PyObject;
  assert.deepEqual([get(layer, "d"), get(layer, "dens"), get(layer, "sigma")], [5, 0.02, 0]);
  raises("TypeError", /up to 8 positional arguments but 9/, () => call(Layer, [1, 2, 3, 4, 5, 6, 7, 8, 9]));
  raises("TypeError", /missing 1 required argument: 'sigma_2theta'/, () => model.make("XrayKalpha"));
});

test("the constructor converts to the type of a field, setters do not", () => {
  assert.equal(get(model.make("Layer", { d: "5" }), "d"), 5);
  assert.equal(repr(get(model.make("Layer", { f: 2n }), "f")), "(2+0j)");
  assert.equal(get(model.make("Stack", { Repetitions: 2.7 }), "Repetitions"), 2n);
  raises("ValueError", /could not convert/, () => model.make("Instrument", { wavelength: "long" }));
  raises("TypeError", /./, () => model.make("Instrument", { res: array([0.1, 0.2]) }));
  const layer = model.make("Layer");
  model.method(layer, "setD", "5");
  assert.equal(get(layer, "d"), "5");
});

test("setters have the field's name as Python capitalises it", () => {
  const layer = model.make("Layer");
  model.method(layer, "setXs_ai", 3);
  assert.equal(model.method(layer, "getXs_ai"), 3);
  const inst = model.make("Instrument");
  for (const [setter, field] of [
    ["setI0", "I0"],
    ["setIbkg", "Ibkg"],
    ["setWavelength", "wavelength"],
  ] as const) {
    model.method(inst, setter, 2.5);
    assert.equal(get(inst, field), 2.5);
  }
  model.method(model.make("Stack"), "setRepetitions", 4n);
  raises("AttributeError", /'Layer' object has no attribute 'setXs_Ai'/, () => get(layer, "setXs_Ai"));
  raises("AttributeError", /'Layer' object has no attribute 'thickness'/, () => get(layer, "thickness"));
});

test("the parts of a complex field are set one at a time", () => {
  const layer = model.make("Layer", { f: new Complex(10, -1) });
  model.method(layer, "setFreal", 12);
  model.method(layer, "setFimag", -2.5);
  assert.equal(repr(get(layer, "f")), "(12-2.5j)");
  assert.equal(model.method(layer, "getFimag"), -2.5);
  raises("AttributeError", /no attribute 'setDreal'/, () => get(layer, "setDreal"));
});

test("a setter is one object, however often it is asked for", () => {
  const layer = model.make("Layer");
  assert.equal(get(layer, "setD"), get(layer, "setD"));
});

test("a copy is set by assignment; its setters are its original's", () => {
  for (const deep of [false, true]) {
    const original = model.make("Layer", { d: 10 });
    const copy = call(get(original, "copy"), [deep]) as PyObject;
    copy.setAttribute("d", 7);
    assert.deepEqual([get(original, "d"), get(copy, "d")], [10, 7]);
    model.method(copy, "setD", 5);
    assert.deepEqual([get(original, "d"), get(copy, "d")], [5, 7], `deep ${deep}`);
  }
});

test("a shallow copy shares its lists, a deep one does not", () => {
  const stack = model.make("Stack", { Layers: new PyList([model.make("Layer")]) });
  assert.equal(get(call(get(stack, "copy"), []) as PyObject, "Layers"), get(stack, "Layers"));
  const deep = get(call(get(stack, "copy"), [true]) as PyObject, "Layers") as PyList;
  assert.notEqual(deep.items[0], (get(stack, "Layers") as PyList).items[0]);
});

test("objects show and compare as dataclasses", () => {
  const layer = model.make("Layer", { d: 5n });
  assert.equal(repr(layer), "Layer(d=5.0, dens=1.0, sigma=0.0, f=1e-20j, b=0j, xs_ai=0.0, magn=0.0, magn_ang=0.0)");
  assert.match(repr(model.make("Instrument")), /^Instrument\(probe="x-ray", wavelength=1.54, .*coords="2θ", /);
  assert.ok(equals(layer, model.make("Layer", { d: 5 })));
  assert.ok(!equals(layer, model.make("Layer", { d: 6 })));
});

test("an option is its text, its alias and its position", () => {
  const { members } = model.module;
  const tth = getAttribute(members.get("Coords")!, "tth");
  for (const spelling of ["tth", "2θ", 1n, tth]) {
    assert.ok(equals(get(model.make("Instrument", { coords: spelling }), "coords"), tth), String(spelling));
  }
  assert.ok(equals(getAttribute(members.get("Probe")!, "xray"), "x-ray"));
  assert.ok(!equals(getAttribute(members.get("Probe")!, "xray"), "neutron"));
  assert.equal(getAttribute(tth, "value"), "2θ");
  assert.ok(equals(get(model.make("Instrument", { pol: "+-" }), "pol"), "ud"));
});

test("a copied instrument has the same options", () => {
  const inst = model.make("Instrument", { coords: "tth" });
  for (const deep of [false, true]) {
    assert.equal(get(call(get(inst, "copy"), [deep]) as PyObject, "coords"), get(inst, "coords"));
  }
});

test("a wrong option is refused by the constructor, and when it is set later by the simulation", () => {
  raises("ValueError", /'cold' is not a valid Probe: it is one of "x-ray", "neutron"/, () =>
    model.make("Instrument", { probe: "cold" }),
  );
  for (const wrong of [3, true, null, "TTH", 7n]) {
    raises("ValueError", /is not a valid Coords/, () => model.make("Instrument", { coords: wrong }));
  }
  for (const [field, message] of [
    ["probe", /inst\.probe, is wrong: it is one of "x-ray"/],
    ["coords", /inst\.coords, is wrong: it is one of "q"/],
    ["restype", /inst\.restype, is wrong: it is one of "no conv".* or a resolution object/],
    ["footype", /inst\.footype, is wrong: it is one of "no corr".* or a footprint object/],
  ] as const) {
    const inst = model.make("Instrument", { coords: "q" });
    inst.setAttribute(field, "wrong");
    raises("ValueError", message, () => model.method(plainSample(), "SimSpecular", X, inst));
  }
});

test("members of the option classes work where a script sets them", () => {
  const { members } = model.module;
  const inst = model.make("Instrument", { coords: "q", restype: 4n, res: 0.003 });
  const before = floats(model.method(plainSample(), "SimSpecular", X, inst));
  inst.setAttribute("restype", getAttribute(members.get("ResType")!, "full_conv_abs"));
  inst.setAttribute("probe", getAttribute(members.get("Probe")!, "xray"));
  assert.deepEqual(floats(model.method(plainSample(), "SimSpecular", X, inst)), before);
});

test("a simulation can be called as a method, as a function and by keywords", () => {
  const inst = model.make("Instrument", { coords: "q" });
  const sample = plainSample();
  const Specular = model.module.members.get("Specular")!;
  const expected = floats(model.method(sample, "SimSpecular", X, inst));
  assert.deepEqual(floats(call(Specular, [X, sample, inst])), expected);
  const keywords = new Map<string, Value>([
    ["TwoThetaQz", X],
    ["sample", sample],
    ["instrument", inst],
  ]);
  assert.deepEqual(floats(call(Specular, [], keywords)), expected);
  raises("TypeError", /missing required argument 'instrument'/, () => call(Specular, [X, sample]));
  raises("TypeError", /needs an instrument/, () => model.method(sample, "SimSpecular"));
});

test("x may be a view of an array, a list, or whole numbers", () => {
  const inst = model.make("Instrument", { coords: "q" });
  const sample = plainSample();
  const expected = floats(model.method(sample, "SimSpecular", array([0.05, 0.2]), inst));
  assert.deepEqual(floats(model.method(sample, "SimSpecular", new PyList([0.05, 0.2]), inst)), expected);
  raises("TypeError", /./, () => model.method(sample, "SimSpecular", 0.05, inst));
});

test("a sample seen from its back, twice over, is the sample", () => {
  const inst = model.make("Instrument", { coords: "q", probe: "neutron", wavelength: 5 });
  const sample = model.sample({
    stacks: [
      [
        [
          { d: 40, b: 5, sigma: 3 },
          { d: 90, b: 2, dens: 0.5, sigma: 6 },
        ],
        1,
      ],
    ],
    ambient: { b: 3, dens: 0.03 },
    substrate: { b: 4, dens: 0.05, sigma: 2 },
  });
  const twice = sample.unary("-")!;
  assert.notDeepEqual(
    floats(model.method(twice as PyObject, "SimSpecular", X, inst)),
    floats(model.method(sample, "SimSpecular", X, inst)),
  );
  assert.deepEqual(
    floats(model.method((twice as PyObject).unary("-") as PyObject, "SimSpecular", X, inst)),
    floats(model.method(sample, "SimSpecular", X, inst)),
  );
});

test("each script has classes of its own", () => {
  assert.notEqual(specNx().module.members.get("Layer"), specNx().module.members.get("Layer"));
});
