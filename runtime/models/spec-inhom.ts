/**
 * `models.spec_inhom`: spec_nx with stacks that change from repetition to repetition
 * (gradients of roughness, thickness and density, supermirrors) and with samples whose
 * thickness is a distribution.
 *
 *     ml = model.Stack(Layers=[lo, hi], Repetitions=8, sigma_gtype="absolute linear", sigma_gradient=3)
 *     mirror = model.Stack(Layers=[ti, ni], Repetitions=2.5, beta_sm=1.2)         an m = 2.5 supermirror
 *     sample = model.Sample(Stacks=[ml], …, sigma_inhom=4, type_inhom="gauss")    thickness ± 4 %
 *     sample.SimSpecular(d.x, inst)
 *     sample.SimPolSpecular(d.x, p1, p2, F1, F2, inst)
 *     sample.SimSLD(None, None, inst)                                             of the mean thickness
 */
import { define } from "../python/numpy/signature.ts";
import type { PyClass, PyObject } from "../python/values/class.ts";
import type { Module } from "../python/values/module.ts";
import { PyList } from "../python/values/sequence.ts";
import type { Options } from "./base/options.ts";
import { field, floatField, modelClass, wholeField } from "./base/param-base.ts";
import { reflBases } from "./base/refl-base.ts";
import { layerParametersClass, layerClass as nxLayerClass, sampleClass } from "./base/sample.ts";
import { attribute, floatAttribute } from "./base/script-values.ts";
import { SM_LAYERS } from "./library/sm-hayter-mook.ts";
import { sequenceOf, sigmaGradientOptions } from "./specular/gradients.ts";
import { instrumentClass, instrumentOptions } from "./specular/instrument.ts";
import { nxProbes } from "./specular/probes.ts";
import { finishSlabs, itemsIn, startSlabs, writeSlab } from "./specular/slabs.ts";
import type { Member, Slabs, SpecularModel } from "./specular/specular-model.ts";
import { simulations, specularModule } from "./specular/specular-module.ts";
import { distributionOptions, thicknessesOf } from "./specular/thickness-distribution.ts";

/** A fresh module for each script: a script may add to its classes. */
export function specInhomModule(modelParamBase: PyClass): Module {
  const gradients = sigmaGradientOptions();
  const distributions = distributionOptions();
  const single: SpecularModel = {
    options: instrumentOptions(),
    probes: nxProbes,
    slabs: gradedSlabs(1, gradients),
    weighs: true,
  };
  const members = (sample: PyObject): Member[] | undefined =>
    thicknessesOf(sample, distributions)?.map(({ factor, share }) => ({
      share,
      model: { ...single, slabs: gradedSlabs(factor, gradients) },
    }));
  const model: SpecularModel = { ...single, members };

  const NXLayer = nxLayerClass(modelParamBase);
  const Layer = modelClass(NXLayer, "Layer", [floatField("sigma_gradient", 0), floatField("d_gradient", 0)]);
  const functions = simulations(["Specular", "PolSpecular", "SLD"], model, Layer);
  const classes = [
    Layer,
    stackClass(modelParamBase, gradients),
    sampleClass(modelParamBase, Layer, functions, [
      wholeField("crop_sld", 200n),
      floatField("sigma_inhom", 0),
      floatField("lscale_inhom", 0.9),
      floatField("flatwidth_inhom", 0.3),
      wholeField("steps_inhom", 20n),
      field("type_inhom", distributions, () => "empiric PLD"),
    ]),
    instrumentClass(modelParamBase, model.options),
    gradients,
    distributions,
  ];
  return specularModule("spec_inhom", "SpecInhom", modelParamBase, model, classes, functions, [
    SM_LAYERS,
    ["NXLayer", NXLayer],
    ["NXLayerParameters", layerParametersClass(NXLayer)],
  ]);
}

/** Repetitions is a number of periods, or an m-value. */
function stackClass(base: PyClass, gradients: Options): PyClass {
  return modelClass(
    reflBases(base).StackBase,
    "Stack",
    [
      floatField("Repetitions", 1),
      field("sigma_gtype", gradients, () => 0n),
      floatField("sigma_gradient", 0),
      floatField("d_gradient", 0),
      floatField("dens_gradient", 0),
      floatField("beta_sm", 0),
      floatField("sm_scale", 1),
    ],
    [
      define("resolveLayerParameter(self, name)", (self, name) =>
        gradedValues(self as PyObject, String(name), gradients),
      )[1],
    ],
  );
}

/** One value for each layer that a stack is made of, with its gradients. */
function gradedValues(stack: PyObject, name: string, gradients: Options): PyList {
  const { layers, repetitions, thickness, roughness, share } = sequenceOf(stack, 1, gradients);
  if (name === "d") return new PyList([...thickness]);
  if (name === "sigma") return new PyList([...roughness]);
  return new PyList(
    Array.from({ length: repetitions }, (_, i) =>
      layers.map((layer) => (name === "dens" ? floatAttribute(layer, name) * share[i]! : attribute(layer, name))),
    ).flat(),
  );
}

/** @param scale  what thicknesses are multiplied by */
function gradedSlabs(scale: number, gradients: Options): Slabs {
  return (sample, density, wavelength) => {
    const sequences = itemsIn(attribute(sample, "Stacks")).map((stack) => sequenceOf(stack, scale, gradients));
    const slabs = startSlabs(sequences.reduce((sum, { thickness }) => sum + thickness.length, 2));
    let slab = 0;
    writeSlab(slabs, slab++, attribute(sample, "Substrate"), density, wavelength);
    for (const { layers, repetitions, thickness, roughness, share } of sequences) {
      for (let i = 0, at = 0; i < repetitions; i++) {
        for (const layer of layers) {
          writeSlab(slabs, slab++, layer, density, wavelength, thickness[at], roughness[at], share[i]);
          at++;
        }
      }
    }
    writeSlab(slabs, slab, attribute(sample, "Ambient"), density, wavelength);
    return finishSlabs(sample, slabs);
  };
}
