/**
 * `models.spec_adaptive`: spec_nx of a continuous profile. Layers, in one or more
 * elements that lie on top of each other, make the profile, with interfaces of four
 * shapes; cut into slabs, finely where it changes, it is simulated as in spec_nx.
 *
 *     film = model.Layer(d=64, dens=0.09, sigma=6, f=fp.Ni, b=bc.Ni, rough_type="exp-1", sigma_mag=9, magn=0.6)
 *     iron = model.Stack(Layers=[gap, dust], Element=1)          what is at the same depth adds up
 *     sample = model.Sample(Stacks=[film, iron], …, minimal_steps=0.5, max_diff_n=0.01, max_diff_x=0.01)
 *     inst = model.Instrument(probe="neutron pol spin flip", zeeman="SF q (+)", mag_field=0.8)
 *     sample.SimSpecular(d.x, inst)
 *     sample.SimPolSpecular(d.x, p1, p2, F1, F2, inst)
 *     sample.SimSLD(None, None, inst)
 */
import { define } from "../python/numpy/signature.ts";
import type { PyClass, PyObject } from "../python/values/class.ts";
import { Complex } from "../python/values/complex.ts";
import type { Module } from "../python/values/module.ts";
import { PyList, PyTuple } from "../python/values/sequence.ts";
import type { Options } from "./base/options.ts";
import { complexField, field, flagField, floatField, modelClass, wholeField } from "./base/param-base.ts";
import { reflBases } from "./base/refl-base.ts";
import { layerParametersClass, layerClass as nxLayerClass, sampleClass } from "./base/sample.ts";
import { roughnessOptions } from "./specular/adaptive-layers.ts";
import { adaptiveSlabs, originOf, SEGMENT, segmentsOf } from "./specular/adaptive-slabs.ts";
import { instrumentClass, instrumentOptions } from "./specular/instrument.ts";
import { nxProbes } from "./specular/probes.ts";
import type { SpecularModel } from "./specular/specular-model.ts";
import { simulations, specularModule } from "./specular/specular-module.ts";
import { zeemanOf, zeemanOptions } from "./specular/zeeman.ts";

/** A fresh module for each script: a script may add to its classes. */
export function specAdaptiveModule(modelParamBase: PyClass): Module {
  const roughnesses = roughnessOptions();
  const zeeman = zeemanOptions();
  const model: SpecularModel = {
    options: instrumentOptions(),
    probes: nxProbes,
    slabs: adaptiveSlabs(roughnesses),
    origin: (sample) => originOf(sample, roughnesses),
    zeeman: (instrument) => zeemanOf(instrument, zeeman),
  };
  const Layer = layerClass(modelParamBase, roughnesses);
  const NXInstrument = instrumentClass(modelParamBase, model.options);
  const functions = simulations(["Specular", "PolSpecular", "SLD"], model, Layer);
  const classes = [
    Layer,
    modelClass(reflBases(modelParamBase).StackBase, "Stack", [wholeField("Element", 0n)]),
    sampleClass(modelParamBase, Layer, functions, [
      floatField("minimal_steps", 0.5),
      floatField("max_diff_n", 0.01),
      floatField("max_diff_x", 0.01),
      flagField("smoothen", false),
      flagField("crop_sigma", false),
    ]),
    modelClass(NXInstrument, "Instrument", [field("zeeman", zeeman, () => "no corr"), floatField("mag_field", 0)]),
    roughnesses,
    zeeman,
  ];
  const segmentation = define("calculate_segmentation(sample)", (sample) => lists(sample as PyObject, roughnesses));
  return specularModule("spec_adaptive", "SpecAdaptive", modelParamBase, model, classes, functions, [
    segmentation,
    ["NXInstrument", NXInstrument],
    ["LayerParameters", layerParametersClass(nxLayerClass(modelParamBase))],
  ]);
}

/** Units as in spec_nx; sigma_mag in Å, 0 for that of all else. */
function layerClass(base: PyClass, roughnesses: Options): PyClass {
  return modelClass(base, "Layer", [
    floatField("sigma", 0),
    floatField("dens", 1),
    floatField("d", 0),
    complexField("f", 0, 1e-20),
    complexField("b", 0, 0),
    floatField("xs_ai", 0),
    field("rough_type", roughnesses, () => "gauss"),
    floatField("magn", 0),
    floatField("magn_ang", 0),
    flagField("magn_void", false),
    floatField("sigma_mag", 0),
  ]);
}

/** calculate_segmentation(sample): of its slabs d, f, b, magn, xs_ai and magn_ang, a list each, bottom first. */
function lists(sample: PyObject, roughnesses: Options): PyTuple {
  const { count, values } = segmentsOf(sample, roughnesses);
  const reals = (k: number) => new PyList(Array.from({ length: count }, (_, i) => values[i * SEGMENT.size + k]!));
  const complexes = (k: number) =>
    new PyList(
      Array.from({ length: count }, (_, i) => {
        const at = i * SEGMENT.size + k;
        return new Complex(values[at]!, values[at + 1]!);
      }),
    );
  return new PyTuple([
    reals(SEGMENT.thickness),
    complexes(SEGMENT.xrayRe),
    complexes(SEGMENT.neutronRe),
    reals(SEGMENT.moment),
    reals(SEGMENT.absorption),
    reals(SEGMENT.angle),
  ]);
}
